/**
 * Which greeting is heard at a moment. Pure: no clock, no I/O. One-off dates win over public holidays and
 * closing days, these over weekday windows, these over the Standardansage. A day off lasts from 0 to 24 o'clock
 * of the mailbox; windows that begin on it rest, to their very end; one that began the day before runs out,
 * unless a greeting for days off takes over.
 */
import type {
  DateRange,
  GreetingChoice,
  GreetingSchedule,
  TimedGreeting,
  WeekWindow,
} from '../domain/greeting.ts';
import type { Instant } from '../domain/ids.ts';
import { HausrufError } from '../domain/problem.ts';
import { addDays, dayOffAt, isRealDate } from './holidays.ts';
import { rangeWords, weekdayName, windowWords } from './schedule-words.ts';

/** A moment on the wall clock of a place. */
export interface LocalTime {
  /** YYYY-MM-DD */
  date: string;
  /** 1 is Monday. */
  weekday: number;
  /** Of the day by the wall clock, 0–1439. */
  minute: number;
}

/**
 * What a caller of this moment hears and why. `at` is ms UTC. Where a schedule that was never checked lets two
 * greetings claim the moment, a window of this day goes before one of the night, then the first listed plays.
 */
export function greetingAt(options: {
  schedule: GreetingSchedule;
  timeZone: string;
  at: Instant;
}): GreetingChoice {
  const { timed, calendar, standard } = options.schedule;
  const local = localTime(options.at, options.timeZone);
  for (const greeting of timed) {
    const range = greeting.dates.find(each => isInRange(each, local));
    if (range) return chosen(greeting, { kind: 'date', range });
  }
  const dayOff = dayOffAt(calendar, local.date);
  const forDaysOff = dayOff && timed.find(each => each.onHolidays);
  if (dayOff && forDaysOff) return chosen(forDaysOff, dayOff);

  const day = dayOff ? null : findWindow(timed, local, 'today');
  if (day) return day;
  const night = findWindow(timed, local, 'yesterday');
  const dayOffBefore = night && dayOffAt(calendar, addDays(local.date, -1));
  if (night && !dayOffBefore) return night;
  const resting = dayOff
    ? ({ ...dayOff, day: 'today' } as const)
    : dayOffBefore && ({ ...dayOffBefore, day: 'yesterday' } as const);
  return { greetingId: null, source: standard, because: { kind: 'standard', resting } };
}

/** Why this greeting plays, in German; no full stop at the end. */
export function explainChoice({ because }: GreetingChoice): string {
  switch (because.kind) {
    case 'date':
      return `Einmaliger Zeitraum ${rangeWords(because.range)}`;
    case 'holiday':
      return `Feiertag: ${because.name}`;
    case 'closing-day':
      return `Schließtag: ${because.name}`;
    case 'window': {
      const night =
        isPastMidnight(because.window) && because.window.to !== '00:00'
          ? `, begonnen am ${weekdayName(because.weekday)} um ${because.window.from} Uhr`
          : '';
      return `Zeitfenster ${windowWords(because.window)}${night}`;
    }
    case 'standard': {
      const { resting } = because;
      if (resting === null) return 'Standardansage, weil zu dieser Zeit kein Zeitfenster gilt';
      const kind = resting.kind === 'holiday' ? 'Feiertag' : 'Schließtag';
      return resting.day === 'today'
        ? `Standardansage, weil ${kind} (${resting.name}) ist und keine Ansage für Feiertage eingetragen ist`
        : `Standardansage, weil das Zeitfenster am Vortag begonnen hätte und dieser ein ${kind} (${resting.name}) war`;
    }
  }
}

/**
 * The wall clock of a zone at a moment (ms UTC). A zone that this machine does not know counts as
 * Europe/Berlin: it was checked when it was saved, and a call must be greeted all the same.
 */
export function localTime(at: Instant, timeZone: string): LocalTime {
  const text = formatterOf(timeZone).format(at);
  const date = text.slice(0, 10);
  return {
    date,
    weekday: new Date(`${date}T00:00:00Z`).getUTCDay() || 7,
    minute: Number(text.slice(11, 13)) * 60 + Number(text.slice(14, 16)),
  };
}

