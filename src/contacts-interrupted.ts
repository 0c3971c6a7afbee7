/**
 * Imports that nobody works on any more though they are stored as being read: the process was ended, or the end could
 * not be stored. They are told as interrupted, and a source's list is handed over again by its next run.
 */
import { changeImport, importsIn } from './store/contact-imports.ts';
import { readAgain } from './store/contact-sources.ts';
import type { Db } from './store/open.ts';

export const interrupted = 'Der Import wurde unterbrochen. Bitte starten Sie ihn noch einmal.';

export function endInterrupted(options: {
  db: Db;
  now: number;
  /** Of imports that this process has in hand. */
  isUnderWay: (importId: string) => boolean;
}): void {
  const { db, now, isUnderWay } = options;
  for (const { id, source } of importsIn(db, ['reading'])) {
    if (isUnderWay(id)) continue;
    db.transaction(tx => {
      changeImport(tx, id, { state: 'refused', because: null, message: interrupted, endedAt: now });
      readAgain(tx, source, now);
    });
  }
}
