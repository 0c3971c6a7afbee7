/**
 * Hausruf is killed (SIGKILL) at 20 moments of a call, with other calls in other moments at the same time.
 * Every caller goes on as people do; each must be delivered once, and whole.
 */
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { CallRow } from '../../../src/store/calls.ts';
import { allCalls, pause, until } from '../../e2e/kit.ts';
import { moments, ringing, TALKER } from './kill-moments.ts';
import { BRIEF, MENU, openScene, PLAIN, type Scene, WORDS_SECONDS } from './kill-scene.ts';
import { allMessages, atRest, byCaller, jobsLeft, numberOf, print, secondsLost } from './kit.ts';

let scene: Scene;
beforeAll(async () => {
  scene = await openScene();
});
afterAll(() => scene?.close());
afterEach(ctx => {
  if (ctx.task.result?.state === 'fail') console.error(scene?.house.log().slice(-3000));
});

/** Hausruf kills itself there (test/faults/killable-main.ts), with callers on the line. */
const steps = ['before:transcribe', 'after:transcribe', 'after:deliver'];
const kills: string[] = [];

/** Others, who are somewhere else in their calls. */
async function company({ begin }: Scene, turn: number): Promise<void> {
  await begin({ mailbox: turn % 2 === 0 ? MENU : PLAIN });
  await pause(700);
  await begin({ mailbox: BRIEF });
  await pause(300 * (turn % 4));
}

const killNow = (name: string) => async (): Promise<void> => {
  const { house } = scene;
  expect(house.process(), name).not.toBeNull();
  await house.killHausruf();
  kills.push(name);
};

it('is survived by every call, whole and once, wherever Hausruf is killed', async () => {
  const startedAt = performance.now();
  const { begin, callers, house } = scene;
  for (const [turn, place] of steps.entries()) {
    await house.stopHausruf();
    await house.startHausruf({ KILL_AT: place });
    await begin({ mailbox: PLAIN });
    await pause(1000);
    await company(scene, turn);
    await until(`it has killed itself ${place}`, () => house.process() === null, 60_000);
    kills.push(place);
    await house.startHausruf({ KILL_AT: '' });
    await Promise.all(callers.map(each => each.done));
    await until('the pipeline is through', () => jobsLeft(house) === 0, 60_000);
  }
  for (const [turn, moment] of moments.entries()) {
    await company(scene, turn);
    await moment.reach(scene, killNow(moment.name));
    // Whoever calls now meets Asterisk alone, and its announcement of 14 s.
    if (turn % 5 === 4) await begin({ mailbox: PLAIN });
    if (turn % 3 === 1) await pause(1500);
    if (moment !== ringing) await house.startHausruf();
  }
  const troubles = (await Promise.all(callers.map(each => each.done))).filter(each => each !== null);
  await atRest(house);
  await until('the pipeline is through', () => jobsLeft(house) === 0, 120_000);
  const found = byCaller(house);
  const wrong: string[] = [...troubles];
  let lost = 0;
  for (const { index, words } of callers) {
    const { rows, messages } = found.get(numberOf(index)) ?? { rows: [], messages: [] };
    if (rows.length !== 1 || messages.length !== 1 || rows[0]?.outcome !== 'message')
      wrong.push(
        `caller ${index}: ${JSON.stringify({ rows: rows.map(row => [row.outcome, row.attemptReason]), messages })}`,
      );
    const [message] = messages;
    const seconds = message ? await secondsLost(house, message, words) : WORDS_SECONDS;
    if (seconds > 0) wrong.push(`caller ${index}: ${seconds} s lost of ${JSON.stringify(message)}`);
    lost += seconds;
  }
  // Nobody was there to see how it ended: it counts as forwarded or as interrupted, never as a message.
  const isOpenOrMessage = (row: CallRow | undefined) =>
    row?.outcome !== 'forwarded' && row?.outcome !== 'attempt';
  const talked = found.get(numberOf(TALKER));
  if (talked?.rows.length !== 1 || isOpenOrMessage(talked.rows[0]) || talked.messages.length > 0)
    wrong.push(`who talked: ${JSON.stringify(talked)}`);
  const ids = house.mail.mails.map(mail => mail.messageId);
  print({
    test: 'controller-kills',
    killed: kills.length,
    calls: callers.length,
    delivered: new Set(ids).size,
    repeatedMails: ids.length - new Set(ids).size,
    greetedAgain: callers.reduce((sum, each) => sum + each.repeats, 0),
    audioLostSeconds: lost,
    seconds: Math.round((performance.now() - startedAt) / 1000),
  });
  expect(wrong).toEqual([]);
  expect(new Set(ids).size).toBe(callers.length);
  // Killed when the mail server had it: RFC 1047 allows one more, the same note with a mark of repetition.
  const unmarked = house.mail.mails
    .filter(mail => !mail.headers.has('x-hausruf-try'))
    .map(mail => mail.messageId);
  expect(new Set(unmarked).size).toBe(unmarked.length);
  expect(kills).toHaveLength(20);
  expect(allCalls(house)).toHaveLength(callers.length + 1);
  expect(allMessages(house)).toHaveLength(callers.length);
});
