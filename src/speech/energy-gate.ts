/**
 * Finds speech without any model: a voice is louder than the line's noise, repeats itself at a pitch,
 * and is neither a pure tone nor a melody. Steps in where Silero VAD is not installed. Must never call
 * silence, dial tones, steady noise or a plucked string speech; it does let fuller hold music pass, which
 * only a trained detector can tell.
 */
import { type Frame, frameAt, frameLevels, frameMs, frameRate, hopMs } from './frames.ts';
import { findMelody, melodyShare } from './still-pitch.ts';

/** A stretch of a recording. */
export interface Span {
  fromMs: number;
  toMs: number;
}

/**
 * `normal`: voiced speech. `sensitive`: also whispering, that is, anything that is no tone and swells
 * and fades as syllables do; for a second look before a caller is called silent. `whispered`: only that, for
 * a detector that hears voices better than we do.
 */
export type Sensitivity = 'normal' | 'sensitive' | 'whispered';

/**
 * 16 bit mono samples → the stretches with speech, in order, without padding; gaps under 0.5 s closed.
 * Gives way to other work about every 5 ms, so a long recording never holds up a call.
 */
export async function findSpeechByEnergy(
  audio: { samples: Int16Array; sampleRate: number },
  sensitivity: Sensitivity,
): Promise<Span[]> {
  const limits = limitsOf[sensitivity];
  const samples = toFrameRate(audio);
  const levels = frameLevels(samples);
  const floor = noiseFloor(levels);
  const heard = await hearFrames(samples, { levels, quietest: limits.quietest });
  const active = heard.map(frame => (frame && frame.level > floor + limits.activeAboveFloor ? frame : null));
  const marks = active.map(frame => frame !== null && frame.periodicity > limits.voiced);
  const isVoiced = dense(marks, voicedPerWindow);
  const isSyllable = sensitivity === 'normal' ? [] : syllables(active);
  // Music swells and fades, too, but hardly ever without a pitch.
  const voicedAround = sensitivity === 'whispered' ? countsAround(marks) : [];
  const { isPlayed } = findMelody(heard);
  const isSeed = (index: number): boolean => {
    if (isPlayed[index]) return false;
    if (sensitivity === 'whispered')
      return isSyllable[index] === true && (voicedAround[index] ?? 0) < voicedPerWindow;
    return isVoiced[index] === true || isSyllable[index] === true;
  };
  return toSpans(
    spread(
      active,
      active.map((_, index) => isSeed(index)),
    ),
  );
}

/**
 * Stretches in which a detector heard speech → those in which it was not just a melody. A voice between two
 * stretches of music stays: it must be still itself, and all around it, too.
 */
export async function dropMelodies(
  audio: { samples: Int16Array; sampleRate: number },
  spans: Span[],
): Promise<Span[]> {
  const samples = toFrameRate(audio);
  const { quietest } = limitsOf.normal;
  const melody = findMelody(await hearFrames(samples, { levels: frameLevels(samples), quietest }));
  return spans.filter(span => {
    const [from, to] = [Math.floor(span.fromMs / hopMs), Math.ceil(span.toMs / hopMs)];
    const share = melody.stillShare(from, to);
    return !melody.isPlayed.slice(from, to).every(Boolean) || share === null || share < melodyShare;
  });
}

/** Frames that are heard and are no tone; the others are null. */
async function hearFrames(
  samples: Int16Array,
  { levels, quietest }: { levels: Float64Array; quietest: number },
): Promise<(Frame | null)[]> {
  const heard: (Frame | null)[] = [];
  for (let index = 0; index < levels.length; index++) {
    const frame = (levels[index] ?? 0) > quietest ? frameAt(samples, index) : null;
    heard.push(frame && frame.toneShare < toneLimit ? frame : null);
    if (index % framesBetweenBreaks === 0) await new Promise(resolve => setImmediate(resolve));
  }
  return heard;
}

/*
 * Where the limits come from: measured on the spoken and the speechless files of test/fixtures and on
 * human recordings of German. Periodicity: 90 % of pink noise frames lie under 0.43, half of all speech
 * frames over 0.7. Tone share: tones 1.00, speech 0.3 to 0.95. Level: pink noise stays within 3 dB of
 * its floor, speech is 15 to 45 dB above it.
 */
