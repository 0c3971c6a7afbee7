/**
 * Watches an engine at work: its deadline, its memory, and that it makes way for voice. It is lowered
 * while somebody telephones and stands still while many do; that time does not count.
 */
import { readFileSync } from 'node:fs';
import type { Problem } from '../domain/problem.ts';
import { runOnlyWhenIdle } from './nice.ts';

/** `many`: so many people telephone that a busy processor could be heard. */
export type VoiceLoad = 'none' | 'some' | 'many';

export interface Limits {
  /** Time at work, from the job's turn. */
  timeoutMs: number;
  /** Most memory of the process; undefined: not limited. */
  maxBytes?: number | undefined;
}

export interface Watched {
  pid: number;
  /** False: it could not be told to die with us, so it is never made to stand still. */
  mayStandStill: boolean;
}

/** @param onOver told once, with the reason to kill it */
export function watch(
  engine: Watched,
  job: Limits & { voiceLoad: () => VoiceLoad; onOver: (problem: Problem) => void },
): { stop(): void } {
  let leftMs = job.timeoutMs;
  let stoodStillMs = 0;
  let isStandingStill = false;
  let isLowered = false;
  let before = performance.now();
  let timer: NodeJS.Timeout;

  const setStandingStill = (wanted: boolean): void => {
    if (wanted === isStandingStill) return;
    isStandingStill = wanted;
    signal(engine.pid, wanted ? 'SIGSTOP' : 'SIGCONT');
  };
  const look = (): void => {
    const now = performance.now();
    if (isStandingStill) stoodStillMs += now - before;
    else leftMs -= now - before;
    before = now;
    const over = overOf({ ...job, leftMs, bytes: job.maxBytes === undefined ? 0 : memoryOf(engine.pid) });
    if (over) {
      job.onOver(over);
      return;
    }
    const load = job.voiceLoad();
    if (load !== 'none' && !isLowered) {
      isLowered = true;
      runOnlyWhenIdle(engine.pid);
    }
    setStandingStill(load === 'many' && engine.mayStandStill && stoodStillMs < longestStandstillMs);
    next();
  };
  const next = (): void => {
    timer = setTimeout(look, isStandingStill ? lookMs : Math.min(lookMs, leftMs));
  };
  // Not at once: the first look comes when there is something to see, and short jobs are over by then.
  next();
  return {
    stop() {
      clearTimeout(timer);
      setStandingStill(false);
    },
  };
}

/** Resident bytes of a process; 0 when it is gone, or on a system without /proc. */
export function memoryOf(pid: number): number {
  try {
    return 1024 * Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

const lookMs = 250;
/** A note that comes late is better than none while a house is called all day (voice-first.ts). */
const longestStandstillMs = 5 * 60_000;

function signal(pid: number, name: 'SIGSTOP' | 'SIGCONT'): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has just ended.
  }
}

function overOf(job: Limits & { leftMs: number; bytes: number }): Problem | null {
  if (job.leftMs <= 0) {
    return { code: 'ENGINE_TIMEOUT', message: `not ready within ${Math.round(job.timeoutMs / 1000)} s` };
  }
  if (job.maxBytes !== undefined && job.bytes > job.maxBytes) {
    return {
      code: 'ENGINE_MEMORY',
      message: `took more than ${Math.round(job.maxBytes / 1e6)} MB of memory`,
    };
  }
  return null;
}
