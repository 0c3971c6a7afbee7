/** Contact lists as they come out of offices, and then broken: the same for the same seed. */
import { writeXlsx } from '../../../src/contacts/xlsx-write.ts';

export interface BrokenList {
  bytes: Uint8Array;
  /** What was done to it. */
  what: string[];
  /** Lines (of a sheet: rows) that hold a person, counted from 1; null: what is left of the file cannot be known. */
  lines: { line: number; name: string }[] | null;
}

/** Every person's name begins so: a line that holds it must not get lost. */
const marker = /Zz[a-z]+q/;

export function brokenList(seed: number): BrokenList {
  const random = randomFrom(seed);
  const table = makeTable(random);
  return random() < 0.15 ? asSheet(table, random) : asText(table, random);
}

const named = (text: string, line: number) => {
  const name = marker.exec(text)?.[0];
  return name === undefined ? [] : [{ line, name }];
};

type Random = () => number;
interface Table {
  header: string[];
  rows: string[][];
}

const whole = (random: Random, most: number): number => Math.floor(random() * most);
const pick = <T>(random: Random, list: readonly T[]): T => list[whole(random, list.length)] as T;

const columns: readonly (readonly [string[], (random: Random, row: number) => string])[] = [
  [['Name', 'Mieter', 'Nachname, Vorname', 'Ansprechpartner'], (_, row) => `Zz${letters(row)}q, Jörg`],
  [
    ['Straße', 'Anschrift', 'Strasse'],
    random => `${pick(random, ['Große Gasse', 'Rosenweg', 'Am Öl'])} ${1 + whole(random, 99)}`,
  ],
  [
    ['Tel.', 'Telefon privat', 'Rufnummer'],
    random =>
      pick(random, [
        '0441 783295',
        '4,9E+10',
        '0441/78 / 0171 4402817',
        '441783295',
        '',
        '0441 7832-10 bis -29',
      ]),
  ],
  [['Objekt', 'Liegenschaft'], random => pick(random, ['WEG Lindenhof', 'Haus 3, links', ''])],
  [['Bemerkung'], random => pick(random, ['', 'ruft gern an', 'zwei\nZeilen', 'sagt "hallo"'])],
  [['Nicht verschriften'], random => pick(random, ['', 'ja', 'vielleicht'])],
];

function makeTable(random: Random): Table {
  // The name stands first: so it is on the first line of a row with line breaks in its cells.
  const chosen = columns.filter((_, index) => index === 0 || random() < 0.7);
  return {
    header: chosen.map(([names]) => pick(random, names)),
    rows: Array.from({ length: whole(random, 40) }, (_, row) => chosen.map(([, cell]) => cell(random, row))),
  };
}

const letters = (row: number): string =>
  `${String.fromCharCode(97 + Math.floor(row / 26))}${String.fromCharCode(97 + (row % 26))}`;

function asText(table: Table, random: Random): BrokenList {
  const delimiter = pick(random, [';', ';', ',', '\t']);
  const end = pick(random, ['\n', '\r\n', '\r\n', '\r']);
  const quoting = pick(random, ['where needed', 'always', 'never'] as const);
  let text = [table.header, ...table.rows]
    .map(cells => cells.map(cell => quoted(cell, { delimiter, quoting, end })).join(delimiter) + end)
    .join('');
  const what = [quoting, JSON.stringify(delimiter + end)];
  for (let times = whole(random, 4); times > 0; times -= 1) {
    const damage = pick(random, damages);
    text = damage.do(text, random, { delimiter, end });
    what.push(damage.name);
  }
  const lines = text.split(/\r\n|\r|\n/).flatMap((line, index) => named(line, index + 1));
  const encoding = pick(random, ['utf8', 'utf8', 'utf8 with mark', 'latin1', 'utf16le'] as const);
  what.push(encoding);
  return { bytes: encoded(text, encoding), what, lines };
}

function quoted(
  cell: string,
  { delimiter, quoting, end }: { delimiter: string; quoting: string; end: string },
): string {
  const text = cell.replaceAll('\n', end);
  if (quoting === 'never') return text.replaceAll(end, ' ');
  const isNeeded = text.includes(delimiter) || text.includes('"') || text.includes(end);
  return quoting === 'always' || isNeeded ? `"${text.replaceAll('"', '""')}"` : text;
}

