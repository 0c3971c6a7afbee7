/** Loudness of greetings: even among each other, and never clipped on the line. */

/** Peak as a share of full scale, 0 to 1. */
export function peakOf(samples: Int16Array): number {
  let peak = 0;
  for (const sample of samples) peak = Math.max(peak, Math.abs(sample));
  return peak / 32768;
}

/** Root mean square as a share of full scale, 0 to 1. */
export function rmsOf(samples: Int16Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return samples.length === 0 ? 0 : Math.sqrt(sum / samples.length) / 32768;
}

/**
 * Brings speech to `targetRms`, but never a peak above `maxPeak` (−3 dB, research/engines.md §7), and
 * never amplifies near-silence, which would only lift its noise.
 */
export function normaliseLevel(samples: Int16Array): Int16Array {
  const peak = peakOf(samples);
  if (peak < quietPeak) return samples.slice();
  const gain = Math.min(targetRms / rmsOf(samples), maxPeak / peak);
  return samples.map(sample => Math.round(sample * gain));
}

/** Adds silence before and after, so that no phone swallows the first syllable. */
export function padWithSilence(
  samples: Int16Array,
  options: { sampleRate: number; seconds: number },
): Int16Array {
  const pad = Math.round(options.sampleRate * options.seconds);
  const padded = new Int16Array(samples.length + 2 * pad);
  padded.set(samples, pad);
  return padded;
}

/** −3 dB of full scale. */
const maxPeak = 10 ** (-3 / 20);
/** −20 dB of full scale: the usual level of announcements in telephone networks, about −16 dBm0. */
const targetRms = 10 ** (-20 / 20);
/** −60 dB of full scale: below this there is nothing but noise. */
const quietPeak = 10 ** (-60 / 20);
