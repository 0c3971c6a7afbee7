/** Emergencies: their kinds and words, where alarms go, and the call chain. A secret goes in and never out. */
import { Type } from 'typebox';
import {
  AlarmKindsInput,
  AlarmOutputsInput,
  type AlarmSaveProblem,
  type AlarmService,
  AlarmsBody,
  AlarmTestReply,
  AlarmTryInput,
  AlarmTryReply,
  CallChainInput,
} from '../../domain/api-alarms.ts';
import { type Api, Empty, replies } from '../api-type.ts';
import { notFound, Refusal } from '../errors.ts';
import { mustSession } from '../guard.ts';

const tags = ['alarms'];

export function addAlarmRoutes(api: Api, { alarms }: { alarms: AlarmService }): void {
  const answer = replies(200, AlarmsBody);
  const savedOr = (problem: AlarmSaveProblem): AlarmsBody => {
    if (problem) throw new Refusal(400, 'INPUT_INVALID', problem.message, problem.field);
    return alarms.view();
  };

  api.get('/alarms', { schema: { tags, response: answer } }, async () => alarms.view());

  api.put('/alarms/kinds', { schema: { tags, body: AlarmKindsInput, response: answer } }, async request =>
    savedOr(alarms.saveKinds(request.body.kinds, mustSession(request).userName)),
  );

  api.put('/alarms/outputs', { schema: { tags, body: AlarmOutputsInput, response: answer } }, async request =>
    savedOr(alarms.saveOutputs(request.body, mustSession(request).userName)),
  );

  api.put('/alarms/call-chain', { schema: { tags, body: CallChainInput, response: answer } }, async request =>
    savedOr(alarms.saveCallChain(request.body.callChain, mustSession(request).userName)),
  );

  api.post(
    '/alarms/try',
    { schema: { tags, body: AlarmTryInput, response: replies(200, AlarmTryReply) } },
    async request => {
      const reply = alarms.tryOut(request.body);
      if ('message' in reply) throw new Refusal(400, 'INPUT_INVALID', reply.message, 'kinds');
      return reply;
    },
  );

  api.post(
    '/alarms/outputs/:outputId/test',
    {
      schema: {
        tags,
        params: Type.Object({ outputId: Type.String({ maxLength: 40 }) }),
        body: Empty,
        response: replies(200, AlarmTestReply),
      },
    },
    async request => {
      const test = alarms.test(request.params.outputId);
      if (!test) throw notFound('Dieses Ziel');
      return test;
    },
  );
}