/**
 * The moment (ms UTC) at which the wall clock of a zone shows `local` (YYYY-MM-DDTHH:MM). In the hour that
 * summer time skips: the moment after the jump; in the hour that comes twice: the first.
 * Throws HausrufError INPUT_INVALID with a German message where there is no such date or time.
 */
export function instantOf(local: string, timeZone: string): Instant {
  const wall = Date.parse(`${local}:00Z`);
  if (!/^\d{4}-\d\d-\d\dT([01]\d|2[0-3]):[0-5]\d$/.test(local) || !isRealDate(local.slice(0, 10))) {
    throw new HausrufError('INPUT_INVALID', 'Dieses Datum oder diese Uhrzeit gibt es nicht.');
  }
  const year = Number(local.slice(0, 4));
  if (year < 2000 || year > 2100) {
    throw new HausrufError('INPUT_INVALID', 'Bitte wählen Sie ein Datum zwischen 2000 und 2100.');
  }
  // A clock is set forward or back at most once within a day: its offsets before and after are enough.
  const early = wall - offsetOf(wall - 86_400_000, timeZone);
  const late = wall - offsetOf(wall + 86_400_000, timeZone);
  const shown = [early, late].filter(at => wallOf(at, timeZone) === wall);
  return shown.length > 0 ? Math.min(...shown) : jumpBetween(late, early, timeZone);
}

const chosen = (
  { greetingId, source }: TimedGreeting,
  because: GreetingChoice['because'],
): GreetingChoice => ({ greetingId, source, because });

function isInRange({ from, to, fromTime, toTime }: DateRange, { date, minute }: LocalTime): boolean {
  if (date < from || date > to) return false;
  if (date === from && fromTime !== null && minute < minutesOf(fromTime)) return false;
  return date !== to || toTime === null || minute < minutesOf(toTime);
}

/** The first window that holds this minute and began on that day; null: none. */
function findWindow(
  timed: readonly TimedGreeting[],
  { weekday: today, minute }: LocalTime,
  began: 'today' | 'yesterday',
): GreetingChoice | null {
  const weekday = began === 'today' ? today : today === 1 ? 7 : today - 1;
  const holds = (window: WeekWindow): boolean => {
    if (!window.weekdays.includes(weekday)) return false;
    const isBeforeEnd = minute < minutesOf(window.to);
    if (began === 'yesterday') return isPastMidnight(window) && isBeforeEnd;
    return minute >= minutesOf(window.from) && (isPastMidnight(window) || isBeforeEnd);
  };
  for (const greeting of timed) {
    const window = greeting.windows.find(holds);
    if (window) return chosen(greeting, { kind: 'window', window, weekday });
  }
  return null;
}

/** Ends on the next day; texts of one form sort like the times that they name. */
export const isPastMidnight = ({ from, to }: WeekWindow): boolean => to <= from;

/** Minutes since midnight of HH:MM. */
export const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));

/** Building one takes about 100 times as long as using it. */
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterOf(timeZone: string): Intl.DateTimeFormat {
  let formatter = formatters.get(timeZone);
  if (!formatter) {
    formatter = newFormatter(timeZone);
    formatters.set(timeZone, formatter);
  }
  return formatter;
}

function newFormatter(timeZone: string): Intl.DateTimeFormat {
  const fields = {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  } as const;
  try {
    // Swedish writes "2026-12-24 15:00".
    return new Intl.DateTimeFormat('sv-SE', { ...fields, timeZone });
  } catch {
    return new Intl.DateTimeFormat('sv-SE', { ...fields, timeZone: 'Europe/Berlin' });
  }
}

/** The wall clock at a moment, in ms as if the place lay in UTC; whole minutes. */
function wallOf(at: Instant, timeZone: string): number {
  const { date, minute } = localTime(at, timeZone);
  return Date.parse(`${date}T00:00:00Z`) + minute * 60_000;
}

const offsetOf = (at: Instant, timeZone: string): number =>
  wallOf(at, timeZone) - Math.floor(at / 60_000) * 60_000;

/** The first minute that has another offset than `from`; `to` has it already. */
function jumpBetween(from: Instant, to: Instant, timeZone: string): Instant {
  const before = offsetOf(from, timeZone);
  let [low, high] = [from, to];
  while (high - low > 60_000) {
    const middle = Math.floor((low + high) / 120_000) * 60_000;
    if (offsetOf(middle, timeZone) === before) low = middle;
    else high = middle;
  }
  return high;
}
