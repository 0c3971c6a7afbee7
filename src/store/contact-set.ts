/** A finished contact set, opened for reading. It never changes: whoever keeps something of it keeps it for good. */
import Database from 'better-sqlite3';
import type { ContactRecord, NumberRange, PersonName, RoleKind } from '../domain/contact.ts';
import type { ImportProblem, ProblemKey } from '../domain/contact-import.ts';
import type { ContactId } from '../domain/ids.ts';

export interface ContactSet {
  setId: string;
  /** For the dictionaries of identification. Closed after another set has gone live: keep nothing of it longer. */
  db: Database.Database;
  count(): number;
  /** By the id that stays the same over imports; null: not in this set. */
  byContactId(contactId: string): ContactRecord | null;
  byRowId(rowId: number): ContactRecord | null;
  /** Row ids of all who have this number (E.164), single or in a range. */
  rowIdsWithNumber(number: string): number[];
  /** R126: whether one of them wants no transcript of a call. */
  isUntranscribed(number: string): boolean;
  /** Streets, objects and family names, in the order in which they help the recogniser most. */
  spokenNames(most: number): string[];
  problems(page: { offset: number; limit: number }): { total: number; problems: ImportProblem[] };
  /** The same by key, without a count: for many pages. `last` null: there are no more. */
  problemsAfter(page: { after: ProblemKey | null; limit: number }): {
    problems: ImportProblem[];
    last: ProblemKey | null;
  };
  close(): void;
}

/** A row of `contacts` as SQLite gives it. */
export interface SetRow {
  id: number;
  contact_id: string;
  content_hash: number;
  source: string;
  line: number;
  external_id: string | null;
  name: string;
  persons: string;
  company: string | null;
  role: string | null;
  role_kind: RoleKind | null;
  street: string | null;
  street_name: string | null;
  house_number: string | null;
  house_from: number | null;
  house_to: number | null;
  house_letter: string | null;
  postcode: string | null;
  city: string | null;
  object: string | null;
  unit: string | null;
  language: string | null;
  mail_address: string | null;
  manager: string | null;
  manager_mail_address: string | null;
  is_untranscribed: number;
}

/** Throws SqliteError when the file is missing or damaged. */
export function openContactSet(file: string, setId: string): ContactSet {
  const db = new Database(file, { readonly: true, fileMustExist: true });
  // The kernel keeps the pages; a larger cache of our own, or a mapping, would count against the memory of the calls.
  db.pragma(`cache_size = -${CACHE_KB}`);
  const find = {
    count: db.prepare('SELECT count(*) FROM contacts').pluck(),
    row: db.prepare('SELECT * FROM contacts WHERE id = ?'),
    contact: db.prepare('SELECT * FROM contacts WHERE contact_id = ?'),
    number: db.prepare('SELECT contact FROM numbers WHERE number = ?').pluck(),
    range: db
      .prepare(
        'SELECT contact FROM number_ranges WHERE first <= :number AND last >= :number AND length(first) = length(:number)',
      )
      .pluck(),
    untranscribed: db.prepare('SELECT is_untranscribed FROM contacts WHERE id = ?').pluck(),
    spoken: db
      .prepare(
        "SELECT name FROM spoken_names ORDER BY CASE kind WHEN 'street' THEN 0 WHEN 'object' THEN 1 ELSE 2 END, count DESC, name LIMIT ?",
      )
      .pluck(),
    problemCount: db.prepare('SELECT count(*) FROM problems').pluck(),
    problems: db.prepare(`${PROBLEMS} ORDER BY line, rowid LIMIT ? OFFSET ?`),
    problemsAfter: db.prepare(
      `${PROBLEMS} WHERE (line, rowid) > (:line, :rowId) ORDER BY line, rowid LIMIT :limit`,
    ),
  };
  const asRecord = (row: unknown): ContactRecord | null => {
    if (row === undefined) return null;
    const found = row as SetRow;
    return { ...recordOfRow(db, found), rowId: found.id };
  };
  const rowIdsWithNumber = (number: string): number[] => [
    ...new Set([...find.number.all(number), ...find.range.all({ number })] as number[]),
  ];
  return {
    setId,
    db,
    count: () => find.count.get() as number,
    byContactId: contactId => asRecord(find.contact.get(contactId)),
    byRowId: rowId => asRecord(find.row.get(rowId)),
    rowIdsWithNumber,
    isUntranscribed: number => rowIdsWithNumber(number).some(rowId => find.untranscribed.get(rowId) === 1),
    spokenNames: most => find.spoken.all(most) as string[],
    problems: ({ offset, limit }) => ({
      total: find.problemCount.get() as number,
      problems: (find.problems.all(limit, offset) as ProblemRow[]).map(asProblem),
    }),
    problemsAfter({ after, limit }) {
      const from = after ?? { line: Number.MIN_SAFE_INTEGER, rowId: 0 };
      const rows = find.problemsAfter.all({ ...from, limit }) as ProblemRow[];
      const last = rows.at(-1);
      return { problems: rows.map(asProblem), last: last ? { line: last.line, rowId: last.rowId } : null };
    },
    close: () => db.close(),
  };
}

const CACHE_KB = 1024;
const PROBLEMS =
  'SELECT rowid AS rowId, line, last_line AS lastLine, is_left_out AS isLeftOut, message FROM problems';

type ProblemRow = Omit<ImportProblem, 'isLeftOut'> & { rowId: number; isLeftOut: number };

const asProblem = ({ line, lastLine, isLeftOut, message }: ProblemRow): ImportProblem => ({
  line,
  lastLine,
  isLeftOut: isLeftOut === 1,
  message,
});

/** `db`: the set that the row is of. */
export function recordOfRow(db: Database.Database, row: SetRow): Omit<ContactRecord, 'rowId'> {
  return {
    contactId: row.contact_id as ContactId,
    source: row.source,
    line: row.line,
    externalId: row.external_id,
    name: row.name,
    persons: JSON.parse(row.persons) as PersonName[],
    company: row.company,
    role: row.role,
    roleKind: row.role_kind,
    street: row.street,
    streetName: row.street_name,
    houseNumber: row.house_number,
    houseFrom: row.house_from,
    houseTo: row.house_to,
    houseLetter: row.house_letter,
    postcode: row.postcode,
    city: row.city,
    object: row.object,
    unit: row.unit,
    language: row.language,
    mailAddress: row.mail_address,
    manager: row.manager,
    managerMailAddress: row.manager_mail_address,
    isUntranscribed: row.is_untranscribed === 1,
    numbers: statement(db, NUMBERS).pluck(true).all(row.id) as string[],
    numberRanges: statement(db, RANGES).all(row.id) as NumberRange[],
  };
}

const NUMBERS = 'SELECT number FROM numbers WHERE contact = ? ORDER BY number';
const RANGES = 'SELECT first, last FROM number_ranges WHERE contact = ?';
const prepared = new WeakMap<Database.Database, Map<string, Database.Statement>>();

function statement(db: Database.Database, sql: string): Database.Statement {
  const known = prepared.get(db) ?? new Map<string, Database.Statement>();
  prepared.set(db, known);
  const found = known.get(sql) ?? db.prepare(sql);
  known.set(sql, found);
  return found;
}
