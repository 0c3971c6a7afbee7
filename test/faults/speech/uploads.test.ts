/**
 * Uploaded audio, hostile and broken, through the real child process and over real HTTP: everything is
 * refused with a reason or made anew from its sound, and nothing is handed on as it came.
 */
import { randomUUID } from 'node:crypto';
import {
  closeSync,
  createReadStream,
  ftruncateSync,
  openSync,
  readdirSync,
  readFileSync,
  writeSync,
} from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { decodeUpload } from '../../../src/audio/decode-upload.ts';
import { importGreeting } from '../../../src/audio/import-greeting.ts';
import { encodeWav } from '../../../src/audio/wav.ts';
import { HausrufError } from '../../../src/domain/problem.ts';
import { cookieName } from '../../../src/web/sessions.ts';
import { type House, openHouse } from '../../contract/web-house.ts';
import { cutFiles, hostileFiles, mutated, script, seeded } from './hostile-files.ts';

/** Mutations that the fuzz test tries, 0.3 s each. */
const mutations = 60;
/** Of the child: 20 MB of upload, its sound as float and as integers, and Node itself. */
const mostChildMb = 600;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hausruf-hostile-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));
let house: House | null = null;
afterEach(async () => {
  await house?.close();
  house = null;
});

/** 'taken', or the words of the refusal. Everything else fails the test. */
async function outcomeOf(bytes: Buffer): Promise<string> {
  try {
    const audioId = randomUUID();
    const { mediaPath } = await importGreeting({ bytes, folder, audioId, timeoutMs: 30_000 });
    for (const ending of ['alaw', 'sln16']) {
      const made = await readFile(`${mediaPath}.${ending}`);
      expect(made.includes(script)).toBe(false);
      // Raw samples: half a second at least, five minutes at most, no header of anything.
      expect(made.length).toBeGreaterThan(4000);
      expect(made.length).toBeLessThanOrEqual(301 * 32_000);
      expect(made.subarray(0, 4).toString('latin1')).not.toMatch(/RIFF|ID3|<htm|GIF8/);
    }
    return 'taken';
  } catch (error) {
    if (!(error instanceof HausrufError)) throw error;
    expect([error.code, error.message]).toEqual(['INPUT_INVALID', expect.stringMatching(/ Bitte .* Sie /)]);
    return error.message;
  }
}

describe('a hostile or broken file', () => {
  it('is refused in plain German or made anew, each of row 23', async () => {
    const watch = watchChildren();
    const wrong: string[] = [];
    let taken = 0;
    for (const [what, make, expected] of hostileFiles) {
      const outcome = await outcomeOf(make());
      if (outcome === 'taken') taken += 1;
      const fits = expected === 'taken' ? outcome === 'taken' : expected.test(outcome);
      if (!fits) wrong.push(`${what}: ${outcome}`);
    }
    const mostMb = watch.stop();
    const files = hostileFiles.length;
    console.log(
      JSON.stringify({ test: 'hostile uploads', files, madeAnew: taken, refused: files - taken, mostMb }),
    );
    expect(wrong).toEqual([]);
    expect(mostMb).toBeGreaterThan(0);
    expect(mostMb).toBeLessThan(mostChildMb);
    expect(readdirSync(folder).filter(name => name.endsWith('.part'))).toEqual([]);
  });

  it('may be cut anywhere', async () => {
    // libmpg123's wrapper writes a line for each damaged frame.
    const quiet = vi.spyOn(console, 'error').mockImplementation(() => {});
    const outcomes = new Map<string, number>();
    try {
      for (const [what, bytes] of cutFiles()) {
        const outcome = await decodeUpload(bytes).then(
          () => 'taken',
          (error: unknown) => {
            if (!(error instanceof HausrufError)) throw new Error(what, { cause: error });
            return error.message.split('.')[0] ?? '';
          },
        );
        outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      }
    } finally {
      quiet.mockRestore();
    }
    console.log(JSON.stringify({ test: 'cut uploads', ...Object.fromEntries(outcomes) }));
    // A greeting whose end is missing must not go out as if it were whole.
    expect([...outcomes.keys()].some(outcome => /unvollständig/.test(outcome))).toBe(true);
  });

  it('of random damage never hangs the child, never ends the controller, never fills the memory', async () => {
    const random = seeded(20_261_124);
    const watch = watchChildren();
    let taken = 0;
    let slowestMs = 0;
    for (let turn = 0; turn < mutations; turn++) {
      const from = performance.now();
      if ((await outcomeOf(mutated(random))) === 'taken') taken += 1;
      slowestMs = Math.max(slowestMs, Math.round(performance.now() - from));
    }
    const mostMb = watch.stop();
    console.log(
      JSON.stringify({ test: 'mutated uploads', files: mutations, madeAnew: taken, slowestMs, mostMb }),
    );
    // Both happen, or the mutations are too wild or too tame to say anything.
    expect(taken).toBeGreaterThan(0);
    expect(taken).toBeLessThan(mutations);
    expect(mostMb).toBeLessThan(mostChildMb);
  });
});

