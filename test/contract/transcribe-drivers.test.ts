/**
 * What every driver must do when things go wrong, on the real engines: one suite for all of them. And what
 * whisper-cli alone can do: names given beforehand, other languages, a second look with the whole window.
 */
import { createHash } from 'node:crypto';
import { copyFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest';
import { installedTool } from '../../scripts/tools.ts';
import { encodeWav, readWav, writeWav } from '../../src/audio/wav.ts';
import type { StepResult } from '../../src/domain/problem.ts';
import type { Tool } from '../../src/domain/tool.ts';
import { type TranscriptResult, wordsOf } from '../../src/domain/transcript.ts';
import { type Engine, makeEngine } from '../../src/engines/engine-process.ts';
import { makeQueue } from '../../src/engines/queue.ts';
import { makeRunProgram } from '../../src/engines/run-program.ts';
import type { SpeechModel } from '../../src/speech/engine-types.ts';
import { makeTranscribe, type TranscribeParts } from '../../src/speech/transcribe.ts';
import { sweepWhisperFolders } from '../../src/speech/whisper.ts';
import { expectSound, installModels, root, type TestModels } from './transcribe-parts.ts';

const message = join(root, 'test/fixtures/demo-laerm.wav');
const messageMs = 21_338;
let folder: string;
let engine: Engine;
let base: TranscribeParts;
let models: TestModels;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hausruf-drivers-'));
  const queue = makeQueue();
  engine = makeEngine({ program: join(root, 'src/engines/speech-child.ts'), queue, idleMs: 60_000 });
  models = await installModels(folder);
  base = {
    models: () => [],
    allowDemoModel: true,
    runEngine: engine.run,
    runProgram: makeRunProgram(queue),
    whisperTool: installedTool('whisper-cli'),
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

type Driver = 'sherpa-onnx' | 'whisper.cpp';
const drivers: Driver[] = ['sherpa-onnx', 'whisper.cpp'];

/** Files of ../shared are not in the repository: where REQUIRE_REAL is set their absence is a failure. */
function modelOf(driver: Driver, context: TestContext): SpeechModel {
  const model = driver === 'sherpa-onnx' ? models.demo : models.whisper;
  if (model) return model;
  if (process.env.REQUIRE_REAL) throw new Error(`the model for ${driver} is missing`);
  return context.skip(`the model for ${driver} is missing`);
}

function transcribe(
  parts: Partial<TranscribeParts>,
  options: { wavFile?: string; signal?: AbortSignal; languages?: { main: string; others: string[] } } = {},
): Promise<StepResult<TranscriptResult>> {
  const { wavFile = message, signal, languages } = options;
  return makeTranscribe({ ...base, ...parts })(
    {
      wavFile,
      durationMs: messageMs,
      ...(languages ? { languages: { ...languages, leastProbability: 0.8 } } : {}),
    },
    signal,
  );
}

async function brokenCopy(model: SpeechModel, bytes: number): Promise<SpeechModel> {
  const files: SpeechModel['files'] = {};
  for (const [role, file] of Object.entries(model.files)) {
    const copy = join(
      folder,
      `broken-${createHash('sha1')
        .update(file + bytes)
        .digest('hex')}`,
    );
    await writeFile(copy, (await readFile(file)).subarray(0, bytes));
    files[role as keyof typeof files] = copy;
  }
  return { ...model, name: `broken-${model.name}`, files };
}

const leftOver = async () => (await readdir(folder)).filter(name => name.startsWith('whisper-'));

/** Engines are nice: on a machine that has other work to do, they wait for it. */
const slowly = { timeout: 300_000 };

describe.each(drivers)('whatever happens to %s', slowly, driver => {
  for (const bytes of [0, 1000]) {
    it(`a model that is cut off after ${bytes} bytes is a problem`, async context => {
      const model = await brokenCopy(modelOf(driver, context), bytes);
      expect(await transcribe({ models: () => [model] })).toMatchObject({
        kind: 'retry',
        problem: { code: 'ENGINE_FAILED' },
      });
      expect(await leftOver()).toEqual([]);
    });
  }

  it('the next smaller model takes over once, and its name stands in the transcript', async context => {
    const good = modelOf(driver, context);
    const broken = await brokenCopy(good, 1000);
    // The larger of the two.
    const padding = join(folder, 'padding');
    await writeFile(padding, new Uint8Array(8_000_000));
    const bad = { ...broken, files: { ...broken.files, data: padding } };
    const result = await transcribe({ models: () => [bad, good] });
    expect(result).toMatchObject({ kind: 'done', value: { kind: 'made', model: good.name } });
    const [worse, worst] = [bad, { ...broken, name: 'worst' }];
    expect(await transcribe({ models: () => [worse, worst] })).toMatchObject({
      kind: 'failed',
      problem: { code: 'ENGINE_FAILED' },
    });
  });

  it('an abort in the middle of its work is no failure and leaves nothing behind', async context => {
    const model = modelOf(driver, context);
    const abort = new AbortController();
    const runEngine: TranscribeParts['runEngine'] = (request, limits) => {
      if (request.type === 'recognise') setTimeout(() => abort.abort(), 30);
      return base.runEngine(request, limits);
    };
    const runProgram: TranscribeParts['runProgram'] = (tool, args, limits) => {
      setTimeout(() => abort.abort(), 30);
      return base.runProgram(tool, args, limits);
    };
    const parts = { models: () => [model], runEngine, runProgram };
    expect(await transcribe(parts, { signal: abort.signal })).toEqual({ kind: 'snoozed', forMs: 0 });
    expect(await leftOver()).toEqual([]);
  });

  it('a process that takes too much memory is a problem', async context => {
    const model = modelOf(driver, context);
    const tight = <T extends { maxBytes?: number | undefined }>(limits: T): T => ({
      ...limits,
      maxBytes: 1e6,
    });
    const stopped: Tool = {
      command: process.execPath,
      args: ['-e', 'setInterval(() => {}, 1000)', '--'],
      env: {},
      cwd: null,
    };
    const parts: Partial<TranscribeParts> = {
      models: () => [model],
      runEngine: async (request, limits) => {
        if (request.type !== 'recognise') return base.runEngine(request, limits);
        const answer = base.runEngine(request, tight(limits));
        // Longer than a look: a short job would be over before anybody sees how large it is.
        const pid = engine.pid();
        if (pid) process.kill(pid, 'SIGSTOP');
        return answer;
      },
      runProgram: (_, args, limits) => base.runProgram(stopped, args, tight(limits)),
    };
    expect(await transcribe(parts)).toMatchObject({ kind: 'retry', problem: { code: 'ENGINE_MEMORY' } });
  });

  it('two messages at once both get their transcripts, the first one first', async context => {
    const model = modelOf(driver, context);
    const oneDesk = makeTranscribe({ ...base, models: () => [model] });
    const ended: number[] = [];
    const results = await Promise.all(
      [0, 1].map(async index => {
        const result = await oneDesk({ wavFile: message, durationMs: messageMs });
        ended.push(index);
        return result;
      }),
    );
    expect(ended).toEqual([0, 1]);
    expect(results[0]).toEqual(results[1]);
  });

  it('a recording of three minutes keeps its words in order and inside it', async context => {
    const { samples, sampleRate } = await readWav(message);
    const times = 9;
    const long = new Int16Array(samples.length * times);
    for (let index = 0; index < times; index += 1) long.set(samples, index * samples.length);
    const wavFile = join(folder, `long-${drivers.indexOf(driver)}.wav`);
    await writeFile(wavFile, encodeWav(long, sampleRate));
    const result = await transcribe({ models: () => [modelOf(driver, context)] }, { wavFile });
    if (result.kind !== 'done' || result.value.kind !== 'made') throw new Error(JSON.stringify(result));
    expectSound(result.value, Math.round((long.length * 1000) / sampleRate));
    expect(wordsOf(result.value).length).toBeGreaterThan(10 * times);
  });
});

describe('whisper-cli', slowly, () => {
  /** Runs the real one, and notes how it was called. */
  function watched(): { calls: string[][]; runProgram: TranscribeParts['runProgram'] } {
    const calls: string[][] = [];
    return {
      calls,
      runProgram: (tool, args, limits) => {
        calls.push(args);
        return base.runProgram(tool, args, limits);
      },
    };
  }
  const argumentAfter = (args: string[] | undefined, name: string) => args?.[args.indexOf(name) + 1];

  it('gets a window of the size of what was said', async context => {
    const short = join(folder, 'short.wav');
    const { samples, sampleRate } = await readWav(message);
    await writeWav(short, samples.slice(0, 8 * sampleRate), sampleRate);
    const { calls, runProgram } = watched();
    await transcribe({ models: () => [modelOf('whisper.cpp', context)], runProgram }, { wavFile: short });
    expect(argumentAfter(calls[0], '-ac')).toBe('512');
    expect(argumentAfter(calls[0], '-l')).toBe('de');
  });

  it('hears a piece that went round in a loop once more, with the whole window', async context => {
    const model = modelOf('whisper.cpp', context);
    const calls: string[] = [];
    const loop = { text: ' und dann ist es', p: 0.9, offsets: { from: 0, to: 100 } };
    const runProgram: TranscribeParts['runProgram'] = async (tool, args, limits) => {
      const window = argumentAfter(args, '-ac') ?? '';
      calls.push(window);
      const result = await base.runProgram(tool, args, limits);
      const looped = JSON.stringify({ transcription: [{ tokens: Array.from({ length: 5 }, () => loop) }] });
      if (window !== '0') await writeFile(`${argumentAfter(args, '-of')}.json`, looped);
      return result;
    };
    const result = await transcribe({ models: () => [model], runProgram });
    expect(calls.filter(window => window === '0')).toHaveLength(1);
    expect(JSON.stringify(result)).not.toContain('und dann ist es');
  });

  it('gets the names of the customer, and no room for any other text', async context => {
    const { calls, runProgram } = watched();
    const hotWords = () => ['Rosenweg', 'Öztürk', '--output-txt', 'Rosenweg'];
    const result = await transcribe({
      models: () => [modelOf('whisper.cpp', context)],
      runProgram,
      hotWords,
    });
    expect(result).toMatchObject({ kind: 'done', value: { kind: 'made' } });
    expect(argumentAfter(calls[0], '--prompt')).toBe('output-txt, Öztürk, Rosenweg.');
    expect(Number(argumentAfter(calls[0], '-mc'))).toBeLessThan(20);
    expect(await leftOver()).toEqual([]);
  });

  it('is asked for the language only where a mailbox allows others, and believed only when it is sure', async context => {
    const model = modelOf('whisper.cpp', context);
    const { calls, runProgram } = watched();
    const unsure = await transcribe(
      { models: () => [model], runProgram },
      { languages: { main: 'de', others: ['en'] } },
    );
    expect(calls.filter(args => args.includes('-dl'))).toHaveLength(1);
    // Random weights: as unsure as can be.
    expect(unsure).toMatchObject({ kind: 'done', value: { language: 'de' } });
    const sure: TranscribeParts['runProgram'] = async (tool, args, limits) =>
      args.includes('-dl') ? { kind: 'done', value: 'en (p = 0.93)' } : base.runProgram(tool, args, limits);
    const options = { languages: { main: 'de', others: ['en'] } };
    expect(await transcribe({ models: () => [model], runProgram: sure }, options)).toMatchObject({
      kind: 'done',
      value: { language: 'en' },
    });
    calls.length = 0;
    await transcribe({ models: () => [model], runProgram });
    expect(calls.some(args => args.includes('-dl'))).toBe(false);
  });

  it('gives every word a probability', async context => {
    const result = await transcribe({ models: () => [modelOf('whisper.cpp', context)] });
    if (result.kind !== 'done' || result.value.kind !== 'made') throw new Error(JSON.stringify(result));
    expect(wordsOf(result.value).every(word => word.confidence !== null)).toBe(true);
  });

  it('leaves no voice of a caller behind for the next start, even when we were killed', async () => {
    const spool = await mkdtemp(join(folder, 'tmp-'));
    await copyFile(message, join(spool, 'other.wav'));
    const orphan = await mkdtemp(join(spool, 'whisper-'));
    await copyFile(message, join(orphan, 'piece-0.wav'));
    await sweepWhisperFolders(spool);
    expect(await readdir(spool)).toEqual(['other.wav']);
  });
});
