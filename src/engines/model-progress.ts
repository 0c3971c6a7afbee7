/** How fast a download runs, from what has come lately. Pure: the time comes in with each value. */

export interface Pace {
  bytesPerSecond: number;
  /** Null: the end is not known, or nothing has come. */
  secondsLeft: number | null;
}

/** So far back is looked: long enough to be calm, short enough to notice a slower line. */
const WINDOW_MS = 8_000;

/** Answers the pace after each value. `atMs`: any clock that only goes forward. */
export function makePace(): (at: { atMs: number; done: number; total: number | null }) => Pace {
  let seen: { atMs: number; done: number }[] = [];
  return ({ atMs, done, total }) => {
    // A server that begins anew (no ranges) sends fewer bytes than were there: the past counts no more.
    if ((seen.at(-1)?.done ?? 0) > done) seen = [];
    seen.push({ atMs, done });
    while (seen.length > 2 && atMs - (seen[0]?.atMs ?? 0) > WINDOW_MS) seen.shift();
    const first = seen[0] ?? { atMs, done };
    const ms = atMs - first.atMs;
    const bytesPerSecond = ms > 0 ? Math.round(((done - first.done) * 1000) / ms) : 0;
    const secondsLeft =
      total === null || bytesPerSecond === 0 ? null : Math.ceil(Math.max(0, total - done) / bytesPerSecond);
    return { bytesPerSecond, secondsLeft };
  };
}
