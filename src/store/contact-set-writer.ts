/**
 * Writes a new contact set: a SQLite file under another name until it is whole and on the disk. It never
 * touches the set that is live; whoever is killed here leaves a file that nobody refers to.
 */
import { closeSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import type { ContactRecord } from '../domain/contact.ts';
import type { ImportExamples, ImportProblem } from '../domain/contact-import.ts';
import { HausrufError } from '../domain/problem.ts';
import { recordOfRow, type SetRow } from './contact-set.ts';
import { compareSets } from './contact-set-diff.ts';
import { makeReport } from './contact-set-report.ts';
import { contactSetIndexes, contactSetTables } from './contact-set-schema.ts';
import { roomIn } from './disk-room.ts';

export interface ContactSetWriter {
  /** Answers its row id. Throws HausrufError INPUT_INVALID (German) when the set becomes too large, STORE_FULL when the disk does. */
  add(contact: Omit<ContactRecord, 'rowId'>, contentHash: number): number;
  /** All are counted; beyond the first 10,000 one line says where the others are and how many. */
  problem(problem: ImportProblem): void;
  /** Takes over what these sources have in the set that is live now. */
  copyOthers(sources: readonly string[]): void;
  finish(spoken: readonly { name: string; kind: string; count: number }[]): FinishedSet;
  /** Leaves nothing behind. */
  abandon(): void;
}

export interface FinishedSet {
  /** Of this source. */
  contacts: number;
  leftOut: number;
  hints: number;
  before: number;
  added: number;
  changed: number;
  gone: number;
  examples: ImportExamples;
}

export interface ContactSetOptions {
  /** Absolute path; it appears when the set is finished. */
  file: string;
  source: string;
  /** The set that is live now; null: there is none. */
  oldFile: string | null;
  /** Dictionaries of identification: told of each contact, and when all are in. */
  /** For tests. */
  mostBytes?: number;
  makeIndex: (db: Database.Database) => { add(contact: ContactRecord): void; finish(): void };
}

export function writeContactSet(options: ContactSetOptions): ContactSetWriter {
  const { file, source, oldFile, makeIndex, mostBytes = MOST_SET_BYTES } = options;
  const unfinished = `${file}.new`;
  rmSync(unfinished, { force: true });
  const db = new Database(unfinished);
  // Nobody reads it before it is whole, and what is not whole is thrown away: no journal on the disk (OFF is
  // refused by better-sqlite3, which opens databases in SQLite's defensive mode), one sync at the end.
  // A seventh less time than pages of 4 kB, for a list of 100,000 rows.
  db.pragma(`page_size = ${PAGE_BYTES}`);
  db.pragma('journal_mode = MEMORY');
  db.pragma('synchronous = OFF');
  db.pragma('locking_mode = EXCLUSIVE');
  db.pragma(`cache_size = -${CACHE_KB}`);
  const room = roomIn(dirname(file));
  const mostPages = Math.floor(Math.min(mostBytes, room) / PAGE_BYTES);
  // For what is made at the end; rows are refused with words before.
  db.pragma(`max_page_count = ${Math.max(mostPages, LEAST_PAGES)}`);
  db.exec(contactSetTables);
  const index = makeIndex(db);
  const insert = prepareInserts(db);
  const report = makeReport(insert.problem);
  let rowId = 0;
  db.exec('BEGIN');

  function add(contact: Omit<ContactRecord, 'rowId'>, contentHash: number): number {
    rowId += 1;
    if (rowId % ROWS_BETWEEN_LOOKS === 0) mustFit();
    insert.contact.run(columnsOf({ ...contact, rowId }, contentHash));
    for (const number of new Set(contact.numbers)) insert.number.run(number, rowId);
    for (const { first, last } of contact.numberRanges) insert.range.run(first, last, rowId);
    index.add({ ...contact, rowId });
    return rowId;
  }

  function mustFit(): void {
    const pages = db.pragma('page_count', { simple: true }) as number;
    if (pages * PAGE_BYTES > mostBytes * SHARE_FOR_ROWS) throw tooLarge();
    if (pages * PAGE_BYTES > room * SHARE_FOR_ROWS)
      throw new HausrufError('STORE_FULL', 'No room for the contact set.');
  }

  return {
    add,
    problem: report.add,
    copyOthers(sources) {
      if (oldFile === null) return;
      const old = new Database(oldFile, { readonly: true });
      try {
        const rows = old
          .prepare('SELECT * FROM contacts WHERE source IN (SELECT value FROM json_each(?)) ORDER BY id')
          .iterate(JSON.stringify(sources));
        for (const row of rows as IterableIterator<SetRow>) add(recordOfRow(old, row), row.content_hash);
      } finally {
        old.close();
      }
    },
    finish(spoken) {
      for (const { name, kind, count } of spoken) insert.spoken.run(name, kind, count);
      report.end();
      db.exec(contactSetIndexes);
      index.finish();
      db.exec('COMMIT');
      const found = { ...compareSets(db, { source, oldFile }), ...report.counts() };
      db.close();
      syncPath(unfinished);
      renameSync(unfinished, file);
      syncPath(dirname(file));
      return found;
    },
    abandon() {
      db.close();
      rmSync(unfinished, { force: true });
    },
  };
}

/** More makes no difference for 100,000 rows, and the whole import is to stay below 150 MB. */
const CACHE_KB = 32 * 1024;
const PAGE_BYTES = 8192;
/** A set of tenants (bench) has 655 bytes a row: 1,500,000 of them need a quarter of it. */
const MOST_SET_BYTES = 4 * 1024 ** 3;
/** Of which rows may take so much: indexes and dictionaries come at the end. */
const SHARE_FOR_ROWS = 0.6;
const ROWS_BETWEEN_LOOKS = 1000;
/** A set with no row. */
const LEAST_PAGES = 256;

const tooLarge = () =>
  new HausrufError(
    'INPUT_INVALID',
    'Die Liste ergibt zusammen mit den anderen Quellen mehr Kontakte, als Hausruf aufnehmen kann (4 GB). Bitte teilen Sie sie, oder lassen Sie Spalten weg.',
  );

function prepareInserts(db: Database.Database) {
  return {
    contact: db.prepare(`INSERT INTO contacts VALUES (${'?, '.repeat(25)}?)`),
    number: db.prepare('INSERT INTO numbers VALUES (?, ?)'),
    range: db.prepare('INSERT INTO number_ranges VALUES (?, ?, ?)'),
    problem: db.prepare('INSERT INTO problems VALUES (?, ?, ?, ?)'),
    spoken: db.prepare('INSERT OR IGNORE INTO spoken_names VALUES (?, ?, ?)'),
  };
}

/** In the order of the table. */
const columnsOf = (contact: ContactRecord, contentHash: number): (string | number | null)[] => [
  contact.rowId,
  contact.contactId,
  contentHash,
  contact.source,
  contact.line,
  contact.externalId,
  contact.name,
  JSON.stringify(contact.persons),
  contact.company,
  contact.role,
  contact.roleKind,
  contact.street,
  contact.streetName,
  contact.houseNumber,
  contact.houseFrom,
  contact.houseTo,
  contact.houseLetter,
  contact.postcode,
  contact.city,
  contact.object,
  contact.unit,
  contact.language,
  contact.mailAddress,
  contact.manager,
  contact.managerMailAddress,
  contact.isUntranscribed ? 1 : 0,
];

/** For a folder: its list of names reaches the disk. */
function syncPath(path: string): void {
  const handle = openSync(path, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
