/** Contact lists through the real desk: reading process, set files, swap. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ContactsDesk } from '../../src/contacts-desk.ts';
import type { ImportOrder, ImportResult, ImportView } from '../../src/domain/contact-import.ts';
import { type ContactSourceId, weekly } from '../../src/domain/contact-source.ts';
import {
  findSource,
  noteSource,
  removeSource,
  saveSource,
  takeRun,
} from '../../src/store/contact-sources.ts';
import { openStore, type Store } from '../../src/store/open.ts';
import { openTestContacts, readHere } from './test-contacts.ts';

const root = resolve(import.meta.dirname, '../..');
const fixtures = join(root, 'test/fixtures/contacts');
let folder: string;
let store: Store;
let desk: ContactsDesk;
let changes = 0;

const openDesk = (how: 'here' | 'in a process of its own' = 'here') =>
  openTestContacts({
    ...(how === 'here' ? { read: readHere } : {}),
    db: store.db,
    folder,
    log: pino({ level: 'silent' }),
    onChanged: () => {
      changes += 1;
    },
  });
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hausruf-contacts-'));
  store = openStore({ folder: join(folder, 'data'), migrationsFolder: join(root, 'migrations') });
  changes = 0;
  desk = await openDesk();
});
afterEach(async () => {
  await desk.close();
  store.close();
  rmSync(folder, { recursive: true, force: true });
});

function fileOf(list: string | Uint8Array): string {
  const file = join(folder, `list-${Math.random()}`);
  writeFileSync(file, list);
  return file;
}
const order = (list: string | Uint8Array, more: Partial<ImportOrder> = {}): ImportOrder => ({
  file: fileOf(list),
  fileName: 'mieter.csv',
  format: 'auto',
  source: 'upload',
  apply: 'if-sound',
  ...more,
});
const take = (list: string | Uint8Array, more: Partial<ImportOrder> = {}): Promise<ImportResult> =>
  desk.importContacts(order(list, more));
const rows = (...names: string[]): string =>
  `Kontaktnummer;Name;Straße;Telefon\n${names.map((name, index) => `${index + 1};${name};Rosenweg ${index + 1};0441 78329${index}`).join('\n')}\n`;
const ten = rows(...Array.from({ length: 10 }, (_, index) => `Mieter Nummer${index}`));
const addSource = (id: string): void =>
  saveSource(store.db, {
    sourceId: id as ContactSourceId,
    input: {
      name: 'Quelle',
      place: { kind: 'folder', path: '/import' },
      pattern: '*',
      schedule: weekly,
      staleAfterDays: null,
      isEnabled: true,
    },
    secret: null,
    hostKey: null,
    nextRunAt: null,
    now: 1,
  });
const nameOf = (number: string) => desk.withNumber(number).map(contact => contact.name);
async function ended(importId: string): Promise<ImportView> {
  for (;;) {
    const view = desk.find(importId);
    if (view && view.state !== 'reading') return view;
    await new Promise(done => setTimeout(done, 20));
  }
}

describe('a contact list', { timeout: 60_000 }, () => {
  it('goes live in one swap, says what it changes, and can be taken back (R128)', async () => {
    const first = await take(rows('Anna Meier', 'Berta Öz'));
    expect(first).toMatchObject({ kind: 'applied', counts: { added: 2, before: 0, contacts: 2 } });
    const annas = desk.withNumber('+49441783290')[0];
    const second = await take(rows('Anna Meier', 'Carla Öz').replace('Rosenweg 1;', 'Rosenweg 99;'));
    expect(second).toMatchObject({ kind: 'applied', counts: { added: 0, changed: 2, gone: 0, before: 2 } });
    // The same external id is the same contact, though its street has changed.
    expect(desk.withNumber('+49441783290')[0]).toMatchObject({
      contactId: annas?.contactId,
      houseNumber: '99',
    });
    desk.undo();
    expect(nameOf('+49441783291')).toEqual(['Berta Öz']);
    expect(() => desk.undo()).toThrow(/keine Änderung/);
    expect(changes).toBe(3);
  });

  it('that has shrunk or is empty waits for the user, and the old one stays until then (R128)', async () => {
    await take(ten);
    const short = await take(rows('Anna Meier', 'Berta Öz'));
    expect(short).toMatchObject({ kind: 'held', because: 'shrunken', counts: { contacts: 2, before: 10 } });
    const empty = await take('Kontaktnummer;Name;Straße;Telefon\n');
    expect(empty).toMatchObject({ kind: 'held', because: 'empty' });
    expect(await take('')).toMatchObject({ kind: 'held', because: 'empty' });
    expect(desk.overview().count).toBe(10);
    desk.discard(empty.importId);
    expect(desk.find(empty.importId)?.state).toBe('discarded');
    desk.accept(short.importId);
    expect(desk.overview().count).toBe(2);
    desk.undo();
    expect(desk.overview().count).toBe(10);
    // Nine of ten are no reason to ask.
    expect((await take(rows(...Array.from({ length: 9 }, (_, at) => `Mieter Nummer${at}`)))).kind).toBe(
      'applied',
    );
  });

  it('with unknown columns asks, and what the user says holds for the next list too (R127)', async () => {
    const strange = 'Spalte A;Spalte B\nAnna Meier;0441 783295\n';
    const held = await take(strange);
    expect(held).toMatchObject({ kind: 'held', because: 'unmapped' });
    expect(() => desk.accept(held.importId)).toThrow(/Spalte/);
    expect(desk.problems(held.importId, { offset: 0, limit: 9 }).problems.some(each => each.isLeftOut)).toBe(
      true,
    );
    desk.remap(held.importId, { mapping: { 'Spalte A': 'name', 'Spalte B': 'number' }, encoding: 'auto' });
    expect(await ended(held.importId)).toMatchObject({ state: 'held', because: 'preview' });
    desk.accept(held.importId);
    expect(nameOf('+49441783295')).toEqual(['Anna Meier']);
    expect((await take(strange.replace('Anna', 'Arne'))).kind).toBe('applied');
    expect((await take(strange, { source: 'other' })).kind).toBe('held');
  });

  it('of one source leaves the contacts of the others alone, also when it waited meanwhile', async () => {
    await take(rows('Anna Meier'));
    const waiting = await take(rows('Berta Öz'), { apply: 'preview' });
    expect(waiting).toMatchObject({ kind: 'held', because: 'preview' });
    addSource('sftp-1');
    await take('Name;Telefon;Sprache\nCarl Oe;0441 555555;Türkisch\n', { source: 'sftp-1' });
    expect(desk.overview().count).toBe(2);
    desk.accept(waiting.importId);
    expect(await ended(waiting.importId)).toMatchObject({ state: 'applied' });
    expect(nameOf('+49441783290')).toEqual(['Berta Öz']);
    expect(desk.withNumber('+49441555555')).toMatchObject([
      { name: 'Carl Oe', source: 'sftp-1', language: 'tr' },
    ]);
    // Of a source that there is no more, the next list of any other leaves nothing.
    removeSource(store.db, 'sftp-1' as ContactSourceId);
    await take(rows('Berta Öz'));
    expect([nameOf('+49441555555'), desk.overview().count]).toEqual([[], 1]);
  });

  it('of a source that was being taken over when the process was killed is handed over again', async () => {
    addSource('sftp-1');
    await take(ten, { source: 'sftp-1' });
    const held = await take(rows('Anna Meier'), { source: 'sftp-1' });
    expect(held.kind).toBe('held');
    noteSource(store.db, 'sftp-1' as ContactSourceId, { contentSha256: 'x', mark: null });
    await desk.close();
    // As an accepted list is stored while it is read once more.
    store.sqlite.exec(`UPDATE contact_imports SET state = 'reading' WHERE id = '${held.importId}'`);
    desk = await openDesk();
    expect(desk.find(held.importId)).toMatchObject({ state: 'refused' });
    expect(findSource(store.db, 'sftp-1' as ContactSourceId)).toMatchObject({ contentSha256: null });
    expect(takeRun(store.db, 1)).toMatchObject({ sourceId: 'sftp-1' });
    // The same while the process runs: its end could not be stored.
    store.sqlite.exec(`UPDATE contact_imports SET state = 'reading' WHERE id = '${held.importId}'`);
    expect(desk.overview().imports.filter(each => each.state === 'reading')).toEqual([]);
  });

  it('that is no list is refused in German, and nothing changes', async () => {
    await take(ten);
    await desk.close();
    desk = await openDesk('in a process of its own');
    for (const bytes of [
      Buffer.from('%PDF-1.7'),
      Buffer.from('PK\x03\x04 not really'),
      Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 1]),
    ]) {
      expect(await take(bytes)).toMatchObject({ kind: 'refused', message: expect.stringMatching(/Bitte/) });
    }
    expect(desk.overview().count).toBe(10);
    const kept = desk.overview().imports[0];
    expect(
      readdirSync(join(folder, 'contacts')).filter(name => name.includes(kept?.importId ?? '-')),
    ).toEqual([]);
  });

  it('written by LibreOffice is read, as XLSX and as CSV in Windows-1252 (R127)', async () => {
    const result = await take(new Uint8Array(), { file: join(fixtures, 'libreoffice.xlsx') });
    expect(result).toMatchObject({ kind: 'applied', counts: { contacts: 4, leftOut: 2 } });
    expect(desk.withNumber('+493514455668')).toMatchObject([
      {
        name: 'Müßig, Jörg u. Petra',
        postcode: '01067',
        houseFrom: 1,
        houseTo: 3,
        persons: [{ firstName: 'Jörg' }, { firstName: 'Petra' }],
      },
    ]);
    const again = await take(new Uint8Array(), { file: join(fixtures, 'libreoffice-cp1252.csv') });
    // One Vietnamese name has no form in Windows-1252: LibreOffice itself has written question marks.
    expect(again).toMatchObject({ kind: 'applied', counts: { contacts: 4, changed: 1, added: 0, gone: 0 } });
    expect(desk.problems(again.importId, { offset: 0, limit: 9 }).problems).toContainEqual(
      expect.objectContaining({ line: 8, message: expect.stringContaining('Umlaute beschädigt') }),
    );
  });

  it('that was being read when the house stopped is told as interrupted, and leaves nothing', async () => {
    await desk.close();
    desk = await openDesk('in a process of its own');
    await take(ten);
    const begun = await desk.beginUpload(order(rows('Anna Meier')));
    await desk.close();
    desk = await openDesk();
    expect(desk.find(begun)).toMatchObject({ state: 'refused' });
    expect(desk.overview().count).toBe(10);
    const kept = readdirSync(join(folder, 'contacts')).filter(name => name.startsWith(begun));
    expect(kept).toEqual([]);
  });

  it('of a version that kept it in the main database is carried over once, numbers and names (0006)', async () => {
    store.sqlite.exec(`
      INSERT INTO contacts VALUES ('c1', 'Anna Meier', 'Mieterin', 'Rosenweg 17', 'Rosenweg', '2. OG', 'Frau Brandt');
      INSERT INTO contact_numbers VALUES ('c1', '+49441783295');`);
    await desk.close();
    desk = await openDesk();
    expect(desk.withNumber('+49441783295')).toMatchObject([
      {
        name: 'Anna Meier',
        streetName: 'Rosenweg',
        houseNumber: '17',
        manager: 'Frau Brandt',
        numbers: ['+49441783295'],
      },
    ]);
    expect(desk.spokenNames()).toEqual(['Rosenweg', 'Meier']);
    expect(store.sqlite.prepare('SELECT count(*) FROM contacts').pluck().get()).toBe(0);
  });

  it('marks who wants no transcript, and a shared number with one of them is not transcribed either (R126)', async () => {
    await take(
      'Name;Telefon;Nicht verschriften\nAnna Meier;0441 783295;ja\nArne Meier;0441 783295;nein\nBerta;0441 1111111;\n',
    );
    expect(desk.isUntranscribed('+49441783295')).toBe(true);
    expect(desk.isUntranscribed('+494411111111')).toBe(false);
    expect(desk.isUntranscribed(null)).toBe(false);
  });

  it('comes back from the template that we offer, in both forms (R124)', async () => {
    for (const format of ['xlsx', 'csv'] as const) {
      const result = await take(desk.template(format), { source: format });
      expect(result).toMatchObject({ kind: 'applied', counts: { contacts: 1, leftOut: 0, hints: 0 } });
      const columns = desk.find(result.importId)?.columns ?? [];
      expect(columns.length).toBe(19);
      expect(columns.filter(column => column.field === null)).toEqual([]);
    }
    const [example] = desk.withNumber('+494410000000');
    expect(example).toMatchObject({
      manager: 'Frau Brandt',
      roleKind: 'tenant',
      language: 'de',
      isUntranscribed: false,
    });
  });
});
