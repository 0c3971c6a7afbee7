/** What a process costs, from /proc. */
import { readdirSync, readFileSync } from 'node:fs';

/** utime and stime count in these (USER_HZ): 100 a second on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;

/** Seconds of processor time of a process and all below it, and the part of those below (ended ones included). */
export function processorSeconds(pid: number): { all: number; children: number } {
  const own = seconds(pid, [11, 12]);
  const children =
    seconds(pid, [13, 14]) +
    descendants(pid).reduce((sum, child) => sum + seconds(child, [11, 12, 13, 14]), 0);
  return { all: own + children, children };
}

/** Resident memory in MB; 0 when the process is gone. */
export function memoryMb(pid: number): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

/** How much of all processors anybody used since boot, in seconds: what else went on here. */
export function busySeconds(): number {
  const [line = ''] = readFileSync('/proc/stat', 'utf8').split('\n', 1);
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0] = line.split(/\s+/).slice(1).map(Number);
  return (user + nice + system + irq + softirq) / TICKS_PER_SECOND;
}

/** utime, stime, and the same of children that have ended stand at 11 to 14 behind the state. */
function seconds(pid: number, places: readonly number[]): number {
  const fields = statOf(pid);
  return fields ? places.reduce((sum, at) => sum + Number(fields[at]), 0) / TICKS_PER_SECOND : 0;
}

function descendants(pid: number): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    const parent = /^\d+$/.test(name) ? statOf(Number(name))?.[1] : undefined;
    if (parent !== undefined) parents.set(Number(name), Number(parent));
  }
  const below: number[] = [];
  const waiting = [pid];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const [child, parent] of parents) {
      if (parent !== next) continue;
      below.push(child);
      waiting.push(child);
    }
  }
  return below;
}

/** Fields of /proc/<pid>/stat from the state (field 3) on: the name before it may hold blanks. */
function statOf(pid: number): string[] | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return null;
  }
}
