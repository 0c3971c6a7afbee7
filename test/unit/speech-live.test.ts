/** A message transcribed while it is spoken, with an engine whose words are made from the samples. */
import { appendFileSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { encodeWav, readWav, samplesToBytes, writeWav } from '../../src/audio/wav.ts';
import type { SpeechModel } from '../../src/speech/engine-types.ts';
import type { HeadStart } from '../../src/speech/head-start.ts';
import { type LiveParts, openLiveRecording } from '../../src/speech/live.ts';
import { makeTranscribe, recogniserFor, type TranscribeParts } from '../../src/speech/transcribe.ts';
import { makeSimpleEngine, type SimpleEngine } from '../fakes/simple-engine.ts';

const folder = mkdtempSync(join(tmpdir(), 'hausruf-live-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const silero: SpeechModel = { name: 'silero', kind: 'vad-silero', isDemo: false, files: { model: 'vad' } };
const model: SpeechModel = {
  name: 'words',
  kind: 'stt-sherpa-ctc',
  isDemo: false,
  files: { model: 'm', tokens: 't' },
};

/** Speech and pauses in turn, in ms; the same for the same lengths. */
function message(lengths: readonly number[]): Int16Array {
  let state = 1;
  const parts = lengths.map((ms, index) =>
    Int16Array.from({ length: ms * 8 }, () => {
      state = (state * 1103515245 + 12345) & 0x7fffffff;
      const loud = 600 + ((state >> 8) % 8000);
      return index % 2 === 0 ? loud : (state >> 8) % 300;
    }),
  );
  const whole = new Int16Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

const sentences = message(Array.from({ length: 23 }, (_, index) => (index % 2 === 0 ? 2700 : 500)));
let files = 0;

interface Caller {
  file: string;
  live: ReturnType<typeof openLiveRecording>;
  /** What Asterisk adds to the file at a time. */
  says(samples: Int16Array): void;
}

function partsWith(engine: SimpleEngine, models: SpeechModel[] = [silero, model]): TranscribeParts {
  return {
    models: () => models,
    allowDemoModel: false,
    runEngine: engine.run,
    runProgram: async () => ({ kind: 'failed', problem: { code: 'TOOL_MISSING', message: 'none' } }),
    whisperTool: null,
    readWav,
    writeWav,
    tempFolder: folder,
    threads: 1,
  };
}

function call(engine: SimpleEngine, more: Partial<LiveParts> = {}): Caller {
  const file = join(folder, `call-${++files}.wav`);
  writeFileSync(file, encodeWav(new Int16Array(), 8000));
  const parts = partsWith(engine);
  const live = openLiveRecording(
    { ...parts, hasRoom: () => true, recogniser: () => recogniserFor(parts, model), ...more },
    { file, stream: file },
  );
  return { file, live, says: samples => appendFileSync(file, samplesToBytes(samples)) };
}

const signal = new AbortController().signal;

/** Says the whole of it, heard into whenever `flush` samples have come. */
async function sayAll(caller: Caller, samples: Int16Array, flush = 16_384): Promise<void> {
  for (let at = 0; at < samples.length; at += flush) {
    caller.says(samples.subarray(at, at + flush));
    await caller.live.listen(signal);
  }
}

async function transcript(engine: SimpleEngine, wavFile: string, headStart: HeadStart | null) {
  const result = await makeTranscribe(partsWith(engine))({ wavFile, durationMs: 1000, headStart });
  if (result.kind !== 'done') throw new Error(`no transcript: ${JSON.stringify(result)}`);
  return result.value;
}

describe('a message that is transcribed while it is spoken', () => {
  it('comes out as without that, whatever was said and wherever the caller hung up', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 20, max: 9000 }), { minLength: 1, maxLength: 14 }),
        fc.integer({ min: 1, max: 60_000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.array(fc.boolean(), { maxLength: 6 }),
        async (lengths, flush, share, deaths) => {
          const whole = message(lengths);
          const said = whole.subarray(0, Math.ceil(share * whole.length));
          const engine = makeSimpleEngine();
          const caller = call(engine);
          for (let at = 0, looks = 0; at < said.length; at += Math.max(flush, 4000), looks++) {
            caller.says(said.subarray(at, at + Math.max(flush, 4000)));
            // Now and then the engine's process is another one.
            if (deaths[looks]) engine.forget();
            await caller.live.listen(signal);
          }
          const start = caller.live.headStart();
          caller.live.close();
          expect(await transcript(engine, caller.file, start)).toEqual(
            await transcript(engine, caller.file, null),
          );
        },
      ),
      { numRuns: 60 },
    );
  });

  it('leaves only its end to be recognised after the call', async () => {
    const engine = makeSimpleEngine();
    const caller = call(engine);
    await sayAll(caller, sentences);
    const start = caller.live.headStart();
    expect(start?.pieces.length).toBeGreaterThanOrEqual(3);
    engine.asked = [];
    await transcript(engine, caller.file, start);
    const [heard, ...more] = engine.asked;
    expect(heard?.type).toBe('find-speech');
    expect(heard?.seconds).toBeLessThan(3);
    expect(more).toHaveLength(1);
    const known = start?.pieces.at(-1)?.toMs ?? 0;
    expect(known).toBeGreaterThan((0.6 * sentences.length) / 8);
  });

  it('is not looked at while there is no room, and caught up with when there is', async () => {
    const engine = makeSimpleEngine();
    let hasRoom = false;
    const caller = call(engine, { hasRoom: () => hasRoom });
    await sayAll(caller, sentences.subarray(0, 150_000));
    expect(engine.asked).toEqual([]);
    expect(caller.live.headStart()).toBeNull();
    hasRoom = true;
    await sayAll(caller, sentences.subarray(150_000));
    const start = caller.live.headStart();
    expect(start?.pieces.length).toBeGreaterThanOrEqual(3);
    expect(await transcript(engine, caller.file, start)).toEqual(await transcript(engine, caller.file, null));
  });

  it('begins no further piece once the room is gone', async () => {
    const engine = makeSimpleEngine();
    let pieces = 0;
    const caller = call(engine, { hasRoom: () => pieces < 1 });
    engine.answer = async (request, limits) => {
      if (request.type === 'recognise') pieces++;
      const { answer } = engine;
      engine.answer = null;
      const given = await engine.run(request, limits);
      engine.answer = answer;
      return given;
    };
    caller.says(sentences);
    await caller.live.listen(signal);
    expect(pieces).toBe(1);
    expect(caller.live.headStart()?.pieces).toHaveLength(1);
  });

  it('waits for its file, and gives up on one that Asterisk did not write', async () => {
    const engine = makeSimpleEngine();
    const caller = call(engine);
    rmSync(caller.file);
    await caller.live.listen(signal);
    writeFileSync(caller.file, '');
    await caller.live.listen(signal);
    expect(engine.asked).toEqual([]);
    writeFileSync(caller.file, encodeWav(sentences, 8000));
    await caller.live.listen(signal);
    expect(caller.live.headStart()?.pieces.length).toBeGreaterThan(0);

    const stranger = call(engine);
    engine.asked = [];
    for (const bytes of [encodeWav(sentences, 16_000), 'x'.repeat(100_000)]) {
      writeFileSync(stranger.file, bytes);
      await stranger.live.listen(signal);
    }
    expect(engine.asked).toEqual([]);
    expect(stranger.live.headStart()).toBeNull();
  });

  it('needs the detector and a recogniser: without either nothing is done', async () => {
    const engine = makeSimpleEngine();
    for (const more of [{ models: () => [model] }, { recogniser: () => null }]) {
      const caller = call(engine, more);
      await sayAll(caller, sentences);
      expect(caller.live.headStart()).toBeNull();
    }
    expect(engine.asked).toEqual([]);
  });
});

