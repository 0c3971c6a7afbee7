/** What an office has set about alarms: kinds, call chain, internal targets, and where alarms go. */
import { asc, eq } from 'drizzle-orm';
import { Value } from 'typebox/value';
import { type AlarmOutput, AlarmSettings, noAlarmSettings } from '../domain/alarm.ts';
import type { Instant } from '../domain/ids.ts';
import { newId } from './new-id.ts';
import type { Tx } from './open.ts';
import { remembered } from './prepared.ts';
import { settings } from './schema.ts';
import { alarmOutputs } from './schema-alarms.ts';

const key = 'alarms';

/** The answer is shared: nobody may change it. A value that no longer fits counts as none: the built-in rules stand. */
export const readAlarmSettings = remembered<AlarmSettings>(db => {
  const row = db.select().from(settings).where(eq(settings.key, key)).get();
  return row && Value.Check(AlarmSettings, row.value) ? row.value : noAlarmSettings;
});

export function saveAlarmSettings(db: Tx, value: AlarmSettings, now: Instant): void {
  db.insert(settings)
    .values({ key, value, updatedAt: now })
    .onConflictDoUpdate({ target: settings.key, set: { value, updatedAt: now } })
    .run();
  readAlarmSettings.forget(db);
}

/** All outputs in their order, with their secrets. The answer is shared: nobody may change it. */
export const listAlarmOutputs = remembered<readonly AlarmOutput[]>(db =>
  db
    .select()
    .from(alarmOutputs)
    .orderBy(asc(alarmOutputs.position))
    .all()
    .map(({ id, name, kind, target, secret, isOn }) => ({ outputId: id, name, kind, target, secret, isOn })),
);

/** Replaces all outputs. Call inside a transaction. */
export function replaceAlarmOutputs(db: Tx, outputs: readonly AlarmOutput[]): void {
  db.delete(alarmOutputs).run();
  outputs.forEach(({ outputId, ...output }, position) => {
    db.insert(alarmOutputs)
      .values({ id: outputId, position, ...output })
      .run();
  });
  listAlarmOutputs.forget(db);
}

export const newAlarmOutputId = (): string => newId<'output'>();
