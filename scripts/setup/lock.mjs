/** Only one set-up works in a folder at a time; a second one waits, a dead one's lock is removed. */
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SetupError } from './report.mjs';

/** A first run on a slow line takes minutes; longer than this the other one hangs. */
const WAIT_MS = 20 * 60_000;

/**
 * Takes the lock, waiting for another set-up. Returns the function that gives it back.
 * @param {string} file
 * @param {(pid: number) => void} onWait called once when there is someone to wait for
 * @returns {Promise<() => void>}
 */
export async function takeLock(file, onWait) {
  mkdirSync(dirname(file), { recursive: true });
  const mine = JSON.stringify({ pid: process.pid, startedAt: startOf(process.pid) });
  const until = Date.now() + WAIT_MS;
  let hasWaited = false;
  while (Date.now() < until) {
    if (create(file, mine)) {
      return () => {
        if (readText(file) === mine) rmSync(file, { force: true });
      };
    }
    const holder = readText(file);
    if (holder === null) continue;
    if (isStale(holder)) {
      removeStale(file, holder);
      continue;
    }
    if (!hasWaited) onWait(JSON.parse(holder).pid);
    hasWaited = true;
    await sleep(300);
  }
  throw new SetupError(`Another set-up has been at work for too long. End it, or remove ${file}.`);
}

/**
 * Whether the process that wrote the lock is gone. A pid alone is not proof, as it is used again.
 * @param {string} holder content of the lock
 */
export function isStale(holder) {
  try {
    const { pid, startedAt } = JSON.parse(holder);
    return startOf(pid) !== startedAt;
  } catch {
    return true;
  }
}

/**
 * Creates the lock with its content in one move (a link), so that nobody ever reads an empty lock.
 * @param {string} file
 * @param {string} content
 * @returns {boolean} false: somebody holds it
 */
function create(file, content) {
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, content);
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/**
 * When a process started, in the kernel's ticks since boot; null: no such process.
 * Field 22 of /proc/PID/stat; the name in field 2 may hold blanks and brackets, so count from its end.
 * @param {number} pid
 */
function startOf(pid) {
  const stat = readText(`/proc/${pid}/stat`);
  return stat === null ? null : (stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null);
}

/**
 * Two set-ups may find the same stale lock: the rename lets only one of them remove it, and what was
 * moved is put back when it turns out to be a fresh lock of the other.
 * @param {string} file
 * @param {string} holder
 */
function removeStale(file, holder) {
  const moved = `${file}.stale-${process.pid}`;
  try {
    renameSync(file, moved);
  } catch {
    return;
  }
  if (readText(moved) === holder) rmSync(moved, { force: true });
  else renameSync(moved, file);
}

/** @param {string} file */
function readText(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
