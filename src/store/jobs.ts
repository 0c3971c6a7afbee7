/**
 * Durable work: one row per message and step. A running job carries a lease; who dies lets it run out,
 * and the next worker takes the job up. Nothing is ever deleted here but with its message.
 */
import { and, asc, eq, gt, inArray, lte, notInArray, sql } from 'drizzle-orm';
import type { Instant, JobId, MessageId } from '../domain/ids.ts';
import type { Problem } from '../domain/problem.ts';
import type { Step } from '../domain/step.ts';
import { newId } from './new-id.ts';
import type { Tx } from './open.ts';
import { prepared } from './prepared.ts';
import { jobs } from './schema.ts';

export type Job = typeof jobs.$inferSelect;

/** Queues a step. Queuing the same step and generation twice changes nothing. */
export function addJob(
  db: Tx,
  job: { messageId: MessageId; step: Step; generation?: number; now: Instant; notBefore?: Instant },
): void {
  insertJob(db).run({
    id: newId<'job'>(),
    messageId: job.messageId,
    step: job.step,
    generation: job.generation ?? 1,
    notBefore: job.notBefore ?? job.now,
    createdAt: job.now,
  });
}

const insertJob = prepared(db =>
  db
    .insert(jobs)
    .values({
      id: sql.placeholder('id'),
      messageId: sql.placeholder('messageId'),
      step: sql.placeholder('step'),
      generation: sql.placeholder('generation'),
      state: 'queued',
      attempts: 0,
      notBefore: sql.placeholder('notBefore'),
      createdAt: sql.placeholder('createdAt'),
    })
    .onConflictDoNothing()
    .prepare(),
);

/** Takes the oldest job that is due among `steps` and leases it until `leaseUntil`; null: nothing to do. */
export function takeJob(
  db: Tx,
  options: { now: Instant; leaseUntil: Instant; steps: readonly Step[] },
): Job | null {
  const due = queriesOf(options.steps).due(db).get({ now: options.now });
  if (!due) return null;
  return leaseJob(db).get({ jobId: due.id, leaseUntil: options.leaseUntil }) ?? null;
}

/** The lanes of the worker are few and stay the same: each has its queries made once. */
const queriesOf = (() => {
  const lanes = new Map<string, ReturnType<typeof makeLaneQueries>>();
  return (steps: readonly Step[]) => {
    const name = steps.join();
    const known = lanes.get(name) ?? makeLaneQueries(steps);
    lanes.set(name, known);
    return known;
  };
})();

function makeLaneQueries(steps: readonly Step[]) {
  const isQueued = and(eq(jobs.state, 'queued'), inArray(jobs.step, [...steps]));
  return {
    due: prepared(db =>
      db
        .select({ id: jobs.id })
        .from(jobs)
        .where(and(isQueued, lte(jobs.notBefore, sql.placeholder('now'))))
        .orderBy(asc(jobs.notBefore), asc(jobs.id))
        .limit(1)
        .prepare(),
    ),
    next: prepared(db =>
      db
        .select({ at: sql<number | null>`min(${jobs.notBefore})` })
        .from(jobs)
        .where(isQueued)
        .prepare(),
    ),
  };
}

const leaseJob = prepared(db =>
  db
    .update(jobs)
    .set({
      state: 'running',
      leaseUntil: sql`${sql.placeholder('leaseUntil')}`,
      attempts: sql`${jobs.attempts} + 1`,
    })
    .where(and(eq(jobs.id, sql.placeholder('jobId')), eq(jobs.state, 'queued')))
    .returning()
    .prepare(),
);

/** Prolongs the lease of a job that is still worked on. */
export function renewLease(db: Tx, jobId: JobId, leaseUntil: Instant): void {
  db.update(jobs)
    .set({ leaseUntil })
    .where(and(eq(jobs.id, jobId), eq(jobs.state, 'running')))
    .run();
}

export function endJob(db: Tx, jobId: JobId, now: Instant): void {
  finishJob(db).run({ jobId, now });
}

const finishJob = prepared(db =>
  db
    .update(jobs)
    .set({
      state: 'done',
      leaseUntil: null,
      endedAt: sql`${sql.placeholder('now')}`,
      problemCode: null,
      problem: null,
    })
    .where(eq(jobs.id, sql.placeholder('jobId')))
    .prepare(),
);

/** Puts a job back that was stopped in the middle of its work: that was no try. */
export function handBackJob(db: Tx, jobId: JobId, now: Instant): void {
  db.update(jobs)
    .set({ state: 'queued', leaseUntil: null, notBefore: now, attempts: sql`max(0, ${jobs.attempts} - 1)` })
    .where(and(eq(jobs.id, jobId), eq(jobs.state, 'running')))
    .run();
}

/** Puts a job back to be tried again at `notBefore`. */
export function retryJob(
  db: Tx,
  options: { jobId: JobId; notBefore: Instant; problem: Problem | null },
): void {
  db.update(jobs)
    .set({
      state: 'queued',
      leaseUntil: null,
      notBefore: options.notBefore,
      problemCode: options.problem?.code ?? null,
      problem: options.problem?.message ?? null,
    })
    .where(eq(jobs.id, options.jobId))
    .run();
}

/** Gives a job up for good, where a person can see it. */
export function buryJob(db: Tx, options: { jobId: JobId; problem: Problem; now: Instant }): void {
  db.update(jobs)
    .set({
      state: 'dead',
      leaseUntil: null,
      endedAt: options.now,
      problemCode: options.problem.code,
      problem: options.problem.message,
    })
    .where(eq(jobs.id, options.jobId))
    .run();
}

/**
 * Puts back what a dead worker had in its hands. At start everything that runs is orphaned (we hold
 * the lock of the data folder); later only what outlived its lease.
 */
export function rescueJobs(
  db: Tx,
  options: { now: Instant; atStart: boolean; except?: ReadonlySet<JobId> },
): number {
  const { now, atStart, except = new Set() } = options;
  // A clock that ran ahead and was set right again: no wait is meant to be this long.
  db.update(jobs)
    .set({ notBefore: now })
    .where(and(eq(jobs.state, 'queued'), gt(jobs.notBefore, now + LONGEST_WAIT_MS)))
    .run();
  return (
    db
      .update(jobs)
      // An answer of an earlier try is no answer of the one that died: or the watch for jobs that kill their process is blind.
      .set({ state: 'queued', leaseUntil: null, notBefore: now, problemCode: null, problem: null })
      .where(
        and(
          eq(jobs.state, 'running'),
          atStart ? undefined : lte(jobs.leaseUntil, now),
          notInArray(jobs.id, [...except]),
        ),
      )
      .run().changes
  );
}

/** Twice the longest back-off (pipeline/steps.ts). */
const LONGEST_WAIT_MS = 2 * 3600_000;

/** When the next queued job of these steps is due; null: none waits. */
export function nextDue(db: Tx, steps: readonly Step[]): Instant | null {
  return queriesOf(steps).next(db).get()?.at ?? null;
}

export function countJobs(db: Tx): Record<Job['state'], number> {
  const counts = { queued: 0, running: 0, done: 0, dead: 0 };
  const rows = db
    .select({ state: jobs.state, count: sql<number>`count(*)` })
    .from(jobs)
    .groupBy(jobs.state)
    .all();
  for (const row of rows) counts[row.state] = row.count;
  return counts;
}

export function jobsOfMessage(db: Tx, messageId: MessageId): Job[] {
  return db.select().from(jobs).where(eq(jobs.messageId, messageId)).orderBy(asc(jobs.id)).all();
}
