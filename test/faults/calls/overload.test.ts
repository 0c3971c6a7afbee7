/** More calls than lines, floods of keys, and a line to Asterisk that drops, swallows, or waits. */
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { House } from '../../../scripts/house/house.ts';
import type { OutgoingCall } from '../../../scripts/phone/outgoing-call.ts';
import { openPhone, type Phone } from '../../../scripts/phone/phone.ts';
import { rmsOf } from '../../../src/audio/level.ts';
import { noMenu } from '../../../src/domain/menu.ts';
import { allCalls, openTestHouse, pause, shortMailbox, until } from '../../e2e/kit.ts';
import { janitor } from '../../e2e/line-kit.ts';
import { type AriLine, openAriLine } from './ari-line.ts';
import { tell } from './caller.ts';
import {
  atRest,
  BEEP_HZ,
  byCaller,
  endOfBeep,
  numberOf,
  ownMailbox,
  place,
  print,
  secondsLost,
  setTelephone,
  wordsFor,
} from './kit.ts';

const LINES = 20;
const CALLERS = 50;
/** 200 keys of 125 ms instead of 100 ms are 5 s behind. */
const CATCH_UP_SECONDS = 8;
/** Mailboxes: plain, with a menu, and one that waits for half a minute. */
const [PLAIN, MENU, PATIENT] = [0, 1, 2];

let house: House;
let line: AriLine;
let phone: Phone;
beforeAll(async () => {
  const options = {
    // Two for each of 80 calls.
    voicePorts: 160,
    mailboxes: [
      ownMailbox(PLAIN),
      ownMailbox(PATIENT, { limits: { ...shortMailbox.flow.limits, maxSilenceSeconds: 30 } }),
      ownMailbox(MENU, { menu: { ...noMenu, forwardings: [janitor], waitSeconds: 4 } }),
    ],
  };
  house = await openTestHouse(options);
  line = await openAriLine(new URL(house.asterisk().ari.url));
  await house.startHausruf({ HAUSRUF_ARI_URL: line.url });
  setTelephone(house, { maxCalls: LINES });
  phone = await openPhone({ host: '127.0.0.1' });
});
afterAll(async () => {
  await phone?.close();
  await house?.close();
  await line?.close();
});
afterEach(ctx => {
  if (ctx.task.result?.state === 'fail') console.error(house.log().slice(-3000));
});

const foundOf = (index: number) => byCaller(house).get(numberOf(index)) ?? { rows: [], messages: [] };

/** The one message of this caller, and how much of his words it lacks. */
async function lostOf(index: number, words: Int16Array, looseSeconds?: number): Promise<number> {
  const { rows, messages } = foundOf(index);
  expect(rows.map(row => row.outcome)).toEqual(['message']);
  expect(messages).toHaveLength(1);
  return messages[0] ? secondsLost(house, messages[0], words, looseSeconds) : Number.POSITIVE_INFINITY;
}

async function told(
  index: number,
  seconds: number,
  mailbox = PLAIN,
): Promise<{ call: OutgoingCall; words: Int16Array }> {
  const words = await wordsFor(index, seconds);
  const call = await place(house, phone, { index, mailbox });
  await tell(call, words, { presses: mailbox === MENU });
  await call.hangUp();
  return { call, words };
}

it(`serves ${LINES} of ${CALLERS} callers whole and asks the others to call later`, async () => {
  const startedAt = performance.now();
  const calls = await Promise.all(
    Array.from({ length: CALLERS }, async (_, index) => {
      const words = await wordsFor(index, 4);
      return { index, words, call: await place(house, phone, { index, mailbox: PLAIN }) };
    }),
  );
  const seconds = () => Math.round((performance.now() - startedAt) / 1000);
  const served: typeof calls = [];
  const turnedAway: typeof calls = [];
  await Promise.all(
    calls.map(async each => {
      const isServed = await tell(each.call, each.words).then(
        () => true,
        () => false,
      );
      (isServed ? served : turnedAway).push(each);
      if (isServed) await each.call.hangUp();
    }),
  );
  const callsSeconds = seconds();
  const ends = await Promise.all(turnedAway.map(each => each.call.ended));
  await atRest(house);
  const lost: number[] = [];
  for (const each of served) lost.push(await lostOf(each.index, each.words));
  const away = turnedAway.map(each => foundOf(each.index));
  const heardLater = turnedAway.filter(
    each => rmsOf(each.call.heard()) > 0.01 && !each.call.hearsTone(BEEP_HZ),
  );
  print({
    test: 'overload',
    callers: CALLERS,
    lines: LINES,
    served: served.length,
    servedWhole: lost.filter(seconds => seconds === 0).length,
    turnedAway: turnedAway.length,
    heardLater: heardLater.length,
    callsSeconds,
    seconds: seconds(),
  });
  expect(served).toHaveLength(LINES);
  // Sample for sample his own words: none is mixed up with another.
  expect(lost).toEqual(served.map(() => 0));
  expect(heardLater).toHaveLength(CALLERS - LINES);
  for (const end of ends) expect(end).toMatchObject({ by: 'them' });
  for (const { rows, messages } of away) {
    expect(rows).toMatchObject([{ outcome: 'attempt', attemptReason: 'turned-away' }]);
    expect(messages).toEqual([]);
  }
  const next = await told(CALLERS, 3);
  await atRest(house);
  expect(await lostOf(CALLERS, next.words)).toBe(0);
});

