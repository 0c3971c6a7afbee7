import { sql } from 'drizzle-orm';
import { afterEach, describe, expect, it } from 'vitest';
import type { CallList } from '../../src/domain/api-calls.ts';
import type { MailboxId } from '../../src/domain/ids.ts';
import { classAsAttempt } from '../../src/store/calls.ts';
import { endDelivery } from '../../src/store/deliveries.ts';
import { type InboxFilter, inboxQuery, listInbox } from '../../src/store/inbox.ts';
import { addJob } from '../../src/store/jobs.ts';
import { addMatch, addTranscript } from '../../src/store/results.ts';
import {
  contactOf,
  deliveryOf,
  endStep,
  readDetail,
  readList,
  runStep,
  type Story,
  startCall,
  type Told,
  tellAttempt,
  tellMessage,
  transcriptOf,
} from './web-calls.ts';
import { type House, makeMailbox, openHouse } from './web-house.ts';

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
const itemOf = async (callId: string) => (await detail(callId)).item;
const deliverTo = (told: Told) => deliveryOf(house, told);

describe('the list', () => {
  it('shows the newest call first, with what was found out last', async () => {
    await open();
    const { now } = house.clock;
    const older = tell({
      arrivedAt: now - 5000,
      callerNumber: '+49441783295',
      text: 'das Rohr ist geplatzt',
    });
    const newer = tell({
      contactName: 'Annegret Petersen',
      category: 'Wasserschaden',
      summary: 'Im Keller steht Wasser.',
      text: 'also im Keller steht Wasser',
    });
    addMatch(house.db, { messageId: newer.messageId, madeAt: now }, { kind: 'unknown' });
    addMatch(
      house.db,
      { messageId: newer.messageId, madeAt: now },
      { kind: 'matched', contact: contactOf('Petersen, A.'), evidence: [] },
    );
    const { items, nextBefore, openMessages } = await list();
    expect(items.map(item => item.callId)).toEqual([newer.callId, older.callId]);
    expect(items[0]).toMatchObject({
      contactName: 'Petersen, A.',
      category: 'Wasserschaden',
      urgency: 'urgent',
      line: 'Im Keller steht Wasser.',
      mailboxName: 'Hausverwaltung Muster',
      durationMs: 1000,
      isDemoTranscript: true,
      isDone: false,
    });
    expect(items[1]).toMatchObject({ callerNumber: '+49441783295', line: 'das Rohr ist geplatzt' });
    expect([nextBefore, openMessages]).toEqual([null, 2]);
  });

  it('is filtered by kind, mailbox and done mark', async () => {
    await open();
    const { now } = house.clock;
    const other = makeMailbox(house, { name: 'Notdienst' }).mailboxId;
    const message = tell();
    const elsewhere = tellMessage(house.db, other, { arrivedAt: now });
    const attempt = tellAttempt(house.db, mailboxId, { arrivedAt: now });
    const running = startCall(house.db, mailboxId, { arrivedAt: now });
    const ids = async (query: string) => (await list(query)).items.map(item => item.callId).sort();
    expect(await ids('')).toEqual([message.callId, elsewhere.callId, attempt, running].sort());
    expect(await ids('?kind=message')).toEqual([message.callId, elsewhere.callId].sort());
    expect(await ids('?kind=attempt')).toEqual([attempt]);
    expect(await ids(`?kind=message&mailboxId=${other}`)).toEqual([elsewhere.callId]);
    expect(
      (await house.ask('PUT', `/api/v1/calls/${message.callId}/done`, { body: { isDone: true } })).status,
    ).toBe(204);
    expect(await ids('?kind=message&isDone=true')).toEqual([message.callId]);
    expect(await ids('?kind=message&isDone=false')).toEqual([elsewhere.callId]);
    expect((await list()).openMessages).toBe(1);
    await house.ask('PUT', `/api/v1/calls/${message.callId}/done`, { body: { isDone: false } });
    expect((await list()).openMessages).toBe(2);
  });

  it('goes on page by page without losing or repeating a call, also among calls of the same moment', async () => {
    await open();
    const told = Array.from({ length: 23 }, (_, index) =>
      tellAttempt(house.db, mailboxId, { arrivedAt: house.clock.now - Math.floor(index / 5) * 1000 }),
    );
    const seen: string[] = [];
    let before: string | null = null;
    for (let page = 0; page < 10; page++) {
      const part: CallList = await list(`?limit=4${before === null ? '' : `&before=${before}`}`);
      expect(part.items.length).toBeLessThanOrEqual(4);
      seen.push(...part.items.map(item => item.callId));
      before = part.nextBefore;
      if (before === null) break;
    }
    expect(before).toBeNull();
    expect(seen).toHaveLength(23);
    expect(new Set(seen)).toEqual(new Set(told));
  });

  it('tells for each message where it stands', async () => {
    await open();
    const { db, clock } = house;
    const now = clock.now;
    const states = async (callId: string) => {
      const { workingOn, delivery } = await itemOf(callId);
      return [workingOn, delivery];
    };
    const running = startCall(db, mailboxId, { arrivedAt: now });
    expect(await states(running)).toEqual([null, 'working']);
    const told = tell();
    const job = { messageId: told.messageId, now };
    runStep(db, { ...job, step: 'transcribe' });
    expect(await states(told.callId)).toEqual(['transcribe', 'working']);
    const waiting = tell();
    addJob(db, { messageId: waiting.messageId, step: 'deliver', now });
    expect(await states(waiting.callId)).toEqual(['deliver', 'waiting']);
    const done = tell();
    endStep(db, { messageId: done.messageId, step: 'deliver', now });
    endDelivery(db, { deliveryId: deliverTo(done).id, state: 'done', now });
    expect(await states(done.callId)).toEqual([null, 'done']);
    const failed = tell();
    deliverTo(failed);
    endStep(
      db,
      { messageId: failed.messageId, step: 'deliver', now },
      { code: 'SMTP_REFUSED', message: '550' },
    );
    expect(await states(failed.callId)).toEqual([null, 'failed']);
    expect((await detail(failed.callId)).deliveries[0]?.state).toBe('failed');
    const nowhere = tell();
    endStep(
      db,
      { messageId: nowhere.messageId, step: 'deliver', now },
      { code: 'NO_DESTINATION', message: 'x' },
    );
    expect(await states(nowhere.callId)).toEqual([null, 'none']);
    const silent = tell();
    classAsAttempt(db, silent.callId);
    expect(await states(silent.callId)).toEqual([null, 'none']);
  });
});

