/**
 * Finds contacts as a search engine does: parts of words, several words in any order, typing errors, fragments
 * of a number. For people who look something up; identification never uses it.
 */
import type { Database } from 'better-sqlite3';
import { fold, grams, likeness } from './sound.ts';
import { wordsOf } from './word-keys.ts';

/** Rows of one page, best first. */
export interface SearchPage {
  rows: number[];
  /** No more than MOST_HITS are counted. */
  total: number;
}

export interface SearchOrder {
  query: string;
  offset: number;
  limit: number;
}

export function searchContacts(db: Database, { query, offset, limit }: SearchOrder): SearchPage {
  const hits = isNumber(query) ? byNumber(db, query) : byWords(db, query);
  if (hits.length === 0 && isFiveDigits(query)) hits.push(...byNumber(db, query));
  return { rows: hits.slice(offset, offset + limit), total: hits.length };
}

/** More than this nobody pages through. */
const MOST_HITS = 500;
const MOST_WORDS = 8;

/** Digits as they are written on paper; at least four, with nothing else but marks. Five alone are a postcode. */
export const isNumber = (query: string): boolean =>
  /^[+\d\s()/.-]+$/.test(query) && query.replace(/\D/g, '').length >= LEAST_DIGITS && !isFiveDigits(query);

const isFiveDigits = (query: string): boolean => /^\s*\d{5}\s*$/.test(query);

const LEAST_DIGITS = 4;

/** A beginning of the number in any way to write it, else any part of it. */
function byNumber(db: Database, query: string): number[] {
  const digits = query.replace(/\D/g, '').replace(/^00/, '');
  const starts =
    query.trim().startsWith('+') || /^\s*00/.test(query) ? [digits] : [digits.replace(/^0/, '49'), digits];
  const found = new Set<number>();
  const begins = db
    .prepare<[string, string], number>(
      'SELECT contact FROM numbers WHERE number >= ? AND number < ? LIMIT 500',
    )
    .pluck();
  for (const start of starts) for (const row of begins.all(`+${start}`, `+${start}~`)) found.add(row);
  const part = digits.replace(/^0/, '');
  if (found.size === 0 && part.length >= LEAST_PART) {
    const contains = db
      .prepare<[string], number>(
        `SELECT contact FROM (SELECT number, contact FROM numbers LIMIT ${MOST_READ}) WHERE number LIKE ? LIMIT 200`,
      )
      .pluck();
    for (const row of contains.all(`%${part}%`)) found.add(row);
  }
  return [...found].slice(0, MOST_HITS);
}

/** Fewer digits stand in the middle of too many numbers to say anything. */
const LEAST_PART = 5;
/** No index finds the middle of a number: so many are read, some 30 ms in which no call is served. */
const MOST_READ = 200_000;

function byWords(db: Database, query: string): number[] {
  const words = [...new Set(query.split(/[\s,;]+/).flatMap(piece => asked(piece)))].slice(0, MOST_WORDS);
  if (words.length === 0) return [];
  const spread = words.map(word => ({ word, forms: formsOf(db, word) }));
  const match = spread.map(({ forms }) => `(${forms.map(asTerm).join(' OR ')})`).join(' AND ');
  const rows = db
    .prepare<[string], number>(`SELECT rowid FROM find_text WHERE find_text MATCH ? LIMIT ${MOST_HITS}`)
    .pluck()
    .all(match);
  return ranked(db, rows, words);
}

/** Rows that have exactly this name and address, at most two: more than one is nobody in particular. */
export function rowsNamedExactly(db: Database, name: string, street: string | null): number[] {
  const words = [...new Set([...wordsOf(name), ...wordsOf(street ?? '')])];
  if (words.length === 0) return [];
  return db
    .prepare<[string, string, string | null], number>(
      `SELECT contacts.id FROM find_text JOIN contacts ON contacts.id = find_text.rowid
       WHERE find_text MATCH ? AND contacts.name = ? AND contacts.street IS ? LIMIT 2`,
    )
    .pluck()
    .all(words.map(word => `"${word}"`).join(' AND '), name, street);
}

/** "Str." is "straße"; a hyphen parts words. */
function asked(piece: string): string[] {
  const whole = fold(piece.replace(/str(\.|aße|asse)?$/i, 'strasse'));
  return piece.includes('-') ? wordsOf(piece).slice(0, -1) : [whole].filter(word => word !== '');
}

interface Form {
  text: string;
  isStart: boolean;
}

const asTerm = ({ text, isStart }: Form): string => (isStart ? `"${text}" *` : `"${text}"`);

/**
 * A word as it was typed is a beginning, from three letters on: shorter ones begin half of a large list. A word
 * that nobody is called is looked for among those that are like it.
 */
function formsOf(db: Database, word: string): Form[] {
  const forms: Form[] = [{ text: word, isStart: word.length >= LEAST_START }];
  if (word.length < 4 || /\d/.test(word) || isKnown(db, word)) return forms;
  return [...forms, ...similar(db, word).map(text => ({ text, isStart: false }))];
}

const LEAST_START = 3;

const isKnown = (db: Database, word: string): boolean =>
  db
    .prepare("SELECT 1 FROM find_keys WHERE kind = 'word' AND key >= ? AND key < ? LIMIT 1")
    .get(word, `${word}~`) !== undefined;

const LEAST_SIMILAR = 0.7;
const MOST_SIMILAR = 8;

function similar(db: Database, word: string): string[] {
  const pieces = grams(word);
  const hits = db
    .prepare<unknown[], { key: string }>(
      `SELECT key FROM find_grams JOIN find_keys ON find_keys.id = key_id
       WHERE find_grams.kind = 'word' AND gram IN (${pieces.map(() => '?').join(',')})
       GROUP BY key_id ORDER BY count(*) DESC LIMIT 150`,
    )
    .all(...pieces);
  return hits
    .map(({ key }) => ({ key, like: likeness(word, key) }))
    .filter(({ like }) => like >= LEAST_SIMILAR)
    .sort((a, b) => b.like - a.like)
    .slice(0, MOST_SIMILAR)
    .map(({ key }) => key);
}

/** By how close each typed word comes to a word of the contact; the same by name. */
function ranked(db: Database, rows: readonly number[], words: readonly string[]): number[] {
  const facts = db.prepare<
    [number],
    Record<'name' | 'street' | 'company' | 'object' | 'city', string | null>
  >('SELECT name, street, company, object, city FROM contacts WHERE id = ?');
  return rows
    .map(row => {
      const found = facts.get(row);
      const names = wordsOf(found?.name ?? '');
      const others = wordsOf([found?.street, found?.company, found?.object, found?.city].join(' '));
      const score = words.reduce((sum, word) => sum + closest(word, names) * 1.1 + closest(word, others), 0);
      return { row, score, name: found?.name ?? '' };
    })
    .sort((a, b) => b.score - a.score || a.name.localeCompare(b.name, 'de') || a.row - b.row)
    .map(({ row }) => row);
}

function closest(word: string, known: readonly string[]): number {
  let best = 0;
  for (const one of known) {
    if (one === word) return 1;
    best = Math.max(best, one.startsWith(word) ? 0.9 : likeness(word, one) * 0.85);
  }
  return best;
}
