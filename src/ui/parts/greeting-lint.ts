/** What a greeting should say and does not (R073, R079, R163), each with the sentence that mends it. */
import type { Forwarding } from '../../domain/menu.ts';
import { de } from '../de.ts';

export interface Lint {
  id: string;
  message: string;
  /** Appended to the text. */
  repair: string;
}

const spelled = ['null', 'eins', 'zwei', 'drei', 'vier', 'fünf', 'sechs', 'sieben', 'acht', 'neun'];

/** A figure that counts something else: "8 Uhr", "2 bis 3 Tage", "2. Stock". */
const countsElse =
  '(?!\\s*(?:uhr|bis|minuten?|stunden?|tagen?|tage|wochen?|jahren?|euro|prozent)(?![\\p{L}]))(?!\\.?\\s*(?:stock|og|etage|januar|februar|märz|april|mai|juni|juli|august|september|oktober|november|dezember))';

/** True when a caller who hears this text is told of the digit. */
export function saysDigit(text: string, digit: string): boolean {
  const words = `${digit}|${spelled[Number(digit)]}`;
  // Neither part of a word nor of a longer number, of a clock time or of an amount.
  const said = new RegExp(
    `(?<![\\p{L}\\d]|\\d[.,:/ -])(?:${words})(?![\\p{L}\\d]|[.,:/-]\\d| \\d)${countsElse}`,
    'iu',
  );
  return said.test(text);
}

const notice =
  /automati(?:sch|siert)|aufgezeichnet|aufzeichn|aufgenommen|künstliche[nr]? intelligenz|\bKI\b/iu;

export const saysNotice = (text: string): boolean => notice.test(text);

/** Nothing for an empty text: that is said elsewhere. */
export function lintGreeting(
  text: string,
  forwardings: readonly Pick<Forwarding, 'digit' | 'name'>[],
): Lint[] {
  if (text.trim() === '') return [];
  const { lint, sentences } = de.greetings;
  const found: Lint[] = forwardings
    .filter(({ digit }) => !saysDigit(text, digit))
    .map(each => ({ id: each.digit, message: lint.digit(each), repair: sentences.digit(each) }));
  if (forwardings.length > 0 && !saysDigit(text, '0')) {
    found.push({ id: '0', message: lint.zero, repair: sentences.zero });
  }
  if (!saysNotice(text)) found.push({ id: 'notice', message: lint.notice, repair: sentences.notice });
  return found;
}

/** The text with one more sentence; a missing full stop is set. */
export function withSentence(text: string, sentence: string): string {
  const before = text.trimEnd();
  const stop = before === '' || /[.!?…:]$/.test(before) ? '' : '.';
  return `${before}${stop} ${sentence}`.trim();
}