describe('the search', () => {
  it('finds numbers by their digits, however they are written', async () => {
    await open();
    const known = tell({ callerNumber: '+49441783295' });
    const said = tell({ summary: 'Bitte um Rückruf.', callbackNumber: '+4944155667' });
    const found = async (query: string) =>
      (await list(`?query=${encodeURIComponent(query)}`)).items.map(item => item.callId);
    for (const query of [
      '783295',
      '0441 783295',
      '0441/78 32 95',
      '+49 441 783295',
      '0049441783295',
      '+49 (0)441 783295',
    ]) {
      expect([query, await found(query)]).toEqual([query, [known.callId]]);
    }
    expect(await found('0441 55667')).toEqual([said.callId]);
    expect((await found('0441')).sort()).toEqual([known.callId, said.callId].sort());
    expect(await found('999999')).toEqual([]);
  });

  it('finds words in transcript, summary and contact, every one of them, in any case', async () => {
    await open();
    const told = tell({
      text: 'Guten Tag die Überschwemmung im Keller',
      summary: 'Wasser im Keller.',
      contactName: 'Ömer Şahin',
    });
    tell({ text: 'die Heizung ist kalt', contactName: 'Jens Kröger' });
    const found = async (query: string) =>
      (await list(`?query=${encodeURIComponent(query)}`)).items.map(item => item.callId);
    for (const query of ['keller', 'überschwemmung', 'ÜBERSCHWEMMUNG', 'ömer', 'Keller Ömer', '  wasser  ']) {
      expect([query, await found(query)]).toEqual([query, [told.callId]]);
    }
    expect(await found('Keller Heizung')).toEqual([]);
    expect(await found('')).toHaveLength(2);
  });

  it('takes signs of SQL for what they are', async () => {
    await open();
    const percent = tell({ text: 'hundert % sicher' });
    const slash = tell({ text: String.raw`unter_strich und \ und '` });
    const found = async (query: string) =>
      (await list(`?query=${encodeURIComponent(query)}`)).items.map(item => item.callId);
    expect(await found('%')).toEqual([percent.callId]);
    expect(await found('_')).toEqual([slash.callId]);
    expect(await found('\\')).toEqual([slash.callId]);
    expect(await found("'")).toEqual([slash.callId]);
    expect(await found("' OR 1=1 --")).toEqual([]);
  });

  it('finds nothing in results that a newer one has replaced', async () => {
    await open();
    const told = tell({ text: 'alter Wortlaut' });
    addTranscript(
      house.db,
      { messageId: told.messageId, madeAt: house.clock.now },
      transcriptOf('neuer Wortlaut'),
    );
    expect((await list('?query=alter')).items).toEqual([]);
    expect((await list('?query=neuer')).items).toHaveLength(1);
  });
});

