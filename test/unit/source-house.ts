/** A desk of sources for tests: a real store and real files; the import says what the test wants. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach } from 'vitest';
import type { ImportContacts, ImportResult, ImportState } from '../../src/domain/contact-import.ts';
import {
  type ContactSource,
  type SourceChange,
  type SourceDraft,
  weekly,
} from '../../src/domain/contact-source.ts';
import { openSourceDesk, type SourceDesk } from '../../src/source-desk.ts';
import { openStore, type Store } from '../../src/store/open.ts';

export const DAY = 24 * 3_600_000;

/** What the test that runs now has before it. */
export const h = {} as {
  folder: string;
  watched: string;
  store: Store;
  desk: SourceDesk;
  clock: number;
  given: { source: string; text: string }[];
  answer: (text: string) => ImportResult;
  states: Map<string, ImportState>;
};

/** To be called once in a file: each test begins with an empty house. */
export function useSourceHouse(): void {
  beforeEach(() => {
    h.folder = mkdtempSync(join(tmpdir(), 'hausruf-sources-'));
    h.watched = join(h.folder, 'import');
    mkdirSync(h.watched);
    h.clock = Date.parse('2026-11-24T10:00:00Z');
    h.given = [];
    h.states = new Map();
    h.answer = () => applied(`i${h.given.length}`);
    open();
  });
  afterEach(async () => {
    await close();
    rmSync(h.folder, { recursive: true, force: true });
  });
}

export const counts = {
  rows: 3,
  contacts: 3,
  leftOut: 0,
  hints: 0,
  before: 0,
  added: 3,
  changed: 0,
  gone: 0,
};
export const applied = (importId: string): ImportResult => ({
  kind: 'applied',
  importId,
  message: 'Übernommen.',
  counts,
});
export const held = (importId: string): ImportResult => ({
  kind: 'held',
  importId,
  because: 'shrunken',
  message: 'Die Liste ist viel kürzer als die bisherige.',
  counts,
});

/** What the import's desk does with a file is its own business: here it only says how it went. */
const importContacts: ImportContacts = async order => {
  const text = readFileSync(order.file, 'utf8');
  h.given.push({ source: order.source, text });
  const result = h.answer(text);
  h.states.set(result.importId, result.kind);
  return result;
};

export function open(how: { importContacts?: ImportContacts } = {}): void {
  h.store = openStore({
    folder: join(h.folder, 'data'),
    migrationsFolder: resolve(import.meta.dirname, '../../migrations'),
  });
  h.desk = openSourceDesk({
    db: h.store.db,
    config: {
      dataFolder: join(h.folder, 'data'),
      internalTargets: ['127.0.0.1'],
      importFolders: [h.watched],
    },
    now: () => h.clock,
    log: pino({ level: 'silent' }),
    contacts: {
      importContacts: how.importContacts ?? importContacts,
      find(importId) {
        const state = h.states.get(importId);
        return state === undefined ? null : { state };
      },
    },
    onChanged: () => {},
    onBroken: error => {
      throw error;
    },
    settleMs: 1,
  });
}
export async function close(): Promise<void> {
  await h.desk.close();
  h.store.close();
}

export const draft = (changes: Partial<SourceDraft> = {}): SourceDraft => ({
  name: 'Mieterliste',
  place: { kind: 'folder', path: h.watched },
  pattern: '*.csv',
  schedule: weekly,
  staleAfterDays: 35,
  isEnabled: true,
  secret: { password: null, privateKey: null, passphrase: null },
  hostKey: null,
  ...changes,
});
export const sftp = (
  changes: Partial<SourceDraft['place'] & { kind: 'sftp' }> = {},
): SourceDraft['place'] => ({
  kind: 'sftp',
  host: '127.0.0.1',
  // Nobody listens there.
  port: 1,
  user: 'anna',
  signIn: 'password',
  folder: '',
  ...changes,
});
export const secret = (password: string) => ({ password, privateKey: null, passphrase: null });

export const put = (text: string): void => {
  writeFileSync(join(h.watched, 'liste.csv'), text);
  const at = new Date(h.clock - 60_000);
  utimesSync(join(h.watched, 'liste.csv'), at, at);
};
export const saved = (change: SourceChange): ContactSource => {
  if (change.kind !== 'done') throw new Error(JSON.stringify(change));
  return change.source;
};
export const only = (): ContactSource => {
  const [source, ...more] = h.desk.list();
  if (!source || more.length > 0) throw new Error('not one source');
  return source;
};
export const runNow = async (): Promise<ContactSource> => {
  h.desk.run(only().sourceId);
  await h.desk.settled();
  return only();
};
/** As the timer would, when its minute has come. */
export const passTime = async (ms: number): Promise<void> => {
  h.clock += ms;
  await close();
  open();
  await h.desk.settled();
};
