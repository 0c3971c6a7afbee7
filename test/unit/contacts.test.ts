import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeMatchContact } from '../../src/contacts/match.ts';
import type { Contact } from '../../src/domain/contact.ts';
import type { ContactId } from '../../src/domain/ids.ts';
import { missing } from '../../src/domain/missing.ts';
import { oldenburg, readBack } from './contacts-kit.ts';

const nowhere = { country: 'DE', areaCode: null };

const read = (list: string | Uint8Array, numbers: { country: string; areaCode: string | null } = oldenburg) =>
  readBack(list, { numbers });

describe('a contact list', () => {
  it('of the demo office is read whole, with every caller of the demo recordings', async () => {
    const file = readFileSync(join(import.meta.dirname, '../fixtures/contacts-muster.csv'));
    const { contacts, problems } = await read(file);
    expect(problems).toEqual([]);
    expect(contacts.length).toBe(16);
    expect(contacts.find(contact => contact.name === 'Annegret Petersen')).toMatchObject({
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
  it.each(encodings)('in %s is read', async (_, bytes) => {
    const { contacts, problems } = await read(bytes);
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
  ])('with the columns %s knows who it is about', async (header, row, name) => {
    expect((await read(`${header}\n${row}\n`)).contacts[0]?.name).toBe(name);
  });

  it('never takes a fax for a telephone', async () => {
    expect((await read('Name;Telefax;Telefon\nA;0441 111111;0441 222222\n')).contacts[0]?.numbers).toEqual([
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
  ])('takes the numbers out of the cell "%s"', async (cell, numbers) => {
    const { contacts, problems } = await read(`Name;Telefon\nAnna;"${cell}"\n`);
    expect(problems).toEqual([]);
    expect(contacts[0]?.numbers).toEqual(numbers);
  });

  it.each([
    ['4,9E+10', 'Excel'],
    ['4.94418E+11', 'Excel'],
    ['441783295', '0 am Anfang'],
    ['1714402817', '0 am Anfang'],
    ['12345678901234567890', '0 am Anfang'],
  ])('reports the damaged number "%s" with its line and keeps the contact', async (cell, hint) => {
    const { contacts, problems } = await read(`Name;Telefon\nBerta;0441 783295\nAnna;"${cell}"\n`);
    expect(contacts.map(contact => contact.numbers.length)).toEqual([1, 0]);
    expect(problems).toHaveLength(1);
    expect(problems[0]?.line).toBe(3);
    expect(problems[0]?.message).toContain(hint);
    expect(problems[0]?.message).toContain(cell);
  });

  it('says that an area code is missing where none is known', async () => {
    const { contacts, problems } = await read('Name;Telefon\nAnna;783295\n', nowhere);
    expect(contacts[0]?.numbers).toEqual([]);
    expect(problems).toMatchObject([{ line: 2, message: 'Der Rufnummer „783295“ fehlt die Vorwahl.' }]);
  });

  it('leaves out bad rows, names their lines and goes on', async () => {
    const { contacts, problems } = await read(
      'Name;Telefon\nAnna;0441 783295\n;0441 1111111\n\nBerta;0441 2222222;zu;viel\n"Carla\nDieter";0441 3333333\nEmil;\n',
    );
    expect(contacts.map(contact => contact.name)).toEqual(['Anna', 'Carla Dieter', 'Emil']);
    expect(problems.map(problem => problem.line)).toEqual([3, 5]);
  });

  it('with a quotation mark that is never closed still gives its rows', async () => {
    const { contacts, problems } = await read('Name;Telefon\n"Anna;0441 783295\nBerta;0441 783311\n');
    expect(contacts.map(contact => contact.numbers)).toEqual([['+49441783295'], ['+49441783311']]);
    expect(problems[0]?.message).toContain('Anführungszeichen');
  });

  it('without names, or empty, says so', async () => {
    expect(await read('')).toMatchObject({ rows: 0, contacts: [], problems: [] });
    const unnamed = await read('Telefon;Ort\n0441 1;Oldenburg\n');
    expect(unnamed).toMatchObject({ isUnmapped: true, contacts: [] });
    expect(unnamed.problems.map(problem => [problem.line, problem.isLeftOut])).toEqual([
      [1, false],
      [2, true],
    ]);
    expect((await read('Name;Ort\nAnna;Oldenburg\n')).problems[0]?.message).toContain('Rufnummern');
  });

  it('gives clean one-line contacts and real line numbers, whatever the bytes', async () => {
    const text = fc.string({
      unit: fc.constantFrom(...'Name;Telefon,"\n\r\t0441 E+4,9ßÄ\u0000\u202e=|'),
      maxLength: 200,
    });
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      text.map(rest => Buffer.from(`Name;Telefon;Objekt\n${rest}`)),
    );
    await fc.assert(
      fc.asyncProperty(bytes, async csvBytes => {
        const list = await read(csvBytes).catch(error => {
          // What is no list at all is refused in German, and by nothing else.
          expect(error).toMatchObject({ code: 'INPUT_INVALID' });
          return { contacts: [], problems: [] };
        });
        const { contacts, problems } = list;
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
      { numRuns: 500 },
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
