/** When a source is looked at next, by the clock of the house. Pure. */
import type { SourceSchedule } from '../../domain/contact-source.ts';
import type { Instant, Milliseconds } from '../../domain/ids.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Where `every` is `change`: network shares tell of no changes by themselves. */
const WATCH_EVERY_MS = 60_000;

/** The first time after `after` that the schedule says; null: only by hand. */
export function nextRun(schedule: SourceSchedule, timeZone: string, after: Instant): Instant | null {
  if (schedule.every === 'hand') return null;
  if (schedule.every === 'change') return after + WATCH_EVERY_MS;
  const read = readerOf(timeZone);
  // Hour by hour: days with 23 or 25 hours need no thought. The hour that a spring night leaves out comes one later.
  const first = after - (after % HOUR_MS) + HOUR_MS;
  const latest = first + 33 * DAY_MS;
  for (let at = first; at < latest; at += HOUR_MS) {
    const local = read(at);
    if (!isDay(schedule, local)) continue;
    if (local.hour === schedule.hour && !isRepeated(read, at, local)) return at;
    if (local.hour === schedule.hour + 1 && read(at - HOUR_MS).hour === schedule.hour - 1) return at;
  }
  return null;
}

/** How long after a failure a try may follow: a quarter of an hour, an hour, three; then the schedule counts. */
export function retryAfter(failures: number): Milliseconds | null {
  return [HOUR_MS / 4, HOUR_MS, 3 * HOUR_MS][failures - 1] ?? null;
}

/** From when on a source that has not been read counts as overdue: its round and a day. null: never. */
export function overdueAfter(schedule: SourceSchedule): Milliseconds | null {
  switch (schedule.every) {
    case 'change':
    case 'day':
      return 2 * DAY_MS;
    case 'week':
      return 8 * DAY_MS;
    case 'month':
      return 33 * DAY_MS;
    case 'hand':
      return null;
  }
}

interface LocalHour {
  day: number;
  /** Monday is 1. */
  weekday: number;
  hour: number;
}

function isDay({ every, weekday, monthDay }: SourceSchedule, local: LocalHour): boolean {
  if (every === 'week') return local.weekday === weekday;
  return every === 'month' ? local.day === monthDay : true;
}

/** In an autumn night an hour comes twice: the first one counts. */
const isRepeated = (read: (at: Instant) => LocalHour, at: Instant, local: LocalHour): boolean =>
  read(at - HOUR_MS).hour === local.hour;

const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** For zones with half hours the full hour of the world's clock is a half one here: its beginning counts. */
function readerOf(timeZone: string): (at: Instant) => LocalHour {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    weekday: 'short',
    day: 'numeric',
    hour: 'numeric',
    hourCycle: 'h23',
  });
  return at => {
    const parts = new Map(format.formatToParts(at).map(part => [part.type, part.value]));
    return {
      day: Number(parts.get('day')),
      weekday: weekdays.indexOf(parts.get('weekday') ?? '') + 1,
      hour: Number(parts.get('hour')),
    };
  };
}
