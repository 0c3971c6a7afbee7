/** How the house telephones: settings, test calls that are watched, and probe calls. */
import { Type } from 'typebox';
import {
  CallDiagnosis,
  ProbeInput,
  ProbeReply,
  ProbesReply,
  TelephoneReply,
  TestCallReply,
} from '../../domain/api-telephone.ts';
import type { CallId, MailboxId } from '../../domain/ids.ts';
import { TelephoneSettings } from '../../domain/telephone.ts';
import { findMailbox } from '../../store/mailboxes.ts';
import { newestProbes } from '../../store/probes.ts';
import { readTelephoneSettings, saveTelephoneSettings } from '../../store/settings.ts';
import { type Api, Empty, noBody, replies } from '../api-type.ts';
import { callDiagnosis } from '../call-diagnosis.ts';
import { notFound, Refusal } from '../errors.ts';
import type { WebServices } from '../services.ts';

const tags = ['telephone'];
const mailboxParams = Type.Object({ mailboxId: Type.String({ maxLength: 40 }) });
const callParams = Type.Object({ callId: Type.String({ maxLength: 40 }) });
const MOST_PROBES = 20;

export function addTelephoneRoutes(api: Api, services: WebServices): void {
  const { db, now } = services;
  const reply = (settings: TelephoneSettings): TelephoneReply => ({
    settings,
    environment: services.numbersOfEnvironment,
  });
  const mustMailbox = (mailboxId: string): MailboxId => {
    const mailbox = findMailbox(db, mailboxId as MailboxId);
    if (!mailbox) throw notFound('Diese Mailbox');
    return mailbox.mailboxId;
  };

  api.get('/telephone', { schema: { tags, response: replies(200, TelephoneReply) } }, async () =>
    reply(readTelephoneSettings(db)),
  );

  api.put(
    '/telephone',
    { schema: { tags, body: TelephoneSettings, response: replies(200, TelephoneReply) } },
    async request => {
      saveTelephoneSettings(db, request.body, now());
      services.telephoneChanged();
      return reply(request.body);
    },
  );

  api.get(
    '/calls/:callId/diagnosis',
    { schema: { tags, params: callParams, response: replies(200, CallDiagnosis) } },
    async request => {
      const found = callDiagnosis(services, request.params.callId as CallId);
      if (!found) throw notFound('Eine Diagnose zu diesem Anruf');
      return found;
    },
  );

  const testCall = (mailboxId: MailboxId): TestCallReply => {
    const state = services.lineWatch.state(mailboxId);
    if (!state) return { state: 'off', until: null, call: null };
    const call = state.callId && callDiagnosis(services, state.callId);
    if (!call) return { state: 'waiting', until: state.until, call: null };
    return { state: call.isRunning ? 'running' : 'ended', until: state.until, call };
  };

  api.get(
    '/mailboxes/:mailboxId/test-call',
    { schema: { tags, params: mailboxParams, response: replies(200, TestCallReply) } },
    async request => testCall(mustMailbox(request.params.mailboxId)),
  );
  api.post(
    '/mailboxes/:mailboxId/test-call',
    { schema: { tags, params: mailboxParams, body: Empty, response: replies(200, TestCallReply) } },
    async request => {
      const mailboxId = mustMailbox(request.params.mailboxId);
      services.lineWatch.arm(mailboxId);
      return testCall(mailboxId);
    },
  );
  api.delete(
    '/mailboxes/:mailboxId/test-call',
    { schema: { tags, params: mailboxParams, response: noBody(204) } },
    async (request, reply) => {
      services.lineWatch.disarm(mustMailbox(request.params.mailboxId));
      return reply.code(204).send();
    },
  );

  api.get('/probes', { schema: { tags, response: replies(200, ProbesReply) } }, async () => ({
    probes: newestProbes(db, MOST_PROBES).map(({ id, callId: _, ...probe }) => ({
      probeId: id,
      mailboxName: findMailbox(db, probe.mailboxId)?.name ?? '',
      ...probe,
    })),
  }));

  api.post(
    '/probes',
    {
      config: { rateLimit: { max: 10, timeWindow: 60_000 } },
      schema: { tags, body: ProbeInput, response: replies(202, ProbeReply) },
    },
    async (request, reply) => {
      const probeId = await services.startProbe(mustMailbox(request.body.mailboxId));
      if (probeId === null) {
        throw new Refusal(
          503,
          'ASTERISK_UNREACHABLE',
          'Asterisk ist gerade nicht verbunden, deshalb kann kein Probeanruf beginnen. Bitte sehen Sie unter Zustand nach.',
        );
      }
      return reply.code(202).send({ probeId });
    },
  );
}
