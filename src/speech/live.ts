/**
 * Transcribes a message while it is still being spoken: hears on in the growing file, and has each piece
 * recognised that nothing can change any more. What it finds out is a head start and nothing else: the
 * transcript is made after the call, as without it and with the same result. Must never write anything,
 * nor go on once there is no room.
 */
import { createHash } from 'node:crypto';
import type { Span } from './energy-gate.ts';
import type { RecogniseWords } from './engine-types.ts';
import { type FindSpeechParts, findSilero, hear } from './find-speech.ts';
import { type GrowingWav, openGrowingWav } from './growing-wav.ts';
import type { HeadStart, KnownPiece } from './head-start.ts';
import { type Cutter, makeCutter, type PieceLimits, quietestMoment } from './pieces.ts';

export interface LiveParts extends FindSpeechParts {
  /** What will recognise this message after the call, as it is now; null: nothing. */
  recogniser: () => { name: string; recognise: RecogniseWords; cutLimits: PieceLimits } | null;
  /** False: calls need the machine, or a message waits. Asked before each piece. */
  hasRoom: () => boolean;
}

export interface LiveRecording {
  /** Takes in what was added to the file, as far as there is room. Never throws; `signal` ends it at once. */
  listen(signal: AbortSignal): Promise<void>;
  /** What is known by now; null: nothing that would help. */
  headStart(): HeadStart | null;
  close(): void;
}

/** @param recording `file`: absolute path, 8 kHz as Asterisk writes it; `stream`: a name that no other has */
export function openLiveRecording(
  parts: LiveParts,
  recording: { file: string; stream: string },
): LiveRecording {
  const { stream } = recording;
  let wav: GrowingWav | null = null;
  let begun: { recogniser: string; cutter: Cutter } | null = null;
  let heard = 0;
  const hash = createHash('sha256');
  let spansTaken = 0;
  const waiting: Span[] = [];
  const pieces: KnownPiece[] = [];
  let failures = 0;
  let isOver = false;

  /** New samples → pieces that wait; false: there is nothing to go on with. */
  const hearOn = async (cutter: Cutter, signal: AbortSignal): Promise<boolean> => {
    const silero = findSilero(parts);
    if (!silero || !wav) return false;
    const end = wav.length();
    if (end - heard < leastNews) return true;
    const news = await wav.read(heard, end);
    const limits = { timeoutMs: hearTimeoutMs, signal, sensitivity: 'normal', isLast: false } as const;
    const job = { runEngine: parts.runEngine, silero };
    const asked = { ...limits, from: { stream, samples: heard } };
    let answer = await hear(job, { samples: news, sampleRate }, asked);
    if (answer.kind === 'done' && answer.value === null) {
      // The engine's process is another than before: it hears all of it again, and finds the same.
      const all = await wav.read(0, end);
      answer = await hear(job, { samples: all, sampleRate }, { ...limits, from: { stream, samples: 0 } });
    }
    if (answer.kind !== 'done') return failed(answer.kind);
    if (!answer.value || answer.value.samples < heard || answer.value.samples > end) return failed('retry');
    const { spans, nextFromMs, samples } = answer.value;
    hash.update(bytesOf(news.subarray(0, samples - heard)));
    heard = samples;
    for (; spansTaken < spans.length; spansTaken++) {
      const span = spans[spansTaken];
      if (span) cutter.add(span);
    }
    waiting.push(...cutter.takeClosed(nextFromMs));
    return true;
  };

  const recogniseWaiting = async (recognise: RecogniseWords, signal: AbortSignal): Promise<void> => {
    for (let next = waiting[0]; next && wav && parts.hasRoom() && !signal.aborted; next = waiting[0]) {
      const audio = { samples: await wav.read(toSamples(next.fromMs), toSamples(next.toMs)), sampleRate };
      const lengthMs = next.toMs - next.fromMs;
      const words = await recognise({
        audio,
        pieces: [{ fromMs: 0, toMs: lengthMs }],
        timeoutMs: Math.max(shortestTimeoutMs, lengthMs),
        signal,
      });
      if (words.kind !== 'done') {
        failed(words.kind);
        return;
      }
      const { fromMs } = next;
      const at = (ms: number) => ms + fromMs;
      waiting.shift();
      pieces.push({
        ...next,
        words: words.value.map(word => ({ ...word, fromMs: at(word.fromMs), toMs: at(word.toMs) })),
      });
    }
  };

  /** What was stopped is tried again; what fails twice is left to the time after the call. */
  const failed = (kind: 'retry' | 'failed' | 'snoozed'): false => {
    if (kind !== 'snoozed') failures++;
    if (failures >= mostFailures) isOver = true;
    return false;
  };

  const listen = async (signal: AbortSignal): Promise<void> => {
    const now = parts.recogniser();
    if (isOver || !now || !parts.hasRoom()) return;
    wav ??= openGrowingWav(recording.file);
    if (!wav) return;
    const file = wav;
    const quietest = (within: Span) =>
      quietestMoment({ samples: file.peek(within), sampleRate }, within, within.fromMs);
    begun ??= { recogniser: now.name, cutter: makeCutter(now.cutLimits, quietest) };
    // Another model from now on: what was made with the old one is of no use.
    if (begun.recogniser !== now.name) isOver = true;
    else if (await hearOn(begun.cutter, signal)) await recogniseWaiting(now.recognise, signal);
  };

  return {
    async listen(signal) {
      try {
        await listen(signal);
      } catch {
        // The file cannot be read: after the call that will be told.
        isOver = true;
      }
    },
    headStart() {
      if (!begun || heard === 0) return null;
      const sha256 = hash.copy().digest('hex');
      return {
        heard: { stream, samples: heard },
        sha256,
        recogniser: begun.recogniser,
        pieces: [...pieces],
      };
    },
    close: () => wav?.close(),
  };
}

const sampleRate = 8000;
/** 1 s: Asterisk adds 2 s at a time. */
const leastNews = sampleRate;
const hearTimeoutMs = 10_000;
/** To load a large model takes some seconds. */
const shortestTimeoutMs = 10_000;
const mostFailures = 2;

const toSamples = (ms: number): number => (ms * sampleRate) / 1000;

function bytesOf(samples: Int16Array): Uint8Array {
  return new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
}
