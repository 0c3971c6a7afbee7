/** Voice has priority: what computes waits while so many people telephone that it could be heard. */
import { availableParallelism } from 'node:os';

/**
 * Calls at once from which on a recogniser waits. A call takes 0.4 % of a core (asterisk.md §7), so that the
 * voice of this many needs 3 % of the machine; what they need is to be served at once, beside a recogniser
 * that takes every core it gets.
 */
const MANY_CALLS = 8 * availableParallelism();
const LOOK_MS = 500;
/** A note that comes late is better than none while a house is called all day. */
const LONGEST_WAIT_MS = 5 * 60_000;

/** How much so many calls at once need the machine: an engine that runs is lowered for some, stopped for many. */
export function voiceLoad(callsNow: number, manyCalls = MANY_CALLS): 'none' | 'some' | 'many' {
  if (callsNow >= manyCalls) return 'many';
  return callsNow > 0 ? 'some' : 'none';
}

/** Resolves when there is room to compute, after five minutes at the latest, or when `signal` is aborted. */
export async function waitForRoom(
  callsNow: () => number,
  options: { signal?: AbortSignal | undefined; manyCalls?: number; longestMs?: number } = {},
): Promise<void> {
  const { signal, manyCalls = MANY_CALLS, longestMs = LONGEST_WAIT_MS } = options;
  const deadline = performance.now() + longestMs;
  while (callsNow() >= manyCalls && performance.now() < deadline && !signal?.aborted) {
    await new Promise(done => setTimeout(done, LOOK_MS));
  }
}
