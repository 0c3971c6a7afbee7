import { fold } from './sound.ts';

/** One spoken word of a transcript. */
export interface SpokenWord {
  /** Without the marks around it. */
  raw: string;
  folded: string;
  isCapital: boolean;
  /** A comma, colon or dash follows. */
  comma: boolean;
  /** A sentence ends here. */
  stop: boolean;
}

/**
 * Transcript → words, without the sounds and empty words that part a name from its introduction
 * ("hier, äh, ist"). A mark behind such a word counts for the word before only where it ends a sentence.
 */
export function spokenWords(text: string): SpokenWord[] {
  const words: SpokenWord[] = [];
  for (const piece of apart(text.slice(0, MOST_CHARACTERS)).split(/\s+/)) {
    const raw = piece.replace(/^[^\p{L}\d]+|[^\p{L}\d]+$/gu, '');
    const folded = fold(raw);
    const mark = /[^\p{L}\d]*$/u.exec(piece)?.[0] ?? '';
    const stop = /[.!?…]/.test(mark) && !isShortened(raw, folded, mark);
    const comma = stop || /[,;:–—]/.test(mark);
    const last = words.at(-1);
    if (folded === '' || fillers.has(folded)) {
      if (last && stop) last.stop = last.comma = true;
      else if (last && folded === '' && /[,;:–—-]/.test(piece)) last.comma = true;
      continue;
    }
    if (/^-\p{L}/u.test(piece) && last) last.comma = false;
    words.push({ raw, folded, isCapital: /^\p{Lu}/u.test(raw), comma, stop });
  }
  const end = words.at(-1);
  if (end) end.stop = end.comma = true;
  return words;
}

/** Recognisers run names together ("AnnegretPetersen"); "McAllister" and "DeVries" are names of their own. */
const apart = (text: string): string => text.replace(/(\p{Ll}{3})(?=\p{Lu}\p{Ll}{2})/gu, '$1 ');

/** A message of three minutes has about 3,000; more is no message. */
const MOST_CHARACTERS = 20_000;

/** Said between words, and meaning nothing. "also" and "ja" are kept: they part phrases. */
const fillers = new Set([
  ...[
    'aeh',
    'aehm',
    'oeh',
    'oehm',
    'hm',
    'hmm',
    'mhm',
    'aehh',
    'eh',
    'ehm',
    'em',
    'halt',
    'sozusagen',
    'quasi',
  ],
  ...['irgendwie', 'eben', 'naja', 'gell', 'ne', 'tja'],
]);

/** "Dr.", "Str.", "Nr.", "S. C. H.", "30." end no sentence. */
function isShortened(raw: string, folded: string, mark: string): boolean {
  if (!mark.startsWith('.')) return false;
  return raw.length === 1 || /^(?:dr|prof|str|nr|hausnr|st|fam|fa|hr|fr|og|eg|ca|bzw|whg|tel)$/.test(folded);
}
