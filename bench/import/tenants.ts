/** Tenants of houses that do not exist, the same for the same seed: a list as property software writes it. */
import { closeSync, openSync, writeSync } from 'node:fs';

/** Writes a CSV of about 130 bytes a row. */
export function writeTenants(file: string, { rows, seed }: { rows: number; seed: number }): void {
  const random = randomFrom(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const word = (least: number, most: number): string => {
    const count = least + Math.floor(random() * (most - least + 1));
    const text = Array.from({ length: count }, () => pick(syllables)).join('');
    return text.charAt(0).toUpperCase() + text.slice(1);
  };
  const digits = (count: number): string =>
    Array.from({ length: count }, () => Math.floor(random() * 10)).join('');
  const streets = Array.from({ length: Math.max(20, Math.ceil(rows / 60)) }, () => word(2, 3) + pick(kinds));
  const surnames = Array.from({ length: Math.max(50, Math.ceil(rows / 8)) }, () => word(2, 4));
  const handle = openSync(file, 'w');
  try {
    let lines = [`\ufeff${header.join(';')}`];
    for (let row = 1; row <= rows; row += 1) {
      const street = streets[Math.floor(row / 60)] ?? 'Rosenweg';
      lines.push(
        [
          row,
          pick(['Herr', 'Frau']),
          pick(firstNames),
          pick(surnames),
          pick(['Mieter', 'Mieter', 'Mieter', 'Eigentümer']),
          street,
          `${1 + (Math.floor(row / 12) % 180)}${random() < 0.05 ? ' a' : ''}`,
          20_000 + (row % 9000),
          pick(cities),
          `Objekt ${Math.floor(row / 12)}`,
          `${row % 12}. WE`,
          `0441/${pick('123456789'.split(''))}${digits(5)}`,
          random() < 0.6 ? `017${pick('123456789'.split(''))} ${digits(7)}` : '',
          random() < 0.3 ? `kontakt${row}@example.org` : '',
          pick(['Frau Brandt', 'Herr Siemers', 'Frau Kaya']),
        ].join(';'),
      );
      if (lines.length === 5000 || row === rows) {
        writeSync(handle, `${lines.join('\r\n')}\r\n`);
        lines = [];
      }
    }
  } finally {
    closeSync(handle);
  }
}

const header = [
  'Mieternr.',
  'Anrede',
  'Vorname',
  'Nachname',
  'Rolle',
  'Straße',
  'Hausnummer',
  'PLZ',
  'Ort',
  'Objekt',
  'Einheit',
  'Telefon',
  'Mobil',
  'E-Mail',
  'Sachbearbeiter',
];
const syllables = [
  'mül',
  'ber',
  'sta',
  'den',
  'hof',
  'grü',
  'lan',
  'kor',
  'wei',
  'ste',
  'bach',
  'tal',
  'ner',
  'sch',
  'lo',
  'ri',
];
const kinds = ['straße', 'weg', 'platz', 'allee', 'ring'];
const cities = ['Oldenburg', 'Bremen', 'Delmenhorst', 'Wilhelmshaven'];
const firstNames = [
  'Anna',
  'Hans',
  'Petra',
  'Jörg',
  'Aylin',
  'Klaus',
  'Birgit',
  'Uwe',
  'Ngoc',
  'Olena',
  'Piotr',
  'Sabine',
];

/** mulberry32: small, quick, the same everywhere. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
