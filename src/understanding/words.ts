import { type Transcript, wordsOf } from '../domain/transcript.ts';

/** A word of the transcript as the rules read it. Its position in the list is its number in spans. */
export interface Token {
  /** As the engine wrote it, with its punctuation. */
  text: string;
  /** Without the punctuation around it. */
  bare: string;
  /** Lower case, umlauts as ae oe ue, ß as ss; letters, digits and + only. */
  folded: string;
  stem: string;
  isCapitalised: boolean;
  /** A comma, colon or the like follows: a phrase ends here. */
  endsPhrase: boolean;
  /** A full stop, question or exclamation mark follows. */
  endsSentence: boolean;
}

/** A transcript can be no longer than this for the rules: 180 s of fast speech are about 700 words. */
const MOST_WORDS = 5000;

export function tokensOf(transcript: Transcript): Token[] {
  return wordsOf(transcript)
    .slice(0, MOST_WORDS)
    .map(word => tokenOf(word.text));
}

export function tokenOf(raw: string): Token {
  const text = raw.slice(0, 200);
  const bare = text.replace(/^[^\p{L}\p{N}+]+|[^\p{L}\p{N}]+$/gu, '');
  const tail = /[^\p{L}\p{N}]*$/u.exec(text)?.[0] ?? '';
  const folded = fold(bare);
  return {
    text,
    bare,
    folded,
    stem: stem(bare),
    isCapitalised: /^\p{Lu}/u.test(bare),
    endsPhrase: /[,;:.!?…–—]/.test(tail),
    // "17." and "Str." are no ends: after a figure or a short form a full stop says nothing.
    endsSentence: /[!?…]/.test(tail) || (tail.includes('.') && !/^\d+$/.test(bare) && !/^Str$/i.test(bare)),
  };
}

/** "Straße" → "strasse", "Öztürk" → "oeztuerk". */
export function fold(text: string): string {
  return text
    .normalize('NFC')
    .toLowerCase()
    .replace(/ä/g, 'ae')
    .replace(/ö/g, 'oe')
    .replace(/ü/g, 'ue')
    .replace(/ß/g, 'ss')
    .normalize('NFKD')
    .replace(/[^a-z0-9+]/g, '');
}

/**
 * A small stemmer for keywords: Heizung = Heizungen, Aufzug = Aufzüge, Fenster = Fensters. It takes off
 * endings of declension only, so that Mieter and Miete stay apart.
 */
export function stem(word: string): string {
  let rest = withoutUmlauts(fold(word));
  for (;;) {
    const found = endings.find(
      ({ ending, atLeast }) =>
        rest.endsWith(ending) && rest.length - ending.length >= atLeast && !rest.endsWith('ss'),
    );
    if (!found) return rest;
    rest = rest.slice(0, -found.ending.length);
  }
}

/** Umlauts go back to their vowel, for the plural changes them; "ue" after a vowel or q is none. */
export function withoutUmlauts(folded: string): string {
  return folded.replace(/(^|[^aeiouq])([aou])e/g, '$1$2');
}

/** Longest first; `atLeast` letters must be left, so that short words keep their meaning. */
const endings = [
  { ending: 'ern', atLeast: 5 },
  { ending: 'en', atLeast: 4 },
  { ending: 'em', atLeast: 5 },
  { ending: 'er', atLeast: 5 },
  { ending: 'es', atLeast: 4 },
  { ending: 'e', atLeast: 4 },
  { ending: 'n', atLeast: 5 },
  { ending: 's', atLeast: 4 },
] as const;
