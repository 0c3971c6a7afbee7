import fc from 'fast-check';
import Value from 'typebox/value';
import { describe, expect, it } from 'vitest';
import { greetingAt } from '../../src/calls/greeting-at.ts';
import { findScheduleProblem } from '../../src/calls/overlaps.ts';
import { type DateRange, GreetingSchedule, type WeekWindow } from '../../src/domain/greeting.ts';
import { everyDay, scheduleOf, timedGreeting, workdays } from './greeting-schedules.ts';

const window = (weekdays: number[], from: string, to: string): WeekWindow => ({ weekdays, from, to });
const range = (from: string, to: string, fromTime: string | null = null, toTime: string | null = null) => ({
  from,
  to,
  fromTime,
  toTime,
});
const withWindows = (one: WeekWindow[], other: WeekWindow[]) =>
  findScheduleProblem(
    scheduleOf([
      timedGreeting('Büro offen', { windows: one }),
      timedGreeting('Mittagspause', { windows: other }),
    ]),
  );
const withDates = (one: DateRange[], other: DateRange[]) =>
  findScheduleProblem(
    scheduleOf([timedGreeting('Umzug', { dates: one }), timedGreeting('Messe', { dates: other })]),
  );

describe('an office that saves greetings', () => {
  it('learns which two windows overlap, and where', () => {
    expect(withWindows([window(workdays, '09:00', '17:00')], [window([1], '12:00', '13:00')])).toEqual({
      message:
        '„Büro offen“ und „Mittagspause“ überschneiden sich montags von 12:00 bis 13:00. Bitte ändern Sie eines der Zeitfenster.',
      field: 'timed.1.windows.0',
    });
  });

  it('may let windows touch, for the end is exclusive', () => {
    expect(
      withWindows([window(workdays, '09:00', '12:00')], [window(workdays, '12:00', '13:00')]),
    ).toBeNull();
    expect(withWindows([window([1], '09:00', '24:00')], [window([2], '00:00', '09:00')])).toBeNull();
    expect(withWindows([window([7], '20:00', '06:00')], [window([1], '06:00', '20:00')])).toBeNull();
    expect(
      withWindows([window(everyDay, '08:00', '18:00')], [window(everyDay, '18:00', '08:00')]),
    ).toBeNull();
  });

  it('learns of overlaps past midnight, and from Sunday night into Monday', () => {
    expect(withWindows([window([2], '22:00', '06:00')], [window([3], '05:00', '09:00')])?.message).toContain(
      'überschneiden sich mittwochs von 05:00 bis 06:00.',
    );
    expect(withWindows([window([1], '05:00', '09:00')], [window([7], '22:00', '06:00')])).toEqual({
      message:
        '„Büro offen“ und „Mittagspause“ überschneiden sich montags von 05:00 bis 06:00. Bitte ändern Sie eines der Zeitfenster.',
      field: 'timed.1.windows.0',
    });
    expect(withWindows([window([5], '20:00', '08:00')], [window([5], '22:00', '06:00')])?.message).toContain(
      'überschneiden sich freitags von 22:00 bis samstags 06:00.',
    );
    expect(withWindows([window([7], '18:00', '24:00')], [window([7], '23:00', '23:00')])?.message).toContain(
      'überschneiden sich sonntags von 23:00 bis 24:00.',
    );
  });

  it('may let windows and dates of one greeting overlap', () => {
    const own = timedGreeting('Büro offen', {
      windows: [window(workdays, '09:00', '17:00'), window([1], '08:00', '10:00')],
      dates: [range('2026-12-01', '2026-12-10'), range('2026-12-05', '2026-12-06')],
    });
    expect(findScheduleProblem(scheduleOf([own]))).toBeNull();
    expect(
      withWindows(
        [window(workdays, '09:00', '17:00'), window([1], '10:00', '11:00')],
        [window([1], '16:00', '18:00')],
      )?.message,
    ).toContain('montags von 16:00 bis 17:00');
  });

  it('learns which dates overlap', () => {
    expect(withDates([range('2026-12-20', '2026-12-24')], [range('2026-12-24', '2026-12-28')])).toEqual({
      message: '„Umzug“ und „Messe“ überschneiden sich am 24.12.2026. Bitte ändern Sie einen der Zeiträume.',
      field: 'timed.1.dates.0',
    });
    expect(
      withDates(
        [range('2026-12-20', '2026-12-24', null, '14:00')],
        [range('2027-03-01', '2027-03-01'), range('2026-12-24', '2026-12-24', '12:00')],
      ),
    ).toEqual({
      message:
        '„Umzug“ und „Messe“ überschneiden sich am 24.12.2026 von 12:00 bis 14:00 Uhr. Bitte ändern Sie einen der Zeiträume.',
      field: 'timed.1.dates.1',
    });
    expect(
      withDates(
        [range('2026-12-20', '2026-12-31', '08:00')],
        [range('2026-12-01', '2026-12-22', null, '24:00')],
      )?.message,
    ).toContain('überschneiden sich vom 20.12.2026, 08:00 Uhr, bis zum 22.12.2026.');
    expect(
      withDates(
        [range('2026-12-20', '2026-12-24', null, '12:00')],
        [range('2026-12-24', '2026-12-24', '12:00')],
      ),
    ).toBeNull();
    expect(
      withDates([range('2026-12-20', '2026-12-23', null, '24:00')], [range('2026-12-24', '2026-12-24')]),
    ).toBeNull();
  });

  it('learns of a second greeting for holidays', () => {
    const timed = [
      timedGreeting('Feiertage', { onHolidays: true }),
      timedGreeting('Büro', { windows: [window(workdays, '09:00', '17:00')] }),
      timedGreeting('Betriebsferien', { onHolidays: true }),
    ];
    expect(findScheduleProblem(scheduleOf(timed, { state: 'BY' }))).toEqual({
      message:
        '„Feiertage“ und „Betriebsferien“ sind beide für Feiertage und Schließtage eingetragen. Bitte wählen Sie eine davon.',
      field: 'timed.2.onHolidays',
    });
    expect(findScheduleProblem(scheduleOf(timed.slice(1), { state: 'BY' }))).toBeNull();
  });

  it('learns of dates that end before they start, or do not exist', () => {
    const problemOf = (dates: DateRange[]) =>
      findScheduleProblem(scheduleOf([timedGreeting('Umzug', { dates })]));
    const endsBefore =
      'Das Ende liegt nicht nach dem Anfang. Bitte korrigieren Sie den Zeitraum der Ansage „Umzug“.';
    expect(problemOf([range('2026-12-24', '2026-12-23')])).toEqual({
      message: endsBefore,
      field: 'timed.0.dates.0',
    });
    expect(problemOf([range('2026-12-24', '2026-12-24', '12:00', '12:00')])?.message).toBe(endsBefore);
    expect(problemOf([range('2026-12-24', '2026-12-24', null, '00:00')])?.message).toBe(endsBefore);
    expect(problemOf([range('2026-12-24', '2026-12-25', '12:00', '09:00')])).toBeNull();
    expect(problemOf([range('2026-01-01', '2026-01-02'), range('2026-02-28', '2026-02-30')])).toEqual({
      message: 'Den 30.02.2026 gibt es nicht. Bitte korrigieren Sie den Zeitraum der Ansage „Umzug“.',
      field: 'timed.0.dates.1',
    });
  });

  it('learns of closing days that do not exist', () => {
    const name = 'Betriebsferien';
    const problemOf = (calendar: Parameters<typeof scheduleOf>[1]) =>
      findScheduleProblem(scheduleOf([], calendar));
    expect(problemOf({ closingDays: [{ from: '2026-04-31', to: '2026-05-02', name }] })).toEqual({
      message: 'Den 31.04.2026 gibt es nicht. Bitte korrigieren Sie den Schließtag „Betriebsferien“.',
      field: 'calendar.closingDays.0',
    });
    expect(problemOf({ closingDays: [{ from: '2026-05-03', to: '2026-05-02', name }] })?.message).toContain(
      'Das Ende liegt nicht nach dem Anfang.',
    );
    expect(problemOf({ closingDays: [{ from: '2026-05-02', to: '2026-05-02', name }] })).toBeNull();
    expect(problemOf({ yearlyClosingDays: [{ monthDay: '02-30', name }] })).toEqual({
      message: 'Den 30.02. gibt es nicht. Bitte korrigieren Sie den jährlichen Schließtag „Betriebsferien“.',
      field: 'calendar.yearlyClosingDays.0',
    });
    expect(problemOf({ yearlyClosingDays: [{ monthDay: '02-29', name }] })).toBeNull();
  });

  it('learns of a greeting that nobody would ever hear, and of an id that is used twice', () => {
    expect(findScheduleProblem(scheduleOf([timedGreeting('Leer', {})]))).toEqual({
      message:
        '„Leer“ würde nie gespielt. Bitte geben Sie mindestens ein Zeitfenster, einen Zeitraum oder die Feiertage an.',
      field: 'timed.0.windows',
    });
    expect(findScheduleProblem(scheduleOf([timedGreeting('Feiertage', { onHolidays: true })]))).toEqual({
      message:
        '„Feiertage“ ist nur für Feiertage eingetragen, es gibt aber keine. Bitte wählen Sie ein Bundesland oder tragen Sie Schließtage ein.',
      field: 'calendar.state',
    });
    const twin = timedGreeting('Büro', { windows: [window([1], '09:00', '10:00')] });
    expect(findScheduleProblem(scheduleOf([twin, { ...twin, name: 'Kopie' }]))).toEqual({
      message:
        '„Büro“ und „Kopie“ haben dieselbe Kennung. Bitte löschen Sie eine der beiden Ansagen und fügen Sie sie neu hinzu.',
      field: 'timed.1.greetingId',
    });
  });
});

