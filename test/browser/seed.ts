/** Puts calls into the store as the pipeline would, through the store's own functions. */
import { copyFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { AttemptReason, NumberSource } from '../../src/domain/call.ts';
import type { CategorisationResult } from '../../src/domain/category.ts';
import type { Contact } from '../../src/domain/contact.ts';
import type { LineDiagnosis } from '../../src/domain/diagnosis.ts';
import type { CallId, MailboxId, MessageId } from '../../src/domain/ids.ts';
import { type MailboxInput, simpleFlow } from '../../src/domain/mailbox.ts';
import type { MatchResult } from '../../src/domain/match.ts';
import { missing } from '../../src/domain/missing.ts';
import { type Step, steps } from '../../src/domain/step.ts';
import type { Claim, SummaryResult } from '../../src/domain/summary.ts';
import type { TranscriptResult, Word } from '../../src/domain/transcript.ts';
import { addCall, endCall } from '../../src/store/calls.ts';
import { beginTry, endDelivery, endTry, ensureDelivery } from '../../src/store/deliveries.ts';
import { addJob, endJob, jobsOfMessage } from '../../src/store/jobs.ts';
import { addMailbox } from '../../src/store/mailboxes.ts';
import { addMessage } from '../../src/store/messages.ts';
import { newId } from '../../src/store/new-id.ts';
import type { Db } from '../../src/store/open.ts';
import { addCategorisation, addMatch, addSummary, addTranscript } from '../../src/store/results.ts';

const fixtures = new URL('../fixtures/', import.meta.url).pathname;

export const mailboxInput: MailboxInput = {
  name: 'Hausverwaltung Muster',
  numbers: ['+493023125100'],
  timeZone: 'Europe/Berlin',
  mailAddress: 'buero@muster.example',
  attachRecording: true,
  flow: simpleFlow({
    greeting:
      'Willkommen bei der Hausverwaltung Muster. Dieser Anruf wird automatisiert verarbeitet. Bitte sprechen Sie nach dem Signalton.',
    goodbye: 'Vielen Dank. Auf Wiederhören.',
  }),
};

export const seedMailbox = (db: Db, change: Partial<MailboxInput> = {}): MailboxId =>
  addMailbox(db, { ...mailboxInput, ...change }, Date.now()).mailboxId;

export const petra: Contact = {
  contactId: newId<'contact'>(),
  name: 'Petra Lindner',
  role: 'Mieterin',
  street: 'Gartenstraße 12',
  object: 'WEG Gartenstraße',
  unit: '2. OG links',
  manager: 'Frau Sommer',
  numbers: ['+493023125543'],
};

export interface SeededCall {
  callId: CallId;
  messageId: MessageId;
}

export interface Place {
  db: Db;
  mailboxId: MailboxId;
  recordingsFolder: string;
}

export interface MessageWish {
  text: string;
  callerNumber?: string | null;
  arrivedAt?: number;
  match?: MatchResult;
  category?: { name: string; keyword: string };
  summary?: SummaryResult;
  transcript?: TranscriptResult;
  /** Words said to be doubtful. */
  doubtful?: string[];
  isDemo?: boolean;
  recording?: { isComplete?: boolean; isCutAtLimit?: boolean; shownToMs?: number };
  delivery?: 'done' | 'failed' | 'waiting' | 'none';
  /** The step that is still to come: it and all later ones are left out. */
  waitingFor?: Step;
}

/** A message with a real recording (the demo file of the burst pipe) and everything that was made of it. */
export function seedMessage(place: Place, wish: MessageWish): SeededCall {
  const { db, mailboxId } = place;
  const now = wish.arrivedAt ?? Date.now();
  const callId = newId<'call'>();
  seedCall(place, { callId, callerNumber: wish.callerNumber, arrivedAt: now });
  endCall(db, { callId, outcome: { type: 'message' }, endedAt: now + 40_000 });
  const file = `${callId}.wav`;
  copyFileSync(join(fixtures, 'demo-rohrbruch.wav'), join(place.recordingsFolder, file));
  const { size } = statSync(join(place.recordingsFolder, file));
  const messageId = addMessage(db, {
    mailboxId,
    receivedAt: now,
    recording: {
      recordingId: newId<'recording'>(),
      callId,
      file,
      bytes: size,
      durationMs: Math.round((size - 44) / 16),
      sha256: '0'.repeat(64),
      isComplete: wish.recording?.isComplete ?? true,
      isCutAtLimit: wish.recording?.isCutAtLimit ?? false,
      shownFromMs: null,
      shownToMs: wish.recording?.shownToMs ?? null,
      acceptedAt: now,
    },
  });
  work({ db, messageId, now }, wish);
  return { callId, messageId };
}

/** A call that left no message. */
export function seedAttempt(
  place: Place,
  options: { reason: AttemptReason; callerNumber?: string | null; arrivedAt?: number },
): CallId {
  const callId = newId<'call'>();
  const arrivedAt = options.arrivedAt ?? Date.now();
  seedCall(place, { callId, callerNumber: options.callerNumber, arrivedAt });
  endCall(place.db, {
    callId,
    outcome: { type: 'attempt', reason: options.reason },
    endedAt: arrivedAt + 6_000,
  });
  return callId;
}

export function seedCall(
  { db, mailboxId }: Place,
  call: {
    callId: CallId;
    callerNumber: string | null | undefined;
    arrivedAt: number;
    originalNumber?: string | null;
    numberSource?: NumberSource;
    diagnosis?: LineDiagnosis;
  },
): void {
  const callerNumber = call.callerNumber === undefined ? '+493023125543' : call.callerNumber;
  addCall(db, {
    callId: call.callId,
    mailboxId,
    kind: 'caller',
    originalNumber: call.originalNumber ?? null,
    trunkId: null,
    diagnosis: call.diagnosis ?? null,
    callerNumber,
    numberSource: call.numberSource ?? (callerNumber === null ? 'none' : 'from'),
    dialledNumber: '+493023125100',
    arrivedAt: call.arrivedAt,
    channelId: `channel-${call.callId}`,
    answeredBy: 'controller',
  });
}

function work(at: { db: Db; messageId: MessageId; now: number }, wish: MessageWish): void {
  const { db, messageId, now } = at;
  const stamp = { messageId, madeAt: now };
  const transcript = wish.transcript ?? transcriptOf(wish);
  const results: Record<Step, () => void> = {
    transcribe: () => addTranscript(db, stamp, transcript),
    match: () => addMatch(db, stamp, wish.match ?? { kind: 'unknown' }),
    categorise: () => addCategorisation(db, stamp, categorisationOf(wish)),
    summarise: () => addSummary(db, stamp, wish.summary ?? summaryOf(wish.text, 'normal')),
    deliver: () => deliver(at, wish.delivery ?? 'done'),
    alarm: () => {},
  };
  for (const step of steps.filter(each => each !== 'alarm')) {
    addJob(db, { messageId, step, now });
    if (step === wish.waitingFor) return;
    results[step]();
    if (step === 'deliver' && wish.delivery === 'waiting') return;
    for (const job of jobsOfMessage(db, messageId)) endJob(db, job.id, now);
  }
}

function deliver({ db, messageId, now }: { db: Db; messageId: MessageId; now: number }, state: string): void {
  if (state === 'none') return;
  const delivery = ensureDelivery(db, {
    messageId,
    generation: 1,
    address: 'buero@muster.example',
    idempotencyKey: `${messageId}@muster.example`,
    now,
  });
  const { tryId } = beginTry(db, delivery, now + 60_000);
  if (state === 'done') endTry(db, tryId, { kind: 'done', receipt: '250 2.0.0 queued as 4F1' }, now + 61_000);
  if (state === 'failed') {
    const problem = { code: 'SMTP_REFUSED', message: '550 5.1.1 no such user' } as const;
    endTry(db, tryId, { kind: 'no', problem }, now + 61_000);
  }
  if (state !== 'waiting') {
    endDelivery(db, {
      deliveryId: delivery.id,
      state: state === 'done' ? 'done' : 'failed',
      now: now + 61_000,
    });
  }
}

/** The text as words of 350 ms each, a new stretch after every full stop. */
function transcriptOf(wish: MessageWish): TranscriptResult {
  if (wish.text === '') return missing('no-model');
  let at = 500;
  const segments = wish.text.split(/(?<=[.?!]) /).map(sentence => {
    const words: Word[] = sentence.split(' ').map(text => {
      const word = {
        text,
        fromMs: at,
        toMs: at + 300,
        confidence: wish.doubtful?.includes(text) ? 0.4 : 0.9,
      };
      at += 350;
      return word;
    });
    at += 800;
    return { fromMs: words[0]?.fromMs ?? 0, toMs: words.at(-1)?.toMs ?? 0, words };
  });
  return {
    kind: 'made',
    text: wish.text,
    segments,
    language: 'de',
    engine: 'sherpa-onnx',
    model: 'demo-stt-de',
    isDemo: wish.isDemo ?? true,
    speechMs: at,
  };
}

function categorisationOf(wish: MessageWish): CategorisationResult {
  if (!wish.category) return { kind: 'made', categoryId: null, name: 'Sonstiges', hits: [] };
  const { name, keyword } = wish.category;
  return { kind: 'made', categoryId: newId<'category'>(), name, hits: [{ keyword, wordIndex: 0 }] };
}

/** A summary that quotes the whole text. */
export function summaryOf(
  text: string,
  level: 'normal' | 'urgent' | 'emergency',
  claims: {
    because?: string;
    callerName?: string;
    address?: string;
    callback?: [said: string, number: string];
  } = {},
): SummaryResult {
  if (text === '') return missing('no-transcript');
  const claim = (said: string | undefined, value = said): Claim | null => {
    if (said === undefined || value === undefined) return null;
    const fromWord = text.slice(0, text.indexOf(said)).split(' ').length - 1;
    return { value, fromWord, toWord: fromWord + said.split(' ').length };
  };
  const because = claim(claims.because);
  return {
    kind: 'made',
    sentences: [{ text, fromWord: 0, toWord: text.split(' ').length }],
    isQuote: true,
    callerName: claim(claims.callerName),
    address: claim(claims.address),
    callbackNumber: claim(claims.callback?.[0], claims.callback?.[1]),
    urgency: { level, because: because ? [because] : [] },
  };
}
