/**
 * Which part of a recording is shown and played first (R082): without the silence and the tones at both
 * ends. The file itself stays as it is. What could be a voice is never cut: a long hiss is, a whisper is not.
 */
import { isLifeless } from './live-ear.ts';
import { resample } from './resample.ts';
import {
  evenLevels,
  floorOf,
  frameSize,
  isHum,
  isVoiced,
  quietLevel,
  steadyRange,
  toneFrame,
  toneRate,
  toneShare,
} from './tones.ts';

/**
 * 16 bit samples at `sampleRate` Hz → the part to show, in ms from the beginning. Silence, steady noise
 * and tones (busy, dial, keys, beep, hum) at both ends are cut down to 0.3 s; where there is nothing
 * else, the whole file is shown. Looks closely only at the ends: about 10 ms of computing for a message,
 * 30 ms for three minutes of nothing.
 */
export function shownPart(samples: Int16Array, sampleRate: number): { fromMs: number; toMs: number } {
  const wholeMs = Math.round((samples.length / sampleRate) * 1000);
  const whole = { fromMs: 0, toMs: wholeMs };
  const at = resample(samples, { fromHz: sampleRate, toHz: toneRate });
  const deadBehind = deadTail(at);
  if (deadBehind === null) return whole;
  const deadBefore = deadTail(at.toReversed());
  if (deadBefore === null) return whole;
  const fromMs = Math.max(0, toMs(deadBefore) - keptMs);
  return {
    fromMs,
    toMs: Math.min(wholeMs, Math.max(fromMs, wholeMs - Math.max(0, toMs(deadBehind) - keptMs))),
  };
}

/** R082: a short silence stays, so that nothing sounds cut off. */
const keptMs = 300;
const hop = frameSize / 2;
const quickLook = 12 * toneRate;
const closeLook = 8 * toneRate;
/** Samples of the end that say how loud the line's noise is. */
const noiseReach = 2 * toneRate;
/** Noise without tones is cut only when it lasts: a long „sch“ is noise, too. */
const leastNoise = toneRate;
/** A tone lasts, in frames of 16 ms; a voice does not hold its pitch and its level this well. */
const toneFrames = 4;
const toneStepHz = 10;
const toneRange = 2;
/** Frames that a tone's beginning or end cuts through. */
const edgeFrames = 4;

const toMs = (length: number) => Math.round((length / toneRate) * 1000);

/** How many samples at the end hold nothing; null: all of them. */
function deadTail(samples: Int16Array): number | null {
  let end = samples.length;
  while (end > 0) {
    // The quick ear takes long stretches in one step; where it hears something, or too little, each frame counts.
    const quick = samples.subarray(Math.max(0, end - quickLook), end);
    const look = samples.subarray(Math.max(0, end - closeLook), end);
    const dead = isLifeless(quick) ? quick.length : deadIn(look);
    end -= dead;
    if (dead < Math.min(look.length, quick.length)) return samples.length - end;
  }
  return null;
}

function deadIn(tail: Int16Array): number {
  const { wide, deep } = evenLevels(tail, hop);
  const tones = findTones(tail, wide);
  const count = wide.length;
  const from = Math.max(0, count - Math.floor(noiseReach / hop));
  const noiseOf = (levels: Float64Array) =>
    floorOf(levels.subarray(from).filter((_, at) => !tones[from + at]));
  const noise = { wide: noiseOf(wide), deep: noiseOf(deep) };
  const isNoisy = noise.wide > quietLevel;
  const isAsked = Array.from(wide, (level, at) => !tones[at] && level > quietLevel);
  // Within the noise by its level, but with a pitch: a soft voice.
  const voices = isNoisy ? findVoices(tail, isAsked) : [];
  const isAlive = isAsked.map(
    (asked, at) => asked && !(isOf(noise.wide, wide[at]) && isOf(noise.deep, deep[at]) && !voices[at]),
  );
  dropLoners(isAlive, tones);
  const last = isAlive.lastIndexOf(true);
  if (last < 0) return tail.length;
  const dead = tail.length - (last * hop + frameSize);
  const isCut = dead >= leastNoise || !isNoisy || tones.includes(true, last);
  return isCut ? Math.max(0, dead) : 0;
}

/** Noise stays at its level: what is fainter is something else, too, for instance speech before a loud line. */
function isOf(noise: number, level = 0): boolean {
  return level <= noise + steadyRange && level >= noise - steadyRange;
}

/** Frames with a pitch that no hum has, among those that `isAsked`; five in a row are no chance. */
function findVoices(tail: Int16Array, isAsked: boolean[]): boolean[] {
  const isPitched = isAsked.map(
    (asked, at) =>
      asked && isVoiced(tail, at * hop) && !isHum(tail, Math.min(at * hop, tail.length - humReach)),
  );
  return isPitched.map((_, at) => [-2, -1, 0, 1, 2].every(step => isPitched[at + step] === true));
}

const humReach = 1200;

/** Marks frames of tones: several in a row with the same line and level. */
function findTones(tail: Int16Array, levels: Float64Array): boolean[] {
  const marks = new Array<boolean>(levels.length).fill(false);
  const frames = Array.from(levels, (level, at) => (level > quietLevel ? toneFrame(tail, at * hop) : null));
  let from = 0;
  for (let at = 1; at <= frames.length; at++) {
    const [before, here] = [frames[at - 1], frames[at]];
    const isSame =
      before &&
      here &&
      Math.min(before.share, here.share) >= toneShare &&
      Math.abs(before.hz - here.hz) <= toneStepHz;
    if (isSame && Math.abs((levels[at] ?? 0) - (levels[at - 1] ?? 0)) <= toneRange) continue;
    const inner = levels.subarray(from, at);
    const usual = inner.toSorted()[inner.length >> 1] ?? 0;
    // The ends may be cut by an edge that the spectrum does not show yet.
    const isLevel = inner.subarray(1, -1).every(level => Math.abs(level - usual) <= toneRange);
    const isSteady = Math.abs((frames[from]?.hz ?? 0) - (frames[at - 1]?.hz ?? 0)) <= toneStepHz;
    if (at - from >= toneFrames && isLevel && isSteady) marks.fill(true, from, at);
    from = at;
  }
  return marks;
}

/** A few living frames right beside a tone are its edge; alone among dead ones, a click. */
function dropLoners(isAlive: boolean[], tones: boolean[]): void {
  let from = -1;
  for (let at = 0; at <= isAlive.length; at++) {
    if (isAlive[at]) {
      if (from < 0) from = at;
      continue;
    }
    if (from < 0) continue;
    const isEdge = tones[from - 1] || tones[at];
    if (at - from <= (isEdge ? edgeFrames : 0)) isAlive.fill(false, from, at);
    from = -1;
  }
}
