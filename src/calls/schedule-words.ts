/** Windows, days and dates in German words. */
import type { DateRange, WeekWindow } from '../domain/greeting.ts';

/** Index 1 is Monday. */
const short = ['', 'Mo', 'Di', 'Mi', 'Do', 'Fr', 'Sa', 'So'] as const;
const long = ['', 'Montag', 'Dienstag', 'Mittwoch', 'Donnerstag', 'Freitag', 'Samstag', 'Sonntag'] as const;

/** "Montag"; 1 is Monday. */
export const weekdayName = (weekday: number): string => long[weekday] ?? '';

/** "montags"; 1 is Monday. */
export const onWeekdays = (weekday: number): string => `${weekdayName(weekday).toLowerCase()}s`;

/** "Mo–Fr 09:00–17:00", "Mo, Mi 08:00–24:00". */
export function windowWords({ weekdays, from, to }: WeekWindow): string {
  const days = [...weekdays].sort((one, other) => one - other);
  const runs: number[][] = [];
  for (const day of days) {
    const run = runs.at(-1);
    if (run && run.at(-1) === day - 1) run.push(day);
    else runs.push([day]);
  }
  const words = runs.flatMap(run =>
    run.length > 2 ? [`${short[run[0] ?? 0]}–${short[run.at(-1) ?? 0]}`] : run.map(day => short[day] ?? ''),
  );
  return `${words.join(', ')} ${from}–${to}`;
}

/** "24.12.2026"; takes YYYY-MM-DD. */
export const germanDate = (date: string): string => date.split('-').reverse().join('.');

/** "am 24.12.2026", "am 24.12.2026 von 12:00 bis 24:00 Uhr", "vom 24.12.2026, 12:00 Uhr, bis zum 26.12.2026". */
export function rangeWords({ from, to, fromTime, toTime }: DateRange): string {
  if (from === to) {
    const hours =
      fromTime === null && toTime === null ? '' : ` von ${fromTime ?? '00:00'} bis ${toTime ?? '24:00'} Uhr`;
    return `am ${germanDate(from)}${hours}`;
  }
  const start = fromTime === null ? ' ' : `, ${fromTime} Uhr, `;
  const end = toTime === null ? '' : `, ${toTime} Uhr`;
  return `vom ${germanDate(from)}${start}bis zum ${germanDate(to)}${end}`;
}
