/**
 * The steps after the hang-up and their order. Each is a function of what is stored; its result and
 * the next job are one transaction. What cannot be made is `Missing`, and the message goes on.
 */
import { join } from 'node:path';
import { type AlarmFacts, alarmFactsOf, type FindEmergency, type SendAlarm } from '../domain/alarm.ts';
import type { Deliver, MatchContact, Summarise, Transcribe } from '../domain/capabilities.ts';
import type { CategorisationResult } from '../domain/category.ts';
import type { DeliveryOutcome, Note } from '../domain/delivery.ts';
import type { Instant, MessageId, Milliseconds } from '../domain/ids.ts';
import type { Mailbox } from '../domain/mailbox.ts';
import { type Missing, type MissingReason, missing } from '../domain/missing.ts';
import type { Problem, StepResult } from '../domain/problem.ts';
import { spokenLanguages } from '../domain/spoken-languages.ts';
import type { Step } from '../domain/step.ts';
import type { SummaryResult } from '../domain/summary.ts';
import { type TranscriptResult, withoutInvented } from '../domain/transcript.ts';
import { raiseAlarms } from '../store/alarms.ts';
import { classAsAttempt, findCall } from '../store/calls.ts';
import { beginTry, endDelivery, endTry, ensureDelivery } from '../store/deliveries.ts';
import { addJob, endJob, type Job } from '../store/jobs.ts';
import { findMailbox } from '../store/mailboxes.ts';
import { findMessage, findRecording, setShownPart } from '../store/messages.ts';
import type { Db, Tx } from '../store/open.ts';
import {
  addCategorisation,
  addMatch,
  addSummary,
  addTranscript,
  newestResults,
  newestTranscript,
} from '../store/results.ts';
import { alarm, alarmBackOff, giveUpAlarm } from './alarm.ts';
import { type RouteHints, routeHints } from './route-hints.ts';
import type { Commit, RunStep } from './worker.ts';

/** RFC 5321 §4.5.4.1 advises to go on for 4 to 5 days before giving up. */
const DELIVERY_DEADLINE_MS = 5 * 24 * 3600 * 1000;
const DELIVERY_BACK_OFF_MS = { first: 30_000, most: 3600_000 };
/** One second try for everything that computes: what fails twice fails for good. */
const COMPUTE_TRIES = 2;
const COMPUTE_BACK_OFF_MS = 2000;

export interface StepsOptions {
  db: Db;
  now: () => Instant;
  recordingsFolder: string;
  transcribe: Transcribe;
  /** What of a recording is worth hearing, in ms. Throws when the file cannot be read. */
  shownPart: (wavFile: string) => Promise<{ fromMs: number; toMs: number }>;
  match: MatchContact;
  /** Callers with this number want no transcript (R126). */
  isUntranscribed: (callerNumber: string | null) => boolean;
  /** Rules only and quick: whom it wakes does not wait for a summary. */
  findEmergency: FindEmergency;
  categorise: (transcript: TranscriptResult, emergency: AlarmFacts | null) => CategorisationResult;
  sendAlarm: SendAlarm;
  /** `date`: the day of the call where the mailbox is, YYYY-MM-DD (a cold radiator in July is no emergency). */
  summarise: (said: TranscriptResult, call: { date: string }, signal: AbortSignal) => ReturnType<Summarise>;
  deliver: Deliver;
  route: (
    mailbox: Mailbox,
    hints: RouteHints,
  ) => { kind: 'mail'; address: string } | { kind: 'none'; problem: Problem };
  /** The same for every try of one message and generation. */
  idempotencyKey: (messageId: MessageId, generation: number) => string;
  pageUrl: (callId: string) => string | null;
}

export function makeSteps(options: StepsOptions): Record<Step, RunStep> {
  return {
    transcribe: (job, signal) => transcribe(options, job, signal),
    match: job => match(options, job),
    categorise: job => categorise(options, job),
    summarise: (job, signal) => summarise(options, job, signal),
    deliver: (job, signal) => deliver(options, job, signal),
    alarm: (job, signal) => alarm({ ...options, noteOf: id => noteOf(options, id) }, job, signal),
  };
}

/** When a failed step is tried again; null: never. */
export function backOff(job: Job, now: Instant): Milliseconds | null {
  if (job.step === 'alarm') return alarmBackOff(job, now);
  if (job.step !== 'deliver') return job.attempts < COMPUTE_TRIES ? COMPUTE_BACK_OFF_MS : null;
  if (now - job.createdAt > DELIVERY_DEADLINE_MS) return null;
  return Math.min(DELIVERY_BACK_OFF_MS.most, DELIVERY_BACK_OFF_MS.first * 2 ** (job.attempts - 1));
}

