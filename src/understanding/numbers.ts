import parsePhoneNumber, { type CountryCode, isSupportedCountry } from 'libphonenumber-js';
import type { Claim } from '../domain/summary.ts';
import type { Token } from './words.ts';

/**
 * A German number word → its value: "siebzehn" 17, "achtundzwanzig" 28, "zwo" 2,
 * "dreihundertzweiundachtzig" 382; 0 to 999,999. Folded as `fold` does. null: no number word.
 */
export function numberWord(folded: string): number | null {
  if (folded.length > LONGEST_WORD) return null;
  if (folded === 'null') return 0;
  return belowMillion(folded);
}

/** The number that begins at `at`, also where a recogniser wrote it apart ("acht und zwanzig"), or figures. */
export function numberAt(
  tokens: readonly Token[],
  at: number,
): { value: number; length: number; letter: string | null } | null {
  const figures = /^(\d{1,4})([a-h])?$/.exec(tokens[at]?.folded ?? '');
  if (figures) return { value: Number(figures[1]), length: 1, letter: figures[2] ?? null };
  let joined = '';
  let best: { value: number; length: number; letter: null } | null = null;
  for (let length = 1; length <= MOST_PARTS; length += 1) {
    const token = tokens[at + length - 1];
    if (!token) break;
    joined += token.folded;
    const value = numberWord(joined);
    if (value !== null) best = { value, length, letter: null };
    if (token.endsPhrase) break;
  }
  return best;
}

/**
 * The number that the caller asks to be called back at: E.164 where it can be made so, else the digits
 * as said. null: none was said. Amounts, times and customer numbers are none.
 */
export function findCallbackNumber(
  tokens: readonly Token[],
  /** `address`: where the house number and postcode stand, which are no telephone number. */
  options: { country?: string; address?: Claim | null } = {},
): Claim | null {
  const { country = 'DE', address = null } = options;
  const found = runsOf(tokens)
    .filter(run => !address || run.toWord <= address.fromWord || run.fromWord >= address.toWord)
    .map(run => asClaim(tokens, run, country))
    .filter(claim => claim !== null);
  // People say "meine Nummer ist" before the one that counts, and repeat it.
  let chosen = found.findLast(claim => claim.isAnnounced) ?? found.at(-1) ?? null;
  for (const later of found) {
    if (chosen && later.fromWord >= chosen.toWord && isTakenBack(tokens, chosen, later)) chosen = later;
  }
  if (!chosen) return null;
  const { value, fromWord, toWord } = chosen;
  return { value, fromWord, toWord };
}

/** "… achtzig neun. Nein, falsch, … achtzig zehn": what was taken back is no fact any more. */
function isTakenBack(tokens: readonly Token[], first: Claim, later: Claim): boolean {
  return tokens.slice(first.toWord, later.fromWord).some(token => takingBack.has(token.folded));
}

const takingBack = new Set([
  ...['nein', 'nee', 'falsch', 'quatsch', 'moment', 'korrigiere', 'korrektur', 'entschuldigung', 'sorry'],
  ...['stimmt', 'verkehrt', 'versprochen', 'vielmehr', 'sondern'],
]);

/** "siebenhundertsiebenundsiebzigtausendsiebenhundertsiebenundsiebzig" has 66 letters. */
const LONGEST_WORD = 100;
/** "drei hundert zwei und achtzig" has five. */
const MOST_PARTS = 5;

const small: Record<string, number> = {
  ein: 1,
  eins: 1,
  zwei: 2,
  zwo: 2,
  drei: 3,
  vier: 4,
  fuenf: 5,
  sechs: 6,
  sieben: 7,
  acht: 8,
  neun: 9,
  zehn: 10,
  elf: 11,
  zwoelf: 12,
  dreizehn: 13,
  vierzehn: 14,
  fuenfzehn: 15,
  sechzehn: 16,
  siebzehn: 17,
  achtzehn: 18,
  neunzehn: 19,
};
const tens: Record<string, number> = {
  zwanzig: 20,
  dreissig: 30,
  vierzig: 40,
  fuenfzig: 50,
  sechzig: 60,
  siebzig: 70,
  achtzig: 80,
  neunzig: 90,
};

const own = (table: Record<string, number>, key: string): number | null =>
  Object.hasOwn(table, key) ? (table[key] ?? null) : null;

function belowMillion(text: string): number | null {
  const [before, after, ...more] = text.split('tausend');
  if (after === undefined) return belowThousand(text);
  // "einhunderteintausend": before "tausend" the one loses its s.
  const thousands = before === '' ? 1 : belowThousand((before ?? '').replace(/ein$/, 'eins'));
  const rest = after === '' ? 0 : belowThousand(after.replace(/^und/, ''));
  return more.length > 0 || thousands === null || rest === null ? null : thousands * 1000 + rest;
}

function belowThousand(text: string): number | null {
  const [before, after, ...more] = text.split('hundert');
  if (after === undefined) return belowHundred(text);
  const hundreds = before === '' ? 1 : own(small, before ?? '');
  const rest = after === '' ? 0 : belowHundred(after.replace(/^und/, ''));
  return more.length > 0 || hundreds === null || hundreds > 19 || rest === null
    ? null
    : hundreds * 100 + rest;
}

function belowHundred(text: string): number | null {
  // "ein" alone is an article far more often than a number.
  if (text === 'ein') return null;
  const plain = own(small, text) ?? own(tens, text);
  if (plain !== null) return plain;
  const split = /^(.+)und(.+)$/.exec(text);
  const unit = own(small, split?.[1] ?? '');
  const ten = own(tens, split?.[2] ?? '');
  return unit === null || ten === null || unit > 9 ? null : ten + unit;
}

