import { Value } from 'typebox/value';
import { afterEach, describe, expect, it } from 'vitest';
import { CategoriesBody, HealthParts, MailboxListReply, MailboxView } from '../../src/domain/api.ts';
import type { Mailbox } from '../../src/domain/mailbox.ts';
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
