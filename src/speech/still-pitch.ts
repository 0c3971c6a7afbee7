import { type Frame, hopMs } from './frames.ts';

export interface Melody {
  /** Frame by frame: a melody is played here and nobody speaks. */
  isPlayed: boolean[];
  /** Share of the voice in these frames that keeps its pitch; null: there is hardly any. */
  stillShare(from: number, to: number): number | null;
}

/**
 * Where a melody is played and not spoken: a string keeps its pitch to a hundredth for a tenth of a
 * second and more, a voice never stays. That must hold for much of the twenty seconds around. Errs on the
 * side of speech: it takes chords for it, and whatever is nearly as loud as a voice.
 *
 * Measured (6 frames within 1 %, share of all voiced frames): one plucked string 0.48 to 0.84, two or three
 * at once 0.34 to 0.41; 16 recordings of people and robots 0.00 to 0.11, and with one string as loud under
 * it 0.14 to 0.34.
 * @param frames null: nothing is heard there
 */
export function findMelody(frames: readonly (Frame | null)[]): Melody {
  // Only what is loud: in the pauses of a voice, the music under it would be all there is.
  const loud = loudLevel(frames) - loudRange;
  const isVoiced = frames.map(frame => frame !== null && frame.periodicity > voiced && frame.level > loud);
  const voicedBefore = countsBefore(isVoiced);
  const stillBefore = countsBefore(stillFrames(frames, isVoiced));
  const shareOf = (from: number, to: number, least: number): number | null => {
    const [first, last] = [Math.max(0, from), Math.min(frames.length, to)];
    const count = (voicedBefore[last] ?? 0) - (voicedBefore[first] ?? 0);
    return count < least ? null : ((stillBefore[last] ?? 0) - (stillBefore[first] ?? 0)) / count;
  };
  const isPlayed = frames.map((_, index) => {
    const around = shareOf(index - 2 * reachFrames, index + 2 * reachFrames, leastVoiced);
    if (around === null || around < melodyShare) return false;
    // Who speaks before the music, or after it, has it on one side only.
    const before = shareOf(index - reachFrames, index, leastVoiced);
    const behind = shareOf(index, index + reachFrames, leastVoiced);
    return (before ?? 1) > speechShare && (behind ?? 1) > speechShare;
  });
  return { isPlayed, stillShare: (from, to) => shareOf(from, to, stillRun) };
}

const voiced = 0.6;
const loudRange = 15;
const stillRun = 6;
const stillRange = 0.01;
export const melodyShare = 0.4;
const speechShare = 0.25;
const reachFrames = Math.round(5000 / hopMs);
/** 1.5 s of voice: of less, nothing is concluded. */
const leastVoiced = Math.round(1500 / hopMs);

/** Frames in a run whose periods differ by no more than a hundredth. */
function stillFrames(frames: readonly (Frame | null)[], isVoiced: boolean[]): boolean[] {
  const isStill = frames.map(() => false);
  for (let from = 0; from + stillRun <= frames.length; from++) {
    let [shortest, longest] = [Number.POSITIVE_INFINITY, 0];
    for (let at = from; at < from + stillRun; at++) {
      const period = isVoiced[at] ? (frames[at]?.period ?? 0) : Number.POSITIVE_INFINITY;
      shortest = Math.min(shortest, period);
      longest = Math.max(longest, period);
    }
    if (longest - shortest <= stillRange * shortest && longest < Number.POSITIVE_INFINITY)
      isStill.fill(true, from, from + stillRun);
  }
  return isStill;
}

/** A twentieth of what is heard is louder. */
function loudLevel(frames: readonly (Frame | null)[]): number {
  const levels = frames.flatMap(frame => (frame ? [frame.level] : [])).sort((a, b) => b - a);
  return levels[Math.floor(levels.length / 20)] ?? 0;
}

function countsBefore(marks: boolean[]): number[] {
  const counts = [0];
  for (const mark of marks) counts.push((counts.at(-1) ?? 0) + (mark ? 1 : 0));
  return counts;
}
