import type { Mailbox } from '../domain/mailbox.ts';
import type { Problem } from '../domain/problem.ts';

export type Route = { kind: 'mail'; address: string } | { kind: 'none'; problem: Problem };

/**
 * Where a note of this mailbox goes. Only what the house has entered decides: the mailbox, or the category where it
 * has an address of its own (R142); never the caller, never what a note says (R090).
 */
export function routeMessage(
  mailbox: Mailbox,
  hasSmtp: boolean,
  categoryAddress: string | null = null,
): Route {
  if (!hasSmtp) return nowhere('No mail server is set (HAUSRUF_SMTP_URL).');
  const address = categoryAddress ?? mailbox.mailAddress;
  if (address === null) return nowhere('The mailbox has no mail address.');
  return { kind: 'mail', address };
}

const nowhere = (message: string): Route => ({ kind: 'none', problem: { code: 'NO_DESTINATION', message } });
