/** Looking contacts up, correcting who called, and what was learned from it: over the wire, with real imports. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Value } from 'typebox/value';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ContactPage, CorrectionFacts, IdentificationView } from '../../src/domain/api-identify.ts';
import type { ImportContacts } from '../../src/domain/contact-import.ts';
import { firstMatch } from '../../src/store/results.ts';
import { readDetail, tellMessage } from './web-calls.ts';
import { type House, makeMailbox, openHouse } from './web-house.ts';

const header = 'Vorname;Nachname;Firma;Straße;Hausnummer;Ort;Telefon;Objekt';
const rows = [
  'Karl;Özdemir;;Lindenweg;12;Hamm;02381 4001;Lindenhof',
  'Ilse;Haberkorn;;Alte Poststr.;27a;Hamm;02381 4002;Posthof',
  'Jürgen;Jürgens;;Lindenweg;3;Hamm;;Lindenhof',
  'Petra;Jürgens;;Hansaring;5;Soest;0171 4455667;',
  ';;Sanitär Obermeier GmbH;Hansaring;40;Soest;02381 7701-0;',
];

let house: House;
let mailboxId: ReturnType<typeof makeMailbox>['mailboxId'];
let minute = 0;

async function importRows(lines: readonly string[]): Promise<void> {
  const file = join(house.folder, 'liste.csv');
  writeFileSync(file, [header, ...lines].join('\n'));
  const { importContacts } = house.services.contacts as unknown as { importContacts: ImportContacts };
  const result = await importContacts({
    file,
    fileName: 'liste.csv',
    format: 'csv',
    source: 'upload',
    apply: 'if-sound',
  });
  expect(result.kind).toBe('applied');
}

const search = async (q: string, more = '') => {
  const reply = await house.ask('GET', `/api/v1/contacts?q=${encodeURIComponent(q)}${more}`);
  expect(reply.status).toBe(200);
  expect(Value.Check(ContactPage, reply.json)).toBe(true);
  return reply.json as ContactPage;
};
const namesOf = async (q: string, more = '') => (await search(q, more)).contacts.map(contact => contact.name);
const view = async (): Promise<IdentificationView> => {
  const reply = await house.ask('GET', '/api/v1/identification');
  expect(Value.Check(IdentificationView, reply.json)).toBe(true);
  return reply.json as IdentificationView;
};
const tell = (text: string, callerNumber: string | null, contactName = 'Petra Jürgens') => {
  minute += 1;
  return tellMessage(house.db, mailboxId, {
    arrivedAt: house.clock.now + minute * 60_000,
    text,
    callerNumber,
    contactName,
  });
};
const matchNow = (told: ReturnType<typeof tell>, text: string, callerNumber: string | null) =>
  (
    house.services.identify as unknown as {
      match: (input: unknown) => { kind: string; contact?: { name: string } };
    }
  ).match({
    callerNumber,
    transcript: { kind: 'made', text, messageId: told.messageId },
  });

beforeAll(async () => {
  house = await openHouse();
  ({ mailboxId } = makeMailbox(house));
  await importRows(rows);
});
afterAll(() => house?.close());

describe('R120: a look-up that finds as a search engine does', () => {
  it.each([
    ['özdemir', 'Karl Özdemir'],
    ['oezdemir karl', 'Karl Özdemir'],
    ['lindenweg 12', 'Karl Özdemir'],
    ['haberkron', 'Ilse Haberkorn'],
    ['Alte Poststraße', 'Ilse Haberkorn'],
    ['posthof', 'Ilse Haberkorn'],
    ['habe', 'Ilse Haberkorn'],
    ['obermeier soest', 'Sanitär Obermeier GmbH'],
    ['Petra Jürgens', 'Petra Jürgens'],
  ])('%s', async (query, name) => {
    expect((await namesOf(query))[0]).toBe(name);
  });
  it.each(['02381 4001', '+4923814001', '0049 2381/40 01', '4001'])('tells who %s is', async query => {
    expect(await namesOf(query)).toContain('Karl Özdemir');
  });
  it('answers in pages, and finds nobody for what is nobody', async () => {
    expect((await search('Jürgens')).total).toBe(2);
    expect(await namesOf('Jürgens', '&limit=1&offset=1')).toHaveLength(1);
    expect(await namesOf('Zzyzxqw')).toEqual([]);
    expect(await namesOf('" OR 1=1 --')).toEqual([]);
    expect((await house.ask('GET', '/api/v1/contacts?q=')).status).toBe(400);
    expect((await house.ask('GET', '/api/v1/contacts?q=x', { session: false })).status).toBe(401);
  });
});

describe('a correction', () => {
  it('is used from the next call on, keeps what was decided first, survives an import, and can be revoked', async () => {
    const text = 'Hier ist Jörgens, Lindenweg 3. Bitte rufen Sie zurück.';
    const told = tell(text, '+4915999888');
    const jurgen = (await search('Jürgen Jürgens Lindenweg')).contacts[0];
    expect(jurgen?.name).toBe('Jürgen Jürgens');
    const facts = (await house.ask('GET', `/api/v1/calls/${told.callId}/contact`)).json as CorrectionFacts;
    expect(Value.Check(CorrectionFacts, facts)).toBe(true);
    expect(facts).toMatchObject({ number: '+4915999888', firstDecided: null, heardName: 'Jörgens' });
    const before = firstMatch(house.db, told.messageId);
    const reply = await house.ask('POST', `/api/v1/calls/${told.callId}/contact`, {
      body: { contactId: jurgen?.contactId, learnNumber: true, learnSpelling: true },
    });
    expect(reply.status).toBe(204);
    const { match } = await readDetail(house, told.callId);
    expect(match).toMatchObject({
      kind: 'matched',
      contact: { name: 'Jürgen Jürgens' },
      evidence: ['Von Hand zugeordnet'],
    });
    expect(firstMatch(house.db, told.messageId)).toEqual(before);
    const after = await house.ask('GET', `/api/v1/calls/${told.callId}/contact`);
    expect(after.json).toMatchObject({ firstDecided: 'Petra Jürgens' });
    const rules = (await view()).rules;
    expect(rules.map(rule => [rule.kind, rule.name])).toEqual(
      expect.arrayContaining([
        ['number', 'Jürgen Jürgens'],
        ['spelling', 'Jürgens'],
      ]),
    );
    expect(matchNow(told, 'Die Heizung ist kalt.', '+4915999888').contact?.name).toBe('Jürgen Jürgens');
    // The next list puts him into another row, and somebody new before him.
    await importRows(['Zora;Abendroth;;Amselweg;1;Hamm;;', ...rows.toReversed()]);
    expect(matchNow(told, 'Die Heizung ist kalt.', '+4915999888').contact?.name).toBe('Jürgen Jürgens');
    expect((await view()).rules.every(rule => rule.isUsable)).toBe(true);
    for (const { ruleId } of rules)
      expect((await house.ask('DELETE', `/api/v1/identification/rules/${ruleId}`)).status).toBe(204);
    expect(matchNow(told, 'Die Heizung ist kalt.', '+4915999888').kind).toBe('unknown');
    expect((await view()).rules).toEqual([]);
    expect(house.logged()).not.toContain('Jörgens');
  });

  it('to nobody is stored too, and nonsense is refused', async () => {
    const told = tell('Hier ist irgendwer.', null);
    const post = (callId: string, contactId: string | null) =>
      house.ask('POST', `/api/v1/calls/${callId}/contact`, {
        body: { contactId, learnNumber: true, learnSpelling: true },
      });
    expect((await post(told.callId, null)).status).toBe(204);
    expect((await readDetail(house, told.callId)).match?.kind).toBe('unknown');
    expect((await post(told.callId, 'nobody')).status).toBe(404);
    expect((await post('nocall', null)).status).toBe(404);
    expect((await house.ask('DELETE', '/api/v1/identification/rules/none')).status).toBe(404);
    expect((await view()).rules).toEqual([]);
  });
});

describe('R125: whether the number wins', () => {
  it('is a setting that counts from the next call on', async () => {
    const told = tell('', null);
    const text = 'Hier spricht Sabine Lohmann.';
    expect(matchNow(told, text, '+4923814001').kind).toBe('ambiguous');
    const reply = await house.ask('PUT', '/api/v1/identification', { body: { phoneWins: true } });
    expect(reply.json).toMatchObject({ phoneWins: true });
    expect(matchNow(told, text, '+4923814001').contact?.name).toBe('Karl Özdemir');
    await house.ask('PUT', '/api/v1/identification', { body: { phoneWins: false } });
  });
});
