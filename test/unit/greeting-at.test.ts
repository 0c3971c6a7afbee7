import { describe, expect, it } from 'vitest';
import { explainChoice, greetingAt, instantOf } from '../../src/calls/greeting-at.ts';
import type { GreetingChoice, GreetingSchedule } from '../../src/domain/greeting.ts';
import { scheduleOf, timedGreeting, workdays } from './greeting-schedules.ts';

const berlin = 'Europe/Berlin';

const choiceAt = (schedule: GreetingSchedule, local: string, timeZone = berlin): GreetingChoice =>
  greetingAt({ schedule, timeZone, at: instantOf(local, timeZone) });
const heardAt = (schedule: GreetingSchedule, local: string, timeZone = berlin): string =>
  choiceAt(schedule, local, timeZone).greetingId ?? 'Standardansage';
const whyAt = (schedule: GreetingSchedule, local: string): string => explainChoice(choiceAt(schedule, local));

const office = timedGreeting('Ansage 1', { windows: [{ weekdays: workdays, from: '09:00', to: '17:00' }] });
const night = timedGreeting('Nacht', { windows: [{ weekdays: workdays, from: '22:00', to: '06:00' }] });
const holiday = timedGreeting('Feiertage', { onHolidays: true });

describe('a caller within the week', () => {
  it('hears Ansage 1 on Monday at 10:00 and the Standardansage on Monday at 20:00 (R063)', () => {
    const schedule = scheduleOf([office]);
    const morning = choiceAt(schedule, '2026-11-23T10:00');
    expect(morning).toEqual({
      greetingId: 'Ansage 1',
      source: office.source,
      because: { kind: 'window', window: office.windows[0], weekday: 1 },
    });
    expect(explainChoice(morning)).toBe('Zeitfenster Mo–Fr 09:00–17:00');
    const evening = choiceAt(schedule, '2026-11-23T20:00');
    expect(evening).toEqual({
      greetingId: null,
      source: schedule.standard,
      because: { kind: 'standard', resting: null },
    });
    expect(explainChoice(evening)).toBe('Standardansage, weil zu dieser Zeit kein Zeitfenster gilt');
  });

  it('hears a window from its first minute on, and no longer in the minute of its end', () => {
    const schedule = scheduleOf([office]);
    expect(['08:59', '09:00', '16:59', '17:00'].map(time => heardAt(schedule, `2026-11-23T${time}`))).toEqual(
      ['Standardansage', 'Ansage 1', 'Ansage 1', 'Standardansage'],
    );
    const lastMs = { schedule, timeZone: berlin, at: instantOf('2026-11-23T17:00', berlin) - 1 };
    expect(greetingAt(lastMs).greetingId).toBe('Ansage 1');
  });

  it('hears the evening up to 24:00', () => {
    const schedule = scheduleOf([
      timedGreeting('Abend', { windows: [{ weekdays: [7], from: '18:00', to: '24:00' }] }),
    ]);
    expect(heardAt(schedule, '2026-11-22T23:59')).toBe('Abend');
    expect(heardAt(schedule, '2026-11-23T00:00')).toBe('Standardansage');
  });

  it('hears a window past midnight into the next day, which need not be one of its weekdays', () => {
    const schedule = scheduleOf([night]);
    expect(heardAt(schedule, '2026-11-23T05:59')).toBe('Standardansage'); // Monday: Sunday has no night.
    expect(heardAt(schedule, '2026-11-23T22:00')).toBe('Nacht');
    expect(heardAt(schedule, '2026-11-28T05:59')).toBe('Nacht'); // Saturday: Friday's night.
    expect(heardAt(schedule, '2026-11-28T06:00')).toBe('Standardansage');
    expect(heardAt(schedule, '2026-11-28T22:00')).toBe('Standardansage');
    expect(whyAt(schedule, '2026-11-28T05:59')).toBe(
      'Zeitfenster Mo–Fr 22:00–06:00, begonnen am Freitag um 22:00 Uhr',
    );
  });

  it('hears Sunday night run into Monday, and a window of 24 hours to its end', () => {
    const sunday = scheduleOf([
      timedGreeting('Sonntag', { windows: [{ weekdays: [7], from: '20:00', to: '20:00' }] }),
    ]);
    expect(
      [
        '2026-11-22T19:59',
        '2026-11-22T20:00',
        '2026-11-23T00:00',
        '2026-11-23T19:59',
        '2026-11-23T20:00',
      ].map(local => heardAt(sunday, local)),
    ).toEqual(['Standardansage', 'Sonntag', 'Sonntag', 'Sonntag', 'Standardansage']);
  });

  it('is told the weekdays as people write them', () => {
    const words = (weekdays: number[]) =>
      whyAt(
        scheduleOf([timedGreeting('A', { windows: [{ weekdays, from: '00:00', to: '24:00' }] })]),
        '2026-11-22T12:00',
      );
    expect(words([7, 6])).toBe('Zeitfenster Sa, So 00:00–24:00');
    expect(words([3, 1, 2, 5, 7])).toBe('Zeitfenster Mo–Mi, Fr, So 00:00–24:00');
  });
});

