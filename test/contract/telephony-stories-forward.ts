/** Stories of callers who want to be connected to a person. */
import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import { CallerGone } from '../../src/domain/call.ts';
import { heardIn, hz, tone } from './telephony-sounds.ts';
import { playedTo, type Stage } from './telephony-stage.ts';

export function tellOfForwardings(stage: Stage): void {
  const fileOf = (call: { callId: string }) => stage.office().fileOf(call);

  it('wants a person who does not answer: hears it ring, is led back, and leaves a message', async () => {
    const mailbox = stage.mailbox({ forwarding: { ringSeconds: 2 } });
    const called = mailbox.nextPerson();
    const caller = await mailbox.call();
    await caller.waitForTone(hz.greeting);
    await caller.press('1');
    const person = await called;
    person.ring();
    await caller.waitForTone(hz.ringing);
    await caller.waitForTone(hz.pressZero);
    expect(await person.ended).toMatchObject({ by: 'them', status: 487 });
    await caller.press('0');
    await caller.waitForToneEnd(hz.beep);
    await caller.say(tone(hz.message, 900));
    await caller.hangUp();
    const call = await mailbox.ended();
    expect(call.end).toMatchObject({ outcome: 'recorded', recordingEnd: 'hung-up' });
    expect(call.forwards).toEqual([{ number: 1, result: 'no-answer', talkMs: 0 }]);
    expect((await heardIn(fileOf(call), hz.message)).ms).toBeGreaterThan(450);
  });

  it.each([
    { what: 'is busy', status: 486, result: 'busy' },
    { what: 'refuses', status: 603, result: 'refused' },
    { what: 'has no such number', status: 404, result: 'unreachable' },
    { what: 'cannot be reached', status: 503, result: 'unreachable' },
  ])('wants a person who $what: is led back, and hangs up', async ({ status, result }) => {
    const mailbox = stage.mailbox({ forwarding: {} });
    const called = mailbox.nextPerson();
    const caller = await mailbox.call();
    await caller.waitForTone(hz.greeting);
    await caller.press('1');
    (await called).refuse(status);
    await caller.waitForTone(hz.pressZero);
    await caller.hangUp();
    const call = await mailbox.ended();
    expect(call.end).toMatchObject({ outcome: 'not-reached', recordingEnd: null });
    expect(call.forwards).toEqual([{ number: 1, result, talkMs: 0 }]);
    expect(playedTo(call)).toEqual(['greeting', 'pressZero']);
  });

  it('wants a person who answers: both hear each other, nothing is recorded, and both ends end', async () => {
    const mailbox = stage.mailbox({ forwarding: {} });
    const called = mailbox.nextPerson();
    const caller = await mailbox.call();
    await caller.waitForTone(hz.greeting);
    await caller.press('1');
    const person = await called;
    expect(person.from).toBe('+49441783295');
    await person.answer();
    await Promise.all([caller.say(tone(hz.message, 800)), person.say(tone(hz.person, 800))]);
    expect(caller.hearsTone(hz.person)).toBe(true);
    expect(person.hearsTone(hz.message)).toBe(true);
    await person.hangUp();
    expect(await caller.ended).toMatchObject({ by: 'them' });
    const call = await mailbox.ended();
    expect(call.end).toMatchObject({ outcome: 'forwarded', recordingEnd: null });
    expect(call.forwards).toMatchObject([{ number: 1, result: 'answered' }]);
    expect(call.forwards[0]?.talkMs).toBeGreaterThan(300);
    expect(call.forwards[0]?.talkMs).toBeLessThan(3000);
    expect(existsSync(fileOf(call))).toBe(false);
  });

  it('who hangs up while they talk takes the person along', async () => {
    const mailbox = stage.mailbox({ forwarding: {} });
    const called = mailbox.nextPerson();
    const caller = await mailbox.call();
    await caller.waitForTone(hz.greeting);
    await caller.press('1');
    const person = await called;
    await person.answer();
    await person.say(tone(hz.person, 300));
    await caller.waitForTone(hz.person);
    await caller.hangUp();
    expect(await person.ended).toMatchObject({ by: 'them' });
    const call = await mailbox.ended();
    expect(call.end.outcome).toBe('forwarded');
    expect(call.forwards).toMatchObject([{ number: 1, result: 'answered' }]);
  });

  it('who hangs up while it rings has reached nobody, and it rings no more', async () => {
    const mailbox = stage.mailbox({ forwarding: {} });
    const called = mailbox.nextPerson();
    const caller = await mailbox.call();
    await caller.waitForTone(hz.greeting);
    await caller.press('1');
    const person = await called;
    person.ring();
    await caller.waitForTone(hz.ringing);
    await caller.hangUp();
    expect(await person.ended).toMatchObject({ by: 'them', status: 487 });
    const call = await mailbox.ended();
    expect(call.end).toMatchObject({ outcome: 'not-reached', recordingEnd: null });
    expect(call.forwards).toEqual([{ number: 1, result: 'caller-gone', talkMs: 0 }]);
  });

  it('reaches a person who accepts with 1', async () => {
    const mailbox = stage.mailbox({ forwarding: { mustAccept: true } });
    const called = mailbox.nextPerson();
    const caller = await mailbox.call();
    await caller.waitForTone(hz.greeting);
    await caller.press('1');
    const person = await called;
    await person.answer();
    await person.press('1');
    // What is said before the lines are joined is lost to both: so it is said until it is heard.
    while (!caller.hearsTone(hz.person) && !caller.hasEnded) await person.say(tone(hz.person, 200));
    await person.hangUp();
    expect(await caller.ended).toMatchObject({ by: 'them' });
    const call = await mailbox.ended();
    expect(call.end.outcome).toBe('forwarded');
    expect(call.forwards).toMatchObject([{ number: 1, result: 'answered' }]);
  });

  it('is not swallowed by the mailbox of a person: who does not press 1 has not accepted', async () => {
    const mailbox = stage.mailbox({ forwarding: { mustAccept: true } });
    const called = mailbox.nextPerson();
    const caller = await mailbox.call();
    await caller.waitForTone(hz.greeting);
    await caller.press('1');
    const person = await called;
    await person.answer();
    await person.say(tone(hz.person, 300));
    await person.hangUp();
    await caller.waitForTone(hz.pressZero);
    expect(caller.hearsTone(hz.person)).toBe(false);
    await caller.hangUp();
    const call = await mailbox.ended();
    expect(call.end.outcome).toBe('not-reached');
    expect(call.forwards).toEqual([{ number: 1, result: 'not-accepted', talkMs: 0 }]);
  });

  it('who has gone before it was dialled is no error', async () => {
    const mailbox = stage.mailbox({ hasLongGreeting: true, forwarding: {} });
    const caller = await mailbox.call();
    await caller.waitForTone(hz.greeting);
    await caller.hangUp();
    const { perform } = await mailbox.ended();
    const forwarding = {
      digit: '1',
      name: 'Hausmeister',
      target: '+491700000000',
      ringSeconds: 5,
      mustAccept: false,
      shownNumber: 'caller' as const,
    };
    await expect(perform({ type: 'forward', forwarding, number: 1 })).rejects.toThrow(CallerGone);
  });
}
