/**
 * Writes the dictionaries of a contact set into the set's own SQLite file: unique family names, streets and
 * companies with their sounds, so that a look-up searches VALUES (some ten thousand) and not rows (a million).
 * Tables begin with `find_`; nothing here is ever changed after `finish`.
 */
import type { Database } from 'better-sqlite3';
import type { ContactRecord } from '../../domain/contact.ts';
import { type KnownPerson, knownPerson, partsOfSurname } from './known-name.ts';
import { splitKind, streetKeys } from './known-street.ts';
import { fold, grams, koelner, skeleton } from './sound.ts';
import { companyKey, forgetWords, searchWords } from './word-keys.ts';

export interface IndexWriter {
  /** `rowId` names it in all that is found. */
  add(contact: ContactRecord): void;
  /** Dictionaries and indexes. Call once, in the same transaction or after it. */
  finish(): void;
}

export function makeIndexWriter(db: Database): IndexWriter {
  db.exec(tables);
  // The words of some ten thousand rows at once, and no merging in between: four times as fast.
  db.exec("INSERT INTO find_text (find_text, rank) VALUES ('hashsize', 8000000), ('automerge', 0)");
  const surnames = makeDictionary();
  const streets = makeDictionary();
  const companies = makeDictionary();
  const cities = makeDictionary();
  const firstNames = makeDictionary();
  const words = makeDictionary();
  const insert = {
    person: db.prepare(
      'INSERT INTO find_people (row, persons, company, street, low, high, letter, city) VALUES (?,?,?,?,?,?,?,?)',
    ),
    surname: db.prepare('INSERT INTO find_named VALUES (?,?,?,?)'),
    company: db.prepare('INSERT OR IGNORE INTO find_at_company VALUES (?,?)'),
    text: db.prepare('INSERT INTO find_text (rowid, words) VALUES (?,?)'),
  };

  function add(contact: ContactRecord): void {
    const row = contact.rowId;
    const street = contact.streetName ?? '';
    const streetId = street === '' ? 0 : streetIdOf(street);
    const persons = contact.persons.map(knownPerson);
    const company = companyKey(contact.company ?? '');
    const city = fold(contact.city ?? '');
    if (city !== '') cities.add(city);
    insert.person.run(
      row,
      writePersons(persons) || null,
      company || null,
      streetId,
      contact.houseFrom,
      contact.houseTo,
      contact.houseLetter,
      city || null,
    );
    for (const { surname, firstName } of persons) {
      if (firstName !== '') firstNames.add(firstName);
      if (surname !== '') insert.surname.run(surnames.add(surname), streetId, row, 0);
    }
    for (const part of contact.persons.flatMap(person => partsOfSurname(person.lastName ?? '')))
      insert.surname.run(surnames.add(part), streetId, row, 1);
    if (company !== '') insert.company.run(companies.add(company), row);
    const said = searchWords(contact);
    for (const word of said.named) words.add(word);
    insert.text.run(row, said.all.join(' '));
  }

  const streetIds = new Map<string, number>();

  /** Most rows repeat the street of the row before. */
  function streetIdOf(street: string): number {
    const known = streetIds.get(street);
    const { key } = known === undefined ? streetKeys(street) : { key: '' };
    const id = known ?? (key === '' ? 0 : streets.add(key));
    if (known === undefined) streetIds.set(street, id);
    return id;
  }

  function finish(): void {
    forgetWords();
    writeValues(db, 'surname', surnames);
    writeValues(db, 'company', companies);
    writeValues(db, 'first', firstNames);
    writeValues(db, 'city', cities);
    writeValues(db, 'word', words);
    writeStreets(db, streetIds);
    db.exec(indexes);
  }

  return { add, finish };
}

/** Persons of a row as `find_people` keeps them: "surname/first/m" parted by ";". */
const writePersons = (persons: readonly KnownPerson[]): string =>
  persons.map(({ surname, firstName, gender }) => `${surname}/${firstName}/${gender}`).join(';');

/** Ids from 1 in the order of first sight; the same key has one id. */
interface Dictionary {
  add(key: string): number;
  values(): Iterable<{ id: number; key: string; count: number }>;
}

