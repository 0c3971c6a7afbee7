/** Who is not our trunk gets nowhere, and whatever is sent, by whom ever, breaks nothing and is never executed. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { House } from '../../../scripts/house/house.ts';
import { openPhone, type Phone } from '../../../scripts/phone/phone.ts';
import { newId } from '../../../scripts/phone/wire.ts';
import { allCalls, look, shortMailbox, until } from '../../e2e/kit.ts';
import { tell } from './caller.ts';
import { attack, makeGarbage } from './garbage.ts';
import {
  allMessages,
  atRest,
  byCaller,
  channelsOf,
  inParallel,
  jobsLeft,
  mailboxNumber,
  numberOf,
  openWideHouse,
  ownMailbox,
  place,
  print,
  secondsLost,
  wordsFor,
} from './kit.ts';
import { tortures } from './torture.ts';
import type { Sender } from './torture-text.ts';

const TRUNK = '127.0.0.1';
const STRANGER = '127.0.0.9';
const AT_ONCE = 6;

let house: House;
let phone: Phone;
/** Both must live through all of it. */
let pids: (number | undefined)[];
/** Behind the words of the start, which are for people. */
let readFrom: number;
beforeAll(async () => {
  house = await openWideHouse({
    mostCalls: 40,
    mailboxes: [ownMailbox(0, { limits: { ...shortMailbox.flow.limits, maxSilenceSeconds: 3 } })],
  });
  phone = await openPhone({ host: TRUNK });
  pids = [house.asterisk().pid, house.process()?.pid];
  readFrom = house.log().length;
});
afterAll(async () => {
  await phone?.close();
  await house?.close();
});
afterEach(ctx => {
  if (ctx.task.result?.state === 'fail') console.error(house.log().slice(-3000));
});

/** A caller as any other: he is served, and both processes are the same as before. */
async function isWellWith(index: number): Promise<void> {
  expect([house.asterisk().pid, house.process()?.pid]).toEqual(pids);
  const words = await wordsFor(index, 3);
  const call = await place(house, phone, { index, mailbox: 0 });
  await tell(call, words);
  await call.hangUp();
  await atRest(house);
  const { rows, messages } = byCaller(house).get(numberOf(index)) ?? { rows: [], messages: [] };
  expect(rows.map(row => row.outcome)).toEqual(['message']);
  expect(messages[0] && (await secondsLost(house, messages[0], words))).toBe(0);
}

function logIsClean(): void {
  const log = house.log().slice(readFrom);
  const lines = log.split('\n').filter(Boolean);
  // JSON escapes what a terminal would obey; a line that is none came from somewhere else.
  for (const line of lines) expect(() => JSON.parse(line), line).not.toThrow();
  const isControl = (code: number) => (code < 32 && code !== 10) || code === 127;
  expect(Array.from(log).filter(each => isControl(each.charCodeAt(0)))).toEqual([]);
}

/** Written by `${SHELL(…)}` if anything executed it. */
const proof = () => join(house.folder, 'executed');

const senderAt = (source: { host: string; port: number }): Sender => ({
  ...source,
  sipHost: house.sip.host,
  sipPort: house.sip.port,
  number: mailboxNumber(0),
  id: newId(6),
});

it('scans from a foreign address learn nothing and reach nobody', async () => {
  const before = allCalls(house).length;
  const scan = (method: string, user: string) => (source: { host: string; port: number }) =>
    [
      `${method} sip:${user}@${house.sip.host}:${house.sip.port} SIP/2.0`,
      `Via: SIP/2.0/UDP ${source.host}:${source.port};branch=z9hG4bK${newId()};rport`,
      'Max-Forwards: 70',
      `From: <sip:${user}@${source.host}>;tag=${newId(4)}`,
      `To: <sip:${user}@${house.sip.host}>`,
      `Call-ID: ${newId()}`,
      `CSeq: 1 ${method}`,
      `Contact: <sip:${user}@${source.host}:${source.port}>`,
      'User-Agent: friendly-scanner',
      'Content-Length: 0',
      '',
      '',
    ].join('\r\n');
  const users = [
    '100',
    '1000',
    'admin',
    'trunk',
    mailboxNumber(0),
    '00972592277524',
    's',
    'fallback',
    'forward',
  ];
  const scans = ['OPTIONS', 'REGISTER', 'INVITE', 'MESSAGE', 'SUBSCRIBE'].flatMap(method =>
    users.map(user => ({ method, user })),
  );
  const answers = new Map<string, number>();
  let channels = 0;
  await inParallel(scans, AT_ONCE, async ({ method, user }) => {
    const replies = await phone.raw(scan(method, user), {
      to: house.sip,
      from: STRANGER,
      replies: 1,
      waitMs: 700,
    });
    channels += (await channelsOf(house)).length;
    const status = replies[0]?.slice(8, 11) ?? 'none';
    answers.set(status, (answers.get(status) ?? 0) + 1);
  });
  print({ test: 'scans', sent: scans.length, answers: Object.fromEntries(answers), channels });
  // What exists and what does not gets one and the same answer.
  expect([...answers.keys()].filter(each => each !== '401' && each !== 'none')).toEqual([]);
  expect(answers.get('401')).toBeGreaterThan(0);
  expect(channels).toBe(0);
  expect(allCalls(house)).toHaveLength(before);
  await isWellWith(0);
});

