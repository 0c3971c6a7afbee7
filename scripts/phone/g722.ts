/**
 * The lower half of ITU-T G.722 at 64 kbit/s. Our telephone speaks and hears 8 kHz: that is the lower
 * sub-band as it is, so the filters that split and join the bands are not needed; above 4 kHz we send
 * silence and hear nothing. Names of the blocks are those of the recommendation (§3 to §6).
 */

/** Highest two bits of a byte: the upper band's code for nothing. */
const NO_UPPER_BAND = 0xc0;

// Recommendation G.722, tables 14 to 19.
const q6 = [
  0, 35, 72, 110, 150, 190, 233, 276, 323, 370, 422, 473, 530, 587, 650, 714, 786, 858, 940, 1023, 1121, 1219,
  1339, 1458, 1612, 1765, 1980, 2195, 2557, 2919,
];
const weights = [-60, -30, 58, 172, 334, 538, 1198, 3042];
const weightOf = [0, 7, 6, 5, 4, 3, 2, 1, 7, 6, 5, 4, 3, 2, 1, 0];
const inverseLog = [
  2048, 2093, 2139, 2186, 2233, 2282, 2332, 2383, 2435, 2489, 2543, 2599, 2656, 2714, 2774, 2834, 2896, 2960,
  3025, 3091, 3158, 3228, 3298, 3371, 3444, 3520, 3597, 3676, 3756, 3838, 3922, 4008,
];
const inverse4 = [
  0, -20456, -12896, -8968, -6288, -4240, -2584, -1200, 20456, 12896, 8968, 6288, 4240, 2584, 1200, 0,
];
const upper6 = [
  24808, 21904, 19008, 16704, 14984, 13512, 12280, 11192, 10232, 9360, 8576, 7856, 7192, 6576, 6000, 5456,
  4944, 4464, 4008, 3576, 3168, 2776, 2400, 2032, 1688, 1360, 1040, 728,
];
const inverse6 = [
  ...[-136, -136, -136, -136],
  ...upper6.map(value => -value),
  ...upper6,
  ...[432, 136, -432, -136],
];

const within16 = (value: number) => Math.max(-32768, Math.min(32767, value));
const isNegative = (value: number) => value < 0;

/** The predictor and the step size: the same on both sides, driven by the upper four of the six bits. */
class Band {
  /** What is expected next. */
  expected = 0;
  step = 32;
  #logStep = 0;
  #zeros = 0;
  readonly #a = [0, 0, 0];
  readonly #b = new Array<number>(7).fill(0);
  readonly #differences = new Array<number>(7).fill(0);
  #p1 = 0;
  #p2 = 0;
  #r1 = 0;
  #r2 = 0;

  adapt(code: number): void {
    const four = code >> 2;
    const difference = (this.step * (inverse4[four] ?? 0)) >> 15;
    // LOGSCL, SCALEL.
    const log = ((this.#logStep * 127) >> 7) + (weights[weightOf[four] ?? 0] ?? 0);
    this.#logStep = Math.max(0, Math.min(18_432, log));
    const mantissa = inverseLog[(this.#logStep >> 6) & 31] ?? 0;
    const shift = 8 - (this.#logStep >> 11);
    this.step = (shift < 0 ? mantissa << -shift : mantissa >> shift) << 2;
    this.#predict(difference);
  }

  #predict(difference: number): void {
    const [, a1 = 0, a2 = 0] = this.#a;
    const r0 = within16(this.expected + difference);
    const p0 = within16(this.#zeros + difference);
    const isLikeFirst = isNegative(p0) === isNegative(this.#p1);
    const isLikeSecond = isNegative(p0) === isNegative(this.#p2);
    // UPPOL2, UPPOL1.
    const pull = Math.min(32_767, isLikeFirst ? -within16(a1 << 2) : within16(a1 << 2));
    const second = (isLikeSecond ? 128 : -128) + (pull >> 7) + ((a2 * 32_512) >> 15);
    const newA2 = Math.max(-12_288, Math.min(12_288, second));
    const limit = within16(15_360 - newA2);
    const first = within16((isLikeFirst ? 192 : -192) + ((a1 * 32_640) >> 15));
    const newA1 = Math.max(-limit, Math.min(limit, first));
    // UPZERO, with the differences before this one.
    const nudge = difference === 0 ? 0 : 128;
    for (let index = 6; index >= 1; index -= 1) {
      const isLike = isNegative(this.#differences[index] ?? 0) === isNegative(difference);
      const old = ((this.#b[index] ?? 0) * 32_640) >> 15;
      this.#b[index] = within16((isLike ? nudge : -nudge) + old);
    }
    // DELAYA.
    for (let index = 6; index >= 2; index -= 1) this.#differences[index] = this.#differences[index - 1] ?? 0;
    this.#differences[1] = difference;
    this.#a[1] = newA1;
    this.#a[2] = newA2;
    [this.#r2, this.#r1] = [this.#r1, r0];
    [this.#p2, this.#p1] = [this.#p1, p0];
    // FILTEP, FILTEZ, PREDIC.
    const poles = within16(
      ((newA1 * within16(2 * this.#r1)) >> 15) + ((newA2 * within16(2 * this.#r2)) >> 15),
    );
    let zeros = 0;
    for (let index = 6; index >= 1; index -= 1) {
      zeros += ((this.#b[index] ?? 0) * within16(2 * (this.#differences[index] ?? 0))) >> 15;
    }
    this.#zeros = within16(zeros);
    this.expected = within16(poles + this.#zeros);
  }
}

/** 8 kHz samples → as many bytes. With a memory: one for each call and direction. */
export function newG722Encoder(): (samples: Int16Array) => Uint8Array {
  const band = new Band();
  return samples =>
    Uint8Array.from(samples, sample => {
      // Half, as the splitting filter would make it.
      const error = within16((sample >> 1) - band.expected);
      const size = error >= 0 ? error : -(error + 1);
      // QUANTL.
      let level = 1;
      while (level < 30 && size >= ((q6[level] ?? 0) * band.step) >> 12) level += 1;
      const positive = 62 - level;
      const negative = level <= 2 ? 64 - level : 34 - level;
      const code = error < 0 ? negative : positive;
      band.adapt(code);
      return NO_UPPER_BAND | code;
    });
}

/** Bytes → as many 8 kHz samples. */
export function newG722Decoder(): (bytes: Uint8Array) => Int16Array {
  const band = new Band();
  return bytes =>
    Int16Array.from(bytes, byte => {
      const code = byte & 0x3f;
      const value = band.expected + ((band.step * (inverse6[code] ?? 0)) >> 15);
      band.adapt(code);
      return within16(2 * Math.max(-16_384, Math.min(16_383, value)));
    });
}
