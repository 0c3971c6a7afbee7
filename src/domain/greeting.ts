/** Greetings by the hour: what a mailbox says, and when. The rules that choose are in `calls/greeting-at.ts`. */
import { type Static, Type } from 'typebox';
import { closed, nullable } from './api-parts.ts';
import { Language, VoiceId } from './voice.ts';

/** Where the audio of a greeting comes from: a text spoken by the AI voice, or an uploaded recording. */
export const GreetingSource = Type.Union([
  Type.Object(
    {
      kind: Type.Literal('voice'),
      text: Type.String({ minLength: 1, maxLength: 2000 }),
      /** German unless given. */
      language: Type.Optional(Language),
      /** Not given: the plain voice of the language, which is always there. */
      voice: Type.Optional(VoiceId),
    },
    closed,
  ),
  Type.Object(
    {
      kind: Type.Literal('upload'),
      audioId: Type.String({ pattern: '^[0-9a-f-]{36}$' }),
      fileName: Type.String({ minLength: 1, maxLength: 200 }),
      durationMs: Type.Integer({ minimum: 1 }),
    },
    closed,
  ),
]);
export type GreetingSource = Static<typeof GreetingSource>;

const ClockTime = Type.String({ pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$' });
const EndTime = Type.String({ pattern: '^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$' });
const LocalDate = Type.String({ pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' });

/**
 * Start inclusive, end exclusive, wall clock of the mailbox. `to` before `from`: into the next day; `to` equal
 * to `from`: 24 hours.
 */
export const WeekWindow = Type.Object(
  {
    /** ISO: 1 is Monday. */
    weekdays: Type.Array(Type.Integer({ minimum: 1, maximum: 7 }), {
      minItems: 1,
      maxItems: 7,
      uniqueItems: true,
    }),
    from: ClockTime,
    to: EndTime,
  },
  closed,
);
export type WeekWindow = Static<typeof WeekWindow>;

/**
 * One-off days, both inclusive. `fromTime` (inclusive) applies on the first day, null: from its first minute;
 * `toTime` (exclusive) on the last, null: to its end.
 */
export const DateRange = Type.Object(
  { from: LocalDate, to: LocalDate, fromTime: nullable(ClockTime), toTime: nullable(EndTime) },
  closed,
);
export type DateRange = Static<typeof DateRange>;

export const TimedGreeting = Type.Object(
  {
    greetingId: Type.String({ minLength: 1, maxLength: 40 }),
    name: Type.String({ minLength: 1, maxLength: 80 }),
    source: GreetingSource,
    windows: Type.Array(WeekWindow, { maxItems: 50 }),
    /** Plays on public holidays and closing days. */
    onHolidays: Type.Boolean(),
    dates: Type.Array(DateRange, { maxItems: 100 }),
  },
  closed,
);
export type TimedGreeting = Static<typeof TimedGreeting>;

export const federalStates = [
  'BW',
  'BY',
  'BE',
  'BB',
  'HB',
  'HH',
  'HE',
  'MV',
  'NI',
  'NW',
  'RP',
  'SL',
  'SN',
  'ST',
  'SH',
  'TH',
] as const;
export type FederalState = (typeof federalStates)[number];

export const HolidayCalendar = Type.Object(
  {
    /** Bundesland; null: no public holidays. */
    state: nullable(Type.Enum(federalStates)),
    /**
     * Where a state's holidays differ: the city of Augsburg (BY), mainly catholic parishes (BY, SN, TH). Has no
     * meaning in the other states.
     */
    region: nullable(Type.Union([Type.Literal('augsburg'), Type.Literal('catholic')])),
    /** Both days inclusive. */
    closingDays: Type.Array(
      Type.Object(
        { from: LocalDate, to: LocalDate, name: Type.String({ minLength: 1, maxLength: 80 }) },
        closed,
      ),
      { maxItems: 200 },
    ),
    /** Every year, e.g. 12-24. 02-29: in leap years only. */
    yearlyClosingDays: Type.Array(
      Type.Object(
        {
          monthDay: Type.String({ pattern: '^[0-9]{2}-[0-9]{2}$' }),
          name: Type.String({ minLength: 1, maxLength: 80 }),
        },
        closed,
      ),
      { maxItems: 50 },
    ),
  },
  closed,
);
export type HolidayCalendar = Static<typeof HolidayCalendar>;

export const GreetingSchedule = Type.Object(
  {
    /** R065: the Standardansage, which always is there. */
    standard: GreetingSource,
    timed: Type.Array(TimedGreeting, { maxItems: 30 }),
    calendar: HolidayCalendar,
  },
  closed,
);
export type GreetingSchedule = Static<typeof GreetingSchedule>;

/** A day on which the weekday windows rest. */
export interface DayOff {
  kind: 'holiday' | 'closing-day';
  name: string;
}

/** Why a greeting plays. The first that fits wins, in this order. */
export type GreetingReason =
  | { kind: 'date'; range: DateRange }
  | DayOff
  /** `weekday`: the day on which the window began, 1 is Monday. */
  | { kind: 'window'; window: WeekWindow; weekday: number }
  /** `resting`: the day off that silences weekday windows; `yesterday`: one whose night would still run. */
  | { kind: 'standard'; resting: (DayOff & { day: 'today' | 'yesterday' }) | null };

/** What is heard at one moment. */
export interface GreetingChoice {
  /** null: the Standardansage. */
  greetingId: string | null;
  source: GreetingSource;
  because: GreetingReason;
}
