/**
 * Reads the dictionaries of a contact set. What sounds alike is found by key (exact, skeleton, Kölner) and only
 * where none of them is close by three-letter pieces: those cost the most and find the least.
 */
import type { Database } from 'better-sqlite3';
import type { KnownPerson } from './known-name.ts';
import { splitKind } from './known-street.ts';
import { grams, koelner, skeleton, soundingLike } from './sound.ts';

/** A value of a dictionary that is like what was heard. */
export interface Alike {
  id: number;
  /** Folded, for a street with its kind. */
  key: string;
  /** 0 to 1. */
  like: number;
  /** In how many rows it stands. */
  count: number;
}

/** A row of the set, as far as matching needs it. */
export interface KnownRow {
  row: number;
  persons: KnownPerson[];
  /** '': none. */
  company: string;
  /** 0: none. */
  street: number;
  low: number | null;
  high: number | null;
  letter: string;
  city: string;
}

/** What matching asks of a contact set. */
export interface ContactIndex {
  surnamesLike(key: string): Alike[];
  /** Of the right kind only; `key` may be any form of the street's name. */
  streetsLike(key: string, how: 'exact' | 'alike'): Alike[];
  companiesLike(key: string): Alike[];
  isFirstName(key: string): boolean;
  isCity(key: string): boolean;
  rowsNamed(surname: number, street: number): { row: number; isPart: boolean }[];
  /** With this family name, at most some thousand, and their first names. */
  rowsWithSurname(surname: number): { row: number; firstNames: string[] }[];
  rowsOfCompany(company: number): number[];
  /** Who lives in the houses from `low` to `high` of a street, at most some hundred. */
  rowsAt(street: number, low: number, high: number): number[];
  /** E.164 or extension; ranges included. */
  rowsWithNumber(number: string): number[];
  row(row: number): KnownRow | null;
  /** Numbers and mail address: two rows that share one and the name are one person. */
  reachedBy(row: number): string[];
}

