/** Stories of a line that is cut, of a controller that stops, and of a telephone system that dies. */
import { readdirSync, statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readWav } from '../../src/audio/wav.ts';
import { waitFor } from './telephony-office.ts';
import type { Pbx } from './telephony-pbx.ts';
import { heardIn, hz, msOf, tone } from './telephony-sounds.ts';
import { playedTo, type Stage, setStage } from './telephony-stage.ts';
import { heardTheFallback } from './telephony-stories.ts';

export function tellOfInterruptions(openPbx: () => Promise<Pbx>): void {
  describe('a line to the telephone system that is cut', () => tellOfCuts(setStage(openPbx)));
  describe('a line that is cut after the beep', () => tellOfCutRecordings(setStage(openPbx)));
  describe('a controller that stops in good order', () => tellOfStops(setStage(openPbx)));
  describe('a telephone system that dies', () => tellOfDeath(setStage(openPbx)));
}

async function isApplicationThere({ ari }: Pbx): Promise<boolean> {
  const authorization = `Basic ${Buffer.from(`${ari.user}:${ari.password}`).toString('base64')}`;
  const reply = await fetch(`${ari.url}/applications/hausruf`, { headers: { authorization } });
  await reply.body?.cancel();
  if (reply.status !== 200 && reply.status !== 404)
    throw new Error(`asked for the application: ${reply.status}`);
  return reply.ok;
}

/** These take the line away from everybody: one after the other. */
const inTurn = { concurrent: false };

const lineIs = (stage: Stage, isUp: boolean) =>
  waitFor(`the line is ${isUp ? 'up' : 'down'}`, () => stage.office().isUp() === isUp);

const cutter = (stage: Stage) => ({
  async cut() {
    stage.wire().cut();
    await lineIs(stage, false);
  },
  async mend() {
    stage.wire().mend();
    await lineIs(stage, true);
  },
});

function tellOfCuts(stage: Stage): void {
  const fileOf = (call: { callId: string }) => stage.office().fileOf(call);
  const { cut, mend } = cutter(stage);

  it('during the greeting leaves nobody in silence: the greeting begins anew', inTurn, async () => {
    const mailbox = stage.mailbox({ hasLongGreeting: true });
    const caller = await mailbox.call();
    await caller.waitForTone(hz.greeting);
    await cut();
    // Its end is told to nobody.
    await caller.waitForToneEnd(hz.greeting);
    await mend();
    await caller.waitForTone(hz.greeting, 5000, performance.now());
    await caller.waitForToneEnd(hz.beep);
    await caller.say(tone(hz.message, 800));
    await caller.hangUp();
    const call = await mailbox.ended();
    expect(call.beginnings).toBe(2);
    expect(call.end.outcome).toBe('recorded');
    expect((await heardIn(fileOf(call), hz.message)).ms).toBeGreaterThan(300);
  });

  it('for a moment during the greeting keeps nobody waiting who presses 0 then', inTurn, async () => {
    const mailbox = stage.mailbox({ hasLongGreeting: true, forwarding: {} });
    const caller = await mailbox.call();
    await caller.waitForTone(hz.greeting);
    await cut();
    await mend();
    await mailbox.begun(2);
    await caller.press('0');
    const pressedAt = performance.now();
    await caller.waitForToneEnd(hz.beep);
    expect(msOf(hz.greeting, caller.heardSince(pressedAt))).toBeLessThan(500);
    await caller.hangUp();
    expect((await mailbox.ended()).end.outcome).toBe('recorded');
  });

  it('while the caller hangs up is no end of his message', inTurn, async () => {
    const mailbox = stage.mailbox();
    const caller = await mailbox.callUntilBeep();
    await caller.say(tone(hz.message, 900));
    await cut();
    await caller.hangUp();
    await mend();
    const call = await mailbox.ended();
    expect(call.end).toMatchObject({ outcome: 'recorded', recordingEnd: 'hung-up' });
    expect((await heardIn(fileOf(call), hz.message)).ms).toBeGreaterThan(450);
  });

  it('while two people talk does not disturb them, and how it went is known', inTurn, async () => {
    const mailbox = stage.mailbox({ forwarding: {} });
    const called = mailbox.nextPerson();
    const caller = await mailbox.call();
    await caller.waitForTone(hz.greeting);
    await caller.press('1');
    const person = await called;
    await person.answer();
    await person.say(tone(hz.person, 200));
    await cut();
    await mend();
    await person.say(tone(hz.person, 400));
    expect(caller.hasEnded).toBe(false);
    await person.hangUp();
    expect(await caller.ended).toMatchObject({ by: 'them' });
    const call = await mailbox.ended();
    expect(call.end.outcome).toBe('forwarded');
    expect(call.forwards).toMatchObject([{ number: 1, result: 'answered' }]);
    expect(playedTo(call)).toEqual(['greeting']);
  });
}

