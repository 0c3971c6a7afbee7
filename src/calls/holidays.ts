/**
 * Public holidays of the 16 Länder by their laws, and a mailbox's own closing days. Pure: the same calendar
 * and year give the same days.
 */
import type { DayOff, FederalState, HolidayCalendar } from '../domain/greeting.ts';

/** A state, or the part of it that `HolidayCalendar.region` names. */
type Place = FederalState | `${FederalState}/${NonNullable<HolidayCalendar['region']>}`;

interface HolidayRule {
  name: string;
  /** `MM-DD`, days from Easter Sunday, or the Wednesday before 23 November. */
  on: string | number | 'repentance';
  in: 'everywhere' | readonly Place[];
  /** First year; left out: since before 2000. */
  since?: number;
  /** Only in these years. */
  years?: readonly number[];
}

/**
 * As of November 2026. Where two holidays fall on one day, the first named here names the day. Hesse's law also
 * calls every Sunday a public holiday; Sundays are what weekday windows are for.
 */
const rules: readonly HolidayRule[] = [
  { name: 'Neujahr', on: '01-01', in: 'everywhere' },
  { name: 'Heilige Drei Könige', on: '01-06', in: ['BW', 'BY', 'ST'] },
  { name: 'Internationaler Frauentag', on: '03-08', in: ['BE'], since: 2019 },
  { name: 'Internationaler Frauentag', on: '03-08', in: ['MV'], since: 2023 },
  { name: 'Karfreitag', on: -2, in: 'everywhere' },
  { name: 'Ostersonntag', on: 0, in: ['BB'] },
  { name: 'Ostermontag', on: 1, in: 'everywhere' },
  { name: 'Tag der Arbeit', on: '05-01', in: 'everywhere' },
  // 75 and 80 years after the end of the war; 75 years after the uprising of 1953.
  { name: 'Tag der Befreiung', on: '05-08', in: ['BE'], years: [2020, 2025] },
  { name: 'Jahrestag des Volksaufstands', on: '06-17', in: ['BE'], years: [2028] },
  { name: 'Christi Himmelfahrt', on: 39, in: 'everywhere' },
  { name: 'Pfingstsonntag', on: 49, in: ['BB'] },
  { name: 'Pfingstmontag', on: 50, in: 'everywhere' },
  {
    name: 'Fronleichnam',
    on: 60,
    in: ['BW', 'BY', 'HE', 'NW', 'RP', 'SL', 'SN/catholic', 'TH/catholic'],
  },
  { name: 'Augsburger Friedensfest', on: '08-08', in: ['BY/augsburg'] },
  { name: 'Mariä Himmelfahrt', on: '08-15', in: ['SL', 'BY/catholic', 'BY/augsburg'] },
  { name: 'Weltkindertag', on: '09-20', in: ['TH'], since: 2019 },
  { name: 'Tag der Deutschen Einheit', on: '10-03', in: 'everywhere' },
  { name: 'Reformationstag', on: '10-31', in: ['BB', 'MV', 'SN', 'ST', 'TH'] },
  { name: 'Reformationstag', on: '10-31', in: ['HB', 'HH', 'NI', 'SH'], since: 2018 },
  {
    name: 'Reformationstag',
    on: '10-31',
    in: ['BW', 'BY', 'BE', 'HB', 'HH', 'HE', 'NI', 'NW', 'RP', 'SL', 'SH'],
    years: [2017],
  },
  { name: 'Allerheiligen', on: '11-01', in: ['BW', 'BY', 'NW', 'RP', 'SL'] },
  { name: 'Buß- und Bettag', on: 'repentance', in: ['SN'] },
  { name: '1. Weihnachtstag', on: '12-25', in: 'everywhere' },
  { name: '2. Weihnachtstag', on: '12-26', in: 'everywhere' },
];

/**
 * Public holidays and closing days of one year, by date; two on one day are both listed. `date` is YYYY-MM-DD.
 */
