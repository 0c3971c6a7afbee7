/** Alarms of messages: at most one per message and output, born before its first try; every try is a row. */
import { and, asc, desc, eq, gt, sql } from 'drizzle-orm';
import type { AlarmFacts } from '../domain/alarm.ts';
import type { DeliveryOutcome } from '../domain/delivery.ts';
import type { Instant, MessageId } from '../domain/ids.ts';
import { listAlarmOutputs } from './alarm-settings.ts';
import { addJob } from './jobs.ts';
import { newId } from './new-id.ts';
import type { Tx } from './open.ts';
import { alarms, alarmTries } from './schema-alarms.ts';

export type AlarmRow = typeof alarms.$inferSelect;
export type AlarmTryRow = typeof alarmTries.$inferSelect;

/**
 * An alarm and its job for each output that is on; who was told already is not told again. Call inside the
 * transaction that stores what the alarm rests on. Returns how many were added.
 */
export function raiseAlarms(
  db: Tx,
  raised: { messageId: MessageId; facts: AlarmFacts; now: Instant },
): number {
  const { messageId, facts, now } = raised;
  const known = alarmRows(db, messageId);
  const told = new Set(known.map(each => each.outputId));
  let generation = Math.max(0, ...known.map(each => each.generation));
  let added = 0;
  for (const output of listAlarmOutputs(db)) {
    if (!output.isOn || told.has(output.outputId)) continue;
    generation += 1;
    const { outputId, name, kind, target } = output;
    db.insert(alarms)
      .values({
        id: newId<'alarm'>(),
        ...{ messageId, outputId, generation, name, kind, target, facts },
        state: 'waiting',
        createdAt: now,
      })
      .run();
    addJob(db, { messageId, step: 'alarm', generation, now });
    added += 1;
  }
  return added;
}

const alarmRows = (db: Tx, messageId: MessageId): AlarmRow[] =>
  db.select().from(alarms).where(eq(alarms.messageId, messageId)).orderBy(asc(alarms.generation)).all();

/** The alarm of one job; null: there is none. */
export function findAlarm(db: Tx, messageId: MessageId, generation: number): AlarmRow | null {
  return alarmRows(db, messageId).find(each => each.generation === generation) ?? null;
}

/** Notes that a try begins, before the first byte leaves the house. */
export function beginAlarmTry(db: Tx, alarmId: string, now: Instant): { tryId: string; tryNumber: number } {
  const last = db
    .select({ number: sql<number>`coalesce(max(${alarmTries.number}), 0)` })
    .from(alarmTries)
    .where(eq(alarmTries.alarmId, alarmId))
    .get();
  const tryNumber = (last?.number ?? 0) + 1;
  const tryId = newId<'try'>();
  db.insert(alarmTries).values({ id: tryId, alarmId, number: tryNumber, startedAt: now }).run();
  return { tryId, tryNumber };
}

export function endAlarmTry(db: Tx, tryId: string, outcome: DeliveryOutcome, now: Instant): void {
  db.update(alarmTries)
    .set({
      endedAt: now,
      outcome: outcome.kind,
      detail: outcome.kind === 'done' ? outcome.receipt : outcome.problem.message,
    })
    .where(eq(alarmTries.id, tryId))
    .run();
}

export function endAlarm(db: Tx, end: { alarmId: string; state: 'done' | 'failed'; now: Instant }): void {
  db.update(alarms)
    .set({ state: end.state, endedAt: end.now })
    .where(and(eq(alarms.id, end.alarmId), eq(alarms.state, 'waiting')))
    .run();
}

/** All alarms of a message in their order, each with its tries. */
export function alarmsOfMessage(db: Tx, messageId: MessageId): (AlarmRow & { tries: AlarmTryRow[] })[] {
  return alarmRows(db, messageId).map(row => ({ ...row, tries: triesOf(db, row.id) }));
}

const triesOf = (db: Tx, alarmId: string): AlarmTryRow[] =>
  db.select().from(alarmTries).where(eq(alarmTries.alarmId, alarmId)).orderBy(asc(alarmTries.number)).all();

/** How the newest alarm of each output since then stands, and how often it was tried: for the health page. */
export function newestAlarms(
  db: Tx,
  since: Instant,
): { outputId: string; name: string; state: AlarmRow['state']; failedTries: number }[] {
  const newest = new Map<string, AlarmRow>();
  const rows = db
    .select()
    .from(alarms)
    .where(gt(alarms.createdAt, since))
    .orderBy(desc(alarms.createdAt))
    .all();
  for (const row of rows) if (!newest.has(row.outputId)) newest.set(row.outputId, row);
  return [...newest.values()].map(({ id, outputId, name, state }) => ({
    ...{ outputId, name, state },
    failedTries: triesOf(db, id).filter(each => each.outcome !== null && each.outcome !== 'done').length,
  }));
}
