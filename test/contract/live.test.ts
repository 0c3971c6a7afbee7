/**
 * Messages transcribed while they are spoken, with the real detector and the real recognisers: the result
 * must be that of the whole recording, word for word and in every time, wherever the caller hangs up. And
 * what holds for all transcripts: where nobody speaks, nothing is written, live or not.
 */
import { existsSync } from 'node:fs';
import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, type TestContext, vi } from 'vitest';
import { installedTool } from '../../scripts/tools.ts';
import { encodeWav, readWav, samplesToBytes, writeWav } from '../../src/audio/wav.ts';
import { type Engine, makeEngine } from '../../src/engines/engine-process.ts';
import { makeQueue } from '../../src/engines/queue.ts';
import { makeRunProgram } from '../../src/engines/run-program.ts';
import { chooseModel } from '../../src/speech/choose-model.ts';
import type { HeadStart } from '../../src/speech/head-start.ts';
import { openLiveRecording } from '../../src/speech/live.ts';
import { makeTranscribe, recogniserFor, type TranscribeParts } from '../../src/speech/transcribe.ts';
import { joined, wavsOf, whispered } from '../unit/audio-signals.ts';
import { noSpeech } from '../unit/no-speech-signals.ts';
import { installModels, root, shared, type TestModels } from './transcribe-parts.ts';

// Engines have a low priority: on a machine that is busy with other things their turn comes late.
vi.setConfig({ testTimeout: 240_000 });

let folder: string;
let engine: Engine;
let base: TranscribeParts;
let models: TestModels;
let files = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hausruf-live-'));
  const queue = makeQueue();
  engine = makeEngine({ program: join(root, 'src/engines/speech-child.ts'), queue, idleMs: 60_000 });
  models = await installModels(folder);
  base = {
    models: () => [],
    allowDemoModel: true,
    runEngine: engine.run,
    runProgram: makeRunProgram(queue),
    whisperTool: null,
    readWav,
    writeWav,
    tempFolder: folder,
    threads: 1,
  };
});
afterAll(async () => {
  await engine.close();
  await rm(folder, { recursive: true, force: true });
});

/** Files of ../shared are not in the repository: where REQUIRE_REAL is set their absence is a failure. */
function needed<T>(thing: T | null, what: string, context: TestContext): T {
  if (thing !== null) return thing;
  if (process.env.REQUIRE_REAL) throw new Error(`${what} is missing in ../shared`);
  return context.skip(`${what} is missing in ../shared`);
}

function withDemo(context: TestContext): TranscribeParts {
  const silero = needed(models.silero, 'silero_vad.onnx', context);
  const { demo } = models;
  if (!demo) throw new Error('models/demo-stt-de is missing or broken');
  return { ...base, models: () => [silero, demo] };
}

function withWhisper(context: TestContext): TranscribeParts {
  const silero = needed(models.silero, 'silero_vad.onnx', context);
  const whisper = needed(models.whisper, 'the synthetic whisper model', context);
  return { ...base, models: () => [silero, whisper], whisperTool: installedTool('whisper-cli') };
}

/** Plays a message into a file as Asterisk does, and hears into it all the while. */
async function call(
  parts: TranscribeParts,
  samples: Int16Array,
  onFlush: (at: number) => void = () => {},
): Promise<{ file: string; start: HeadStart | null }> {
  const file = join(folder, `call-${++files}.wav`);
  await writeFile(file, encodeWav(new Int16Array(), 8000));
  const recogniser = () => {
    const model = chooseModel(parts);
    return model && recogniserFor(parts, model);
  };
  const live = openLiveRecording({ ...parts, recogniser, hasRoom: () => true }, { file, stream: file });
  for (let at = 0; at < samples.length; at += 16_384) {
    await appendFile(file, samplesToBytes(samples.subarray(at, at + 16_384)));
    onFlush(at);
    await live.listen(new AbortController().signal);
  }
  live.close();
  return { file, start: live.headStart() };
}

async function transcript(parts: TranscribeParts, wavFile: string, headStart: HeadStart | null) {
  const result = await makeTranscribe(parts)({ wavFile, durationMs: 60_000, headStart });
  if (result.kind !== 'done') throw new Error(`no transcript: ${JSON.stringify(result)}`);
  return result.value;
}

async function expectSame(parts: TranscribeParts, made: { file: string; start: HeadStart | null }) {
  const live = await transcript(parts, made.file, made.start);
  expect(live).toEqual(await transcript(parts, made.file, null));
  return live;
}

