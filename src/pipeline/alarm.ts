/**
 * The step that tells an output of an emergency. It goes beside the other steps and is none of their business:
 * it must never hold a note back, nor take its place. An unclear try is repeated under the same id, by which the
 * other side knows that it has it: waking somebody twice is better than never.
 */
import type { SendAlarm } from '../domain/alarm.ts';
import type { DeliveryOutcome, Note } from '../domain/delivery.ts';
import type { Instant, MessageId, Milliseconds } from '../domain/ids.ts';
import type { Problem, StepResult } from '../domain/problem.ts';
import { listAlarmOutputs } from '../store/alarm-settings.ts';
import { beginAlarmTry, endAlarm, endAlarmTry, findAlarm } from '../store/alarms.ts';
import { endJob, type Job } from '../store/jobs.ts';
import type { Db, Tx } from '../store/open.ts';
import type { Commit } from './worker.ts';

export interface AlarmStepOptions {
  db: Db;
  now: () => Instant;
  noteOf: (messageId: MessageId) => Note;
  sendAlarm: SendAlarm;
}

/** After a day nobody is helped by an alarm any more; the note is in the Inbox. */
const DEADLINE_MS = 24 * 3600_000;
const BACK_OFF_MS = { first: 10_000, most: 300_000 };

/** When a failed alarm is tried again; null: never. */
export function alarmBackOff(job: Job, now: Instant): Milliseconds | null {
  if (now - job.createdAt > DEADLINE_MS) return null;
  return Math.min(BACK_OFF_MS.most, BACK_OFF_MS.first * 2 ** Math.min(20, job.attempts - 1));
}

export function giveUpAlarm(tx: Tx, job: Job, now: Instant): void {
  const row = findAlarm(tx, job.messageId, job.generation);
  if (row) endAlarm(tx, { alarmId: row.id, state: 'failed', now });
}

export async function alarm(
  options: AlarmStepOptions,
  job: Job,
  signal: AbortSignal,
): Promise<StepResult<Commit>> {
  const { db, now } = options;
  const row = findAlarm(db, job.messageId, job.generation);
  // Told, and killed before the job could be ended; or there is nothing to tell.
  if (row?.state !== 'waiting') return { kind: 'done', value: tx => endJob(tx, job.id, now()) };
  // As it is set now: nothing goes to an address that was taken away since.
  const output = listAlarmOutputs(db).find(each => each.outputId === row.outputId);
  if (!output?.isOn) return { kind: 'failed', problem: goneOutput };
  const note = options.noteOf(job.messageId);
  const { tryId, tryNumber } = db.transaction(tx => beginAlarmTry(tx, row.id, now()));
  const outcome = await options.sendAlarm(
    {
      messageId: job.messageId,
      output,
      facts: row.facts,
      raisedAt: row.createdAt,
      idempotencyKey: `${job.messageId}.${row.outputId}`,
      tryNumber,
    },
    note,
    signal,
  );
  return settle(options, job, { alarmId: row.id, tryId, outcome });
}

const goneOutput: Problem = {
  code: 'NO_DESTINATION',
  message: 'The output of this alarm was removed or switched off.',
};

function settle(
  { db, now }: AlarmStepOptions,
  job: Job,
  { alarmId, tryId, outcome }: { alarmId: string; tryId: string; outcome: DeliveryOutcome },
): StepResult<Commit> {
  if (outcome.kind === 'done') {
    return {
      kind: 'done',
      value: tx => {
        endAlarmTry(tx, tryId, outcome, now());
        endAlarm(tx, { alarmId, state: 'done', now: now() });
        endJob(tx, job.id, now());
      },
    };
  }
  db.transaction(tx => endAlarmTry(tx, tryId, outcome, now()));
  // Given up, `giveUpAlarm` says so in the transaction that ends the job.
  if (outcome.kind === 'no') return { kind: 'failed', problem: outcome.problem };
  const afterMs = outcome.kind === 'later' ? outcome.afterMs : undefined;
  return { kind: 'retry', problem: outcome.problem, ...(afterMs === undefined ? {} : { afterMs }) };
}
