/** Which 20 ms of what was spoken a recording holds. A-law and back is exact, so equal means equal. */
import { FRAME } from './profile.ts';

/** Frame → where it stands in what was spoken, in frames. */
export type FrameIndex = ReadonlyMap<string, number>;

export interface HeldFrames {
  /** Frames of the speech the recording holds. */
  count: number;
  /** Where the first of them stands in the speech, in samples; null: none of it was recorded. */
  firstSpoken: number | null;
  /** Where that one stands in the recording, in samples. */
  firstRecorded: number;
}

/** Throws Error when two frames of the speech are alike: then nothing could be told from it. */
export function indexFrames(speech: Int16Array): FrameIndex {
  const index = new Map<string, number>();
  for (let at = 0; at + FRAME <= speech.length; at += FRAME) index.set(key(speech, at), at / FRAME);
  if (index.size !== Math.floor(speech.length / FRAME)) throw new Error('two frames of the speech are alike');
  return index;
}

/** `recording` is 8 kHz. Asterisk writes whole packets; should one be cut, all places are tried. */
export function findFrames(recording: Int16Array, index: FrameIndex): HeldFrames {
  let best: HeldFrames = { count: 0, firstSpoken: null, firstRecorded: 0 };
  for (let offset = 0; offset < FRAME; offset += 1) {
    const held = framesAt(recording, offset, index);
    if (held.count > best.count) best = held;
    // More than half of what the file has room for: no other place can hold more.
    if (best.count * 2 * FRAME > recording.length) break;
    if (offset === 0 && best.count * 2 > index.size) break;
  }
  return best;
}

function framesAt(recording: Int16Array, offset: number, index: FrameIndex): HeldFrames {
  const found = new Set<number>();
  let first: { spoken: number; recorded: number } | null = null;
  for (let at = offset; at + FRAME <= recording.length; at += FRAME) {
    const spoken = index.get(key(recording, at));
    if (spoken === undefined) continue;
    first ??= { spoken: spoken * FRAME, recorded: at };
    found.add(spoken);
  }
  return { count: found.size, firstSpoken: first?.spoken ?? null, firstRecorded: first?.recorded ?? 0 };
}

function key(samples: Int16Array, at: number): string {
  return Buffer.from(samples.buffer, samples.byteOffset + at * 2, FRAME * 2).toString('latin1');
}
