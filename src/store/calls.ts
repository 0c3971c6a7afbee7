import { and, eq, ne, type SQL, sql } from 'drizzle-orm';
import type { CallOutcome, IncomingCall } from '../domain/call.ts';
import type { LineDiagnosis } from '../domain/diagnosis.ts';
import type { CallId, Instant } from '../domain/ids.ts';
import type { Tx } from './open.ts';
import { prepared } from './prepared.ts';
import { calls } from './schema.ts';

export type CallRow = typeof calls.$inferSelect;

/** Notes that a call has come in. Doing it twice (adoption after a restart) changes nothing. */
export function addCall(
  db: Tx,
  call: IncomingCall & {
    channelId: string;
    answeredBy: 'controller' | 'fallback';
    diagnosis?: LineDiagnosis | null;
  },
): void {
  insertCall(db).run({ ...call, diagnosis: call.diagnosis ? JSON.stringify(call.diagnosis) : null });
}

const insertCall = prepared(db =>
  db
    .insert(calls)
    .values({
      id: sql.placeholder('callId'),
      mailboxId: sql.placeholder('mailboxId'),
      channelId: sql.placeholder('channelId'),
      kind: sql.placeholder('kind'),
      callerNumber: sql.placeholder('callerNumber'),
      numberSource: sql.placeholder('numberSource'),
      dialledNumber: sql.placeholder('dialledNumber'),
      originalNumber: sql.placeholder('originalNumber'),
      trunkId: sql.placeholder('trunkId'),
      answeredBy: sql.placeholder('answeredBy'),
      arrivedAt: sql.placeholder('arrivedAt'),
      outcome: 'open',
      // As text: drizzle would make the word "null" of a JSON placeholder that has no value.
      diagnosis: sql`${sql.placeholder('diagnosis')}`,
    })
    .onConflictDoNothing()
    .prepare(),
);

export function findCall(db: Tx, callId: CallId): CallRow | null {
  return selectCall(db).get({ callId }) ?? null;
}

const selectCall = prepared(db =>
  db
    .select()
    .from(calls)
    .where(eq(calls.id, sql.placeholder('callId')))
    .prepare(),
);

export function findCallByChannel(db: Tx, channelId: string): CallRow | null {
  return selectCallByChannel(db).get({ channelId }) ?? null;
}

const selectCallByChannel = prepared(db =>
  db
    .select()
    .from(calls)
    .where(eq(calls.channelId, sql.placeholder('channelId')))
    .prepare(),
);

/** Calls that have not ended as far as we know. */
export function openCalls(db: Tx): CallRow[] {
  return db.select().from(calls).where(eq(calls.outcome, 'open')).all();
}

/** Ends an open call. An ended call keeps its end, unless a message turns up after all. */
export function endCall(db: Tx, end: { callId: CallId; outcome: CallOutcome; endedAt: Instant }): void {
  const { callId, outcome, endedAt } = end;
  const update = outcome.type === 'message' ? endByMessage : endOpen;
  update(db).run({
    callId,
    endedAt,
    outcome: outcome.type,
    attemptReason: outcome.type === 'attempt' ? outcome.reason : null,
  });
}

const endByMessage = prepared(db => updateEnd(db, ne(calls.outcome, 'message')));
const endOpen = prepared(db => updateEnd(db, eq(calls.outcome, 'open')));

function updateEnd(db: Tx, ifStill: SQL) {
  return db
    .update(calls)
    .set({
      // drizzle takes no bare placeholder where it knows a column's values.
      outcome: sql`${sql.placeholder('outcome')}`,
      attemptReason: sql`${sql.placeholder('attemptReason')}`,
      endedAt: sql`${sql.placeholder('endedAt')}`,
    })
    .where(and(eq(calls.id, sql.placeholder('callId')), ifStill))
    .prepare();
}

/** What was seen of a call, for looking back only: a missing one is no fault. */
export interface CallSeen {
  trace: unknown;
  diagnosis: LineDiagnosis;
}

/** Adds what was seen of a call that ended. */
export function keepSeen(db: Tx, callId: CallId, seen: CallSeen): void {
  updateSeen(db).run({
    callId,
    trace: JSON.stringify(seen.trace),
    diagnosis: JSON.stringify(seen.diagnosis),
  });
}

const updateSeen = prepared(db =>
  db
    .update(calls)
    .set({ trace: sql`${sql.placeholder('trace')}`, diagnosis: sql`${sql.placeholder('diagnosis')}` })
    .where(eq(calls.id, sql.placeholder('callId')))
    .prepare(),
);

/** What was seen of the line after the end had been stored. */
export function keepDiagnosis(db: Tx, callId: CallId, diagnosis: LineDiagnosis): void {
  db.update(calls).set({ diagnosis }).where(eq(calls.id, callId)).run();
}

/** Nobody spoke: what looked like a message is an attempt. The recording stays and can be heard. */
export function classAsAttempt(db: Tx, callId: CallId): void {
  db.update(calls)
    .set({ outcome: 'attempt', attemptReason: 'no-speech' })
    .where(and(eq(calls.id, callId), eq(calls.outcome, 'message')))
    .run();
}