const limitsOf = {
  normal: { activeAboveFloor: 6, quietest: -55, voiced: 0.6 },
  sensitive: { activeAboveFloor: 5, quietest: -68, voiced: 0.55 },
  whispered: { activeAboveFloor: 5, quietest: -68, voiced: 0.55 },
};
const toneLimit = 0.95;
/** Shortest word that counts: "Ja" has 0.15 s of voice. */
const voicedPerWindow = 8;
const windowFrames = Math.round(1000 / hopMs);
/** Whispering: this much sound in a second, and this much up and down in it; steady noise has under 5 dB. */
const syllableFrames = 20;
const syllableSwing = 8;
/** Unvoiced beginnings and ends ("sch", "t") belong to the voice this near. */
const reachFrames = Math.round(400 / hopMs);
const closedGapMs = 500;
/** The floor of a recording without noise; anything lower is digital silence. */
const lowestFloor = -75;
const framesBetweenBreaks = 64;

function toFrameRate(audio: { samples: Int16Array; sampleRate: number }): Int16Array {
  const factor = audio.sampleRate / frameRate;
  if (factor === 1) return audio.samples;
  // Averages are enough here: nobody listens to this copy, and pitch lies far below the fold.
  return Int16Array.from({ length: Math.floor(audio.samples.length / factor) }, (_, index) => {
    const from = Math.floor(index * factor);
    const to = Math.max(from + 1, Math.floor((index + 1) * factor));
    let sum = 0;
    for (let at = from; at < to; at++) sum += audio.samples[at] ?? 0;
    return Math.round(sum / (to - from));
  });
}

/** A tenth of all frames is quieter: the pauses, in any message that has some. */
function noiseFloor(levels: Float64Array): number {
  const sorted = levels.slice().sort();
  return Math.max(lowestFloor, sorted[Math.floor(sorted.length / 10)] ?? lowestFloor);
}

function syllables(active: (Frame | null)[]): boolean[] {
  const isDense = dense(
    active.map(frame => frame !== null),
    syllableFrames,
  );
  return isDense.map((yes, index) => yes && swingAround(active, index) >= syllableSwing);
}

/** Keeps the marks that have at least `least` marks within the second around them. */
function dense(marks: boolean[], least: number): boolean[] {
  const counts = countsAround(marks);
  return marks.map((mark, index) => mark && (counts[index] ?? 0) >= least);
}

/** Marks within the second around. */
function countsAround(marks: boolean[]): number[] {
  const sums = [0];
  for (const mark of marks) sums.push((sums.at(-1) ?? 0) + (mark ? 1 : 0));
  return marks.map((_, index) => {
    const from = Math.max(0, index - (windowFrames >> 1));
    const to = Math.min(marks.length, index + (windowFrames >> 1));
    return (sums[to] ?? 0) - (sums[from] ?? 0);
  });
}

/** How far the level of the loud frames in the second around goes up and down, in dB, without the extremes. */
function swingAround(active: (Frame | null)[], index: number): number {
  const from = Math.max(0, index - (windowFrames >> 1));
  const levels = active
    .slice(from, index + (windowFrames >> 1))
    .flatMap(frame => (frame ? [frame.level] : []))
    .sort((a, b) => a - b);
  const at = (share: number) => levels[Math.floor(share * (levels.length - 1))] ?? 0;
  return at(0.9) - at(0.1);
}

/** Seeds, and the active frames near one. */
function spread(active: (Frame | null)[], isSeed: boolean[]): boolean[] {
  const nearest = new Float64Array(active.length).fill(Number.POSITIVE_INFINITY);
  let last = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < active.length; index++) {
    if (isSeed[index]) last = index;
    nearest[index] = index - last;
  }
  last = Number.POSITIVE_INFINITY;
  for (let index = active.length - 1; index >= 0; index--) {
    if (isSeed[index]) last = index;
    nearest[index] = Math.min(nearest[index] ?? 0, last - index);
  }
  return active.map((frame, index) => frame !== null && (nearest[index] ?? 0) <= reachFrames);
}

function toSpans(isSpeech: boolean[]): Span[] {
  const spans: Span[] = [];
  isSpeech.forEach((yes, index) => {
    if (!yes) return;
    const fromMs = index * hopMs;
    const last = spans.at(-1);
    if (last && fromMs - last.toMs < closedGapMs) last.toMs = fromMs + frameMs;
    else spans.push({ fromMs, toMs: fromMs + frameMs });
  });
  return spans;
}