export function holidaysOf(calendar: HolidayCalendar, year: number): { date: string; name: string }[] {
  const first = `${pad(year, 4)}-01-01`;
  const last = `${pad(year, 4)}-12-31`;
  const days = publicHolidays(calendar, year).map(({ date, name }) => ({ date, name }));
  for (const { from, to, name } of calendar.closingDays) {
    const end = to < last ? to : last;
    for (let date = from > first ? from : first; date <= end; date = addDays(date, 1)) {
      days.push({ date, name });
    }
  }
  for (const { monthDay, name } of calendar.yearlyClosingDays) {
    const date = `${pad(year, 4)}-${monthDay}`;
    if (isRealDate(date)) days.push({ date, name });
  }
  // The sort is stable, so that a public holiday comes before a closing day of the same date.
  return days.sort((one, other) => (one.date < other.date ? -1 : one.date > other.date ? 1 : 0));
}

/** The public holiday or else the closing day at this local date (YYYY-MM-DD); null: neither. */
export function dayOffAt(calendar: HolidayCalendar, date: string): DayOff | null {
  const holiday = publicHolidays(calendar, Number(date.slice(0, 4))).find(each => each.date === date);
  if (holiday) return { kind: 'holiday', name: holiday.name };
  const closing =
    calendar.closingDays.find(({ from, to }) => from <= date && date <= to) ??
    calendar.yearlyClosingDays.find(({ monthDay }) => date.endsWith(`-${monthDay}`));
  return closing ? { kind: 'closing-day', name: closing.name } : null;
}

/** Easter Sunday (Gregorian) as YYYY-MM-DD, by the algorithm that Meeus, Jones and Butcher published. */
export function easterSunday(year: number): string {
  const golden = year % 19;
  const century = Math.floor(year / 100);
  const yearOfCentury = year % 100;
  const moonCorrection = Math.floor((century - Math.floor((century + 8) / 25) + 1) / 3);
  const epact = (19 * golden + century - Math.floor(century / 4) - moonCorrection + 15) % 30;
  const toSunday =
    (32 + 2 * (century % 4) + 2 * Math.floor(yearOfCentury / 4) - epact - (yearOfCentury % 4)) % 7;
  const lateMoon = Math.floor((golden + 11 * epact + 22 * toSunday) / 451);
  const days = epact + toSunday - 7 * lateMoon + 114;
  return `${pad(year, 4)}-${pad(Math.floor(days / 31), 2)}-${pad((days % 31) + 1, 2)}`;
}

/** A date that exists, written YYYY-MM-DD. */
export function isRealDate(date: string): boolean {
  const ms = Date.parse(`${date}T00:00:00Z`);
  return !Number.isNaN(ms) && new Date(ms).toISOString().slice(0, 10) === date;
}

/** `date` is YYYY-MM-DD; `days` may be negative. */
export function addDays(date: string, days: number): string {
  const ms = Date.parse(`${date}T00:00:00Z`) + days * 86_400_000;
  return new Date(ms).toISOString().slice(0, 10);
}

/** Years that have been worked out; a few mailboxes ask for the same one again and again. */
const worked = new Map<string, readonly { date: string; name: string }[]>();
/** Many more than the Länder and years of any office; the bound only keeps odd questions from piling up. */
const MAX_WORKED = 200;

function publicHolidays(calendar: HolidayCalendar, year: number): readonly { date: string; name: string }[] {
  const { state, region } = calendar;
  if (state === null) return [];
  const key = `${state}/${region}/${year}`;
  const known = worked.get(key);
  if (known) return known;
  const places: Place[] = region === null ? [state] : [state, `${state}/${region}`];
  const days = rules
    .filter(rule => rule.in === 'everywhere' || places.some(place => rule.in.includes(place)))
    .filter(rule => year >= (rule.since ?? 0) && (rule.years?.includes(year) ?? true))
    .map(rule => ({ date: dateOf(rule.on, year), name: rule.name }));
  if (worked.size >= MAX_WORKED) worked.clear();
  worked.set(key, days);
  return days;
}

function dateOf(on: HolidayRule['on'], year: number): string {
  if (typeof on === 'number') return addDays(easterSunday(year), on);
  if (on !== 'repentance') return `${pad(year, 4)}-${on}`;
  const eve = `${pad(year, 4)}-11-22`;
  // getUTCDay: 3 is Wednesday; the 22nd itself may be the one.
  return addDays(eve, -((new Date(`${eve}T00:00:00Z`).getUTCDay() + 4) % 7));
}

const pad = (value: number, digits: number): string => String(value).padStart(digits, '0');
