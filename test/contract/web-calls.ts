/** Calls for the Inbox tests, built by the store's own functions as the pipeline does it. */
import { createHash, randomUUID } from 'node:crypto';
import { Value } from 'typebox/value';
import { expect } from 'vitest';
import { CallDetail, CallList } from '../../src/domain/api-calls.ts';
import type { AttemptReason } from '../../src/domain/call.ts';
import type { Contact } from '../../src/domain/contact.ts';
import type { CallId, ContactId, MailboxId, MessageId, RecordingId } from '../../src/domain/ids.ts';
import { missing } from '../../src/domain/missing.ts';
import type { Problem } from '../../src/domain/problem.ts';
import type { Summary } from '../../src/domain/summary.ts';
import type { Transcript } from '../../src/domain/transcript.ts';
import { addCall, endCall } from '../../src/store/calls.ts';
import { ensureDelivery } from '../../src/store/deliveries.ts';
import { addJob, buryJob, endJob, jobsOfMessage, takeJob } from '../../src/store/jobs.ts';
import { addMessage } from '../../src/store/messages.ts';
import { newId } from '../../src/store/new-id.ts';
import type { Db } from '../../src/store/open.ts';
import { addCategorisation, addMatch, addSummary, addTranscript } from '../../src/store/results.ts';
import type { House } from './web-house.ts';

export interface Story {
  arrivedAt: number;
  callerNumber?: string | null;
  text?: string;
  summary?: string;
  contactName?: string;
  category?: string;
  callbackNumber?: string;
  file?: string;
}

export interface Told {
  callId: CallId;
  messageId: MessageId;
  file: string;
}

/** A call that came in and left a message; no job is queued. */
export function tellMessage(db: Db, mailboxId: MailboxId, story: Story): Told {
  const { arrivedAt } = story;
  const callId = startCall(db, mailboxId, story);
  endCall(db, { callId, outcome: { type: 'message' }, endedAt: arrivedAt + 30_000 });
  const recordingId = newId<'recording'>() as RecordingId;
  const file = story.file ?? `${recordingId}.wav`;
  const messageId = addMessage(db, {
    recording: {
      recordingId,
      callId,
      file,
      bytes: 16_044,
      durationMs: 1000,
      sha256: createHash('sha256').update(file).digest('hex'),
      isComplete: true,
      isCutAtLimit: false,
      shownFromMs: null,
      shownToMs: null,
      acceptedAt: arrivedAt + 30_000,
    },
    mailboxId,
    receivedAt: arrivedAt,
  });
  const stamp = { messageId, madeAt: arrivedAt + 40_000 };
  if (story.text !== undefined) addTranscript(db, stamp, transcriptOf(story.text));
  if (story.contactName !== undefined) {
    const evidence = [{ kind: 'number' as const, text: 'Die Rufnummer ist bekannt' }];
    addMatch(db, stamp, { kind: 'matched', contact: contactOf(story.contactName), evidence });
  }
  if (story.category !== undefined) {
    const hits = [
      { keyword: 'Wasser', wordIndex: 0 },
      { keyword: 'Wasser', wordIndex: 1 },
    ];
    addCategorisation(db, stamp, { kind: 'made', categoryId: null, name: story.category, hits });
  }
  if (story.summary !== undefined) addSummary(db, stamp, summaryOf(story.summary, story.callbackNumber));
  return { callId, messageId, file };
}

export function tellAttempt(db: Db, mailboxId: MailboxId, story: Story & { reason?: AttemptReason }): CallId {
  const callId = startCall(db, mailboxId, story);
  const outcome = { type: 'attempt', reason: story.reason ?? 'hung-up-early' } as const;
  endCall(db, { callId, outcome, endedAt: story.arrivedAt + 5000 });
  return callId;
}

export function startCall(db: Db, mailboxId: MailboxId, story: Story): CallId {
  const callId = newId<'call'>();
  addCall(db, {
    callId,
    mailboxId,
    kind: 'caller',
    originalNumber: null,
    trunkId: null,
    callerNumber: story.callerNumber ?? null,
    numberSource: story.callerNumber == null ? 'none' : 'from',
    dialledNumber: '+4944112345',
    arrivedAt: story.arrivedAt,
    channelId: randomUUID(),
    answeredBy: 'controller',
  });
  return callId;
}

/** Queues and at once ends a step, as done or given up with this problem. */
export function endStep(db: Db, job: Parameters<typeof addJob>[1], problem: Problem | null = null): void {
  addJob(db, job);
  const queued = jobsOfMessage(db, job.messageId).find(
    each => each.step === job.step && each.generation === (job.generation ?? 1),
  );
  if (!queued) throw new Error('the job was not queued');
  if (problem) buryJob(db, { jobId: queued.id, problem, now: job.now });
  else endJob(db, queued.id, job.now);
}

/** Queues a step and takes it, as a worker does. */
export function runStep(db: Db, job: Parameters<typeof addJob>[1]): void {
  addJob(db, job);
  takeJob(db, { now: job.now, leaseUntil: job.now + 60_000, steps: [job.step] });
}

export function transcriptOf(text: string): Transcript {
  const words = text.split(' ').map((word, index) => ({
    text: word,
    fromMs: index * 300,
    toMs: index * 300 + 250,
    confidence: 0.9,
  }));
  const half = Math.ceil(words.length / 2);
  const segments = [words.slice(0, half), words.slice(half)]
    .filter(part => part.length > 0)
    .map(part => ({ fromMs: part[0]?.fromMs ?? 0, toMs: part.at(-1)?.toMs ?? 0, words: part }));
  return {
    kind: 'made',
    text,
    segments,
    language: 'de',
    engine: 'sherpa-onnx',
    model: 'demo-stt-de',
    isDemo: true,
    speechMs: 900,
  };
}

export function contactOf(name: string): Contact {
  return {
    contactId: newId<'contact'>() as ContactId,
    name,
    role: 'Mieterin',
    street: 'Rosenweg 17',
    object: null,
    unit: null,
    manager: null,
    numbers: [],
  };
}

function summaryOf(text: string, callbackNumber: string | undefined): Summary {
  const claim = (value: string) => ({ value, fromWord: 0, toWord: 1 });
  return {
    kind: 'made',
    sentences: [{ text, fromWord: 0, toWord: 1 }],
    isQuote: true,
    callerName: null,
    address: null,
    callbackNumber: callbackNumber === undefined ? null : claim(callbackNumber),
    urgency: { level: 'urgent', because: [claim('Rohrbruch')] },
  };
}

export const noSpeech = missing('no-speech');

/** The Inbox's list over HTTP, checked against its schema. */
export async function readList(house: House, query = ''): Promise<CallList> {
  const reply = await house.ask('GET', `/api/v1/calls${query}`);
  expect([query, reply.status]).toEqual([query, 200]);
  expect([...Value.Errors(CallList, reply.json)]).toEqual([]);
  return reply.json;
}

/** One call over HTTP, checked against its schema. */
export async function readDetail(house: House, callId: string): Promise<CallDetail> {
  const reply = await house.ask('GET', `/api/v1/calls/${callId}`);
  expect(reply.status).toBe(200);
  expect([...Value.Errors(CallDetail, reply.json)]).toEqual([]);
  return reply.json;
}

/** The delivery of a message, as the step makes it before the first try. */
export const deliveryOf = (house: House, told: Told) =>
  ensureDelivery(house.db, {
    messageId: told.messageId,
    generation: 1,
    address: 'buero@example.de',
    idempotencyKey: `${told.messageId}.1@hausruf`,
    now: house.clock.now,
  });
