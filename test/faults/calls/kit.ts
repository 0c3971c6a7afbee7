/** What the fault tests of calls share: houses for many calls, callers with words of their own, and the judge. */
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import { shareHeard } from '../../../scripts/caller/heard.ts';
import type { House, HouseOptions } from '../../../scripts/house/house.ts';
import type { CallOptions, OutgoingCall } from '../../../scripts/phone/outgoing-call.ts';
import type { Phone } from '../../../scripts/phone/phone.ts';
import { rmsOf } from '../../../src/audio/level.ts';
import { readWav } from '../../../src/audio/wav.ts';
import type { CallId } from '../../../src/domain/ids.ts';
import { defaultTelephoneSettings, type TelephoneSettings } from '../../../src/domain/telephone.ts';
import type { CallRow } from '../../../src/store/calls.ts';
import * as schema from '../../../src/store/schema.ts';
import { readTelephoneSettings, saveTelephoneSettings } from '../../../src/store/settings.ts';
import { allCalls, kept, look, openTestHouse, said, shortMailbox, spool, until } from '../../e2e/kit.ts';

/** The product's beep (scripts/asterisk/make-sounds.ts). */
export const BEEP_HZ = 1000;
/** Samples per ms of a telephone. */
export const PER_MS = 8;
/** G1 of the issue: no recording is shorter than what was spoken, but for two packets. */
export const PLAY_MS = 40;

/** Each caller of a test has a number of his own: it tells his row among all others. */
export const numberOf = (index: number): string => `+49441780${String(index).padStart(4, '0')}`;

/** A number for a mailbox of a test; `index` from 0 to 9. */
export const mailboxNumber = (index: number): string => `+494415551${index}`;

/** A house with so many lines; Hausruf takes as many calls, and has been started. */
export async function openWideHouse(
  options: Partial<HouseOptions> & { mostCalls: number; maxCalls?: number },
): Promise<House> {
  const { maxCalls, mostCalls, ...rest } = options;
  const house = await openTestHouse({ ...rest, voicePorts: 2 * mostCalls });
  try {
    await house.startHausruf();
    setTelephone(house, { maxCalls: maxCalls ?? mostCalls });
  } catch (error) {
    await house.close();
    throw error;
  }
  return house;
}

export const ownMailbox = (index: number, flow: Partial<typeof shortMailbox.flow> = {}) => ({
  ...shortMailbox,
  name: `Mailbox ${index}`,
  numbers: [mailboxNumber(index)],
  flow: { ...shortMailbox.flow, ...flow },
});

/** Telephone settings as the page would save them; Hausruf must have been started once in this house. */
export function setTelephone(house: House, change: Partial<TelephoneSettings>): void {
  const raw = new Database(join(house.folder, 'data/hausruf.db'));
  try {
    raw.pragma('busy_timeout = 5000');
    const db = drizzle(raw, { schema });
    saveTelephoneSettings(
      db,
      { ...defaultTelephoneSettings, ...readTelephoneSettings(db), ...change },
      Date.now(),
    );
  } finally {
    raw.close();
  }
}

/** 50 ms, and −26 dB of full scale. */
const LOUD_FOR = 400;
const LOUD = 0.05;

/** Words that no other caller says: `index` chooses the place in the demo recordings. 8 kHz. */
export async function wordsFor(index: number, seconds: number): Promise<Int16Array> {
  const names = ['heizung', 'rohrbruch', 'schluessel'];
  const { samples } = await speechOf(names[index % names.length] ?? 'heizung');
  const room = Math.max(1, samples.length - seconds * 8000);
  // From a loud place on: whoever is heard for a moment only has spoken in it.
  let from = (Math.floor(index / names.length) * 6007) % room;
  while (from < room && rmsOf(samples.subarray(from, from + LOUD_FOR)) < LOUD) from += LOUD_FOR / 2;
  return samples.slice(from, from + seconds * 8000);
}

const speeches = new Map<string, Promise<{ samples: Int16Array }>>();
function speechOf(name: string): Promise<{ samples: Int16Array }> {
  const known = speeches.get(name) ?? readWav(said(name));
  speeches.set(name, known);
  return known;
}

export function place(
  house: House,
  phone: Phone,
  options: Partial<CallOptions> & { index: number; mailbox?: number },
): Promise<OutgoingCall> {
  const { index, mailbox, ...more } = options;
  return phone.call({
    sip: house.sip,
    from: numberOf(index),
    to: mailbox === undefined ? (shortMailbox.numbers[0] ?? '') : mailboxNumber(mailbox),
    ...more,
  });
}

export async function ari(house: House, path: string, method = 'GET'): Promise<unknown> {
  const { url, user, password } = house.asterisk().ari;
  const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  const reply = await fetch(`${url}/${path}`, { method, headers: { authorization } });
  if (!reply.ok) throw new Error(`ARI answered ${reply.status} to ${path}: ${await reply.text()}`);
  return reply.status === 204 ? null : reply.json();
}

export const channelsOf = async (house: House): Promise<unknown[]> =>
  (await ari(house, 'channels')) as unknown[];

/** The trunks of the page are known to Asterisk. */
export const knowsLine = async (house: House): Promise<boolean> =>
  ((await ari(house, 'endpoints/PJSIP')) as { resource: string }[]).some(each =>
    each.resource.startsWith('trunk-'),
  );

/** Nothing goes on any more: no channel, no open call, no file in the spool. Fails the test when it does not come. */
export async function atRest(house: House, withinMs = 60_000): Promise<void> {
  await until('no channel is left', async () => (await channelsOf(house)).length === 0, withinMs);
  await until('no call is open', () => allCalls(house).every(row => row.outcome !== 'open'), withinMs);
  await until('the spool is empty', () => spool(house).length === 0, withinMs);
}

