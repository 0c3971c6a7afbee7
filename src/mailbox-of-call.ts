import type { LineDiagnosis } from './domain/diagnosis.ts';
import type { MailboxId } from './domain/ids.ts';
import type { Mailbox } from './domain/mailbox.ts';
import { listMailboxes } from './store/mailboxes.ts';
import type { Db } from './store/open.ts';
import type { CallerFacts } from './telephony/who.ts';

/**
 * Which mailbox a call is for: the number that was called before a telephone system diverted the call says
 * more than the one it was diverted to; then the dialled one, then To. Without any of them the oldest mailbox
 * answers, so that no call is turned away.
 */
export function chooseMailbox(
  mailboxes: readonly Mailbox[],
  facts: Pick<CallerFacts, 'originalNumber' | 'dialledNumber' | 'toNumber'>,
  normalise: (raw: string | null) => string | null,
): { mailbox: Mailbox | null; by: LineDiagnosis['mailboxBy'] } {
  const holding = (raw: string | null): Mailbox | undefined => {
    const number = raw === null ? null : (normalise(raw) ?? raw);
    return number === null ? undefined : mailboxes.find(each => each.numbers.includes(number));
  };
  for (const [by, raw] of [
    ['original-number', facts.originalNumber],
    ['dialled-number', facts.dialledNumber],
    ['to-header', facts.toNumber],
  ] as const) {
    const mailbox = holding(raw);
    if (mailbox) return { mailbox, by };
  }
  return { mailbox: mailboxes[0] ?? null, by: 'first-mailbox' };
}

/** The same for a call that Asterisk's fallback took; null: there is no mailbox at all. */
export function mailboxForCall(
  db: Db,
  called: { original: string | null; dialled: string },
  normalise: (raw: string | null) => string | null,
): MailboxId | null {
  const facts = { originalNumber: called.original, dialledNumber: called.dialled, toNumber: null };
  return chooseMailbox(listMailboxes(db), facts, normalise).mailbox?.mailboxId ?? null;
}
