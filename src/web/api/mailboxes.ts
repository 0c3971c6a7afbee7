import { Type } from 'typebox';
import { MailboxListReply, MailboxView, TestMailReply } from '../../domain/api.ts';
import type { GreetingSchedule } from '../../domain/greeting.ts';
import type { MailboxId } from '../../domain/ids.ts';
import { type Mailbox, MailboxInput } from '../../domain/mailbox.ts';
import { findMenuProblem } from '../../domain/menu.ts';
import { refusedTarget } from '../../domain/telephone.ts';
import { findGreetingAudio } from '../../store/greeting-audio.ts';
import {
  addMailbox,
  changeMailbox,
  findMailbox,
  listMailboxes,
  mailboxHoldingNumber,
} from '../../store/mailboxes.ts';
import type { Tx } from '../../store/open.ts';
import { readTelephoneSettings } from '../../store/settings.ts';
import { type Api, Empty, replies } from '../api-type.ts';
import { notFound, Refusal } from '../errors.ts';
import type { WebServices } from '../services.ts';

const tags = ['mailboxes'];
const params = Type.Object({ mailboxId: Type.String({ maxLength: 40 }) });

/** The mailboxes: list, add, change, and a test note to the address of one. */
export function addMailboxRoutes(api: Api, services: WebServices): void {
  const { db, now } = services;
  const viewOf = (mailbox: Mailbox): MailboxView => {
    const missingGreetings = services.greetings.missing(mailbox);
    return {
      ...mailbox,
      greetingState: missingGreetings.includes('standard') ? 'built-in' : 'ready',
      missingGreetings,
      staleGreetings: services.greetings.stale(mailbox),
    };
  };

  api.get('/mailboxes', { schema: { tags, response: replies(200, MailboxListReply) } }, async () => ({
    mailboxes: listMailboxes(db).map(viewOf),
  }));

  api.post(
    '/mailboxes',
    { schema: { tags, body: MailboxInput, response: replies(201, MailboxView) } },
    async (request, reply) => {
      const input = checked(services, request.body);
      const mailbox = db.transaction(tx => {
        refuseTaken(tx, input, null);
        return addMailbox(tx, input, now());
      });
      services.mailboxChanged(mailbox.mailboxId);
      return reply.code(201).send(viewOf(mailbox));
    },
  );

  api.put(
    '/mailboxes/:mailboxId',
    { schema: { tags, params, body: MailboxInput, response: replies(200, MailboxView) } },
    async request => {
      const mailboxId = request.params.mailboxId as MailboxId;
      const input = checked(services, request.body);
      db.transaction(tx => {
        refuseTaken(tx, input, mailboxId);
        if (!changeMailbox(tx, { mailboxId, input, now: now() })) throw notFound('Diese Mailbox');
      });
      services.mailboxChanged(mailboxId);
      return viewOf(findMailbox(db, mailboxId) ?? { mailboxId, ...input });
    },
  );

  api.post(
    '/mailboxes/:mailboxId/test-mail',
    { schema: { tags, params, body: Empty, response: replies(200, TestMailReply) } },
    async request => {
      const mailbox = findMailbox(db, request.params.mailboxId as MailboxId);
      if (!mailbox) throw notFound('Diese Mailbox');
      return services.sendTestMail(mailbox);
    },
  );
}

/** What the schema cannot say. */
function checked(services: WebServices, input: MailboxInput): MailboxInput {
  const name = input.name.trim();
  if (name === '') {
    throw new Refusal(400, 'INPUT_INVALID', 'Bitte geben Sie der Mailbox einen Namen.', 'name');
  }
  if (!isTimeZone(input.timeZone)) {
    const message = `Die Zeitzone „${input.timeZone}“ ist nicht bekannt. Für Deutschland gilt Europe/Berlin.`;
    throw new Refusal(400, 'INPUT_INVALID', message, 'timeZone');
  }
  const { greetings, menu } = input.flow;
  refuseEmptyGreetings(services, greetings);
  const problem = services.greetings.problem(greetings);
  if (problem) throw new Refusal(400, 'INPUT_INVALID', problem.message, `flow.greetings.${problem.field}`);
  const menuProblem = findMenuProblem(menu, input.numbers);
  if (menuProblem) throw new Refusal(400, 'INPUT_INVALID', menuProblem, 'flow.menu.forwardings');
  const rules = readTelephoneSettings(services.db).forwarding;
  for (const { name: who, target } of menu.forwardings) {
    const refusal = refusedTarget(target, rules);
    if (refusal) throw new Refusal(400, 'INPUT_INVALID', `„${who}“: ${refusal}`, 'flow.menu.forwardings');
  }
  return { ...input, name };
}

function refuseEmptyGreetings(services: WebServices, greetings: GreetingSchedule): void {
  const all = [{ name: 'Standardansage', source: greetings.standard }, ...greetings.timed];
  for (const { name, source } of all) {
    if (source.kind === 'voice' && source.text.trim() === '') {
      const message = `Bitte geben Sie für „${name}“ einen Ansagetext ein: Ohne ihn wissen Anrufer nicht, wo sie sind.`;
      throw new Refusal(400, 'INPUT_INVALID', message, 'flow.greetings.text');
    }
    if (source.kind === 'upload' && !findGreetingAudio(services.db, source.audioId)) {
      const message = `Die Tonaufnahme für „${name}“ ist nicht (mehr) da. Bitte laden Sie sie noch einmal hoch.`;
      throw new Refusal(400, 'INPUT_INVALID', message, 'flow.greetings.audioId');
    }
  }
}

/** A name of the IANA database; `Intl` also knows bare offsets, which have no summer time. */
function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('de', { timeZone: name });
    return /^[A-Za-z]/.test(name);
  } catch {
    return false;
  }
}

function refuseTaken(tx: Tx, input: MailboxInput, except: MailboxId | null): void {
  const taken = mailboxHoldingNumber(tx, input.numbers, except);
  if (!taken) return;
  throw new Refusal(
    409,
    'NUMBER_TAKEN',
    `Die Nummer ${taken.number} gehört schon zur Mailbox „${taken.mailbox.name}“. Bitte entfernen Sie sie zuerst dort.`,
    'numbers',
  );
}
