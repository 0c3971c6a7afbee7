import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readContactsCsv } from '../../src/contacts/import-csv.ts';
import { makeMatchContact } from '../../src/contacts/match.ts';
import { formatNumber, normaliseNumber } from '../../src/contacts/number.ts';
import type { Contact } from '../../src/domain/contact.ts';
import type { ContactId } from '../../src/domain/ids.ts';
import { missing } from '../../src/domain/missing.ts';

const oldenburg = { country: 'DE', areaCode: '441' };
const nowhere = { country: 'DE', areaCode: null };

function read(csv: string | Uint8Array, options: { country: string; areaCode: string | null } = oldenburg) {
  let next = 0;
  const bytes = typeof csv === 'string' ? new TextEncoder().encode(csv) : csv;
  return readContactsCsv(bytes, { ...options, newId: () => `c${next++}` as ContactId });
}

describe('a telephone number', () => {
  it.each([
    '+49 441 783295',
    '+49441783295',
    '+49 (0) 441 / 78 32 95',
    '+49(0)441-783295',
    '0049 441 783295',
    '0441 783295',
    '0441/783295',
    '(0441) 78 32 95',
    '783295',
    '49441783295',
    'sip:+49441783295@trunk.example;user=phone',
    '<sip:0441783295@10.0.0.1>',
    'tel:+49-441-783295',
    '０４４１ 783295',
  ])('written as "%s" is the same number', raw => {
    expect(normaliseNumber(raw, oldenburg)).toEqual({ number: '+49441783295', isE164: true });
  });

  it.each([
    'anonymous',
    'withheld',
    'unknown',
    'Anonym',
    '',
    '   ',
    '-',
    'sip:anonymous@anonymous.invalid',
    '+',
  ])('suppressed as "%s" is no number', raw => {
    expect(normaliseNumber(raw, oldenburg)).toEqual({ number: null, isE164: false });
  });

  it('of another country keeps its country', () => {
    expect(normaliseNumber('0041 44 668 18 00', oldenburg).number).toBe('+41446681800');
    expect(normaliseNumber('+39 06 123 4567', oldenburg).number).toBe('+39061234567');
    expect(normaliseNumber('01 5123456', { country: 'AT', areaCode: null }).number).toBe('+4315123456');
  });

  it('of an extension stays as it is, also where an area code is known', () => {
    expect(normaliseNumber('23', oldenburg)).toEqual({ number: '23', isE164: false });
    expect(normaliseNumber('1203', nowhere)).toEqual({ number: '1203', isE164: false });
  });

  it('without an area code stays as it is where none is known', () => {
    expect(normaliseNumber('783295', nowhere)).toEqual({ number: '783295', isE164: false });
  });

  it('is E.164, digits or nothing, whatever a caller sends', () => {
    const raw = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 80 }),
      fc.string({ unit: fc.constantFrom(...'+0123456789 ()/-.;:@<sip'), maxLength: 40 }),
      fc.constant('9'.repeat(100_000)),
    );
    fc.assert(
      fc.property(raw, fc.constantFrom(oldenburg, nowhere), (text, options) => {
        const { number, isE164 } = normaliseNumber(text, options);
        if (isE164) expect(number).toMatch(/^\+[1-9][0-9]{2,14}$/);
        else expect(number ?? '0').toMatch(/^[0-9]{1,60}$/);
        // What was made whole once is whole: a second pass changes nothing.
        if (isE164 && number !== null) expect(normaliseNumber(number, options).number).toBe(number);
      }),
      { numRuns: 1000 },
    );
  });

  it('is shown in groups, and what is none as it is', () => {
    expect(formatNumber('+49441783295')).toBe('+49 441 783295');
    expect(formatNumber('+493012345678')).toBe('+49 30 12345678');
    expect(formatNumber('23')).toBe('23');
    expect(formatNumber('+0<script>')).toBe('+0<script>');
  });
});

