/**
 * The contract between the product's telephone and a telephone system, told as stories of callers. The same
 * words hold for the fake one and for a real Asterisk: what only one of them can do is not told here.
 */

import { randomUUID } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { loudness, shareAt } from '../../scripts/phone/tones.ts';
import { readWav } from '../../src/audio/wav.ts';
import { CallerGone, NothingThere } from '../../src/domain/call.ts';
import { waitFor } from './telephony-office.ts';
import type { Caller, Pbx } from './telephony-pbx.ts';
import { heardIn, hz, LONG_GREETING_MS, tone } from './telephony-sounds.ts';
import { playedTo, setStage } from './telephony-stage.ts';
import { tellOfInterruptions } from './telephony-stories-away.ts';
import { tellOfForwardings } from './telephony-stories-forward.ts';

export function tellStories(where: string, openPbx: () => Promise<Pbx>): void {
  // Many at once: nobody waits for the silence of others.
  vi.setConfig({ maxConcurrency: 16 });
  describe.concurrent(where, () => {
    describe('a caller', () => tellOfMessages(setStage(openPbx)));
    describe('a caller at a menu', () => tellOfForwardings(setStage(openPbx)));
    tellOfInterruptions(openPbx);
  });
}

function tellOfMessages(stage: ReturnType<typeof setStage>): void {
  const fileOf = (call: { callId: string }) => stage.office().fileOf(call);
  const quickly = { maxSeconds: 30, maxSilenceSeconds: 3 };

  it('whose line goes dead is no longer waited for, and what he said is kept', async () => {
    const mailbox = stage.mailbox({ limits: quickly });
    const caller = await mailbox.callUntilBeep();
    await caller.say(tone(hz.message, 1500));
    caller.stopMedia();
    await caller.waitForTone(hz.goodbye);
    expect(await caller.ended).toMatchObject({ by: 'them' });
    const call = await mailbox.ended();
    expect(call.end).toMatchObject({ outcome: 'recorded', recordingEnd: 'no-media' });
    expect((await heardIn(fileOf(call), hz.message)).ms).toBeGreaterThan(1100);
  });

  it('is greeted, hears the beep, is recorded until he is silent, is thanked and hung up on', async () => {
    const mailbox = stage.mailbox({ limits: quickly });
    const caller = await mailbox.call({ pai: '+4944155599' });
    const greeting = await caller.waitForToneEnd(hz.greeting);
    const beep = await caller.waitForToneEnd(hz.beep);
    expect(beep.startedAt).toBeGreaterThan(greeting.startedAt + 400);
    await caller.say(tone(hz.message, 1500));
    const goodbye = await caller.waitForTone(hz.goodbye);
    // He spoke for 1.5 s and was silent for 3 s.
    expect(goodbye.startedAt - beep.endedAt).toBeGreaterThan(4300);
    expect(goodbye.startedAt - beep.endedAt).toBeLessThan(8000);
    expect(await caller.ended).toMatchObject({ by: 'them' });
    const call = await mailbox.ended();
    expect(call.end).toMatchObject({ outcome: 'recorded', recordingEnd: 'silence' });
    expect(call.facts).toMatchObject({ callerNumber: '+4944155599', numberSource: 'p-asserted-identity' });
    expect((await heardIn(fileOf(call), hz.message)).ms).toBeGreaterThan(1100);
    const { samples, headerWasBroken } = await readWav(fileOf(call));
    expect(headerWasBroken).toBe(false);
    // The silence at the end is cut off.
    expect(samples.length / 8).toBeLessThan(2200);
  });

  it('who talks on and on is ended at the limit', async () => {
    const mailbox = stage.mailbox({ limits: { maxSeconds: 2, maxSilenceSeconds: 10 } });
    const caller = await mailbox.callUntilBeep();
    void caller.say(tone(hz.message, 8000));
    await caller.waitForTone(hz.goodbye);
    expect(await caller.ended).toMatchObject({ by: 'them' });
    const call = await mailbox.ended();
    expect(call.end).toMatchObject({ outcome: 'recorded', recordingEnd: 'limit' });
    const { ms } = await heardIn(fileOf(call), hz.message);
    expect(ms).toBeGreaterThan(1500);
    expect(ms).toBeLessThan(3900);
  });

  it('who chooses nothing hears the greeting twice and a last word, and is hung up on', async () => {
    const mailbox = stage.mailbox({ forwarding: {} });
    const caller = await mailbox.call();
    await caller.waitForTone(hz.greeting);
    await caller.waitForTone(hz.noChoice);
    expect(await caller.ended).toMatchObject({ by: 'them' });
    const call = await mailbox.ended();
    expect(call.end).toMatchObject({ outcome: 'no-choice', recordingEnd: null });
    expect(playedTo(call)).toEqual(['greeting', 'greeting', 'noChoice']);
    expect(existsSync(fileOf(call))).toBe(false);
  });

  it('who presses a digit that leads nowhere, twice, is told so and hung up on', async () => {
    const mailbox = stage.mailbox({ forwarding: {} });
    const caller = await mailbox.call();
    await caller.waitForTone(hz.greeting);
    await caller.press('7');
    const call = await waitFor('the greeting begins anew', async () => {
      const begun = await mailbox.begun();
      return playedTo(begun).length === 2 && begun;
    });
    // More wrong digits at once belong to the same mistake.
    await caller.waitForToneEnd(hz.greeting, 5000, performance.now() + 200);
    await waitFor('he may choose again', () => caller.press('8').then(() => playedTo(call).length === 3));
    await caller.waitForTone(hz.noChoice);
    expect(await caller.ended).toMatchObject({ by: 'them' });
    const ended = await mailbox.ended();
    expect(ended.end.outcome).toBe('no-choice');
    expect(playedTo(ended)).toEqual(['greeting', 'greeting', 'noChoice']);
  });

  it('who speaks before the beep is not recorded before it, and not cut off after it', async () => {
    const mailbox = stage.mailbox();
    const caller = await mailbox.call();
    await caller.waitForTone(hz.greeting);
    await caller.say(tone(hz.early, 300));
    await caller.waitForTone(hz.beep);
    await caller.waitForToneEnd(hz.beep);
    await caller.say(tone(hz.message, 900));
    await caller.hangUp();
    const call = await mailbox.ended();
    expect(call.end).toMatchObject({ outcome: 'recorded', recordingEnd: 'hung-up' });
    expect(await heardIn(fileOf(call), hz.early)).toEqual({ ms: 0, fromMs: null });
    const heard = await heardIn(fileOf(call), hz.message);
    expect(heard.ms).toBeGreaterThan(500);
    // The recording waited behind the beep: what he says right after it is in it.
    expect(heard.fromMs).toBeLessThan(300);
  });

  it('who hangs up in the middle of a word is kept to the last word', async () => {
    const mailbox = stage.mailbox();
    const caller = await mailbox.callUntilBeep();
    await caller.say(tone(hz.message, 1000));
    await caller.hangUp();
    const call = await mailbox.ended();
    expect(call.end).toMatchObject({ outcome: 'recorded', recordingEnd: 'hung-up' });
    expect((await heardIn(fileOf(call), hz.message)).ms).toBeGreaterThan(600);
    expect((await readWav(fileOf(call))).headerWasBroken).toBe(false);
  });

  it('who hangs up during the greeting leaves nothing', async () => {
    const mailbox = stage.mailbox({ hasLongGreeting: true });
    const caller = await mailbox.call();
    await caller.waitForTone(hz.greeting);
    await caller.hangUp();
    const call = await mailbox.ended();
    expect(call.end).toMatchObject({ outcome: 'nothing-recorded', recordingEnd: null });
    expect(existsSync(fileOf(call))).toBe(false);
  });

  it('who hangs up during the beep leaves nothing that could be taken for words', async () => {
    const mailbox = stage.mailbox();
    const caller = await mailbox.call();
    await caller.waitForTone(hz.beep);
    await caller.hangUp();
    const call = await mailbox.ended();
    expect(call.end).toMatchObject({ outcome: 'recorded', recordingEnd: 'hung-up' });
    if (existsSync(fileOf(call))) expect((await readWav(fileOf(call))).samples.length).toBeLessThan(1600);
  });

  it('who hangs up during the goodbye has left his message', async () => {
    const mailbox = stage.mailbox({ limits: quickly });
    const caller = await mailbox.callUntilBeep();
    await caller.say(tone(hz.message, 1200));
    await caller.waitForTone(hz.goodbye);
    await caller.hangUp();
    const call = await mailbox.ended();
    expect(call.end).toMatchObject({ outcome: 'recorded', recordingEnd: 'silence' });
    expect((await heardIn(fileOf(call), hz.message)).ms).toBeGreaterThan(800);
  });

  it('who calls at the same time as another is not mixed up with him', async () => {
    const mailboxes = [stage.mailbox(), stage.mailbox()] as const;
    const [one, other] = (await Promise.all(mailboxes.map(each => each.callUntilBeep()))) as [Caller, Caller];
    await Promise.all([one.say(tone(hz.message, 1000)), other.say(tone(hz.person, 1000))]);
    await Promise.all([one.hangUp(), other.hangUp()]);
    const [first, second] = await Promise.all([mailboxes[0].ended(), mailboxes[1].ended()]);
    expect((await heardIn(fileOf(first), hz.message)).ms).toBeGreaterThan(600);
    expect((await heardIn(fileOf(second), hz.person)).ms).toBeGreaterThan(600);
    expect(await heardIn(fileOf(first), hz.person)).toEqual({ ms: 0, fromMs: null });
    expect(await heardIn(fileOf(second), hz.message)).toEqual({ ms: 0, fromMs: null });
  });

  it('who presses 0 ends the greeting and leaves his message at once', async () => {
    const mailbox = stage.mailbox({ hasLongGreeting: true, forwarding: {} });
    const caller = await mailbox.call();
    await caller.waitForTone(hz.greeting);
    await caller.press('0', { durationMs: 60 });
    const greeting = await caller.waitForToneEnd(hz.greeting);
    expect((greeting.toSample - greeting.fromSample) / 8).toBeLessThan(LONG_GREETING_MS - 500);
    await caller.waitForToneEnd(hz.beep);
    await caller.say(tone(hz.message, 800));
    await caller.hangUp();
    const call = await mailbox.ended();
    expect(call.end.outcome).toBe('recorded');
    expect((await heardIn(fileOf(call), hz.message)).ms).toBeGreaterThan(400);
  });

  it('hears the built-in announcement when the greeting cannot be played', async () => {
    const mailbox = stage.mailbox({ greeting: stage.sounds().path('missing') });
    const caller = await mailbox.call();
    await caller.waitForTone(hz.safeGreeting);
    await caller.waitForToneEnd(hz.beep);
    await caller.hangUp();
    const call = await mailbox.ended();
    expect(call.end.outcome).toBe('recorded');
    expect(playedTo(call)).toEqual(['missing', 'safeGreeting', 'beep']);
  });

  it('is never recorded over an older message: the fallback takes him', async () => {
    const callId = randomUUID();
    writeFileSync(fileOf({ callId }), 'an older message');
    // It is not the right to write that is missing.
    chmodSync(fileOf({ callId }), 0o666);
    const mailbox = stage.mailbox({ callId });
    const caller = await mailbox.call();
    await caller.waitForTone(hz.greeting);
    const call = await mailbox.ended();
    expect(call.end.outcome).toBe('handed-over');
    await heardTheFallback(caller, performance.now());
    await caller.hangUp();
    expect(readFileSync(fileOf({ callId }), 'utf8')).toBe('an older message');
  });

  it('who has no mailbox here is taken by the fallback', async () => {
    const caller = await stage.pbx().call({ from: null, to: '+4999999' });
    await heardTheFallback(caller, 0);
    await caller.hangUp();
  });

  it('who has gone is no error: every command says so', async () => {
    const mailbox = stage.mailbox({ hasLongGreeting: true });
    const caller = await mailbox.call();
    await caller.waitForTone(hz.greeting);
    await caller.hangUp();
    const { perform, callId } = await mailbox.ended();
    const recordingName = `${callId}-late`;
    await expect(
      perform({ type: 'play', playbackId: 'p', media: stage.sounds().path('beep') }),
    ).rejects.toThrow(CallerGone);
    await expect(
      perform({ type: 'record', recordingName, maxSeconds: 5, maxSilenceSeconds: 5 }),
    ).rejects.toThrow(CallerGone);
    await expect(perform({ type: 'handOver' })).rejects.toThrow(CallerGone);
    await expect(perform({ type: 'hangUp' })).rejects.toThrow(CallerGone);
    await expect(perform({ type: 'stopPlayback', playbackId: 'p' })).rejects.toThrow(NothingThere);
    await expect(perform({ type: 'stopRecording', recordingName })).rejects.toThrow(NothingThere);
  });
}

/** The fallback's own announcement: loud, and none of the tones that the conversations play. */
export async function heardTheFallback(caller: Caller, sinceMs: number): Promise<void> {
  let from = sinceMs;
  await waitFor('the fallback speaks', () => {
    const now = performance.now();
    const isHeard = isSpeech(caller.heardSince(from));
    from = Math.max(from, now - 1200);
    return isHeard;
  });
  expect(caller.hasEnded).toBe(false);
}

function isSpeech(samples: Int16Array): boolean {
  const { early: _early, message: _message, person: _person, ...played } = hz;
  let packets = 0;
  for (let at = 0; at + 160 <= samples.length; at += 160) {
    const packet = samples.subarray(at, at + 160);
    if (loudness(packet) > 500 && Object.values(played).every(each => shareAt(packet, each) < 0.8))
      packets += 1;
  }
  // Edges of tones are no speech: it must go on for half a second.
  return packets > 25;
}
