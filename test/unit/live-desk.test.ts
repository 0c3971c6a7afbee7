/** When messages are transcribed while they are spoken, and when not; with a desk that is a hundred times as quick. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { encodeWav } from '../../src/audio/wav.ts';
import { isMachineQuiet, type LiveDesk, type LiveDeskOptions, openLiveDesk } from '../../src/live-desk.ts';
import type { RecogniseWords, SpeechModel } from '../../src/speech/engine-types.ts';
import { makeSimpleEngine } from '../fakes/simple-engine.ts';

const silero: SpeechModel = { name: 'silero', kind: 'vad-silero', isDemo: false, files: { model: 'vad' } };
const cutLimits = { maxMs: 20_000, joinGapMs: 1000, enoughMs: 8000 };
/** Three sentences of nine seconds, the last of which has not ended. */
const speech = Int16Array.from({ length: 3 * 80_000 - 8000 }, (_, at) => (at % 80_000 < 72_000 ? 5000 : 0));

let folder: string;
let desk: LiveDesk;
let recognised: number;
let given: Parameters<LiveDeskOptions['transcribe']>[0][];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hausruf-desk-'));
  given = [];
  recognised = 0;
});
afterEach(async () => {
  await desk.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Calls {
  now: number;
  isQuiet: boolean;
}

function open(
  recognise: RecogniseWords,
  options: { isStoppedCheaply?: boolean; keptMs?: number; transcribe?: LiveDeskOptions['transcribe'] } = {},
): Calls {
  const calls = { now: 1, isQuiet: true };
  desk = openLiveDesk({
    models: () => [silero],
    runEngine: makeSimpleEngine().run,
    recogniser: () => ({
      name: 'words',
      recognise,
      cutLimits,
      isStoppedCheaply: options.isStoppedCheaply ?? false,
    }),
    async transcribe(recording, signal) {
      given.push(recording);
      return options.transcribe ? options.transcribe(recording, signal) : { kind: 'snoozed', forMs: 0 };
    },
    spoolFolder: folder,
    callsNow: () => calls.now,
    isQuiet: () => calls.isQuiet,
    times: { lookMs: 10, watchMs: 5, keptMs: options.keptMs ?? 60_000 },
  });
  return calls;
}

const fileOf = (callId: string) => join(folder, `${callId}.wav`);
const write = (callId: string) => writeFileSync(fileOf(callId), encodeWav(speech, 8000));

/** Some looks of the desk. */
const pass = () => new Promise(done => setTimeout(done, 150));

async function until(isTrue: () => boolean): Promise<void> {
  for (let turn = 0; turn < 500 && !isTrue(); turn++) await new Promise(done => setTimeout(done, 10));
  expect(isTrue()).toBe(true);
}

const oneWord: RecogniseWords = async () => {
  recognised++;
  return { kind: 'done', value: [{ text: 'ja', fromMs: 0, toMs: 100, confidence: null }] };
};
/** Works until it is stopped. */
const endless =
  (log: string[]): RecogniseWords =>
  ({ signal }) =>
    new Promise(done => {
      log.push('begun');
      const stop = () => {
        log.push('stopped');
        done({ kind: 'snoozed', forMs: 0 });
      };
      if (signal?.aborted) stop();
      signal?.addEventListener('abort', stop);
    });

const headStartOf = async (callId: string) => {
  await desk.transcribe({ wavFile: `/recordings/${callId}.wav`, durationMs: 1 });
  return given.at(-1)?.headStart ?? null;
};

describe('the head start of a call', () => {
  it('goes to the transcript of its recording, wherever that lies by then, and only once', async () => {
    open(oneWord);
    write('a');
    desk.follow({ callId: 'a', isOver: () => false });
    await until(() => recognised === 2);
    await pass();
    expect(await headStartOf('b')).toBeNull();
    expect((await headStartOf('a'))?.pieces).toHaveLength(2);
    expect(await headStartOf('a')).toBeNull();
  });

  it('is kept over the end of the call, but not for ever', async () => {
    for (const [keptMs, pieces] of [
      [60_000, 2],
      [1, undefined],
    ] as const) {
      let isOver = false;
      recognised = 0;
      open(oneWord, { keptMs });
      write('a');
      desk.follow({ callId: 'a', isOver: () => isOver });
      await until(() => recognised === 2);
      isOver = true;
      await pass();
      expect((await headStartOf('a'))?.pieces.length).toBe(pieces);
      await desk.close();
    }
  });

  it('is nothing when the call left no recording', async () => {
    let isOver = false;
    open(oneWord);
    desk.follow({ callId: 'a', isOver: () => isOver });
    await pass();
    isOver = true;
    await pass();
    write('a');
    await pass();
    expect(await headStartOf('a')).toBeNull();
  });

  it('survives that the call is taken up again after a cut line', async () => {
    open(oneWord);
    write('a');
    desk.follow({ callId: 'a', isOver: () => false });
    await until(() => recognised === 2);
    await pass();
    desk.follow({ callId: 'a', isOver: () => false });
    expect((await headStartOf('a'))?.pieces).toHaveLength(2);
  });
});

describe('voice comes first', () => {
  it('nothing is begun while many telephone, and all of it is caught up with when they have gone', async () => {
    const calls = open(oneWord);
    calls.isQuiet = false;
    write('a');
    desk.follow({ callId: 'a', isOver: () => false });
    await pass();
    expect(recognised).toBe(0);
    calls.isQuiet = true;
    await until(() => recognised === 2);
  });

  it('a piece in progress is dropped when calls come, and begun again when they have gone', async () => {
    const log: string[] = [];
    const calls = open(endless(log));
    write('a');
    desk.follow({ callId: 'a', isOver: () => false });
    await until(() => log.length === 1);
    calls.isQuiet = false;
    await until(() => log.length === 2);
    await pass();
    expect(log).toEqual(['begun', 'stopped']);
    calls.isQuiet = true;
    await until(() => log.length === 3);
    expect(log).toEqual(['begun', 'stopped', 'begun']);
  });

  it('a machine is quiet with no more calls than cores and a core to spare', () => {
    expect(isMachineQuiet({ calls: 2, cores: 2, load: 1.5 })).toBe(true);
    expect(isMachineQuiet({ calls: 3, cores: 2, load: 0 })).toBe(false);
    expect(isMachineQuiet({ calls: 1, cores: 2, load: 2 })).toBe(false);
    expect(isMachineQuiet({ calls: 1, cores: 1, load: 0.3 })).toBe(true);
  });
});

describe('messages that wait come before those that are still spoken', () => {
  /** A transcript of another message, for as long as the test likes. */
  function longTranscript() {
    let end = () => {};
    const transcribe: LiveDeskOptions['transcribe'] = () =>
      new Promise(done => {
        end = () => done({ kind: 'snoozed', forMs: 0 });
      });
    return { transcribe, end: () => end() };
  }

  it('nothing is begun while a transcript is made', async () => {
    const log: string[] = [];
    const other = longTranscript();
    open(endless(log), other);
    const made = headStartOf('other');
    write('a');
    desk.follow({ callId: 'a', isOver: () => false });
    await pass();
    expect(log).toEqual([]);
    other.end();
    await made;
    await until(() => log.length === 1);
  });

  it.each([
    [true, ['begun', 'stopped']],
    // To load the model again would take longer than the piece.
    [false, ['begun']],
  ])('a piece in progress is dropped where that costs nothing: %s', async (isStoppedCheaply, expected) => {
    const log: string[] = [];
    const other = longTranscript();
    open(endless(log), { isStoppedCheaply, ...other });
    write('a');
    desk.follow({ callId: 'a', isOver: () => false });
    await until(() => log.length === 1);
    const made = headStartOf('other');
    await pass();
    expect(log).toEqual(expected);
    other.end();
    await made;
  });

  it('the piece in progress of the message itself is finished first, and no other begun', async () => {
    let finish = () => {};
    let begun = 0;
    const slow: RecogniseWords = job =>
      new Promise(done => {
        begun++;
        finish = () => done(oneWord(job));
      });
    open(slow, { isStoppedCheaply: true });
    write('a');
    desk.follow({ callId: 'a', isOver: () => false });
    await until(() => begun === 1);
    const made = headStartOf('a');
    await pass();
    expect(given).toEqual([]);
    finish();
    expect((await made)?.pieces).toHaveLength(1);
    await pass();
    expect(begun).toBe(1);
  });
});

it('closing stops what runs and waits for it', async () => {
  const log: string[] = [];
  open(endless(log));
  write('a');
  desk.follow({ callId: 'a', isOver: () => false });
  await until(() => log.length === 1);
  await desk.close();
  expect(log).toEqual(['begun', 'stopped']);
});
