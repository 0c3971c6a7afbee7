/**
 * The child process that turns a list into a contact set; started by `contact-reading.ts` and never imported.
 * The job comes as JSON on standard input; lines of JSON go out on standard output: the rows read so far, and
 * at the end what was found or why the file is no list.
 */
import { readFileSync } from 'node:fs';
import { makeContactSet, type SetJob } from './contact-set-job.ts';
import { problemOf } from './domain/problem.ts';

const atStartBytes = process.memoryUsage().rss;
const job = JSON.parse(readFileSync(0, 'utf8')) as SetJob;
try {
  const found = await makeContactSet(job, rowsRead => console.log(JSON.stringify({ rowsRead })));
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  const peakBytes = maxRSS * 1024;
  const cpuMs = Math.round((userCPUTime + systemCPUTime) / 1000);
  console.log(JSON.stringify({ found, cost: { atStartBytes, peakBytes, cpuMs } }));
} catch (error) {
  const problem = problemOf(error, 'STEP_CRASHED');
  // What is not foreseen is a fault of ours: the parent sees the exit code and the last words.
  if (problem.code !== 'INPUT_INVALID') throw error;
  console.log(JSON.stringify({ refused: problem.message }));
}
