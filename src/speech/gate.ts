import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Span } from './energy-gate.ts';
import { type GateJob, runGateJob } from './gate-job.ts';

/** Our own gate at work. Never throws. */
export type AskGate = (job: GateJob) => Promise<Span[]>;

/**
 * Has the gate work in a thread of its own: it computes for a tenth of a second or more, and the thread
 * that talks to Asterisk must be free at any moment. Where no thread can be had, or it fails, the gate
 * works here and gives way after every few frames.
 * @param program of the thread; default: the one beside this file
 */
export async function askGate(
  job: GateJob,
  program = join(import.meta.dirname, 'gate-worker.ts'),
): Promise<Span[]> {
  try {
    return await inThread(program, job);
  } catch {
    return runGateJob(job);
  }
}

/** A minute of speech takes a quarter of a second; a machine that needs a hundred times as long has other worries. */
const longestMs = 30_000;

function inThread(program: string, job: GateJob): Promise<Span[]> {
  return new Promise((resolve, reject) => {
    // Our own code and no native one: what it may take of memory is all that is limited.
    const worker = new Worker(program, { workerData: job, resourceLimits: { maxOldGenerationSizeMb: 256 } });
    const timer = setTimeout(() => {
      void worker.terminate();
      reject(new Error('not ready in time'));
    }, longestMs);
    worker.once('message', (spans: Span[]) => resolve(spans));
    worker.once('error', reject);
    worker.once('exit', () => {
      clearTimeout(timer);
      reject(new Error('ended without an answer'));
    });
  });
}
