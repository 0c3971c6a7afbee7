/**
 * One timer for the voice of all calls: every 20 ms each of them gets its turn, counted from its own
 * start, so that nothing drifts; whoever was kept waiting gets all missed turns at once.
 */

export const TICK_MS = 20;

interface Ticker {
  dueAt: number;
  tick: (now: number) => void;
}

const tickers = new Set<Ticker>();
let timer: NodeJS.Timeout | null = null;
let worst = 0;

/** Calls `tick` now and then every 20 ms until the answered function is called. `tick` must not throw. */
export function startTicking(tick: (now: number) => void): () => void {
  const ticker = { dueAt: performance.now(), tick };
  tickers.add(ticker);
  wake();
  return () => {
    tickers.delete(ticker);
    if (tickers.size > 0 || !timer) return;
    clearTimeout(timer);
    timer = null;
  };
}

/** By how many ms a turn came too late at worst since this was last asked: the fault of this machine. */
export function worstDelayMs(): number {
  const answer = worst;
  worst = 0;
  return answer;
}

function wake(): void {
  if (timer) clearTimeout(timer);
  timer = null;
  let next = Number.POSITIVE_INFINITY;
  const now = performance.now();
  for (const ticker of tickers) {
    worst = Math.max(worst, now - ticker.dueAt);
    while (ticker.dueAt <= now && tickers.has(ticker)) {
      ticker.dueAt += TICK_MS;
      ticker.tick(now);
    }
    if (tickers.has(ticker)) next = Math.min(next, ticker.dueAt);
  }
  if (timer) clearTimeout(timer);
  timer = tickers.size === 0 ? null : setTimeout(wake, Math.max(1, Math.ceil(next - performance.now())));
}
