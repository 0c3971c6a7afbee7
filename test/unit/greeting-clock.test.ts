import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { greetingAt, instantOf, localTime } from '../../src/calls/greeting-at.ts';
import { HausrufError } from '../../src/domain/problem.ts';
import { everyDay, scheduleOf, timedGreeting, workdays } from './greeting-schedules.ts';

const berlin = 'Europe/Berlin';

describe('a caller on the days when clocks change', () => {
  const early = scheduleOf([
    timedGreeting('Früh', { windows: [{ weekdays: everyDay, from: '02:00', to: '03:00' }] }),
  ]);
  /** Minutes of that local day at which the greeting plays, counted by real time. */
  const minutesOn = (date: string, timeZone: string): number => {
    const first = instantOf(`${date}T00:00`, timeZone);
    let count = 0;
    for (let at = first; localTime(at, timeZone).date === date; at += 60_000) {
      if (greetingAt({ schedule: early, timeZone, at }).greetingId === 'Früh') count += 1;
    }
    return count;
  };

  it('hears a window of the skipped hour never, of the doubled hour twice', () => {
    expect(minutesOn('2026-03-28', berlin)).toBe(60);
    expect(minutesOn('2026-03-29', berlin)).toBe(0);
    expect(minutesOn('2026-10-25', berlin)).toBe(120);
    // New York: 02:00 is skipped on 8 March, 01:00 comes twice on 1 November.
    expect(minutesOn('2026-03-08', 'America/New_York')).toBe(0);
    expect(minutesOn('2026-11-01', 'America/New_York')).toBe(60);
  });

  it('hears the office open at nine by the wall clock, before and after', () => {
    const schedule = scheduleOf([
      timedGreeting('Täglich', { windows: [{ weekdays: everyDay, from: '09:00', to: '17:00' }] }),
    ]);
    for (const date of ['2026-03-28', '2026-03-29', '2026-10-24', '2026-10-25']) {
      const opening = instantOf(`${date}T09:00`, berlin);
      expect(greetingAt({ schedule, timeZone: berlin, at: opening }).greetingId).toBe('Täglich');
      expect(greetingAt({ schedule, timeZone: berlin, at: opening - 1 }).greetingId).toBeNull();
    }
    expect(instantOf('2026-03-29T09:00', berlin)).toBe(Date.UTC(2026, 2, 29, 7));
    expect(instantOf('2026-10-25T09:00', berlin)).toBe(Date.UTC(2026, 9, 25, 8));
  });

  it('hears a night across the change for an hour less or more', () => {
    const schedule = scheduleOf([
      timedGreeting('Nacht', { windows: [{ weekdays: [6], from: '22:00', to: '06:00' }] }),
    ]);
    const hoursFrom = (local: string): number => {
      const first = instantOf(local, berlin);
      let at = first;
      while (greetingAt({ schedule, timeZone: berlin, at }).greetingId === 'Nacht') at += 60_000;
      return (at - first) / 3_600_000;
    };
    expect(hoursFrom('2026-03-21T22:00')).toBe(8);
    expect(hoursFrom('2026-03-28T22:00')).toBe(7);
    expect(hoursFrom('2026-10-24T22:00')).toBe(9);
  });

  it('hears the same at the same wall-clock time of any two weeks without a day off', () => {
    const schedule = scheduleOf([
      timedGreeting('Büro', { windows: [{ weekdays: workdays, from: '09:00', to: '17:00' }] }),
      timedGreeting('Nacht', { windows: [{ weekdays: workdays, from: '22:00', to: '06:00' }] }),
    ]);
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 7 * 1440 - 1 }),
        fc.integer({ min: 0, max: 60 }),
        (minute, week) => {
          const wall = (weeks: number): string =>
            new Date(Date.UTC(2026, 0, 5) + (weeks * 7 * 1440 + minute) * 60_000).toISOString().slice(0, 16);
          // What the wall clock never shows cannot be heard.
          const at = instantOf(wall(week), berlin);
          fc.pre(localTime(at, berlin).minute === minute % 1440);
          const inFirstWeek = { schedule, timeZone: berlin, at: instantOf(wall(0), berlin) };
          expect(greetingAt({ schedule, timeZone: berlin, at }).greetingId).toBe(
            greetingAt(inFirstWeek).greetingId,
          );
        },
      ),
      { numRuns: 1000 },
    );
  });
});

describe('moments and wall clocks', () => {
  it('are told by date, weekday and minute of the day', () => {
    expect(localTime(Date.UTC(2026, 10, 22, 23, 5), berlin)).toEqual({
      date: '2026-11-23',
      weekday: 1,
      minute: 5,
    });
    expect(localTime(Date.UTC(2026, 10, 23, 3, 5), 'America/New_York')).toEqual({
      date: '2026-11-22',
      weekday: 7,
      minute: 22 * 60 + 5,
    });
  });

  it('give the moment after the jump in the skipped hour and the first of the doubled hour', () => {
    for (const time of ['02:00', '02:01', '02:30', '02:59', '03:00']) {
      expect(instantOf(`2026-03-29T${time}`, berlin)).toBe(Date.UTC(2026, 2, 29, 1));
    }
    expect(instantOf('2026-03-29T01:59', berlin)).toBe(Date.UTC(2026, 2, 29, 0, 59));
    expect(instantOf('2026-10-25T02:30', berlin)).toBe(Date.UTC(2026, 9, 25, 0, 30));
    expect(instantOf('2026-10-25T03:00', berlin)).toBe(Date.UTC(2026, 9, 25, 2));
    expect(instantOf('2026-03-08T02:30', 'America/New_York')).toBe(Date.UTC(2026, 2, 8, 7));
    expect(instantOf('2026-11-01T01:30', 'America/New_York')).toBe(Date.UTC(2026, 10, 1, 5, 30));
    // Half an hour only, on the other side of the world.
    expect(instantOf('2026-10-04T02:15', 'Australia/Lord_Howe')).toBe(Date.UTC(2026, 9, 3, 15, 30));
  });

  it('lead to each other and back', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: Date.UTC(2001, 0, 1) / 60_000, max: Date.UTC(2099, 11, 30) / 60_000 }),
        fc.constantFrom(
          berlin,
          'America/New_York',
          'Asia/Kolkata',
          'Australia/Lord_Howe',
          'Pacific/Auckland',
        ),
        (minutes, timeZone) => {
          const at = minutes * 60_000;
          const { date, minute } = localTime(at, timeZone);
          const clock = new Date(minute * 60_000).toISOString().slice(11, 16);
          const back = instantOf(`${date}T${clock}`, timeZone);
          // In the doubled hour the first of the two is meant.
          expect(back === at || (back < at && at - back <= 3_600_000)).toBe(true);
          expect(localTime(back, timeZone)).toEqual(localTime(at, timeZone));
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('refuse dates and times that do not exist', () => {
    for (const local of [
      '2026-02-30T10:00',
      '2026-13-01T10:00',
      '2026-12-24T24:00',
      '2026-12-24T10:60',
      '2026-12-24',
      '2026-12-24 10:00',
      '1999-12-31T10:00',
      'morgen',
    ]) {
      expect(() => instantOf(local, berlin)).toThrow(HausrufError);
    }
  });

  it('fall back to Berlin where the zone is not known, for a caller must be greeted', () => {
    const at = Date.UTC(2026, 10, 23, 9);
    expect(localTime(at, 'Atlantis/Poseidonis')).toEqual(localTime(at, berlin));
  });
});
