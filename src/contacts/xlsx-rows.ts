/**
 * The first visible sheet of an Excel workbook → rows of texts, as a person sees them in Excel. What Excel
 * itself has made of a text (dates, rounded numbers) comes as such, so that the row report can name it.
 */
import { posix } from 'node:path';
import { SaxesParser } from 'saxes';
import type { ListRow } from './csv-rows.ts';
import { listRefused } from './list-refusal.ts';
import { type CellFormat, cellFormats, textOfNumber } from './xlsx-cells.ts';
import { makeTextTable, type TextTable } from './xlsx-strings.ts';
import { damaged, openWorkbookFile, type WorkbookFile } from './xlsx-zip.ts';

/** Throws HausrufError INPUT_INVALID (German). `onRow` gets rows that hold something, in order. */
export async function readXlsx(file: string, onRow: (row: ListRow) => void): Promise<void> {
  const workbook = await openWorkbookFile(file);
  try {
    const path = await findSheet(workbook);
    const texts = await readTexts(workbook);
    const formats = workbook.has('xl/styles.xml') ? await readFormats(workbook) : [];
    await readSheet(workbook, { path, texts, formats, onRow });
  } finally {
    workbook.close();
  }
}

const MOST_ROWS = 200_000;
const MOST_COLUMNS = 200;
const MOST_TEXT_BYTES = 128 * 1024 * 1024;
const MOST_CELL_CHARACTERS = 32_767;

interface Tag {
  name: string;
  attributes: Record<string, string>;
}

/** Feeds one part of the workbook through the parser. External entities do not exist for it; a DOCTYPE is refused. */
async function parse(
  workbook: WorkbookFile,
  path: string,
  on: { open?: (tag: Tag) => void; close?: (name: string) => void; text?: (text: string) => void },
): Promise<void> {
  const parser = new SaxesParser({ xmlns: false, position: false });
  parser.on('doctype', () => {
    throw damaged();
  });
  parser.on('opentag', tag =>
    on.open?.({ name: local(tag.name), attributes: tag.attributes as Tag['attributes'] }),
  );
  parser.on('closetag', tag => on.close?.(local(tag.name)));
  if (on.text) parser.on('text', on.text);
  const decoder = new TextDecoder('utf-8');
  try {
    for await (const chunk of await workbook.open(path)) {
      parser.write(decoder.decode(chunk as Buffer, { stream: true }));
    }
    parser.write(decoder.decode()).close();
  } catch (error) {
    if ((error as { code?: unknown }).code === 'INPUT_INVALID') throw error;
    throw damaged(error);
  }
}

/** Some programs write every tag with a prefix (`x:row`). */
const local = (name: string): string => name.slice(name.indexOf(':') + 1);

async function findSheet(workbook: WorkbookFile): Promise<string> {
  let id: string | null = null;
  await parse(workbook, 'xl/workbook.xml', {
    open: ({ name, attributes }) => {
      if (name === 'sheet' && id === null && (attributes.state ?? 'visible') === 'visible') {
        id = attributes['r:id'] ?? Object.entries(attributes).find(([key]) => key.endsWith(':id'))?.[1] ?? '';
      }
    },
  });
  const targets = new Map<string, string>();
  await parse(workbook, 'xl/_rels/workbook.xml.rels', {
    open: ({ name, attributes }) => {
      if (name === 'Relationship') targets.set(attributes.Id ?? '', attributes.Target ?? '');
    },
  });
  const target = targets.get(id ?? '');
  if (!target) throw listRefused('In der Excel-Datei ist kein sichtbares Tabellenblatt.');
  return target.startsWith('/') ? target.slice(1) : posix.join('xl', target);
}

async function readTexts(workbook: WorkbookFile): Promise<TextTable> {
  const table = makeTextTable(MOST_TEXT_BYTES);
  if (!workbook.has('xl/sharedStrings.xml')) return table;
  let text = '';
  let isText = false;
  let isHint = false;
  await parse(workbook, 'xl/sharedStrings.xml', {
    open: ({ name }) => {
      if (name === 'si') text = '';
      // Reading aids of Japanese lists are no part of the text.
      if (name === 'rPh') isHint = true;
      isText = name === 't' && !isHint;
    },
    text: piece => {
      if (isText) text = (text + piece).slice(0, MOST_CELL_CHARACTERS);
    },
    close: name => {
      if (name === 't') isText = false;
      if (name === 'rPh') isHint = false;
      if (name === 'si') table.add(unescaped(text));
    },
  });
  return table;
}

async function readFormats(workbook: WorkbookFile): Promise<CellFormat[]> {
  const formats = cellFormats();
  await parse(workbook, 'xl/styles.xml', {
    open: ({ name, attributes }) => formats.open(name, attributes),
    close: name => formats.close(name),
  });
  return formats.found();
}

interface Sheet {
  path: string;
  texts: TextTable;
  formats: readonly CellFormat[];
  onRow: (row: ListRow) => void;
}

async function readSheet(workbook: WorkbookFile, { path, texts, formats, onRow }: Sheet): Promise<void> {
  let row = 0;
  let rows = 0;
  let column = -1;
  let cells: string[] = [];
  let type = '';
  let format: CellFormat = 'plain';
  let value = '';
  let isValue = false;
  await parse(workbook, path, {
    open: ({ name, attributes }) => {
      if (name === 'c') {
        column = columnOf(attributes.r) ?? column + 1;
        type = attributes.t ?? 'n';
        format = formats[Number(attributes.s ?? 0)] ?? 'plain';
        value = '';
      } else if (name === 'row') {
        row = Number(attributes.r ?? row + 1);
        column = -1;
        cells = [];
      }
      isValue = name === 'v' || name === 't';
    },
    text: piece => {
      if (isValue && value.length < MOST_CELL_CHARACTERS) value += piece;
    },
    close: name => {
      if (name === 'v' || name === 't') isValue = false;
      if (name === 'c' && value !== '' && column < MOST_COLUMNS) {
        while (cells.length < column) cells.push('');
        cells[column] = textOf(value, { type, format, texts });
      }
      if (name !== 'row' || !cells.some(cell => cell.trim() !== '')) return;
      rows += 1;
      if (rows > MOST_ROWS) throw tooLong();
      onRow({ line: row, lastLine: row, cells, remark: null, unreadable: null });
    },
  });
}

function textOf(
  value: string,
  { type, format, texts }: { type: string; format: CellFormat; texts: TextTable },
): string {
  if (type === 's') return texts.get(Number(value));
  if (type === 'n') return textOfNumber(value, format);
  if (type === 'b') return value === '1' ? 'WAHR' : 'FALSCH';
  return unescaped(value);
}

/** "_x000D_" is how Excel writes a control character. */
const unescaped = (text: string): string =>
  text.includes('_x')
    ? text.replace(/_x([0-9A-F]{4})_/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    : text;

/** "AB12" → 27. */
function columnOf(reference: string | undefined): number | null {
  if (reference === undefined) return null;
  let column = 0;
  for (let at = 0; at < reference.length; at += 1) {
    const letter = reference.charCodeAt(at) - 64;
    if (letter < 1 || letter > 26) break;
    column = column * 26 + letter;
  }
  return column === 0 ? null : column - 1;
}

const tooLong = () =>
  listRefused('Das Tabellenblatt hat mehr als 200.000 Zeilen. Bitte speichern Sie die Liste als CSV.');
