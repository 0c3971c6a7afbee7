/**
 * Works the durable jobs off, one after the other in each lane. A job is leased while it runs; who dies
 * lets the lease run out. It must never run two jobs of one message at once, never spin on a job that
 * kills its process, and never end a job but in the transaction that stores its result.
 */
import type { Instant, JobId, Milliseconds } from '../domain/ids.ts';
import { type Problem, problemOf, type StepResult } from '../domain/problem.ts';
import type { Step } from '../domain/step.ts';
import {
  buryJob,
  handBackJob,
  type Job,
  nextDue,
  renewLease,
  rescueJobs,
  retryJob,
  takeJob,
} from '../store/jobs.ts';
import type { Db, Tx } from '../store/open.ts';

const LEASE_MS = 60_000;
const HEARTBEAT_MS = 15_000;
const RESCUE_EVERY_MS = 30_000;
const FULL_PAUSE_MS = 10_000;
/** A job that was begun this often and never answered has killed its process each time. */
const POISON_ATTEMPTS = 5;

/**
 * One step: does the work, and hands back what to store. `commit` runs inside the transaction that
 * ends the job, so that result and next job stand or fall together.
 */
export type RunStep = (job: Job, signal: AbortSignal) => Promise<StepResult<Commit>>;
export type Commit = (tx: Tx) => void;

export interface WorkerOptions {
  db: Db;
  now: () => Instant;
  run: Record<Step, RunStep>;
  /** What to store when a step is given up: the message goes on without its result; null: it ends here. */
  giveUp: (job: Job, problem: Problem) => Commit | null;
  /** How long to wait before the next try of this job (its `attempts` counts the tries so far); null: give up. */
  backOff: (job: Job) => Milliseconds | null;
  lanes: readonly { steps: readonly Step[]; workers: number }[];
  onChange: (job: Job) => void;
  onProblem: (message: string, facts: Record<string, unknown>) => void;
  /** Nothing the store says can be trusted any more: the process must end. */
  isBroken: (error: unknown) => boolean;
  isFull: (error: unknown) => boolean;
  /** How long to wait after the disk was full; 10 s unless a test says otherwise. */
  fullPauseMs?: Milliseconds;
  onBroken: (error: unknown) => void;
}

export interface Worker {
  /** There may be something to do; of this step, where that is known: then the other lanes sleep on. */
  poke(step?: Step): void;
  /** Stops taking jobs, asks the running ones to stop, waits for them. */
  stop(): Promise<void>;
}

export function startWorker(options: WorkerOptions): Worker {
  const stopping = new AbortController();
  const sleepers = new Set<Sleeper>();
  // A clock that jumps ahead ends leases: what is in our own hands is not orphaned all the same.
  const held = new Set<JobId>();
  const poke = (step?: Step): void => {
    for (const { steps, wake } of [...sleepers]) if (!step || steps.includes(step)) wake();
  };
  rescueJobs(options.db, { now: options.now(), atStart: true });
  const loops = options.lanes.flatMap(lane =>
    Array.from({ length: lane.workers }, () =>
      work(options, { steps: lane.steps, sleepers, stopping, poke, held }),
    ),
  );
  const rescue = setInterval(() => {
    guarded(options, () => {
      if (rescueJobs(options.db, { now: options.now(), atStart: false, except: held }) > 0) poke();
    });
  }, RESCUE_EVERY_MS);
  return {
    poke,
    async stop() {
      clearInterval(rescue);
      stopping.abort();
      poke();
      await Promise.all(loops);
    },
  };
}

interface Sleeper {
  steps: readonly Step[];
  wake(): void;
}

interface Lane {
  steps: readonly Step[];
  sleepers: Set<Sleeper>;
  stopping: AbortController;
  poke: () => void;
  held: Set<JobId>;
}