/** Half hours: as fine as these schedules are, so that few moments stand for all. */
const clock = (half: number): string =>
  `${String(Math.floor(half / 2)).padStart(2, '0')}:${half % 2 === 0 ? '00' : '30'}`;
const anyStart = fc.integer({ min: 0, max: 47 }).map(clock);
const anyEnd = fc.integer({ min: 0, max: 48 }).map(clock);
const anyWindow = fc.record({
  weekdays: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 2 }),
  from: anyStart,
  to: anyEnd,
});
const day = (offset: number): string => new Date(Date.UTC(2026, 9, 19 + offset)).toISOString().slice(0, 10);
const anyRange = fc
  .record({
    first: fc.integer({ min: 0, max: 6 }),
    days: fc.integer({ min: 0, max: 2 }),
    fromTime: fc.option(anyStart),
    toTime: fc.option(anyEnd),
  })
  .map(({ first, days, fromTime, toTime }) => ({
    from: day(first),
    to: day(first + days),
    fromTime,
    toTime,
  }));
const anySchedule = fc
  .array(
    fc.record({
      windows: fc.array(anyWindow, { minLength: 1, maxLength: 2 }),
      dates: fc.array(anyRange, { maxLength: 1 }),
    }),
    { minLength: 2, maxLength: 3 },
  )
  .map(all => scheduleOf(all.map((parts, index) => timedGreeting(`Ansage ${index}`, parts))));

