/** What a finished set changes against the one that is live, for one source. */
import type Database from 'better-sqlite3';
import type { FinishedSet } from './contact-set-writer.ts';

/** `db`: the new set. `oldFile` null: everything is new. */
export function compareSets(
  db: Database.Database,
  { source, oldFile }: { source: string; oldFile: string | null },
): Omit<FinishedSet, 'leftOut' | 'hints'> {
  if (oldFile === null) db.exec(`ATTACH ':memory:' AS old; ${emptyOld}`);
  else db.prepare('ATTACH ? AS old').run(oldFile);
  const count = (sql: string): number => db.prepare(sql).pluck().get({ source }) as number;
  const examples = (sql: string): string[] =>
    db.prepare(`${sql} LIMIT ${MOST_EXAMPLES}`).pluck().all({ source }) as string[];
  const found = {
    contacts: count('SELECT count(*) FROM main.contacts WHERE source = :source'),
    before: count('SELECT count(*) FROM old.contacts WHERE source = :source'),
    added: count(`SELECT count(*) ${missingIn('main', 'old')}`),
    changed: count(`SELECT count(*) ${changed}`),
    gone: count(`SELECT count(*) ${missingIn('old', 'main')}`),
    examples: {
      added: examples(`SELECT ${shown} ${missingIn('main', 'old')}`),
      changed: examples(`SELECT ${shown} ${changed}`),
      gone: examples(`SELECT ${shown} ${missingIn('old', 'main')}`),
    },
  };
  db.exec('DETACH old');
  return found;
}

const MOST_EXAMPLES = 5;
const emptyOld =
  'CREATE TABLE old.contacts (contact_id TEXT, content_hash INTEGER, source TEXT, name TEXT, street TEXT)';
const shown = "n.name || coalesce(', ' || n.street, '')";
const changed = `FROM main.contacts n WHERE n.source = :source AND EXISTS
  (SELECT 1 FROM old.contacts o WHERE o.contact_id = n.contact_id AND o.content_hash <> n.content_hash)`;
const missingIn = (from: string, other: string): string => `FROM ${from}.contacts n WHERE n.source = :source
  AND NOT EXISTS (SELECT 1 FROM ${other}.contacts o WHERE o.contact_id = n.contact_id)`;
