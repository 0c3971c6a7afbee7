/**
 * Has a list read in a process of its own: it computes for seconds or minutes, reads what strangers wrote,
 * gets the processor last while somebody telephones, and stands still while many do. Calls never notice it,
 * whatever the file does to it.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { SetFound, SetJob } from './contact-set-job.ts';
import { lowerPriority, tiedToUs } from './engines/nice.ts';
import { type VoiceLoad, watch } from './engines/watch.ts';

/** Of the process: resident bytes when it began with the list and at most, and the processor's time. */
export interface ReadingCost {
  atStartBytes: number;
  peakBytes: number;
  cpuMs: number;
}

export type Reading =
  | { kind: 'found'; found: SetFound; cost: ReadingCost }
  /** German. */
  | { kind: 'refused'; message: string }
  /** The process failed, which may pass; `reason` is English, for the log. */
  | { kind: 'failed'; message: string; reason: string };

export type ReadInChild = (
  job: SetJob,
  options: {
    onRows: (rowsRead: number) => void;
    voiceLoad: () => VoiceLoad;
    signal?: AbortSignal | undefined;
  },
) => Promise<Reading>;

export const readInChild: ReadInChild = (job, { onRows, voiceLoad, signal }) =>
  new Promise(resolve => {
    const program = join(import.meta.dirname, 'contact-import-child.ts');
    const { command, args, isTied } = tiedToUs(process.execPath, [
      `--max-old-space-size=${MOST_HEAP_MB}`,
      // Rows are young garbage: left to itself, V8 lets 200 MB of it pile up before it looks. (--optimize-for-size
      // would halve what is left, for a third more time.)
      '--max-semi-space-size=2',
      program,
    ]);
    const child = spawn(command, args, {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { LANG: 'C.UTF-8', PATH: programPath },
    });
    let outcome: Reading | null = null;
    let lastWords = '';
    let ended: string | null = null;
    const end = (why: string): void => {
      ended ??= why;
      child.kill('SIGKILL');
    };
    const { pid } = child;
    if (pid !== undefined) lowerPriority(pid);
    const watched =
      pid === undefined
        ? null
        : watch(
            { pid, mayStandStill: isTied },
            { ...limits, voiceLoad, onOver: problem => end(problem.message) },
          );
    const onAbort = (): void => end('aborted');
    signal?.addEventListener('abort', onAbort, { once: true });
    createInterface({ input: child.stdout }).on('line', line => {
      const said = readLine(line);
      if (said === null) return;
      if (said.rowsRead !== undefined) onRows(said.rowsRead);
      if (said.found && said.cost) outcome = { kind: 'found', found: said.found, cost: said.cost };
      if (said.refused !== undefined) outcome = { kind: 'refused', message: said.refused };
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      lastWords = (lastWords + text).slice(-2000);
    });
    // A child that is gone before it has read its job says so by its exit code.
    child.stdin.on('error', () => {});
    child.stdin.end(JSON.stringify(job));
    const settle = (result: Reading): void => {
      watched?.stop();
      signal?.removeEventListener('abort', onAbort);
      resolve(result);
    };
    child.once('error', error => settle(failed(error.message)));
    child.once('close', (code, killedBy) => {
      if (outcome && code === 0 && ended === null) return settle(outcome);
      settle(failed(ended ?? `ended with ${killedBy ?? `exit code ${code}`}: ${errorLine(lastWords)}`));
    });
  });

interface Said {
  rowsRead?: number;
  found?: SetFound;
  cost?: ReadingCost;
  refused?: string;
}

/** null: half a line, as a child leaves it that is killed while it writes. */
export function readLine(line: string): Said | null {
  try {
    return JSON.parse(line) as Said;
  } catch {
    return null;
  }
}

/** A list of 1,000,000 rows with its dictionaries needs some 600 MB; half of them are for texts of a sheet. */
const MOST_HEAP_MB = 1024;
const limits = { maxBytes: 1536 * 1024 * 1024, timeoutMs: 30 * 60_000 };
const programPath = '/usr/local/bin:/usr/bin:/bin';

/** Never more than the error itself: what else is printed may hold cells of the list. */
const errorLine = (text: string): string =>
  /^\s*(?:\w*Error|FATAL ERROR)\b[^\n]{0,200}/m.exec(text)?.[0].trim().slice(0, 200) ?? 'no error was named';

const failed = (reason: string): Reading => ({
  kind: 'failed',
  message:
    'Die Liste konnte nicht gelesen werden: Speicher, Platz oder Zeit haben nicht gereicht, oder sie ist auf eine Art beschädigt, die wir nicht kennen. Bitte versuchen Sie es noch einmal.',
  reason,
});
