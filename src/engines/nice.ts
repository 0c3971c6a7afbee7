import { execFile, spawnSync } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { setPriority } from 'node:os';

/** While nobody telephones: engines leave most of the processor to whoever else wants it, but not all. */
const niceness = 10;
/** If memory runs out, the kernel shall take the engine, never the controller. */
const firstToGo = '500';

/**
 * Lowers the priority of a process. On Linux it belongs to each thread: those that run already are
 * named one by one, later ones inherit it. A process that has just ended is no error.
 */
export function lowerPriority(pid: number): void {
  try {
    for (const thread of readdirSync(`/proc/${pid}/task`)) setPriority(Number(thread), niceness);
    writeFileSync(`/proc/${pid}/oom_score_adj`, firstToGo);
  } catch {
    // Ended already, or a system without /proc: the engine then competes with the rest, which only costs time.
  }
}

/**
 * From now on the process runs only while nobody else wants the processor. For good: to take it back
 * needs rights that we do not have. Measured on two cores, both taken by such a process: who wakes every
 * 20 ms, as voice does, comes up to 201 ms late beside niceness 10, 14 ms beside niceness 19, and 0.2 ms
 * beside the idle class.
 */
export function runOnlyWhenIdle(pid: number): void {
  // chrt is part of util-linux, which every Debian has. Without it niceness has to do.
  execFile('chrt', ['--idle', '--all-tasks', '--pid', '0', String(pid)], () => {});
}

/**
 * A command that dies with us, whatever ends us: an engine that we stopped could never notice it by
 * itself. Where setpriv (util-linux) is missing the command comes back as it is, and `isTied` is false.
 */
export function tiedToUs(
  command: string,
  args: string[],
): { command: string; args: string[]; isTied: boolean } {
  canTie ??= spawnSync('setpriv', [...tie, 'true'], { stdio: 'ignore' }).status === 0;
  return canTie
    ? { command: 'setpriv', args: [...tie, command, ...args], isTied: true }
    : { command, args, isTied: false };
}

const tie = ['--pdeathsig', 'KILL', '--'];
let canTie: boolean | undefined;
