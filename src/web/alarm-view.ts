/** What became of the alarms of a message, for the detail of its call. */
import type { AlarmView } from '../domain/api-alarms.ts';
import type { MessageId } from '../domain/ids.ts';
import { alarmsOfMessage } from '../store/alarms.ts';
import type { Job } from '../store/jobs.ts';
import type { Db } from '../store/open.ts';

export function alarmViews(db: Db, messageId: MessageId, jobs: readonly Job[]): AlarmView[] {
  return alarmsOfMessage(db, messageId).map(alarm => {
    const job = jobs.find(each => each.step === 'alarm' && each.generation === alarm.generation);
    return {
      name: alarm.name,
      kind: alarm.kind,
      target: alarm.kind === 'mail' ? alarm.target : hostOf(alarm.target),
      reason: alarm.facts.label,
      state: alarm.state === 'waiting' && job?.state === 'dead' ? 'failed' : alarm.state,
      createdAt: alarm.createdAt,
      endedAt: alarm.endedAt,
      nextTryAt: job?.state === 'queued' ? job.notBefore : null,
      tries: alarm.tries.map(({ number, startedAt, endedAt, outcome, detail }) => ({
        ...{ number, startedAt, endedAt, outcome, detail },
      })),
    };
  });
}

/** The rest of a webhook's address may be a secret. */
const hostOf = (target: string): string => (URL.canParse(target) ? new URL(target).host : '');
