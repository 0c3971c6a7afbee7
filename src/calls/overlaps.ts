/** What is wrong with a schedule that its schema cannot say, in German. Pure. */
import type { DateRange, GreetingSchedule, HolidayCalendar, TimedGreeting } from '../domain/greeting.ts';
import { isPastMidnight, minutesOf } from './greeting-at.ts';
import { isRealDate } from './holidays.ts';
import { germanDate, onWeekdays, rangeWords } from './schedule-words.ts';

export interface ScheduleProblem {
  /** German, for the office: what is wrong and what to do. */
  message: string;
  /** Path within the schedule, e.g. `timed.1.windows.0`. */
  field: string;
}

const MINUTES_OF_DAY = 1440;
const MINUTES_OF_WEEK = 7 * MINUTES_OF_DAY;

/**
 * The first problem of a schedule that fits its schema, or null: then at most one greeting claims any moment.
 * Windows and dates of one greeting may overlap each other.
 */
export function findScheduleProblem(schedule: GreetingSchedule): ScheduleProblem | null {
  return (
    findDoubleId(schedule.timed) ??
    findWrongCalendarDay(schedule.calendar) ??
    findWrongRange(schedule.timed) ??
    findSilent(schedule) ??
    findTwoForHolidays(schedule.timed) ??
    findWindowOverlap(schedule.timed) ??
    findDateOverlap(schedule.timed)
  );
}

function findDoubleId(timed: readonly TimedGreeting[]): ScheduleProblem | null {
  const seen = new Map<string, TimedGreeting>();
  for (const [index, greeting] of timed.entries()) {
    const twin = seen.get(greeting.greetingId);
    if (twin) {
      const message = `„${twin.name}“ und „${greeting.name}“ haben dieselbe Kennung. Bitte löschen Sie eine der beiden Ansagen und fügen Sie sie neu hinzu.`;
      return { message, field: `timed.${index}.greetingId` };
    }
    seen.set(greeting.greetingId, greeting);
  }
  return null;
}

function findWrongCalendarDay(calendar: HolidayCalendar): ScheduleProblem | null {
  for (const [index, { from, to, name }] of calendar.closingDays.entries()) {
    const message = wrongDates({ from, to }, `den Schließtag „${name}“`);
    if (message) return { message, field: `calendar.closingDays.${index}` };
  }
  for (const [index, { monthDay, name }] of calendar.yearlyClosingDays.entries()) {
    // 2000 is a leap year: 29 February exists, in some years.
    if (isRealDate(`2000-${monthDay}`)) continue;
    const [month, day] = monthDay.split('-');
    const message = `Den ${day}.${month}. gibt es nicht. Bitte korrigieren Sie den jährlichen Schließtag „${name}“.`;
    return { message, field: `calendar.yearlyClosingDays.${index}` };
  }
  return null;
}

function findWrongRange(timed: readonly TimedGreeting[]): ScheduleProblem | null {
  for (const [index, { name, dates }] of timed.entries()) {
    for (const [place, range] of dates.entries()) {
      const what = `den Zeitraum der Ansage „${name}“`;
      const message = wrongDates(range, what) ?? (startOf(range) < endOf(range) ? null : endsBefore(what));
      if (message) return { message, field: `timed.${index}.dates.${place}` };
    }
  }
  return null;
}

function wrongDates({ from, to }: { from: string; to: string }, what: string): string | null {
  const impossible = [from, to].find(date => !isRealDate(date));
  if (impossible) return `Den ${germanDate(impossible)} gibt es nicht. Bitte korrigieren Sie ${what}.`;
  return to < from ? endsBefore(what) : null;
}

const endsBefore = (what: string): string =>
  `Das Ende liegt nicht nach dem Anfang. Bitte korrigieren Sie ${what}.`;

/** A greeting that no moment can choose. */
function findSilent({ timed, calendar }: GreetingSchedule): ScheduleProblem | null {
  const hasDaysOff =
    calendar.state !== null || calendar.closingDays.length > 0 || calendar.yearlyClosingDays.length > 0;
  for (const [index, { name, windows, dates, onHolidays }] of timed.entries()) {
    if (windows.length > 0 || dates.length > 0) continue;
    if (!onHolidays) {
      const message = `„${name}“ würde nie gespielt. Bitte geben Sie mindestens ein Zeitfenster, einen Zeitraum oder die Feiertage an.`;
      return { message, field: `timed.${index}.windows` };
    }
    if (!hasDaysOff) {
      const message = `„${name}“ ist nur für Feiertage eingetragen, es gibt aber keine. Bitte wählen Sie ein Bundesland oder tragen Sie Schließtage ein.`;
      return { message, field: 'calendar.state' };
    }
  }
  return null;
}

function findTwoForHolidays(timed: readonly TimedGreeting[]): ScheduleProblem | null {
  const first = timed.findIndex(each => each.onHolidays);
  const second = timed.findIndex((each, index) => each.onHolidays && index > first);
  if (second < 0) return null;
  const message = `„${timed[first]?.name}“ und „${timed[second]?.name}“ sind beide für Feiertage und Schließtage eingetragen. Bitte wählen Sie eine davon.`;
  return { message, field: `timed.${second}.onHolidays` };
}

