/** Sources of contact lists and their runs. Secrets are stored as they come: sealed. */
import { and, asc, desc, eq, isNotNull, lte, max, notInArray, sql } from 'drizzle-orm';
import type { ImportCounts } from '../domain/contact-import.ts';
import type {
  ContactSourceId,
  SourceInput,
  SourceOutcome,
  SourceReason,
  SourceRunId,
} from '../domain/contact-source.ts';
import type { Instant } from '../domain/ids.ts';
import { newId } from './new-id.ts';
import type { Tx } from './open.ts';
import { contactSourceRuns, contactSources } from './schema-sources.ts';

export type StoredSource = typeof contactSources.$inferSelect;
export type StoredRun = typeof contactSourceRuns.$inferSelect;

/** More runs than these of one source nobody looks at. */
const KEPT_RUNS = 50;

export const newSourceId = (): ContactSourceId => newId<'contact-source'>();

export function listSources(db: Tx): StoredSource[] {
  return db.select().from(contactSources).orderBy(asc(contactSources.position), asc(contactSources.id)).all();
}

export function findSource(db: Tx, sourceId: ContactSourceId): StoredSource | null {
  return db.select().from(contactSources).where(eq(contactSources.id, sourceId)).get() ?? null;
}

/** Whose contacts stay when a new list of `source` counts: uploads, and sources that there still are. */
export const sourcesBeside = (db: Tx, source: string): string[] =>
  ['upload', ...listSources(db).map(({ id }) => id)].filter(id => id !== source);

export interface SourceRow {
  sourceId: ContactSourceId;
  input: SourceInput;
  secret: string | null;
  hostKey: string | null;
  nextRunAt: Instant | null;
  now: Instant;
}

/**
 * Adds it at the end, or replaces the one with its id. What was known of the last list is forgotten: with other
 * settings it is read again.
 */
export function saveSource(db: Tx, { sourceId, input, secret, hostKey, nextRunAt, now }: SourceRow): void {
  const last =
    db
      .select({ position: max(contactSources.position) })
      .from(contactSources)
      .get()?.position ?? -1;
  const changed = {
    name: input.name,
    kind: input.place.kind,
    body: input,
    secret,
    hostKey,
    offeredHostKey: null,
    nextRunAt,
    failures: 0,
    contentSha256: null,
    mark: null,
    updatedAt: now,
  };
  db.insert(contactSources)
    .values({ id: sourceId, position: last + 1, createdAt: now, ...changed })
    .onConflictDoUpdate({
      target: contactSources.id,
      // Never the same twice: a run that is under way knows by it that its source is another one now.
      set: { ...changed, updatedAt: sql`max(${now}, ${contactSources.updatedAt} + 1)` },
    })
    .run();
}

export function removeSource(db: Tx, sourceId: ContactSourceId): void {
  db.delete(contactSources).where(eq(contactSources.id, sourceId)).run();
}

/** Somebody has changed what runs go by (see `saveSource`). */
export function touchSource(db: Tx, sourceId: ContactSourceId): void {
  db.update(contactSources)
    .set({ updatedAt: sql`${contactSources.updatedAt} + 1` })
    .where(eq(contactSources.id, sourceId))
    .run();
}

/** What a run has learnt of its source. */
export function noteSource(
  db: Tx,
  sourceId: ContactSourceId,
  facts: Partial<
    Pick<
      StoredSource,
      | 'hostKey'
      | 'offeredHostKey'
      | 'nextRunAt'
      | 'failures'
      | 'contentSha256'
      | 'mark'
      | 'changedAt'
      | 'reachedAt'
    >
  >,
): void {
  db.update(contactSources).set(facts).where(eq(contactSources.id, sourceId)).run();
}

/** Queues a run unless one is queued or under way; true: this one was added. */
export function addRun(db: Tx, sourceId: ContactSourceId, by: 'schedule' | 'hand', now: Instant): boolean {
  const open = db
    .select({ id: contactSourceRuns.id })
    .from(contactSourceRuns)
    .where(and(eq(contactSourceRuns.sourceId, sourceId), notInArray(contactSourceRuns.state, ['done'])))
    .get();
  if (open) return false;
  db.insert(contactSourceRuns)
    .values({ id: newId<'source-run'>(), sourceId, startedBy: by, state: 'queued', queuedAt: now })
    .run();
  return true;
}

