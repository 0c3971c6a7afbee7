/**
 * Lines → rows of a CSV file. A quotation mark that is never closed, or closed many rows later, must not
 * swallow the rows between: where a quoted cell reaches over lines that are rows themselves, its line is
 * read as plain text and a remark says so.
 */
import type { TextLine } from './list-text.ts';

export interface ListRow {
  /** First line of the file that belongs to it, or row of the sheet; counted from 1. */
  line: number;
  lastLine: number;
  cells: string[];
  /** German: what was odd about it though it was read. */
  remark: string | null;
  /** German: why it was not read; `cells` is then empty. */
  unreadable: string | null;
}

/** Empty lines give no row. `columns`: how many the header has, 0 while it is not found. */
export function* csvRows(
  lines: Iterator<TextLine>,
  { delimiter, columns }: { delimiter: string; columns: () => number },
): Generator<ListRow> {
  const ahead: TextLine[] = [];
  let taken = 0;
  const peek = (index: number): TextLine | null => {
    while (ahead.length <= taken + index) {
      const next = lines.next();
      if (next.done) return null;
      ahead.push(next.value);
    }
    return ahead[taken + index] ?? null;
  };
  for (;;) {
    const first = peek(0);
    if (!first) return;
    const { row, used } = first.text.includes('"')
      ? readQuoted(peek, first, { delimiter, columns: columns() })
      : { row: plainRow(first, delimiter), used: 1 };
    taken += used;
    if (taken > MOST_LINES_OF_A_CELL * 4) {
      ahead.splice(0, taken);
      taken = 0;
    }
    if (row.unreadable !== null || row.cells.some(cell => cell.trim() !== '')) yield row;
  }
}

/** The sign that parts the cells, by the first lines (without what stands in quotation marks). */
export function guessDelimiter(lines: readonly string[]): string {
  const bare = lines.map(line => line.replace(/"[^"]*"/g, ''));
  const scored = [';', '\t', ',', '|'].map(sign => {
    const perCount = new Map<number, number>();
    for (const line of bare) {
      const count = line.split(sign).length - 1;
      if (count > 0) perCount.set(count, (perCount.get(count) ?? 0) + count);
    }
    return { sign, score: Math.max(0, ...perCount.values()) };
  });
  return scored.reduce((best, next) => (next.score > best.score ? next : best)).sign;
}

/** A cell with an address or a few numbers has some lines; more is a mark that was forgotten. */
const MOST_LINES_OF_A_CELL = 30;
const MOST_CHARACTERS_OF_A_CELL = 8192;
/** Where the header is not known yet. */
const FEWEST_COLUMNS = 3;

type Reading = { row: ListRow; used: number };

function plainRow(line: TextLine, delimiter: string): ListRow {
  if (line.isCut) {
    return {
      ...frame(line),
      cells: [],
      unreadable: 'Die Zeile ist länger als 65.000 Zeichen und wurde ausgelassen.',
    };
  }
  return { ...frame(line), cells: line.text.split(delimiter) };
}

const frame = (line: TextLine) => ({
  line: line.number,
  lastLine: line.number,
  remark: null,
  unreadable: null,
});

function readQuoted(
  peek: (index: number) => TextLine | null,
  first: TextLine,
  { delimiter, columns }: { delimiter: string; columns: number },
): Reading {
  if (first.isCut) return { row: plainRow(first, delimiter), used: 1 };
  const cells: string[] = [];
  let text = first.text;
  let used = 1;
  let at = 0;
  let isOdd = false;
  for (;;) {
    const start = startOfQuote(text, at);
    if (start < 0) {
      const end = text.indexOf(delimiter, at);
      cells.push(text.slice(at, end < 0 ? text.length : end));
      if (end < 0) break;
      at = end + delimiter.length;
      continue;
    }
    let close = closingQuote(text, start, delimiter);
    while (close < 0) {
      const next = peek(used);
      const cellLength = text.length - start;
      if (!next || next.isCut || used >= MOST_LINES_OF_A_CELL || cellLength > MOST_CHARACTERS_OF_A_CELL) {
        return asPlainText(first, delimiter);
      }
      text += `\n${next.text}`;
      used += 1;
      close = closingQuote(text, start, delimiter);
    }
    const inner = text.slice(start + 1, close);
    if (holdsRows(inner, delimiter, columns || FEWEST_COLUMNS)) return asPlainText(first, delimiter);
    isOdd ||= inner.includes('\n') && (columns < 2 || inner.includes(delimiter));
    cells.push(inner.replaceAll('""', '"'));
    const end = text.indexOf(delimiter, close);
    if (end < 0) break;
    at = end + delimiter.length;
  }
  if (used > 1 && columns > 0 && cells.length !== columns) return asPlainText(first, delimiter);
  const lastLine = first.number + used - 1;
  const remark = isOdd ? `Die Zeilen ${first.number} bis ${lastLine} wurden als eine gelesen.` : null;
  return { row: { ...frame(first), lastLine, cells, remark }, used };
}

/** Where a quoted cell begins, blanks before it passed over; -1: the cell is not quoted. */
function startOfQuote(text: string, at: number): number {
  let start = at;
  while (text[start] === ' ') start += 1;
  return text[start] === '"' ? start : -1;
}

/** The mark that ends the cell: the one before a delimiter or the end of a line. Others are part of the text. */
function closingQuote(text: string, start: number, delimiter: string): number {
  for (let at = text.indexOf('"', start + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    if (text[at + 1] === '"') {
      at += 1;
      continue;
    }
    let after = at + 1;
    while (text[after] === ' ') after += 1;
    if (after === text.length || text.startsWith(delimiter, after)) return at;
  }
  return -1;
}

/** Whether one of the later lines inside a quoted cell has as many cells as a row of this list. */
function holdsRows(inner: string, delimiter: string, columns: number): boolean {
  if (columns < 2 || !inner.includes('\n')) return false;
  return inner
    .split('\n')
    .slice(1)
    .some(line => line.split(delimiter).length >= columns);
}

function asPlainText(line: TextLine, delimiter: string): Reading {
  const cells = line.text.split(delimiter).map(cell => /^\s*"(.*)"\s*$/s.exec(cell)?.[1] ?? cell);
  const remark = 'In der Zeile fehlt ein Anführungszeichen. Anführungszeichen wurden hier als Text gelesen.';
  return { row: { ...frame(line), cells, remark }, used: 1 };
}
