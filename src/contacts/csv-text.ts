import { parse } from 'csv-parse/sync';
import { HausrufError } from '../domain/problem.ts';

export interface CsvRow {
  /** Line of the file where the row begins, counted from 1. */
  line: number;
  cells: string[];
}

/**
 * Bytes → text. UTF-16 by its byte order mark, else UTF-8, else Windows-1252, which is what Excel writes
 * on a German Windows. Never throws: every byte sequence is some text in Windows-1252.
 */
export function decodeText(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

/**
 * Text → rows, with the separator that the first line uses. A quotation mark that is never closed would
 * swallow the rest of the file: then marks are read as plain characters, and `hasOpenQuote` says so.
 */
export function readRows(text: string): { rows: CsvRow[]; hasOpenQuote: boolean } {
  const hint = /^sep=(.)\r?\n/i.exec(text);
  const body = hint ? text.slice(hint[0].length) : text;
  const delimiter = hint?.[1] ?? guessDelimiter(body);
  const firstLine = hint ? 2 : 1;
  const quoted = parseRows(body, delimiter, true);
  if (quoted) return { rows: numbered(quoted, firstLine), hasOpenQuote: false };
  return { rows: numbered(parseRows(body, delimiter, false) ?? [], firstLine), hasOpenQuote: true };
}

interface Parsed {
  record: string[];
  /** Line on which the record ends. */
  endLine: number;
}

function parseRows(text: string, delimiter: string, hasQuotes: boolean): Parsed[] | null {
  try {
    const records: unknown = parse(text, {
      delimiter,
      quote: hasQuotes ? '"' : null,
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      info: true,
    });
    return (records as { record: string[]; info: { lines: number } }[]).map(({ record, info }) => ({
      record,
      endLine: info.lines,
    }));
  } catch (error) {
    if (hasQuotes && (error as { code?: string }).code === 'CSV_QUOTE_NOT_CLOSED') return null;
    throw new HausrufError('INPUT_INVALID', 'Die Datei ist keine lesbare CSV-Datei.', { cause: error });
  }
}

function numbered(parsed: Parsed[], firstLine: number): CsvRow[] {
  return parsed.map(({ record, endLine }) => {
    const lineBreaks = record.reduce((sum, cell) => sum + (cell.match(/\r\n|\n|\r/g)?.length ?? 0), 0);
    return { line: endLine - lineBreaks + firstLine - 1, cells: record };
  });
}

function guessDelimiter(text: string): string {
  const header = (/^[^\r\n]*/.exec(text)?.[0] ?? '').replace(/"[^"]*"/g, '');
  const counted = [';', ',', '\t', '|'].map(sign => ({ sign, count: header.split(sign).length }));
  return counted.reduce((best, next) => (next.count > best.count ? next : best)).sign;
}