function encoded(text: string, encoding: 'utf8' | 'utf8 with mark' | 'latin1' | 'utf16le'): Uint8Array {
  if (encoding === 'utf8 with mark') return Buffer.from(`\ufeff${text}`);
  return encoding === 'utf16le' ? Buffer.from(`\ufeff${text}`, 'utf16le') : Buffer.from(text, encoding);
}

type Damage = {
  name: string;
  do: (text: string, random: Random, how: { delimiter: string; end: string }) => string;
};
const at = (text: string, random: Random): number => whole(random, text.length + 1);
const insert = (text: string, place: number, what: string): string =>
  text.slice(0, place) + what + text.slice(place);

const damages: readonly Damage[] = [
  { name: 'a stray quotation mark', do: (text, random) => insert(text, at(text, random), '"') },
  {
    name: 'a quotation mark before a cell',
    do: (text, random, { delimiter }) =>
      insert(text, Math.max(0, text.indexOf(delimiter, at(text, random)) + 1), '"'),
  },
  {
    name: 'a quotation mark gone',
    do: (text, random) => {
      const place = text.indexOf('"', at(text, random));
      return place < 0 ? text : text.slice(0, place) + text.slice(place + 1);
    },
  },
  {
    name: 'a delimiter gone',
    do: (text, random, { delimiter }) => {
      const place = text.indexOf(delimiter, at(text, random));
      return place < 0 ? text : text.slice(0, place) + text.slice(place + 1);
    },
  },
  {
    name: 'a delimiter too many',
    do: (text, random, { delimiter }) => insert(text, at(text, random), delimiter),
  },
  { name: 'a line end too many', do: (text, random, { end }) => insert(text, at(text, random), end) },
  {
    name: 'a line end gone',
    do: (text, random, { end }) => {
      const place = text.indexOf(end, at(text, random));
      return place < 0 ? text : text.slice(0, place) + text.slice(place + end.length);
    },
  },
  { name: 'zero bytes', do: (text, random) => insert(text, at(text, random), '\0\0\0') },
  {
    name: 'control characters',
    do: (text, random) => insert(text, at(text, random), '\u001a\u202e\u2028\u0007'),
  },
  { name: 'cut off', do: (text, random) => text.slice(0, at(text, random)) },
  { name: 'the header gone', do: (text, _, { end }) => text.slice(text.indexOf(end) + end.length) },
  {
    name: 'the header twice',
    do: (text, _, { end }) => text.slice(0, text.indexOf(end) + end.length) + text,
  },
  { name: 'a title above', do: (text, _, { end }) => `Mieterliste, Stand heute${end}${end}${text}` },
  { name: 'a sep line', do: (text, _, { delimiter, end }) => `sep=${delimiter}${end}${text}` },
  { name: 'a very long cell', do: (text, random) => insert(text, at(text, random), 'lang '.repeat(20_000)) },
  { name: 'the list twice', do: text => text + text },
  { name: 'a damaged umlaut', do: (text, random) => insert(text, at(text, random), 'Ã¼\ufffd') },
];

function asSheet(table: Table, random: Random): BrokenList {
  const rows = [table.header, ...table.rows];
  const bytes = Buffer.from(
    writeXlsx([{ name: 'Mieter', rows, widths: table.header.map(() => 10), hasHeader: true }]),
  );
  const lines = rows.flatMap((row, index) => named(row.join(), index + 1));
  const kind = pick(random, ['whole', 'bytes changed', 'cut off'] as const);
  if (kind === 'cut off')
    return { bytes: bytes.subarray(0, whole(random, bytes.length)), what: ['sheet', kind], lines: null };
  if (kind === 'whole') return { bytes, what: ['sheet'], lines };
  for (let times = 1 + whole(random, 8); times > 0; times -= 1)
    bytes[whole(random, bytes.length)] = whole(random, 256);
  return { bytes, what: ['sheet', kind], lines: null };
}

/** mulberry32: small, quick, the same everywhere. */
function randomFrom(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
