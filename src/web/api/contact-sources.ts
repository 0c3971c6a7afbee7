/** Sources of contact lists. Passwords and keys go in and never out. */
import { Type } from 'typebox';
import {
  HostKeyBody,
  SourceBody,
  SourcesReply,
  SourceTestBody,
  SourceTestReply,
  SourceView,
} from '../../domain/api-contact-sources.ts';
import type {
  ContactSource,
  ContactSourceId,
  ContactSourceService,
  SourceChange,
  SourceDraft,
} from '../../domain/contact-source.ts';
import { type Api, Empty, noBody, replies } from '../api-type.ts';
import { notFound, Refusal } from '../errors.ts';

const tags = ['contact-sources'];
const params = Type.Object({ sourceId: Type.String({ maxLength: 40 }) });
/** Each test may hold a connection for a minute. */
const TESTS_AT_ONCE = 3;

export function addContactSourceRoutes(api: Api, services: { contactSources: ContactSourceService }): void {
  const { contactSources } = services;
  let testing = 0;

  api.get('/contact-sources', { schema: { tags, response: replies(200, SourcesReply) } }, async () => ({
    sources: contactSources.list().map(viewOf),
    importFolders: contactSources.importFolders(),
  }));

  api.post(
    '/contact-sources',
    { schema: { tags, body: SourceBody, response: replies(201, SourceView) } },
    async (request, reply) =>
      reply.code(201).send(savedOr(await contactSources.save(null, tidied(request.body)))),
  );

  api.put(
    '/contact-sources/:sourceId',
    { schema: { tags, params, body: SourceBody, response: replies(200, SourceView) } },
    async request => savedOr(await contactSources.save(idOf(request.params), tidied(request.body))),
  );

  api.delete(
    '/contact-sources/:sourceId',
    { schema: { tags, params, response: noBody(204) } },
    async (request, reply) => {
      savedOr(await contactSources.remove(idOf(request.params)));
      return reply.code(204).send();
    },
  );

  api.post(
    '/contact-sources/:sourceId/run',
    { schema: { tags, params, body: Empty, response: replies(202, SourceView) } },
    async (request, reply) => reply.code(202).send(savedOr(contactSources.run(idOf(request.params)))),
  );

  api.post(
    '/contact-sources/:sourceId/host-key',
    { schema: { tags, params, body: HostKeyBody, response: replies(200, SourceView) } },
    async request => savedOr(contactSources.acceptHostKey(idOf(request.params), request.body.hostKey)),
  );

  api.post(
    '/contact-sources/test',
    { schema: { tags, body: SourceTestBody, response: replies(200, SourceTestReply) } },
    async request => {
      if (testing >= TESTS_AT_ONCE) {
        throw new Refusal(
          429,
          'SOURCE_BUSY',
          'Es werden schon Verbindungen getestet. Bitte warten Sie einen Moment.',
        );
      }
      testing += 1;
      try {
        const { sourceId, ...body } = request.body;
        const outcome = await contactSources.test(sourceId as ContactSourceId | null, tidied(body));
        if ('steps' in outcome) return outcome;
        savedOr(outcome);
        throw new Error('a test has changed something');
      } finally {
        testing -= 1;
      }
    },
  );
}

const idOf = (request: { sourceId: string }): ContactSourceId => request.sourceId as ContactSourceId;

/** What people paste has spaces at its ends; secrets stay as they are. */
function tidied(body: SourceBody): SourceDraft {
  const place = Object.fromEntries(
    Object.entries(body.place).map(([key, value]) => [
      key,
      typeof value === 'string' && key !== 'ca' ? value.trim() : value,
    ]),
  ) as SourceBody['place'];
  return { ...body, name: body.name.trim(), pattern: body.pattern.trim(), place };
}

function savedOr(change: SourceChange): SourceView {
  if (change.kind === 'done') return viewOf(change.source);
  if (change.kind === 'missing') throw notFound('Diese Quelle');
  throw new Refusal(400, 'SOURCE_REFUSED', change.message, change.field ?? undefined);
}

function viewOf(source: ContactSource): SourceView {
  // The page has no fields for a partner's interface yet, so none can have been entered.
  if (source.place.kind === 'partner') throw new Error('a partner as a source');
  return { ...source, place: source.place };
}
