/** Shortens the silence around an announcement and sets its level. */
import { normaliseLevel } from './level.ts';

/** Level of `loudestShare` of speech and where the sound lies; null when nothing is to be heard. */
export interface SoundSpan {
  /** First sample of the first sound. */
  from: number;
  /** First sample behind the last sound. */
  to: number;
}

/**
 * Where the sound of an announcement begins and ends, by levels alone: 10 ms are sound when they are
 * louder than the room's noise. Null: nothing is to be heard. `samples` at full scale ±32768.
 */
export function findSound(samples: Int16Array, sampleRate: number): SoundSpan | null {
  const size = Math.round(sampleRate / 100);
  const levels = Float64Array.from({ length: Math.floor(samples.length / size) }, (_, index) => {
    let sum = 0;
    for (let at = index * size; at < (index + 1) * size; at++) sum += (samples[at] ?? 0) ** 2;
    return 10 * Math.log10(sum / size / 32768 ** 2 + 1e-12);
  });
  const sorted = levels.toSorted();
  const loud = sorted[Math.max(0, sorted.length - soundFrames)] ?? silentLevel;
  if (loud <= silentLevel) return null;
  const floor = sorted[Math.floor(sorted.length * floorShare)] ?? silentLevel;
  // Never closer than 30 dB to the loud parts (soft endings), never deeper than 50 (breath, hiss).
  const threshold = Math.max(loud - 50, Math.min(loud - 30, floor + 6));
  const first = levels.findIndex(level => level > threshold);
  const last = levels.findLastIndex(level => level > threshold);
  return first < 0 ? null : { from: first * size, to: (last + 1) * size };
}

/**
 * The sound with exactly `silenceSeconds` before and after: what was there where there was enough, else
 * filled up with zeros. The cut ends fade in and out, so that no room noise begins with a click.
 */
export function trimAround(
  samples: Int16Array,
  options: { sampleRate: number; sound: SoundSpan; silenceSeconds: number },
): Int16Array {
  const { sound } = options;
  const margin = Math.round(options.sampleRate * options.silenceSeconds);
  const trimmed = new Int16Array(sound.to - sound.from + 2 * margin);
  for (let at = 0; at < trimmed.length; at++) {
    const fade = Math.min(1, at / margin, (trimmed.length - 1 - at) / margin);
    trimmed[at] = Math.round((samples[sound.from - margin + at] ?? 0) * fade);
  }
  return normaliseLevel(trimmed);
}

/** What must be loud to count as sound: a single click is shorter. */
const soundFrames = 10;
/** dB of full scale, of audio whose peak was brought to −6 dB: digital silence and dither lie far below. */
const silentLevel = -70;
/** A tenth of all frames is quieter: the pauses. */
const floorShare = 0.1;
