/** Settings of the house, one JSON value per key. A value that no longer fits its schema counts as not set. */
import { eq } from 'drizzle-orm';
import { Value } from 'typebox/value';
import type { Instant } from '../domain/ids.ts';
import { defaultTelephoneSettings, TelephoneSettings } from '../domain/telephone.ts';
import type { Tx } from './open.ts';
import { remembered } from './prepared.ts';
import { settings } from './schema.ts';

/** The answer is shared: nobody may change it. */
export const readTelephoneSettings = remembered<TelephoneSettings>(db => {
  const row = db.select().from(settings).where(eq(settings.key, 'telephone')).get();
  return row && Value.Check(TelephoneSettings, row.value) ? row.value : defaultTelephoneSettings;
});

export function saveTelephoneSettings(db: Tx, value: TelephoneSettings, now: Instant): void {
  db.insert(settings)
    .values({ key: 'telephone', value, updatedAt: now })
    .onConflictDoUpdate({ target: settings.key, set: { value, updatedAt: now } })
    .run();
  readTelephoneSettings.forget(db);
}