const fixtures = join(root, 'test/fixtures');
const spoken = [
  ...(await wavsOf(fixtures, 'speech')),
  ...(existsSync(join(shared, 'audio')) ? await wavsOf(join(shared, 'audio'), 'speech') : []),
];

describe('a message that is transcribed while it is spoken', () => {
  for (const [name, samples] of spoken) {
    it(`gives the same words and times, wherever the caller hangs up: ${name}`, async context => {
      const parts = withDemo(context);
      const whole = await call(parts, samples);
      expect((await expectSame(parts, whole)).kind).toBe('made');
      // Odd places, another for each file.
      for (const share of [0.37 + (samples.length % 7) / 50, 0.81 + (samples.length % 11) / 80]) {
        await expectSame(parts, await call(parts, samples.subarray(0, Math.round(share * samples.length))));
      }
    });
  }

  it('has most of a long message ready when the caller hangs up', async context => {
    const parts = withDemo(context);
    const [, ...messages] = await wavsOf(fixtures, 'speech');
    const samples = joined(...messages.slice(0, 3).map(([, message]) => message));
    const made = await call(parts, samples);
    const readyMs = made.start?.pieces.at(-1)?.toMs ?? 0;
    expect(made.start?.pieces.length).toBeGreaterThanOrEqual(4);
    expect(readyMs).toBeGreaterThan((0.6 * samples.length) / 8);
    await expectSame(parts, made);
  });

  it('comes out the same when the engine is killed in the middle', async context => {
    const parts = withDemo(context);
    const [[, first = new Int16Array()] = [], [, second = new Int16Array()] = []] = spoken;
    let isKilled = false;
    const made = await call(parts, joined(first, second), at => {
      const pid = engine.pid();
      if (isKilled || at < 15 * 8000 || pid === null) return;
      isKilled = true;
      process.kill(pid, 'SIGKILL');
    });
    expect(isKilled).toBe(true);
    expect(made.start?.pieces.length).toBeGreaterThanOrEqual(2);
    await expectSame(parts, made);
  });

  it('comes out the same with whisper.cpp, whose every piece is a process of its own', async context => {
    const parts = withWhisper(context);
    const [[, first = new Int16Array()] = [], [, second = new Int16Array()] = []] = spoken;
    const made = await call(parts, joined(first, second));
    expect(made.start?.pieces.length).toBeGreaterThanOrEqual(1);
    const live = await expectSame(parts, made);
    expect(live.kind).toBe('made');
  });
});

describe('a piece', () => {
  it.for(['demo', 'whisper'] as const)(
    'has the same words alone and among others: %s',
    async (driver, context) => {
      const parts = driver === 'demo' ? withDemo(context) : withWhisper(context);
      const model = chooseModel(parts);
      if (!model) throw new Error('no model');
      const { recognise } = recogniserFor(parts, model);
      const [[, samples = new Int16Array()] = []] = spoken;
      const audio = { samples, sampleRate: 8000 };
      // Of lengths that ask for windows of different sizes.
      const pieces = [
        { fromMs: 0, toMs: 4300 },
        { fromMs: 4000, toMs: 15_500 },
        { fromMs: 15_300, toMs: 19_700 },
        { fromMs: 5000, toMs: 18_900 },
      ];
      const words = async (some: typeof pieces) => {
        const result = await recognise({ audio, pieces: some, timeoutMs: 60_000 });
        if (result.kind !== 'done') throw new Error(JSON.stringify(result));
        return result.value;
      };
      const alone = [];
      for (const piece of pieces) alone.push(...(await words([piece])));
      expect(alone.length).toBeGreaterThan(10);
      expect(await words(pieces)).toEqual(alone);
    },
  );
});

it('a whispered message is not taken for silence, although the detector hears nobody', async context => {
  const parts = withDemo(context);
  const [[, samples = new Int16Array()] = []] = spoken;
  const made = await call(parts, whispered(samples));
  expect(made.start?.pieces).toEqual([]);
  expect((await expectSame(parts, made)).kind).toBe('made');
});

describe('where nobody speaks', () => {
  for (const [name, samples] of Object.entries(noSpeech)) {
    it(`nothing is written, live or not, with the detector or without: ${name}`, async context => {
      const detector = withDemo(context);
      const gate = { ...detector, models: () => (models.demo ? [models.demo] : []) };
      const made = await call(detector, samples);
      const nothing = { kind: 'missing', because: 'no-speech' };
      expect(await transcript(detector, made.file, made.start)).toEqual(nothing);
      expect(await transcript(detector, made.file, null)).toEqual(nothing);
      expect(await transcript(gate, made.file, null)).toEqual(nothing);
    });
  }
});
