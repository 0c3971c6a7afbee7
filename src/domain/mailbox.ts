import { type Static, Type } from 'typebox';
import type { MailboxId } from './ids.ts';

/** E.164: a plus sign, no leading zero, 3 to 15 digits. */
export const E164 = Type.String({
  pattern: '^\\+[1-9][0-9]{2,14}$',
  description: 'E.164, e.g. +493012345678',
});

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

/**
 * The data that shapes a mailbox's conversation. First version: greeting → beep → record → goodbye.
 * Menus and greetings by the hour are added here, never elsewhere.
 */
export const Flow = Type.Object(
  {
    /** What the AI voice says first; the notice of R163 belongs in it. */
    greetingText: Type.String({ minLength: 1, maxLength: 2000 }),
    /** What it says after the message; empty: nothing. */
    goodbyeText: Type.String({ maxLength: 500 }),
    limits: Limits,
  },
  { additionalProperties: false },
);
export type Flow = Static<typeof Flow>;

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
    flow: Flow,
  },
  { additionalProperties: false },
);
export type MailboxInput = Static<typeof MailboxInput>;

export interface Mailbox extends MailboxInput {
  mailboxId: MailboxId;
}
