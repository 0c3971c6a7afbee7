/**
 * What tells machines from people in telephone audio: pure tones, mains hum, steady noise, and the pitch
 * of a voice. Everything at 8 kHz, 16 bit. (Frames of the same kind are in `speech/frames.ts`, for a
 * different question; rooms do not import each other.)
 */

export const toneRate = 8000;
/** 32 ms: two periods of a deep voice, and a power of two. */
export const frameSize = 256;

/** Levels of frames in two bands, in dB of full scale. */
export interface Levels {
  /** With the deep end taken back, which makes the noise of rooms even. */
  wide: Float64Array;
  /** Of that, 200 to 800 Hz: where a voice is when the line's hiss covers the rest. */
  deep: Float64Array;
}

/**
 * Frames of 32 ms from one `hop` (in samples) to the next. Measured: frames of white and pink noise stay
 * within 3 dB of their tenth percentile in both bands; speech with 5 dB more power than white noise goes
 * 3 to 10 dB beyond it in the wide band and 8 to 15 dB in the deep one, in pink noise more.
 */
export function evenLevels(samples: Int16Array, hop: number): Levels {
  const blocks = Math.max(0, Math.floor(samples.length / hop));
  const wideSums = new Float64Array(blocks);
  const deepSums = new Float64Array(blocks);
  let before = samples[0] ?? 0;
  let deep = 0;
  for (let block = 0; block < blocks; block++) {
    let wideSum = 0;
    let deepSum = 0;
    for (let at = block * hop; at < (block + 1) * hop; at++) {
      const here = samples[at] ?? 0;
      const wide = here - 0.9 * before;
      deep += 0.3 * (wide - deep);
      wideSum += wide * wide;
      deepSum += deep * deep;
      before = here;
    }
    // In digital silence it would fade through numbers so small that processors compute them slowly.
    if (Math.abs(deep) < 1e-3) deep = 0;
    wideSums[block] = wideSum;
    deepSums[block] = deepSum;
  }
  return { wide: toLevels(wideSums, hop), deep: toLevels(deepSums, hop) };
}

/** A frame is as many blocks as make 32 ms. */
function toLevels(sums: Float64Array, hop: number): Float64Array {
  const each = frameSize / hop;
  const levels = new Float64Array(Math.max(0, sums.length - each + 1));
  for (let index = 0; index < levels.length; index++) {
    let sum = 0;
    for (let block = index; block < index + each; block++) sum += sums[block] ?? 0;
    levels[index] = 10 * Math.log10(sum / frameSize / 32768 ** 2 + 1e-12);
  }
  return levels;
}

/** How far above its tenth percentile the level of steady noise may go, in dB. */
export const steadyRange = 4;
/** Below this there is nothing but the last bit of a codec, in dB of full scale. */
export const quietLevel = -72;

/** The level under which a tenth of all frames lies: the pauses, or the noise when there is nothing else. */
export function floorOf(levels: Float64Array): number {
  return levels.toSorted()[Math.floor(levels.length / 10)] ?? quietLevel;
}

export interface ToneFrame {
  /** Share of the energy in the two strongest spectral lines, 0 to 1. */
  share: number;
  /** The stronger line, in Hz. */
  hz: number;
}

/** From this share on a frame is a tone: tones have 1.00, on noisy lines 0.98, speech 0.3 to 0.95. */
export const toneShare = 0.95;

/** The frame that begins at sample `from`. */
export function toneFrame(samples: Int16Array, from: number): ToneFrame {
  let mean = 0;
  for (let at = 0; at < frameSize; at++) mean += (samples[from + at] ?? 0) / frameSize;
  for (let at = 0; at < frameSize; at++) {
    real[bitReversed[at] ?? 0] = ((samples[from + at] ?? 0) - mean) * (hann[at] ?? 0);
    imaginary[at] = 0;
  }
  transform();
  let total = 1e-9;
  for (let bin = 0; bin < power.length; bin++) {
    power[bin] = (real[bin] ?? 0) ** 2 + (imaginary[bin] ?? 0) ** 2;
    total += power[bin] ?? 0;
  }
  const top = strongestBin();
  const hz = ((top + offset(top)) * toneRate) / frameSize;
  const inLines = takeLine(top) + takeLine(strongestBin());
  return { share: inLines / total, hz };
}

/**
 * Mains hum: it repeats after 20 ms and after 100 ms, not after 1/150 s or less, and most of it is deep.
 * A voice would have to hold 50 or 100 Hz to within 0.5 Hz and say „uuh“. False near the end, where
 * 100 ms more are missing.
 */
export function isHum(samples: Int16Array, from: number): boolean {
  return (
    isDeep(samples, from) &&
    likeAfter(samples, from, 160) > humLikeness &&
    likeAfter(samples, from, 800) > humLikeness &&
    !voiceLags.some(lag => likeAfter(samples, from, lag) > humLikeness)
  );
}