describe('a contact list', () => {
  it('of the demo office is read whole, with every caller of the demo recordings', () => {
    const file = readFileSync(join(import.meta.dirname, '../fixtures/contacts-muster.csv'));
    const { contacts, problems } = read(file);
    expect(problems).toEqual([]);
    expect(contacts.length).toBe(16);
    expect(contacts.find(contact => contact.name === 'Annegret Petersen')).toEqual({
      contactId: 'c0',
      name: 'Annegret Petersen',
      role: 'Mieterin',
      street: 'Rosenweg 17',
      object: 'Rosenweg 17, Oldenburg',
      unit: '2. OG rechts',
      manager: 'Frau Brandt',
      numbers: ['+49441783295'],
    });
    const known = new Set(contacts.flatMap(contact => contact.numbers));
    for (const number of ['+49441783295', '+49172908446', '+49163557091', '+491573131862']) {
      expect(known).toContain(number);
    }
    const family = contacts.find(contact => contact.name === 'Familie Nguyen');
    expect(family?.numbers).toEqual(['+494414087216', '+4917620451183', '+4917620451184']);
  });

  const csv = 'Name;Straße;Telefon\nJörg Müßig;Große Gasse 3;0441 783295\n';
  const utf16 = (text: string): Buffer => Buffer.from(`\ufeff${text}`, 'utf16le');
  const encodings: [string, Uint8Array][] = [
    ['UTF-8', Buffer.from(csv)],
    ['UTF-8 with a byte order mark', Buffer.from(`\ufeff${csv}`)],
    ['Windows-1252', Buffer.from(csv, 'latin1')],
    ['UTF-16, low byte first', utf16(csv)],
    ['UTF-16, high byte first', utf16(csv).swap16()],
    ['commas', Buffer.from(csv.replaceAll(';', ','))],
    ['tabs', Buffer.from(csv.replaceAll(';', '\t'))],
    ["Excel's sep line", Buffer.from(`sep=;\r\n${csv}`)],
    ['Windows line ends', Buffer.from(csv.replaceAll('\n', '\r\n'))],
    ['old Mac line ends', Buffer.from(csv.replaceAll('\n', '\r'))],
  ];
  it.each(encodings)('in %s is read', (_, bytes) => {
    const { contacts, problems } = read(bytes);
    expect(problems).toEqual([]);
    expect(contacts).toMatchObject([
      { name: 'Jörg Müßig', street: 'Große Gasse 3', numbers: ['+49441783295'] },
    ]);
  });

  it.each([
    ['Vorname;Nachname;Tel.', 'Anna;Meier;0441 1', 'Anna Meier'],
    ['Name;Vorname;Mobil', 'Meier;Anna;0441 1', 'Anna Meier'],
    ['Firma;Telefon 2;Sachbearbeiter/in', 'Behrens GmbH;0441 1;x', 'Behrens GmbH'],
    ['NAME ;Handynummer', 'Anna Meier;0441 1', 'Anna Meier'],
  ])('with the columns %s knows who it is about', (header, row, name) => {
    expect(read(`${header}\n${row}\n`).contacts[0]?.name).toBe(name);
  });

  it('never takes a fax for a telephone', () => {
    expect(read('Name;Telefax;Telefon\nA;0441 111111;0441 222222\n').contacts[0]?.numbers).toEqual([
      '+49441222222',
    ]);
  });

  it.each([
    ['0441 783295 / 0171 4402817', ['+49441783295', '+491714402817']],
    ['0441 783295/0171 4402817', ['+49441783295', '+491714402817']],
    ['0441/783295', ['+49441783295']],
    ['0441 / 783295', ['+49441783295']],
    ['privat: 0441 783295, Büro: 0441-78 33 11', ['+49441783295', '+49441783311']],
    ['0441 783295 oder 0171 4402817', ['+49441783295', '+491714402817']],
    ['Tel. 0441 783295 (abends)', ['+49441783295']],
    ['+49 (0)441 783295', ['+49441783295']],
    ['0441 783295, 0441/783295', ['+49441783295']],
    ['-', []],
  ])('takes the numbers out of the cell "%s"', (cell, numbers) => {
    const { contacts, problems } = read(`Name;Telefon\nAnna;"${cell}"\n`);
    expect(problems).toEqual([]);
    expect(contacts[0]?.numbers).toEqual(numbers);
  });

  it.each([
    ['4,9E+10', 'Excel'],
    ['4.94418E+11', 'Excel'],
    ['441783295', '0 am Anfang'],
    ['1714402817', '0 am Anfang'],
    ['12345678901234567890', '0 am Anfang'],
  ])('reports the damaged number "%s" with its line and keeps the contact', (cell, hint) => {
    const { contacts, problems } = read(`Name;Telefon\nBerta;0441 783295\nAnna;"${cell}"\n`);
    expect(contacts.map(contact => contact.numbers.length)).toEqual([1, 0]);
    expect(problems).toHaveLength(1);
    expect(problems[0]?.line).toBe(3);
    expect(problems[0]?.message).toContain(hint);
    expect(problems[0]?.message).toContain(cell);
  });

  it('says that an area code is missing where none is known', () => {
    const { contacts, problems } = read('Name;Telefon\nAnna;783295\n', nowhere);
    expect(contacts[0]?.numbers).toEqual([]);
    expect(problems).toEqual([{ line: 2, message: 'Der Rufnummer „783295“ fehlt die Vorwahl.' }]);
  });

  it('leaves out bad rows, names their lines and goes on', () => {
    const { contacts, problems } = read(
      'Name;Telefon\nAnna;0441 783295\n;0441 1111111\n\nBerta;0441 2222222;zu;viel\n"Carla\nDieter";0441 3333333\nEmil;\n',
    );
    expect(contacts.map(contact => contact.name)).toEqual(['Anna', 'Carla Dieter', 'Emil']);
    expect(problems.map(problem => problem.line)).toEqual([3, 5]);
  });

  it('with a quotation mark that is never closed still gives its rows', () => {
    const { contacts, problems } = read('Name;Telefon\n"Anna;0441 783295\nBerta;0441 783311\n');
    expect(contacts.map(contact => contact.numbers)).toEqual([['+49441783295'], ['+49441783311']]);
    expect(problems[0]?.message).toContain('Anführungszeichen');
  });

  it('without names, or empty, says so', () => {
    expect(read('').problems[0]?.message).toContain('leer');
    expect(read('Telefon;Ort\n0441 1;Oldenburg\n')).toMatchObject({ contacts: [], problems: [{ line: 1 }] });
    expect(read('Name;Ort\nAnna;Oldenburg\n').problems[0]?.message).toContain('Rufnummern');
  });

  it('that is too large is refused in German', () => {
    expect(() => read(new Uint8Array(20 * 1024 * 1024 + 1))).toThrow(/20 MB/);
  });

  it('with thousands of bad rows reports the first thousand', () => {
    const { problems } = read(`Name;Telefon\n${'Anna;4,9E+10\n'.repeat(3000)}`);
    expect(problems).toHaveLength(1000);
    expect(problems.at(-1)?.message).toContain('2.001 weitere');
  });

  it('gives clean one-line contacts and real line numbers, whatever the bytes', () => {
    const text = fc.string({
      unit: fc.constantFrom(...'Name;Telefon,"\n\r\t0441 E+4,9ßÄ\u0000\u202e=|'),
      maxLength: 200,
    });
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      text.map(rest => Buffer.from(`Name;Telefon;Objekt\n${rest}`)),
    );
    fc.assert(
      fc.property(bytes, csvBytes => {
        const { contacts, problems } = read(csvBytes);
        const lines = csvBytes.length + 1;
        for (const problem of problems) {
          expect(problem.line).toBeGreaterThanOrEqual(1);
          expect(problem.line).toBeLessThanOrEqual(lines);
        }
        for (const contact of contacts) {
          expect(contact.name).not.toBe('');
          for (const value of [contact.name, contact.object ?? ''])
            expect(value).not.toMatch(/[\p{Cc}\u202e]/u);
          for (const number of contact.numbers) expect(number).toMatch(/^\+?[0-9]{1,15}$/);
        }
      }),
      { numRuns: 1500 },
    );
  });
});

