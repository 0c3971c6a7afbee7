/** Looking contacts up, correcting who called, and what was learned from it. */
import { Type } from 'typebox';
import {
  ContactPage,
  ContactQuery,
  CorrectionFacts,
  CorrectionInput,
  CorrectionQuery,
  IdentificationInput,
  IdentificationView,
} from '../../domain/api-identify.ts';
import type { CallId } from '../../domain/ids.ts';
import { type Api, noBody, replies } from '../api-type.ts';
import { notFound } from '../errors.ts';
import type { Live } from '../live.ts';
import type { WebServices } from '../services.ts';

const PAGE = 20;
const call = Type.Object({ callId: Type.String({ maxLength: 40 }) });
const rule = Type.Object({ ruleId: Type.String({ maxLength: 40 }) });

export function addIdentifyRoutes(api: Api, { identify }: Pick<WebServices, 'identify'>, live: Live): void {
  api.get(
    '/contacts',
    { schema: { tags: ['contacts'], querystring: ContactQuery, response: replies(200, ContactPage) } },
    async ({ query: { q, offset = 0, limit = PAGE } }) => identify.search({ query: q, offset, limit }),
  );
  api.get(
    '/calls/:callId/contact',
    {
      schema: {
        tags: ['calls'],
        params: call,
        querystring: CorrectionQuery,
        response: replies(200, CorrectionFacts),
      },
    },
    async ({ params, query }) => {
      const facts = identify.facts(params.callId, query.contactId ?? null);
      if (!facts) throw notFound('Diese Nachricht');
      return facts;
    },
  );
  api.post(
    '/calls/:callId/contact',
    { schema: { tags: ['calls'], params: call, body: CorrectionInput, response: noBody(204) } },
    async ({ params, body }, reply) => {
      if (!identify.correct(params.callId, body)) throw notFound('Diese Nachricht oder diesen Kontakt');
      live.tell({ type: 'call-changed', callId: params.callId as CallId });
      return reply.code(204).send();
    },
  );
  const view = replies(200, IdentificationView);
  api.get('/identification', { schema: { tags: ['contacts'], response: view } }, async () => identify.view());
  api.put(
    '/identification',
    { schema: { tags: ['contacts'], body: IdentificationInput, response: view } },
    async ({ body }) => {
      identify.setPhoneWins(body.phoneWins);
      return identify.view();
    },
  );
  api.delete(
    '/identification/rules/:ruleId',
    { schema: { tags: ['contacts'], params: rule, response: noBody(204) } },
    async ({ params }, reply) => {
      if (!identify.revoke(params.ruleId)) throw notFound('Diese Regel');
      return reply.code(204).send();
    },
  );
}