describe('a head start', () => {
  const make = async (engine: SimpleEngine) => {
    const caller = call(engine);
    await sayAll(caller, sentences);
    const start = caller.live.headStart();
    if (!start) throw new Error('there is none');
    return { ...caller, start };
  };
  /** How often words were asked for, and how many seconds were heard. */
  const work = (engine: SimpleEngine) => ({
    heard: engine.asked
      .filter(each => each.type === 'find-speech')
      .reduce((sum, { seconds }) => sum + seconds, 0),
    pieces: engine.asked.filter(each => each.type === 'recognise').length,
  });
  const seconds = sentences.length / 8000;

  it('of a recording that is another one, or has become shorter, is not used', async () => {
    const engine = makeSimpleEngine();
    const { file, start } = await make(engine);
    const other = join(folder, 'other.wav');
    const changed = sentences.slice();
    changed[1000] = (changed[1000] ?? 0) + 1;
    await writeWav(other, changed, 8000);
    const alone = await transcript(engine, other, null);
    engine.asked = [];
    expect(await transcript(engine, other, start)).toEqual(alone);
    expect(work(engine).heard).toBeCloseTo(seconds);

    truncateSync(file, 44 + 20_000);
    engine.asked = [];
    expect(await transcript(engine, file, start)).toEqual(await transcript(engine, file, null));
    expect(work(engine).heard).toBeCloseTo((2 * 20_000) / 16_000);
  });

  it('of another model gives no words, only where somebody spoke', async () => {
    const engine = makeSimpleEngine();
    const { file, start } = await make(engine);
    engine.asked = [];
    const recognised: number[] = [];
    engine.answer = async (request, limits) => {
      if (request.type === 'recognise') recognised.push((request.pieces as unknown[]).length);
      const { answer } = engine;
      engine.answer = null;
      const given = await engine.run(request, limits);
      engine.answer = answer;
      return given;
    };
    await transcript(engine, file, { ...start, recogniser: 'another' });
    expect(recognised[0]).toBeGreaterThan(start.pieces.length);
  });

  it('whose engine has gone meanwhile still gives its words', async () => {
    const engine = makeSimpleEngine();
    const { file, start } = await make(engine);
    engine.forget();
    engine.asked = [];
    expect(await transcript(engine, file, start)).toEqual(await transcript(engine, file, null));
  });

  it('with pieces that were cut otherwise is not believed', async () => {
    const engine = makeSimpleEngine();
    const { file, start } = await make(engine);
    const pieces = start.pieces.map(piece => ({ ...piece, toMs: piece.toMs - 1 }));
    expect(await transcript(engine, file, { ...start, pieces })).toEqual(
      await transcript(engine, file, null),
    );
  });
});

