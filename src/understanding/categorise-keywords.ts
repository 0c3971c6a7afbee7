/** Keywords by their base forms, and how words of a message meet them. */
import type { CategoryInput } from '../domain/category.ts';
import { onItsOwn, readingsOf } from './lemma.ts';
import { lookUp, type Reading } from './lemma-lexicon.ts';
import { fold, stem } from './words.ts';

export interface Keyword {
  /** As the customer wrote it. */
  keyword: string;
  /** Place of its category. */
  order: number;
  /** For each of its words the base forms it can have. */
  words: string[][];
}

export interface KeywordIndex {
  /** Keywords of one word, by base form. */
  single: Map<string, Keyword>;
  /** The same by stem, for words that no lexicon knows. */
  stems: Map<string, Keyword>;
  /** Keywords of several words ("warmes Wasser"). */
  phrases: Keyword[];
  /** Keywords that the lexicon lacks: they too may be part of a compound. */
  extra: Map<string, Reading[]>;
}

export function keywordOf(keyword: string, order: number): Keyword {
  return {
    keyword,
    order,
    words: keyword
      .split(/[\s/&+,]+/)
      .filter(isWord)
      .map(keysOfWord),
  };
}

export function buildIndex(keywords: readonly Keyword[]): KeywordIndex {
  const index: KeywordIndex = { single: new Map(), stems: new Map(), phrases: [], extra: new Map() };
  for (const keyword of keywords) {
    const [first] = keyword.words;
    if (!first) continue;
    if (keyword.words.length > 1) {
      index.phrases.push(keyword);
      continue;
    }
    for (const key of first) if (!index.single.has(key)) index.single.set(key, keyword);
    const word = keyword.keyword.trim();
    const stemmed = stem(word);
    if (!isAcronym(word) && !index.stems.has(stemmed)) index.stems.set(stemmed, keyword);
    if (readingsOf(word).length === 0) {
      index.extra.set(word.toLowerCase().replaceAll('ß', 'ss'), [{ lemma: word, kind: 'noun' }]);
    }
  }
  // "kein warmes Wasser" before "warmes Wasser"
  index.phrases.sort((a, b) => b.words.length - a.words.length);
  return index;
}

/** A base form with its kind, so that the noun Laut is not the adjective laut. */
export const keyOf = ({ kind, lemma }: Reading): string => `${kind[0]}:${fold(lemma)}`;
/** What an unknown or small word is compared by. */
export const plainKeyOf = (word: string): string => `=:${stem(word)}`;

/**
 * R144, R146: no keyword, in whatever form, in two categories. Returns a German sentence that names both
 * places; null: all is well. A compound is a word of its own: Heizungskeller does not clash with Heizung.
 */
export function findKeywordClash(categories: readonly CategoryInput[]): string | null {
  const taken = new Map<string, { category: string; keyword: string; order: number }>();
  for (const [order, { name, keywords }] of categories.entries()) {
    for (const keyword of keywords) {
      const { words } = keywordOf(keyword, order);
      if (words.length === 0) return `Das Schlagwort „${keyword}“ in „${name}“ enthält keine Buchstaben.`;
      for (const key of phraseKeys(words)) {
        const other = taken.get(key);
        if (other && other.order !== order) {
          const sameWord = other.keyword === keyword ? '' : ` (als „${other.keyword}“)`;
          return `Das Schlagwort „${keyword}“ in „${name}“ gibt es schon in der Kategorie „${other.category}“${sameWord}. Bitte entfernen Sie eines von beiden.`;
        }
        if (!other) taken.set(key, { category: name, keyword, order });
      }
    }
  }
  return null;
}

/** Every way to read a phrase; each word has few readings, so this is cut off where it would explode. */
function phraseKeys(words: readonly string[][]): string[] {
  let keys = [''];
  for (const readings of words) {
    keys = keys.flatMap(key => readings.map(reading => `${key} ${reading}`)).slice(0, 200);
  }
  return keys;
}

function keysOfWord(word: string): string[] {
  if (isAcronym(word)) return [`=:${word}`];
  const small = smallWord(word);
  if (small) return [small];
  const readings = asWritten(word, readingsOf(word, onItsOwn));
  return readings.length > 0 ? [...new Set(readings.map(keyOf))] : [plainKeyOf(word)];
}

/** "WEG" is not the way: what is written in capitals and means something else in small letters counts in capitals only. */
export function isAcronym(word: string): boolean {
  return (
    /^\p{Lu}{2,5}$/u.test(word) &&
    lookUp(word).some(({ lemma }) => lemma.toLowerCase() === word.toLowerCase())
  );
}

/** "Funke" is no old dative of Funk: a noun that is a base form means itself. "Duschen" may be Dusche or duschen. */
function asWritten(word: string, readings: readonly Reading[]): readonly Reading[] {
  const isSelf = ({ lemma }: Reading) => lemma.toLowerCase() === word.toLowerCase();
  const isInfinitive = lookUp(word).some(reading => reading.kind === 'verb' && isSelf(reading));
  if (isInfinitive || !readings.some(reading => reading.kind === 'noun' && isSelf(reading))) return readings;
  return readings.filter(reading => reading.kind !== 'noun' || isSelf(reading));
}

/** "kein", "nicht" and the like have no base form in the lexicon. */
export function smallWord(word: string): string | null {
  const plain = fold(word);
  if (/^kein(?:e[nmrs]?)?$/.test(plain)) return '=:kein';
  return /^(?:nicht|ohne|zu|im|am|in|auf|aus|weg|ab|an|der|die|das|den|dem)$/.test(plain)
    ? `=:${plain}`
    : null;
}

const isWord = (part: string): boolean => /[\p{L}\p{N}]/u.test(part);
