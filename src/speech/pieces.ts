import type { Span } from './energy-gate.ts';

/**
 * Stretches of speech → the pieces that an engine gets: padded, none longer than `maxMs`, none under
 * 0.1 s (sherpa's native code ends its process below 5 ms). Longer stretches are cut where they are
 * quietest; neighbours are joined while the pause between them is at most `joinGapMs`.
 */
export function cutPieces(
  audio: { samples: Int16Array; sampleRate: number },
  spans: Span[],
  limits: { maxMs: number; joinGapMs: number },
): Span[] {
  const durationMs = Math.floor((audio.samples.length * 1000) / audio.sampleRate);
  const speech = spans
    .map(span => ({ fromMs: Math.max(0, span.fromMs), toMs: Math.min(durationMs, span.toMs) }))
    .flatMap(span => split(audio, span, limits.maxMs - 2 * paddingMs));
  const joined = join(speech, limits);
  return joined
    .map((piece, index) => ({
      // Never into the neighbour's speech, or its words would be recognised twice.
      fromMs: Math.max(joined[index - 1]?.toMs ?? 0, piece.fromMs - paddingMs),
      toMs: Math.min(joined[index + 1]?.fromMs ?? durationMs, piece.toMs + paddingMs),
    }))
    .filter(piece => piece.toMs - piece.fromMs >= shortestMs);
}

/** A detector's own borders clip a quiet "Sch" or "G" (models/demo-stt-de/README.md; research/engines.md §4). */
const paddingMs = 300;
const shortestMs = 100;
/** Longer than the silence inside a word (before "t" or "k", up to 0.1 s), as long as a short pause between two. */
const pauseMs = 160;

function split(audio: { samples: Int16Array; sampleRate: number }, span: Span, maxMs: number): Span[] {
  if (span.toMs - span.fromMs <= maxMs) return [span];
  // Not in the first half: pieces that are too short cost the engine its context.
  const cut = quietest(audio, { fromMs: span.fromMs + maxMs / 2, toMs: span.fromMs + maxMs });
  return [{ fromMs: span.fromMs, toMs: cut }, ...split(audio, { fromMs: cut, toMs: span.toMs }, maxMs)];
}

/** Middle of the quietest `pauseMs` within a stretch. */
function quietest(audio: { samples: Int16Array; sampleRate: number }, within: Span): number {
  const at = (ms: number) => Math.round((ms * audio.sampleRate) / 1000);
  let best = { energy: Number.POSITIVE_INFINITY, ms: within.toMs };
  for (let ms = within.fromMs; ms + pauseMs <= within.toMs; ms += pauseMs / 5) {
    let energy = 0;
    for (let place = at(ms); place < at(ms + pauseMs); place++) energy += (audio.samples[place] ?? 0) ** 2;
    if (energy < best.energy) best = { energy, ms: Math.round(ms + pauseMs / 2) };
  }
  return best.ms;
}

function join(spans: Span[], limits: { maxMs: number; joinGapMs: number }): Span[] {
  const joined: Span[] = [];
  for (const span of spans) {
    const last = joined.at(-1);
    const isNear = last && span.fromMs > last.toMs && span.fromMs - last.toMs <= limits.joinGapMs;
    if (last && isNear && span.toMs - last.fromMs <= limits.maxMs - 2 * paddingMs) last.toMs = span.toMs;
    else joined.push({ ...span });
  }
  return joined;
}
