/**
 * How often a password may be guessed for one account: ten tries at once, then one more every six
 * minutes, which is at most 20 in any hour. Never a lock: waiting always helps, and so does a one-time
 * link. A name nobody has is counted the same way, so that the answer does not tell who exists.
 */
import type { Instant, Milliseconds } from '../domain/ids.ts';

const FREE_TRIES = 10;
const REFILL_MS = 6 * 60_000;
/** Names kept in memory; the longest untouched goes first, the limit per address keeps floods slow. */
const MOST_NAMES = 10_000;

export interface LoginThrottle {
  /** Takes one try. 0: go ahead; else how long to wait. */
  take(userName: string, now: Instant): Milliseconds;
  /** The password was right: forget the tries. */
  forget(userName: string): void;
}

export function makeLoginThrottle(): LoginThrottle {
  /** When all tries of this name are free again. */
  const freeAt = new Map<string, Instant>();
  const keyOf = (userName: string) => userName.normalize('NFKC').trim().toLowerCase();
  return {
    take(userName, now) {
      const key = keyOf(userName);
      const until = Math.max(freeAt.get(key) ?? now, now) + REFILL_MS;
      const waitMs = until - now - FREE_TRIES * REFILL_MS;
      if (waitMs > 0) return waitMs;
      // Deleted first: a Map keeps the order of insertion, so the first key is the longest untouched.
      freeAt.delete(key);
      freeAt.set(key, until);
      const oldest = freeAt.keys().next();
      if (freeAt.size > MOST_NAMES && !oldest.done) freeAt.delete(oldest.value);
      return 0;
    },
    forget: userName => void freeAt.delete(keyOf(userName)),
  };
}
