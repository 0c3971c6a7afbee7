import { foreignNumberAt, type NumberTable } from './foreign-numbers.ts';
import { type NotBut, notButAfter } from './not-but.ts';
import { dictatedDigits, numberAt, spokenNumber, tensValue } from './number-words.ts';
import type { Token } from './words.ts';

/** Digits that were dictated one after another, corrections carried out. */
export interface Run {
  fromWord: number;
  toWord: number;
  digits: string;
  /** Where a part began with a 0 although digits stood before it: perhaps a second number. */
  restarts: { at: number; word: number }[];
  /** The caller took digits back inside. */
  isCorrected: boolean;
  /** The caller took something back that cannot be found in the digits: they are not to be trusted. */
  isBroken: boolean;
}

/** All stretches of digits in the words, in order. `foreign`: number words of another language. */
export function runsOf(tokens: readonly Token[], foreign: NumberTable | null): Run[] {
  const runs: Run[] = [];
  let at = 0;
  while (at < tokens.length) {
    const run = runAt(tokens, at, foreign);
    if (run) runs.push(run);
    at = run ? run.toWord : at + 1;
  }
  return runs;
}

interface Group {
  digits: string;
  length: number;
}

/** Words that come between the groups of a dictated number and mean nothing. */
const fillers = new Set(
  `aeh aehm eh ehm oehm hm hmm mh dann also so und ja genau moment hinten danach gleich weiter noch augenblick
   sekunde warten sie warte mal am ende zwar ich glaube wieder vorwahl durchwahl nochmal`.split(/\s+/),
);
const takingBack = new Set(
  'nein nee ne noe falsch quatsch entschuldigung sorry korrektur halt stopp verzeihung pardon bloedsinn verkehrt versprochen vielmehr sondern stimmt'.split(
    ' ',
  ),
);
/** Fill words that may also begin a new thought: never two numbers are joined over more than these. */
const MOST_BETWEEN = 5;
/** A full stop inside a number comes from a long pause; after this many digits it ends the number. */
const DIGITS_BEFORE_STOP_COUNTS = 6;
/** With so many digits behind 0 or + a number can be whole, and a correction means its end. */
const DIGITS_OF_WHOLE = 10;

function runAt(tokens: readonly Token[], start: number, foreign: NumberTable | null): Run | null {
  const first = groupAt(tokens, start, foreign);
  if (!first) return null;
  const run: Run = {
    fromWord: start,
    toWord: start,
    digits: '',
    restarts: [],
    isCorrected: false,
    isBroken: false,
  };
  add(run, first, start);
  for (;;) {
    const notBut = notButAfter(tokens, run.toWord, at => groupAt(tokens, at, foreign));
    if (notBut) {
      replaceDenied(run, notBut);
      if (run.isBroken) return run;
      continue;
    }
    const between = gapAfter(tokens, run.toWord, foreign);
    if (!between) return run;
    const group = groupAt(tokens, between.next, foreign);
    if (!group) return run;
    if (between.isTakenBack) {
      if (/^[0+]/.test(group.digits)) return run;
      correct(run, tokens, between.next, foreign);
      continue;
    }
    if (isOver(run, tokens, between.next)) return run;
    if (/^(?:0|\+)/.test(group.digits)) run.restarts.push({ at: run.digits.length, word: between.next });
    add(run, group, between.next);
  }
}

/** The last of the denied digits give way to the meant ones. */
function replaceDenied(run: Run, { denied, meant, toWord, isAtEnd }: NotBut): void {
  const at = isAtEnd && !run.digits.endsWith(denied) ? -1 : run.digits.lastIndexOf(denied);
  run.toWord = toWord;
  run.isCorrected = true;
  if (at === -1 || meant === null) run.isBroken = true;
  else run.digits = run.digits.slice(0, at) + meant + run.digits.slice(at + denied.length);
}

function add(run: Run, group: Group, at: number): void {
  run.digits += group.digits;
  run.toWord = at + group.length;
}

/** The next group behind nothing, behind fill words, or behind words that take something back. */
function gapAfter(
  tokens: readonly Token[],
  at: number,
  foreign: NumberTable | null,
): { next: number; isTakenBack: boolean } | null {
  let isTakenBack = false;
  for (let next = at; next <= at + MOST_BETWEEN; next += 1) {
    if (groupAt(tokens, next, foreign)) return { next, isTakenBack };
    const folded = tokens[next]?.folded;
    // A lone "-" or "/" is a token without letters; a place the rules must not read has no text.
    if (folded === undefined || tokens[next]?.text === '') return null;
    if (takingBack.has(folded)) isTakenBack = true;
    else if (folded !== '' && !fillers.has(folded)) return null;
  }
  return null;
}

/**
 * "… drei, nein, sieben vier am Ende": the last digits are replaced by as many new ones. In the midst of
 * a number one part of it is meant, at its end all that follows.
 */
