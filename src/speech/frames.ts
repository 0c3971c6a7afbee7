/**
 * What a recording looks like in short frames: how loud, how much like a voice, how much like a tone.
 * Pure arithmetic on samples, for `energy-gate.ts`.
 */

export interface Frame {
  /** Level in dB of full scale. */
  level: number;
  /** 0 to 1: how well the frame repeats itself at a voice's pitch. */
  periodicity: number;
  /** Samples at 4 kHz from one period to the next; 0: none was found. */
  period: number;
  /** 0 to 1: share of the energy that lies in the two strongest spectral lines. */
  toneShare: number;
}

/** Length of a frame: two periods of a deep voice, and a power of two at 8 kHz. */
export const frameMs = 32;
/** From one frame to the next. */
export const hopMs = 16;

/** Levels of all frames, in dB of full scale. `samples` at 8 kHz, 16 bit. */
export function frameLevels(samples: Int16Array): Float64Array {
  const count = Math.max(0, Math.floor((samples.length - frameSize) / hopSize) + 1);
  return Float64Array.from({ length: count }, (_, index) => levelOf(samples, index * hopSize));
}

/** Everything about frame number `index`. `samples` at 8 kHz, 16 bit. */
export function frameAt(samples: Int16Array, index: number): Frame {
  const frame = new Float64Array(frameSize);
  let mean = 0;
  for (let at = 0; at < frameSize; at++) mean += (samples[index * hopSize + at] ?? 0) / frameSize;
  for (let at = 0; at < frameSize; at++) frame[at] = ((samples[index * hopSize + at] ?? 0) - mean) / 32768;
  return {
    level: levelOf(samples, index * hopSize),
    ...periodOf(frame),
    toneShare: toneShareOf(frame),
  };
}

/** The rate all this works at: telephone speech. */
export const frameRate = 8000;
const frameSize = (frameRate * frameMs) / 1000;
const hopSize = (frameRate * hopMs) / 1000;
/** Pitch of a voice, in samples at half the rate: 400 Hz (a child) down to 70 Hz (a deep man). */
const shortestLag = 9;
const longestLag = 58;

function levelOf(samples: Int16Array, start: number): number {
  let sum = 0;
  let squares = 0;
  for (let at = start; at < start + frameSize; at++) {
    const sample = samples[at] ?? 0;
    sum += sample;
    squares += sample * sample;
  }
  const mean = sum / frameSize;
  return 10 * Math.log10((squares / frameSize - mean * mean) / 32768 ** 2 + 1e-12);
}

/** Highest peak of the normalised autocorrelation; half the rate is enough for a pitch and a quarter of the work. */
function periodOf(frame: Float64Array): { periodicity: number; period: number } {
  const size = frame.length / 2;
  const half = new Float64Array(size);
  const energy = new Float64Array(size + 1);
  for (let at = 0; at < size; at++) {
    const value = (frame[2 * at] ?? 0) + (frame[2 * at + 1] ?? 0);
    half[at] = value;
    energy[at + 1] = (energy[at] ?? 0) + value * value;
  }
  const total = energy[size] ?? 0;
  const at = (lag: number) => {
    let sum = 0;
    for (let place = 0; place + lag < size; place++) sum += (half[place] ?? 0) * (half[place + lag] ?? 0);
    const left = energy[size - lag] ?? 0;
    const right = total - (energy[lag] ?? 0);
    return sum / Math.sqrt(left * right + 1e-12);
  };
  let best = { periodicity: 0, period: 0 };
  let before = at(shortestLag - 1);
  let here = at(shortestLag);
  for (let lag = shortestLag + 1; lag <= longestLag + 1; lag++) {
    const after = at(lag);
    if (here > before && here >= after && here > best.periodicity) {
      // The top of the parabola through the three: periods are told apart to a fraction of a sample.
      const shift = (after - before) / (2 * (2 * here - before - after));
      best = { periodicity: here, period: lag - 1 + shift };
    }
    before = here;
    here = after;
  }
  return best;
}

function toneShareOf(frame: Float64Array): number {
  const power = powerSpectrum(frame);
  let total = 1e-12;
  for (const value of power) total += value;
  let inPeaks = 0;
  for (let peak = 0; peak < 2; peak++) {
    let top = 0;
    for (let bin = 0; bin < power.length; bin++) if ((power[bin] ?? 0) > (power[top] ?? 0)) top = bin;
    // A Hann window spreads one line over five bins.
    for (let bin = Math.max(0, top - 2); bin <= Math.min(power.length - 1, top + 2); bin++) {
      inPeaks += power[bin] ?? 0;
      power[bin] = 0;
    }
  }
  return inPeaks / total;
}

const hann = Float64Array.from(
  { length: frameSize },
  (_, at) => 0.5 - 0.5 * Math.cos((2 * Math.PI * at) / frameSize),
);
const cosines = Float64Array.from({ length: frameSize / 2 }, (_, at) =>
  Math.cos((2 * Math.PI * at) / frameSize),
);
const sines = Float64Array.from(
  { length: frameSize / 2 },
  (_, at) => -Math.sin((2 * Math.PI * at) / frameSize),
);
const bits = Math.log2(frameSize);
const bitReversed = Uint16Array.from({ length: frameSize }, (_, at) => {
  let reversed = 0;
  for (let bit = 0; bit < bits; bit++) if (at & (1 << bit)) reversed |= 1 << (bits - 1 - bit);
  return reversed;
});

/** Power of the lower half of the spectrum, by a radix-2 FFT. */
function powerSpectrum(frame: Float64Array): Float64Array {
  const real = new Float64Array(frameSize);
  const imaginary = new Float64Array(frameSize);
  for (let at = 0; at < frameSize; at++) real[bitReversed[at] ?? 0] = (frame[at] ?? 0) * (hann[at] ?? 0);
  for (let width = 1; width < frameSize; width *= 2) {
    const stride = frameSize / (2 * width);
    for (let start = 0; start < frameSize; start += 2 * width) {
      for (let step = 0; step < width; step++) {
        const upper = start + step;
        const lower = upper + width;
        const cosine = cosines[step * stride] ?? 0;
        const sine = sines[step * stride] ?? 0;
        const turnedReal = (real[lower] ?? 0) * cosine - (imaginary[lower] ?? 0) * sine;
        const turnedImaginary = (real[lower] ?? 0) * sine + (imaginary[lower] ?? 0) * cosine;
        real[lower] = (real[upper] ?? 0) - turnedReal;
        imaginary[lower] = (imaginary[upper] ?? 0) - turnedImaginary;
        real[upper] = (real[upper] ?? 0) + turnedReal;
        imaginary[upper] = (imaginary[upper] ?? 0) + turnedImaginary;
      }
    }
  }
  return Float64Array.from(
    { length: frameSize / 2 },
    (_, bin) => (real[bin] ?? 0) ** 2 + (imaginary[bin] ?? 0) ** 2,
  );
}
