/** How the words of this house are said: one value of the settings. What no longer fits counts as not set. */
import { eq } from 'drizzle-orm';
import { Value } from 'typebox/value';
import type { Instant } from '../domain/ids.ts';
import { type Pronunciation, Pronunciations } from '../domain/voice.ts';
import type { Tx } from './open.ts';
import { settings } from './schema.ts';

const key = 'pronunciations';

export function readPronunciations(db: Tx): Pronunciation[] {
  const row = db.select().from(settings).where(eq(settings.key, key)).get();
  return row && Value.Check(Pronunciations, row.value) ? row.value : [];
}

export function savePronunciations(db: Tx, value: readonly Pronunciation[], now: Instant): void {
  const set = { value, updatedAt: now };
  db.insert(settings)
    .values({ key, ...set })
    .onConflictDoUpdate({ target: settings.key, set })
    .run();
}
