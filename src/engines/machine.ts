import { availableParallelism, totalmem } from 'node:os';
import process from 'node:process';
import type { Machine } from './model-plan.ts';

/** What this machine, or the container around this process, has. */
export function machineFacts(): Machine {
  // 0: not known; a number beyond the machine: no limit.
  const limit = process.constrainedMemory();
  const bytes = limit > 0 ? Math.min(limit, totalmem()) : totalmem();
  return { cores: availableParallelism(), memoryMb: Math.round(bytes / 1e6) };
}
