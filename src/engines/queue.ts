/** Runs jobs one after the other, in the order they came. A failing job does not hold up the next. */
export type Queue = <T>(job: () => Promise<T>) => Promise<T>;

/**
 * One queue for all engines of a box: two that compute at once take two to three times as long
 * (research/engines.md §2), and their memory adds up.
 */
export function makeQueue(): Queue {
  let last: Promise<unknown> = Promise.resolve();
  return job => {
    const mine = last.then(job, job);
    last = mine.catch(() => {});
    return mine;
  };
}
