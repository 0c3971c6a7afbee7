/**
 * Engines that are killed, stopped, out of memory, or out of their mind: the note goes out with its audio
 * and a reason, and the next message is recognised. Real engines, and children that only play one.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { projectFolder } from '../../../scripts/tools.ts';
import type { SpeechModel } from '../../../src/speech/engine-types.ts';
import { said } from '../../e2e/kit.ts';
import { seeded } from './hostile-files.ts';
import {
  engineFailed,
  expectAudio,
  type Left,
  type Office,
  type OfficeOptions,
  openOffice,
} from './office.ts';

const recording = readFileSync(said('laerm'));
const other = readFileSync(said('aufzug'));
const secondsOf = (wav: Buffer) => (wav.length - 44) / 16_000;
const seconds = secondsOf(recording);
const speechChild = join(projectFolder, 'src/engines/speech-child.ts');
const modelFolder = join(projectFolder, 'models/demo-stt-de');
const demo: SpeechModel = {
  name: 'demo-stt-de',
  kind: 'stt-sherpa-ctc',
  isDemo: true,
  files: { model: join(modelFolder, 'model.int8.onnx'), tokens: join(modelFolder, 'tokens.txt') },
};
/** Words of the recordings. */
const heard = /Kowalczyk|Schillerplatz|gefeiert/;
const otherHeard = /Aufzug|Fahrstuhl|Notruf/;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hausruf-fault-engines-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let office: Office | null = null;
afterEach(async () => {
  await office?.close();
  office = null;
});

async function open(options: Partial<OfficeOptions> = {}): Promise<Office> {
  office = await openOffice({ models: () => [demo], ...options });
  return office;
}

/** A child that answers `answer` (of JavaScript, with `request` and `send`) to every request. */
function childThat(answer: string): string {
  const file = join(folder, `child-${Math.random().toString(36).slice(2)}.mjs`);
  writeFileSync(
    file,
    `import { writeSync } from 'node:fs';
    const send = text => { const b = Buffer.from(text); for (let at = 0; at < b.length; ) { try { at += writeSync(3, b, at); } catch (e) { if (e.code !== 'EAGAIN') throw e; } } };
    const found = (request, tokens, timestamps = tokens.map((_, at) => at / 5)) => send(JSON.stringify({ id: request.id, value: { pieces: request.pieces.map(() => ({ tokens, timestamps })) } }) + '\\n');
    let waiting = Buffer.alloc(0);
    let request = null;
    process.stdin.on('data', async chunk => {
      waiting = Buffer.concat([waiting, chunk]);
      for (;;) {
        if (!request) {
          const end = waiting.indexOf(10);
          if (end < 0) return;
          request = JSON.parse(waiting.toString('utf8', 0, end));
          waiting = waiting.subarray(end + 1);
        }
        if (waiting.length < request.audioBytes) return;
        waiting = waiting.subarray(request.audioBytes);
        const asked = request;
        request = null;
        await (async request => { ${answer} })(asked);
      }
    });
    process.stdin.on('close', () => process.exit());`,
  );
  return file;
}

/** Sends a signal to the engine `after` ms after its start, each time it is started. */
function disturb(of: Office, name: NodeJS.Signals, after: (start: number) => number | null): () => number {
  const hit = new Set<number>();
  let starts = 0;
  const timers = new Set<NodeJS.Timeout>();
  const look = setInterval(() => {
    const pid = of.enginePid();
    if (pid === null || hit.has(pid)) return;
    hit.add(pid);
    const ms = after(starts++);
    if (ms === null) return;
    timers.add(
      setTimeout(() => {
        if (of.enginePid() === pid) process.kill(pid, name);
      }, ms),
    );
  }, 2);
  return () => {
    clearInterval(look);
    for (const timer of timers) clearTimeout(timer);
    return starts;
  };
}

