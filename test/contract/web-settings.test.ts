import { Value } from 'typebox/value';
import { afterEach, describe, expect, it } from 'vitest';
import { CategoriesBody, HealthParts, MailboxListReply, MailboxView } from '../../src/domain/api.ts';
import type { Mailbox } from '../../src/domain/mailbox.ts';
import { listContacts } from '../../src/store/contacts.ts';
import { contactOf } from './web-calls.ts';
import { type House, mailboxInput, makeMailbox, openHouse } from './web-house.ts';

let house: House;
afterEach(() => house?.close());

describe('a mailbox', () => {
  it('is added and changed, and its greeting is made anew each time', async () => {
    house = await openHouse({ hasVoice: false });
    const added = await house.ask('POST', '/api/v1/mailboxes', {
      body: mailboxInput({ numbers: ['+4944112345'] }),
    });
    expect(added.status).toBe(201);
    expect(Value.Check(MailboxView, added.json)).toBe(true);
    const { mailboxId } = added.json;
    const input = mailboxInput({
      name: '  Neuer Name ',
      numbers: ['+4944112345', '+4944199'],
      mailAddress: null,
    });
    const changed = await house.ask('PUT', `/api/v1/mailboxes/${mailboxId}`, { body: input });
    expect([changed.status, changed.json.name, changed.json.greetingState]).toEqual([
      200,
      'Neuer Name',
      'built-in',
    ]);
    const all = await house.ask('GET', '/api/v1/mailboxes');
    expect(Value.Check(MailboxListReply, all.json)).toBe(true);
    expect(all.json.mailboxes).toEqual([changed.json]);
    expect(house.told).toEqual([`mailbox ${mailboxId}`, `mailbox ${mailboxId}`]);
  });

  it('cannot take a number that another one answers, and is told which', async () => {
    house = await openHouse();
    makeMailbox(house, { name: 'Notdienst', numbers: ['+4944112345'] });
    const mine = makeMailbox(house, { numbers: ['+4944199'] });
    const input = mailboxInput({ numbers: ['+4944199', '+4944112345'] });
    for (const [method, path] of [
      ['POST', '/api/v1/mailboxes'],
      ['PUT', `/api/v1/mailboxes/${mine.mailboxId}`],
    ] as const) {
      const reply = await house.ask(method, path, { body: input });
      expect(reply.status).toBe(409);
      expect(reply.json).toMatchObject({ code: 'NUMBER_TAKEN', field: 'numbers' });
      expect(reply.json.message).toContain('Notdienst');
    }
    const gone = await house.ask('PUT', '/api/v1/mailboxes/nobody', { body: mailboxInput() });
    expect(gone.status).toBe(404);
    expect(house.told).toEqual([]);
    expect((await house.ask('GET', '/api/v1/mailboxes')).json.mailboxes).toHaveLength(2);
  });

  it('sends a test note with what is saved now', async () => {
    const sent: Mailbox[] = [];
    house = await openHouse({
      overrides: {
        sendTestMail: async mailbox => {
          sent.push(mailbox);
          return { isSent: false, message: 'Der Mailserver antwortet nicht.' };
        },
      },
    });
    const { mailboxId } = makeMailbox(house);
    const reply = await house.ask('POST', `/api/v1/mailboxes/${mailboxId}/test-mail`, { body: {} });
    expect([reply.status, reply.json.isSent]).toEqual([200, false]);
    expect(sent[0]?.mailAddress).toBe('buero@example.de');
    const gone = await house.ask('POST', '/api/v1/mailboxes/nobody/test-mail', { body: {} });
    expect(gone.status).toBe(404);
  });
});

