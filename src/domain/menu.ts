import { type Static, Type } from 'typebox';
import { E164 } from './number.ts';

const closed = { additionalProperties: false } as const;

/** R072: a digit 1–9 that connects to a person. 0 leaves a message; * and # cannot be given away. */
export const Forwarding = Type.Object(
  {
    digit: Type.String({ pattern: '^[1-9]$' }),
    /** For the office and the log, e.g. "Hausmeister". */
    name: Type.String({ minLength: 1, maxLength: 80 }),
    /** R071. */
    target: E164,
    /** How long it rings before the caller is led back to "press 0". */
    ringSeconds: Type.Integer({ minimum: 5, maximum: 60, default: 20 }),
    /** The person presses 1 to take the call: so no mailbox of theirs can swallow it. */
    mustAccept: Type.Boolean(),
    /** Which number the person sees: the caller's, or the one of our own line (no "CLIP no screening" needed). */
    shownNumber: Type.Union([Type.Literal('caller'), Type.Literal('own')]),
  },
  closed,
);
export type Forwarding = Static<typeof Forwarding>;

/** Without a forwarding there is no menu: recording follows the greeting (R075). */
export const Menu = Type.Object(
  {
    forwardings: Type.Array(Forwarding, { maxItems: 9 }),
    /** How long a caller may think after the greeting. */
    waitSeconds: Type.Integer({ minimum: 2, maximum: 20, default: 6 }),
    /** R076: after the second greeting without a choice. */
    withoutChoice: Type.Union([Type.Literal('hang-up'), Type.Literal('record')]),
  },
  closed,
);
export type Menu = Static<typeof Menu>;

export const noMenu: Menu = { forwardings: [], waitSeconds: 6, withoutChoice: 'hang-up' };

/** What became of one forwarding. `unknown`: the call was lost while it went on. */
export type ForwardResult =
  | 'answered'
  | 'busy'
  | 'no-answer'
  | 'refused'
  | 'unreachable'
  /** Somebody or something picked up, and nobody pressed 1. */
  | 'not-accepted'
  /** The caller hung up while it rang. */
  | 'caller-gone'
  /** Too many forwardings at once or in this hour, or a number that is not allowed. */
  | 'not-allowed'
  | 'unknown';

/** What is wrong with a menu, in German, or null. The schema has already been checked. */
export function findMenuProblem(menu: Menu, ownNumbers: readonly string[]): string | null {
  const seen = new Set<string>();
  for (const { digit, name, target } of menu.forwardings) {
    if (seen.has(digit)) {
      return `Die Ziffer ${digit} ist doppelt vergeben. Bitte wählen Sie für „${name}“ eine andere.`;
    }
    seen.add(digit);
    if (ownNumbers.includes(target)) {
      return `„${name}“ führt auf ${target}, eine Rufnummer dieser Mailbox: Der Anruf liefe im Kreis. Bitte tragen Sie die Nummer der Person ein.`;
    }
  }
  return null;
}
