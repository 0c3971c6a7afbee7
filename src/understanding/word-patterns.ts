import { spokenNumber } from './number-words.ts';
import { fold, type Token } from './words.ts';

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
  const parts = word.replace(/\.$/, '').split('*').map(fold);
  const expression = new RegExp(`^${parts.map(part => part.replace(/\+/g, '\\+')).join('.*')}$`, 'u');
  const isAtEnd = word.endsWith('.');
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
