/** How much of what a caller said is in a recording. */
import { rmsOf } from '../../src/audio/level.ts';

/** Half a second at 8 kHz. */
const WINDOW = 4000;
/** A tenth of a second: more than this a word does not move in a good recording. */
const PLAY = 800;
/** −40 dB of full scale: quieter is no speech. */
const SPEECH_RMS = 0.01;

/**
 * The share (0 to 1) of half seconds with speech in `said` that stand in `recorded` in order, within a
 * tenth of a second of their place, sample for sample but for their loudness. Both 8 kHz.
 */
export function shareHeard(said: Int16Array, recorded: Int16Array): number {
  const pieceAt = (start: number) => said.subarray(start, start + WINDOW);
  const starts = Array.from(
    { length: Math.floor(said.length / WINDOW) },
    (_, index) => index * WINDOW,
  ).filter(start => rmsOf(pieceAt(start)) > SPEECH_RMS);
  const [first] = starts;
  if (first === undefined) throw new Error('nothing was said');
  const shift = bestPlace(pieceAt(first), recorded, 0, recorded.length).at - first;
  const heard = starts.filter(start => {
    const place = start + shift;
    return bestPlace(pieceAt(start), recorded, place - PLAY, place + PLAY).likeness > 0.9;
  });
  return heard.length / starts.length;
}

/** Where a piece fits best, and how well: 1 is the same. Every fourth sample is enough to tell. */
function bestPlace(piece: Int16Array, recorded: Int16Array, from: number, to: number) {
  let best = { at: 0, likeness: 0 };
  const last = Math.min(to, recorded.length - piece.length);
  for (let at = Math.max(0, from); at <= last; at += 1) {
    let [ab, aa, bb] = [0, 1, 1];
    for (let index = 0; index < piece.length; index += 4) {
      const a = piece[index] ?? 0;
      const b = recorded[at + index] ?? 0;
      ab += a * b;
      aa += a * a;
      bb += b * b;
    }
    const likeness = ab / Math.sqrt(aa * bb);
    if (likeness > best.likeness) best = { at, likeness };
  }
  return best;
}
