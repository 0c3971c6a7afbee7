/** Rows → header and contacts. The header may stand below a title; every row is accounted for. */
import type { ColumnMapping, ContactField, ListColumn } from '../domain/contact-import.ts';
import { hasNameColumn, readHeader } from './columns.ts';
import type { ListRow } from './csv-rows.ts';
import { listRefused } from './list-refusal.ts';
import type { NumberOptions } from './number.ts';
import type { ListSink } from './read-list.ts';
import { readRow } from './row-contact.ts';

export interface Table {
  row(row: ListRow): void;
  /** How many columns the header has; 0: not found yet. */
  columns(): number;
  /** All rows are in. */
  finish(): { columns: ListColumn[]; isUnmapped: boolean; rows: number };
}

/** Throws HausrufError INPUT_INVALID (German) in `row` for a list that is too long. */
export function makeTable(
  { mapping, numbers }: { mapping: ColumnMapping; numbers: NumberOptions },
  sink: ListSink,
): Table {
  const waiting: ListRow[] = [];
  let fields: (ContactField | null)[] | null = null;
  let columns: ListColumn[] = [];
  let isUnmapped = false;
  let rows = 0;
  let firstUnread: number | null = null;
  let lastLine = 1;

  function begin(header: ListRow): void {
    const cells = header.cells.slice(0, MOST_COLUMNS);
    while (cells.length > 0 && cells.at(-1)?.trim() === '') cells.pop();
    fields = readHeader(cells, mapping);
    columns = cells.map((cell, index) => ({
      header: cell.trim().slice(0, MOST_SAMPLE_CHARACTERS),
      field: fields?.[index] ?? null,
      samples: [],
    }));
    isUnmapped = !hasNameColumn(fields);
    const tell = (message: string): void =>
      sink.problem({ line: header.line, lastLine: header.lastLine, isLeftOut: false, message });
    if (header.remark !== null) tell(header.remark);
    if (isUnmapped) tell(noNames);
    else if (!fields.includes('number')) tell(noNumbers);
    const unused = columns.filter(column => column.field === null && column.header !== '');
    if (!isUnmapped && unused.length > 0) {
      tell(`Nicht gelesene Spalten: ${unused.map(column => `„${column.header}“`).join(', ')}.`);
    }
    for (const twice of twiceNamed(cells)) {
      tell(`Die Spalte „${twice}“ gibt es mehrmals. Gelesen wurde die erste.`);
    }
  }

  function body(row: ListRow): void {
    rows += 1;
    if (rows > MOST_ROWS) throw tooLong();
    lastLine = row.lastLine;
    sample(columns, row.cells);
    if (isUnmapped || fields === null) {
      firstUnread ??= row.line;
      return;
    }
    const read = readRow(row, fields, numbers);
    const place = { line: row.line, lastLine: row.lastLine };
    if (read.kind === 'left-out') {
      sink.problem({ ...place, isLeftOut: true, message: read.because });
      return;
    }
    for (const message of read.hints) sink.problem({ ...place, isLeftOut: false, message });
    sink.contact(read.contact);
  }

  /** The rows kept back, from the one that is the header. */
  function release(headerAt: number): void {
    const before = waiting.slice(0, headerAt);
    const header = waiting[headerAt];
    if (!header) return;
    for (const { line, lastLine: last } of before) {
      sink.problem({
        line,
        lastLine: last,
        isLeftOut: true,
        message: 'Die Zeile steht über der Kopfzeile und wurde ausgelassen.',
      });
    }
    begin(header);
    for (const row of waiting.splice(0).slice(headerAt + 1)) body(row);
  }

  return {
    columns: () => fields?.length ?? 0,
    row(row) {
      if (fields !== null) return body(row);
      waiting.push(row);
      if (isHeader(row.cells, mapping)) release(waiting.length - 1);
      else if (waiting.length === ROWS_TO_LOOK_AT) release(0);
    },
    finish() {
      if (fields === null) release(0);
      if (firstUnread !== null) {
        const message = 'Diese Zeilen wurden nicht gelesen, weil keine Spalte mit Namen bekannt ist.';
        sink.problem({ line: firstUnread, lastLine, isLeftOut: true, message });
      }
      return { columns, isUnmapped, rows };
    },
  };
}

/** A title, a date and a blank line above the header are common; more are not. */
const ROWS_TO_LOOK_AT = 20;
const MOST_COLUMNS = 200;
const MOST_ROWS = 1_500_000;
const MOST_SAMPLES = 3;
const MOST_SAMPLE_CHARACTERS = 60;

const noNames =
  'Es wurde keine Spalte mit Namen gefunden. Bitte sagen Sie bei „Spalten“, was in den Spalten steht.';
const noNumbers = 'Es wurde keine Spalte mit Rufnummern gefunden. Bitte nennen Sie eine Spalte „Telefon“.';
const tooLong = () => listRefused('Die Liste hat mehr als 1,5 Millionen Zeilen. Bitte teilen Sie sie.');

/** A row of people is no header, even if one of its cells says "Mieter": it has numbers in it. */
function isHeader(cells: readonly string[], mapping: ColumnMapping): boolean {
  const filled = cells.filter(cell => cell.trim() !== '');
  if (filled.some(cell => cell.replace(/\D/g, '').length >= 5)) return false;
  const fields = readHeader(cells, mapping);
  const known = fields.filter(field => field !== null).length;
  return hasNameColumn(fields) && (known >= 2 || filled.length === 1);
}

function sample(columns: ListColumn[], cells: readonly string[]): void {
  columns.forEach(({ samples }, index) => {
    const cell = cells[index]?.trim();
    if (cell && samples.length < MOST_SAMPLES) samples.push(cell.slice(0, MOST_SAMPLE_CHARACTERS));
  });
}

function twiceNamed(cells: readonly string[]): string[] {
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const cell of cells.map(each => each.trim().slice(0, MOST_SAMPLE_CHARACTERS))) {
    if (cell !== '' && seen.has(cell) && readHeader([cell])[0] !== 'number') twice.add(cell);
    seen.add(cell);
  }
  return [...twice];
}
