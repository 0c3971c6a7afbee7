import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Value } from 'typebox/value';
import { afterEach, describe, expect, it } from 'vitest';
import { PeaksReply } from '../../src/domain/api-calls.ts';
import type { MailboxId } from '../../src/domain/ids.ts';
import { missing } from '../../src/domain/missing.ts';
import { classAsAttempt } from '../../src/store/calls.ts';
import { beginTry, endTry } from '../../src/store/deliveries.ts';
import { addJob, jobsOfMessage } from '../../src/store/jobs.ts';
import { changeMailbox } from '../../src/store/mailboxes.ts';
import { addMatch, addSummary, addTranscript } from '../../src/store/results.ts';
import {
  contactOf,
  deliveryOf,
  endStep,
  noSpeech,
  readDetail,
  readList,
  type Story,
  type Told,
  tellAttempt,
  tellMessage,
} from './web-calls.ts';
import { type House, mailboxInput, makeMailbox, openHouse } from './web-house.ts';

let house: House;
let mailboxId: MailboxId;
afterEach(() => house?.close());

async function open(): Promise<void> {
  house = await openHouse();
  mailboxId = makeMailbox(house).mailboxId;
}
const tell = (story: Partial<Story> = {}): Told =>
  tellMessage(house.db, mailboxId, { arrivedAt: house.clock.now, ...story });
const list = (query = '') => readList(house, query);
const detail = (callId: string) => readDetail(house, callId);
const deliverTo = (told: Told) => deliveryOf(house, told);