function findWindowOverlap(timed: readonly TimedGreeting[]): ScheduleProblem | null {
  const spans = timed.flatMap(({ windows }, greeting) =>
    windows.flatMap((window, entry) =>
      window.weekdays.flatMap(weekday => {
        const start = (weekday - 1) * MINUTES_OF_DAY + minutesOf(window.from);
        const length =
          minutesOf(window.to) - minutesOf(window.from) + (isPastMidnight(window) ? MINUTES_OF_DAY : 0);
        const end = start + length;
        if (end <= MINUTES_OF_WEEK) return [{ start, end, greeting, entry }];
        // From Sunday night into Monday: the end of the week and its beginning.
        return [
          { start, end: MINUTES_OF_WEEK, greeting, entry },
          { start: 0, end: end - MINUTES_OF_WEEK, greeting, entry },
        ];
      }),
    ),
  );
  const overlap = findOverlap(spans);
  if (!overlap) return null;
  const { start, end } = overlap;
  const startDay = Math.floor(start / MINUTES_OF_DAY) + 1;
  // 24:00 belongs to the day that it ends.
  const endDay = Math.ceil(end / MINUTES_OF_DAY);
  const until = endDay === startDay ? '' : `${onWeekdays(endDay)} `;
  const message = `${bothNames(timed, overlap)} überschneiden sich ${onWeekdays(startDay)} von ${clock(start)} bis ${until}${clock(end - (endDay - 1) * MINUTES_OF_DAY)}. Bitte ändern Sie eines der Zeitfenster.`;
  return { message, field: `timed.${overlap.second.greeting}.windows.${overlap.second.entry}` };
}

function findDateOverlap(timed: readonly TimedGreeting[]): ScheduleProblem | null {
  const overlap = findOverlap(
    timed.flatMap(({ dates }, greeting) =>
      dates.map((range, entry) => ({ start: startOf(range), end: endOf(range), greeting, entry })),
    ),
  );
  if (!overlap) return null;
  const [from = '', fromTime = ''] = overlap.start.split('T');
  const [to = '', toTime = ''] = overlap.end.split('T');
  const words = rangeWords({
    from,
    to,
    fromTime: fromTime === '00:00' ? null : fromTime,
    toTime: toTime === '24:00' ? null : toTime,
  });
  const message = `${bothNames(timed, overlap)} überschneiden sich ${words}. Bitte ändern Sie einen der Zeiträume.`;
  return { message, field: `timed.${overlap.second.greeting}.dates.${overlap.second.entry}` };
}

/** Texts of this form sort like the moments that they name; 24:00 comes before the next day's 00:00. */
const startOf = ({ from, fromTime }: DateRange): string => `${from}T${fromTime ?? '00:00'}`;
const endOf = ({ to, toTime }: DateRange): string => `${to}T${toTime ?? '24:00'}`;

/** Start inclusive, end exclusive. */
interface Span<Moment> {
  start: Moment;
  end: Moment;
  /** Index of the greeting, and of the window or range within it. */
  greeting: number;
  entry: number;
}

interface Overlap<Moment> {
  /** What both claim. */
  start: Moment;
  end: Moment;
  /** In the order in which the office listed them. */
  first: Span<Moment>;
  second: Span<Moment>;
}

/** The earliest moment that two greetings claim; null: there is none. */
function findOverlap<Moment extends number | string>(spans: Span<Moment>[]): Overlap<Moment> | null {
  const sorted = spans.toSorted((one, other) => compare(one.start, other.start));
  /** Of all spans so far, the one that lasts longest: while no two overlap, it hides no other greeting's. */
  let longest: Span<Moment> | null = null;
  for (const span of sorted) {
    if (longest && longest.greeting !== span.greeting && span.start < longest.end) {
      const isListed = longest.greeting < span.greeting;
      return {
        start: span.start,
        end: compare(span.end, longest.end) < 0 ? span.end : longest.end,
        first: isListed ? longest : span,
        second: isListed ? span : longest,
      };
    }
    if (!longest || span.end > longest.end) longest = span;
  }
  return null;
}

const compare = <Moment extends number | string>(one: Moment, other: Moment): number =>
  one < other ? -1 : one > other ? 1 : 0;

function bothNames<Moment>(timed: readonly TimedGreeting[], { first, second }: Overlap<Moment>): string {
  return `„${timed[first.greeting]?.name}“ und „${timed[second.greeting]?.name}“`;
}

/** HH:MM of a minute of the week. */
function clock(minute: number): string {
  const ofDay = minute > MINUTES_OF_DAY ? minute % MINUTES_OF_DAY : minute;
  return `${String(Math.floor(ofDay / 60)).padStart(2, '0')}:${String(ofDay % 60).padStart(2, '0')}`;
}
