/**
 * What every way of transcribing must do, with the real engines: the project's demo model in
 * sherpa-onnx (real words of synthetic voices) and whisper.cpp with random weights (only the round
 * trip counts; its text is nonsense and is never judged). With and without Silero VAD.
 */
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest';
import { installedTool } from '../../scripts/tools.ts';
import { resample } from '../../src/audio/resample.ts';
import { encodeWav, readWav, writeWav } from '../../src/audio/wav.ts';
import type { StepResult } from '../../src/domain/problem.ts';
import type { Tool } from '../../src/domain/tool.ts';
import { type Transcript, type TranscriptResult, wordsOf } from '../../src/domain/transcript.ts';
import { type Engine, makeEngine } from '../../src/engines/engine-process.ts';
import { makeQueue } from '../../src/engines/queue.ts';
import { makeRunProgram } from '../../src/engines/run-program.ts';
import { makeSynthesise } from '../../src/speech/synthesise.ts';
import { makeTranscribe, type TranscribeParts } from '../../src/speech/transcribe.ts';
import {
  expectSound,
  installModels,
  plainWords,
  root,
  shared,
  type TestModels,
  wordErrors,
} from './transcribe-parts.ts';

const fixtures = join(root, 'test/fixtures');
const fixture = (name: string) => join(fixtures, `${name}.wav`);

/**
 * What test/fixtures/demo-*.txt say, as far as the model knows it: unseen names such as "Hoffmeister",
 * "Wagenknecht" and "Öztürk" come out slightly wrong, numbers and usual names right (its README).
 */
const spoken: Record<string, string[]> = {
  abrechnung: ['Mühlenweg vier', 'dreihundertzweiundachtzig', 'Winterdienst'],
  aufzug: ['Lindner', 'dreiundsechzig', 'Aufzug', 'null eins sechs drei fünf fünf sieben null neun eins'],
  heizung: [
    'Petersen',
    'Rosenweg siebzehn',
    'Oldenburg',
    'null vier vier eins sieben acht drei zwei neun fünf',
  ],
  laerm: ['Schillerplatz zwei', 'Mieter', 'Treppenhaus', 'sechs Uhr'],
  rohrbruch: ['Rohr', 'Keller', 'neun', 'null eins sieben zwei neun null acht vier vier sechs'],
  schluessel: ['achtundzwanzig', 'Schlüsselbund', 'eins fünf sieben drei eins drei eins acht sechs zwei'],
};

