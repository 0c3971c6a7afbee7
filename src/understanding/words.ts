import { type Transcript, wordsOf } from '../domain/transcript.ts';

/** A word of the transcript as the rules read it. Its position in the list is its number in spans. */
export interface Token {
  /** As the engine wrote it, with its punctuation. */
  text: string;
  /** Without the punctuation around it. */
  bare: string;
  /** Lower case, umlauts as ae oe ue, ß as ss; letters, digits and + only, accents gone. */
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
  const tokens = wordsOf(transcript)
    .slice(0, MOST_WORDS)
    .map(word => tokenOf(word.text));
  return tokens.map((token, at) =>
    isFigureAtEnd(token, tokens[at + 1]) || isStreetAtEnd(token, tokens[at + 1])
      ? { ...token, endsSentence: true }
      : token,
  );
}

/** "Ich wohne in der Gartenstr. Die Heizung …" ends a sentence, "Gartenstr. 4" does not. */
function isStreetAtEnd(token: Token, next: Token | undefined): boolean {
  if (!/\p{L}str$/iu.test(token.bare) || !/\.$/.test(token.text)) return false;
  return next === undefined || (next.isCapitalised && !/^(?:haus|nummer|hausnummer|nr)$/.test(next.folded));
}

/** "Kiefernweg 12. Ich will …" ends a sentence, "am 7. Juli" and "im 3. Stock" do not. */
function isFigureAtEnd(token: Token, next: Token | undefined): boolean {
  if (!/^\d{1,2}$/.test(token.bare) || !/\.$/.test(token.text)) return false;
  return next === undefined || (next.isCapitalised && !afterOrdinal.test(next.folded));
}

const afterOrdinal =
  /^(?:jan|feb|maerz|apr|mai|jun|jul|aug|sep|okt|nov|dez|stock|etage|og|ober|mal|tag|woche|quartal|rate|klasse|person|mahnung|lebens|monat|advent|reihe|haus|weihnacht)/;

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
    endsSentence:
      /[!?…]/.test(tail) || (tail.includes('.') && !/^\d{1,2}$/.test(bare) && !shortForm.test(bare)),
  };
}

/** "Gartenstr.", "Hausnr.", "Marienpl." are cut short at their end. */
const shortForm =
  /^(?:Dr|Prof|Tel|Hr|Fr|St|bzw|ca|z|B|d|h|u|a|Whg|OG|UG)$|str$|^(?:Haus|Tel|Handy|Kunden)?Nr$|.{4}pl$/i;

/** A word that the rules must not read: its place stays, so that spans still count. */
export const silentToken: Token = {
  text: '',
  bare: '',
  folded: '',
  stem: '',
  isCapitalised: false,
  endsPhrase: true,
  endsSentence: true,
};

/** "Straße" → "strasse", "Öztürk" → "oeztuerk"; letters of other scripts stay, without their accents. */
export function fold(text: string): string {
  return text
    .normalize('NFC')
    .toLowerCase()
    .replace(/ä/g, 'ae')
    .replace(/ö/g, 'oe')
    .replace(/ü/g, 'ue')
    .replace(/ß/g, 'ss')
    .replace(/ı/g, 'i')
    .replace(/ł/g, 'l')
    .replace(/đ/g, 'd')
    .replace(/ø/g, 'o')
    .normalize('NFD')
    .replace(/[^\p{L}0-9+]/gu, '');
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
