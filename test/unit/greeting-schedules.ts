/** Schedules for the tests of greetings. */
import type { GreetingSchedule, TimedGreeting } from '../../src/domain/greeting.ts';

/** A greeting that says its own name. */
export const timedGreeting = (name: string, parts: Partial<TimedGreeting>): TimedGreeting => ({
  greetingId: name,
  name,
  source: { kind: 'voice', text: `Hier ist ${name}.` },
  windows: [],
  onHolidays: false,
  dates: [],
  ...parts,
});

export const scheduleOf = (
  timed: TimedGreeting[],
  calendar: Partial<GreetingSchedule['calendar']> = {},
): GreetingSchedule => ({
  standard: { kind: 'voice', text: 'Hier ist die Standardansage.' },
  timed,
  calendar: { state: null, region: null, closingDays: [], yearlyClosingDays: [], ...calendar },
});

export const workdays = [1, 2, 3, 4, 5];
export const everyDay = [1, 2, 3, 4, 5, 6, 7];
