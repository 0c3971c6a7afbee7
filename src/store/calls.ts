import { and, eq, ne } from 'drizzle-orm';
import type { CallOutcome, IncomingCall } from '../domain/call.ts';
import type { LineDiagnosis } from '../domain/diagnosis.ts';
import type { CallId, Instant } from '../domain/ids.ts';
import type { Tx } from './open.ts';
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
  db.insert(calls)
    .values({
      id: call.callId,
      mailboxId: call.mailboxId,
      channelId: call.channelId,
      kind: call.kind,
      callerNumber: call.callerNumber,
      numberSource: call.numberSource,
      dialledNumber: call.dialledNumber,
      originalNumber: call.originalNumber,
      trunkId: call.trunkId,
      answeredBy: call.answeredBy,
      arrivedAt: call.arrivedAt,
      outcome: 'open',
      diagnosis: call.diagnosis ?? null,
    })
    .onConflictDoNothing()
    .run();
}

export function findCall(db: Tx, callId: CallId): CallRow | null {
  return db.select().from(calls).where(eq(calls.id, callId)).get() ?? null;
}

export function findCallByChannel(db: Tx, channelId: string): CallRow | null {
  return db.select().from(calls).where(eq(calls.channelId, channelId)).get() ?? null;
}

/** Calls that have not ended as far as we know. */
export function openCalls(db: Tx): CallRow[] {
  return db.select().from(calls).where(eq(calls.outcome, 'open')).all();
}

/** Ends an open call. An ended call keeps its end, unless a message turns up after all. */
export function endCall(
  db: Tx,
  end: { callId: CallId; outcome: CallOutcome; endedAt: Instant; trace?: string | null },
): void {
  db.update(calls)
    .set({
      outcome: end.outcome.type,
      attemptReason: end.outcome.type === 'attempt' ? end.outcome.reason : null,
      endedAt: end.endedAt,
      ...(end.trace == null ? {} : { trace: end.trace }),
    })
    .where(
      and(
        eq(calls.id, end.callId),
        end.outcome.type === 'message' ? ne(calls.outcome, 'message') : eq(calls.outcome, 'open'),
      ),
    )
    .run();
}

/** Adds the trace of a call that ended (diagnosis only; a missing one is no fault). */
export function keepTrace(db: Tx, callId: CallId, trace: string): void {
  db.update(calls).set({ trace }).where(eq(calls.id, callId)).run();
}

/** What was seen of the line until the end (diagnosis only). */
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
