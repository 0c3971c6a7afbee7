/** The thread in which our own gate works; started by `gate.ts` and never imported. One recording, then it ends. */
import { setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { type GateJob, runGateJob } from './gate-job.ts';

/** As the engines: calls come first. On Linux it is this thread's own. */
const niceness = 10;

try {
  setPriority(0, niceness);
} catch {
  // Not allowed here: it then competes with the rest, which only costs time.
}
parentPort?.postMessage(await runGateJob(workerData as GateJob));
