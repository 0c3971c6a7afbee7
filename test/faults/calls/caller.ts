/** A caller who behaves as people do: speaks after the tone, and again when he is greeted anew. */
import type { OutgoingCall } from '../../../scripts/phone/outgoing-call.ts';
import { rmsOf } from '../../../src/audio/level.ts';
import { endOfBeep } from './kit.ts';

export interface Told {
  /** The last time the words were said: on the time line of what was sent. */
  fromSample: number;
  toSample: number;
  /** How often he was greeted anew while he spoke. */
  repeats: number;
}

/** Long enough for the fallback's own announcement (14 s) and two restarts before. */
const BEEP_LIMIT_MS = 60_000;
const PRESS_EVERY_MS = 1500;
/** Somebody speaks to us: −40 dB of full scale. */
const AUDIBLE = 0.01;
/** What is on the line right after the beep belongs to it. */
const AFTER_BEEP_MS = 200;
const MOST_TURNS = 6;
/** 0.1 s, as people take one. How exactly recording and beep meet is judged elsewhere (hang-ups, bench). */
const BREATH = 800;

export interface TellOptions {
  /** Presses 0 again and again until the tone comes. */
  presses?: boolean;
  /** After the words, before whatever follows. */
  pauseMs?: number;
}

/** Says the words after the beep, whole. Throws when there is no beep or the call ends before. */
export async function tell(call: OutgoingCall, words: Int16Array, options: TellOptions = {}): Promise<Told> {
  await call.answered;
  let since = 0;
  for (let repeats = 0; repeats < MOST_TURNS; repeats += 1) {
    const beep = await beepOf(call, since, options.presses ?? false);
    since = beep.endedAt;
    await call.say(new Int16Array(BREATH));
    const spoken = await call.say(words);
    if (!spoken.isWhole) throw new Error('the call ended while the caller spoke');
    await call.say(new Int16Array(8 * (options.pauseMs ?? 200)));
    if (rmsOf(call.heardSince(since + AFTER_BEEP_MS)) < AUDIBLE) return { ...spoken, repeats };
  }
  throw new Error('the caller was greeted again and again');
}

async function beepOf(call: OutgoingCall, since: number, presses: boolean) {
  const beep = endOfBeep(call, { withinMs: BEEP_LIMIT_MS, since });
  if (!presses) return beep;
  let isOver = false;
  const over = () => {
    isOver = true;
  };
  beep.then(over, over);
  while (!isOver) {
    await call.press('0').catch(() => {});
    await Promise.race([beep.catch(() => {}), new Promise(done => setTimeout(done, PRESS_EVERY_MS))]);
  }
  return beep;
}
