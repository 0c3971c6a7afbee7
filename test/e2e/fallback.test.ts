import { createSocket } from 'node:dgram';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { type AsteriskOptions, type RunningAsterisk, startAsterisk } from '../../scripts/asterisk/process.ts';
import { soundsFolder } from '../../scripts/asterisk/render.ts';
import { shareHeard } from '../../scripts/caller/heard.ts';
import { type CallerOptions, placeCall } from '../../scripts/caller/place-call.ts';
import { freePorts, installedTool, readTools, voicePorts } from '../../scripts/tools.ts';
import { rmsOf } from '../../src/audio/level.ts';
import { readWav, wavFacts, writeWav } from '../../src/audio/wav.ts';
import { parseFallbackName } from '../../src/telephony/fallback-name.ts';

/** Raw A-law: 8 bytes are a millisecond. */
const lengthMs = (sound: string) => readFileSync(join(soundsFolder, `${sound}.alaw`)).length / 8;
const greetingMs = lengthMs('safe-greeting') + lengthMs('beep');
/** The caller waits this long after the beep, as people do. */
const breathMs = 1000;
const MESSAGE_SECONDS = 6;

let folder: string;
let asterisk: RunningAsterisk;
let options: AsteriskOptions;
let message: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hausruf-fallback-'));
  // So that Asterisk can run as another user when the tests run as root.
  chmodSync(folder, 0o755);
  message = join(folder, 'message.wav');
  const { samples, sampleRate } = await readWav(fixture('demo-rohrbruch.wav'));
  await writeWav(message, samples.subarray(0, MESSAGE_SECONDS * sampleRate), sampleRate);
  const [sipPort = 0, httpPort = 0, amiPort = 0] = await freePorts(3);
  options = {
    tool: installedTool('asterisk'),
    asterisk: readTools().asterisk,
    stateDir: join(folder, 'asterisk'),
    spoolDir: join(folder, 'spool'),
    sipHost: '127.0.0.1',
    sipPort,
    httpPort,
    amiPort,
    ...voicePorts(),
    trunkAddresses: ['127.0.0.1'],
  };
  asterisk = await startAsterisk(options);
});
afterAll(async () => {
  await asterisk?.stop();
  if (folder) rmSync(folder, { recursive: true, force: true });
});
afterEach(ctx => {
  if (ctx.task.result?.state === 'fail') console.error(asterisk?.lastOutput().slice(-3000));
});

