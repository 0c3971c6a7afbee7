import { readFileSync } from 'node:fs';
import { Value } from 'typebox/value';
import { afterEach, describe, expect, it } from 'vitest';
import { HeardReply, HolidaysReply, UploadReply } from '../../src/domain/api-telephone.ts';
import type { Mailbox } from '../../src/domain/mailbox.ts';
import { evening, hausmeister, inputWith, refusal, saveFlow } from './web-flows.ts';
import { type House, makeMailbox, openHouse } from './web-house.ts';

const speech = readFileSync(new URL('../fixtures/demo-heizung.wav', import.meta.url));

let house: House;
afterEach(() => house?.close());

describe('what callers hear', () => {
  const heard = async (mailbox: Mailbox, at: string) => {
    const reply = await house.ask('GET', `/api/v1/mailboxes/${mailbox.mailboxId}/heard?at=${at}`);
    expect([at, reply.status]).toEqual([at, 200]);
    expect([...Value.Errors(HeardReply, reply.json)]).toEqual([]);
    return reply.json as HeardReply;
  };

  it('is told for any moment, with the reason and the digits', async () => {
    house = await openHouse();
    const mailbox = makeMailbox(
      house,
      inputWith(flow => flow.menu.forwardings.push(hausmeister)),
    );
    // R063: Monday morning and Monday evening.
    expect((await heard(mailbox, '2026-11-23T10:00')).name).toBe('Standardansage');
    const atNight = await heard(mailbox, '2026-11-23T20:00');
    expect(atNight).toMatchObject({ greetingId: 'abend', name: 'Abend' });
    expect(atNight.because).toContain('18:00');
    expect(atNight.digits).toEqual([
      { digit: '1', name: 'Hausmeister' },
      { digit: '0', name: 'Nachricht hinterlassen' },
    ]);
    const onHoliday = await heard(mailbox, '2027-01-06T10:00');
    expect([onHoliday.name, onHoliday.because]).toEqual([
      'Abend',
      expect.stringContaining('Heilige Drei Könige'),
    ]);
    // Nothing was spoken yet: callers hear the built-in announcement, and the page must say so.
    expect(onHoliday.audioId).toBeNull();
    await house.services.greetings.speak({
      text: evening.source.kind === 'voice' ? evening.source.text : '',
    });
    const { audioId } = await heard(mailbox, '2026-11-23T20:00');
    const audio = await house.ask('GET', `/api/v1/greetings/audio/${audioId}`);
    expect([audio.status, audio.headers['content-type']]).toEqual([200, 'audio/wav']);
  });

  it('refuses a moment that is none, and a mailbox that is not there', async () => {
    house = await openHouse();
    const { mailboxId } = makeMailbox(house, inputWith());
    for (const at of ['', 'heute', '2026-11-23', '2026-11-23T10:00Z']) {
      refusal(await house.ask('GET', `/api/v1/mailboxes/${mailboxId}/heard?at=${at}`), 400);
    }
    refusal(await house.ask('GET', '/api/v1/mailboxes/nobody/heard?at=2026-11-23T10:00'), 404);
  });

  it('knows the holidays and closing days of the year', async () => {
    house = await openHouse();
    const input = inputWith(flow => {
      flow.greetings.calendar.yearlyClosingDays = [{ monthDay: '12-24', name: 'Heiligabend' }];
    });
    const { mailboxId } = makeMailbox(house, input);
    const reply = await house.ask('GET', `/api/v1/mailboxes/${mailboxId}/holidays?year=2027`);
    expect([...Value.Errors(HolidaysReply, reply.json)]).toEqual([]);
    expect(reply.json.days).toContainEqual({ date: '2027-01-06', name: 'Heilige Drei Könige' });
    expect(reply.json.days).toContainEqual({ date: '2027-12-24', name: 'Heiligabend' });
    refusal(await house.ask('GET', `/api/v1/mailboxes/${mailboxId}/holidays?year=1815`), 400);
  });
});

describe('the greetings of a mailbox', () => {
  it('are refused when two claim the same time, and the old ones stay', async () => {
    house = await openHouse();
    const mailbox = makeMailbox(house, inputWith());
    const late = { ...structuredClone(evening), greetingId: 'spaet', name: 'Spät', onHolidays: false };
    const reply = await saveFlow(
      house,
      mailbox,
      inputWith(flow => flow.greetings.timed.push(late)),
    );
    const { field, message } = refusal(reply, 400);
    expect(field).toMatch(/^flow\.greetings\.timed/);
    expect(message).toMatch(/„Abend“.*„Spät“|„Spät“.*„Abend“/);
    const [kept] = (await house.ask('GET', '/api/v1/mailboxes')).json.mailboxes;
    expect(kept.flow.greetings.timed).toEqual([evening]);
  });

  it('are refused without words, and with a recording that is not there', async () => {
    house = await openHouse();
    const mailbox = makeMailbox(house);
    const blank = inputWith(flow => {
      flow.greetings.standard = { kind: 'voice', text: '   ' };
    });
    expect(refusal(await saveFlow(house, mailbox, blank), 400).field).toBe('flow.greetings.text');
    const gone = inputWith(flow => {
      flow.greetings.standard = {
        kind: 'upload',
        audioId: '00000000-0000-7000-8000-000000000000',
        fileName: 'weg.mp3',
        durationMs: 1000,
      };
    });
    expect(refusal(await saveFlow(house, mailbox, gone), 400)).toMatchObject({
      field: 'flow.greetings.audioId',
      message: expect.stringContaining('Standardansage'),
    });
  });
});

