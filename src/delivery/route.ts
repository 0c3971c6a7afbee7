import type { Mailbox } from '../domain/mailbox.ts';
import type { Problem } from '../domain/problem.ts';

export type Route = { kind: 'mail'; address: string } | { kind: 'none'; problem: Problem };

/** Where a note of this mailbox goes. Only the mailbox decides: never the caller, never the note (R090). */
export function routeMessage(mailbox: Mailbox, hasSmtp: boolean): Route {
  if (!hasSmtp) return nowhere('No mail server is set (HAUSRUF_SMTP_URL).');
  if (mailbox.mailAddress === null) return nowhere('The mailbox has no mail address.');
  return { kind: 'mail', address: mailbox.mailAddress };
}

const nowhere = (message: string): Route => ({ kind: 'none', problem: { code: 'NO_DESTINATION', message } });
