import type { Segment, Word } from '../domain/transcript.ts';
import type { Span } from './energy-gate.ts';

/** A piece of a word as engines give it: a blank (or ▁) at its start begins a new word. */
export interface Token {
  text: string;
  fromMs: number;
  /** Null: the engine gives only starts. */
  toMs: number | null;
  /** 0 to 1; null where the engine gives none. */
  confidence: number | null;
}

/**
 * Tokens of one piece, in order, → words. A word without an end lasts until the next token, at most
 * 0.4 s after its last one; its confidence is that of its least certain token.
 * @param endMs end of the piece
 */
export function wordsFromTokens(tokens: Token[], endMs: number): Word[] {
  const words: Word[] = [];
  let isOpen = false;
  tokens.forEach((token, index) => {
    const nextMs = tokens[index + 1]?.fromMs ?? endMs;
    const toMs = token.toMs ?? Math.min(nextMs, token.fromMs + longestTokenMs);
    // A blank before, after or inside the token ends a word. Not \s: that also takes the byte A0, which
    // is half of an "à" while whisper's tokens are still bytes.
    token.text.split(/[ \t\r\n▁]+/).forEach((part, place) => {
      if (place > 0) isOpen = false;
      if (part === '') return;
      const last = words.at(-1);
      if (isOpen && last) {
        last.text += part;
        last.toMs = Math.max(last.toMs, toMs);
        last.confidence = lower(last.confidence, token.confidence);
      } else {
        words.push({ text: part, fromMs: token.fromMs, toMs, confidence: token.confidence });
      }
      isOpen = true;
    });
  });
  return words;
}

/**
 * Words in order → segments: one for each stretch of speech that has words, as the pauses were found.
 * Times are made whole, kept inside the recording and never run backwards: they come from outside.
 */
export function segmentsOf(words: Word[], spans: Span[], durationMs: number): Segment[] {
  const segments: Segment[] = [];
  let lastSpan = -1;
  let earliest = 0;
  for (const word of words) {
    const fromMs = within(word.fromMs, earliest, durationMs);
    const toMs = within(word.toMs, fromMs, durationMs);
    earliest = fromMs;
    const span = Math.max(lastSpan, spanAt(spans, (fromMs + toMs) / 2));
    const timed = { ...word, fromMs, toMs };
    const segment = segments.at(-1);
    if (segment && span === lastSpan) {
      segment.words.push(timed);
      segment.toMs = Math.max(segment.toMs, toMs);
    } else {
      segments.push({ fromMs, toMs, words: [timed] });
    }
    lastSpan = span;
  }
  return segments;
}

const longestTokenMs = 400;

function lower(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : Math.min(a, b);
}

function within(ms: number, low: number, high: number): number {
  return Math.max(low, Math.min(Math.round(ms), high));
}

/** The stretch that a moment belongs to: the first that ends after it, for words may begin in the padding. */
function spanAt(spans: Span[], ms: number): number {
  const index = spans.findIndex(span => ms <= span.toMs + borderMs);
  return index < 0 ? spans.length - 1 : index;
}

/** Last words run on a little into the padding. */
const borderMs = 250;
