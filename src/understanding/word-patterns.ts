import { keyOf, keywordOf } from './categorise-keywords.ts';
import { readingsOf } from './lemma.ts';
import { spokenNumber } from './number-words.ts';
import { fold, stem, type Token } from './words.ts';

/** One alternative of a rule's list: a word or a phrase, `*` for any letters, a full stop for the end of a phrase. */
type Pattern = readonly ((token: Token, tokens: readonly Token[], at: number) => boolean)[];

/** "läuft überflutet unter_wasser *rohrbruch" → its patterns. */
export function patternsOf(list: string): Pattern[] {
  return list
    .split(/\s+/)
    .filter(word => word !== '')
    .map(word => word.split('_').map(test));
}

/** Each place where one of the patterns stands. A phrase does not go over the end of a sentence. */
export function findPatterns(
  patterns: readonly Pattern[],
  tokens: readonly Token[],
  range: { fromWord: number; toWord: number },
): { fromWord: number; toWord: number }[] {
  const found: { fromWord: number; toWord: number }[] = [];
  for (let at = range.fromWord; at < range.toWord; at += 1) {
    for (const pattern of patterns) {
      if (at + pattern.length > range.toWord) continue;
      const fits = pattern.every((each, offset) => {
        const token = tokens[at + offset];
        const isInside = offset === 0 || !tokens[at + offset - 1]?.endsSentence;
        return token !== undefined && token.folded !== '' && isInside && each(token, tokens, at + offset);
      });
      if (fits) found.push({ fromWord: at, toWord: at + pattern.length });
    }
  }
  return found;
}

const OLD_AGE = 75;
const OLDEST = 106;

function test(word: string): Pattern[number] {
  if (word === '@alter') return isOldAge;
  if (word === '@kleinkind') return isSmallChild;
  if (word.startsWith('~')) return inAnyForm(word.slice(1));
  const parts = word.replace(/\.$/, '').split('*').map(fold);
  const isAtEnd = word.endsWith('.');
  const [whole = ''] = parts;
  // Most are plain words, and there are thousands of them.
  if (parts.length === 1) return token => token.folded === whole && (!isAtEnd || token.endsPhrase);
  const expression = new RegExp(`^${parts.map(part => part.replace(/\+/g, '\\+')).join('.*')}$`, 'u');
  return token => expression.test(token.folded) && (!isAtEnd || token.endsPhrase);
}

/** "ist einundneunzig", "82 Jahre". */
function isOldAge(token: Token, tokens: readonly Token[], at: number): boolean {
  const value = /^\d{2,3}$/.test(token.folded) ? Number(token.folded) : spokenNumber(token.folded);
  if (/^(?:siebenund|achtund|neunund|fuenfund|sechsund)?(?:siebzig|achtzig|neunzig)jaehr/.test(token.folded))
    return true;
  if (value === null || value < OLD_AGE || value > OLDEST) return false;
  const before = tokens[at - 1]?.folded ?? '';
  const after = tokens[at + 1]?.folded ?? '';
  return (
    /^(?:jahre|jahr|jaehrig\w*)$/.test(after) ||
    /^(?:ist|bin|sind|schon|ueber|fast|mit|wird|werde|war|ald)$/.test(before)
  );
}

function isSmallChild(token: Token): boolean {
  return /^(?:ein|zwei|drei|vier)jaehrig/.test(token.folded);
}

/** Compounds of a word this long end with it: Kellerhebeanlage is a Hebeanlage. */
const FEWEST_LETTERS_OF_HEAD = 6;

/** A word by its base forms (declined, conjugated), its stem where no lexicon knows it, or as the end of a compound. */
function inAnyForm(word: string): Pattern[number] {
  const plain = fold(word);
  const stemmed = stem(word);
  const keys = new Set(keywordOf(word, 0).words[0] ?? []);
  const mayBeHead = stemmed.length >= FEWEST_LETTERS_OF_HEAD;
  return token => {
    if (token.folded === plain || token.stem === stemmed) return true;
    if (mayBeHead && token.stem.endsWith(stemmed)) return true;
    return formsOf(token).some(key => keys.has(key));
  };
}

const forms = new WeakMap<Token, string[]>();

function formsOf(token: Token): string[] {
  const known = forms.get(token);
  if (known) return known;
  // Whatever the word can be: a recogniser's capitals are not to be relied on where somebody is to be woken.
  const made = readingsOf(token.bare, { hasCapitals: false, isFirst: true, isNamed: true }).map(keyOf);
  forms.set(token, made);
  return made;
}
