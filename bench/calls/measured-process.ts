/**
 * Callers who know which sample they were sending when the beep ended, in a process of their own: what
 * else the bench does must not delay their voice. Takes a MeasuredOrder as its argument, prints a MeasuredReply.
 */
import { worstDelayMs } from '../../scripts/phone/clock.ts';
import { openPhone } from '../../scripts/phone/phone.ts';
import { makeNoise } from './profile.ts';

export interface MeasuredOrder {
  sip: { host: string; port: number };
  calls: readonly { from: string; to: string; seed: number }[];
  /** The first calls at once, the last one after so many ms. */
  overMs: number;
  /** How long the noise of `noiseOf` is, and how much of it is heard after the beep. */
  noiseMs: number;
  afterBeepMs: number;
  /** From the answer to the end of the beep at the earliest. */
  untilBeepEndMs: number;
}

export interface MeasuredReply {
  calls: MeasuredCall[];
  /** By how much this machine let a packet of ours leave too late, at worst. */
  lateMs: number;
}

export interface MeasuredCall {
  from: string;
  seed: number;
  /** Samples of the noise that had been spoken when the beep ended, and when the caller hung up. */
  atBeepEnd: number;
  atHangUp: number;
  /** From the answer to the hang-up. */
  durationMs: number;
  /** What went wrong; null: nothing. */
  problem: string | null;
}

const BEEP_HZ = 1000;
/** Listening begins so long before: to look at each packet again and again costs time that is missed elsewhere. */
const LISTEN_BEFORE_MS = 600;

export const noiseOf = (seed: number, noiseMs: number): Int16Array => makeNoise(noiseMs * 8, seed);

if (import.meta.main) await main(JSON.parse(process.argv[2] ?? '') as MeasuredOrder);

async function main(order: MeasuredOrder): Promise<void> {
  const phone = await openPhone({ host: order.sip.host });
  const pause = order.overMs / Math.max(1, order.calls.length - 1);
  const made = order.calls.map(async (call, index): Promise<MeasuredCall> => {
    await new Promise(done => setTimeout(done, index * pause));
    try {
      return await callOnce(phone, order, call);
    } catch (error) {
      return { ...call, atBeepEnd: 0, atHangUp: 0, durationMs: 0, problem: String(error) };
    }
  });
  const calls = await Promise.all(made);
  await phone.close();
  const reply: MeasuredReply = { calls, lateMs: Math.round(worstDelayMs()) };
  console.log(JSON.stringify(reply));
}

async function callOnce(
  phone: Awaited<ReturnType<typeof openPhone>>,
  order: MeasuredOrder,
  { from, to, seed }: MeasuredOrder['calls'][number],
): Promise<MeasuredCall> {
  const call = await phone.call({ sip: order.sip, from, to });
  await call.answered;
  const answeredAt = performance.now();
  const said = call.say(noiseOf(seed, order.noiseMs));
  await new Promise(done => setTimeout(done, order.untilBeepEndMs - LISTEN_BEFORE_MS));
  const limitMs = order.noiseMs - order.untilBeepEndMs - order.afterBeepMs;
  const beep = await call.waitForToneEnd(BEEP_HZ, limitMs, performance.now());
  const position = positionAt(beep.endedAt, ms => call.sentSamplesAt(ms));
  await new Promise(done =>
    setTimeout(done, Math.max(0, beep.endedAt + order.afterBeepMs - performance.now())),
  );
  const sent = call.sentSamplesAt(performance.now());
  const hungUpAt = performance.now();
  const status = await call.hangUp();
  const { fromSample } = await said;
  return {
    from,
    seed,
    atBeepEnd: position - fromSample,
    atHangUp: sent - fromSample,
    durationMs: hungUpAt - answeredAt,
    problem: status === 200 ? null : `the call was ended by the other side (${status})`,
  };
}

/** Where the caller's voice is at a moment: packets leave when their last sample has been spoken. */
function positionAt(ms: number, sentAt: (ms: number) => number): number {
  const sent = sentAt(ms);
  let since = 0;
  while (since < 20 && sentAt(ms - since - 0.25) === sent) since += 0.25;
  return sent + Math.round(since * 8);
}
