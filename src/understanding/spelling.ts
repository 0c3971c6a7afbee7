import type { Claim } from '../domain/summary.ts';
import { fold, type Token } from './words.ts';

interface Span {
  fromWord: number;
  toWord: number;
}

/**
 * The name as the caller spelled it, in place of the word that the recogniser heard: "Jochen Ruschtschik,
 * R U S Z C Z Y K" → "Jochen Ruszczyk". null: nothing was spelled that fits a name.
 */
export function spelledName(tokens: readonly Token[], said: Span | null): Claim | null {
  for (let at = 0; at < tokens.length; at += 1) {
    const spelled = spelledAt(tokens, at);
    if (!spelled) continue;
    const word = capital(spelled.letters);
    if (!said) {
      if (!isAnnounced(tokens, at)) return null;
      return { value: word, fromWord: at, toWord: spelled.toWord };
    }
    if (at < said.fromWord || at - said.toWord > FARTHEST) continue;
    // Letters that were taken for the name are no word of it.
    const words = tokens.slice(said.fromWord, Math.min(said.toWord, at)).map(token => token.bare);
    const nearest = nearestWord(words, word);
    const parts =
      nearest === null ? [...words, word] : words.map((each, place) => (place === nearest ? word : each));
    return { value: parts.join(' '), fromWord: said.fromWord, toWord: spelled.toWord };
  }
  return null;
}

/** A spelled word further away is about something else. */
const FARTHEST = 40;
const FEWEST_LETTERS = 3;

const letterNames: Record<string, string> = {
  ...{
    ypsilon: 'Y',
    zett: 'Z',
    zet: 'Z',
    vau: 'V',
    jott: 'J',
    jot: 'J',
    eszett: 'ß',
    ka: 'K',
    ha: 'H',
    ef: 'F',
    el: 'L',
  },
  ...{
    em: 'M',
    en: 'N',
    er: 'R',
    es: 'S',
    ix: 'X',
    ku: 'Q',
    pe: 'P',
    te: 'T',
    ge: 'G',
    be: 'B',
    ce: 'C',
    ze: 'C',
    de: 'D',
    weh: 'W',
    we: 'W',
  },
};

function spelledAt(tokens: readonly Token[], start: number): { letters: string; toWord: number } | null {
  const joined = /^(\p{L})(?:[-–.]\p{L}){2,}$/u.exec(tokens[start]?.bare ?? '');
  if (joined) return { letters: (tokens[start]?.bare ?? '').replace(/[^\p{L}]/gu, ''), toWord: start + 1 };
  let letters = '';
  let sure = 0;
  let at = start;
  while (at < tokens.length) {
    const found = letterAt(tokens, at, letters !== '');
    if (!found) break;
    letters += found.letters;
    // By characters: a rare letter is two of JavaScript's units and must not count twice.
    sure += found.isSure ? [...found.letters].length : 0;
    at += found.length;
    if (tokens[at - 1]?.endsSentence && !/^[\p{L}]$/u.test(tokens[at]?.bare ?? '')) break;
  }
  return sure >= FEWEST_LETTERS ? { letters, toWord: at } : null;
}

/** "R", "B wie Berta", "Doppel S", "Umlaut A", "noch ein T"; names of letters only within a spelling. */
function letterAt(
  tokens: readonly Token[],
  at: number,
  isInside: boolean,
): { letters: string; length: number; isSure: boolean } | null {
  const token = tokens[at];
  if (!token) return null;
  const like = tokens[at + 1]?.folded === 'wie' && tokens[at + 2] ? 3 : 1;
  // Only scripts with capitals are spelled letter by letter.
  const isLetter = /^[\p{Lu}\p{Ll}]$/u.test(token.bare);
  if (isLetter && (like === 3 || !/^[aeiou]$/.test(token.bare) || isInside)) {
    return { letters: token.bare, length: like, isSure: true };
  }
  if (like === 3 && Object.hasOwn(letterNames, token.folded)) {
    return { letters: letterNames[token.folded] ?? '', length: 3, isSure: true };
  }
  if (/^(?:doppel|doppelt|zweimal)$/.test(token.folded) && /^\p{L}$/u.test(tokens[at + 1]?.bare ?? '')) {
    const isLike = tokens[at + 2]?.folded === 'wie' ? 2 : 0;
    return { letters: (tokens[at + 1]?.bare ?? '').repeat(2), length: 2 + isLike, isSure: true };
  }
  const doubled = /^doppel[- ]?(\p{L})$/iu.exec(token.bare);
  if (doubled) return { letters: (doubled[1] ?? '').repeat(2), length: 1, isSure: true };
  if (!isInside) return null;
  if (token.folded === 'umlaut' && /^[aou]$/i.test(tokens[at + 1]?.bare ?? '')) {
    return {
      letters: { a: 'ä', o: 'ö', u: 'ü' }[(tokens[at + 1]?.bare ?? '').toLowerCase()] ?? '',
      length: 2,
      isSure: true,
    };
  }
  if (token.folded === 'scharfes' && /^s$/i.test(tokens[at + 1]?.bare ?? ''))
    return { letters: 'ß', length: 2, isSure: true };
  if (Object.hasOwn(letterNames, token.folded) && token.isCapitalised) {
    return { letters: letterNames[token.folded] ?? '', length: 1, isSure: false };
  }
  return null;
}

const isAnnounced = (tokens: readonly Token[], at: number): boolean =>
  tokens
    .slice(Math.max(0, at - 8), at)
    .some(token =>
      /^(?:buchstabier\w*|name|nachname|heisse|geschrieben|schreibt|spelled|spell)$/.test(token.folded),
    );

const capital = (letters: string): string => letters.charAt(0).toUpperCase() + letters.slice(1).toLowerCase();

/** The word of the name that sounds most like it; null: none does, it is the family name that was not said. */
function nearestWord(words: readonly string[], spelled: string): number | null {
  let best: { at: number; share: number } | null = null;
  for (const [at, word] of words.entries()) {
    const [a, b] = [fold(word), fold(spelled)];
    const share = editDistance(a, b) / Math.max(a.length, b.length);
    if (!best || share <= best.share) best = { at, share };
  }
  const isAlike =
    best && (best.share <= 0.6 || fold(words[best.at] ?? '').charAt(0) === fold(spelled).charAt(0));
  return best && isAlike ? best.at : null;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      next.push(Math.min((next[j - 1] ?? 0) + 1, (row[j] ?? 0) + 1, (row[j - 1] ?? 0) + same));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
