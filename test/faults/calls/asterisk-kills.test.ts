/** Asterisk ends in the middle of many calls: by SIGKILL its own buffer is lost, by SIGTERM nothing is. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { shareHeard } from '../../../scripts/caller/heard.ts';
import type { House } from '../../../scripts/house/house.ts';
import type { OutgoingCall } from '../../../scripts/phone/outgoing-call.ts';
import { openPhone, type Phone } from '../../../scripts/phone/phone.ts';
import { pause, until } from '../../e2e/kit.ts';
import {
  atRest,
  byCaller,
  endOfBeep,
  jobsLeft,
  numberOf,
  openWideHouse,
  ownMailbox,
  PER_MS,
  PLAY_MS,
  place,
  print,
  samplesOf,
  watchLateness,
  wordsFor,
} from './kit.ts';

/** Asterisk writes in pieces of 2.05 s (research: G2). */
const MOST_TAIL_MS = 2100;
/** Recordings at the end: one every 330 ms of their first 5 s, so that each place in a piece is met. */
const SPEAKERS = 15;
const STEP_MS = 330;
/** Pieces shorter than this hold no half second to compare. */
const COMPARABLE = 8000;

let house: House;
let phone: Phone;
beforeAll(async () => {
  house = await openWideHouse({ mostCalls: 40, mailboxes: [ownMailbox(0)] });
});
afterAll(() => house?.close());
beforeEach(async () => {
  phone = await openPhone({ host: '127.0.0.1' });
});
afterEach(async ctx => {
  await phone?.close();
  if (ctx.task.result?.state === 'fail') console.error(house.log().slice(-3000));
});

interface Speaker {
  index: number;
  words: Int16Array;
  call: OutgoingCall;
  /** Where on his time line the words begin; null: he has not begun. */
  fromSample: number | null;
}

async function speak(index: number): Promise<Speaker> {
  const words = await wordsFor(index, 12);
  const call = await place(house, phone, { index, mailbox: 0 });
  const speaker: Speaker = { index, words, call, fromSample: null };
  const run = async (): Promise<void> => {
    await endOfBeep(call);
    speaker.fromSample = call.sentSamplesAt(performance.now());
    await call.say(words);
  };
  // It ends with the call.
  run().catch(() => {});
  return speaker;
}

/** Ends Asterisk while all of them speak, and tells what of each was kept. */
async function endWhileSpeaking(first: number, end: () => Promise<void>) {
  const before = house.mail.mails.length;
  const lateness = watchLateness();
  const speakers: Speaker[] = [];
  for (let turn = 0; turn < SPEAKERS; turn += 1) {
    speakers.push(await speak(first + turn));
    await pause(STEP_MS);
  }
  await until('the last one speaks', () => speakers.every(each => each.fromSample !== null));
  // Two who only hear the greeting: nothing of theirs may be left open.
  const listeners = [await speak(first + SPEAKERS), await speak(first + SPEAKERS + 1)];
  await until('they stand in the Inbox', () =>
    listeners.every(each => byCaller(house).has(numberOf(each.index))),
  );
  // Long enough for a message of the last one.
  await pause(400);
  const endedAt = performance.now();
  const spokenMs = speakers.map(each => (each.call.sentSamplesAt(endedAt) - (each.fromSample ?? 0)) / PER_MS);
  await end();
  const lateMs = lateness.worstIn(endedAt - 500, performance.now());
  lateness.stop();
  for (const { call } of [...speakers, ...listeners]) call.vanish();
  await house.startAsterisk();
  await atRest(house);
  await until('the pipeline is through', () => jobsLeft(house) === 0, 120_000);
  const found = byCaller(house);
  const kept = await Promise.all(
    speakers.map(async (speaker, turn) => {
      const { rows, messages } = found.get(numberOf(speaker.index)) ?? { rows: [], messages: [] };
      const [message] = messages;
      const recorded = message ? await samplesOf(house, message) : new Int16Array();
      // What is there stands in its place: the words as far as the file goes, less the pause before them.
      const there = speaker.words.subarray(0, Math.max(0, recorded.length - 2 * COMPARABLE));
      return {
        rows,
        messages,
        spokenMs: spokenMs[turn] ?? 0,
        lostMs: (spokenMs[turn] ?? 0) - (message?.durationMs ?? 0),
        isComplete: message?.isComplete ?? null,
        share: there.length >= COMPARABLE ? shareHeard(there, recorded) : 1,
      };
    }),
  );
  const heardOnly = listeners.map(each => found.get(numberOf(each.index)));
  return { kept, heardOnly, lateMs, mails: house.mail.mails.slice(before) };
}

it('a SIGKILL in the recording loses no more than its buffer, is told as not whole, and is delivered', async () => {
  const { kept, heardOnly, lateMs, mails } = await endWhileSpeaking(0, () => house.killAsterisk());
  const messages = kept.filter(each => each.messages.length > 0);
  print({
    test: 'asterisk-kill',
    calls: kept.length,
    messages: messages.length,
    mostTailLostMs: Math.round(Math.max(...kept.map(each => each.lostMs))),
    machineLateMs: Math.round(lateMs),
    notWhole: messages.filter(each => each.isComplete === false).length,
  });
  for (const each of kept) {
    expect(each.rows).toHaveLength(1);
    expect(each.messages.length).toBeLessThanOrEqual(1);
    expect(each.lostMs, `${each.spokenMs} ms were spoken`).toBeLessThanOrEqual(MOST_TAIL_MS + lateMs);
    expect(each.share).toBe(1);
    // Nothing of it had been written: then it is no message, and says so.
    if (each.messages.length === 0) expect(each.rows[0]?.outcome).toBe('attempt');
    else expect(each.isComplete).toBe(false);
  }
  // More than one piece was spoken: those must be there.
  expect(
    kept.filter(each => each.spokenMs > MOST_TAIL_MS + 400).every(each => each.messages.length === 1),
  ).toBe(true);
  expect(messages.length).toBeGreaterThan(SPEAKERS / 2);
  const sent = messages.filter(each => each.rows[0]?.outcome === 'message');
  expect(new Set(mails.map(mail => mail.messageId)).size).toBe(sent.length);
  for (const each of heardOnly) expect(each?.rows).toMatchObject([{ outcome: 'attempt' }]);
});

it('a SIGTERM loses nothing at all', async () => {
  const { kept, lateMs, mails } = await endWhileSpeaking(100, () => house.asterisk().stop());
  print({
    test: 'asterisk-stop',
    calls: kept.length,
    mostTailLostMs: Math.round(Math.max(...kept.map(each => each.lostMs))),
    machineLateMs: Math.round(lateMs),
  });
  for (const each of kept) {
    expect(each.messages, `${each.spokenMs} ms were spoken`).toHaveLength(1);
    expect(each.lostMs).toBeLessThanOrEqual(PLAY_MS + lateMs);
    expect(each.isComplete).toBe(true);
    expect(each.share).toBe(1);
  }
  expect(new Set(mails.map(mail => mail.messageId)).size).toBe(
    kept.filter(each => each.rows[0]?.outcome === 'message').length,
  );
});
