import type { Token } from './words.ts';

/** What callers say in their dialect, as the rules know it: "ausgfalln" is read as "ausgefallen". */
export function withoutDialect(tokens: readonly Token[]): Token[] {
  return tokens.map(token => {
    const standard = dialect.get(token.folded);
    return standard === undefined ? token : { ...token, folded: standard };
  });
}

/** By their folded forms. Only words that mean nothing else in the languages of the rules. */
const dialect: ReadonlyMap<string, string> = new Map([
  ['keen', 'kein'],
  ['koa', 'kein'],
  ['koan', 'kein'],
  ['koi', 'kein'],
  ['huus', 'haus'],
  ['hus', 'haus'],
  ['deckn', 'decke'],
  ['kimmt', 'kommt'],
  ['kimmts', 'kommt'],
  ['kummt', 'kommt'],
  ['kommts', 'kommt'],
  ['stoht', 'steht'],
  ['steiht', 'steht'],
  ['net', 'nicht'],
  ['ned', 'nicht'],
  ['nich', 'nicht'],
  ['zua', 'zu'],
  ['oba', 'herunter'],
  ['aussa', 'heraus'],
  ['chaeller', 'keller'],
  ['ausgfalln', 'ausgefallen'],
  ['ausgfallen', 'ausgefallen'],
  ['hoazung', 'heizung'],
  ['brennts', 'brennt'],
]);