// Writing 10,000 calls takes 45 s on two free cores, and much more while other tests share them.
describe('an office with 10,000 calls', { timeout: 300_000 }, () => {
  const all: InboxFilter = { kind: null, mailboxId: null, query: '', isDone: null, before: null, limit: 51 };

  it('gets its first page by indexes alone', async () => {
    await open();
    const { db, clock } = house;
    db.transaction(() => {
      for (let index = 0; index < 10_000; index++) {
        const told = tell({
          arrivedAt: clock.now - index * 60_000,
          callerNumber: `+4944${1_000_000 + index}`,
          text: `Guten Tag hier ist Anrufer ${index} im Treppenhaus ist das Licht aus bitte rufen Sie zurück`,
          contactName: `Anrufer ${index}`,
          category: 'Mangel',
          summary: `Im Treppenhaus ist das Licht aus ${index}.`,
        });
        endStep(db, { messageId: told.messageId, step: 'deliver', now: clock.now });
      }
    });
    const timed: Record<string, string> = {};
    const measure = async (name: string, query: string, expected: number) => {
      const runs: number[] = [];
      for (let run = 0; run < 15; run++) {
        const begun = performance.now();
        const page = await list(query);
        runs.push(performance.now() - begun);
        expect([name, page.items.length]).toEqual([name, expected]);
      }
      timed[name] = `${(runs.sort((a, b) => a - b)[7] ?? 0).toFixed(1)} ms`;
    };
    await measure('first page', '', 50);
    await measure('messages not done', '?kind=message&isDone=false', 50);
    await measure('a number', '?query=0441007777', 1);
    await measure('a word nobody said', '?query=Elefant', 0);
    console.log('10,000 calls, median over HTTP:', JSON.stringify(timed));

    const plan = (filter: InboxFilter): string[] =>
      db
        .all<{ detail: string }>(sql`EXPLAIN QUERY PLAN ${inboxQuery(filter)}`)
        .map(step => step.detail)
        .filter(step => /^SCAN/.test(step));
    const before = listInbox(db, { ...all, limit: 5000 }).at(-1);
    if (!before) throw new Error('the list is empty');
    expect(plan(all)).toEqual(['SCAN c USING INDEX calls_by_arrival', 'SCAN page']);
    expect(plan({ ...all, before })).toEqual(['SCAN page']);
  });
});
