/** Several channels → one, without clipping and without losing a voice. */

/** One channel of sound; usually within ±1. */
export interface MonoAudio {
  samples: Float32Array;
  /** Hz. */
  sampleRate: number;
}

/**
 * The mean of all channels: it cannot clip. Where the channels cancel each other out (a microphone wired
 * in opposite phase is common), the loudest one alone. `valueAt` gives channel `channel` of sample `at`.
 */
export function mixDown(
  shape: { channels: number; length: number },
  valueAt: (at: number, channel: number) => number,
): Float32Array {
  const { channels, length } = shape;
  const mixed = new Float32Array(length);
  const energies = new Float64Array(channels);
  let mixedEnergy = 0;
  for (let at = 0; at < length; at++) {
    let sum = 0;
    for (let channel = 0; channel < channels; channel++) {
      const value = valueAt(at, channel);
      energies[channel] = (energies[channel] ?? 0) + value * value;
      sum += value;
    }
    const mean = sum / channels;
    mixed[at] = mean;
    mixedEnergy += mean * mean;
  }
  let loudest = 0;
  for (let channel = 1; channel < channels; channel++)
    if ((energies[channel] ?? 0) > (energies[loudest] ?? 0)) loudest = channel;
  // One channel that speaks among silent ones keeps 1/channels² of its energy; less means cancelling.
  if (mixedEnergy * channels ** 2 * cancelled >= (energies[loudest] ?? 0)) return mixed;
  for (let at = 0; at < length; at++) mixed[at] = valueAt(at, loudest);
  return mixed;
}

/** A tenth of the energy is left: −10 dB, far beyond what two microphones in a room do to each other. */
const cancelled = 10;