describe('a caller while no controller is there', () => {
  it.concurrent('is greeted and recorded, and the file tells who called when and where', async () => {
    const before = Math.floor(Date.now() / 1000) * 1000;
    const end = await call({
      from: '+491701110001',
      to: '+4930555001',
      steps: [{ wait: greetingMs + breathMs }, { say: message }, { hangUp: true }],
    });
    expect(end).toMatchObject({ ok: true });
    const { facts, file } = recordingFor('+4930555001');
    expect(facts.callerNumber).toBe('+491701110001');
    expect(facts.arrivedAt).toBeGreaterThanOrEqual(before);
    expect(facts.arrivedAt).toBeLessThanOrEqual(Date.now());
    expect(facts.channelId).toMatch(/^hausruf-/);
    const { durationMs, sampleRate, isHeaderBroken } = await wavFacts(file);
    expect({ sampleRate, isHeaderBroken }).toEqual({ sampleRate: 8000, isHeaderBroken: false });
    expect(durationMs).toBeGreaterThan(MESSAGE_SECONDS * 1000 - 100);
    expect(durationMs).toBeLessThan(MESSAGE_SECONDS * 1000 + breathMs + 2000);
    expect(await shareFound(message, file)).toBeGreaterThan(0.9);
  });

  it.concurrent('is not recorded before the beep, even if he talks all through the greeting', async () => {
    const tone = join(folder, 'tone.wav');
    await writeWav(tone, sine(greetingMs - 1500), 8000);
    // On a busy machine greeting and caller drift apart: the silence to look at is in the middle of a long one.
    const longBreathMs = 5000;
    const end = await call({
      from: '+491701110002',
      to: '+4930555002',
      steps: [{ say: tone }, { wait: 1500 + longBreathMs }, { say: message }, { hangUp: true }],
    });
    expect(end).toMatchObject({ ok: true });
    const { samples } = await readWav(recordingFor('+4930555002').file);
    // Before he speaks there is silence: nothing of his tone, nothing of our greeting and beep.
    expect(rmsOf(samples.subarray(0, (longBreathMs / 2) * 8))).toBeLessThan(0.001);
    expect(rmsOf(samples)).toBeGreaterThan(0.01);
  });

  it.concurrent('who hangs up during the greeting leaves no file', async () => {
    const end = await call({
      from: '+491701110003',
      to: '+4930555003',
      steps: [{ wait: 3000 }, { hangUp: true }],
    });
    expect(end).toMatchObject({ ok: true });
    await new Promise(done => setTimeout(done, greetingMs));
    expect(recordingsFor('+4930555003')).toEqual([]);
  });

  it.concurrent('who falls silent hears the goodbye and is hung up on; his message is kept', async () => {
    const silenceMs = 10_000;
    const end = await call({
      from: '0305550004',
      to: '030555004',
      steps: [
        { wait: greetingMs + breathMs },
        { say: message },
        { awaitHangUp: silenceMs + lengthMs('safe-goodbye') + 15_000 },
      ],
    });
    expect(end).toMatchObject({ ok: true });
    const { facts, file } = recordingFor('030555004');
    expect(facts.callerNumber).toBe('0305550004');
    expect(await shareFound(message, file)).toBeGreaterThan(0.9);
    // Asterisk cuts the silence off that ended the recording.
    expect((await wavFacts(file)).durationMs).toBeLessThan(MESSAGE_SECONDS * 1000 + breathMs + silenceMs);
  });

  it.concurrent('whose telephone goes silent for good is dropped at last; his message is kept', async () => {
    await call({
      from: '+491701110005',
      to: '+4930555005',
      steps: [
        { wait: greetingMs + breathMs },
        { say: message },
        { stopMedia: true },
        { awaitHangUp: 60_000 },
      ],
    });
    expect(await shareFound(message, recordingFor('+4930555005').file)).toBeGreaterThan(0.9);
  });

  it.concurrent.each([
    { who: 'calls anonymously', from: null, pai: null, headers: [], to: '+4930555006' },
    {
      who: 'is named by the trunk but wants privacy',
      from: null,
      pai: '+491701110007',
      headers: [],
      to: '+4930555007',
    },
    {
      who: 'wants privacy and shows a number in From',
      from: '+491701110008',
      pai: null,
      headers: ['Privacy: header;user;critical'],
      to: '+4930555008',
    },
    { who: 'has a name for a number', from: 'max.49170', pai: null, headers: [], to: '+4930555009' },
  ])('who $who is "anonym" in the name of the file', async ({ from, pai, headers, to }) => {
    const end = await call({
      from,
      to,
      ...(pai ? { pai } : {}),
      headers,
      steps: [{ wait: greetingMs + breathMs }, { hangUp: true }],
    });
    expect(end).toMatchObject({ ok: true });
    const { facts, name } = recordingFor(to);
    expect(facts.callerNumber).toBeNull();
    expect(name).not.toContain('170');
  });

  it.concurrent('whose trunk dials an account instead of a number is recorded all the same', async () => {
    const end = await call({
      from: '+491701110010',
      to: 'konto.muster',
      steps: [{ wait: greetingMs + breathMs }, { say: message }, { hangUp: true }],
    });
    expect(end).toMatchObject({ ok: true });
    const found = recordingsFor('').filter(({ facts }) => facts.callerNumber === '+491701110010');
    expect(found).toHaveLength(1);
  });

  it.concurrent('who was diverted by a telephone system is recorded with the number he had called', async () => {
    const end = await call({
      from: '+491701110013',
      to: '+4930555013',
      headers: [
        'Diversion: <sip:+4930555111@pbx>;reason=cfu',
        'Diversion: "x" <sip:030555222@pbx>;reason=cfu',
      ],
      steps: [{ wait: greetingMs + breathMs }, { say: message }, { hangUp: true }],
    });
    expect(end).toMatchObject({ ok: true });
    expect(recordingFor('+4930555013').facts).toMatchObject({
      callerNumber: '+491701110013',
      originalNumber: '030555222',
    });
  });

  it.concurrent('who is not on the trunk gets no answer, and nothing is recorded', async () => {
    const end = await call({
      localHost: '127.0.0.9',
      from: '+491701110011',
      to: '+4930555011',
      steps: [{ wait: 500 }, { hangUp: true }],
    });
    expect(end.ok).toBe(false);
    expect(end.log).toContain('401');
    expect(recordingsFor('+4930555011')).toEqual([]);
  });

  it.concurrent('is on a trunk whose keep-alive requests are answered with 200', async () => {
    expect(await answerToOptions(options.sipPort)).toMatch(/^SIP\/2\.0 200 /);
  });
});