describe('the voice', () => {
  const speak = (text: string) => house.ask('POST', '/api/v1/greetings/voice', { body: { text } });

  it('speaks a text, and another text is another audio', async () => {
    house = await openHouse();
    const first = await speak('Guten Tag.');
    const again = await speak('  Guten Tag. ');
    const other = await speak('Guten Abend, hier ist die Hausverwaltung.');
    expect([first.status, again.status, other.status]).toEqual([200, 200, 200]);
    expect(again.json.audioId).toBe(first.json.audioId);
    expect(other.json.audioId).not.toBe(first.json.audioId);
    const audio = await house.ask('GET', `/api/v1/greetings/audio/${other.json.audioId}`);
    expect(audio.bytes.subarray(0, 4).toString('latin1')).toBe('RIFF');
    // 16 kHz, 16 bit: these words take more than a second.
    expect(audio.bytes.length).toBeGreaterThan(32_000);
  });

  it('says plainly that it cannot speak, and wants words', async () => {
    house = await openHouse({ hasVoice: false });
    expect(refusal(await speak('Guten Tag.'), 503).message).toContain('bisherige Ansage');
    refusal(await speak('   '), 400);
    refusal(await speak('x'.repeat(2001)), 400);
  });

  it('plays nothing but greetings, and not to strangers', async () => {
    house = await openHouse();
    const { audioId } = (await speak('Guten Tag.')).json;
    for (const id of ['..%2f..%2fhausruf.db', '%2e%2e', '0'.repeat(32), 'x']) {
      expect([id, (await house.ask('GET', `/api/v1/greetings/audio/${id}`)).status]).toEqual([id, 404]);
    }
    const stranger = await house.ask('GET', `/api/v1/greetings/audio/${audioId}`, { session: false });
    expect(stranger.status).toBe(401);
  });
});

describe('a recording for a greeting', () => {
  const upload = (body: Buffer | string, fileName: string, type = 'application/octet-stream') =>
    house.ask('POST', `/api/v1/greetings/audio?fileName=${encodeURIComponent(fileName)}`, {
      body,
      headers: { 'content-type': type },
    });

  it('is taken, can be heard, and can be used', async () => {
    house = await openHouse();
    const reply = await upload(speech, 'Büro Abend.wav');
    expect(reply.status).toBe(201);
    expect([...Value.Errors(UploadReply, reply.json)]).toEqual([]);
    const { audioId, fileName, durationMs } = reply.json as UploadReply;
    expect(fileName).toBe('Büro Abend.wav');
    const audio = await house.ask('GET', `/api/v1/greetings/audio/${audioId}`);
    // 32 bytes per millisecond at 16 kHz, and a header.
    expect(Math.abs((audio.bytes.length - 44) / 32 - durationMs)).toBeLessThan(2);
    const mailbox = makeMailbox(house);
    const saved = await saveFlow(
      house,
      mailbox,
      inputWith(flow => {
        flow.greetings.standard = { kind: 'upload', audioId, fileName, durationMs };
      }),
    );
    expect([saved.status, saved.json.greetingState]).toEqual([200, 'ready']);
  });

  it('is refused when it is no audio, empty, too large, or sent as something else', async () => {
    house = await openHouse();
    for (const body of [Buffer.from('kein Ton'), Buffer.alloc(5000), speech.subarray(0, 44)]) {
      expect(refusal(await upload(body, 'ansage.mp3'), 400).message).toMatch(/Bitte/);
    }
    refusal(await upload(Buffer.alloc(0), 'leer.wav'), 400);
    refusal(await upload(Buffer.alloc(20 * 1024 * 1024 + 1), 'lang.wav'), 413);
    refusal(await upload('{}', 'ansage.wav', 'application/json'), 415);
    const stranger = await house.ask('POST', '/api/v1/greetings/audio?fileName=a.wav', {
      body: speech,
      session: false,
      headers: { 'content-type': 'audio/wav' },
    });
    expect(stranger.status).toBe(401);
  });
});