describe('an engine that fails while the caller speaks', () => {
  const failing = { kind: 'retry', problem: { code: 'ENGINE_FAILED', message: 'it broke' } } as const;

  it.each(['find-speech', 'recognise'])('at %s is left alone after two tries', async type => {
    const engine = makeSimpleEngine();
    const caller = call(engine);
    let tries = 0;
    engine.answer = async (request, limits) => {
      if (request.type === type) {
        tries++;
        return failing;
      }
      const { answer } = engine;
      engine.answer = null;
      const given = await engine.run(request, limits);
      engine.answer = answer;
      return given;
    };
    await sayAll(caller, sentences);
    expect(tries).toBe(2);
    engine.answer = null;
    expect(await transcript(engine, caller.file, caller.live.headStart())).toEqual(
      await transcript(engine, caller.file, null),
    );
  });

  it('by answering nonsense does no harm', async () => {
    for (const nonsense of [
      null,
      'words',
      { kind: 'found' },
      { kind: 'found', spans: [], nextFromMs: 0, heard: 1e9 },
      { kind: 'found', spans: [{ fromMs: -1, toMs: 1 }], nextFromMs: 0, heard: 0 },
      { pieces: [{ tokens: [1], timestamps: [] }] },
    ]) {
      const engine = makeSimpleEngine();
      const caller = call(engine);
      engine.answer = async () => ({ kind: 'done', value: nonsense });
      await sayAll(caller, sentences);
      engine.answer = null;
      expect(await transcript(engine, caller.file, caller.live.headStart())).toEqual(
        await transcript(engine, caller.file, null),
      );
    }
  });

  it('is given a limit of its own for each piece, so that a hang-up never waits for it long', async () => {
    const engine = makeSimpleEngine();
    const caller = call(engine);
    const limits: number[] = [];
    engine.answer = async (request, { timeoutMs }) => {
      limits.push(timeoutMs);
      const { answer } = engine;
      engine.answer = null;
      const given = await engine.run(request, { timeoutMs });
      engine.answer = answer;
      return given;
    };
    await sayAll(caller, sentences);
    expect(limits.length).toBeGreaterThan(5);
    expect(Math.max(...limits)).toBeLessThanOrEqual(20_000);
  });
});