async function work(options: WorkerOptions, lane: Lane): Promise<void> {
  const { signal } = lane.stopping;
  while (!signal.aborted) {
    let isIdle = true;
    let pauseMs = 0;
    try {
      const now = options.now();
      const job = takeJob(options.db, { now, leaseUntil: now + LEASE_MS, steps: lane.steps });
      if (job) {
        isIdle = false;
        lane.held.add(job.id);
        try {
          await runOne(options, job, signal);
        } finally {
          lane.held.delete(job.id);
        }
        lane.poke();
      }
    } catch (error) {
      if (options.isBroken(error)) return options.onBroken(error);
      options.onProblem('a job could not be stored', { reason: String(error) });
      pauseMs = options.isFull(error) ? (options.fullPauseMs ?? FULL_PAUSE_MS) : 1000;
    }
    if (pauseMs > 0) await sleep(pauseMs, lane);
    else if (isIdle) await sleep(untilDue(options, lane.steps), lane);
  }
}

async function runOne(options: WorkerOptions, job: Job, signal: AbortSignal): Promise<void> {
  const { db, now } = options;
  // The last holder died without an answer, again and again: without a stop this would go on for ever.
  if (job.attempts > POISON_ATTEMPTS && job.problemCode === null) {
    const problem: Problem = {
      code: 'STEP_CRASHED',
      message: `Step ${job.step} ended its process each time.`,
    };
    // A delivery or an alarm is never given up for that: it waits and is tried again.
    const goesOn = job.step === 'deliver' || job.step === 'alarm';
    return settle(options, job, { kind: goesOn ? 'retry' : 'failed', problem });
  }
  const heartbeat = setInterval(() => {
    guarded(options, () => renewLease(db, job.id, now() + LEASE_MS));
  }, HEARTBEAT_MS);
  let result: StepResult<Commit>;
  try {
    result = await options.run[job.step](job, signal);
  } catch (error) {
    if (options.isBroken(error) || options.isFull(error)) throw error;
    result = { kind: 'retry', problem: problemOf(error, 'STEP_CRASHED') };
  } finally {
    clearInterval(heartbeat);
  }
  // Stopped in the middle of its work: the next start takes it up at once.
  if (signal.aborted && result.kind !== 'done') return handBackJob(db, job.id, now());
  settle(options, job, result);
}

function settle(options: WorkerOptions, job: Job, result: StepResult<Commit>): void {
  const { db, now } = options;
  if (result.kind === 'done') {
    db.transaction(tx => result.value(tx));
  } else if (result.kind === 'snoozed') {
    retryJob(db, { jobId: job.id, notBefore: now() + result.forMs, problem: null });
  } else {
    const wait = result.kind === 'retry' ? options.backOff(job) : null;
    options.onProblem('a step failed', {
      messageId: job.messageId,
      step: job.step,
      attempt: job.attempts,
      code: result.problem.code,
      reason: result.problem.message,
      isGivenUp: wait === null,
    });
    if (wait === null) {
      db.transaction(tx => {
        buryJob(tx, { jobId: job.id, problem: result.problem, now: now() });
        options.giveUp(job, result.problem)?.(tx);
      });
    } else {
      const afterMs = result.kind === 'retry' ? Math.max(wait, result.afterMs ?? 0) : wait;
      retryJob(db, { jobId: job.id, notBefore: now() + afterMs, problem: result.problem });
    }
  }
  options.onChange(job);
}

function guarded(options: WorkerOptions, action: () => void): void {
  try {
    action();
  } catch (error) {
    if (options.isBroken(error)) options.onBroken(error);
    else options.onProblem('the queue could not be kept up', { reason: String(error) });
  }
}

/** Until this lane's next job is due, at most a minute: a job that another lane holds back is no reason to wake. */
function untilDue(options: WorkerOptions, steps: readonly Step[]): Milliseconds {
  const due = nextDue(options.db, steps);
  return due === null ? 60_000 : Math.min(60_000, Math.max(20, due - options.now()));
}

function sleep(forMs: Milliseconds, lane: Lane): Promise<void> {
  if (lane.stopping.signal.aborted) return Promise.resolve();
  return new Promise(resolve => {
    const sleeper: Sleeper = {
      steps: lane.steps,
      wake() {
        clearTimeout(timer);
        lane.sleepers.delete(sleeper);
        resolve();
      },
    };
    const timer = setTimeout(sleeper.wake, forMs);
    lane.sleepers.add(sleeper);
  });
}
