import { describe, expect, it } from 'vitest';
import { addDays, dayOffAt, easterSunday, holidaysOf, isRealDate } from '../../src/calls/holidays.ts';
import { type FederalState, federalStates, type HolidayCalendar } from '../../src/domain/greeting.ts';

const calendarOf = (parts: Partial<HolidayCalendar>): HolidayCalendar => ({
  state: null,
  region: null,
  closingDays: [],
  yearlyClosingDays: [],
  ...parts,
});

/** Month and day of each public holiday, in order. */
const datesOf = (year: number, state: FederalState, region: HolidayCalendar['region'] = null): string[] =>
  holidaysOf(calendarOf({ state, region }), year).map(({ date }) => {
    expect(date.slice(0, 5)).toBe(`${year}-`);
    return date.slice(5);
  });

/** The nine days that all Länder share, and what each Land's own law adds; written down by hand. */
const law = {
  2026: {
    all: ['01-01', '04-03', '04-06', '05-01', '05-14', '05-25', '10-03', '12-25', '12-26'],
    BW: ['01-06', '06-04', '11-01'],
    BY: ['01-06', '06-04', '11-01'],
    BE: ['03-08'],
    BB: ['04-05', '05-24', '10-31'],
    HB: ['10-31'],
    HH: ['10-31'],
    HE: ['06-04'],
    MV: ['03-08', '10-31'],
    NI: ['10-31'],
    NW: ['06-04', '11-01'],
    RP: ['06-04', '11-01'],
    SL: ['06-04', '08-15', '11-01'],
    SN: ['10-31', '11-18'],
    ST: ['01-06', '10-31'],
    SH: ['10-31'],
    TH: ['09-20', '10-31'],
  },
  2027: {
    all: ['01-01', '03-26', '03-29', '05-01', '05-06', '05-17', '10-03', '12-25', '12-26'],
    BW: ['01-06', '05-27', '11-01'],
    BY: ['01-06', '05-27', '11-01'],
    BE: ['03-08'],
    BB: ['03-28', '05-16', '10-31'],
    HB: ['10-31'],
    HH: ['10-31'],
    HE: ['05-27'],
    MV: ['03-08', '10-31'],
    NI: ['10-31'],
    NW: ['05-27', '11-01'],
    RP: ['05-27', '11-01'],
    SL: ['05-27', '08-15', '11-01'],
    SN: ['10-31', '11-17'],
    ST: ['01-06', '10-31'],
    SH: ['10-31'],
    TH: ['09-20', '10-31'],
  },
} as const;

describe('public holidays', () => {
  it.each([2026, 2027] as const)('of %i are those of the law in all 16 Länder', year => {
    expect(federalStates).toHaveLength(16);
    for (const state of federalStates) {
      const expected = [...law[year].all, ...law[year][state]].sort();
      expect({ state, dates: datesOf(year, state) }).toEqual({ state, dates: expected });
    }
  });

  it('are called by their German names, each once', () => {
    expect(holidaysOf(calendarOf({ state: 'BY', region: 'augsburg' }), 2026)).toEqual([
      { date: '2026-01-01', name: 'Neujahr' },
      { date: '2026-01-06', name: 'Heilige Drei Könige' },
      { date: '2026-04-03', name: 'Karfreitag' },
      { date: '2026-04-06', name: 'Ostermontag' },
      { date: '2026-05-01', name: 'Tag der Arbeit' },
      { date: '2026-05-14', name: 'Christi Himmelfahrt' },
      { date: '2026-05-25', name: 'Pfingstmontag' },
      { date: '2026-06-04', name: 'Fronleichnam' },
      { date: '2026-08-08', name: 'Augsburger Friedensfest' },
      { date: '2026-08-15', name: 'Mariä Himmelfahrt' },
      { date: '2026-10-03', name: 'Tag der Deutschen Einheit' },
      { date: '2026-11-01', name: 'Allerheiligen' },
      { date: '2026-12-25', name: '1. Weihnachtstag' },
      { date: '2026-12-26', name: '2. Weihnachtstag' },
    ]);
  });

  it('differ within Bavaria, Saxony and Thuringia, and nowhere else', () => {
    const added = (state: FederalState, region: 'augsburg' | 'catholic') => {
      const plain = datesOf(2026, state);
      return datesOf(2026, state, region).filter(date => !plain.includes(date));
    };
    expect(added('BY', 'catholic')).toEqual(['08-15']);
    expect(added('BY', 'augsburg')).toEqual(['08-08', '08-15']);
    expect(added('SN', 'catholic')).toEqual(['06-04']);
    expect(added('TH', 'catholic')).toEqual(['06-04']);
    for (const state of federalStates) {
      if (state !== 'BY') expect(added(state, 'augsburg')).toEqual([]);
      if (!['BY', 'SN', 'TH'].includes(state)) expect(added(state, 'catholic')).toEqual([]);
    }
  });

  it('that were given once are there in that year only', () => {
    for (const state of federalStates) expect(datesOf(2017, state)).toContain('10-31');
    expect(datesOf(2016, 'NW')).not.toContain('10-31');
    expect(datesOf(2018, 'NW')).not.toContain('10-31');
    expect(datesOf(2017, 'SN').filter(date => date === '10-31')).toHaveLength(1);
    const berlin = (date: string) =>
      Array.from({ length: 20 }, (_, index) => 2015 + index).filter(year =>
        datesOf(year, 'BE').includes(date),
      );
    expect(berlin('05-08')).toEqual([2020, 2025]);
    expect(berlin('06-17')).toEqual([2028]);
    expect(datesOf(2025, 'BB')).not.toContain('05-08');
  });

  it('begin in the year of their law', () => {
    const firstYear = (state: FederalState, date: string) =>
      Array.from({ length: 30 }, (_, index) => 2000 + index).find(
        year => year !== 2017 && datesOf(year, state).includes(date),
      );
    for (const state of ['HB', 'HH', 'NI', 'SH'] as const) expect(firstYear(state, '10-31')).toBe(2018);
    for (const state of ['BB', 'MV', 'SN', 'ST', 'TH'] as const) expect(firstYear(state, '10-31')).toBe(2000);
    expect(firstYear('BE', '03-08')).toBe(2019);
    expect(firstYear('MV', '03-08')).toBe(2023);
    expect(firstYear('TH', '09-20')).toBe(2019);
  });

  it('hang on Easter', () => {
    const sundays = [
      '2024-03-31',
      '2025-04-20',
      '2026-04-05',
      '2027-03-28',
      '2028-04-16',
      '2029-04-01',
      '2030-04-21',
      '2031-04-13',
      '2032-03-28',
      '2033-04-17',
      '2034-04-09',
      '2035-03-25',
    ];
    expect(sundays.map(date => easterSunday(Number(date.slice(0, 4))))).toEqual(sundays);
    // The earliest, the latest, and the two exceptions of the calculation.
    expect([1818, 2038, 1954, 1981].map(easterSunday)).toEqual([
      '1818-03-22',
      '2038-04-25',
      '1954-04-18',
      '1981-04-19',
    ]);
  });

  it('know the Day of Repentance: the Wednesday before 23 November', () => {
    const days = Array.from({ length: 12 }, (_, index) => datesOf(2024 + index, 'SN').at(-3));
    expect(days).toEqual([
      '11-20',
      '11-19',
      '11-18',
      '11-17',
      '11-22',
      '11-21',
      '11-20',
      '11-19',
      '11-17',
      '11-16',
      '11-22',
      '11-21',
    ]);
  });

  it('are none without a state', () => {
    expect(holidaysOf(calendarOf({}), 2026)).toEqual([]);
    expect(dayOffAt(calendarOf({}), '2026-12-25')).toBeNull();
  });
});

