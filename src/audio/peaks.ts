/**
 * The outline of a recording for the player: `count` values from 0 (silence) to 1 (full scale), the
 * largest sample of each equal stretch. Shorter recordings give one value a sample.
 */
export function peaksOf(samples: Int16Array, count = 400): number[] {
  const steps = Math.min(count, samples.length);
  return Array.from({ length: steps }, (_, step) => {
    const from = Math.floor((step * samples.length) / steps);
    const to = Math.floor(((step + 1) * samples.length) / steps);
    let peak = 0;
    for (let index = from; index < to; index++) peak = Math.max(peak, Math.abs(samples[index] ?? 0));
    return Math.round((peak / 32768) * 1000) / 1000;
  });
}
