/** Forwardings of calls: who was dialled for whom, and what became of it. */
import { and, asc, eq, gte, isNull, sql } from 'drizzle-orm';
import type { CallId, Instant, Milliseconds } from '../domain/ids.ts';
import type { Forwarding, ForwardResult } from '../domain/menu.ts';
import { newId } from './new-id.ts';
import type { Tx } from './open.ts';
import { forwards } from './schema.ts';

export type ForwardRow = typeof forwards.$inferSelect;

/** Born before it is dialled. Doing it twice changes nothing. */
export function addForward(
  db: Tx,
  forward: { callId: CallId; number: number; forwarding: Forwarding; now: Instant },
): void {
  const { callId, number, forwarding, now } = forward;
  db.insert(forwards)
    .values({
      id: newId<'forward'>(),
      callId,
      number,
      digit: forwarding.digit,
      name: forwarding.name,
      target: forwarding.target,
      startedAt: now,
      talkMs: 0,
    })
    .onConflictDoNothing()
    .run();
}

/** Ends one forwarding, or all that are open of this call (`number` null: nobody remembers which). */
export function endForward(
  db: Tx,
  end: { callId: CallId; number: number | null; result: ForwardResult; talkMs: Milliseconds; now: Instant },
): void {
  db.update(forwards)
    .set({ endedAt: end.now, result: end.result, talkMs: end.talkMs })
    .where(
      and(
        eq(forwards.callId, end.callId),
        isNull(forwards.endedAt),
        ...(end.number === null ? [] : [eq(forwards.number, end.number)]),
      ),
    )
    .run();
}

export function forwardsOfCall(db: Tx, callId: CallId): ForwardRow[] {
  return db.select().from(forwards).where(eq(forwards.callId, callId)).orderBy(asc(forwards.number)).all();
}

/** How many were dialled since then, those that were refused not counted. */
export function countForwardsSince(db: Tx, since: Instant): number {
  const row = db
    .select({ count: sql<number>`count(*)` })
    .from(forwards)
    .where(and(gte(forwards.startedAt, since), sql`${forwards.result} IS NOT 'not-allowed'`))
    .get();
  return row?.count ?? 0;
}
