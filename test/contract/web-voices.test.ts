import { Value } from 'typebox/value';
import { afterEach, describe, expect, it } from 'vitest';
import { PronunciationsBody, VoicesReply } from '../../src/domain/voice.ts';
import { inputWith, refusal, saveFlow } from './web-flows.ts';
import { type House, makeMailbox, openHouse } from './web-house.ts';

let house: House;
afterEach(() => house?.close());

const speak = (body: object) => house.ask('POST', '/api/v1/greetings/voice', { body });
const spoken = (body: object) => house.ask('POST', '/api/v1/greetings/spoken', { body });
const put = (pronunciations: unknown) =>
  house.ask('PUT', '/api/v1/pronunciations', { body: { pronunciations } });

describe('voices', () => {
  it('can be chosen by language, and the same text sounds different', async () => {
    house = await openHouse();
    const list = await house.ask('GET', '/api/v1/greetings/voices');
    expect([...Value.Errors(VoicesReply, list.json)]).toEqual([]);
    const { voices } = list.json as VoicesReply;
    expect(voices.filter(each => each.language === 'de').length).toBeGreaterThan(2);
    expect(voices.some(each => each.language === 'en')).toBe(true);
    const ids = new Set<string>();
    for (const how of [{}, { voice: 'espeak:de+f2' }, { language: 'en', voice: 'espeak:en-us' }]) {
      const reply = await speak({ text: 'Hausverwaltung Weber', ...how });
      expect([reply.status, reply.json.note]).toEqual([200, null]);
      ids.add(reply.json.audioId);
    }
    expect(ids.size).toBe(3);
  });

  it('that are gone are told, and the greeting is spoken all the same', async () => {
    house = await openHouse();
    const reply = await speak({ text: 'Guten Tag.', voice: 'piper:thorsten' });
    expect([reply.status, reply.json.note]).toEqual([200, expect.stringContaining('„thorsten“')]);
  });

  it('are refused when they are no names of voices', async () => {
    house = await openHouse();
    for (const voice of ['espeak:', 'espeak:../x', 'espeak:de -w /x', 'nobody', 'piper:a/b', 7]) {
      refusal(await speak({ text: 'Guten Tag.', voice }), 400);
    }
    refusal(await speak({ text: 'Guten Tag.', language: 'xx' }), 400);
    refusal(await speak({ text: '… –' }), 400);
  });

  it('are kept with a greeting, and old audio of another voice counts as old', async () => {
    house = await openHouse();
    const mailbox = makeMailbox(house);
    const source = { kind: 'voice', text: 'Guten Tag.', language: 'en', voice: 'espeak:en-us' } as const;
    await speak({ text: source.text, language: source.language, voice: source.voice });
    const saved = await saveFlow(
      house,
      mailbox,
      inputWith(flow => {
        flow.greetings.standard = source;
      }),
    );
    expect([saved.status, saved.json.flow.greetings.standard, saved.json.staleGreetings]).toEqual([
      200,
      source,
      [],
    ]);
  });
});

describe('the text as it will be spoken', () => {
  it('is shown without speaking it, with the pronunciations of the house', async () => {
    house = await openHouse();
    await put([{ word: 'Nguyen', spoken: 'Nujen' }]);
    const reply = await spoken({ text: 'Frau Nguyen, Mo–Fr 8–17 Uhr' });
    expect([reply.status, reply.json]).toEqual([
      200,
      { spokenText: 'Frau Nujen, Montag bis Freitag acht bis siebzehn Uhr' },
    ]);
    expect((await spoken({ text: '8 am', language: 'en' })).json.spokenText).toBe('eight a m');
    const stranger = { body: { text: 'Guten Tag.' }, session: false } as const;
    expect((await house.ask('POST', '/api/v1/greetings/spoken', stranger)).status).toBe(401);
  });
});

describe('the pronunciations of the house', () => {
  it('are saved as a list, trimmed, and answered as they are', async () => {
    house = await openHouse();
    expect((await house.ask('GET', '/api/v1/pronunciations')).json).toEqual({ pronunciations: [] });
    expect((await put([{ word: ' ista ', spoken: 'Issta ' }])).json.pronunciations).toEqual([
      { word: 'ista', spoken: 'Issta' },
    ]);
    const kept = await house.ask('GET', '/api/v1/pronunciations');
    expect([...Value.Errors(PronunciationsBody, kept.json)]).toEqual([]);
    expect(kept.json.pronunciations).toEqual([{ word: 'ista', spoken: 'Issta' }]);
    expect((await put([])).json).toEqual({ pronunciations: [] });
  });

  it('are refused when a word stands twice, is empty or too long, and the old list stays', async () => {
    house = await openHouse();
    await put([{ word: 'ista', spoken: 'Issta' }]);
    const twice = await put([
      { word: 'Haus Ruf', spoken: 'a' },
      { word: 'haus  ruf', spoken: 'b' },
    ]);
    expect(refusal(twice, 400)).toEqual({
      field: 'pronunciations.1.word',
      message: expect.stringContaining('„haus  ruf“ steht zweimal'),
    });
    for (const entry of [
      { word: '', spoken: 'a' },
      { word: ' ', spoken: 'a' },
      { word: 'a', spoken: '' },
      { word: 'a' },
    ]) {
      refusal(await put([entry]), 400);
    }
    refusal(await put([{ word: 'a'.repeat(61), spoken: 'a' }]), 400);
    refusal(await put(Array.from({ length: 301 }, (_, at) => ({ word: `w${at}`, spoken: 'a' }))), 400);
    expect((await house.ask('GET', '/api/v1/pronunciations')).json.pronunciations).toHaveLength(1);
    const stranger = await house.ask('PUT', '/api/v1/pronunciations', {
      body: { pronunciations: [] },
      session: false,
    });
    expect(stranger.status).toBe(401);
  });
});