function tellOfCutRecordings(stage: Stage): void {
  const fileOf = (call: { callId: string }) => stage.office().fileOf(call);
  const { cut, mend } = cutter(stage);

  it('during the recording costs not a word of it', inTurn, async () => {
    const mailbox = stage.mailbox();
    const caller = await mailbox.callUntilBeep();
    const whole = caller.say(tone(hz.message, 800));
    await cut();
    await whole;
    await mend();
    await mailbox.begun(2);
    await caller.say(tone(hz.message, 500));
    await caller.hangUp();
    const call = await mailbox.ended();
    expect(call.end).toMatchObject({ outcome: 'recorded', recordingEnd: 'hung-up' });
    expect(playedTo(call)).toEqual(['greeting', 'beep']);
    expect((await heardIn(fileOf(call), hz.message)).ms).toBeGreaterThan(900);
  });

  it('while the recording ends by itself still thanks the caller and hangs up', inTurn, async () => {
    const mailbox = stage.mailbox({ limits: { maxSeconds: 30, maxSilenceSeconds: 1 } });
    const caller = await mailbox.callUntilBeep();
    const said = caller.say(tone(hz.message, 600));
    await cut();
    await said;
    const call = await mailbox.begun();
    // Its length stands in its header only when it is over.
    await waitFor('the recording is over', () => statSync(fileOf(call)).size > 44);
    await mend();
    await caller.waitForTone(hz.goodbye);
    expect(await caller.ended).toMatchObject({ by: 'them' });
    expect((await mailbox.ended()).end.outcome).toBe('recorded');
    expect((await heardIn(fileOf(call), hz.message)).ms).toBeGreaterThan(300);
  });
}

function tellOfStops(stage: Stage): void {
  const { office } = stage;
  const fileOf = (call: { callId: string }) => office().fileOf(call);
  const start = async () => {
    office().open();
    await lineIs(stage, true);
  };

  it('during the greeting gives the caller to the fallback', inTurn, async () => {
    const mailbox = stage.mailbox({ hasLongGreeting: true });
    const caller = await mailbox.call();
    await caller.waitForTone(hz.greeting);
    await stage.office().close();
    await heardTheFallback(caller, 0);
    await caller.hangUp();
    await start();
  });

  it('during the recording lets it go on, and finds it at the next start', inTurn, async () => {
    const mailbox = stage.mailbox({ limits: { maxSeconds: 30, maxSilenceSeconds: 2 } });
    const caller = await mailbox.callUntilBeep();
    const whole = caller.say(tone(hz.message, 800));
    await mailbox.begun();
    await stage.office().close();
    await whole;
    stage.office().open();
    await mailbox.begun(2);
    await caller.say(tone(hz.message, 400));
    await caller.waitForTone(hz.goodbye);
    expect(await caller.ended).toMatchObject({ by: 'them' });
    const call = await mailbox.ended();
    expect(call.end.outcome).toBe('recorded');
    expect(playedTo(call)).toEqual(['greeting', 'beep', 'goodbye']);
    expect((await heardIn(fileOf(call), hz.message)).ms).toBeGreaterThan(800);
  });

  it('leaves those who call meanwhile to the fallback', inTurn, async () => {
    const mailbox = stage.mailbox();
    await stage.office().close();
    await waitFor('the telephone system has noticed', async () => !(await isApplicationThere(stage.pbx())));
    const caller = await mailbox.call();
    await heardTheFallback(caller, 0);
    await caller.hangUp();
    await start();
  });
}

function tellOfDeath(stage: Stage): void {
  const fileOf = (call: { callId: string }) => stage.office().fileOf(call);

  it('during a recording leaves what it had written, and the call is over', inTurn, async () => {
    const mailbox = stage.mailbox();
    const caller = await mailbox.callUntilBeep();
    await caller.say(tone(hz.message, 2600));
    const call = await mailbox.begun();
    await waitFor('something was written', () => statSync(fileOf(call)).size >= 32_768);
    await stage.pbx().kill();
    await lineIs(stage, false);
    await stage.pbx().restart();
    const ended = await mailbox.ended();
    expect(ended.end).toMatchObject({ outcome: 'recorded', recordingEnd: 'hung-up' });
    const { samples, headerWasBroken } = await readWav(fileOf(call));
    expect(headerWasBroken).toBe(true);
    expect(samples.length).toBeGreaterThan(16_000);
    expect(readdirSync(stage.pbx().spoolFolder)).toContain(`${call.callId}.wav`);
    // And it takes calls as before.
    const next = await stage.mailbox().callUntilBeep();
    await next.hangUp();
  });
}
