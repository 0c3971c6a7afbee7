import { shownPart } from './shown-part.ts';

/** Longer silence or tones at an end are not looked for: nobody hears more than these away. */
const END_SECONDS = 40;

/**
 * `shownPart` for recordings of any length: of a long one only the ends are looked at, so that the process that
 * serves calls never stands still for it. 16 bit mono samples at `sampleRate` Hz; ms.
 */
export function shownEnds(samples: Int16Array, sampleRate: number): { fromMs: number; toMs: number } {
  const span = END_SECONDS * sampleRate;
  if (samples.length <= 2 * span) return shownPart(samples, sampleRate);
  const tailStart = samples.length - span;
  const head = shownPart(samples.subarray(0, span), sampleRate);
  const tail = shownPart(samples.subarray(tailStart), sampleRate);
  return { fromMs: head.fromMs, toMs: Math.round((tailStart * 1000) / sampleRate) + tail.toMs };
}