describe('over HTTP', () => {
  const upload = (body: Buffer, type: string) =>
    (house as House).ask('POST', '/api/v1/greetings/audio?fileName=ansage.mp3', {
      body,
      headers: { 'content-type': type },
    });

  it('an upload is never handed out as it came, whatever it says it is', async () => {
    house = await openHouse();
    const carriers = hostileFiles.filter(([what]) => /script in its tag|page behind the audio/.test(what));
    expect(carriers).toHaveLength(2);
    for (const [, make] of carriers) {
      const bytes = make();
      const reply = await upload(bytes, 'audio/mpeg');
      expect(reply.status).toBe(201);
      const audio = await house.ask('GET', `/api/v1/greetings/audio/${reply.json.audioId}`);
      expect(audio.headers).toMatchObject({
        'content-type': 'audio/wav',
        'x-content-type-options': 'nosniff',
        'content-security-policy': expect.stringContaining("default-src 'none'"),
      });
      expect(audio.bytes.subarray(0, 4).toString()).toBe('RIFF');
      expect(audio.bytes.includes(script)).toBe(false);
      // The original stays on the disk for nobody but us: no address leads to it.
      for (const name of [`${reply.json.audioId}.mp3`, `../greetings/${reply.json.audioId}.mp3`]) {
        const original = await house.ask('GET', `/api/v1/greetings/audio/${encodeURIComponent(name)}`);
        expect([404, 400]).toContain(original.status);
      }
    }
  });

  it('2 GB are refused before they have come, whether their size is told or not', async () => {
    house = await openHouse();
    const file = join(folder, 'large.wav');
    const size = 2 * 1024 ** 3;
    const handle = openSync(file, 'w');
    writeSync(handle, Buffer.from(encodeWav(new Int16Array(0), 8000)));
    ftruncateSync(handle, size);
    closeSync(handle);
    const before = process.memoryUsage().rss;
    for (const isTold of [true, false]) {
      const { status, sent } = await sendFile(house, file, isTold ? size : null);
      // Who goes on sending may find the line cut before the answer is read.
      expect(isTold ? [413] : [413, null]).toContain(status);
      expect(sent).toBeLessThan(100 * 1024 * 1024);
    }
    expect((process.memoryUsage().rss - before) / 1024 ** 2).toBeLessThan(200);
    const after = await upload(Buffer.from('kein Ton'), 'audio/wav');
    expect(after.status).toBe(400);
  });
});

/** Sends until the server says no, or cuts us off (null). `sent`: bytes that left us. */
function sendFile(
  to: House,
  file: string,
  size: number | null,
): Promise<{ status: number | null; sent: number }> {
  return new Promise(done => {
    let sent = 0;
    const source = createReadStream(file, { highWaterMark: 512 * 1024 });
    const asked = request({
      host: '127.0.0.1',
      port: to.port,
      method: 'POST',
      path: '/api/v1/greetings/audio?fileName=gross.wav',
      agent: false,
      headers: {
        origin: `http://127.0.0.1:${to.port}`,
        cookie: cookieOf(to),
        'content-type': 'audio/wav',
        ...(size === null ? {} : { 'content-length': size }),
      },
    });
    let status: number | null = null;
    const finish = () => {
      source.destroy();
      asked.destroy();
      done({ status, sent });
    };
    asked.on('response', reply => {
      status = reply.statusCode ?? null;
      reply.resume().on('end', finish);
    });
    asked.on('error', finish);
    source.pause();
    asked.flushHeaders();
    // As slow as a line is: an answer to the headers alone is heard.
    setTimeout(() => source.resume(), 200);
    source.on('data', chunk => {
      sent += chunk.length;
      asked.write(chunk);
      source.pause();
      setTimeout(() => source.resume(), 3);
    });
  });
}

/** The session's cookie, as the house sends it itself. */
const cookieOf = (of: House): string => `${cookieName}=${of.token()}`;

/** How much memory the decoders of uploads took at most, in MB, while they lived. */
function watchChildren(): { stop(): number } {
  let most = 0;
  const look = () => {
    for (const pid of childPids()) {
      try {
        if (!readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('upload-child')) continue;
        const peak = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
        most = Math.max(most, Math.round(Number(peak ?? 0) / 1024));
      } catch {
        // Gone meanwhile.
      }
    }
  };
  const timer = setInterval(look, 10);
  return {
    stop() {
      clearInterval(timer);
      return most;
    },
  };
}

function childPids(): string[] {
  return readdirSync(`/proc/${process.pid}/task`).flatMap(task => {
    try {
      return readFileSync(`/proc/${process.pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean);
    } catch {
      return [];
    }
  });
}
