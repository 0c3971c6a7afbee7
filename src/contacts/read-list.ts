/**
 * A contact list as a file (CSV, XLSX) → contacts, row by row. Lists come out of Excel and many programs, so
 * encoding, separator and columns are found out. Every row either becomes a contact or is told as a problem.
 * Takes seconds of computing and reads what strangers wrote: runs in a process of its own.
 */
import { closeSync, openSync, readSync } from 'node:fs';
import type { ColumnMapping, ListColumn, ListEncoding, ListFormat } from '../domain/contact-import.ts';
import { csvRows, guessDelimiter } from './csv-rows.ts';
import { listRefused } from './list-refusal.ts';
import { makeTable } from './list-table.ts';
import { findEncoding, linesOf, type TextLine } from './list-text.ts';
import type { NumberOptions } from './number.ts';
import type { RowContact } from './row-contact.ts';
import { readXlsx } from './xlsx-rows.ts';
import { withPassword } from './xlsx-zip.ts';

export interface ListProblem {
  line: number;
  lastLine: number;
  /** Nothing of these lines became a contact. */
  isLeftOut: boolean;
  /** German. */
  message: string;
}

/** Who is told what is found, in the order of the list. */
export interface ListSink {
  contact(contact: RowContact): void;
  problem(problem: ListProblem): void;
}

export interface ListOptions {
  format: ListFormat;
  encoding: ListEncoding;
  mapping: ColumnMapping;
  numbers: NumberOptions;
}

export interface ListFacts {
  /** As the user knows it; null: not a text file. */
  encoding: ListEncoding | null;
  columns: ListColumn[];
  /** No column with names was found: no contact was read. */
  isUnmapped: boolean;
  /** Rows that hold anything, without the header. */
  rows: number;
}

/** Throws HausrufError INPUT_INVALID (German) when the file is no list at all. */
export async function readList(file: string, options: ListOptions, sink: ListSink): Promise<ListFacts> {
  const table = makeTable(options, sink);
  if (formatOf(file, options.format) === 'xlsx') {
    await readXlsx(file, table.row);
    return { encoding: null, ...table.finish() };
  }
  const encoding = options.encoding === 'auto' ? findEncoding(file) : options.encoding;
  const lines = linesOf(file, encoding);
  const first = take(lines, LINES_TO_LOOK_AT);
  // Excel writes this line and hides it.
  const hint = /^sep=(.)$/i.exec(first[0]?.text ?? '');
  if (hint) first.shift();
  const delimiter = hint?.[1] ?? guessDelimiter(first.map(line => line.text));
  for (const row of csvRows(chained(first, lines), { delimiter, columns: table.columns })) table.row(row);
  return { encoding, ...table.finish() };
}

const LINES_TO_LOOK_AT = 20;

function take(lines: Iterator<TextLine>, most: number): TextLine[] {
  const taken: TextLine[] = [];
  while (taken.length < most) {
    const next = lines.next();
    if (next.done) break;
    taken.push(next.value);
  }
  return taken;
}

function* chained(first: TextLine[], rest: Iterable<TextLine>): Generator<TextLine> {
  yield* first;
  yield* rest;
}

/** The content decides; whoever orders a format only rules out surprises. Throws for what is no list. */
function formatOf(file: string, ordered: ListFormat): 'csv' | 'xlsx' {
  const start = firstBytes(file);
  const text = start.toString('latin1').trimStart().toLowerCase();
  if (start.subarray(0, 4).equals(Buffer.from('PK\x03\x04', 'latin1'))) return 'xlsx';
  // An encrypted XLSX stands in the same kind of file as the XLS of Excel 97: only the name tells them apart.
  if (start.subarray(0, 4).equals(Buffer.from([0xd0, 0xcf, 0x11, 0xe0]))) {
    throw holdsEncryption(start) ? withPassword() : oldExcel();
  }
  if (text.startsWith('%pdf')) throw other('ein PDF');
  if (/^(<!doctype html|<html|<table)/.test(text))
    throw other('eine Internetseite (HTML), auch wenn sie anders heißt');
  if (text.startsWith('<?xml')) throw other('eine XML-Datei');
  if (text.startsWith('begin:vcard')) throw other('eine Visitenkarte (VCF)');
  if (/^(\x89png|\xff\xd8\xff|gif8)/.test(text)) throw other('ein Bild');
  if (ordered === 'xlsx') throw other('keine Excel-Datei');
  return 'csv';
}

function firstBytes(file: string): Buffer {
  const handle = openSync(file, 'r');
  try {
    const bytes = Buffer.alloc(8192);
    return bytes.subarray(0, readSync(handle, bytes));
  } finally {
    closeSync(handle);
  }
}

const holdsEncryption = (start: Buffer): boolean =>
  start.includes(Buffer.from('EncryptedPackage', 'utf16le'));
const oldExcel = () =>
  listRefused(
    'Das ist eine Datei im alten Excel-Format (XLS), oder sie ist mit einem Kennwort geschützt. Bitte speichern Sie sie ohne Kennwort als XLSX oder CSV.',
  );
const other = (what: string) =>
  listRefused(
    `Das ist ${what}. Bitte wählen Sie eine Excel-Datei (XLSX) oder eine CSV-Datei mit Ihren Kontakten.`,
  );
