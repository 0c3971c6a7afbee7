/**
 * Writes a new contact set: a SQLite file under another name until it is whole and on the disk. It never
 * touches the set that is live; whoever is killed here leaves a file that nobody refers to.
 */
import { closeSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import type { ContactRecord } from '../domain/contact.ts';
import type { ImportExamples } from '../domain/contact-import.ts';
import { recordOfRow, type SetRow } from './contact-set.ts';
import { compareSets } from './contact-set-diff.ts';
import { contactSetIndexes, contactSetTables } from './contact-set-schema.ts';

export interface ContactSetWriter {
  /** Answers its row id. */
  add(contact: Omit<ContactRecord, 'rowId'>, contentHash: number): number;
  problem(problem: { line: number; lastLine: number; isLeftOut: boolean; message: string }): void;
  /** Takes over what other sources have in the set that is live now. */
  copyOthers(): void;
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
  makeIndex: (db: Database.Database) => { add(contact: ContactRecord): void; finish(): void };
}

export function writeContactSet({ file, source, oldFile, makeIndex }: ContactSetOptions): ContactSetWriter {
  const unfinished = `${file}.new`;
  rmSync(unfinished, { force: true });
  const db = new Database(unfinished);
  // Nobody reads it before it is whole, and what is not whole is thrown away: no journal on the disk (OFF is
  // refused by better-sqlite3, which opens databases in SQLite's defensive mode), one sync at the end.
  // A seventh less time than pages of 4 kB, for a list of 100,000 rows.
  db.pragma('page_size = 8192');
  db.pragma('journal_mode = MEMORY');
  db.pragma('synchronous = OFF');
  db.pragma('locking_mode = EXCLUSIVE');
  db.pragma(`cache_size = -${CACHE_KB}`);
  db.exec(contactSetTables);
  const index = makeIndex(db);
  const insert = prepareInserts(db);
  let rowId = 0;
  db.exec('BEGIN');

  function add(contact: Omit<ContactRecord, 'rowId'>, contentHash: number): number {
    rowId += 1;
    insert.contact.run(columnsOf({ ...contact, rowId }, contentHash));
    for (const number of new Set(contact.numbers)) insert.number.run(number, rowId);
    for (const { first, last } of contact.numberRanges) insert.range.run(first, last, rowId);
    index.add({ ...contact, rowId });
    return rowId;
  }

  return {
    add,
    problem({ line, lastLine, isLeftOut, message }) {
      insert.problem.run(line, lastLine, isLeftOut ? 1 : 0, message);
    },
    copyOthers() {
      if (oldFile === null) return;
      const old = new Database(oldFile, { readonly: true });
      try {
        const rows = old.prepare('SELECT * FROM contacts WHERE source <> ? ORDER BY id').iterate(source);
        for (const row of rows as IterableIterator<SetRow>) add(recordOfRow(old, row), row.content_hash);
      } finally {
        old.close();
      }
    },
    finish(spoken) {
      for (const { name, kind, count } of spoken) insert.spoken.run(name, kind, count);
      db.exec(contactSetIndexes);
      index.finish();
      db.exec('COMMIT');
      const found = compareSets(db, { source, oldFile });
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