it.each([
  { who: 'a stranger', address: STRANGER, index: 1 },
  { who: 'the trunk itself', address: TRUNK, index: 2 },
])('torture messages (RFC 4475) from $who break nothing', async ({ address, index }) => {
  const before = allCalls(house).length;
  const messages = allMessages(house).length;
  const wrong: string[] = [];
  let answered = 0;
  await inParallel(tortures, AT_ONCE, async ({ name, answers, bytes }) => {
    const replies = await phone.raw(source => bytes(senderAt(source)), {
      to: house.sip,
      from: address,
      replies: 1,
      waitMs: 800,
    });
    const [reply = ''] = replies;
    const status = reply.split('\r\n')[0] ?? '';
    if (reply) answered += 1;
    if (address === TRUNK && answers && !answers.test(reply)) wrong.push(`${name}: ${status || 'no answer'}`);
    if (address === STRANGER && / [123]\d\d /.test(status))
      wrong.push(`${name}: a stranger was told ${status}`);
  });
  print({ test: 'torture', from: address, sent: tortures.length, answered, wrong: wrong.length });
  expect(wrong).toEqual([]);
  expect(tortures.length).toBeGreaterThanOrEqual(25);
  // What the trunk called with nobody behind it ends by itself.
  await atRest(house);
  if (address === STRANGER) expect(allCalls(house)).toHaveLength(before);
  expect(allMessages(house)).toHaveLength(messages);
  await isWellWith(index);
  logIsClean();
});

it('garbage in the headers of a call: it becomes a message, nothing is executed, no wrong number is shown', async () => {
  const before = new Set(allCalls(house).map(row => row.id));
  const wrong: string[] = [];
  const callers = await Promise.all(
    makeGarbage(proof()).map(async (each, turn) => {
      const index = 100 + turn;
      const words = await wordsFor(index, 3);
      const call = await place(house, phone, { index, mailbox: 0, ...each.options() });
      const trouble = await tell(call, words)
        .then(() => call.hangUp())
        .then(() => null, String);
      if (trouble !== null) wrong.push(`${each.what}: ${trouble} ${call.statuses}`);
      return { ...each, index, words };
    }),
  );
  await atRest(house);
  await until('the pipeline is through', () => jobsLeft(house) === 0, 120_000);
  const rows = allCalls(house).filter(row => !before.has(row.id));
  const expected = callers.map(each => each.callerNumber(each.index) ?? 'none').sort();
  print({
    test: 'garbage',
    calls: callers.length,
    messages: rows.filter(row => row.outcome === 'message').length,
    wrong,
  });
  expect(wrong).toEqual([]);
  expect(rows.map(row => row.callerNumber ?? 'none').sort()).toEqual(expected);
  expect(rows.every(row => row.outcome === 'message')).toBe(true);
  expect(existsSync(proof())).toBe(false);
  // The tables are all there.
  expect(look(house, (_db, raw) => raw.pragma('integrity_check', { simple: true }))).toBe('ok');
  // No mail got a header that a caller wrote, and none of his HTML is HTML.
  for (const mail of house.mail.mails) {
    expect(mail.headers.has('injected')).toBe(false);
    expect(mail.html).not.toMatch(/<script|onerror=/i);
  }
  logIsClean();
  await isWellWith(3);
});

it('garbage while Hausruf is away: the fallback keeps the message under a harmless name', async () => {
  await house.stopHausruf();
  const index = 130;
  const words = await wordsFor(index, 3);
  const call = await place(house, phone, {
    index,
    mailbox: 0,
    from: encodeURIComponent(`../../../..${proof()}_${attack(proof())}`),
    name: attack(proof()),
    diversion: [`<sip:${encodeURIComponent(attack(proof()))}@x>`],
  });
  await tell(call, words);
  await call.hangUp();
  const before = new Set(allCalls(house).map(row => row.id));
  await house.startHausruf();
  pids = [house.asterisk().pid, house.process()?.pid];
  await atRest(house);
  const rows = allCalls(house).filter(row => !before.has(row.id));
  expect(rows).toMatchObject([{ outcome: 'message', answeredBy: 'fallback', callerNumber: null }]);
  const message = allMessages(house).find(each => each.callId === rows[0]?.id);
  expect(message?.file).toMatch(/^fb_[0-9]+_anonym_p[0-9]+[A-Za-z0-9._-]*\.wav$/);
  expect(message && (await secondsLost(house, message, words))).toBe(0);
  expect(existsSync(proof())).toBe(false);
});