/** Repeats itself at the pitch of a voice, 70 to 400 Hz, in 64 ms: speech, and a long „ääh“. */
export function isVoiced(samples: Int16Array, from: number): boolean {
  const size = frameSize;
  for (let at = 0; at < size; at++)
    half[at] = (samples[from + 2 * at] ?? 0) + (samples[from + 2 * at + 1] ?? 0);
  let mean = 0;
  for (let at = 0; at < size; at++) mean += (half[at] ?? 0) / size;
  for (let at = 0; at < size; at++) {
    const value = (half[at] ?? 0) - mean;
    half[at] = value;
    energy[at + 1] = (energy[at] ?? 0) + value * value;
  }
  const total = energy[size] ?? 0;
  let before = 1;
  let here = 1;
  for (let lag = 9; lag <= 58; lag++) {
    let product = 0;
    for (let at = 0; at + lag < size; at++) product += (half[at] ?? 0) * (half[at + lag] ?? 0);
    const after = product / Math.sqrt((energy[size - lag] ?? 0) * (total - (energy[lag] ?? 0)) + 1e-9);
    if (lag > 10 && here > voicedLikeness && here >= before && here >= after) return true;
    before = here;
    here = after;
  }
  return false;
}

const humLikeness = 0.9;
/** 40 ms: two periods of 50 Hz. */
const humSamples = 320;
/** Periods of 150, 200, 250, 300 and 400 Hz: multiples of the mains' that voices have. */
const voiceLags = [53, 40, 32, 27, 20];
/** The pre-emphasis takes this from hum (17 dB from one with seven harmonics), and 6 dB from an „ääh“. */
const deepShare = 0.1;
/** As measured for `speech/energy-gate.ts`: 90 % of noise frames lie under 0.43, most of speech over 0.7. */
const voicedLikeness = 0.6;

function isDeep(samples: Int16Array, from: number): boolean {
  let all = 0;
  let even = 0;
  for (let at = from + 1; at < from + 2 * frameSize; at++) {
    const here = samples[at] ?? 0;
    all += here * here;
    even += (here - 0.9 * (samples[at - 1] ?? 0)) ** 2;
  }
  return even <= deepShare * all;
}

function likeAfter(samples: Int16Array, from: number, lag: number): number {
  let product = 0;
  let left = 1e-9;
  let right = 1e-9;
  for (let at = from; at < from + humSamples; at++) {
    const one = samples[at] ?? 0;
    const other = samples[at + lag] ?? 0;
    product += one * other;
    left += one * one;
    right += other * other;
  }
  return product / Math.sqrt(left * right);
}

const real = new Float64Array(frameSize);
const imaginary = new Float64Array(frameSize);
const power = new Float64Array(frameSize / 2);
const half = new Float64Array(frameSize);
/** Of `half`, summed up to each place. */
const energy = new Float64Array(frameSize + 1);
const angle = (at: number) => (2 * Math.PI * at) / frameSize;
const table = (length: number, value: (at: number) => number) =>
  Float64Array.from({ length }, (_, at) => value(at));
const hann = table(frameSize, at => 0.5 - 0.5 * Math.cos(angle(at)));
const cosines = table(frameSize / 2, at => Math.cos(angle(at)));
const sines = table(frameSize / 2, at => -Math.sin(angle(at)));
const bitReversed = Uint16Array.from({ length: frameSize }, (_, at) => {
  let reversed = 0;
  for (let bit = 1; bit < frameSize; bit <<= 1) reversed = (reversed << 1) | (at & bit ? 1 : 0);
  return reversed;
});

/** Radix-2 Fourier transform of `real` and `imaginary` in place; the input lies in bit-reversed order. */
function transform(): void {
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
}

function strongestBin(): number {
  let top = 0;
  for (let bin = 1; bin < power.length; bin++) if ((power[bin] ?? 0) > (power[top] ?? 0)) top = bin;
  return top;
}

/** Where between the bins the line lies, −0.5 to 0.5: a parabola through the logarithms of three bins. */
function offset(bin: number): number {
  const [left, top, right] = [bin - 1, bin, bin + 1].map(at => Math.log((power[at] ?? 0) + 1e-9));
  if (left === undefined || top === undefined || right === undefined) return 0;
  const bend = left - 2 * top + right;
  return bend === 0 ? 0 : Math.max(-0.5, Math.min(0.5, (0.5 * (left - right)) / bend));
}

/** A Hann window spreads one line over five bins: their energy, which is taken away. */
function takeLine(top: number): number {
  let energy = 0;
  for (let bin = Math.max(0, top - 2); bin <= Math.min(power.length - 1, top + 2); bin++) {
    energy += power[bin] ?? 0;
    power[bin] = 0;
  }
  return energy;
}
