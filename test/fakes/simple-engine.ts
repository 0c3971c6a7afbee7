/**
 * An engine that hears what is loud and writes a word for every 0.4 s of it, made from the samples
 * themselves: other samples, other words. Speaks as `engines/speech-child.ts` does.
 */
import type { RunEngine } from '../../src/speech/engine-types.ts';

const rate = 8000;
const step = 256;
/** Quiet steps after which speech has ended: 0.3 s. */
const pauseSteps = 10;

type Answer = Awaited<ReturnType<RunEngine>>;
type Request = Parameters<RunEngine>[0];

export interface SimpleEngine {
  run: RunEngine;
  /** What was asked for so far, newest last. */
  asked: { type: string; seconds: number }[];
  /** As when the process has been killed meanwhile. */
  forget(): void;
  /** Answers for the engine from now on; null: it answers itself again. */
  answer: ((request: Request, limits: Parameters<RunEngine>[1]) => Promise<Answer>) | null;
}

export function makeSimpleEngine(): SimpleEngine {
  const streams = new Map<string, Int16Array>();
  const hear = (request: Request, audio: Int16Array): unknown => {
    const { stream, heard, isLast } = request as unknown as {
      stream: string;
      heard: number;
      isLast: boolean;
    };
    const known = streams.get(stream) ?? new Int16Array(0);
    streams.delete(stream);
    if (heard !== 0 && heard !== known.length) return { kind: 'unknown' };
    const all = joined(heard === 0 ? new Int16Array(0) : known, audio);
    const whole = isLast ? all : all.slice(0, all.length - (all.length % step));
    if (!isLast) streams.set(stream, whole);
    return { kind: 'found', ...speechIn(whole, isLast), heard: whole.length };
  };
  const engine: SimpleEngine = {
    asked: [],
    answer: null,
    forget: () => streams.clear(),
    run: async (request, limits) => {
      const audio = request.audio ?? new Int16Array(0);
      engine.asked.push({ type: request.type, seconds: audio.length / rate });
      if (limits.signal?.aborted) return { kind: 'snoozed', forMs: 0 };
      if (engine.answer) return engine.answer(request, limits);
      if (request.type === 'find-speech') return { kind: 'done', value: hear(request, audio) };
      const pieces = request.pieces as { fromMs: number; toMs: number }[];
      return {
        kind: 'done',
        value: { pieces: pieces.map(({ fromMs, toMs }) => wordsIn(audio.subarray(fromMs * 8, toMs * 8))) },
      };
    },
  };
  return engine;
}

function speechIn(samples: Int16Array, isLast: boolean) {
  const spans: { fromMs: number; toMs: number }[] = [];
  let from: number | null = null;
  let quiet = 0;
  const steps = Math.ceil(samples.length / step);
  for (let at = 0; at < steps; at++) {
    const isLoud = samples.subarray(at * step, (at + 1) * step).some(sample => Math.abs(sample) > 500);
    quiet = isLoud ? 0 : quiet + 1;
    if (isLoud) from ??= at;
    if (from !== null && quiet === pauseSteps) {
      spans.push({ fromMs: from * 32, toMs: (at + 1 - pauseSteps) * 32 });
      from = null;
    }
  }
  if (from !== null && isLast) spans.push({ fromMs: from * 32, toMs: steps * 32 });
  return { spans, nextFromMs: (from ?? steps) * 32 };
}

function wordsIn(samples: Int16Array) {
  const tokens: string[] = [];
  const timestamps: number[] = [];
  for (let at = 0; at < samples.length; at += 3200) {
    const sum = samples.subarray(at, at + 3200).reduce((total, sample) => (total * 31 + sample) % 99_991, 7);
    tokens.push(` w${sum}`);
    timestamps.push(at / rate);
  }
  return { tokens, timestamps, durations: [], logProbabilities: [] };
}

function joined(a: Int16Array, b: Int16Array): Int16Array {
  const whole = new Int16Array(a.length + b.length);
  whole.set(a);
  whole.set(b, a.length);
  return whole;
}
