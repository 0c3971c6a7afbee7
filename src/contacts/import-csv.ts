/**
 * A contact list as a CSV file → contacts. Lists come out of Excel and many programs, so encoding,
 * separator and column names are found out. A bad row is reported and never stops the rest; nothing
 * is guessed into a contact that the list does not say.
 */
import type { Contact, RowProblem } from '../domain/contact.ts';
import type { ContactId } from '../domain/ids.ts';
import { HausrufError } from '../domain/problem.ts';
import { readNumberCell } from './cell-numbers.ts';
import { type Field, readHeader } from './columns.ts';
import { type CsvRow, decodeText, readRows } from './csv-text.ts';
import type { NumberOptions } from './number.ts';

export interface ContactsFile {
  contacts: Contact[];
  /** At most 1,000; the last one then says how many more there are. */
  problems: RowProblem[];
}

export interface ReadContactsOptions extends NumberOptions {
  newId: () => ContactId;
}

/** Throws HausrufError INPUT_INVALID (German) when the file is too large or no CSV at all. */
export function readContactsCsv(bytes: Uint8Array, options: ReadContactsOptions): ContactsFile {
  if (bytes.length > MOST_BYTES) {
    throw new HausrufError('INPUT_INVALID', 'Die Datei ist größer als 20 MB. Bitte teilen Sie die Liste.');
  }
  const { rows, hasOpenQuote } = readRows(decodeText(bytes));
  const [header, ...body] = rows;
  if (!header) return { contacts: [], problems: [{ line: 1, message: 'Die Datei ist leer.' }] };
  const fields = readHeader(header.cells.slice(0, MOST_COLUMNS));
  const problems: RowProblem[] = [];
  const report = (line: number, message: string): void => void problems.push({ line, message });
  if (hasOpenQuote) {
    report(
      header.line,
      'In der Datei fehlt ein schließendes Anführungszeichen. Anführungszeichen wurden deshalb als Text gelesen.',
    );
  }
  if (!hasNameColumn(fields)) {
    report(
      header.line,
      'Es wurde keine Spalte mit Namen gefunden. Bitte nennen Sie eine Spalte „Name“ oder „Nachname“.',
    );
    return { contacts: [], problems };
  }
  if (!fields.includes('number')) {
    report(
      header.line,
      'Es wurde keine Spalte mit Rufnummern gefunden. Bitte nennen Sie eine Spalte „Telefon“.',
    );
  }
  const contacts: Contact[] = [];
  for (const row of body.slice(0, MOST_ROWS)) {
    const contact = readRow(row, fields, options, message => report(row.line, message));
    if (contact) contacts.push(contact);
  }
  const left = body[MOST_ROWS];
  if (left) {
    report(left.line, 'Ab hier wurde nicht weitergelesen: Eine Liste darf höchstens 100.000 Zeilen haben.');
  }
  return { contacts, problems: capped(problems) };
}

/** The same limit as the page's upload. */
const MOST_BYTES = 20 * 1024 * 1024;
const MOST_ROWS = 100_000;
const MOST_COLUMNS = 200;
const MOST_CELL_CHARACTERS = 200;
const MOST_NUMBERS = 20;
const MOST_PROBLEMS = 1000;

function hasNameColumn(fields: readonly (Field | null)[]): boolean {
  return fields.some(field => field === 'name' || field === 'lastName' || field === 'company');
}

function readRow(
  row: CsvRow,
  fields: readonly (Field | null)[],
  options: ReadContactsOptions,
  report: (message: string) => void,
): Contact | null {
  if (row.cells.every(cell => cell.trim() === '')) return null;
  if (row.cells.slice(fields.length).some(cell => cell.trim() !== '')) {
    report('Die Zeile hat mehr Felder als die Kopfzeile und wurde ausgelassen.');
    return null;
  }
  const cell = (field: Field): string | null => plain(row.cells[fields.indexOf(field)]);
  const name = nameOf(cell);
  if (name === null) {
    report('Die Zeile hat keinen Namen und wurde ausgelassen.');
    return null;
  }
  return {
    contactId: options.newId(),
    name,
    role: cell('role'),
    street: joined(cell('street'), cell('houseNumber')),
    object: cell('object'),
    unit: cell('unit'),
    manager: cell('manager'),
    numbers: numbersOf(row, fields, options, report),
  };
}

function nameOf(cell: (field: Field) => string | null): string | null {
  // "Name;Vorname" is common: then "Name" is the family name.
  const familyName = cell('lastName') ?? (cell('firstName') === null ? null : cell('name'));
  if (familyName !== null) return joined(cell('firstName'), familyName);
  return cell('name') ?? cell('firstName') ?? cell('company');
}

function numbersOf(
  row: CsvRow,
  fields: readonly (Field | null)[],
  options: NumberOptions,
  report: (message: string) => void,
): string[] {
  const numbers = new Set<string>();
  fields.forEach((field, index) => {
    if (field !== 'number') return;
    const read = readNumberCell((row.cells[index] ?? '').slice(0, MOST_CELL_CHARACTERS), options);
    for (const number of read.numbers) numbers.add(number);
    for (const message of read.problems) report(message);
  });
  return [...numbers].slice(0, MOST_NUMBERS);
}

const joined = (first: string | null, second: string | null): string | null =>
  [first, second].filter(part => part !== null).join(' ') || null;

/** One line without control characters; null: nothing stands there. */
function plain(cell: string | undefined): string | null {
  const text = (cell ?? '')
    .slice(0, MOST_CELL_CHARACTERS)
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim();
  return text === '' ? null : text;
}

function capped(problems: RowProblem[]): RowProblem[] {
  const next = problems[MOST_PROBLEMS - 1];
  if (problems.length <= MOST_PROBLEMS || !next) return problems;
  const left = problems.length - MOST_PROBLEMS + 1;
  return [
    ...problems.slice(0, MOST_PROBLEMS - 1),
    { line: next.line, message: `… und ${left.toLocaleString('de-DE')} weitere Hinweise ab dieser Zeile.` },
  ];
}
