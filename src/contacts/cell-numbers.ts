import type { NumberRange } from '../domain/contact.ts';
import { type NumberOptions, normaliseNumber } from './number.ts';

/**
 * One cell → its numbers, and what is wrong with the others (German, for the owner of the list). Cells
 * hold several numbers ("0441 783295 / 0171 2345678", "privat: …, Büro: …") and ranges of extensions
 * ("0441 7832-10 bis -29"). Never throws.
 */
export function readNumberCell(
  cell: string,
  options: NumberOptions,
): { numbers: string[]; ranges: NumberRange[]; problems: string[] } {
  const numbers: string[] = [];
  const ranges: NumberRange[] = [];
  const problems: string[] = [];
  for (const part of partsOf(cell)) {
    const result = readRange(part, options) ?? readPart(part, options);
    if (result.kind === 'number') numbers.push(result.number);
    if (result.kind === 'range') ranges.push(result.range);
    if (result.kind === 'problem') problems.push(result.message);
  }
  return { numbers: numbers.length > 1 ? [...new Set(numbers)] : numbers, ranges, problems };
}

type PartResult =
  | { kind: 'number'; number: string }
  | { kind: 'range'; range: NumberRange }
  | { kind: 'problem'; message: string }
  | { kind: 'none' };

function partsOf(cell: string): string[] {
  return (
    cell
      // The comma of "4,9E+10" parts nothing.
      .split(/[\n\r;|&]|,(?!\d*E\+?\d)| und | oder |\su\.\s/i)
      .flatMap(splitAtSlash)
      .map(part => part.trim())
      .filter(part => part !== '')
  );
}

/** "0441/783295" is one number; "0441 783295 / 0171 2345678" and "0441783295/01712345678" are two. */
function splitAtSlash(text: string): string[] {
  const pieces = text.split('/');
  const areWhole = pieces.every(
    (piece, index) => piece.replace(/\D/g, '').length >= 6 && (index === 0 || /^\D*(\+|0)/.test(piece)),
  );
  return pieces.length > 1 && areWhole ? pieces : [text];
}

/** Null: no range. Only the word "bis" or dots make one: a hyphen before an extension is part of its number. */
function readRange(part: string, options: NumberOptions): PartResult | null {
  const found = /^(.*\d)\s*(?:bis|\.{2,3}|…)\s*[-–]?\s*(\d{1,4})\D*$/i.exec(part);
  if (!found) return null;
  const begin = readPart(found[1] ?? '', options);
  if (begin.kind !== 'number') return begin;
  const first = begin.number;
  const end = found[2] ?? '';
  const last = first.slice(0, first.length - end.length) + end;
  return first.startsWith('+') && last >= first
    ? { kind: 'range', range: { first, last } }
    : problem(`„${shortened(part)}“ ist kein Bereich von Rufnummern.`);
}

function readPart(part: string, options: NumberOptions): PartResult {
  if (!/\d/.test(part)) return { kind: 'none' };
  if (/^\W*\d+([.,]\d+)?E\+?\d+\W*$/i.test(part)) {
    return problem(
      `Excel hat die Rufnummer „${shortened(part)}“ in eine gerundete Zahl verwandelt. Bitte formatieren Sie die Spalte als Text und tragen Sie die Nummer neu ein.`,
    );
  }
  // "Tel.: 0441 783295 (Büro)": only the number itself, an optional (0) included.
  const found = /[+(]?[\d+](?:[\d\s/.\-–—‐‑]|\(\s*\d+\s*\)|\)(?=\s*\d))*/.exec(part)?.[0].trim();
  const text = found?.startsWith('(') && !found.includes(')') ? found.slice(1) : found;
  const { number, isE164 } = normaliseNumber(text ?? '', options);
  if (number === null) return problem(`„${shortened(part)}“ ist keine Rufnummer.`);
  if (isE164) return hasLostZero(text ?? '', options) ? lostZero(part) : { kind: 'number', number };
  if (number.length <= LONGEST_EXTENSION) return { kind: 'number', number };
  if (/^[1-9]/.test(number) && number.length >= SHORTEST_WITH_AREA_CODE) return lostZero(part);
  if (/^[1-9]/.test(number)) return problem(`Der Rufnummer „${shortened(part)}“ fehlt die Vorwahl.`);
  return problem(`„${shortened(part)}“ ist keine vollständige Rufnummer.`);
}

/** The same border as in number.ts: longer numbers belong to the public network. */
const LONGEST_EXTENSION = 4;
/** German area code and subscriber number without the 0 have at least this many digits as a rule. */
const SHORTEST_WITH_AREA_CODE = 9;

/** A long number without 0 and without +: Excel has cut the leading zero off. */
function hasLostZero(text: string, options: NumberOptions): boolean {
  const digits = text.replace(/\D/g, '');
  if (text.startsWith('+') || /^\D*0/.test(text) || digits.length < SHORTEST_WITH_AREA_CODE) return false;
  // 49441783295 is a whole number that only lacks its plus sign: read without an area code it still stands.
  return !normaliseNumber(text, { ...options, areaCode: null }).isE164;
}

const lostZero = (part: string): PartResult =>
  problem(
    `Der Rufnummer „${shortened(part)}“ fehlt vermutlich die 0 am Anfang (Excel streicht sie). Bitte formatieren Sie die Spalte als Text.`,
  );

const problem = (message: string): PartResult => ({ kind: 'problem', message });
const shortened = (text: string): string => (text.length > 40 ? `${text.slice(0, 40)}…` : text);