/** Words with digits, one after another. */
interface Run {
  fromWord: number;
  toWord: number;
  digits: string;
}

/** Words that come between the groups of a dictated number and mean nothing. */
const fillers = new Set(['aeh', 'aehm', 'eh', 'hm', 'dann', 'also']);
/** A full stop inside a number comes from a long pause; after this many digits it ends the number. */
const DIGITS_BEFORE_STOP_COUNTS = 6;

function runsOf(tokens: readonly Token[]): Run[] {
  const runs: Run[] = [];
  let run: Run | null = null;
  let at = 0;
  while (at < tokens.length) {
    const group = groupAt(tokens, at);
    if (group) {
      if (run && isOver(run, tokens)) run = null;
      if (!run) {
        run = { fromWord: at, toWord: at, digits: '' };
        runs.push(run);
      }
      run.digits += group.digits;
      run.toWord = at + group.length;
      at += group.length;
      continue;
    }
    const isFiller = fillers.has(tokens[at]?.folded ?? '') && groupAt(tokens, at + 1) !== null;
    if (!isFiller) run = null;
    at += 1;
  }
  return runs;
}

/** A sentence has ended, and what was said before it is no beginning of a number. */
function isOver(run: Run, tokens: readonly Token[]): boolean {
  if (!tokens[run.toWord - 1]?.endsSentence) return false;
  return !/^(?:0|\+)/.test(run.digits) || run.digits.length >= DIGITS_BEFORE_STOP_COUNTS;
}

/** "null", "siebzehn", "acht und zwanzig", "0441", "0441/783295", "plus". */
function groupAt(tokens: readonly Token[], at: number): { digits: string; length: number } | null {
  const token = tokens[at];
  if (!token) return null;
  if (token.folded === 'plus' && groupAt(tokens, at + 1)) return { digits: '+', length: 1 };
  if (/^\+?\d+$/.test(token.folded) && /^\W*[\d/\-–+()]+\W*$/.test(token.text)) {
    return { digits: token.folded, length: 1 };
  }
  // "sieben hundert drei und achtzig" is 783, not 7-100-83.
  const joined = numberAt(tokens, at);
  if (joined && joined.value >= 100 && !/^\d/.test(token.folded)) {
    return { digits: String(joined.value), length: joined.length };
  }
  const value = numberWord(token.folded);
  if (value === null) return null;
  const [middle, last] = [tokens[at + 1], tokens[at + 2]];
  if (value > 0 && value < 10 && middle?.folded === 'und' && last && Object.hasOwn(tens, last.folded)) {
    return { digits: String((own(tens, last.folded) ?? 0) + value), length: 3 };
  }
  return { digits: String(value), length: 1 };
}

const announcing =
  /^(?:.*(?:telefonnummer|handynummer|mobilnummer|rufnummer|rueckrufnummer)|nummer|telefon|handy|mobil|festnetz|erreichen|erreichbar|unter|zurueckrufen|anrufen|rueckruf)$/;
const otherNumber =
  /(?:kunden|vertrags|wohnungs|zaehler|rechnungs|objekt|konto|haus|mieter|vorgangs|ticket)nummer$|^iban$|aktenzeichen$/;
const namesNumber = /(?:nummer|telefon|handy|mobil|festnetz)$/;
/** What follows says that the digits are an amount or a time, go on in another way, or were wrong. */
const notAlone = /^(?:mal|nein|nee|quatsch|falsch|doppel\w*|korrektur|euro|uhr|cent|prozent|grad)$/;
const notAfter = /^(?:mal|doppel\w*|plz|postleitzahl)$/;
/** How far before the digits the words stand that say what they are. */
const WORDS_BEFORE = 6;

/** Area code and subscriber in Germany have at least seven digits after the 0: fewer were cut off. */
const SHORTEST_WHOLE = 8;
/** A number inside the caller's own town. */
const SHORTEST_LOCAL = 5;

type FoundNumber = Claim & { isAnnounced: boolean };

function asClaim(tokens: readonly Token[], run: Run, country: string): FoundNumber | null {
  const before = tokens.slice(Math.max(0, run.fromWord - WORDS_BEFORE), run.fromWord);
  const lastCue = before.findLast(token => announcing.test(token.folded) || otherNumber.test(token.folded));
  if (lastCue && otherNumber.test(lastCue.folded)) return null;
  const isAnnounced = lastCue !== undefined;
  if (notAlone.test(tokens[run.toWord]?.folded ?? '')) return null;
  if (notAfter.test(tokens[run.fromWord - 1]?.folded ?? '')) return null;
  const figures = run.digits.replace(/\D/g, '');
  const isWhole = /^(?:0|\+)/.test(run.digits);
  if (figures.length > 16 || figures.length < (isWhole ? SHORTEST_WHOLE : SHORTEST_LOCAL)) return null;
  // Digits without 0 or + could be anything: only where the caller said that they are a number.
  if (!isWhole && !namesNumber.test(lastCue?.folded ?? '')) return null;
  // "783295, 783295": said twice, not twice as long.
  const half = figures.slice(0, figures.length / 2);
  if (!isWhole && half.length >= SHORTEST_LOCAL && half + half === figures) return null;
  return {
    value: (isWhole && toE164(run.digits, country)) || figures,
    fromWord: run.fromWord,
    toWord: run.toWord,
    isAnnounced,
  };
}

function toE164(digits: string, country: string): string | null {
  const home: CountryCode = isSupportedCountry(country) ? country : 'DE';
  const parsed = parsePhoneNumber(digits, home);
  return parsed?.isPossible() && /^\+[1-9][0-9]{2,14}$/.test(parsed.number) ? parsed.number : null;
}
