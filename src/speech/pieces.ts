import type { Span } from './energy-gate.ts';

/** What pieces an engine gets. */
export interface PieceLimits {
  /** No piece is longer, padding included. */
  maxMs: number;
  /** Neighbours are joined while the pause between them is at most this. */
  joinGapMs: number;
  /** A piece of this length is long enough: it ends at the next pause. Default: it grows up to `maxMs`. */
  enoughMs?: number;
}

export interface Cutter {
  /** The next stretch of speech, as the detector closed it. */
  add(span: Span): void;
  /**
   * No further speech begins before `nextFromMs`: takes the pieces that nothing can change any more, in
   * order. Whatever comes later, `takeRest` of a cutter that never heard of this gives the same pieces.
   */
  takeClosed(nextFromMs: number): Span[];
  /** The recording is `durationMs` long: takes all that is left. */
  takeRest(durationMs: number): Span[];
}

/**
 * Stretches of speech → the pieces that an engine gets: padded, none longer than `maxMs`, none under
 * 0.1 s (sherpa's native code ends its process below 5 ms). Longer stretches are cut where they are
 * quietest. Works through the recording from its start, so that a piece can be had while the rest is
 * still being spoken.
 * @param quietest middle of the quietest moment within a stretch, in ms
 */
export function makeCutter(limits: PieceLimits, quietest: (within: Span) => number): Cutter {
  const { joinGapMs, enoughMs = Number.POSITIVE_INFINITY } = limits;
  const maxSpeechMs = limits.maxMs - 2 * paddingMs;
  const closed: Span[] = [];
  /** Speech of the piece that may still grow, without padding. */
  let open: Span | null = null;
  /** Where the speech of the piece before it ended. */
  let endBefore = 0;

  const close = (piece: Span, latestMs: number): void => {
    const padded = {
      // Never into the neighbour's speech, or its words would be recognised twice.
      fromMs: Math.max(endBefore, piece.fromMs - paddingMs),
      toMs: Math.min(latestMs, piece.toMs + paddingMs),
    };
    if (padded.toMs - padded.fromMs >= shortestMs) closed.push(padded);
    endBefore = piece.toMs;
    open = null;
  };
  const canGrowBy = (piece: Span, next: Span): boolean =>
    // What was cut at a quiet moment stays cut.
    next.fromMs > piece.toMs &&
    next.fromMs - piece.toMs <= joinGapMs &&
    piece.toMs - piece.fromMs < enoughMs &&
    next.toMs - piece.fromMs <= maxSpeechMs;
  const push = (part: Span): void => {
    if (open && canGrowBy(open, part)) {
      open.toMs = part.toMs;
      return;
    }
    if (open) close(open, part.fromMs);
    open = { ...part };
  };
  const take = () => closed.splice(0);

  return {
    add(span) {
      let { fromMs } = span;
      while (span.toMs - fromMs > maxSpeechMs) {
        // Not in the first half: pieces that are too short cost the engine its context.
        const cut = quietest({ fromMs: fromMs + maxSpeechMs / 2, toMs: fromMs + maxSpeechMs });
        push({ fromMs, toMs: cut });
        fromMs = cut;
      }
      push({ fromMs, toMs: span.toMs });
    },
    takeClosed(nextFromMs) {
      const next = { fromMs: nextFromMs, toMs: nextFromMs };
      if (open && !canGrowBy(open, next) && open.toMs + paddingMs <= nextFromMs) close(open, nextFromMs);
      return take();
    },
    takeRest(durationMs) {
      if (open) close(open, durationMs);
      return take();
    },
  };
}

/** All pieces of a whole recording. */
export function cutPieces(
  audio: { samples: Int16Array; sampleRate: number },
  spans: Span[],
  limits: PieceLimits,
): Span[] {
  const durationMs = Math.floor((audio.samples.length * 1000) / audio.sampleRate);
  const cutter = makeCutter(limits, within => quietestMoment(audio, within));
  for (const { fromMs, toMs } of spans) {
    // A detector pads its last window with silence.
    cutter.add({ fromMs: Math.max(0, fromMs), toMs: Math.min(durationMs, toMs) });
  }
  return cutter.takeRest(durationMs);
}

/** Middle of the quietest `pauseMs` within a stretch; `samples` begin at `startMs` of the recording. */
export function quietestMoment(
  audio: { samples: Int16Array; sampleRate: number },
  within: Span,
  startMs = 0,
): number {
  const at = (ms: number) => Math.round(((ms - startMs) * audio.sampleRate) / 1000);
  let best = { energy: Number.POSITIVE_INFINITY, ms: within.toMs };
  for (let ms = within.fromMs; ms + pauseMs <= within.toMs; ms += pauseMs / 5) {
    let energy = 0;
    for (let place = at(ms); place < at(ms + pauseMs); place++) energy += (audio.samples[place] ?? 0) ** 2;
    if (energy < best.energy) best = { energy, ms: Math.round(ms + pauseMs / 2) };
  }
  return best.ms;
}

/** A detector's own borders clip a quiet "Sch" or "G" (models/demo-stt-de/README.md; research/engines.md §4). */
export const paddingMs = 300;
const shortestMs = 100;
/** Longer than the silence inside a word (before "t" or "k", up to 0.1 s), as long as a short pause between two. */
const pauseMs = 160;