let folder: string;
let engine: Engine;
let base: TranscribeParts;
let models: TestModels;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hausruf-transcribe-'));
  const queue = makeQueue();
  engine = makeEngine({ program: join(root, 'src/engines/speech-child.ts'), queue, idleMs: 60_000 });
  models = await installModels(folder);
  base = {
    models: () => (models.demo ? [models.demo] : []),
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

type Driver = 'demo' | 'demo and silero' | 'whisper';
const drivers: Driver[] = ['demo', 'demo and silero', 'whisper'];

function partsOf(driver: Driver, context: TestContext): TranscribeParts {
  const demo = models.demo;
  if (!demo) throw new Error('models/demo-stt-de is missing or broken');
  if (driver === 'demo') return base;
  if (driver === 'whisper') {
    const whisper = needed(models.whisper, 'the synthetic whisper model', context);
    return {
      ...base,
      models: () => [whisper],
      allowDemoModel: false,
      whisperTool: installedTool('whisper-cli'),
    };
  }
  const silero = needed(models.silero, 'silero_vad.onnx', context);
  return { ...base, models: () => [silero, demo] };
}

const transcribe = (parts: TranscribeParts, wavFile: string, signal?: AbortSignal) =>
  makeTranscribe(parts)({ wavFile, durationMs: 10_000 }, signal);

function madeBy(result: StepResult<TranscriptResult>): Transcript {
  if (result.kind !== 'done' || result.value.kind !== 'made')
    throw new Error(`no transcript: ${JSON.stringify(result)}`);
  return result.value;
}

describe.each(drivers)('transcribing with %s', driver => {
  it('gives words with times that lie in the recording', async context => {
    const transcript = madeBy(await transcribe(partsOf(driver, context), fixture('demo-heizung')));
    expectSound(transcript, 25_009);
    expect(transcript.isDemo).toBe(driver !== 'whisper');
    expect(transcript.engine).toBe(driver === 'whisper' ? 'whisper.cpp' : 'sherpa-onnx');
    expect(transcript.model).toBe(driver === 'whisper' ? 'synthetic-whisper' : 'demo-stt-de');
    expect(wordsOf(transcript).every(word => word.confidence !== null)).toBe(driver === 'whisper');
  });

  for (const name of ['neg-silence-10s', 'neg-tone425-10s', 'neg-busy-10s', 'neg-pinknoise-10s']) {
    it(`writes down nothing where nobody spoke: ${name}`, async context => {
      expect(await transcribe(partsOf(driver, context), fixture(name))).toEqual({
        kind: 'done',
        value: { kind: 'missing', because: 'no-speech' },
      });
    });
  }

  it('hears a recording whose writer was killed like any other', async context => {
    const bytes = await readFile(fixture('demo-laerm'));
    bytes.writeUInt32LE(0, 4);
    bytes.writeUInt32LE(0, 40);
    const file = join(folder, `killed-${drivers.indexOf(driver)}.wav`);
    await writeFile(file, bytes);
    const parts = partsOf(driver, context);
    const [whole, killed] = [await transcribe(parts, fixture('demo-laerm')), await transcribe(parts, file)];
    expect(madeBy(killed).text).toBe(madeBy(whole).text);
  });

  it('says that audio cannot be read, and that a recording is empty', async context => {
    const parts = partsOf(driver, context);
    const broken = join(folder, 'broken.wav');
    await writeFile(broken, 'this is no recording, whatever its name says');
    for (const file of [broken, join(folder, 'none.wav')]) {
      expect(await transcribe(parts, file)).toEqual({
        kind: 'done',
        value: { kind: 'missing', because: 'audio-unreadable' },
      });
    }
    for (const samples of [0, 100, 2000]) {
      await writeFile(broken, encodeWav(new Int16Array(samples), 8000));
      expect(await transcribe(parts, broken)).toEqual({
        kind: 'done',
        value: { kind: 'missing', because: 'no-speech' },
      });
    }
  });

  it('stops when it is told to, without counting it as a failure', async context => {
    const parts = partsOf(driver, context);
    expect(await transcribe(parts, fixture('demo-laerm'), AbortSignal.abort())).toEqual({
      kind: 'snoozed',
      forMs: 0,
    });
  });

  it('asks for another try when the engine does not answer in time', async context => {
    const parts = { ...partsOf(driver, context), deadlineMs: () => 1 };
    expect(await transcribe(parts, fixture('demo-laerm'))).toMatchObject({
      kind: 'retry',
      problem: { code: 'ENGINE_TIMEOUT' },
    });
    expectSound(madeBy(await transcribe(partsOf(driver, context), fixture('demo-laerm'))), 21_338);
  });
});

describe('the demo recogniser', () => {
  it.each(Object.entries(spoken))('finds names, streets and numbers in demo-%s', async (name, expected) => {
    const transcript = madeBy(await transcribe(base, fixture(`demo-${name}`)));
    const text = transcript.text.replace(/[.,?!]/g, '');
    for (const words of expected) expect(text).toContain(words);
  });

  it('gets at most 6 % of the words of all demo messages wrong, with either way of finding speech', async context => {
    for (const driver of ['demo', 'demo and silero'] as const) {
      const parts = partsOf(driver, context);
      let wrong = 0;
      let total = 0;
      for (const name of Object.keys(spoken)) {
        const said = plainWords(await readFile(join(fixtures, `demo-${name}.txt`), 'utf8'));
        const heard = plainWords(madeBy(await transcribe(parts, fixture(`demo-${name}`))).text);
        wrong += wordErrors(said, heard);
        total += said.length;
      }
      expect(wrong / total).toBeLessThanOrEqual(0.06);
    }
  });

  it('says when each word was spoken', async () => {
    const { samples, sampleRate } = await readWav(fixture('demo-laerm'));
    const late = new Int16Array(sampleRate * 7 + samples.length);
    late.set(samples, sampleRate * 7);
    const file = join(folder, 'late.wav');
    await writeWav(file, late, sampleRate);
    const first = wordsOf(madeBy(await transcribe(base, fixture('demo-laerm'))));
    const second = wordsOf(madeBy(await transcribe(base, file)));
    const at = (words: typeof first) =>
      words.find(word => word.text.startsWith('Schillerplatz'))?.fromMs ?? 0;
    expect(at(first)).toBeGreaterThan(1000);
    expect(Math.abs(at(second) - at(first) - 7000)).toBeLessThan(100);
  });

  it('understands what our own voice says', async () => {
    const said = await makeSynthesise(installedTool('espeak-ng'), { readWav })(
      'Guten Tag, hier ist Petersen aus dem Rosenweg siebzehn, die Heizung ist ausgefallen.',
    );
    const file = join(folder, 'said.wav');
    await writeWav(file, resample(said.samples, { fromHz: said.sampleRate, toHz: 8000 }), 8000);
    const { text } = madeBy(await transcribe(base, file));
    for (const word of ['Petersen', 'Rosenweg', 'siebzehn', 'Heizung']) expect(text).toContain(word);
  });

  it('is not used on real callers: without a real model the reader is told so', async () => {
    expect(await transcribe({ ...base, allowDemoModel: false }, fixture('demo-laerm'))).toEqual({
      kind: 'done',
      value: { kind: 'missing', because: 'no-model' },
    });
    expect(await transcribe({ ...base, models: () => [] }, fixture('neg-silence-10s'))).toEqual({
      kind: 'done',
      value: { kind: 'missing', because: 'no-speech' },
    });
  });
});

describe('when an engine breaks', () => {
  it('that finds the speech, our own gate takes over', async context => {
    const silero = needed(models.silero, 'silero_vad.onnx', context);
    const model = join(folder, 'broken.onnx');
    await writeFile(model, 'no model at all');
    const broken = { ...silero, files: { model } };
    const parts = { ...base, models: () => [broken, ...base.models()] };
    expectSound(madeBy(await transcribe(parts, fixture('demo-laerm'))), 21_338);
  });

  it('that recognises, the step is tried again', async () => {
    const nonsense = {
      ...base,
      runEngine: async () => ({ kind: 'done', value: { pieces: 'none' } }) as const,
    };
    expect(await transcribe(nonsense, fixture('demo-laerm'))).toMatchObject({
      kind: 'retry',
      problem: { code: 'ENGINE_FAILED' },
    });
  });

  it('that is whisper-cli, the step is tried again and no file of the caller is left behind', async context => {
    const whisper = needed(models.whisper, 'the synthetic whisper model', context);
    const tools: Tool[] = [
      { command: '/bin/false', args: [], env: {}, cwd: null },
      // Ends well, but wrote nothing.
      { command: '/bin/true', args: [], env: {}, cwd: null },
    ];
    for (const whisperTool of tools) {
      const parts = { ...base, models: () => [whisper], whisperTool };
      expect(await transcribe(parts, fixture('demo-laerm'))).toMatchObject({
        kind: 'retry',
        problem: { code: 'ENGINE_FAILED' },
      });
    }
    expect((await readdir(folder)).filter(name => name.startsWith('whisper-'))).toEqual([]);
  });
});

describe('real people', () => {
  const people = [
    'thorsten-gt-01',
    'thorsten-gt-03',
    'watson-de-nb-1',
    'watson-de-nb-2',
    'wyoming-de',
    'picovoice-cheetah-de',
  ];

  it('are never taken for silence', async context => {
    needed(existsSync(join(shared, 'audio')) ? true : null, 'the folder audio', context);
    for (const name of people) {
      for (const driver of ['demo', 'demo and silero'] as const) {
        const parts = partsOf(driver, context);
        const audio = await readWav(join(shared, 'audio', `${name}.wav`));
        const file = join(folder, `${name}.wav`);
        await writeWav(file, resample(audio.samples, { fromHz: audio.sampleRate, toHz: 8000 }), 8000);
        const result = await transcribe(parts, file);
        expect([name, driver, result.kind === 'done' && result.value.kind]).toEqual([name, driver, 'made']);
      }
    }
  });
});
