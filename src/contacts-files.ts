/** The files of contact sets in DATA/contacts: ID.db is a set, ID.list the list that it was made of. */
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { ContactService } from './domain/contact-import.ts';
import { importsIn, readLive } from './store/contact-imports.ts';
import { type ContactSet, openContactSet } from './store/contact-set.ts';
import { newId } from './store/new-id.ts';
import type { Db } from './store/open.ts';

export interface ContactFiles extends Pick<ContactService, 'problems' | 'problemsAfter'> {
  set(id: string): string;
  list(id: string): string;
  /** A new name, for what comes in. */
  newUpload(): string;
  live(): ContactSet | null;
  /** Opens the set that the pointer names now. */
  reopen(): void;
  remove(id: string): void;
  /** Removes what nobody refers to any more, halves of interrupted imports included. */
  sweep(options?: { isStart: boolean }): void;
  close(): void;
}

export function openContactFiles({ db, folder, log }: { db: Db; folder: string; log: Logger }): ContactFiles {
  const set = (id: string): string => join(folder, `${id}.db`);
  const list = (id: string): string => join(folder, `${id}.list`);
  let live: ContactSet | null = null;

  function reopen(): void {
    const { setId } = readLive(db);
    const old = live;
    live = setId === null ? null : open(setId);
    old?.close();
  }

  function open(setId: string): ContactSet | null {
    try {
      return openContactSet(set(setId), setId);
    } catch (error) {
      // Calls go on without names; whoever looks at the page sees that there are no contacts.
      log.error({ setId, reason: String(error) }, 'the contacts cannot be read');
      return null;
    }
  }

  /** null: its file is gone, as those of old imports are. */
  function lookInto<T>(id: string, look: (found: ContactSet) => T): T | null {
    if (id === live?.setId) return look(live);
    let found: ContactSet | null = null;
    try {
      found = openContactSet(set(id), id);
      return look(found);
    } catch {
      return null;
    } finally {
      found?.close();
    }
  }

  reopen();
  return {
    set,
    list,
    newUpload: () => join(folder, `${newId<'upload'>()}.upload`),
    live: () => live,
    reopen,
    problems(id, page) {
      return lookInto(id, found => found.problems(page)) ?? { total: 0, problems: [] };
    },
    problemsAfter(id, page) {
      return lookInto(id, found => found.problemsAfter(page)) ?? { problems: [], last: null };
    },
    remove(id) {
      for (const file of [set(id), `${set(id)}.new`, list(id)]) rmSync(file, { force: true });
    },
    sweep({ isStart } = { isStart: false }) {
      const { setId, previousSetId } = readLive(db);
      const waiting = importsIn(db, ['reading', 'held']);
      const kept = new Set([
        ...[setId, previousSetId, ...waiting.flatMap(row => [row.id, row.baseSetId])].map(id => `${id}.db`),
        // Written by a process that is still at it.
        ...waiting.flatMap(({ id }) => [`${id}.db.new`, `${id}.list`]),
      ]);
      for (const name of readdirSync(folder)) {
        // Uploads that are still coming in have no import yet.
        const isOurs = /\.(db|list|new)(-journal)?$/.test(name) || (isStart && name.endsWith('.upload'));
        if (isOurs && !kept.has(name)) rmSync(join(folder, name), { force: true });
      }
    },
    close() {
      live?.close();
      live = null;
    },
  };
}