describe('a caller after the controller has come and gone', () => {
  it('is greeted and recorded too', async () => {
    const { url, user, password } = asterisk.ari;
    const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
    const socket = new WebSocket(`${url.replace('http', 'ws')}/events?app=hausruf`, {
      headers: { authorization },
    });
    await new Promise((done, fail) => socket.once('open', done).once('error', fail));
    const closed = new Promise(done => socket.once('close', done));
    socket.terminate();
    await closed;
    await new Promise(done => setTimeout(done, 1000));
    const end = await call({
      from: '+491701110012',
      to: '+4930555012',
      steps: [{ wait: greetingMs + breathMs }, { say: message }, { hangUp: true }],
    });
    expect(end).toMatchObject({ ok: true });
    expect(await shareFound(message, recordingFor('+4930555012').file)).toBeGreaterThan(0.9);
  });
});

type Call = Pick<CallerOptions, 'from' | 'to' | 'steps'> & Partial<CallerOptions>;

async function call(caller: Call) {
  const placed = await placeCall({
    tool: installedTool('sipp'),
    sipHost: options.sipHost,
    sipPort: options.sipPort,
    localHost: '127.0.0.1',
    ...caller,
  });
  const end = await placed.exited;
  // Asterisk closes the file after it has accepted the hang-up.
  await new Promise(done => setTimeout(done, 500));
  return end;
}

function recordingsFor(dialledNumber: string) {
  return readdirSync(asterisk.recordingDir).flatMap(name => {
    const facts = parseFallbackName(name);
    if (!facts) throw new Error(`${name} is no name that the fallback gives`);
    return facts.dialledNumber === dialledNumber
      ? [{ facts, name, file: join(asterisk.recordingDir, name) }]
      : [];
  });
}

function recordingFor(dialledNumber: string) {
  const [found, ...more] = recordingsFor(dialledNumber);
  if (!found || more.length > 0)
    throw new Error(`${more.length + (found ? 1 : 0)} recordings for ${dialledNumber}`);
  return found;
}

function fixture(name: string): string {
  return join(import.meta.dirname, '../fixtures', name);
}

function sine(ms: number): Int16Array {
  return Int16Array.from({ length: Math.round(ms * 8) }, (_, index) =>
    Math.round(8000 * Math.sin((2 * Math.PI * 425 * index) / 8000)),
  );
}

async function shareFound(saidFile: string, recordedFile: string): Promise<number> {
  return shareHeard((await readWav(saidFile)).samples, (await readWav(recordedFile)).samples);
}

function answerToOptions(port: number): Promise<string> {
  return new Promise((done, fail) => {
    const socket = createSocket('udp4');
    const timer = setTimeout(() => {
      socket.close();
      fail(new Error('no answer to OPTIONS'));
    }, 5000);
    socket.once('message', reply => {
      clearTimeout(timer);
      socket.close();
      done(reply.toString('latin1'));
    });
    socket.bind(0, '127.0.0.1', () => {
      const at = `127.0.0.1:${socket.address().port}`;
      socket.send(
        [
          `OPTIONS sip:127.0.0.1:${port} SIP/2.0`,
          `Via: SIP/2.0/UDP ${at};branch=z9hG4bK-keepalive;rport`,
          `From: <sip:trunk@${at}>;tag=1`,
          `To: <sip:127.0.0.1:${port}>`,
          'Call-ID: keepalive',
          'CSeq: 1 OPTIONS',
          'Max-Forwards: 70',
          'Content-Length: 0',
          '',
          '',
        ].join('\r\n'),
        port,
        '127.0.0.1',
      );
    });
  });
}
