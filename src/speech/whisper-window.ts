/**
 * How much of whisper's window a piece needs. whisper encodes 30 s whatever it gets, which is most of the
 * cost of a short message; `-ac` has it encode less. Pure.
 */

/**
 * Few long pieces, padding included, each within one window; pauses up to `joinGapMs` stay in them. Shorter
 * ones were tried: what attention saves is lost again by the silence that each window needs at its end.
 */
export const whisperPieces = { maxMs: 28_000, joinGapMs: 2000 };

export interface Run {
  /** For `-ac`: steps of 20 ms; 0: the whole window. */
  audioContext: number;
  /** Indexes of the pieces. */
  pieces: number[];
}

/**
 * Pieces → runs of whisper-cli, which knows one window for all files of a run. A piece has the same window
 * whatever comes with it, so that it has the same words: what is transcribed while the caller still speaks
 * comes alone. Another run costs another load of the model, at most 3 % of a whole window.
 * @param lengthsMs of the pieces
 */
export function planRuns(lengthsMs: readonly number[]): Run[] {
  const runs = new Map<number, Run>();
  lengthsMs.forEach((ms, index) => {
    const needed = audioContextFor(ms);
    const audioContext = needed > largest ? 0 : needed;
    const run = runs.get(audioContext) ?? { audioContext, pieces: [] };
    run.pieces.push(index);
    runs.set(audioContext, run);
  });
  return [...runs.values()];
}

/** Steps of the encoder for a piece of this length. */
function audioContextFor(ms: number): number {
  const steps = Math.ceil(ms / stepMs) + headroom;
  return Math.max(smallest, Math.ceil(steps / grain) * grain);
}

const stepMs = 20;
/** 1.3 s of silence after the words, for whisper has learnt from windows that end in silence. */
const headroom = 64;
/** Coarse enough for few runs. */
const grain = 128;
/** 10 s. Less would save more, but users report loops and lost ends there, and nothing here could show it. */
const smallest = 512;
/**
 * Measured, in parts of a whole window's cost: up to 512 it is 0.23 to 0.32, up to 768 0.39 to 0.53, up to
 * 1024 about 0.6, up to 1280 about 0.8 (docs/benches.md); from there on nothing is saved.
 */
const largest = 1280;