/** Nine days that hold a whole week and the end of summer time. */
const moments = Array.from({ length: 9 * 48 }, (_, index) => Date.UTC(2026, 9, 18, 20) + index * 1_800_000);

/** Would some moment of these days go to two of the greetings, were each the only one? */
const isAmbiguous = (schedule: GreetingSchedule, because: 'window' | 'date'): boolean =>
  moments.some(at => {
    const claims = schedule.timed.filter(
      greeting =>
        greetingAt({ schedule: { ...schedule, timed: [greeting] }, timeZone: 'Europe/Berlin', at }).because
          .kind === because,
    );
    return claims.length > 1;
  });

describe('a schedule', () => {
  it('without a problem gives every moment to one greeting, whichever is asked', () => {
    let accepted = 0;
    let refused = 0;
    fc.assert(
      fc.property(anySchedule, schedule => {
        expect(Value.Check(GreetingSchedule, schedule)).toBe(true);
        if (findScheduleProblem(schedule) === null) {
          accepted += 1;
          expect(isAmbiguous(schedule, 'window') || isAmbiguous(schedule, 'date')).toBe(false);
        } else refused += 1;
      }),
      { numRuns: 250 },
    );
    expect(accepted).toBeGreaterThan(25);
    expect(refused).toBeGreaterThan(25);
  });

  it('with windows only is refused exactly when some moment belongs to two greetings', () => {
    fc.assert(
      fc.property(anySchedule, ({ timed }) => {
        const schedule = scheduleOf(timed.map(each => ({ ...each, dates: [] })));
        expect(findScheduleProblem(schedule) !== null).toBe(isAmbiguous(schedule, 'window'));
      }),
      { numRuns: 150 },
    );
  });

  it('with dates is refused exactly when some moment belongs to two greetings', () => {
    fc.assert(
      fc.property(fc.tuple(anyRange, anyRange, anyRange), ranges => {
        const starts = ranges.map(each => `${each.from}T${each.fromTime ?? '00:00'}`);
        fc.pre(ranges.every((each, at) => `${each.to}T${each.toTime ?? '24:00'}` > (starts[at] ?? '')));
        const schedule = scheduleOf(
          ranges.map((each, at) => timedGreeting(`Ansage ${at}`, { dates: [each] })),
        );
        expect(findScheduleProblem(schedule) !== null).toBe(isAmbiguous(schedule, 'date'));
      }),
      { numRuns: 150 },
    );
  });

  it('takes no field that it does not know', () => {
    const schedule = scheduleOf([timedGreeting('Büro', { windows: [window([1], '09:00', '24:00')] })]);
    expect(Value.Check(GreetingSchedule, schedule)).toBe(true);
    expect(Value.Check(GreetingSchedule, { ...schedule, extra: 1 })).toBe(false);
    for (const wrong of [
      window([0], '09:00', '10:00'),
      window([1, 1], '09:00', '10:00'),
      window([], '09:00', '10:00'),
      window([1], '24:00', '10:00'),
      window([1], '9:00', '10:00'),
      window([1], '09:00', '24:01'),
    ]) {
      expect(Value.Check(GreetingSchedule, scheduleOf([timedGreeting('Büro', { windows: [wrong] })]))).toBe(
        false,
      );
    }
    expect(Value.Check(GreetingSchedule, scheduleOf([], { state: 'TH', region: 'catholic' }))).toBe(true);
    const bern = { ...schedule, calendar: { ...schedule.calendar, state: 'CH' } };
    expect(Value.Check(GreetingSchedule, bern)).toBe(false);
  });
});
