/** Probe calls: calls that Asterisk places to a mailbox by itself, to see whether everything works. */
import { and, desc, eq, isNotNull, isNull } from 'drizzle-orm';
import type { CallId, Instant, MailboxId } from '../domain/ids.ts';
import { newId } from './new-id.ts';
import type { Tx } from './open.ts';
import { probes } from './schema.ts';

export type ProbeRow = typeof probes.$inferSelect;

export function addProbe(db: Tx, probe: { mailboxId: MailboxId; now: Instant }): string {
  const id = newId<'probe'>();
  db.insert(probes).values({ id, mailboxId: probe.mailboxId, startedAt: probe.now }).run();
  return id;
}

export function noteProbeCall(db: Tx, probeId: string, callId: CallId): void {
  db.update(probes).set({ callId }).where(eq(probes.id, probeId)).run();
}

/** An ended probe keeps its end. `detail`: German, null when all is well. */
export function endProbe(
  db: Tx,
  end: { probeId: string; outcome: 'ok' | 'failed'; detail: string | null; now: Instant },
): void {
  db.update(probes)
    .set({ outcome: end.outcome, detail: end.detail, endedAt: end.now })
    .where(and(eq(probes.id, end.probeId), isNull(probes.endedAt)))
    .run();
}

export function findProbe(db: Tx, probeId: string): ProbeRow | null {
  return db.select().from(probes).where(eq(probes.id, probeId)).get() ?? null;
}

/** Newest first. */
export function newestProbes(db: Tx, limit: number): ProbeRow[] {
  return db.select().from(probes).orderBy(desc(probes.startedAt), desc(probes.id)).limit(limit).all();
}

export function newestProbeOf(db: Tx, mailboxId: MailboxId): ProbeRow | null {
  return (
    db
      .select()
      .from(probes)
      .where(eq(probes.mailboxId, mailboxId))
      .orderBy(desc(probes.startedAt), desc(probes.id))
      .limit(1)
      .get() ?? null
  );
}

/** Probes that nobody ended: the process died in between. */
export function openProbes(db: Tx): ProbeRow[] {
  return db.select().from(probes).where(isNull(probes.endedAt)).all();
}

export function newestEndedProbeOf(db: Tx, mailboxId: MailboxId): ProbeRow | null {
  return (
    db
      .select()
      .from(probes)
      .where(and(eq(probes.mailboxId, mailboxId), isNotNull(probes.endedAt)))
      .orderBy(desc(probes.startedAt), desc(probes.id))
      .limit(1)
      .get() ?? null
  );
}
