/** A mailbox with something to say at night and somebody to connect to, and what its refusals look like. */
import { Value } from 'typebox/value';
import { expect } from 'vitest';
import { ApiError } from '../../src/domain/api.ts';
import type { TimedGreeting } from '../../src/domain/greeting.ts';
import type { Mailbox, MailboxInput } from '../../src/domain/mailbox.ts';
import type { Forwarding } from '../../src/domain/menu.ts';
import { type House, mailboxInput, type Reply } from './web-house.ts';

export const evening: TimedGreeting = {
  greetingId: 'abend',
  name: 'Abend',
  source: { kind: 'voice', text: 'Unser Büro ist geschlossen.' },
  windows: [{ weekdays: [1, 2, 3, 4, 5], from: '18:00', to: '08:00' }],
  onHolidays: true,
  dates: [],
};

export const hausmeister: Forwarding = {
  digit: '1',
  name: 'Hausmeister',
  target: '+491701234567',
  ringSeconds: 20,
  mustAccept: false,
  shownNumber: 'own',
};

/** A mailbox with an evening greeting, Bavarian holidays and whatever `change` does to its flow. */
export function inputWith(change: (flow: MailboxInput['flow']) => void = () => undefined): MailboxInput {
  const input = structuredClone(mailboxInput({ numbers: ['+4944112345'] }));
  input.flow.greetings.timed = [structuredClone(evening)];
  input.flow.greetings.calendar.state = 'BY';
  change(input.flow);
  return input;
}

export const saveFlow = (house: House, mailbox: Mailbox, body: MailboxInput): Promise<Reply> =>
  house.ask('PUT', `/api/v1/mailboxes/${mailbox.mailboxId}`, { body });

/** A refusal in the house's own form; answers its field and message. */
export function refusal(reply: Reply, status: number): { field: string; message: string } {
  expect([reply.status, reply.text]).toEqual([status, expect.any(String)]);
  expect([...Value.Errors(ApiError, reply.json)]).toEqual([]);
  return { field: reply.json.field ?? '', message: reply.json.message };
}
