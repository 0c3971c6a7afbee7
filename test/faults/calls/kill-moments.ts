/** The moments of a call at which Hausruf is killed; each brings one caller there. */
import { expect } from 'vitest';
import type { IncomingCall } from '../../../scripts/phone/incoming-call.ts';
import type { Phone } from '../../../scripts/phone/phone.ts';
import { rmsOf } from '../../../src/audio/level.ts';
import { pause, until } from '../../e2e/kit.ts';
import { BRIEF, MENU, PLAIN, type Scene } from './kill-scene.ts';
import { BEEP_HZ, place } from './kit.ts';

/** Index of the caller who is connected and leaves no message; far from the others'. */
export const TALKER = 900;

/** Each comes to its moment, and Hausruf is killed there. */
export interface Moment {
  name: string;
  reach: (scene: Scene, kill: () => Promise<void>) => Promise<unknown>;
}

const inRecording = (afterMs: number): Moment => ({
  name: `${afterMs} ms into the recording`,
  async reach({ begin }, kill) {
    const { call } = await begin({ mailbox: PLAIN });
    await call.waitForToneEnd(BEEP_HZ);
    await pause(afterMs);
    await kill();
  },
});
const inGreeting = (afterMs: number): Moment => ({
  name: `${afterMs} ms into the greeting`,
  async reach({ begin }, kill) {
    const { call } = await begin({ mailbox: PLAIN });
    await call.answered;
    await pause(afterMs);
    await kill();
  },
});
const afterHangUp = (afterMs: number): Moment => ({
  name: `${afterMs} ms after the hang-up`,
  async reach({ begin }, kill) {
    const hungUp = Promise.withResolvers<void>();
    const { done } = await begin({ mailbox: PLAIN, afterHangUp: async () => hungUp.resolve() });
    await Promise.race([hungUp.promise, done]);
    await pause(afterMs);
    await kill();
  },
});

const beforeForwarding: Moment[] = [
  inGreeting(50),
  inGreeting(500),
  {
    name: 'while the caller chooses',
    async reach({ begin }, kill) {
      const { call } = await begin({ mailbox: MENU, thinkMs: 3000 });
      await call.answered;
      await until('the greeting is heard', () => rmsOf(call.heardSince(0)) > 0.01);
      await call.waitForSilence(600);
      await kill();
    },
  },
  {
    name: 'in the beep',
    async reach({ begin }, kill) {
      const { call } = await begin({ mailbox: PLAIN });
      await call.waitForTone(BEEP_HZ);
      await kill();
    },
  },
  ...[0, 150, 500, 1000, 1900, 2600].map(inRecording),
  {
    name: 'at the last word',
    async reach({ begin }, kill) {
      const killed = Promise.withResolvers<void>();
      const spoken = Promise.withResolvers<void>();
      const { done } = await begin({
        mailbox: PLAIN,
        beforeHangUp: async () => {
          spoken.resolve();
          await killed.promise;
        },
      });
      await Promise.race([spoken.promise, done]);
      await kill();
      killed.resolve();
      await done;
    },
  },
  {
    name: 'in the goodbye',
    async reach({ begin }, kill) {
      const spoken = Promise.withResolvers<void>();
      const { call, done } = await begin({
        mailbox: BRIEF,
        waitsForGoodbye: true,
        beforeHangUp: async () => spoken.resolve(),
      });
      await Promise.race([spoken.promise, done]);
      const since = performance.now();
      await until('the goodbye is heard', () => rmsOf(call.heardSince(since)) > 0.01, 15_000);
      await kill();
    },
  },
  ...[0, 40, 250].map(afterHangUp),
];
/** Nobody can be reached after the kill: the caller is led back and leaves his message. */
export const ringing: Moment = {
  name: 'while a person is called',
  async reach({ begin, house, line }, kill) {
    const person = nextAt(line);
    const { call } = await begin({ mailbox: MENU, by: line, thinkMs: 0, wants: '1' });
    const incoming = await Promise.race([person, call.ended.then(() => null)]);
    incoming?.ring();
    await pause(500);
    await kill();
    await house.startHausruf();
    incoming?.refuse(486);
  },
};

/** They go on talking, and it ends when one of them hangs up. */
const talking: Moment = {
  name: 'while two people talk',
  async reach({ house, line }, kill) {
    const person = nextAt(line);
    const call = await place(house, line, { index: TALKER, mailbox: MENU });
    await call.answered;
    await pause(300);
    await call.press('1');
    const incoming = await person;
    await incoming.answer();
    await incoming.answered;
    await kill();
    const since = performance.now();
    await Promise.all([call.say(tone(700)), incoming.say(tone(500))]);
    expect(call.hearsTone(500, since)).toBe(true);
    expect(incoming.hearsTone(700, since)).toBe(true);
    await incoming.hangUp();
    expect(await call.ended).toMatchObject({ by: 'them' });
  },
};

function nextAt(line: Phone): Promise<IncomingCall> {
  return new Promise(done => {
    line.onInvite = call => done(call);
  });
}

const tone = (hz: number): Int16Array =>
  Int16Array.from({ length: 8000 }, (_, index) => 8000 * Math.sin((2 * Math.PI * hz * index) / 8000));

export const moments: readonly Moment[] = [...beforeForwarding, talking, ringing];
