import type { Mailbox } from '../domain/mailbox.ts';
import type { Problem } from '../domain/problem.ts';

export type Route = { kind: 'mail'; address: string } | { kind: 'none'; problem: Problem };

/** What besides the mailbox may decide: both are what the house has entered or imported. */
export interface RouteHints {
  /** The category's own address (R142). */
  categoryAddress?: string | null;
  /** Of the one contact that the caller surely is: who looks after the property, from the house's own list. */
  managerAddress?: string | null;
}

/**
 * Where a note of this mailbox goes. Only what the house has entered decides, never the caller, never what a note says
 * (R090): the category's own address first, because it is meant for all who call about that; then the responsible
 * person, where the mailbox wants that; else the address of the mailbox. It is one address, never a copy.
 */
export function routeMessage(mailbox: Mailbox, hasSmtp: boolean, hints: RouteHints = {}): Route {
  if (!hasSmtp) return nowhere('No mail server is set (HAUSRUF_SMTP_URL).');
  const managerAddress = mailbox.sendToManager ? hints.managerAddress : null;
  const address = hints.categoryAddress ?? managerAddress ?? mailbox.mailAddress;
  if (address === null) return nowhere('The mailbox has no mail address.');
  return { kind: 'mail', address };
}

const nowhere = (message: string): Route => ({ kind: 'none', problem: { code: 'NO_DESTINATION', message } });
