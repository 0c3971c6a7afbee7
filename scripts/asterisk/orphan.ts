/**
 * An Asterisk whose starter was killed runs on, with the ports we need. It is ended at the next start,
 * the usual way, so that its recordings are whole; one that still has its starter is left alone.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const END_LIMIT_MS = 10_000;
/** The system ends it, in its own time: a busy disk may keep it for a moment. */
const KILL_LIMIT_MS = 5000;

const noteOf = (stateDir: string) => join(stateDir, 'asterisk.pid');

/** To be called by the starter, right after the start. */
export function rememberChild(stateDir: string, pid: number): void {
  writeFileSync(noteOf(stateDir), `${pid} ${process.pid}\n`);
}

/** Returns when it has let go of its ports and files; SIGKILL comes `endLimitMs` after SIGTERM. */
export async function endOrphan(stateDir: string, endLimitMs = END_LIMIT_MS): Promise<void> {
  const [pid = 0, starter = 0] = read(noteOf(stateDir)).split(/\s+/).map(Number);
  if (!(pid > 1) || !isOurs(pid, stateDir) || parentOf(pid) === starter) return;
  // Its number may be used again as soon as it is gone: from here on this one process is meant.
  const bornAt = fieldOf(pid, BORN_AT);
  const isThere = () => fieldOf(pid, BORN_AT) === bornAt && !isDead(pid);
  signal(pid, 'SIGTERM');
  if (await comesTrue(() => !isThere(), endLimitMs)) return;
  signal(pid, 'SIGKILL');
  await comesTrue(() => !isThere(), KILL_LIMIT_MS);
}

async function comesTrue(isTrue: () => boolean, withinMs: number): Promise<boolean> {
  const deadline = Date.now() + withinMs;
  while (!isTrue()) {
    if (Date.now() >= deadline) return false;
    await new Promise(done => setTimeout(done, 50));
  }
  return true;
}

/** Numbers of processes are used again: only one that runs with our configuration is meant. */
function isOurs(pid: number, stateDir: string): boolean {
  return read(`/proc/${pid}/cmdline`)
    .split('\0')
    .includes(join(stateDir, 'etc', 'asterisk.conf'));
}

/**
 * Dead is more than ended: the command line of a process is gone with the memory of its first thread, while
 * the others (Asterisk has some 70) still hold the sockets. The first thread is a zombie until they are gone,
 * and stays one where nobody collects it.
 */
function isDead(pid: number): boolean {
  const state = fieldOf(pid, STATE);
  if (state === '') return true;
  return /^[ZX]$/.test(state) && threadsOf(pid) <= 1;
}

function threadsOf(pid: number): number {
  try {
    return readdirSync(`/proc/${pid}/task`).length;
  } catch {
    return 0;
  }
}

/** proc_pid_stat(5), counted from the third field on: the second one, in brackets, may hold anything. */
const [STATE, PARENT, BORN_AT] = [0, 1, 19];
function fieldOf(pid: number, field: number): string {
  const afterName = read(`/proc/${pid}/stat`).split(') ').at(-1) ?? '';
  return afterName.split(' ')[field] ?? '';
}

const parentOf = (pid: number): number => Number(fieldOf(pid, PARENT));

function signal(pid: number, name: 'SIGTERM' | 'SIGKILL'): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has just ended.
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
