/** What the bench is asked to do, and whether this machine can. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

export interface BenchOptions {
  concurrent: number;
  seconds: number;
  calls: number | null;
  measured: number;
  only: 'ours' | 'peer' | null;
}

export const help = `node bench/calls.ts [options]
  --concurrent N   calls at once (200)
  --seconds N      how long all of them are up (60)
  --calls N        so many calls in all instead, for a look at memory (2000, say)
  --measured N     callers beside them who measure where the recording begins (40)
  --only ours|peer one side only`;

/** Throws Error for what cannot be. */
export function readOptions(args: readonly string[]): BenchOptions | null {
  const { values } = parseArgs({
    args: [...args],
    options: {
      concurrent: { type: 'string', default: '200' },
      seconds: { type: 'string', default: '60' },
      calls: { type: 'string' },
      measured: { type: 'string', default: '40' },
      only: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return null;
  const { only = null } = values;
  if (only !== null && only !== 'ours' && only !== 'peer') throw new Error('--only is ours or peer');
  const concurrent = whole('--concurrent', values.concurrent, 1);
  return {
    concurrent,
    seconds: whole('--seconds', values.seconds, 1),
    calls: values.calls === undefined ? null : whole('--calls', values.calls, concurrent),
    measured: whole('--measured', values.measured, 0),
    only,
  };
}

function whole(name: string, text: string, least: number): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < least || value > 100_000)
    throw new Error(`${name} is a whole number from ${least} on`);
  return value;
}

/** Sockets of one call: RTP and RTCP at Asterisk, four at sipp; and what a process has besides. */
const FILES_PER_CALL = 6;
const FILES_BESIDES = 500;

/** Raises the limit of open files for us and all that we start. Throws Error, saying what to do, when it cannot. */
export function makeRoomForFiles(concurrent: number): void {
  const needed = concurrent * FILES_PER_CALL + FILES_BESIDES;
  if (openFilesLimit() >= needed) return;
  spawnSync('prlimit', ['--pid', String(process.pid), `--nofile=${needed}:`]);
  if (openFilesLimit() < needed) {
    throw new Error(
      `${concurrent} calls need ${needed} open files, and the limit is ${openFilesLimit()}: raise it (ulimit -n ${needed}) and try again.`,
    );
  }
}

function openFilesLimit(): number {
  const soft = /^Max open files\s+(\S+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1];
  return soft === 'unlimited' ? Number.POSITIVE_INFINITY : Number(soft ?? 0);
}