describe('an engine that is killed', () => {
  it('at a random moment is started again, and the message has its words', async () => {
    const random = seeded(41);
    let words = 0;
    const moments = 10;
    const house = await open();
    for (let moment = 0; moment < moments; moment += 1) {
      // Loading the program and the model takes some 300 ms, recognising as long again.
      const at = Math.round(random() * 700);
      const stop = disturb(house, 'SIGKILL', start => (start === 0 ? at : null));
      const left = await house.leave(recording);
      stop();
      expectAudio(left, { seconds });
      if (left.transcript?.kind === 'made' && heard.test(left.transcript.text)) words += 1;
      // Each message meets a fresh engine.
      const pid = house.enginePid();
      if (pid !== null) process.kill(pid, 'SIGKILL');
    }
    console.log(JSON.stringify({ test: 'engine killed', moments, notes: moments, words }));
    expect(words).toBe(moments);
  });

  it('each time it is started costs the words, and the note says so', async () => {
    const house = await open();
    const stop = disturb(house, 'SIGKILL', () => 20);
    expectAudio(await house.leave(recording), { seconds, says: engineFailed });
    expect(stop()).toBe(2);
    expect(house.problems.join()).toContain('ENGINE_FAILED');
    expect((await house.leave(recording)).transcript?.kind).toBe('made');
  });
});

describe('an engine that stands still', () => {
  it('is ended at its deadline, and the second try has the words', async () => {
    const house = await open({ deadlineMs: 6000 });
    const stop = disturb(house, 'SIGSTOP', start => (start === 0 ? 30 : null));
    const left = await house.leave(recording);
    stop();
    expectAudio(left, { seconds, says: heard });
    expect(house.problems.join()).toContain('ENGINE_TIMEOUT');
  });

  it('each time costs the words, never the note', async () => {
    const house = await open({ deadlineMs: 700 });
    const stop = disturb(house, 'SIGSTOP', () => 10);
    expectAudio(await house.leave(recording), { seconds, says: engineFailed });
    expect(stop()).toBe(2);
  });
});

describe('an engine that is out of memory', () => {
  it('in its native code costs the words, never the note', async () => {
    // The real engine, with 40 MB more than Node has taken at its start: the model does not fit into that.
    const program = join(folder, 'little-memory.ts');
    writeFileSync(
      program,
      `import { execFileSync } from 'node:child_process';
      import { readFileSync } from 'node:fs';
      const size = Number(/^VmSize:\\s+(\\d+) kB/m.exec(readFileSync('/proc/self/status', 'utf8'))[1]) * 1024;
      execFileSync('/usr/bin/prlimit', ['--pid', String(process.pid), '--as=' + (size + 40_000_000)], { env: {} });
      await import(${JSON.stringify(speechChild)});`,
    );
    execFileSync('/usr/bin/prlimit', ['--version']);
    const house = await open({ engineProgram: program, deadlineMs: 20_000 });
    expectAudio(await house.leave(recording), { seconds, says: engineFailed });
    expect(house.problems.join()).toMatch(/ENGINE_FAILED|ENGINE_MEMORY/);
  });

  it('in its JavaScript costs the words, never the note', async () => {
    const program = childThat(`
      const { setFlagsFromString } = await import('node:v8');
      setFlagsFromString('--max-old-space-size=60');
      for (const kept = []; ; ) kept.push(Array.from({ length: 1000 }, (_, at) => ({ at })));`);
    const house = await open({ engineProgram: program, deadlineMs: 30_000 });
    expectAudio(await house.leave(recording), { seconds, says: engineFailed });
  });
});

