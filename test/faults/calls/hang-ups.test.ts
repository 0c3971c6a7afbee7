/**
 * Callers who hang up at 240 moments, from the INVITE to two seconds into the recording. What must come of
 * each is told by the telephone's own clock and by what it sent; the product is only asked afterwards.
 */
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { House } from '../../../scripts/house/house.ts';
import { openPhone, type Phone } from '../../../scripts/phone/phone.ts';
import { noMenu } from '../../../src/domain/menu.ts';
import { shortMailbox, until } from '../../e2e/kit.ts';
import { type Case, type Left, leave, verdict } from './hang-up-case.ts';
import {
  allMessages,
  atRest,
  byCaller,
  channelsOf,
  inParallel,
  jobsLeft,
  numberOf,
  openWideHouse,
  ownMailbox,
  place,
  print,
  watchLateness,
} from './kit.ts';

const CASES = 240;
/** Moments from the INVITE to the end of the beep; the others count from each caller's own beep. */
const BEFORE_BEEP = 130;
/** So long into the recording the last one hangs up. */
const INTO_RECORDING_MS = 2000;
const AT_ONCE = 24;
/** The first ones: Asterisk answers within milliseconds, and who waits for its first word comes too late to cancel. */
const HASTY = 14;
const janitor = {
  digit: '1',
  name: 'Hausmeister',
  target: '+491701234567',
  ringSeconds: 8,
  mustAccept: false,
  shownNumber: 'caller',
} as const;
/** Mailboxes: plain, with a menu, and one for callers who vanish without a word: it waits 3 s, not 10. */
const [PLAIN, MENU, BRIEF] = [0, 1, 2];

let house: House;
let phone: Phone;
beforeAll(async () => {
  house = await openWideHouse({
    // Whoever vanishes keeps his line for some seconds.
    mostCalls: 100,
    mailboxes: [
      ownMailbox(PLAIN),
      ownMailbox(MENU, { menu: { ...noMenu, forwardings: [janitor], waitSeconds: 2 } }),
      ownMailbox(BRIEF, { limits: { ...shortMailbox.flow.limits, maxSilenceSeconds: 3 } }),
    ],
  });
  phone = await openPhone({ host: '127.0.0.1' });
});
afterAll(async () => {
  await phone?.close();
  await house?.close();
});
afterEach(async ctx => {
  if (ctx.task.result?.state === 'fail') console.error(house.log().slice(-3000));
});

/** From INVITE to the end of the beep, in ms, at a time when nobody else calls. */
async function timeToBeep(mailbox: number): Promise<number> {
  const call = await place(house, phone, { index: 9000 + mailbox, mailbox });
  await call.answered;
  if (mailbox === MENU) await call.press('0');
  const beep = await call.waitForToneEnd(1000);
  await call.hangUp();
  return beep.endedAt - call.inviteSentAt;
}

it(`callers who hang up at ${CASES} moments are classed rightly, each of them`, async () => {
  const beeps = new Map<number, number>();
  for (const mailbox of [PLAIN, MENU, BRIEF]) beeps.set(mailbox, await timeToBeep(mailbox));
  const cases = Array.from({ length: CASES }, (_, index): Case => {
    const isVanishing = index % 6 === 5;
    const mailbox = isVanishing ? BRIEF : index % 3 === 1 ? MENU : PLAIN;
    const isBefore = index < BEFORE_BEEP;
    return {
      index,
      mailbox,
      after: isBefore ? 'invite' : 'beep',
      atMs: isBefore
        ? (index * (beeps.get(mailbox) ?? 0)) / (BEFORE_BEEP - 1)
        : ((index - BEFORE_BEEP) * INTO_RECORDING_MS) / (CASES - BEFORE_BEEP - 1),
      by: isVanishing ? 'vanish' : index < HASTY ? 'cancel' : 'hang-up',
      presses: mailbox === MENU,
      isSilent: index % 8 === 3,
    };
  });
  const left: Left[] = [];
  const startedAt = performance.now();
  const lateness = watchLateness();
  // Early and late ones at the same time: in order, those of one moment would all meet each other.
  const mixed = Array.from({ length: CASES }, (_, turn) => cases[(turn * 97) % CASES]).filter(
    each => each !== undefined,
  );
  await inParallel(mixed, AT_ONCE, async each => {
    left.push(await leave({ house, phone, lateness }, each));
  });
  const worst = lateness.worstIn(startedAt, performance.now());
  lateness.stop();
  await atRest(house);
  expect(await channelsOf(house)).toEqual([]);
  await until('the pipeline is through', () => jobsLeft(house) === 0, 240_000);
  const callers = byCaller(house);
  const classed = left.map(each =>
    verdict(each, callers.get(numberOf(each.index)) ?? { rows: [], messages: [] }),
  );
  const wrong = classed.flatMap(each => each.wrong);
  const count = (what: string) => classed.filter(each => each.is === what).length;
  print({
    test: 'hang-ups',
    cases: left.length,
    classedRightly: classed.filter(each => each.wrong.length === 0).length,
    neverAnswered: count('never-answered'),
    early: count('early'),
    edge: count('edge'),
    message: count('message'),
    syllables: classed.filter(each => each.isSyllable).length,
    silent: count('silent'),
    mostMissingMs: Math.max(...classed.map(each => each.missingMs ?? 0)),
    machineLateMs: Math.round(worst),
    seconds: Math.round((performance.now() - startedAt) / 1000),
  });
  expect(wrong).toEqual([]);
  expect(left).toHaveLength(CASES);
  // Each in its place: a moment that could be two things tells nothing.
  expect(count('edge')).toBeLessThan(CASES / 8);
  // The moments must meet every kind, or the test says little.
  for (const what of ['early', 'message', 'silent']) expect(count(what), what).toBeGreaterThan(3);
  // One message a call, and the three of the calibration left none.
  expect(new Set(allMessages(house).map(each => each.callId)).size).toBe(allMessages(house).length);
});
