/**
 * Clears away audio of greetings: what was tried and never saved, what a changed text has left behind. Must never
 * take what a caller may hear.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { GreetingSource } from './domain/greeting.ts';
import type { Instant } from './domain/ids.ts';
import type { Mailbox } from './domain/mailbox.ts';
import { listGreetingAudio, removeGreetingAudio } from './store/greeting-audio.ts';
import { listMailboxes } from './store/mailboxes.ts';
import type { Db } from './store/open.ts';
import {
  listLastGreetings,
  listSpokenGreetings,
  removeLastGreeting,
  removeSpokenGreeting,
} from './store/spoken-greetings.ts';

/** Audio that no mailbox uses is kept this long: somebody may be about to save it. */
const UNUSED_MS = 24 * 3600 * 1000;
/** And this many at most, the newest: 20 s of speech are 0.8 MB, and a busy afternoon hears a hundred drafts. */
const MOST_UNUSED = 30;

/** A hash of a text or the id of an upload: never a path. */
export const isAudioId = (id: string): boolean => /^[0-9a-f-]{32,36}$/.test(id);

/** Audio that no mailbox names any more, and what was heard last of greetings that are gone. */
export function removeUnused(options: {
  db: Db;
  folder: string;
  now: () => Instant;
  log: Logger;
  /** Every greeting of a mailbox that callers may hear. */
  namedOf: (mailbox: Mailbox) => { greetingId: string; source: GreetingSource }[];
  /** Somebody is about to hear it, however old it is. */
  justMade: string | null;
}): void {
  const { db, namedOf } = options;
  const mailboxes = listMailboxes(db);
  const named = new Set(
    mailboxes.flatMap(each => namedOf(each).map(({ greetingId }) => `${each.mailboxId} ${greetingId}`)),
  );
  for (const row of listLastGreetings(db)) {
    if (!named.has(`${row.mailboxId} ${row.greetingId}`)) removeLastGreeting(db, row);
  }
  const used = new Set(listLastGreetings(db).map(row => row.audioId));
  if (options.justMade !== null) used.add(options.justMade);
  for (const { source } of mailboxes.flatMap(namedOf)) if (source.kind === 'upload') used.add(source.audioId);
  const remove = (audioId: string, endings: readonly string[]) => {
    for (const ending of endings) rmSync(join(options.folder, `${audioId}.${ending}`), { force: true });
    options.log.info({ audioId }, 'unused audio of a greeting was removed');
  };
  const now = options.now();
  for (const row of unusedOf(listGreetingAudio(db), row => [row.id, row.createdAt], { used, now })) {
    remove(row.id, ['alaw', 'sln16', row.format]);
    removeGreetingAudio(db, row.id);
  }
  for (const row of unusedOf(listSpokenGreetings(db), row => [row.audioId, row.madeAt], { used, now })) {
    remove(row.audioId, ['alaw', 'sln16']);
    removeSpokenGreeting(db, row.audioId);
  }
}

function unusedOf<Row>(
  rows: readonly Row[],
  factsOf: (row: Row) => [audioId: string, since: Instant],
  { used, now }: { used: ReadonlySet<string>; now: Instant },
): Row[] {
  return rows
    .map(row => ({ row, audioId: factsOf(row)[0], since: factsOf(row)[1] }))
    .filter(({ audioId }) => isAudioId(audioId) && !used.has(audioId))
    .toSorted((a, b) => b.since - a.since)
    .filter(({ since }, index) => index >= MOST_UNUSED || now - since >= UNUSED_MS)
    .map(({ row }) => row);
}