/** Sources that are switched on and due. */
export function dueSources(db: Tx, now: Instant): StoredSource[] {
  return db.select().from(contactSources).where(lte(contactSources.nextRunAt, now)).all();
}

/** When the next source is due; null: none is. */
export function nextSourceDue(db: Tx): Instant | null {
  return (
    db
      .select({ at: sql<number | null>`min(${contactSources.nextRunAt})` })
      .from(contactSources)
      .get()?.at ?? null
  );
}

/** Takes the oldest queued run; null: none waits. */
export function takeRun(db: Tx, now: Instant): StoredRun | null {
  const next = db
    .select({ id: contactSourceRuns.id })
    .from(contactSourceRuns)
    .where(eq(contactSourceRuns.state, 'queued'))
    .orderBy(asc(contactSourceRuns.id))
    .limit(1)
    .get();
  if (!next) return null;
  return (
    db
      .update(contactSourceRuns)
      .set({ state: 'running', startedAt: now, tries: sql`${contactSourceRuns.tries} + 1` })
      .where(eq(contactSourceRuns.id, next.id))
      .returning()
      .get() ?? null
  );
}

/** After a start: what was under way is done again. Stopped in good order, it was no try. */
export function requeueRuns(db: Tx, options: { wasStopped: boolean }): void {
  db.update(contactSourceRuns)
    .set({
      state: 'queued',
      startedAt: null,
      ...(options.wasStopped ? { tries: sql`max(0, ${contactSourceRuns.tries} - 1)` } : {}),
    })
    .where(eq(contactSourceRuns.state, 'running'))
    .run();
}

/** Done again from its beginning: its source was changed meanwhile, which was no try. */
export function requeueRun(db: Tx, runId: SourceRunId): void {
  db.update(contactSourceRuns)
    .set({ state: 'queued', startedAt: null, tries: sql`max(0, ${contactSourceRuns.tries} - 1)` })
    .where(eq(contactSourceRuns.id, runId))
    .run();
}

/** Its list is handed over again in the next run, which is queued; does nothing for what is no source (any more). */
export function readAgain(db: Tx, sourceId: string, now: Instant): void {
  const source = findSource(db, sourceId as ContactSourceId);
  if (!source) return;
  noteSource(db, source.id, { contentSha256: null, mark: null });
  addRun(db, source.id, 'schedule', now);
}

export function endRun(
  db: Tx,
  runId: SourceRunId,
  end: {
    outcome: SourceOutcome;
    reason: SourceReason | null;
    message: string;
    fileName: string | null;
    importId: string | null;
    counts: ImportCounts | null;
    now: Instant;
  },
): void {
  const { now, ...facts } = end;
  db.update(contactSourceRuns)
    .set({ state: 'done', endedAt: now, ...facts })
    .where(eq(contactSourceRuns.id, runId))
    .run();
}

/** A watched folder that has nothing new is no news: the run leaves no trace. */
export function dropRun(db: Tx, runId: SourceRunId): void {
  db.delete(contactSourceRuns).where(eq(contactSourceRuns.id, runId)).run();
}

/** Newest first. */
export function runsOf(db: Tx, sourceId: ContactSourceId, limit: number): StoredRun[] {
  return db
    .select()
    .from(contactSourceRuns)
    .where(eq(contactSourceRuns.sourceId, sourceId))
    .orderBy(desc(contactSourceRuns.id))
    .limit(limit)
    .all();
}

/** The last run that handed a list to the import; null: none of those that are kept. */
export function lastHandOver(db: Tx, sourceId: ContactSourceId): StoredRun | null {
  const isHandOver = and(eq(contactSourceRuns.sourceId, sourceId), isNotNull(contactSourceRuns.importId));
  return (
    db
      .select()
      .from(contactSourceRuns)
      .where(isHandOver)
      .orderBy(desc(contactSourceRuns.id))
      .limit(1)
      .get() ?? null
  );
}

/** Forgets old runs of a source. */
export function sweepRuns(db: Tx, sourceId: ContactSourceId): void {
  const oldest = runsOf(db, sourceId, KEPT_RUNS + 1)[KEPT_RUNS];
  if (!oldest) return;
  db.delete(contactSourceRuns)
    .where(and(eq(contactSourceRuns.sourceId, sourceId), lte(contactSourceRuns.id, oldest.id)))
    .run();
}
