/** Looking contacts up, correcting who called, and what was learned from it: over the wire, with real imports. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Value } from 'typebox/value';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ContactPage, CorrectionFacts, IdentificationView } from '../../src/domain/api-identify.ts';
import type { ImportContacts } from '../../src/domain/contact-import.ts';
import { addMatch, firstMatch } from '../../src/store/results.ts';
import { readDetail, tellMessage } from './web-calls.ts';
import { type House, makeMailbox, openHouse } from './web-house.ts';

const header = 'Vorname;Nachname;Firma;Straße;Hausnummer;Ort;Telefon;Objekt';
const rows = [
  'Karl;Özdemir;;Lindenweg;12;Hamm;02381 4001;Lindenhof',
  'Ilse;Haberkorn;;Alte Poststr.;27a;Hamm;02381 4002;Posthof',
  'Jürgen;Jürgens;;Lindenweg;3;Hamm;;Lindenhof',
  'Petra;Jürgens;;Hansaring;5;Soest;0171 4455667;',
  'Irma;Schreiber;;Ulmenweg;6;Hamm;02381 4010;',
  'Tanja;Schneider;;Ulmenweg;8;Hamm;02381 4011;',
  'Hans;Möllers;;Amselweg;9;Hamm;02381 4020;',
  'Petra;Möllers;;Amselweg;9;Hamm;02381 4020;',
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
/** `contactName` null: not looked up yet. */
const tell = (text: string, callerNumber: string | null, contactName: string | null = 'Petra Jürgens') => {
  minute += 1;
  return tellMessage(house.db, mailboxId, {
    arrivedAt: house.clock.now + minute * 60_000,
    text,
    callerNumber,
    ...(contactName === null ? {} : { contactName }),
  });
};
const factsOf = async ({ callId }: ReturnType<typeof tell>, contactId?: string) => {
  const asked = contactId === undefined ? '' : `?contactId=${encodeURIComponent(contactId)}`;
  const { json } = await house.ask('GET', `/api/v1/calls/${callId}/contact${asked}`);
  expect(Value.Check(CorrectionFacts, json)).toBe(true);
  return json as CorrectionFacts;
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
  it.each(['02381 4001', '+4923814001', '0049 2381/40 01', '81 4001', '14001'])(
    'tells who %s is',
    async query => {
      expect(await namesOf(query)).toContain('Karl Özdemir');
    },
  );
  it('answers in pages, and finds nobody for what is nobody', async () => {
    expect((await search('Jürgens')).total).toBe(2);
    expect(await namesOf('ka')).toEqual([]);
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
    expect(facts.learnable).toBe(null);
    expect((await factsOf(told, jurgen?.contactId)).learnable).toEqual({
      numberOwners: [],
      isNumberShared: false,
      spelling: { heard: 'Jörgens', name: 'Jürgens' },
    });
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

  it('teaches no name that is somebody else’s: a daughter Schneider who calls for her mother Schreiber', async () => {
    const told = tell('Hier ist Schneider, ich rufe für meine Mutter an.', '+4923814011');
    const mother = (await search('Irma Schreiber')).contacts[0];
    expect((await factsOf(told, mother?.contactId)).learnable).toEqual({
      numberOwners: ['Tanja Schneider'],
      isNumberShared: false,
      spelling: null,
    });
    const reply = await house.ask('POST', `/api/v1/calls/${told.callId}/contact`, {
      body: { contactId: mother?.contactId, learnNumber: false, learnSpelling: true },
    });
    expect(reply.status).toBe(204);
    expect((await view()).rules).toEqual([]);
    // Nor one that is far from it, or a name that was heard of somebody who speaks for another.
    for (const text of [
      'Hier ist Schulze.',
      'Hier ist Schreibel, hier ist die Nachbarin von Frau Schreiber.',
    ])
      expect((await factsOf(tell(text, null), mother?.contactId)).learnable?.spelling).toBe(null);
    const misheard = await factsOf(tell('Hier ist Schreibel.', null), mother?.contactId);
    expect(misheard.learnable?.spelling).toEqual({ heard: 'Schreibel', name: 'Schreiber' });
  });

  it('of one call does not hide the others who share the number', async () => {
    const told = tell('Hier ist Möllers.', '+4923814020');
    const hans = (await search('Hans Möllers')).contacts[0];
    expect((await factsOf(told, hans?.contactId)).learnable).toEqual({
      numberOwners: ['Petra Möllers'],
      isNumberShared: true,
      spelling: null,
    });
    const reply = await house.ask('POST', `/api/v1/calls/${told.callId}/contact`, {
      body: { contactId: hans?.contactId, learnNumber: true, learnSpelling: true },
    });
    expect(reply.status).toBe(204);
    expect(matchNow(told, 'Hier ist Möllers.', '+4923814020').kind).toBe('ambiguous');
    expect(matchNow(told, '', '+4923814020').kind).toBe('ambiguous');
    expect(matchNow(told, 'Hier ist Petra Möllers.', '+4923814020').contact?.name).toBe('Petra Möllers');
    const [rule] = (await view()).rules;
    await house.ask('DELETE', `/api/v1/identification/rules/${rule?.ruleId}`);
  });

  it('is not claimed of an unknown call that nobody touched', async () => {
    const told = tell('Hier ist irgendwer.', null, null);
    const firstDecided = async () => (await factsOf(told)).firstDecided;
    expect(await firstDecided()).toBe(null);
    addMatch(house.db, { messageId: told.messageId, madeAt: 1 }, { kind: 'unknown' });
    expect(await firstDecided()).toBe(null);
    // "Niemand aus der Liste" changes nothing of it; a name does.
    const post = (contactId: string | null | undefined) =>
      house.ask('POST', `/api/v1/calls/${told.callId}/contact`, {
        body: { contactId, learnNumber: false, learnSpelling: false },
      });
    await post(null);
    expect(await firstDecided()).toBe(null);
    await post((await search('Irma Schreiber')).contacts[0]?.contactId);
    expect(await firstDecided()).toBe('unbekannt');
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