describe('a caller', () => {
  const contact = (name: string, ...numbers: string[]): Contact => ({
    contactId: name as ContactId,
    name,
    role: null,
    street: null,
    object: null,
    unit: null,
    manager: null,
    numbers,
  });
  const anna = contact('Anna', '+49441783295', '+491714402817');
  const berta = contact('Berta', '+494213347120');
  const carl = contact('Carl', '+494213347120');
  const desk = contact('Empfang', '23');
  const match = makeMatchContact([anna, berta, carl, desk]);
  const from = (callerNumber: string | null) => match({ callerNumber, transcript: missing('no-model') });

  it('with a number of one contact is that contact, and the reason is given', () => {
    const expected = {
      kind: 'matched',
      contact: anna,
      evidence: [{ kind: 'number', text: 'Rufnummer +49 441 783295 ist bekannt' }],
    };
    expect(from('+49441783295')).toEqual(expected);
    expect(from('+491714402817')).toMatchObject({ kind: 'matched', contact: anna });
    expect(from('23')).toMatchObject({ kind: 'matched', contact: desk });
  });

  it('with a number of several contacts is none of them', () => {
    expect(from('+494213347120')).toEqual({
      kind: 'ambiguous',
      candidates: [berta, carl],
      evidence: [{ kind: 'number', text: 'Rufnummer +49 421 3347120 gehört zu 2 Kontakten' }],
    });
  });

  it('with an unknown or suppressed number is unknown', () => {
    expect(from('+4930123456')).toEqual({ kind: 'unknown' });
    expect(from(null)).toEqual({ kind: 'unknown' });
  });

  it('stays the one contact when the list gives the number twice', () => {
    const twice = makeMatchContact([contact('Anna', '+49441783295', '+49441783295')]);
    expect(twice({ callerNumber: '+49441783295', transcript: missing('no-model') }).kind).toBe('matched');
  });
});
