/** One caller who hangs up at a chosen moment, and what must have come of it. */
import type { House } from '../../../scripts/house/house.ts';
import type { OutgoingCall } from '../../../scripts/phone/outgoing-call.ts';
import type { Phone } from '../../../scripts/phone/phone.ts';
import { formatSip, header } from '../../../scripts/phone/sip-message.ts';
import type { Spoken } from '../../../scripts/phone/voice.ts';
import { rmsOf } from '../../../src/audio/level.ts';
import type { CallRow } from '../../../src/store/calls.ts';
import {
  BEEP_HZ,
  endOfBeep,
  type KeptMessage,
  PER_MS,
  PLAY_MS,
  place,
  untilMoment,
  WHOLE_BEEP_MS,
  type watchLateness,
  wordsFor,
} from './kit.ts';

export interface Case {
  index: number;
  mailbox: number;
  /** After which moment he hangs up, and how long after it. */
  after: 'invite' | 'beep';
  atMs: number;
  /** `cancel`: takes the call back without waiting for any answer. */
  by: 'hang-up' | 'vanish' | 'cancel';
  /** Presses 0 when the call is answered. */
  presses: boolean;
  /** Says nothing at all. */
  isSilent: boolean;
}

export interface Left extends Case {
  isAnswered: boolean;
  /** What the INVITE was answered. */
  statuses: readonly number[];
  /** From the end of the beep to the answer to the BYE: no recording is longer. Null: the beep was not heard to its end. */
  afterBeepMs: number | null;
  /** From the answer to the answer to the BYE. Whoever vanishes is recorded until he is found out. */
  upMs: number;
  /** How late the machine was at the end. */
  lateMs: number;
  /** What left the telephone after the beep. */
  spokenMs: number;
  /** How much of it is louder than −40 dB: pauses between words are no speech. */
  loudMs: number;
}

/** What the product takes for a message (src/pipeline/intake.ts). */
const SHORTEST_MESSAGE_MS = 300;
/** Less than this is a syllable, and the speech detector may miss it: kept all the same. */
const WORD_MS = 600;
/** Asterisk records what lay in its socket, too: nobody knows to a packet when the recording began. */
const UNSURE_MS = 150;
/** 20 ms. */
const FRAME = 160;
const SPEECH_RMS = 0.01;
/** So long after its last packet a tone is over when nothing follows (scripts/phone/tones.ts). */
const TONE_OVER_MS = 150;

export async function leave(
  scene: { house: House; phone: Phone; lateness: ReturnType<typeof watchLateness> },
  chosen: Case,
): Promise<Left> {
  const { house, phone, lateness } = scene;
  const words = await wordsFor(chosen.index, 4);
  const call = await place(house, phone, { index: chosen.index, mailbox: chosen.mailbox });
  let saying: Promise<Spoken> | null = null;
  const beep = Promise.withResolvers<number>();
  beep.promise.catch(() => {});
  const talk = async (): Promise<void> => {
    await call.answered;
    if (chosen.presses) await call.press('0');
    beep.resolve((await endOfBeep(call)).endedAt);
    if (!chosen.isSilent) saying = call.say(words);
  };
  // Whoever hangs up hears no beep: that is the point.
  const talking = talk().catch(beep.reject);
  const zero = chosen.after === 'invite' ? call.inviteSentAt : await beep.promise;
  await untilMoment(zero + chosen.atMs);
  if (chosen.by === 'vanish') call.vanish();
  else if (chosen.by === 'cancel') await cancelAtOnce(phone, house, call);
  else await call.hangUp();
  await call.ended;
  const leftAt = performance.now();
  await talking;
  const spoken = (await saying) as Spoken | null;
  const samples = spoken ? spoken.toSample - spoken.fromSample : 0;
  const beepEndedAt = await endOfWholeBeep(call);
  return {
    ...chosen,
    isAnswered: call.answeredAt !== null,
    statuses: call.statuses,
    afterBeepMs: beepEndedAt === null ? null : leftAt - beepEndedAt,
    upMs: chosen.by === 'vanish' ? Number.POSITIVE_INFINITY : leftAt - (call.answeredAt ?? leftAt),
    lateMs: lateness.worstIn((beepEndedAt ?? leftAt) - 100, leftAt),
    spokenMs: samples / PER_MS,
    loudMs: loudMsOf(words.subarray(0, samples)),
  };
}

/** RFC 3261 wants a caller to wait for a first answer; hasty ones do not. What was answered all the same is hung up. */
async function cancelAtOnce(phone: Phone, house: House, call: OutgoingCall): Promise<void> {
  const kept = call.invite.headers.filter(([name]) =>
    ['Via', 'From', 'To', 'Call-ID', 'Max-Forwards'].includes(name),
  );
  const cseq = (header(call.invite, 'CSeq') ?? '').replace('INVITE', 'CANCEL');
  const cancel = formatSip({
    ...call.invite,
    method: 'CANCEL',
    headers: [...kept, ['CSeq', cseq]],
    body: '',
  });
  await phone.raw(cancel, { to: house.sip, replies: 1, waitMs: 1000 });
  await Promise.race([call.ended, call.answered.catch(() => {})]);
  await call.hangUp();
}