it.each([
  { what: 'while the menu is said', index: 60, mailbox: MENU },
  { what: 'while he is recorded', index: 61, mailbox: PATIENT },
])('takes a flood of 200 keys $what, and the message after it', async ({ index, mailbox }) => {
  const words = await wordsFor(index, 4);
  const call = await place(house, phone, { index, mailbox });
  await call.answered;
  const flood = '98765*#A'.repeat(25);
  if (mailbox === PATIENT) {
    await endOfBeep(call);
    // 20 s of keys, which take the place of his voice. Asterisk gives each key 125 ms, whatever it had, and
    // mutes him meanwhile: what it has not caught up with is over some seconds after the last one.
    await call.pressMany(flood, { durationMs: 40, gapMs: 20 });
    await call.say(new Int16Array(CATCH_UP_SECONDS * 8000));
    await call.say(words);
    await call.hangUp();
  } else {
    // It leads nowhere, twice: the defined end of R076, and nothing worse.
    const ended = call.ended;
    await call.pressMany(flood, { durationMs: 40, gapMs: 20 });
    expect(await Promise.race([ended, pause(40_000).then(() => null)])).toMatchObject({ by: 'them' });
  }
  await atRest(house);
  if (mailbox === PATIENT) expect(await lostOf(index, words, CATCH_UP_SECONDS + 2)).toBe(0);
  else expect(foundOf(index).rows).toMatchObject([{ outcome: 'attempt', attemptReason: 'no-choice' }]);
  const next = await told(index + 10, 2);
  await atRest(house);
  expect(await lostOf(index + 10, next.words)).toBe(0);
});

/** Callers in the greeting, choosing, and speaking, while `trouble` is on the line; all are whole afterwards. */
async function endure(
  first: number,
  options: { seconds: number; trouble: () => Promise<void> },
): Promise<number[]> {
  const speaking = Promise.withResolvers<void>();
  const begin = async (index: number, mailbox: number) => {
    const words = await wordsFor(index, options.seconds);
    const call = await place(house, phone, { index, mailbox });
    if (index === first) endOfBeep(call).then(() => speaking.resolve(), speaking.reject);
    await tell(call, words, { presses: mailbox === MENU });
    await call.hangUp();
    return words;
  };
  const early = [begin(first, PLAIN), begin(first + 1, MENU)];
  for (const each of early) each.catch(() => {});
  await speaking.promise;
  const late = [begin(first + 2, PLAIN), begin(first + 3, MENU)];
  await until('they are greeted', () => allCalls(house).filter(row => row.outcome === 'open').length >= 3);
  await pause(300);
  await options.trouble();
  const words = await Promise.all([...early, ...late]);
  await atRest(house);
  const lost: number[] = [];
  for (const [turn, each] of words.entries()) lost.push(await lostOf(first + turn, each));
  return lost;
}

it('a line to Asterisk that drops three times loses nobody', async () => {
  const lost = await endure(100, {
    seconds: 8,
    async trouble() {
      for (const ms of [100, 700, 1500]) {
        line.cut();
        await pause(ms);
        line.mend();
        await pause(1200);
      }
    },
  });
  print({ test: 'line-drops', audioLostSeconds: lost });
  expect(lost).toEqual([0, 0, 0, 0]);
});

it('a line that is half-open for 12 s loses nobody', async () => {
  const lost = await endure(110, {
    seconds: 16,
    async trouble() {
      line.swallow();
      await pause(12_000);
      line.mend();
    },
  });
  print({ test: 'line-half-open', audioLostSeconds: lost });
  expect(lost).toEqual([0, 0, 0, 0]);
});

it('a Hausruf that stands still for 30 s loses nobody', async () => {
  const lost = await endure(120, {
    seconds: 20,
    async trouble() {
      const child = house.process();
      child?.kill('SIGSTOP');
      await pause(30_000);
      child?.kill('SIGCONT');
    },
  });
  print({ test: 'stall', audioLostSeconds: lost });
  expect(lost).toEqual([0, 0, 0, 0]);
});
