import { Value } from 'typebox/value';
import { afterEach, describe, expect, it } from 'vitest';
import { ReplayReply, TryReply } from '../../src/domain/api-categories.ts';
import { addCategorisation } from '../../src/store/results.ts';
import { tellMessage } from './web-calls.ts';
import { type House, makeMailbox, openHouse } from './web-house.ts';

let house: House;
afterEach(() => house?.close());

const ask = (path: string, body: unknown) => house.ask('POST', `/api/v1/categories/${path}`, { body });
const heating = { name: 'Heizung', keywords: ['Heizung'] };

describe('a sentence that is tried', () => {
  it('is answered with category, keyword, word and what did not count', async () => {
    house = await openHouse();
    await house.ask('PUT', '/api/v1/categories', { body: { categories: [heating] } });
    const reply = await ask('try', { text: 'Herr Ofen, beide Heizungen sind kalt.' });
    expect(reply.status).toBe(200);
    expect(Value.Check(TryReply, reply.json)).toBe(true);
    expect(reply.json).toEqual({
      category: 'Heizung',
      found: [
        { name: 'Heizung', hits: [{ keyword: 'Heizung', word: 'Heizungen', wordIndex: 3, how: 'word' }] },
      ],
      ignored: [
        { word: 'Herr', wordIndex: 0, because: 'name' },
        { word: 'Ofen,', wordIndex: 1, because: 'name' },
      ],
    });
  });

  it('is tried on the list that is sent along, which is not saved', async () => {
    house = await openHouse();
    const draft = [{ name: 'Kälte', keywords: ['kalt'] }];
    const reply = await ask('try', { text: 'Es ist kälter.', categories: draft });
    expect(reply.json.category).toBe('Kälte');
    expect((await house.ask('GET', '/api/v1/categories')).json).toEqual({ categories: [] });
    expect((await ask('try', { text: 'Es ist kälter.' })).json).toEqual({
      category: 'Sonstiges',
      found: [],
      ignored: [],
    });
    expect((await ask('try', { text: '' })).status).toBe(400);
    expect(house.logged()).not.toContain('kälter');
  });
});

describe('past messages that are tried', () => {
  it('show what would change, and which words many without a category have in common', async () => {
    house = await openHouse();
    const { mailboxId } = makeMailbox(house);
    const tell = (minute: number, text: string, category: string) =>
      tellMessage(house.db, mailboxId, { arrivedAt: house.clock.now + minute * 60_000, text, category });
    tell(1, 'Die Tauben auf dem Balkon stören.', 'Sonstiges');
    tell(2, 'Wieder Tauben hier.', 'Sonstiges');
    const changed = tell(3, 'Die Heizung ist aus.', 'Sonstiges');
    tell(4, 'Beide Heizungen sind aus.', 'Heizung');
    const reply = await ask('replay', { categories: [heating] });
    expect(reply.status).toBe(200);
    expect(Value.Check(ReplayReply, reply.json)).toBe(true);
    expect(reply.json).toMatchObject({
      messages: 4,
      counts: [
        { name: 'Heizung', messages: 2 },
        { name: 'Sonstiges', messages: 2 },
      ],
      changed: [{ callId: changed.callId, before: 'Sonstiges', after: 'Heizung', keywords: ['Heizung'] }],
      suggestions: [{ word: 'Taube', messages: 2 }],
    });
  });

  it('are none in a new house, and nobody else may look', async () => {
    house = await openHouse();
    expect((await ask('replay', {})).json).toMatchObject({ messages: 0, changed: [], suggestions: [] });
    const stranger = await house.ask('POST', '/api/v1/categories/replay', { body: {}, session: false });
    expect(stranger.status).toBe(401);
  });
});

describe('a past message whose category an emergency named', () => {
  it('keeps it, whatever the keywords are', async () => {
    house = await openHouse();
    const { mailboxId } = makeMailbox(house);
    const { messageId } = tellMessage(house.db, mailboxId, {
      arrivedAt: house.clock.now,
      text: 'Im Keller steht das Wasser, die Heizung ist auch nass.',
    });
    const emergency = { label: 'Räume stehen unter Wasser', because: [] };
    addCategorisation(
      house.db,
      { messageId, madeAt: house.clock.now },
      { kind: 'made', categoryId: null, name: 'Wasserschaden', hits: [], emergency },
    );
    const water = { name: 'Wasserschaden', keywords: ['Rohr'] };
    const reply = await ask('replay', { categories: [heating, water] });
    expect(reply.json).toMatchObject({ messages: 1, changed: [] });
    expect(reply.json.counts).toContainEqual({ name: 'Wasserschaden', messages: 1 });
  });
});

describe('R142: the address of a category', () => {
  it('is kept, and may be left out', async () => {
    house = await openHouse();
    const categories = [
      { ...heating, mailAddress: 'heizung@muster.example' },
      { name: 'Dach', keywords: [] },
    ];
    const saved = await house.ask('PUT', '/api/v1/categories', { body: { categories } });
    expect([saved.status, saved.json]).toEqual([200, { categories }]);
    const wrong = [{ ...heating, mailAddress: 'keine Adresse' }];
    expect((await house.ask('PUT', '/api/v1/categories', { body: { categories: wrong } })).status).toBe(400);
    expect((await house.ask('GET', '/api/v1/categories')).json).toEqual({ categories });
  });
});