function correct(run: Run, tokens: readonly Token[], start: number, foreign: NumberTable | null): void {
  const groups: (Group & { at: number; ends: boolean })[] = [];
  let at = start;
  for (let group = groupAt(tokens, at, foreign); group; group = groupAt(tokens, at, foreign)) {
    groups.push({ ...group, at, ends: tokens[at + group.length - 1]?.endsPhrase ?? false });
    at += group.length;
  }
  const isAtEnd = /^(?:am|hinten|zum|zuletzt|ganz)$/.test(tokens[at]?.folded ?? '');
  const all = groups.map(group => group.digits).join('');
  const isWhole = run.digits.replace(/\D/g, '').length >= DIGITS_OF_WHOLE;
  const firstPart = groups.slice(0, groups.findIndex(group => group.ends) + 1 || groups.length);
  const taken = isAtEnd || (isWhole && all.length <= 6) ? groups : firstPart;
  const digits = taken.map(group => group.digits).join('');
  const last = taken.at(-1);
  if (!last) return;
  // "sechs sechs neun, nein, sechs sechs neun sechs neun": what is begun anew replaces its beginning.
  const again = isWhole ? 0 : overlapOf(run.digits, digits);
  const kept = Math.max(0, run.digits.length - (again || digits.length));
  run.digits = run.digits.slice(0, kept) + digits;
  run.toWord = last.at + last.length;
  run.isCorrected = true;
}

/** How many digits at the end of the first are the beginning of the second; fewer than two are chance. */
function overlapOf(first: string, second: string): number {
  for (let length = Math.min(first.length, second.length - 1); length >= 2; length -= 1) {
    if (second.startsWith(first.slice(-length))) return length;
  }
  return 0;
}

/** A sentence has ended, and what was said before it is no beginning of a number. */
function isOver(run: Run, tokens: readonly Token[], next: number): boolean {
  if (!tokens.slice(run.toWord - 1, next).some(token => token.endsSentence)) return false;
  if (run.isCorrected) return true;
  return !/^(?:0|\+)/.test(run.digits) || run.digits.length >= DIGITS_BEFORE_STOP_COUNTS;
}

/** "null", "siebzehn", "acht und zwanzig", "0441/783295", "plus", "doppel null", "drei mal die neun". */
function groupAt(tokens: readonly Token[], at: number, foreign: NumberTable | null): Group | null {
  const token = tokens[at];
  if (!token) return null;
  if (/^(?:plus|artı|arti)$/.test(token.folded) && groupAt(tokens, at + 1, foreign)) {
    return { digits: '+', length: 1 };
  }
  const repeated = repeatedAt(tokens, at, foreign);
  if (repeated) return repeated;
  if (/^\+?\d+$/.test(token.folded) && /^\W*[\d/\-–+().]+\W*$/.test(token.text)) {
    return { digits: token.folded, length: 1 };
  }
  if (foreign) {
    const value = foreignNumberAt(tokens, at, foreign);
    if (value) return { digits: String(value.value), length: value.length };
  }
  // "sieben hundert drei und achtzig" is 783, not 7-100-83.
  const joined = numberAt(tokens, at);
  if (joined && joined.value >= 100 && !/^\d/.test(token.folded)) {
    return { digits: String(joined.value), length: joined.length };
  }
  const digits = dictatedDigits(token.folded);
  if (digits === null) return null;
  const [middle, last] = [tokens[at + 1], tokens[at + 2]];
  const ten = middle?.folded === 'und' && !token.endsPhrase && last ? tensValue(last.folded) : null;
  if (ten !== null && /^[1-9]$/.test(digits)) return { digits: String(ten + Number(digits)), length: 3 };
  return { digits, length: 1 };
}

/** "doppel null", "doppelvier", "double seven", "drei mal null", "zweimal die fünf", "dreifach eins". */
function repeatedAt(tokens: readonly Token[], at: number, foreign: NumberTable | null): Group | null {
  const folded = tokens[at]?.folded ?? '';
  const joined = /^(?:doppel|doppelte)(.+)$/.exec(folded);
  const joinedDigit = joined ? dictatedDigits(joined[1] ?? '') : null;
  if (joinedDigit?.length === 1) return { digits: joinedDigit.repeat(2), length: 1 };
  const opening = timesAt(tokens, at);
  if (!opening) return null;
  const isArticle = /^(?:die|de)$/.test(tokens[at + opening.length]?.folded ?? '');
  const place = at + opening.length + (isArticle ? 1 : 0);
  const token = tokens[place];
  if (!token) return null;
  const value =
    foreign?.get(token.folded) ?? (/^\d$/.test(token.bare) ? Number(token.bare) : spokenNumber(token.folded));
  if (value === null || value === undefined || value > 9) return null;
  return { digits: String(value).repeat(opening.times), length: place + 1 - at };
}

function timesAt(tokens: readonly Token[], at: number): { times: number; length: number } | null {
  const folded = tokens[at]?.folded ?? '';
  if (/^(?:doppel|doppelte|doppelt|double|dubbel)$/.test(folded)) return { times: 2, length: 1 };
  if (folded === 'triple') return { times: 3, length: 1 };
  const times = /^(\w+?)(?:mal|fach)$/.exec(folded);
  const value = times ? spokenNumber(times[1] ?? '') : null;
  if (value !== null && value >= 2 && value <= 6) return { times: value, length: 1 };
  const alone = /^\d$/.test(folded) ? Number(folded) : spokenNumber(folded);
  const isTimes = tokens[at + 1]?.folded === 'mal' && alone !== null && alone >= 2 && alone <= 6;
  return isTimes ? { times: alone, length: 2 } : null;
}
