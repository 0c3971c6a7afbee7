/**
 * An Asterisk whose starter was killed runs on, with the ports we need. It is ended at the next start,
 * the usual way, so that its recordings are whole; one that still has its starter is left alone.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const END_LIMIT_MS = 10_000;

const noteOf = (stateDir: string) => join(stateDir, 'asterisk.pid');

/** To be called by the starter, right after the start. */
export function rememberChild(stateDir: string, pid: number): void {
  writeFileSync(noteOf(stateDir), `${pid} ${process.pid}\n`);
}

export async function endOrphan(stateDir: string): Promise<void> {
  const [pid = 0, starter = 0] = read(noteOf(stateDir)).split(/\s+/).map(Number);
  const isOrphan = () => isOurs(pid, stateDir) && parentOf(pid) !== starter;
  if (!(pid > 1) || !isOrphan()) return;
  signal(pid, 'SIGTERM');
  const deadline = Date.now() + END_LIMIT_MS;
  while (isOrphan() && Date.now() < deadline) await new Promise(done => setTimeout(done, 100));
  if (isOrphan()) signal(pid, 'SIGKILL');
}

/** Numbers of processes are used again: only one that runs with our configuration is meant. */
function isOurs(pid: number, stateDir: string): boolean {
  return read(`/proc/${pid}/cmdline`)
    .split('\0')
    .includes(join(stateDir, 'etc', 'asterisk.conf'));
}

/** The fourth field of `stat`; the second one, in brackets, may hold anything. */
function parentOf(pid: number): number {
  const afterName = read(`/proc/${pid}/stat`).split(') ').at(-1) ?? '';
  return Number(afterName.split(' ')[1]);
}

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
