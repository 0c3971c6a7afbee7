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

/** The same as callers of a region say it: "oans", "zwoa", "fief", "negen". */
export function spokenNumber(folded: string): number | null {
  return numberWord(folded) ?? own(dialects, folded);
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
 * What one word dictates: "siebene" → "7", "hunderteinundsiebzig" → "171", "nulleinssieben" → "017".
 * null: no number word, or not one only.
 */
export function dictatedDigits(folded: string): string | null {
  if (folded.length > LONGEST_WORD) return null;
  const whole = spokenNumber(folded);
  if (whole !== null) return String(whole);
  const parts = joinedParts(folded);
  return parts && parts.length > 1 ? parts.join('') : null;
}

/** The tens word that may follow "acht und". */
export const tensValue = (folded: string): number | null => own(tens, folded);

/** "siebenhundertsiebenundsiebzigtausendsiebenhundertsiebenundsiebzig" has 66 letters. */
const LONGEST_WORD = 100;
/** "drei hundert zwei und achtzig" has five. */
const MOST_PARTS = 5;

const small: Record<string, number> = {
  ...{ ein: 1, eins: 1, zwei: 2, zwo: 2, drei: 3, vier: 4, fuenf: 5, sechs: 6, sieben: 7, acht: 8, neun: 9 },
  ...{ zehn: 10, elf: 11, zwoelf: 12, dreizehn: 13, vierzehn: 14, fuenfzehn: 15, sechzehn: 16 },
  ...{ siebzehn: 17, achtzehn: 18, neunzehn: 19 },
};
const tens: Record<string, number> = {
  ...{ zwanzig: 20, dreissig: 30, dreizig: 30, vierzig: 40, fuenfzig: 50, sechzig: 60, siebzig: 70 },
  ...{ achtzig: 80, neunzig: 90 },
};
/** Bavarian, Low German, Alemannic, Rhenish and plain slurring; words that mean something else are left out. */
const dialects: Record<string, number> = {
  ...{ nulle: 0, nuell: 0, oans: 1, oens: 1, oas: 1, een: 1, eens: 1, zwoa: 2, zwee: 2, twee: 2, tzwo: 2 },
  ...{ dree: 3, drue: 3, dreie: 3, veer: 4, viere: 4, fuenfe: 5, fuemf: 5, fuemfe: 5, fimf: 5, fimfe: 5 },
  ...{ fief: 5, foif: 5, fuef: 5, sechse: 6, soess: 6, saechs: 6, sess: 6, siebene: 7, sibbe: 7, siwwe: 7 },
  ...{ sieme: 7, siem: 7, soeven: 7, saebe: 7, sibe: 7, achte: 8, aach: 8, neine: 9, neune: 9, negen: 9 },
  ...{ nueng: 9, nuen: 9, noin: 9, zehne: 10, teihn: 10, oelf: 11, oelwe: 11, twintig: 20 },
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

/** Number words that a recogniser ran together, longest first at each place. */
function joinedParts(text: string): string[] | null {
  if (text === '') return [];
  for (let length = Math.min(text.length, 40); length >= 3; length -= 1) {
    const value = numberWord(text.slice(0, length));
    if (value === null) continue;
    const rest = joinedParts(text.slice(length));
    if (rest) return [String(value), ...rest];
  }
  return null;
}