describe('closing days', () => {
  const calendar = calendarOf({
    state: 'NI',
    closingDays: [
      { from: '2026-12-28', to: '2027-01-02', name: 'Betriebsferien' },
      { from: '2026-07-10', to: '2026-07-10', name: 'Betriebsausflug' },
    ],
    yearlyClosingDays: [
      { monthDay: '12-24', name: 'Heiligabend' },
      { monthDay: '02-29', name: 'Schalttag' },
    ],
  });

  it('are listed among the holidays by date, also over the turn of the year', () => {
    const own = (year: number) =>
      holidaysOf(calendar, year)
        .filter(({ name }) => /Betrieb|abend|Schalt|Neujahr/.test(name))
        .map(({ date, name }) => `${date} ${name}`);
    expect(own(2026)).toEqual([
      '2026-01-01 Neujahr',
      '2026-07-10 Betriebsausflug',
      '2026-12-24 Heiligabend',
      '2026-12-28 Betriebsferien',
      '2026-12-29 Betriebsferien',
      '2026-12-30 Betriebsferien',
      '2026-12-31 Betriebsferien',
    ]);
    expect(own(2027)).toEqual([
      '2027-01-01 Neujahr',
      '2027-01-01 Betriebsferien',
      '2027-01-02 Betriebsferien',
      '2027-12-24 Heiligabend',
    ]);
    expect(own(2028)).toContain('2028-02-29 Schalttag');
  });

  it('silence a day as a holiday does; the public holiday names the day where both fall together', () => {
    expect(dayOffAt(calendar, '2026-12-24')).toEqual({ kind: 'closing-day', name: 'Heiligabend' });
    expect(dayOffAt(calendar, '2026-12-28')).toEqual({ kind: 'closing-day', name: 'Betriebsferien' });
    expect(dayOffAt(calendar, '2027-01-02')).toEqual({ kind: 'closing-day', name: 'Betriebsferien' });
    expect(dayOffAt(calendar, '2027-01-01')).toEqual({ kind: 'holiday', name: 'Neujahr' });
    expect(dayOffAt(calendar, '2027-01-03')).toBeNull();
    expect(dayOffAt(calendar, '2028-02-29')).toEqual({ kind: 'closing-day', name: 'Schalttag' });
  });

  it('agree with the list that the page shows, day by day', () => {
    for (const year of [2026, 2027, 2028]) {
      const listed = new Set(holidaysOf(calendar, year).map(each => each.date));
      const found: string[] = [];
      for (let date = `${year}-01-01`; date <= `${year}-12-31`; date = addDays(date, 1)) {
        if (dayOffAt(calendar, date)) found.push(date);
      }
      expect(found).toEqual([...listed].sort());
    }
  });
});

describe('dates', () => {
  it('exist or do not', () => {
    expect(['2026-02-28', '2028-02-29', '2026-12-31'].every(isRealDate)).toBe(true);
    expect(
      ['2026-02-29', '2026-02-30', '2026-13-01', '2026-00-10', '2026-04-31', '2026-1-1', '2026-01-32'].some(
        isRealDate,
      ),
    ).toBe(false);
  });
});