function makeDictionary(): Dictionary {
  const ids = new Map<string, number>();
  const counts: number[] = [];
  return {
    add(key) {
      const known = ids.get(key);
      if (known !== undefined) {
        counts[known - 1] = (counts[known - 1] ?? 0) + 1;
        return known;
      }
      const id = ids.size + 1;
      ids.set(key, id);
      counts.push(1);
      return id;
    },
    *values() {
      for (const [key, id] of ids) yield { id, key, count: counts[id - 1] ?? 1 };
    },
  };
}

type Kind = 'surname' | 'company' | 'first' | 'city' | 'word' | 'street';

/** Only these are searched by sound; cities, first names and words of the search are looked up or compared. */
const bySound: ReadonlySet<Kind> = new Set<Kind>(['surname', 'company', 'street']);
const byGrams: ReadonlySet<Kind> = new Set<Kind>(['surname', 'company', 'street', 'word']);

function writeValues(db: Database, kind: Kind, dictionary: Dictionary): void {
  const key = makeKeyWriter(db, kind);
  for (const value of dictionary.values()) key(value.key, value.id, value.count, 1);
}

/** Every way the list writes a street; the same key of the same street is one. */
function writeStreets(db: Database, streets: ReadonlyMap<string, number>): void {
  const key = makeKeyWriter(db, 'street');
  const whole = new Set<number>();
  for (const [raw, id] of streets) {
    if (id === 0) continue;
    const keys = streetKeys(raw);
    if (!whole.has(id)) key(keys.key, id, 1, 1);
    whole.add(id);
    for (const other of keys.others) key(other, id, 1, 0);
  }
}

function makeKeyWriter(db: Database, kind: Kind) {
  const insert = db.prepare(
    'INSERT OR IGNORE INTO find_keys (kind, key, value, count, whole, skeleton, koelner) VALUES (?,?,?,?,?,?,?)',
  );
  const gram = db.prepare('INSERT INTO find_grams VALUES (?,?,?)');
  return (key: string, value: number, count: number, whole: 0 | 1): void => {
    // A street is compared by its stem: "weg" and "straße" sound too much alike in all of them.
    const { stem } = kind === 'street' ? splitKind(key) : { stem: key };
    const sounds = bySound.has(kind) ? skeleton(stem) : null;
    const done = insert.run(kind, key, value, count, whole, sounds, sounds === null ? null : koelner(stem));
    if (done.changes === 0 || !byGrams.has(kind)) return;
    for (const piece of grams(sounds ?? stem)) gram.run(kind, piece, Number(done.lastInsertRowid));
  };
}

const tables = `
CREATE TABLE find_people (row INTEGER PRIMARY KEY, persons TEXT, company TEXT, street INTEGER NOT NULL,
  low INTEGER, high INTEGER, letter TEXT, city TEXT);
CREATE TABLE find_named (surname INTEGER NOT NULL, street INTEGER NOT NULL, row INTEGER NOT NULL, is_part INTEGER NOT NULL);
CREATE TABLE find_at_company (company INTEGER NOT NULL, row INTEGER NOT NULL, PRIMARY KEY (company, row)) WITHOUT ROWID;
CREATE TABLE find_keys (id INTEGER PRIMARY KEY, kind TEXT NOT NULL, key TEXT NOT NULL, value INTEGER NOT NULL,
  count INTEGER NOT NULL, whole INTEGER NOT NULL, skeleton TEXT, koelner TEXT, UNIQUE (kind, key, value));
CREATE TABLE find_grams (kind TEXT NOT NULL, gram TEXT NOT NULL, key_id INTEGER NOT NULL);
CREATE VIRTUAL TABLE find_text USING fts5(words, content='', detail=none, columnsize=0, tokenize='ascii');
`;

/** Made when all is in: an index that grows in random order reads and writes the whole file again and again. */
const indexes = `
CREATE INDEX find_named_by_name ON find_named (surname, street, row, is_part);
CREATE INDEX find_people_by_house ON find_people (street, low) WHERE low IS NOT NULL;
CREATE INDEX find_grams_by_gram ON find_grams (kind, gram, key_id);
CREATE INDEX find_keys_skeleton ON find_keys (kind, skeleton) WHERE skeleton IS NOT NULL;
CREATE INDEX find_keys_koelner ON find_keys (kind, koelner) WHERE koelner IS NOT NULL;
`;
