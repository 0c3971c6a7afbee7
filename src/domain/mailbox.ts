import { type Static, Type } from 'typebox';
import { GreetingSchedule } from './greeting.ts';
import type { MailboxId } from './ids.ts';
import { Menu, noMenu } from './menu.ts';
import { E164 } from './number.ts';
import { OtherLanguages } from './spoken-languages.ts';

/** A mail address, kept simple on purpose: no display name, no list, nothing that could end a header. */
export const MailAddress = Type.String({
  pattern: '^[^\\s@<>,;:"()\\\\]{1,64}@[^\\s@<>,;:"()\\\\]{1,190}$',
  maxLength: 254,
});

/** Where a conversation of a mailbox ends by itself. Units are in the names. */
export const Limits = Type.Object(
  {
    /** R080: messages up to 180 s. */
    maxSeconds: Type.Integer({ minimum: 5, maximum: 900, default: 180 }),
    /** R081: the mailbox hangs up after 10 s of silence. */
    maxSilenceSeconds: Type.Integer({ minimum: 3, maximum: 60, default: 10 }),
  },
  { additionalProperties: false },
);
export type Limits = Static<typeof Limits>;

export const defaultLimits: Limits = { maxSeconds: 180, maxSilenceSeconds: 10 };

/** The data that shapes a mailbox's conversation: greeting → (menu) → beep → record → goodbye. */
export const Flow = Type.Object(
  {
    /** What callers hear first, by the hour; the notice of R163 belongs in each. */
    greetings: GreetingSchedule,
    menu: Menu,
    /** What the AI voice says after the message; empty: nothing. */
    goodbyeText: Type.String({ maxLength: 500 }),
    limits: Limits,
    /** In which a message may be transcribed besides German, where the recogniser is sure. Not given: German only. */
    otherLanguages: Type.Optional(OtherLanguages),
  },
  { additionalProperties: false },
);
export type Flow = Static<typeof Flow>;

/** A flow with one spoken greeting, no menu, and the limits of the manual. */
export function simpleFlow(texts: { greeting: string; goodbye: string }): Flow {
  return {
    greetings: {
      standard: { kind: 'voice', text: texts.greeting },
      timed: [],
      calendar: { state: null, region: null, closingDays: [], yearlyClosingDays: [] },
    },
    menu: noMenu,
    goodbyeText: texts.goodbye,
    limits: defaultLimits,
  };
}

/** What an office enters for a mailbox. */
export const MailboxInput = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 80 }),
    /** The numbers that callers dial to reach this mailbox. */
    numbers: Type.Array(E164, { maxItems: 50, uniqueItems: true }),
    /** IANA name, e.g. Europe/Berlin. */
    timeZone: Type.String({ minLength: 1, maxLength: 60 }),
    /** Where notes go by e-mail; null: nowhere yet, they stay in the Inbox. */
    mailAddress: Type.Union([MailAddress, Type.Null()]),
    /** R095: attach the recording as MP3. */
    attachRecording: Type.Boolean(),
    /** Where the list of contacts names the person who looks after the caller's property, the note goes there. */
    sendToManager: Type.Optional(Type.Boolean()),
    flow: Flow,
  },
  { additionalProperties: false },
);
export type MailboxInput = Static<typeof MailboxInput>;

export interface Mailbox extends MailboxInput {
  mailboxId: MailboxId;
}