export function makeContactIndex(db: Database): ContactIndex {
  const columns = 'value AS id, key, count, skeleton, whole';
  const exact = db.prepare<[string, string], KeyRow>(
    `SELECT ${columns} FROM find_keys WHERE kind = ? AND key = ? ORDER BY whole DESC LIMIT 20`,
  );
  const sound = db.prepare<[string, string], KeyRow>(
    `SELECT ${columns} FROM find_keys WHERE kind = ? AND skeleton = ? LIMIT 100`,
  );
  const code = db.prepare<[string, string], KeyRow>(
    `SELECT ${columns} FROM find_keys WHERE kind = ? AND koelner = ? LIMIT 300`,
  );
  const byId = db.prepare<[number], KeyRow>(`SELECT ${columns} FROM find_keys WHERE id = ?`);
  const gram = db
    .prepare<[string, string], number>('SELECT key_id FROM find_grams WHERE kind = ? AND gram = ? LIMIT 6000')
    .pluck();
  const has = db
    .prepare<[string, string], number>('SELECT 1 FROM find_keys WHERE kind = ? AND key = ?')
    .pluck();
  const named = db.prepare<[number, number], { row: number; part: number }>(
    'SELECT row, is_part AS part FROM find_named WHERE surname = ? AND street = ? LIMIT 200',
  );
  const withSurname = db.prepare<[number], { row: number; persons: string | null }>(
    'SELECT row, persons FROM find_named JOIN find_people USING (row) WHERE surname = ? LIMIT 5000',
  );
  const ofCompany = db
    .prepare<[number], number>('SELECT row FROM find_at_company WHERE company = ? LIMIT 200')
    .pluck();
  const at = db
    .prepare<[number, number, number, number], number>(
      'SELECT row FROM find_people WHERE street = ? AND low BETWEEN ? AND ? AND high >= ? LIMIT 300',
    )
    .pluck();
  const withNumber = db
    .prepare<[string], number>('SELECT contact FROM numbers WHERE number = ? LIMIT 200')
    .pluck();
  const inRange = db
    .prepare<[{ from: string; number: string }], number>(
      'SELECT contact FROM number_ranges WHERE first > @from AND first <= @number AND last >= @number AND length(first) = length(@number) LIMIT 200',
    )
    .pluck();
  const person = db.prepare<[number], PersonRow>('SELECT * FROM find_people WHERE row = ?');
  const numbersOf = db.prepare<[number], string>('SELECT number FROM numbers WHERE contact = ?').pluck();
  const mailOf = db
    .prepare<[number], string | null>('SELECT mail_address FROM contacts WHERE id = ?')
    .pluck();

  function byGrams(kind: string, sounds: string): KeyRow[] {
    const hits = new Map<number, number>();
    const pieces = grams(sounds);
    for (const piece of pieces) for (const id of gram.all(kind, piece)) hits.set(id, (hits.get(id) ?? 0) + 1);
    const least = Math.max(1, Math.floor(pieces.length / 3));
    return [...hits]
      .filter(([, count]) => count >= least)
      .sort((a, b) => b[1] - a[1])
      .slice(0, MOST_BY_GRAMS)
      .flatMap(([id]) => byId.get(id) ?? []);
  }

  /** The same words come up in several readings of one sentence. */
  const recent = new Map<string, Alike[]>();

  function alike(kind: AlikeKind, heard: string, isFit: (row: KeyRow) => boolean): Alike[] {
    const asked = `${kind}/${heard}`;
    const known = recent.get(asked);
    if (known) return known;
    if (recent.size >= MOST_RECENT) recent.clear();
    const found = findAlike(kind, heard, isFit);
    recent.set(asked, found);
    return found;
  }

  function findAlike(kind: AlikeKind, heard: string, isFit: (row: KeyRow) => boolean): Alike[] {
    const heardStem = kind === 'street' ? splitKind(heard).stem : heard;
    const sounds = skeleton(heardStem);
    const found = new Map<number, Alike>();
    const take = (rows: readonly KeyRow[]): void => {
      for (const row of rows) {
        if (!isFit(row)) continue;
        const stem = kind === 'street' ? splitKind(row.key).stem : row.key;
        const like =
          soundingLike(heardStem, sounds, stem, row.skeleton ?? '') * (row.whole === 1 ? 1 : NOT_WHOLE);
        const known = found.get(row.id);
        if (like >= LEAST_LIKE && (!known || known.like < like))
          found.set(row.id, { id: row.id, key: row.key, like, count: row.count });
      }
    };
    take(exact.all(kind, heard));
    take(sound.all(kind, sounds));
    take(code.all(kind, koelner(heardStem)));
    const best = Math.max(0, ...[...found.values()].map(value => value.like));
    if (best < GOOD_ENOUGH && kind !== 'company') take(byGrams(kind, sounds));
    return [...found.values()].sort((a, b) => b.like - a.like || b.count - a.count).slice(0, MOST_ALIKE);
  }

  return {
    surnamesLike: key => alike('surname', key, () => true),
    streetsLike(key, how) {
      const { kind } = splitKind(key);
      if (how === 'exact')
        return exact.all('street', key).map(({ id, key: found, count, whole }) => ({
          id,
          key: found,
          like: whole ? 1 : NOT_WHOLE,
          count,
        }));
      return alike('street', key, row => splitKind(row.key).kind === kind);
    },
    companiesLike: key => alike('company', key, () => true),
    isFirstName: key => has.get('first', key) !== undefined,
    isCity: key => has.get('city', key) !== undefined,
    rowsNamed: (surname, street) =>
      named.all(surname, street).map(({ row, part }) => ({ row, isPart: part === 1 })),
    rowsWithSurname: surname =>
      withSurname.all(surname).map(({ row, persons }) => ({
        row,
        firstNames: readPersons(persons).map(one => one.firstName),
      })),
    rowsAt: (street, low, high) => at.all(street, low - WIDEST_HOUSE, high, low),
    rowsOfCompany: company => ofCompany.all(company),
    rowsWithNumber(number) {
      const found = new Set(withNumber.all(number));
      if (number.startsWith('+')) {
        // A range's first number has at most LONGEST_RANGE places of its own.
        const from = number.slice(0, Math.max(4, number.length - LONGEST_RANGE));
        for (const row of inRange.all({ from, number })) found.add(row);
      }
      return [...found];
    },
    row(row) {
      const found = person.get(row);
      return found ? readRow(found) : null;
    },
    reachedBy: row => [...numbersOf.all(row), ...[mailOf.get(row) ?? ''].filter(mail => mail !== '')],
  };
}

type AlikeKind = 'surname' | 'street' | 'company';

interface KeyRow {
  id: number;
  key: string;
  count: number;
  skeleton: string | null;
  /** 0: a short form of a street ("Kellerberg" of "Am Kellerberg"). */
  whole: number;
}

interface PersonRow {
  row: number;
  persons: string | null;
  company: string | null;
  street: number;
  low: number | null;
  high: number | null;
  letter: string | null;
  city: string | null;
}

/** Below this two names have little in common; nothing is decided by less. */
const LEAST_LIKE = 0.62;
/** As close as this, and the pieces are not asked. */
const GOOD_ENOUGH = 0.9;
/** "Am Kellerberg" said without "Am": nearly as good. */
const NOT_WHOLE = 0.97;
const MOST_ALIKE = 14;
const MOST_BY_GRAMS = 60;
const MOST_RECENT = 200;
/** "12–72" may be one house of the list. */
const WIDEST_HOUSE = 60;
/** Extensions have at most four digits. */
const LONGEST_RANGE = 4;

const readRow = (found: PersonRow): KnownRow => ({
  row: found.row,
  persons: readPersons(found.persons),
  company: found.company ?? '',
  street: found.street,
  low: found.low,
  high: found.high,
  letter: found.letter ?? '',
  city: found.city ?? '',
});

const readPersons = (text: string | null): KnownPerson[] =>
  (text ?? '')
    .split(';')
    .filter(one => one !== '')
    .map(one => {
      const [surname = '', firstName = '', gender = ''] = one.split('/');
      return { surname, firstName, gender: gender === 'm' || gender === 'w' ? gender : '' };
    });