describe('one call', () => {
  it('shows all that is known of it', async () => {
    await open();
    const { db, clock } = house;
    const told = tell({
      callerNumber: '+49441783295',
      text: 'hier Petersen im Keller steht Wasser',
      contactName: 'Annegret Petersen',
      category: 'Wasserschaden',
      summary: 'Im Keller steht Wasser.',
    });
    const delivery = deliverTo(told);
    const { tryId } = beginTry(db, delivery, clock.now);
    endTry(
      db,
      tryId,
      { kind: 'later', problem: { code: 'SMTP_LATER', message: '451 greylisted' } },
      clock.now + 10,
    );
    addJob(db, { messageId: told.messageId, step: 'deliver', now: clock.now, notBefore: clock.now + 30_000 });
    const view = await detail(told.callId);
    expect(view).toMatchObject({
      dialledNumber: '+4944112345',
      numberSource: 'from',
      answeredBy: 'controller',
      endedAt: clock.now + 30_000,
      recording: { durationMs: 1000, bytes: 16_044, isComplete: true, isCutAtLimit: false },
      match: {
        kind: 'matched',
        contact: { name: 'Annegret Petersen', street: 'Rosenweg 17' },
        candidates: [],
        evidence: ['Die Rufnummer ist bekannt'],
      },
      category: { name: 'Wasserschaden', keywords: ['Wasser'] },
      problems: [],
    });
    expect(view.transcript).toMatchObject({ kind: 'made', isDemo: true, model: 'demo-stt-de' });
    const words = view.transcript?.kind === 'made' ? view.transcript.words : [];
    expect(words.map(word => word.text).join(' ')).toBe('hier Petersen im Keller steht Wasser');
    expect(words.map(word => word.startsSegment)).toEqual([true, false, false, true, false, false]);
    expect(view.deliveries).toEqual([
      {
        address: 'buero@example.de',
        state: 'waiting',
        generation: 1,
        createdAt: clock.now,
        endedAt: null,
        nextTryAt: clock.now + 30_000,
        tries: [
          {
            number: 1,
            startedAt: clock.now,
            endedAt: clock.now + 10,
            outcome: 'later',
            detail: '451 greylisted',
          },
        ],
      },
    ]);
  });

  it('says what is missing and why, in German where a step was given up', async () => {
    await open();
    const { db, clock } = house;
    const told = tell();
    const stamp = { messageId: told.messageId, madeAt: clock.now };
    const fresh = await detail(told.callId);
    expect([fresh.transcript, fresh.match, fresh.summary, fresh.category]).toEqual([null, null, null, null]);
    addTranscript(db, stamp, missing('no-model'));
    addMatch(db, stamp, missing('step-failed'));
    addSummary(db, stamp, missing('no-transcript'));
    endStep(
      db,
      { messageId: told.messageId, step: 'transcribe', now: clock.now },
      { code: 'MODEL_MISSING', message: 'no model' },
    );
    endStep(
      db,
      { messageId: told.messageId, step: 'deliver', now: clock.now },
      { code: 'STEP_CRASHED', message: 'internal words' },
    );
    const view = await detail(told.callId);
    expect(view.transcript).toEqual({ kind: 'missing', because: 'no-model' });
    expect(view.summary).toEqual({ kind: 'missing', because: 'no-transcript' });
    expect(view.match).toEqual({ kind: 'missing', contact: null, candidates: [], evidence: [] });
    expect(view.problems).toHaveLength(2);
    expect(view.problems[0]).toContain('Sprachmodell');
    expect(view.problems.join()).not.toContain('internal words');
  });

  it('shows several possible contacts as candidates and none as fact', async () => {
    await open();
    const told = tell();
    const candidates = [contactOf('Jens Kröger'), contactOf('Anna Kröger')];
    addMatch(
      house.db,
      { messageId: told.messageId, madeAt: 1 },
      { kind: 'ambiguous', candidates, evidence: [{ kind: 'number', text: 'zweimal' }] },
    );
    const { match, item } = await detail(told.callId);
    expect(match?.candidates.map(each => each.name)).toEqual(['Jens Kröger', 'Anna Kröger']);
    expect([match?.contact, item.contactName]).toEqual([null, null]);
  });

  it('hands over what a caller says as data, whatever it looks like', async () => {
    await open();
    const payload = `<script>alert(1)</script>"'><img src=x onerror=alert(1)>\u2028{"__proto__":1}`;
    const told = tell({ text: payload, contactName: payload, category: payload, summary: payload });
    const reply = await house.ask('GET', `/api/v1/calls/${told.callId}`);
    expect(reply.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(reply.headers['x-content-type-options']).toBe('nosniff');
    expect(reply.json.item).toMatchObject({ contactName: payload, category: payload, line: payload });
    expect((await list(`?query=${encodeURIComponent('<script>alert(1)')}`)).items).toHaveLength(1);
  });
});

describe('sending a note again', () => {
  const resend = (callId: string) => house.ask('POST', `/api/v1/calls/${callId}/resend`, { body: {} });

  it('queues a new generation, once, and wakes the worker', async () => {
    await open();
    const told = tell();
    endStep(house.db, { messageId: told.messageId, step: 'deliver', now: house.clock.now });
    const both = await Promise.all([resend(told.callId), resend(told.callId)]);
    expect(both.map(reply => reply.status).sort()).toEqual([202, 409]);
    const jobs = jobsOfMessage(house.db, told.messageId);
    expect(jobs.map(job => [job.step, job.generation, job.state])).toEqual([
      ['deliver', 1, 'done'],
      ['deliver', 2, 'queued'],
    ]);
    expect(house.told.filter(word => word === 'jobs')).toHaveLength(1);
  });

  it('is refused while there is nowhere to send, nothing to send, or the note is still on its way', async () => {
    await open();
    const { db, clock } = house;
    const now = clock.now;
    const working = tell();
    addJob(db, { messageId: working.messageId, step: 'transcribe', now });
    expect((await resend(working.callId)).json.code).toBe('STILL_WORKING');
    const silent = tell();
    addTranscript(db, { messageId: silent.messageId, madeAt: now }, noSpeech);
    classAsAttempt(db, silent.callId);
    expect((await resend(silent.callId)).json.code).toBe('NO_MESSAGE');
    const attempt = tellAttempt(db, mailboxId, { arrivedAt: now });
    expect((await resend(attempt)).json.code).toBe('NO_MESSAGE');
    const told = tell();
    endStep(db, { messageId: told.messageId, step: 'deliver', now });
    db.transaction(tx => changeMailbox(tx, { mailboxId, input: mailboxInput({ mailAddress: null }), now }));
    const refused = await resend(told.callId);
    expect([refused.status, refused.json.code]).toEqual([409, 'NO_DESTINATION']);
    expect((await resend('nobody')).status).toBe(404);
    expect(house.told).not.toContain('jobs');
  });

  it('makes the older failure no longer a problem', async () => {
    await open();
    const now = house.clock.now;
    const told = tell();
    const refusal = { code: 'SMTP_REFUSED', message: '550' } as const;
    endStep(house.db, { messageId: told.messageId, step: 'deliver', now }, refusal);
    expect((await detail(told.callId)).problems[0]).toContain('Mailserver');
    await resend(told.callId);
    const view = await detail(told.callId);
    expect([view.problems, view.item.delivery]).toEqual([[], 'waiting']);
  });
});

describe('the recording', () => {
  const wav = readFileSync(resolve(import.meta.dirname, '../fixtures/demo-rohrbruch.wav'));
  const audio = (callId: string, range?: string) =>
    house.ask('GET', `/api/v1/calls/${callId}/audio`, range === undefined ? {} : { headers: { range } });

  it('is sent whole, or the part that the player jumps to', async () => {
    await open();
    const { callId, file } = tell();
    writeFileSync(join(house.recordingsFolder, file), wav);
    const whole = await audio(callId);
    expect([whole.status, whole.headers['content-type'], whole.headers['accept-ranges']]).toEqual([
      200,
      'audio/wav',
      'bytes',
    ]);
    expect(whole.headers['cache-control']).toBe('no-store');
    expect(whole.bytes.equals(wav)).toBe(true);
    for (const [range, from, to] of [
      ['bytes=0-', 0, wav.length],
      ['bytes=1000-1999', 1000, 2000],
      ['bytes=-500', wav.length - 500, wav.length],
      [`bytes=100-${wav.length * 2}`, 100, wav.length],
      ['bytes=0-0', 0, 1],
    ] as const) {
      const part = await audio(callId, range);
      expect([range, part.status]).toEqual([range, 206]);
      expect(part.headers['content-range']).toBe(`bytes ${from}-${to - 1}/${wav.length}`);
      expect(Number(part.headers['content-length'])).toBe(to - from);
      expect(part.bytes.equals(wav.subarray(from, to))).toBe(true);
    }
    for (const range of [`bytes=${wav.length}-`, 'bytes=-0']) {
      const beyond = await audio(callId, range);
      expect([range, beyond.status]).toEqual([range, 416]);
      expect(beyond.headers['content-range']).toBe(`bytes */${wav.length}`);
    }
    for (const range of ['bytes=5-2', 'bytes=0-1,5-6', 'seconds=1-2', 'bytes=a-b', 'bytes=-']) {
      expect([range, (await audio(callId, range)).status]).toEqual([range, 200]);
    }
  });

  it('is 404 when its file is gone, empty, or its name leads out of the folder', async () => {
    await open();
    const gone = tell();
    expect((await audio(gone.callId)).json.code).toBe('NOT_FOUND');
    expect((await house.ask('GET', `/api/v1/calls/${gone.callId}/peaks`)).status).toBe(404);
    writeFileSync(join(house.recordingsFolder, gone.file), '');
    expect((await audio(gone.callId)).status).toBe(404);
    rmSync(join(house.recordingsFolder, gone.file));
    writeFileSync(join(house.folder, 'outside.wav'), 'secret');
    for (const file of ['../outside.wav', '..', '.hidden', 'a/b.wav', 'a\0.wav', '']) {
      const told = tell({ file });
      expect([file, (await audio(told.callId)).status]).toEqual([file, 404]);
    }
    const attempt = tellAttempt(house.db, mailboxId, { arrivedAt: house.clock.now });
    expect((await audio(attempt)).status).toBe(404);
  });

  it('has an outline for the player', async () => {
    await open();
    const { callId, file } = tell();
    writeFileSync(join(house.recordingsFolder, file), wav);
    const { status, json } = await house.ask('GET', `/api/v1/calls/${callId}/peaks`);
    expect([status, Value.Check(PeaksReply, json)]).toEqual([200, true]);
  });
});
