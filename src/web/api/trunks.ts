/** The trunks: providers and telephone systems that calls come from. A password goes in and never out. */
import { Type } from 'typebox';
import {
  TrunkBody,
  TrunkPresetsReply,
  TrunkStatesReply,
  TrunksReply,
  TrunkView,
} from '../../domain/api-trunks.ts';
import type { TrunkId } from '../../domain/ids.ts';
import type { Trunk, TrunkDraft, TrunkOutcome, TrunkService } from '../../domain/trunk.ts';
import { trunkPresets } from '../../domain/trunk-presets.ts';
import { type Api, noBody, replies } from '../api-type.ts';
import { notFound, Refusal } from '../errors.ts';

const tags = ['trunks'];
const params = Type.Object({ trunkId: Type.String({ maxLength: 40 }) });

export function addTrunkRoutes(api: Api, services: { trunks: TrunkService }): void {
  const { trunks } = services;

  api.get('/trunks', { schema: { tags, response: replies(200, TrunksReply) } }, async () => ({
    trunks: trunks.list(),
  }));

  api.get('/trunks/presets', { schema: { tags, response: replies(200, TrunkPresetsReply) } }, async () => ({
    presets: [...trunkPresets],
  }));

  api.get('/trunks/states', { schema: { tags, response: replies(200, TrunkStatesReply) } }, async () => ({
    states: trunks.states(),
  }));

  api.post(
    '/trunks',
    { schema: { tags, body: TrunkBody, response: replies(201, TrunkView) } },
    async (request, reply) => reply.code(201).send(savedOr(await trunks.save(null, tidied(request.body)))),
  );

  api.put(
    '/trunks/:trunkId',
    { schema: { tags, params, body: TrunkBody, response: replies(200, TrunkView) } },
    async request => savedOr(await trunks.save(request.params.trunkId as TrunkId, tidied(request.body))),
  );

  api.delete(
    '/trunks/:trunkId',
    { schema: { tags, params, response: noBody(204) } },
    async (request, reply) => {
      savedOr(await trunks.remove(request.params.trunkId as TrunkId));
      return reply.code(204).send();
    },
  );
}

/** What people paste has spaces at its ends; an empty field means none. A password stays as it is. */
function tidied(body: TrunkBody): TrunkDraft {
  const orNull = (text: string | null) => (text === null || text.trim() === '' ? null : text.trim());
  return {
    ...body,
    name: body.name.trim(),
    server: body.server.trim(),
    user: body.user.trim(),
    authUser: orNull(body.authUser),
    fromDomain: orNull(body.fromDomain),
    outboundProxy: orNull(body.outboundProxy),
    matchAddresses: [...new Set(body.matchAddresses.map(each => each.trim()))].filter(each => each !== ''),
    password: body.password === '' ? null : body.password,
  };
}

function savedOr(outcome: TrunkOutcome): Trunk {
  if (outcome.kind === 'done') return outcome.trunk;
  if (outcome.kind === 'missing') throw notFound('Diesen Telefonanschluss');
  throw new Refusal(400, 'TRUNK_REFUSED', outcome.message, outcome.field ?? undefined);
}