/** Null: the call ended before it was over. */
async function endOfWholeBeep(call: OutgoingCall): Promise<number | null> {
  await untilMoment((call.endedAt ?? 0) + TONE_OVER_MS);
  const beep = await call.waitForToneEnd(BEEP_HZ, 100).catch(() => null);
  return beep && (beep.toSample - beep.fromSample) / PER_MS >= WHOLE_BEEP_MS ? beep.endedAt : null;
}

function loudMsOf(samples: Int16Array): number {
  let frames = 0;
  for (let at = 0; at + FRAME <= samples.length; at += FRAME) {
    if (rmsOf(samples.subarray(at, at + FRAME)) > SPEECH_RMS) frames += 1;
  }
  return (frames * FRAME) / PER_MS;
}

export interface Verdict {
  is: 'never-answered' | 'early' | 'edge' | 'message' | 'silent';
  /** Kept, but so short that the speech detector heard nothing in it. */
  isSyllable: boolean;
  /** Spoken and not in the recording. */
  missingMs: number | null;
  wrong: string[];
}

/** `found`: rows and messages with this caller's number, when the pipeline is through. Pure. */
export function verdict(left: Left, found: { rows: CallRow[]; messages: KeptMessage[] }): Verdict {
  const is = kindOf(left);
  const [row] = found.rows;
  const [message] = found.messages;
  const missingMs = is === 'message' ? Math.max(0, left.spokenMs - (message?.durationMs ?? 0)) : null;
  const told = `case ${left.index}, ${left.by} ${Math.round(left.atMs)} ms after the ${left.after}, ${is}`;
  const wrong: string[] = [];
  const must = (isTrue: boolean, what: string): void => {
    if (!isTrue) wrong.push(`${told}: ${what}; ${shown(left, found)}`);
  };
  must(found.rows.length === 1 || (is === 'never-answered' && !row), `${found.rows.length} rows`);
  must(!left.statuses.some(each => each >= 300 && each !== 487), 'refused');
  must(found.messages.length <= 1, `${found.messages.length} messages`);
  if (is === 'never-answered' || is === 'early') {
    must(!message, 'a message of somebody who said nothing');
    must(!row || (row.outcome === 'attempt' && isEarly(left, row)), 'classed wrongly');
  } else if (is === 'message') {
    // Kept it is in any case; what is hardly a syllable may be found to hold no speech.
    must(row?.outcome === 'message' || left.loudMs < WORD_MS, 'classed wrongly');
    must(message !== undefined && (missingMs ?? 0) <= PLAY_MS + left.lateMs, 'shorter than what was spoken');
    must((message?.durationMs ?? 0) < left.upMs, 'longer than the call');
    must(message?.isComplete === true, 'marked as not whole');
  } else if (is === 'silent') {
    must(row?.outcome === 'attempt' && row.attemptReason === 'no-speech', 'classed wrongly');
  } else {
    // Just about 0.3 s: either is right, but one of them it must be.
    must(row?.outcome === 'message' || row?.outcome === 'attempt', 'classed wrongly');
  }
  const isSyllable = is === 'message' && row?.attemptReason === 'no-speech';
  return { is, isSyllable, missingMs, wrong };
}

/** Whoever vanishes is found out by the silence on the line. */
const isEarly = (left: Left, row: CallRow): boolean =>
  row.attemptReason === 'hung-up-early' || (left.by === 'vanish' && row.attemptReason === 'no-audio');

function kindOf(left: Left): Verdict['is'] {
  const { afterBeepMs, spokenMs } = left;
  if (!left.isAnswered && left.by !== 'vanish') return 'never-answered';
  if (afterBeepMs === null || afterBeepMs < SHORTEST_MESSAGE_MS - UNSURE_MS - left.lateMs) return 'early';
  if (left.isSilent) return afterBeepMs > SHORTEST_MESSAGE_MS + UNSURE_MS + left.lateMs ? 'silent' : 'edge';
  return spokenMs >= SHORTEST_MESSAGE_MS + PLAY_MS + left.lateMs ? 'message' : 'edge';
}

const shown = (left: Left, found: { rows: CallRow[]; messages: KeptMessage[] }): string =>
  JSON.stringify({
    statuses: left.statuses,
    afterBeepMs: left.afterBeepMs,
    lateMs: left.lateMs,
    spokenMs: left.spokenMs,
    loudMs: left.loudMs,
    rows: found.rows.map(row => [row.id, row.outcome, row.attemptReason, row.answeredBy, eventsOf(row)]),
    messages: found.messages.map(each => [each.durationMs, each.isComplete]),
  });

const eventsOf = (row: CallRow): string =>
  (JSON.parse(row.trace ?? '[]') as { event: { type: string }; state: string }[])
    .map(line => `${line.event.type}>${line.state}`)
    .join(' ');