/** Every job has been done. */
export const jobsLeft = (house: House): number =>
  look(
    house,
    (_db, raw) =>
      (raw.prepare("SELECT count(*) AS n FROM jobs WHERE state <> 'done'").get() as { n: number }).n,
  );

export interface KeptMessage {
  callId: CallId;
  file: string;
  durationMs: number;
  isComplete: boolean;
}

/** All messages of the house, as they were taken in. */
export const allMessages = (house: House): KeptMessage[] =>
  look(house, (_db, raw) =>
    (
      raw
        .prepare(
          `SELECT m.call_id AS callId, r.file AS file, r.duration_ms AS durationMs, r.is_complete AS isComplete
           FROM messages m JOIN recordings r ON r.id = m.recording_id`,
        )
        .all() as (Omit<KeptMessage, 'isComplete'> & { isComplete: number })[]
    ).map(row => ({ ...row, isComplete: row.isComplete === 1 })),
  );

/** Rows and messages of each caller, by his number. */
export function byCaller(house: House): Map<string, { rows: CallRow[]; messages: KeptMessage[] }> {
  const result = new Map<string, { rows: CallRow[]; messages: KeptMessage[] }>();
  const messages = allMessages(house);
  for (const row of allCalls(house)) {
    const found = result.get(row.callerNumber ?? '') ?? { rows: [], messages: [] };
    found.rows.push(row);
    found.messages.push(...messages.filter(each => each.callId === row.id));
    result.set(row.callerNumber ?? '', found);
  }
  return result;
}

export const samplesOf = async (house: House, message: KeptMessage): Promise<Int16Array> =>
  (await readWav(join(kept(house), message.file))).samples;

/** So much may stand before the words: a breath, and a caller who was late. */
const LOOSE_SECONDS = 2;

/** Seconds of these words that do not stand in the recording; `words` begin in its first seconds. */
export async function secondsLost(
  house: House,
  message: KeptMessage,
  words: Int16Array,
  looseSeconds = LOOSE_SECONDS,
): Promise<number> {
  const recorded = await samplesOf(house, message);
  // To compare takes a while, and telephones of this process want their turns in between.
  await new Promise(done => setTimeout(done, 20));
  const share = shareHeard(words, recorded.subarray(0, words.length + looseSeconds * 8000));
  const short = Math.max(0, (words.length - recorded.length) / 8000 - PLAY_MS / 1000);
  return Math.max(short, ((1 - share) * words.length) / 8000);
}

/** Runs `work` for all, `atOnce` of them at the same time. */
export async function inParallel<T>(
  items: readonly T[],
  atOnce: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const left = [...items];
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (let item = left.shift(); item !== undefined; item = left.shift()) await work(item);
    }),
  );
}

/**
 * How late this machine is: what a telephone hears and when it hangs up cannot be known better than that.
 * Asked with moments of performance.now.
 */
export function watchLateness(): { worstIn(from: number, to: number): number; stop(): void } {
  const late: { at: number; by: number }[] = [];
  let due = performance.now() + LOOK_MS;
  const timer = setInterval(() => {
    const now = performance.now();
    if (now - due > 1) late.push({ at: now, by: now - due });
    due = now + LOOK_MS;
  }, LOOK_MS);
  return {
    worstIn: (from, to) =>
      late.reduce(
        (worst, each) => (each.at >= from && each.at - each.by <= to ? Math.max(worst, each.by) : worst),
        0,
      ),
    stop: () => clearInterval(timer),
  };
}
const LOOK_MS = 5;

/** How often a telephone listens for the beep, and how much of what it heard last it looks at. */
const LISTEN_MS = 60;
const WINDOW_MS = 500;

/** The beep has 250 ms, and is heard in packets of 20 ms. */
export const WHOLE_BEEP_MS = 235;
/** So long the rest of it may be late. */
const LATE_REST_MS = 1000;

/**
 * As `waitForToneEnd` of the product's beep, for tests with many telephones: that one looks at everything it
 * has heard since the start, every 20 ms. A beep that breaks off is not over: on a busy machine Asterisk stands
 * still for a moment, and who speaks then speaks into the beep. Throws when it does not come in time or the
 * call ends before.
 */
export async function endOfBeep(
  call: OutgoingCall,
  options: { withinMs?: number; since?: number } = {},
): Promise<{ endedAt: number }> {
  const { withinMs = 30_000, since = 0 } = options;
  const deadline = performance.now() + withinMs;
  const recent = () => Math.max(since, performance.now() - WINDOW_MS);
  while (!call.hearsTone(BEEP_HZ, recent())) {
    if (call.hasEnded) throw new Error('no beep: the call ended before');
    if (performance.now() > deadline) throw new Error(`no beep within ${withinMs} ms`);
    await new Promise(done => setTimeout(done, LISTEN_MS));
  }
  const begunAfter = Math.max(since, recent() - WINDOW_MS);
  for (;;) {
    const beep = await call.waitForToneEnd(BEEP_HZ, 2000, begunAfter);
    const isWhole = (beep.toSample - beep.fromSample) / PER_MS >= WHOLE_BEEP_MS;
    if (isWhole || performance.now() > beep.endedAt + LATE_REST_MS) return beep;
    await new Promise(done => setTimeout(done, LISTEN_MS));
  }
}

/** Until this moment of performance.now. */
export const untilMoment = (at: number): Promise<void> =>
  new Promise(done => setTimeout(done, Math.max(0, at - performance.now())));

export const print = (figures: Record<string, unknown>): void => console.log(JSON.stringify(figures));
