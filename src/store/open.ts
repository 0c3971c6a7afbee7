/**
 * The store: one SQLite file, the only place where Hausruf remembers. It must never report a commit
 * that a power cut could take back (`synchronous=FULL`), never migrate without a copy beside it, and
 * never be opened by two processes that both work on it.
 */
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { sql } from 'drizzle-orm';
import { type BetterSQLite3Database, drizzle } from 'drizzle-orm/better-sqlite3';
import { migrate } from 'drizzle-orm/better-sqlite3/migrator';
import { HausrufError } from '../domain/problem.ts';
import * as schema from './schema.ts';

export type Db = BetterSQLite3Database<typeof schema>;
/** A `Db` inside a transaction: the same queries, all or nothing. */
export type Tx = Parameters<Parameters<Db['transaction']>[0]>[0] | Db;

export interface Store {
  db: Db;
  sqlite: Database.Database;
  close(): void;
}

/**
 * Opens (and creates or migrates) the store in `folder`.
 * Throws HausrufError DATA_FOLDER_IN_USE, STORE_TOO_NEW or STORE_IO.
 */
export function openStore(options: { folder: string; migrationsFolder: string }): Store {
  // Asterisk may run as another user: it passes through to the greetings, and can list nothing.
  mkdirSync(options.folder, { recursive: true, mode: 0o711 });
  const lock = takeLock(join(options.folder, 'lock.db'));
  try {
    const file = join(options.folder, 'hausruf.db');
    const sqlite = new Database(file);
    setPragmas(sqlite);
    const db = drizzle(sqlite, { schema });
    migrateSafely({ sqlite, db, file, migrationsFolder: options.migrationsFolder });
    return {
      db,
      sqlite,
      close() {
        sqlite.close();
        lock.close();
      },
    };
  } catch (error) {
    lock.close();
    throw asStoreError(error);
  }
}

/** True for errors after which nothing the database says can be trusted: the process must end. */
export function isStoreBroken(error: unknown): boolean {
  // fsync of a recording: the pages may be gone, and the next fsync would say yes (fsyncgate).
  if ((error as { code?: unknown } | null)?.code === 'EIO') return true;
  const code = sqliteCode(error);
  return code !== null && /^SQLITE_(IOERR|CORRUPT|NOTADB)/.test(code);
}

/** True when the disk is full: the transaction is undone as a whole and can be tried again later. */
export function isStoreFull(error: unknown): boolean {
  return sqliteCode(error) === 'SQLITE_FULL' || (error as { code?: unknown } | null)?.code === 'ENOSPC';
}

function sqliteCode(error: unknown): string | null {
  // drizzle wraps the driver's error in one of its own.
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    if (at instanceof Database.SqliteError) return at.code;
  }
  return null;
}

function asStoreError(error: unknown): unknown {
  if (error instanceof HausrufError) return error;
  if (isStoreFull(error)) {
    return new HausrufError('STORE_FULL', 'The disk is full: the database cannot be opened.', {
      cause: error,
    });
  }
  if (isStoreBroken(error)) {
    return new HausrufError('STORE_IO', `The database cannot be read: ${String(error)}`, { cause: error });
  }
  return error;
}

/**
 * Held by SQLite's own file lock, which the kernel frees when the process dies, however it dies:
 * a pid file would have to be guessed about after a kill -9.
 */
function takeLock(file: string): Database.Database {
  const lock = new Database(file, { timeout: 0 });
  try {
    lock.pragma('journal_mode = MEMORY');
    lock.exec('BEGIN EXCLUSIVE');
    return lock;
  } catch (error) {
    lock.close();
    if (sqliteCode(error) !== 'SQLITE_BUSY') throw asStoreError(error);
    throw new HausrufError('DATA_FOLDER_IN_USE', `Another Hausruf works on ${dirname(file)}.`);
  }
}

function setPragmas(sqlite: Database.Database): void {
  sqlite.pragma('journal_mode = WAL');
  // better-sqlite3 is compiled with NORMAL for WAL, which a power cut can undo (trust-and-ux.md §0.1).
  sqlite.pragma('synchronous = FULL');
  sqlite.pragma('foreign_keys = ON');
  sqlite.pragma('secure_delete = ON');
  sqlite.pragma('busy_timeout = 5000');
  const synchronous = sqlite.pragma('synchronous', { simple: true });
  if (synchronous !== 2) {
    throw new HausrufError('STORE_IO', `SQLite runs with synchronous=${synchronous}, not FULL.`);
  }
}

interface Journal {
  entries: { when: number; tag: string }[];
}

/**
 * drizzle migrates inside a transaction, where `PRAGMA foreign_keys=OFF` is ignored: a table that is
 * rebuilt would take its child rows with it. So the guard stands around it, on the connection.
 */
function migrateSafely(options: {
  sqlite: Database.Database;
  db: Db;
  file: string;
  migrationsFolder: string;
}): void {
  const { sqlite, db, file, migrationsFolder } = options;
  const journal: Journal = JSON.parse(readFileSync(join(migrationsFolder, 'meta/_journal.json'), 'utf8'));
  const done = lastMigration(sqlite);
  const newest = Math.max(...journal.entries.map(entry => entry.when));
  if (done > newest) {
    throw new HausrufError('STORE_TOO_NEW', 'The database was written by a newer version of Hausruf.');
  }
  if (done === newest) return;
  if (done > 0) copyBefore(sqlite, `${file}.before-${newest}`);
  sqlite.pragma('foreign_keys = OFF');
  try {
    migrate(db, { migrationsFolder });
    const broken = sqlite.pragma('foreign_key_check') as unknown[];
    if (broken.length > 0) {
      throw new HausrufError(
        'STORE_IO',
        `After the migration ${broken.length} rows point nowhere; the copy made before is kept.`,
      );
    }
  } finally {
    sqlite.pragma('foreign_keys = ON');
  }
}

/** The `when` of the newest migration in the file; 0 for a new file. */
function lastMigration(sqlite: Database.Database): number {
  const table = sqlite
    .prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = '__drizzle_migrations'")
    .get();
  if (!table) return 0;
  const row = sqlite.prepare('SELECT max(created_at) AS newest FROM __drizzle_migrations').get() as {
    newest: number | null;
  };
  return Number(row.newest ?? 0);
}

/** One copy per migration; a half copy of an interrupted start is thrown away and made anew. */
function copyBefore(sqlite: Database.Database, target: string): void {
  if (existsSync(target)) rmSync(target);
  sqlite.prepare('VACUUM INTO ?').run(target);
}

/** A cheap question that fails when the file cannot be read: for the health page. */
export function probe(db: Db): void {
  db.get(sql`SELECT count(*) FROM mailboxes`);
}
