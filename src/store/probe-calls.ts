/** Calls of probes: they are kept until the next one, and leave nothing behind. */
import { and, eq, ne } from 'drizzle-orm';
import type { CallId } from '../domain/ids.ts';
import type { Db } from './open.ts';
import { calls, messages, recordings } from './schema.ts';

/** All ended probe calls but this one. */
export function probeCallsBefore(db: Db, newest: CallId | null): CallId[] {
  return db
    .select({ id: calls.id })
    .from(calls)
    .where(and(eq(calls.kind, 'probe'), ne(calls.outcome, 'open'), ...(newest ? [ne(calls.id, newest)] : [])))
    .all()
    .map(row => row.id);
}

/** Removes a probe call with all that was made of it; answers the name of its audio file. Never a caller's. */
export function removeProbeCall(db: Db, callId: CallId): string | null {
  return db.transaction(tx => {
    const call = tx
      .select()
      .from(calls)
      .where(and(eq(calls.id, callId), eq(calls.kind, 'probe')))
      .get();
    if (!call) return null;
    const recording = tx.select().from(recordings).where(eq(recordings.callId, callId)).get();
    tx.delete(messages).where(eq(messages.callId, callId)).run();
    tx.delete(recordings).where(eq(recordings.callId, callId)).run();
    tx.delete(calls).where(eq(calls.id, callId)).run();
    return recording?.file ?? null;
  });
}
