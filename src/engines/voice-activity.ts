/**
 * Silero VAD, inside the child process of `speech-child.ts`: hears a recording at once or as it grows.
 * Whether it grew or not, the same samples give the same answer: they are always taken in steps of 32 ms.
 */
import { availableParallelism } from 'node:os';
import sherpa from 'sherpa-onnx-node';

/** Where somebody speaks. */
export interface FindSpeechRequest {
  type: 'find-speech';
  /** Path of silero_vad.onnx. */
  model: string;
  /** 0 to 1. */
  threshold: number;
  minSpeechMs: number;
  /** Under this name a later request can go on where this one ended. */
  stream: string;
  /** Samples of the recording that earlier requests of this stream took; 0: it begins. */
  heard: number;
  /** No more will come: speech that has no end yet ends with the audio. */
  isLast: boolean;
}

/** `unknown`: the stream is not at `heard`, because another process heard it so far; begin again at 0. */
export type SpeechFound =
  | { kind: 'unknown' }
  | {
      kind: 'found';
      /** All stretches that have ended, from the start of the recording. In ms. */
      spans: { fromMs: number; toMs: number }[];
      /** Speech that is not among them begins here at the earliest. In ms. */
      nextFromMs: number;
      /** Samples of the recording taken so far: whole steps, but for the last request. */
      heard: number;
    };

/** One detector for as many streams as are asked for; the oldest gives way when there are too many. */
export function makeVoiceActivity(): (
  request: FindSpeechRequest,
  audio: { samples: Int16Array; sampleRate: number },
) => SpeechFound {
  const streams = new Map<string, Stream>();
  const idle: Stream['detector'][] = [];

  const open = (request: FindSpeechRequest, sampleRate: number): Stream => {
    const key = JSON.stringify([request.model, request.threshold, request.minSpeechMs]);
    const known = idle.findIndex(detector => detector.key === key);
    // To load the model takes longer than to hear ten seconds.
    const detector = idle.splice(known, known < 0 ? 0 : 1)[0] ?? { key, vad: load(request) };
    detector.vad.reset();
    return {
      detector,
      minSpeechMs: request.minSpeechMs,
      sampleRate,
      resampler: sampleRate === modelRate ? null : new sherpa.LinearResampler(sampleRate, modelRate),
      heard: 0,
      waiting: new Float32Array(0),
      tail: 0,
      spans: [],
      endOfLast: 0,
      openFrom: null,
    };
  };
  const release = (stream: Stream): void => {
    if (idle.length < mostIdle) idle.push(stream.detector);
  };

  return (request, { samples, sampleRate }) => {
    const { stream: name } = request;
    const known = streams.get(name);
    streams.delete(name);
    if (request.heard !== 0 && known?.heard !== request.heard) {
      if (known) release(known);
      return { kind: 'unknown' };
    }
    if (known && request.heard === 0) release(known);
    const stream = request.heard === 0 || !known ? open(request, sampleRate) : known;
    hear(stream, samples, request.isLast);
    if (request.isLast) release(stream);
    else {
      streams.set(name, stream);
      const [oldest] = streams.entries();
      if (streams.size > mostStreams && oldest) {
        streams.delete(oldest[0]);
        release(oldest[1]);
      }
    }
    return {
      kind: 'found',
      spans: stream.spans,
      nextFromMs: Math.floor(
        toMs(stream.openFrom ?? Math.max(stream.endOfLast, stream.tail - lookBack(request))),
      ),
      heard: stream.heard,
    };
  };
}

interface Stream {
  detector: { key: string; vad: InstanceType<typeof sherpa.Vad> };
  minSpeechMs: number;
  sampleRate: number;
  resampler: InstanceType<typeof sherpa.LinearResampler> | null;
  /** In samples of the recording. */
  heard: number;
  /** At the model's rate, as all below: less than a window. */
  waiting: Float32Array;
  /** What the detector has got. */
  tail: number;
  spans: { fromMs: number; toMs: number }[];
  endOfLast: number;
  /** Where speech that has not ended yet began, at the earliest; null: nobody speaks. */
  openFrom: number | null;
}

/** The rate that the model was trained at. */
const modelRate = 16_000;
const windowSize = 512;
const stepMs = (windowSize * 1000) / modelRate;
/** Each stands for a call that is being recorded. */
const mostStreams = Math.max(4, availableParallelism() + 1);
const mostIdle = 4;

const toMs = (place: number): number => (place * 1000) / modelRate;

/**
 * When sherpa notices speech it dates it back by the shortest speech and 2.25 windows (1.13.8; tried on
 * 16 recordings: exactly so), here one more.
 */
const lookBack = ({ minSpeechMs }: { minSpeechMs: number }): number =>
  (minSpeechMs * modelRate) / 1000 + 3.25 * windowSize;

function load(request: FindSpeechRequest): InstanceType<typeof sherpa.Vad> {
  return new sherpa.Vad(
    {
      sileroVad: {
        model: request.model,
        threshold: request.threshold,
        minSpeechDuration: request.minSpeechMs / 1000,
        // As long as a breath between two sentences; people who read a text leave no more.
        minSilenceDuration: 0.3,
        maxSpeechDuration: 20,
        windowSize,
      },
      sampleRate: modelRate,
      numThreads: 1,
      debug: 0,
    },
    30,
  );
}

function hear(stream: Stream, samples: Int16Array, isLast: boolean): void {
  const step = Math.round((stream.sampleRate * stepMs) / 1000);
  let at = 0;
  for (; at + step <= samples.length; at += step) accept(stream, samples.subarray(at, at + step), false);
  stream.heard += at;
  if (!isLast) return;
  accept(stream, samples.subarray(at), true);
  stream.heard += samples.length - at;
  if (stream.waiting.length > 0) {
    const window = new Float32Array(windowSize);
    window.set(stream.waiting);
    takeWindow(stream, window);
  }
  stream.detector.vad.flush();
  drain(stream);
}

function accept(stream: Stream, step: Int16Array, isLast: boolean): void {
  const floats = Float32Array.from(step, sample => sample / 32768);
  const more = stream.resampler
    ? isLast
      ? stream.resampler.flush(floats)
      : stream.resampler.resample(floats)
    : floats;
  const all = new Float32Array(stream.waiting.length + more.length);
  all.set(stream.waiting);
  all.set(more, stream.waiting.length);
  let at = 0;
  for (; at + windowSize <= all.length; at += windowSize) takeWindow(stream, all.slice(at, at + windowSize));
  stream.waiting = all.slice(at);
}

function takeWindow(stream: Stream, window: Float32Array): void {
  const { vad } = stream.detector;
  vad.acceptWaveform(window);
  stream.tail += windowSize;
  drain(stream);
  if (!vad.isDetected()) stream.openFrom = null;
  else stream.openFrom ??= Math.max(stream.endOfLast, stream.tail - lookBack(stream));
}

function drain(stream: Stream): void {
  const { vad } = stream.detector;
  for (; !vad.isEmpty(); vad.pop()) {
    const { start, samples } = vad.front(false);
    stream.endOfLast = start + samples.length;
    stream.openFrom = null;
    stream.spans.push({ fromMs: Math.round(toMs(start)), toMs: Math.round(toMs(stream.endOfLast)) });
  }
}