describe('a caller on a day off', () => {
  const state = 'NI';

  it('hears the greeting for holidays all day long, even within a window', () => {
    const schedule = scheduleOf([office, holiday], { state });
    expect(heardAt(schedule, '2026-12-24T10:00')).toBe('Ansage 1'); // A Thursday, and no public holiday.
    expect(heardAt(schedule, '2026-12-25T00:00')).toBe('Feiertage');
    expect(heardAt(schedule, '2026-12-25T10:00')).toBe('Feiertage');
    expect(heardAt(schedule, '2026-12-26T23:59')).toBe('Feiertage');
    expect(heardAt(schedule, '2026-12-27T00:00')).toBe('Standardansage');
    expect(whyAt(schedule, '2026-12-25T10:00')).toBe('Feiertag: 1. Weihnachtstag');
  });

  it('hears the Standardansage when no greeting is meant for holidays, and why', () => {
    const schedule = scheduleOf([office], { state });
    expect(choiceAt(schedule, '2026-04-03T10:00').because).toEqual({
      kind: 'standard',
      resting: { kind: 'holiday', name: 'Karfreitag', day: 'today' },
    });
    expect(whyAt(schedule, '2026-04-03T10:00')).toBe(
      'Standardansage, weil Feiertag (Karfreitag) ist und keine Ansage für Feiertage eingetragen ist',
    );
    expect(heardAt(scheduleOf([office]), '2026-04-03T10:00')).toBe('Ansage 1');
  });

  it('hears closing days like holidays', () => {
    const calendar = { yearlyClosingDays: [{ monthDay: '12-24', name: 'Heiligabend' }] };
    expect(whyAt(scheduleOf([office, holiday], calendar), '2026-12-24T10:00')).toBe(
      'Schließtag: Heiligabend',
    );
    expect(whyAt(scheduleOf([office], calendar), '2026-12-24T10:00')).toBe(
      'Standardansage, weil Schließtag (Heiligabend) ist und keine Ansage für Feiertage eingetragen ist',
    );
  });

  it('hears the night that began on the working day before to its end', () => {
    const schedule = scheduleOf([night], { state });
    expect(heardAt(schedule, '2026-12-24T23:00')).toBe('Nacht');
    expect(heardAt(schedule, '2026-12-25T05:59')).toBe('Nacht');
    expect(heardAt(schedule, '2026-12-25T06:00')).toBe('Standardansage');
  });

  it('hears the greeting for holidays instead of that night, where there is one', () => {
    expect(heardAt(scheduleOf([night, holiday], { state }), '2026-12-25T05:59')).toBe('Feiertage');
  });

  it('does not hear a night that would have begun on the day off, nor its hours on the day after', () => {
    const schedule = scheduleOf([night], { state });
    expect(heardAt(schedule, '2026-12-25T22:00')).toBe('Standardansage');
    expect(heardAt(schedule, '2026-05-14T22:00')).toBe('Standardansage'); // Ascension, a Thursday.
    expect(choiceAt(schedule, '2026-05-15T05:59').because).toEqual({
      kind: 'standard',
      resting: { kind: 'holiday', name: 'Christi Himmelfahrt', day: 'yesterday' },
    });
    expect(whyAt(schedule, '2026-05-15T05:59')).toBe(
      'Standardansage, weil das Zeitfenster am Vortag begonnen hätte und dieser ein Feiertag (Christi Himmelfahrt) war',
    );
    expect(choiceAt(schedule, '2026-05-15T06:00').because).toEqual({ kind: 'standard', resting: null });
    expect(heardAt(schedule, '2026-05-15T22:00')).toBe('Nacht');
  });

  it('hears a night to its end even where a window of the day off would claim the hour', () => {
    const both = timedGreeting('Nacht', {
      windows: [
        { weekdays: [4], from: '22:00', to: '06:00' },
        { weekdays: [5], from: '00:00', to: '24:00' },
      ],
    });
    const schedule = scheduleOf([both], { state });
    expect(heardAt(schedule, '2026-12-25T05:00')).toBe('Nacht');
    expect(heardAt(schedule, '2026-12-25T07:00')).toBe('Standardansage');
  });

  it('is on the mailbox’s own date, not on that of UTC', () => {
    const schedule = scheduleOf([holiday], { state });
    expect(heardAt(schedule, '2026-12-25T00:30', berlin)).toBe('Feiertage');
    const at = Date.UTC(2026, 11, 24, 23, 30);
    expect(greetingAt({ schedule, timeZone: berlin, at }).greetingId).toBe('Feiertage');
    expect(greetingAt({ schedule, timeZone: 'Europe/London', at }).greetingId).toBeNull();
  });
});

describe('a caller within one-off dates', () => {
  const move = timedGreeting('Umzug', {
    dates: [{ from: '2026-12-23', to: '2026-12-25', fromTime: '12:00', toTime: '18:00' }],
  });
  const schedule = scheduleOf([office, holiday, move], { state: 'NI' });

  it('hears them before holidays, closing days and windows; the times hold on the first and last day', () => {
    expect(
      ['23T11:59', '23T12:00', '24T00:00', '24T23:59', '25T17:59', '25T18:00'].map(time =>
        heardAt(schedule, `2026-12-${time}`),
      ),
    ).toEqual(['Ansage 1', 'Umzug', 'Umzug', 'Umzug', 'Umzug', 'Feiertage']);
    expect(choiceAt(schedule, '2026-12-24T10:00').because).toEqual({ kind: 'date', range: move.dates[0] });
    expect(whyAt(schedule, '2026-12-24T10:00')).toBe(
      'Einmaliger Zeitraum vom 23.12.2026, 12:00 Uhr, bis zum 25.12.2026, 18:00 Uhr',
    );
  });

  it('hears them all day where no times are given', () => {
    const party = scheduleOf([
      timedGreeting('Fest', {
        dates: [{ from: '2026-07-10', to: '2026-07-10', fromTime: null, toTime: null }],
      }),
    ]);
    expect(
      ['09T23:59', '10T00:00', '10T23:59', '11T00:00'].map(time => heardAt(party, `2026-07-${time}`)),
    ).toEqual(['Standardansage', 'Fest', 'Fest', 'Standardansage']);
    expect(whyAt(party, '2026-07-10T12:00')).toBe('Einmaliger Zeitraum am 10.07.2026');
  });
});
