/**
 * Hang-up → transcript of a message of 60 seconds: with what was found out while it was being spoken,
 * against the same message without that, on the same engine and in the same run, both warm. The message
 * is played in real time into a file that grows as Asterisk's does (32 KiB at a time), with the desk that
 * follows real calls. The clock runs from the hang-up: reading the file, detector, recogniser, words.
 *
 *   node bench/speech/live.ts [--seconds 60] [--models FOLDER] [--anyway]
 *
 * Nothing is transcribed live on a machine that is busy with other things: `--anyway` says that it is quiet.
 */

import { closeSync, openSync, writeSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { encodeWav, readWav, samplesToBytes, writeWav } from '../../src/audio/wav.ts';
import type { Transcript } from '../../src/domain/transcript.ts';
import { makeEngine } from '../../src/engines/engine-process.ts';
import { findModels, readManifest } from '../../src/engines/models.ts';
import { makeQueue } from '../../src/engines/queue.ts';
import { makeRunProgram } from '../../src/engines/run-program.ts';
import { openLiveDesk } from '../../src/live-desk.ts';
import { chooseModel } from '../../src/speech/choose-model.ts';
import { makeTranscribe, recogniserFor, type TranscribeParts } from '../../src/speech/transcribe.ts';

export interface LiveFigures {
  messageSeconds: number;
  /** Median of five. */
  offlineMs: number;
  afterHangUpMs: number;
  /** afterHangUpMs / offlineMs. */
  ratio: number;
  /** The two transcripts are the same, word for word and in every time. */
  equal: boolean;
}

const sampleRate = 8000;
/** Tried with Asterisk 22 (test/fakes/growing-wav.ts). */
const flushSamples = 32_768 / 2;
const offlineRounds = 5;

/** `parts` must hold Silero's model: without it nothing is transcribed live. `files`: 8 kHz speech, in the order in which it is said. */
export async function benchLive(
  parts: TranscribeParts,
  message: { files: string[]; seconds: number; folder: string; isQuiet?: () => boolean },
): Promise<LiveFigures> {
  const samples = await joinUp(message.files, message.seconds);
  const durationMs = (samples.length * 1000) / sampleRate;
  const transcribe = makeTranscribe(parts);
  const wholeFile = join(message.folder, 'whole.wav');
  await writeWav(wholeFile, samples, sampleRate);
  const offline = async () => {
    const startedAt = performance.now();
    const transcript = made(await transcribe({ wavFile: wholeFile, durationMs }));
    return { transcript, ms: performance.now() - startedAt };
  };
  // The first one loads the models.
  const { transcript } = await offline();
  const times: number[] = [];
  for (let round = 0; round < offlineRounds; round++) times.push((await offline()).ms);

  let isOver = false;
  const desk = openLiveDesk({
    ...parts,
    transcribe,
    recogniser() {
      const model = chooseModel(parts);
      return model && { ...recogniserFor(parts, model), isStoppedCheaply: model.kind === 'stt-whisper' };
    },
    spoolFolder: message.folder,
    callsNow: () => (isOver ? 0 : 1),
    ...(message.isQuiet ? { isQuiet: message.isQuiet } : {}),
  });
  try {
    desk.follow({ callId: 'live', isOver: () => isOver });
    await playInto(join(message.folder, 'live.wav'), samples);
    isOver = true;
    const hungUpAt = performance.now();
    const result = await desk.transcribe({ wavFile: join(message.folder, 'live.wav'), durationMs });
    const afterHangUpMs = performance.now() - hungUpAt;
    const offlineMs = median(times);
    return {
      messageSeconds: durationMs / 1000,
      offlineMs: Math.round(offlineMs),
      afterHangUpMs: Math.round(afterHangUpMs),
      ratio: Math.round((afterHangUpMs / offlineMs) * 1000) / 1000,
      equal: JSON.stringify(made(result)) === JSON.stringify(transcript),
    };
  } finally {
    await desk.close();
  }
}

/** In real time; the header gets its sizes at the end. */
async function playInto(file: string, samples: Int16Array): Promise<void> {
  const handle = openSync(file, 'wx');
  try {
    writeSync(handle, encodeWav(new Int16Array(), sampleRate), 0, 44, 0);
    const startedAt = performance.now();
    for (let at = 0; at < samples.length; at += flushSamples) {
      const part = samples.subarray(at, at + flushSamples);
      const dueAt = startedAt + ((at + part.length) * 1000) / sampleRate;
      await new Promise(done => setTimeout(done, dueAt - performance.now()));
      const bytes = samplesToBytes(part);
      writeSync(handle, bytes, 0, bytes.length, 44 + at * 2);
    }
    writeSync(handle, encodeWav(samples, sampleRate), 0, 44, 0);
  } finally {
    closeSync(handle);
  }
}

/** Speech from the files, one after the other and again from the first, with half a second between them. */
async function joinUp(files: string[], seconds: number): Promise<Int16Array> {
  const whole = new Int16Array(seconds * sampleRate);
  const parts = await Promise.all(files.map(file => readWav(file)));
  for (let at = 0, next = 0; at < whole.length; next++) {
    const part = parts[next % parts.length];
    if (!part || part.sampleRate !== sampleRate || part.samples.length === 0)
      throw new Error('the message must be made of speech at 8 kHz');
    whole.set(part.samples.subarray(0, whole.length - at), at);
    at += part.samples.length + sampleRate / 2;
  }
  return whole;
}

function made(result: Awaited<ReturnType<ReturnType<typeof makeTranscribe>>>): Transcript {
  if (result.kind === 'done' && result.value.kind === 'made') return result.value;
  throw new Error(`no transcript: ${JSON.stringify(result)}`);
}

function median(times: number[]): number {
  return times.toSorted((a, b) => a - b)[times.length >> 1] ?? Number.NaN;
}

if (import.meta.main) await main();

/** With the demo model, and Silero's file from wherever models are. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      seconds: { type: 'string', default: '60' },
      models: { type: 'string' },
      anyway: { type: 'boolean' },
    },
  });
  const root = join(import.meta.dirname, '../..');
  const folder = await mkdtemp(join(tmpdir(), 'hausruf-live-'));
  const queue = makeQueue();
  const engine = makeEngine({ program: join(root, 'src/engines/speech-child.ts'), queue, idleMs: 60_000 });
  try {
    const { models } = await findModels({
      folders: [join(root, 'models'), ...(values.models ? [values.models] : [])],
      manifest: await readManifest(join(root, 'models/manifest.json')),
      cacheFile: null,
    });
    if (!models.some(model => model.kind === 'vad-silero'))
      throw new Error('silero-vad is not installed: npm run models -- pull silero-vad, or --models FOLDER');
    const fixtures = join(root, 'test/fixtures');
    const files = (await readdir(fixtures)).filter(name => /^demo-.*\.wav$/.test(name)).sort();
    const live = await benchLive(
      {
        models: () => models,
        allowDemoModel: true,
        runEngine: engine.run,
        runProgram: makeRunProgram(queue),
        whisperTool: null,
        readWav,
        writeWav,
        tempFolder: folder,
        threads: 1,
      },
      {
        files: files.map(name => join(fixtures, name)),
        seconds: Math.max(10, Number(values.seconds)),
        folder,
        ...(values.anyway ? { isQuiet: () => true } : {}),
      },
    );
    console.log(JSON.stringify({ bench: 'speech-live', live }));
  } finally {
    await engine.close();
    await rm(folder, { recursive: true, force: true });
  }
}
