/** Models for speech: what is there, fetching, checking, choosing. Nothing is fetched but on these requests. */
import { Type } from 'typebox';
import { type ModelOutcome, type ModelService, ModelsReply } from '../../domain/api-models.ts';
import { type Api, Empty, replies } from '../api-type.ts';
import { notFound, Refusal } from '../errors.ts';

const tags = ['models'];
const params = Type.Object({ name: Type.String({ maxLength: 80 }) });

export function addModelRoutes(api: Api, services: { models: ModelService }): void {
  const { models } = services;
  const after = async (outcome: ModelOutcome): Promise<ModelsReply> => {
    if (outcome.kind === 'unknown') throw notFound('Dieses Modell');
    if (outcome.kind === 'refused') throw new Refusal(409, 'MODEL_REFUSED', outcome.message);
    return await models.read();
  };
  const ok = { tags, params, response: replies(200, ModelsReply) };
  const begun = { tags, params, body: Empty, response: replies(202, ModelsReply) };

  api.get('/models', { schema: { tags, response: replies(200, ModelsReply) } }, () => models.read());

  api.post('/models/:name/download', { schema: begun }, async (request, reply) =>
    reply.code(202).send(await after(await models.download(request.params.name))),
  );
  api.delete('/models/:name/download', { schema: ok }, async request =>
    after(await models.stopDownload(request.params.name)),
  );
  api.post('/model-sets/:name/download', { schema: begun }, async (request, reply) =>
    reply.code(202).send(await after(await models.downloadSet(request.params.name))),
  );
  api.post('/models/:name/check', { schema: begun }, async (request, reply) =>
    reply.code(202).send(await after(await models.check(request.params.name))),
  );
  api.put('/models/:name/choice', { schema: { ...ok, body: Empty } }, async request =>
    after(await models.choose(request.params.name, true)),
  );
  api.delete('/models/:name/choice', { schema: ok }, async request =>
    after(await models.choose(request.params.name, false)),
  );
}
