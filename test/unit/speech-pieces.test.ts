import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutPieces, makeCutter, type PieceLimits, quietestMoment } from '../../src/speech/pieces.ts';

const limitsOf: PieceLimits[] = [
  { maxMs: 20_000, joinGapMs: 1000, enoughMs: 8000 },
  { maxMs: 14_000, joinGapMs: 1000 },
  { maxMs: 28_000, joinGapMs: 2000 },
  { maxMs: 20_000, joinGapMs: 0 },
];

/** Pauses and lengths of speech, in ms. */
const speech = fc.array(fc.tuple(fc.integer({ min: 1, max: 4000 }), fc.integer({ min: 30, max: 40_000 })), {
  minLength: 1,
  maxLength: 12,
});

function spansOf(gaps: [number, number][]) {
  const spans: { fromMs: number; toMs: number }[] = [];
  let at = 0;
  for (const [pause, length] of gaps) {
    spans.push({ fromMs: at + pause, toMs: at + pause + length });
    at += pause + length;
  }
  return { spans, endMs: at };
}

/** 100 Hz is enough for the arithmetic of cutting, and quick. */
function noise(lengthMs: number): Int16Array {
  let state = 1;
  return Int16Array.from({ length: Math.ceil(lengthMs / 10) + 1 }, () => {
    state = (state * 1103515245 + 12345) & 0x7fffffff;
    return (state >> 16) % 3000;
  });
}

describe('pieces of a message that is still being spoken', () => {
  it('are those of the whole message, however often and whenever they are asked for', () => {
    fc.assert(
      fc.property(
        speech,
        fc.constantFrom(...limitsOf),
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 8 }),
        fc.integer({ min: 0, max: 3000 }),
        (gaps, limits, looks, silenceMs) => {
          const { spans, endMs } = spansOf(gaps);
          const audio = { samples: noise(endMs + silenceMs), sampleRate: 100 };
          const whole = cutPieces(audio, spans, limits);
          const cutter = makeCutter(limits, within => quietestMoment(audio, within));
          const pieces = [];
          let added = 0;
          for (const share of looks.sort()) {
            const nowMs = share * (endMs + silenceMs);
            for (let next = spans[added]; next && next.toMs <= nowMs; next = spans[++added]) cutter.add(next);
            // Who speaks now began a while ago.
            pieces.push(...cutter.takeClosed(Math.floor(Math.min(nowMs, spans[added]?.fromMs ?? nowMs))));
          }
          for (const span of spans.slice(added)) cutter.add(span);
          pieces.push(...cutter.takeRest(Math.floor((audio.samples.length * 1000) / 100)));
          expect(pieces).toEqual(whole);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('can be had soon: half a minute of sentences leaves less than a third for later', () => {
    const limits = limitsOf[0] as PieceLimits;
    const { spans, endMs } = spansOf(Array.from({ length: 10 }, () => [400, 2600]));
    const audio = { samples: noise(endMs), sampleRate: 100 };
    const cutter = makeCutter(limits, within => quietestMoment(audio, within));
    for (const span of spans) cutter.add(span);
    const closed = cutter.takeClosed(endMs);
    expect(closed.at(-1)?.toMs).toBeGreaterThan((endMs * 2) / 3);
  });
});

describe('the length of a piece', () => {
  const audio = { samples: new Int16Array(10_000), sampleRate: 100 };
  const sentences = Array.from({ length: 9 }, (_, index) => ({
    fromMs: index * 3000,
    toMs: index * 3000 + 2500,
  }));

  it('is no more than enough when there is a pause to end it', () => {
    const pieces = cutPieces(audio, sentences, { maxMs: 20_000, joinGapMs: 1000, enoughMs: 8000 });
    expect(pieces.map(piece => piece.toMs - piece.fromMs)).toEqual([8800, 9100, 9100]);
  });

  it('grows to what the engine takes when nothing is enough', () => {
    const pieces = cutPieces(audio, sentences, { maxMs: 20_000, joinGapMs: 1000 });
    expect(pieces.map(piece => piece.toMs - piece.fromMs)).toEqual([17_800, 9100]);
  });

  it('ends at every pause that is too long', () => {
    expect(cutPieces(audio, sentences, { maxMs: 20_000, joinGapMs: 300 })).toHaveLength(9);
  });
});