describe('an engine that answers', () => {
  const nonsense: [string, string][] = [
    ['nothing, and ends', 'process.exit(0);'],
    ['an empty line', `send('\\n');`],
    ['bytes that are no text', `send(Buffer.from([0xff, 0xfe, 0, 10]).toString('latin1'));`],
    ['noise without end', `for (;;) send('x'.repeat(1e6));`],
    ['lines without end', `for (;;) send('{}\\n'.repeat(1e5));`],
    ['half of a line, and ends', `send('{"id":' + request.id); process.exit(0);`],
    ['JSON of another form', `send(JSON.stringify({ id: request.id, value: { pieces: 'all' } }) + '\\n');`],
    ['too few pieces', `send(JSON.stringify({ id: request.id, value: { pieces: [] } }) + '\\n');`],
    ['for somebody else', `send(JSON.stringify({ id: request.id + 1, value: { pieces: [] } }) + '\\n');`],
    ['with an error of its own', `send(JSON.stringify({ id: request.id, error: '<b>no</b>' }) + '\\n');`],
  ];
  it.each(nonsense)('%s costs the words, never the note', async (_, answer) => {
    const house = await open({ engineProgram: childThat(answer), deadlineMs: 5000 });
    const before = process.memoryUsage().rss;
    const left = await house.leave(recording);
    expectAudio(left, { seconds, says: engineFailed });
    expect(left.mail?.html).not.toContain('<b>no</b>');
    expect((process.memoryUsage().rss - before) / 1024 ** 2).toBeLessThan(300);
  });

  it('no words at all is told as such, with the audio', async () => {
    const house = await open({ engineProgram: childThat('found(request, []);') });
    const left = await house.leave(recording);
    expectAudio(left, { seconds, says: /Bitte hören Sie die Aufnahme an/ });
  });

  it('the same words again and again gives a note that can be read', async () => {
    const looped = `found(request, Array.from({ length: 20_000 }, (_, at) => [' ', 'Un', 'ter', 'ti', 'tel'][at % 5]));`;
    const house = await open({ engineProgram: childThat(looped) });
    const left = await house.leave(recording);
    expectAudio(left, { seconds });
    expect(left.mail?.text.length).toBeLessThan(100_000);
    const words =
      left.transcript?.kind === 'made' ? left.transcript.segments.flatMap(each => each.words) : [];
    const end = seconds * 1000 + 1;
    expect(words.every(word => word.fromMs >= 0 && word.toMs <= end && word.fromMs <= word.toMs)).toBe(true);
  });

  it('markup, control characters and times from elsewhere never gets them into the note', async () => {
    const wild = `found(request, ['<script>alert(1)</script>', ' ', '\\u202e\\u0000\\r\\nBcc: a@b.c', ' ', 'ja'], [-5, 1e12, 2, 1e300, 3]);`;
    const house = await open({ engineProgram: childThat(wild) });
    const left = await house.leave(recording);
    expectAudio(left, { seconds });
    expect(left.mail?.html).not.toMatch(/<script/i);
    expect(left.mail?.headers.has('bcc')).toBe(false);
    expect(left.mail?.to).toEqual(['buero@muster.example']);
    const words =
      left.transcript?.kind === 'made' ? left.transcript.segments.flatMap(each => each.words) : [];
    expect(words.every(word => word.fromMs >= 0 && word.toMs <= seconds * 1000 + 1)).toBe(true);
  });
});

describe('two messages at once', () => {
  const both = (house: Office): Promise<Left[]> =>
    house.leaveAll([file => writeFileSync(file, recording), file => writeFileSync(file, other)]);

  it('are both recognised, in the order in which they came', async () => {
    const house = await open();
    const [first, second] = await both(house);
    expectAudio(first as Left, { seconds, says: heard });
    expectAudio(second as Left, { seconds: secondsOf(other), says: otherHeard });
    expect(house.transcribedInOrder()).toEqual(['fault-1.1', 'fault-2.1']);
  });

  it('are both delivered while the engine fails over the first', async () => {
    const house = await open();
    const stop = disturb(house, 'SIGKILL', start => (start === 0 ? 50 : null));
    const [first, second] = await both(house);
    stop();
    expectAudio(first as Left, { seconds, says: heard });
    expectAudio(second as Left, { seconds: secondsOf(other), says: otherHeard });
    expect(house.problems.join()).toContain('ENGINE_FAILED');
  });
});