describe('the contact list', () => {
  const csv = { 'content-type': 'text/csv' };
  const importFile = (body: Buffer | string, headers: Record<string, string> = csv) =>
    house.ask('POST', '/api/v1/contacts/import', { body, headers });

  it('is replaced by a file, whose bad lines are named', async () => {
    const read: Uint8Array[] = [];
    house = await openHouse({
      overrides: {
        importContacts: bytes => {
          read.push(bytes);
          const problems = [{ line: 3, message: 'Die Nummer fehlt.' }];
          return { contacts: [contactOf('Jens Kröger'), contactOf('Anna Öz')], problems };
        },
      },
    });
    const bytes = Buffer.from('Name;Telefon\nJens Kröger;0441', 'latin1');
    const reply = await importFile(bytes, { 'content-type': 'text/csv; charset=windows-1252' });
    expect(reply.json).toEqual({ added: 2, problems: [{ line: 3, message: 'Die Nummer fehlt.' }] });
    expect(Buffer.from(read[0] ?? []).equals(bytes)).toBe(true);
    expect((await house.ask('GET', '/api/v1/contacts')).json).toEqual({ count: 2 });
    await importFile(bytes);
    expect(listContacts(house.db)).toHaveLength(2);
    expect(house.told).toEqual(['contacts', 'contacts']);
  });

  it('stays as it is when the file has no contact, is empty, too large or no CSV', async () => {
    let contacts = [contactOf('Jens Kröger')];
    house = await openHouse({ overrides: { importContacts: () => ({ contacts, problems: [] }) } });
    expect((await importFile('Name')).json.added).toBe(1);
    contacts = [];
    const none = await importFile('Unsinn');
    expect([none.status, none.json.added]).toEqual([200, 0]);
    expect(none.json.problems.at(-1).message).toContain('bleibt');
    expect((await importFile('')).status).toBe(400);
    expect((await importFile('[]', { 'content-type': 'application/json' })).status).toBe(415);
    expect((await importFile(Buffer.alloc(20 * 1024 * 1024 + 1))).status).toBe(413);
    expect((await house.ask('GET', '/api/v1/contacts')).json).toEqual({ count: 1 });
    expect(house.told).toEqual(['contacts']);
  });

  it('takes a file of 5 MB, five times what any other route takes', async () => {
    house = await openHouse({
      overrides: { importContacts: bytes => ({ contacts: [contactOf(`${bytes.length}`)], problems: [] }) },
    });
    expect((await importFile(Buffer.alloc(5 * 1024 * 1024, 'a'))).status).toBe(200);
    expect(listContacts(house.db)[0]?.name).toBe(String(5 * 1024 * 1024));
  });

  it('loses nothing when storing the new one fails half way', async () => {
    let contacts = [contactOf('Jens Kröger')];
    house = await openHouse({ overrides: { importContacts: () => ({ contacts, problems: [] }) } });
    await importFile('Name');
    const twice = contactOf('Zweimal');
    contacts = [twice, twice];
    expect((await importFile('Name')).status).toBe(500);
    expect(listContacts(house.db).map(contact => contact.name)).toEqual(['Jens Kröger']);
    expect(house.logged()).not.toContain('Zweimal');
  });
});

describe('the categories', () => {
  const put = (categories: unknown) => house.ask('PUT', '/api/v1/categories', { body: { categories } });

  it('are replaced as a whole, in the order given', async () => {
    house = await openHouse();
    const reply = await put([
      { name: ' Wasser ', keywords: ['Rohr', 'Rohr ', 'Leck'] },
      { name: 'Aufzug', keywords: [] },
    ]);
    expect(reply.status).toBe(200);
    const again = await house.ask('GET', '/api/v1/categories');
    expect(Value.Check(CategoriesBody, again.json)).toBe(true);
    expect(again.json).toEqual({
      categories: [
        { name: 'Wasser', keywords: ['Rohr', 'Leck'] },
        { name: 'Aufzug', keywords: [] },
      ],
    });
    expect(house.told).toEqual(['categories']);
  });

  it('stay as they are when two are called the same or two words clash', async () => {
    house = await openHouse({
      overrides: { checkCategories: list => (list.length > 2 ? '„Rohr“ steht in zwei Kategorien.' : null) },
    });
    const kept = [{ name: 'Wasser', keywords: ['Rohr'] }];
    await put(kept);
    const twice = await put([...kept, { name: 'wasser', keywords: [] }]);
    expect([twice.status, twice.json.code, twice.json.field]).toEqual([400, 'CATEGORY_CLASH', 'categories']);
    const clash = await put([...kept, { name: 'B', keywords: [] }, { name: 'C', keywords: [] }]);
    expect(clash.json.message).toBe('„Rohr“ steht in zwei Kategorien.');
    expect((await put([{ name: '   ', keywords: [] }])).status).toBe(400);
    expect((await house.ask('GET', '/api/v1/categories')).json).toEqual({ categories: kept });
    expect(house.told).toEqual(['categories']);
  });
});

describe('the health page', () => {
  it('tells each part to who is logged in, and says degraded to all', async () => {
    const parts = [{ name: 'Mailserver', state: 'bad' as const, message: 'Antwortet nicht.' }];
    house = await openHouse({ overrides: { health: () => ({ status: 'degraded', parts }) } });
    const reply = await house.ask('GET', '/api/v1/health/parts');
    expect(Value.Check(HealthParts, reply.json)).toBe(true);
    expect(reply.json.parts).toEqual(parts);
    const open = await house.ask('GET', '/api/v1/health', { session: false });
    expect([open.status, open.text]).toEqual([200, '{"status":"degraded"}']);
  });
});