/** What a step that is given up leaves: its `Missing`, and the next step. */
export function giveUp(options: Pick<StepsOptions, 'now'>, job: Job, problem: Problem): Commit | null {
  const madeAt = options.now();
  const stamp = { messageId: job.messageId, madeAt };
  switch (job.step) {
    case 'transcribe':
      return after(job, madeAt, 'match', tx => addTranscript(tx, stamp, missing(reasonOf(problem))));
    case 'match':
      return after(job, madeAt, 'categorise', tx => addMatch(tx, stamp, missing('step-failed')));
    case 'categorise':
      return after(job, madeAt, 'summarise', tx => addCategorisation(tx, stamp, missing('step-failed')));
    case 'summarise':
      return after(job, madeAt, 'deliver', tx => addSummary(tx, stamp, missing('step-failed')));
    case 'deliver':
      return null;
    case 'alarm':
      return tx => giveUpAlarm(tx, job, madeAt);
  }
}

function reasonOf(problem: Problem): MissingReason {
  if (problem.code.startsWith('ENGINE_')) return 'engine-failed';
  if (problem.code === 'MODEL_MISSING' || problem.code === 'MODEL_BROKEN') return 'no-model';
  if (problem.code === 'RECORDING_UNREADABLE') return 'audio-unreadable';
  return 'step-failed';
}

/** Stores something and queues the next step. */
function after(job: Job, now: Instant, next: Step | null, storeResult: (tx: Tx) => void): Commit {
  return tx => {
    storeResult(tx);
    if (next) addJob(tx, { messageId: job.messageId, step: next, now });
  };
}

function done(job: Job, now: Instant, next: Step | null, storeResult: (tx: Tx) => void): StepResult<Commit> {
  const commit = after(job, now, next, storeResult);
  return {
    kind: 'done',
    value: tx => {
      endJob(tx, job.id, now);
      commit(tx);
    },
  };
}

async function transcribe(options: StepsOptions, job: Job, signal: AbortSignal): Promise<StepResult<Commit>> {
  const { message, recording, call } = load(options.db, job.messageId);
  const wavFile = join(options.recordingsFolder, recording.file);
  const languages = spokenLanguages(findMailbox(options.db, message.mailboxId)?.flow ?? null);
  const result: StepResult<TranscriptResult> = options.isUntranscribed(call.callerNumber)
    ? { kind: 'done', value: missing('untranscribed') }
    : await options.transcribe({ wavFile, durationMs: recording.durationMs, languages }, signal);
  if (result.kind !== 'done') return result;
  const shown = await options.shownPart(wavFile).catch(() => null);
  const madeAt = options.now();
  const hasSpeech = !isMissingFor(result.value, 'no-speech');
  return done(job, madeAt, 'match', tx => {
    addTranscript(tx, { messageId: job.messageId, madeAt }, result.value);
    if (shown) setShownPart(tx, recording.recordingId, shown);
    // R083: who says nothing has tried to call. The recording stays and can be heard.
    if (!hasSpeech) classAsAttempt(tx, message.callId);
  });
}

async function match(options: StepsOptions, job: Job): Promise<StepResult<Commit>> {
  const { call, transcript } = load(options.db, job.messageId);
  const madeAt = options.now();
  const result = options.match({ callerNumber: call.callerNumber, transcript: asSaid(transcript) });
  // An attempt is not sent (R094 is an option to come); it is in the Inbox with its contact.
  const next = isMissingFor(transcript, 'no-speech') ? null : 'categorise';
  return done(job, madeAt, next, tx => addMatch(tx, { messageId: job.messageId, madeAt }, result));
}

async function categorise(options: StepsOptions, job: Job): Promise<StepResult<Commit>> {
  const { messageId } = job;
  const { transcript, call } = load(options.db, messageId);
  const said = asSaid(transcript);
  const facts = options.findEmergency(said, { date: dateOf(options, call) });
  const madeAt = options.now();
  const result = options.categorise(said, facts);
  return done(job, madeAt, 'summarise', tx => {
    addCategorisation(tx, { messageId, madeAt }, result);
    if (facts && call.kind !== 'probe') raiseAlarms(tx, { messageId, facts, now: madeAt });
  });
}

async function summarise(options: StepsOptions, job: Job, signal: AbortSignal): Promise<StepResult<Commit>> {
  const { messageId } = job;
  const { transcript, call } = load(options.db, messageId);
  const result = await options.summarise(asSaid(transcript), { date: dateOf(options, call) }, signal);
  if (result.kind !== 'done') return result;
  const madeAt = options.now();
  const summary = withoutBlanks(result.value);
  return done(job, madeAt, 'deliver', tx => {
    addSummary(tx, { messageId, madeAt }, summary);
    // A model may see an emergency that no rule knows; who was told already is not told again.
    const facts = summary.kind === 'made' ? alarmFactsOf(summary) : null;
    if (facts && call.kind !== 'probe') raiseAlarms(tx, { messageId, facts, now: madeAt });
  });
}

