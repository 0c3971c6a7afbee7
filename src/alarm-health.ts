import type { HealthParts } from './domain/api.ts';
import { listAlarmOutputs } from './store/alarm-settings.ts';
import { newestAlarms } from './store/alarms.ts';
import type { Db } from './store/open.ts';

/** What failed longer ago has been seen, or is of no use any more. */
const LOOKED_BACK_MS = 7 * 24 * 3600_000;
/** One failed try is no news: the next comes seconds later. */
const FAILED_TRIES = 2;

/** One part for each output whose newest alarm did not arrive; it goes when one arrives again. */
export function alarmHealth(db: Db, now: number): HealthParts['parts'] {
  const on = new Set(
    listAlarmOutputs(db)
      .filter(output => output.isOn)
      .map(output => output.outputId),
  );
  return newestAlarms(db, now - LOOKED_BACK_MS)
    .filter(({ outputId }) => on.has(outputId))
    .flatMap(({ name, state, failedTries }): HealthParts['parts'] => {
      if (state === 'failed') {
        return [
          {
            name: 'Alarm',
            state: 'bad',
            message: `Ein Notfall konnte an „${name}“ nicht gemeldet werden. Bitte sehen Sie in die Inbox und prüfen Sie das Ziel unter Einstellungen.`,
          },
        ];
      }
      if (state === 'waiting' && failedTries >= FAILED_TRIES) {
        return [
          {
            name: 'Alarm',
            state: 'bad',
            message: `Ein Notfall hat „${name}“ noch nicht erreicht; es wird weiter versucht. Bitte sehen Sie in die Inbox.`,
          },
        ];
      }
      return [];
    });
}
