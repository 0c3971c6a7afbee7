import { Type } from 'typebox';
import { CallDetail, CallList, CallListQuery, DoneInput } from '../../domain/api-calls.ts';
import type { CallId } from '../../domain/ids.ts';
import { type CallRow, findCall } from '../../store/calls.ts';
import { countOpenMessages, type InboxFilter, listInbox } from '../../store/inbox.ts';
import { addJob, jobsOfMessage } from '../../store/jobs.ts';
import { findMailbox } from '../../store/mailboxes.ts';
import { findMessageOfCall, type MessageRow, setDone } from '../../store/messages.ts';
import type { Db, Tx } from '../../store/open.ts';
import { type Api, Empty, noBody, replies } from '../api-type.ts';
import { callDetail } from '../call-detail.ts';
import { listItem } from '../call-item.ts';
import { notFound, Refusal } from '../errors.ts';
import type { Live } from '../live.ts';
import type { WebServices } from '../services.ts';

const DEFAULT_LIMIT = 50;
const tags = ['calls'];
const params = Type.Object({ callId: Type.String({ maxLength: 40 }) });

/** The Inbox: list, one call, the done mark, and sending a note again. */
export function addCallRoutes(api: Api, services: WebServices, live: Live): void {
  const { db, now } = services;

  api.get(
    '/calls',
    { schema: { tags, querystring: CallListQuery, response: replies(200, CallList) } },
    async request => {
      const limit = request.query.limit ?? DEFAULT_LIMIT;
      // One more than asked for tells whether there is a next page.
      const rows = listInbox(db, { ...filterOf(db, request.query), limit: limit + 1 });
      const page = rows.slice(0, limit);
      return {
        items: page.map(listItem),
        nextBefore: rows.length > limit ? (page.at(-1)?.callId ?? null) : null,
        openMessages: countOpenMessages(db),
      };
    },
  );

  api.get(
    '/calls/:callId',
    { schema: { tags, params, response: replies(200, CallDetail) } },
    async request => {
      const detail = callDetail(db, request.params.callId as CallId);
      if (!detail) throw notFound('Diesen Anruf');
      return detail;
    },
  );

  api.put(
    '/calls/:callId/done',
    { schema: { tags, params, body: DoneInput, response: noBody(204) } },
    async (request, reply) => {
      const { message } = mustMessage(db, request.params.callId);
      setDone(db, message.id, request.body.isDone ? now() : null);
      live.tell({ type: 'call-changed', callId: message.callId });
      return reply.code(204).send();
    },
  );

  api.post(
    '/calls/:callId/resend',
    { schema: { tags, params, body: Empty, response: noBody(202) } },
    async (request, reply) => {
      const callId = db.transaction(tx => queueResend(tx, request.params.callId, now()));
      services.jobsAdded();
      live.tell({ type: 'call-changed', callId });
      return reply.code(202).send();
    },
  );
}

function filterOf(db: Db, query: CallListQuery): Omit<InboxFilter, 'limit'> {
  const before = query.before === undefined ? null : findCall(db, query.before as CallId);
  if (query.before !== undefined && !before) {
    const message = 'Hier geht die Liste nicht weiter. Bitte laden Sie die Seite neu.';
    throw new Refusal(400, 'INPUT_INVALID', message, 'before');
  }
  return {
    kind: query.kind ?? null,
    mailboxId: query.mailboxId ?? null,
    query: query.query ?? '',
    isDone: query.isDone ?? null,
    before: before && { arrivedAt: before.arrivedAt, callId: before.id },
  };
}

/** A new generation of the last step. Its number makes the mail a new one, not a repeat of the old. */
function queueResend(tx: Tx, callId: string, now: number): CallId {
  const { call, message } = mustMessage(tx, callId);
  if (call.outcome === 'attempt') {
    throw new Refusal(409, 'NO_MESSAGE', 'Anrufversuche ohne Nachricht werden nicht versendet.');
  }
  if (findMailbox(tx, message.mailboxId)?.mailAddress == null) {
    throw new Refusal(
      409,
      'NO_DESTINATION',
      'Für diese Mailbox ist keine E-Mail-Adresse eingetragen. Bitte tragen Sie unter „Flows“ eine ein.',
    );
  }
  const jobs = jobsOfMessage(tx, message.id);
  if (jobs.some(job => job.step !== 'alarm' && (job.state === 'queued' || job.state === 'running'))) {
    throw new Refusal(
      409,
      'STILL_WORKING',
      'Diese Nachricht ist noch auf dem Weg. Bitte warten Sie, bis sie zugestellt ist.',
    );
  }
  const generations = jobs.filter(job => job.step === 'deliver').map(job => job.generation);
  addJob(tx, { messageId: message.id, step: 'deliver', generation: Math.max(0, ...generations) + 1, now });
  return call.id;
}

function mustMessage(db: Tx, callId: string): { call: CallRow; message: MessageRow } {
  const call = findCall(db, callId as CallId);
  if (!call) throw notFound('Diesen Anruf');
  const message = findMessageOfCall(db, call.id);
  if (!message) {
    throw new Refusal(409, 'NO_MESSAGE', 'Zu diesem Anruf gibt es keine Nachricht.');
  }
  return { call, message };
}
