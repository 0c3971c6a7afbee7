import { readdirSync } from 'node:fs';
import { setPriority } from 'node:os';

/** Calls come first: engines get what is left of the processor. */
const niceness = 10;

/**
 * Lowers the priority of a process. On Linux it belongs to each thread: those that run already are
 * named one by one, later ones inherit it. A process that has just ended is no error.
 */
export function lowerPriority(pid: number): void {
  try {
    for (const thread of readdirSync(`/proc/${pid}/task`)) setPriority(Number(thread), niceness);
  } catch {
    // Ended already, or a system without /proc: the engine then competes with the rest, which only costs time.
  }
}
