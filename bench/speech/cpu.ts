/** Processor time of this process, of its children that have ended, and of one that still runs. */
import { readFileSync } from 'node:fs';

/** Seconds since each began; `pid` null: no child is running. Linux only. */
export function cpuSeconds(pid: number | null): number {
  const own = statOf('self');
  // Fields 14 to 17 of proc(5) stat: own user and system time, then that of children that have ended.
  const ticks = [own[11], own[12], own[13], own[14]].reduce((sum: number, each) => sum + Number(each), 0);
  const child = pid === null ? [] : statOf(String(pid));
  return (ticks + Number(child[11] ?? 0) + Number(child[12] ?? 0)) / ticksPerSecond;
}

/** Fixed for programs on every Linux that Node runs on. */
const ticksPerSecond = 100;

/** From field 3 on; the name in field 2 may hold blanks. */
function statOf(pid: string): string[] {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}
