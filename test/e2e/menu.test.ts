import { readdirSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { IncomingCall } from '../../scripts/phone/incoming-call.ts';
import { readWav } from '../../src/audio/wav.ts';
import { findMessageOfCall } from '../../src/store/messages.ts';
import { allCalls, look, pause, said, spool, until } from './kit.ts';
import { BEEP_HZ, janitor, type LineHouse, openLineHouse } from './line-kit.ts';

let line: LineHouse;
let words: Int16Array;
beforeAll(async () => {
  words = (await readWav(said('schluessel'))).samples.subarray(0, 4 * 8000);
  line = await openLineHouse({
    menu: {
      forwardings: [
        janitor,
        { ...janitor, digit: '2', name: 'Notdienst', target: '+491709999999', mustAccept: true },
        { ...janitor, digit: '3', name: 'Büro', target: '+4930777', shownNumber: 'own' },
      ],
      waitSeconds: 2,
      withoutChoice: 'hang-up',
    },
  });
});
afterAll(() => line?.close());
let before: number;
beforeEach(() => {
  before = allCalls(line.house).length;
  line.phone.onInvite = null;
});
afterEach(ctx => {
  if (ctx.task.result?.state === 'fail') console.error(line.house.log().slice(-3000));
});

/** The next call that reaches our end of the line. */
function nextInvite(): Promise<IncomingCall> {
  return new Promise(done => {
    line.phone.onInvite = call => done(call);
  });
}

describe('a caller at a menu', () => {
  it.each(['rfc4733', 'info', 'in-band'] as const)(
    'presses 0 by %s while the greeting plays and leaves a message',
    async by => {
      // In-band tones are only listened for where nothing better was agreed on.
      const call = await line.call({ telephoneEvent: by !== 'in-band' });
      await call.answered;
      await pause(300);
      await call.press('0', { by, durationMs: 160 });
      await call.waitForToneEnd(BEEP_HZ, 10_000);
      await call.say(words);
      await call.hangUp();
      const ended = await line.endedCall(before);
      expect(ended.outcome).toBe('message');
      expect(ended.diagnosis?.digits).toMatchObject([{ digit: '0', by }]);
      expect(look(line.house, db => findMessageOfCall(db, ended.id))).not.toBeNull();
    },
  );

  it.each([
    { what: 'busy', status: 486, result: 'busy' },
    { what: 'refused', status: 603, result: 'refused' },
    { what: 'unknown', status: 404, result: 'unreachable' },
    { what: 'out of order', status: 503, result: 'unreachable' },
  ])('who wants a person that is $what is led back and can leave a message', async ({ status, result }) => {
    line.phone.onInvite = incoming => incoming.refuse(status);
    const call = await line.call();
    await call.answered;
    await call.press('1');
    await until('led back', () => line.forwards(newestId()).some(row => row.endedAt !== null));
    await pause(500);
    await call.press('0');
    await call.waitForToneEnd(BEEP_HZ, 10_000);
    await call.say(words);
    await call.hangUp();
    const ended = await line.endedCall(before);
    expect(ended.outcome).toBe('message');
    expect(line.forwards(ended.id)).toMatchObject([
      { digit: '1', name: 'Hausmeister', target: '+491701234567', result, talkMs: 0 },
    ]);
  });

  it('who wants a person that does not answer hears it ring, and is led back after the ring time', async () => {
    line.phone.onInvite = incoming => incoming.ring();
    const call = await line.call();
    await call.answered;
    await call.press('1');
    // The German ringing tone.
    await call.waitForTone(425, 8000);
    await until('led back', () => line.forwards(newestId()).some(row => row.endedAt !== null), 15_000);
    await call.hangUp();
    const ended = await line.endedCall(before);
    expect(ended).toMatchObject({ outcome: 'attempt', attemptReason: 'not-reached' });
    const [row] = line.forwards(ended.id);
    expect(row?.result).toBe('no-answer');
    expect((row?.endedAt ?? 0) - (row?.startedAt ?? 0)).toBeGreaterThan(7500);
  });

  it('is connected: both hear each other, nothing is recorded, and he sees the number of the caller', async () => {
    const invite = nextInvite();
    const call = await line.call();
    await call.answered;
    await call.press('1');
    const person = await invite;
    expect(person.to).toBe('+491701234567');
    expect(person.from).toBe('+49441783295');
    await person.answer();
    await Promise.all([call.say(tone(700)), person.say(tone(500))]);
    expect(call.hearsTone(500)).toBe(true);
    expect(person.hearsTone(700)).toBe(true);
    expect(spool(line.house)).toEqual([]);
    await person.hangUp();
    expect(await call.ended).toMatchObject({ by: 'them' });
    const ended = await line.endedCall(before);
    expect(ended.outcome).toBe('forwarded');
    const [row] = line.forwards(ended.id);
    expect(row?.result).toBe('answered');
    expect(row?.talkMs).toBeGreaterThan(900);
    expect(spool(line.house)).toEqual([]);
    expect(readdirSync(`${line.house.folder}/data/recordings`)).not.toContain(`${ended.id}.wav`);
  });

  it('who hangs up while they talk takes the other end along', async () => {
    const invite = nextInvite();
    const call = await line.call();
    await call.answered;
    await call.press('1');
    const person = await invite;
    await person.answer();
    await person.say(tone(500));
    await call.hangUp();
    expect(await person.ended).toMatchObject({ by: 'them' });
    const ended = await line.endedCall(before);
    expect(ended.outcome).toBe('forwarded');
    expect(line.forwards(ended.id)).toMatchObject([{ result: 'answered' }]);
  });

  it('who hangs up while it rings has reached nobody, and it rings no more', async () => {
    const invite = nextInvite();
    const call = await line.call();
    await call.answered;
    await call.press('1');
    const person = await invite;
    person.ring();
    await pause(500);
    await call.hangUp();
    expect(await person.ended).toMatchObject({ by: 'them', status: 487 });
    const ended = await line.endedCall(before);
    expect(ended).toMatchObject({ outcome: 'attempt', attemptReason: 'not-reached' });
    expect(line.forwards(ended.id)).toMatchObject([{ result: 'caller-gone' }]);
  });

  it('reaches a person who accepts with 1, and hears it ring until then', async () => {
    const invite = nextInvite();
    const call = await line.call();
    await call.answered;
    await call.press('2');
    const person = await invite;
    person.ring();
    await person.answer();
    const answeredAt = performance.now();
    await pause(2000);
    // Picked up, not accepted yet: the caller hears none of the question.
    expect(call.hearsTone(425, answeredAt)).toBe(true);
    await person.press('1');
    await pause(300);
    await person.say(tone(600));
    expect(call.hearsTone(600)).toBe(true);
    await call.hangUp();
    const ended = await line.endedCall(before);
    expect(ended.outcome).toBe('forwarded');
    expect(line.forwards(ended.id)).toMatchObject([{ digit: '2', result: 'answered' }]);
  });

  it('is not swallowed by the mailbox of the person: who does not press 1 has not accepted', async () => {
    const invite = nextInvite();
    const call = await line.call();
    await call.answered;
    await call.press('2');
    const person = await invite;
    await person.answer();
    await person.say(tone(440));
    await person.hangUp();
    await until('led back', () => line.forwards(newestId()).some(row => row.endedAt !== null), 15_000);
    await call.hangUp();
    const ended = await line.endedCall(before);
    expect(line.forwards(ended.id)).toMatchObject([{ result: 'not-accepted' }]);
    expect(ended).toMatchObject({ outcome: 'attempt', attemptReason: 'not-reached' });
  });

  it('is shown to the person under our own number where the office wants that', async () => {
    const invite = nextInvite();
    const call = await line.call();
    await call.answered;
    await call.press('3');
    const person = await invite;
    expect(person.from).toBe('+4944155501');
    person.refuse(486);
    await call.hangUp();
    await line.endedCall(before);
  });

  it('hears the greeting twice without a choice, then a goodbye, and is an attempt', async () => {
    const call = await line.call();
    await call.answered;
    expect(await call.ended).toMatchObject({ by: 'them' });
    const ended = await line.endedCall(before);
    expect(ended).toMatchObject({ outcome: 'attempt', attemptReason: 'no-choice' });
    const greetings = traceOf(ended.trace).filter(command => command.type === 'play');
    expect(greetings).toHaveLength(3);
  });

  it('who floods us with digits comes to his message all the same', async () => {
    const call = await line.call();
    await call.answered;
    await call.pressMany('77777777778888', { durationMs: 50, gapMs: 40 });
    await call.press('0');
    await call.waitForToneEnd(BEEP_HZ, 10_000);
    await call.say(words);
    await call.hangUp();
    expect((await line.endedCall(before)).outcome).toBe('message');
  });
});

const newestId = () => {
  const newest = allCalls(line.house).at(-1);
  if (!newest) throw new Error('no call');
  return newest.id;
};
const traceOf = (trace: string | null) =>
  (JSON.parse(trace ?? '[]') as { commands: { type: string }[] }[]).flatMap(each => each.commands);

/** One second of a tone, at −10 dB. */
function tone(hz: number): Int16Array {
  return Int16Array.from({ length: 8000 }, (_, index) =>
    Math.round(10_000 * Math.sin((2 * Math.PI * hz * index) / 8000)),
  );
}