/** The day of the call where the mailbox is. Sweden writes dates as ISO 8601 does. */
function dateOf({ db }: StepsOptions, call: { mailboxId: Mailbox['mailboxId']; arrivedAt: Instant }): string {
  const { timeZone = 'Europe/Berlin' } = findMailbox(db, call.mailboxId) ?? {};
  return new Intl.DateTimeFormat('sv-SE', { timeZone }).format(call.arrivedAt);
}

/** What an engine probably invented must not become a name, a number or an emergency. */
const asSaid = (transcript: TranscriptResult): TranscriptResult =>
  transcript.kind === 'made' ? withoutInvented(transcript) : transcript;

/** Where the invented words were left out, blanks stand in the quotation. */
function withoutBlanks(summary: SummaryResult): SummaryResult {
  if (summary.kind === 'missing') return summary;
  const sentences = summary.sentences.map(each => ({ ...each, text: each.text.replace(/ +/g, ' ').trim() }));
  return { ...summary, sentences: sentences.filter(sentence => sentence.text !== '') };
}

async function deliver(options: StepsOptions, job: Job, signal: AbortSignal): Promise<StepResult<Commit>> {
  const { db, now } = options;
  const note = noteOf(options, job.messageId);
  // A probe call has come as far as a note can: it is sent to nobody.
  if (load(db, job.messageId).call.kind === 'probe') return done(job, now(), null, () => {});
  const route = options.route(note.mailbox, routeHints(db, note));
  if (route.kind === 'none') return { kind: 'failed', problem: route.problem };
  const begun = db.transaction(tx => {
    const row = ensureDelivery(tx, {
      messageId: job.messageId,
      generation: job.generation,
      address: route.address,
      idempotencyKey: options.idempotencyKey(job.messageId, job.generation),
      now: now(),
    });
    return row.state === 'waiting' ? beginTry(tx, row, now()) : null;
  });
  // Delivered, and killed before the job could be ended.
  if (!begun) return { kind: 'done', value: tx => endJob(tx, job.id, now()) };
  const outcome = await options.deliver(begun.delivery, note, signal);
  return settleDelivery(options, job, { ...begun, outcome });
}

function settleDelivery(
  options: StepsOptions,
  job: Job,
  end: {
    tryId: string;
    delivery: { deliveryId: Parameters<typeof endDelivery>[1]['deliveryId'] };
    outcome: DeliveryOutcome;
  },
): StepResult<Commit> {
  const { db, now } = options;
  const { outcome } = end;
  const { deliveryId } = end.delivery;
  if (outcome.kind === 'done') {
    return {
      kind: 'done',
      value: tx => {
        endTry(tx, end.tryId, outcome, now());
        endDelivery(tx, { deliveryId, state: 'done', now: now() });
        endJob(tx, job.id, now());
      },
    };
  }
  const isOver = outcome.kind === 'no' || backOff(job, now()) === null;
  db.transaction(tx => {
    endTry(tx, end.tryId, outcome, now());
    if (isOver) endDelivery(tx, { deliveryId, state: 'failed', now: now() });
  });
  if (isOver) return { kind: 'failed', problem: outcome.problem };
  // Unclear: it may have arrived. Sent again under the same Message-ID, which mail systems know it by.
  const afterMs = outcome.kind === 'later' ? outcome.afterMs : undefined;
  return { kind: 'retry', problem: outcome.problem, ...(afterMs === undefined ? {} : { afterMs }) };
}

function noteOf(options: StepsOptions, messageId: MessageId): Note {
  const { message, call, recording, transcript } = load(options.db, messageId);
  const mailbox = findMailbox(options.db, message.mailboxId);
  if (!mailbox) throw new Error(`message ${messageId} has no mailbox`);
  const results = newestResults(options.db, messageId);
  return {
    messageId,
    callId: message.callId,
    mailbox,
    receivedAt: message.receivedAt,
    callerNumber: call.callerNumber,
    dialledNumber: call.dialledNumber,
    recording,
    transcript,
    match: results.match ?? missing('step-failed'),
    categorisation: results.categorisation ?? missing('step-failed'),
    summary: results.summary ?? missing('step-failed'),
    pageUrl: options.pageUrl(message.callId),
  };
}

function load(db: Db, messageId: MessageId) {
  const message = findMessage(db, messageId);
  const call = message && findCall(db, message.callId);
  const recording = message && findRecording(db, message.recordingId);
  if (!message || !call || !recording) throw new Error(`message ${messageId} is not whole`);
  return {
    message,
    call,
    recording,
    transcript: newestTranscript(db, messageId) ?? missing('step-failed'),
  };
}

function isMissingFor(result: { kind: string } | Missing, reason: MissingReason): boolean {
  return result.kind === 'missing' && 'because' in result && result.because === reason;
}
