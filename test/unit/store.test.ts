import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import Database from 'better-sqlite3';
import { getTableConfig, SQLiteTable } from 'drizzle-orm/sqlite-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { HausrufError } from '../../src/domain/problem.ts';
import { rules as learnedRules } from '../../src/store/learned.ts';
import { openStore } from '../../src/store/open.ts';
import * as schema from '../../src/store/schema.ts';
import * as alarmSchema from '../../src/store/schema-alarms.ts';
import * as contactSchema from '../../src/store/schema-contacts.ts';
import * as sourceSchema from '../../src/store/schema-sources.ts';

const migrationsFolder = resolve(import.meta.dirname, '../../migrations');
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hausruf-store-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const codeOf = (action: () => unknown): string => {
  try {
    action();
  } catch (error) {
    return (error as HausrufError).code;
  }
  return 'nothing thrown';
};

describe('the store', () => {
  it('writes with synchronous=FULL and enforces foreign keys', () => {
    const store = openStore({ folder, migrationsFolder });
    expect(store.sqlite.pragma('synchronous', { simple: true })).toBe(2);
    expect(store.sqlite.pragma('foreign_keys', { simple: true })).toBe(1);
    expect(store.sqlite.pragma('journal_mode', { simple: true })).toBe('wal');
    store.close();
  });

  it('has in schema.ts exactly the tables and columns of the migrations', () => {
    const store = openStore({ folder, migrationsFolder });
    const inFile = new Map<string, string[]>();
    const tables = store.sqlite
      .prepare(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_\\_%' ESCAPE '\\' AND name NOT LIKE 'sqlite%'",
      )
      .all() as { name: string }[];
    for (const { name } of tables) {
      const columns = store.sqlite.pragma(`table_info(${name})`) as {
        name: string;
        notnull: number;
        pk: number;
      }[];
      inFile.set(
        name,
        columns.map(column => `${column.name}${column.notnull || column.pk ? '!' : ''}`).sort(),
      );
    }
    const inSchema = new Map(
      Object.values({ ...schema, ...alarmSchema, ...contactSchema, ...sourceSchema, learnedRules })
        .filter(value => value instanceof SQLiteTable)
        .map(table => {
          const { name, columns, primaryKeys } = getTableConfig(table);
          const keys = primaryKeys.flatMap(key => key.columns.map(column => column.name));
          const marked = columns.map(
            column =>
              `${column.name}${column.notNull || column.primary || keys.includes(column.name) ? '!' : ''}`,
          );
          return [name, marked.sort()] as const;
        }),
    );
    expect(Object.fromEntries(inSchema)).toEqual(Object.fromEntries(inFile));
    store.close();
  });

  it('refuses a second Hausruf on the same data folder', () => {
    const store = openStore({ folder, migrationsFolder });
    expect(codeOf(() => openStore({ folder, migrationsFolder }))).toBe('DATA_FOLDER_IN_USE');
    store.close();
    openStore({ folder, migrationsFolder }).close();
  });

  it('is free again the moment the first one was killed', () => {
    const script = `
      import { openStore } from ${JSON.stringify(resolve(import.meta.dirname, '../../src/store/open.ts'))};
      openStore(${JSON.stringify({ folder, migrationsFolder })});
      process.kill(process.pid, 'SIGKILL');`;
    const run = spawnSync(process.execPath, ['--input-type=module-typescript', '-e', script], {
      timeout: 20_000,
    });
    expect(run.signal).toBe('SIGKILL');
    openStore({ folder, migrationsFolder }).close();
  });

  it('refuses a database of a newer version', () => {
    openStore({ folder, migrationsFolder }).close();
    const raw = new Database(join(folder, 'hausruf.db'));
    raw.prepare('INSERT INTO __drizzle_migrations (hash, created_at) VALUES (?, ?)').run('later', 9e12);
    raw.close();
    expect(codeOf(() => openStore({ folder, migrationsFolder }))).toBe('STORE_TOO_NEW');
  });

  describe('with a later migration that rebuilds a parent table', () => {
    const rebuilt = () => {
      const target = join(folder, 'migrations');
      cpSync(migrationsFolder, target, { recursive: true });
      const file = join(target, 'meta/_journal.json');
      const journal = JSON.parse(readFileSync(file, 'utf8'));
      journal.entries.push({ idx: 99, version: '6', when: 9e12, tag: '9999_rebuild', breakpoints: true });
      writeFileSync(file, JSON.stringify(journal));
      return target;
    };
    const insert = (store: ReturnType<typeof openStore>) => {
      store.sqlite.exec(`INSERT INTO mailboxes VALUES ('m', 'Muster', 'Europe/Berlin', NULL, 0, '{}', 1, 1, 0);
        INSERT INTO mailbox_numbers VALUES ('+491', 'm');`);
    };

    it('keeps the child rows, which drizzle alone would delete, and leaves a copy of the file', () => {
      const first = openStore({ folder, migrationsFolder });
      insert(first);
      first.close();
      const target = rebuilt();
      writeFileSync(
        join(target, '9999_rebuild.sql'),
        [
          'CREATE TABLE new_mailboxes AS SELECT * FROM mailboxes',
          'DROP TABLE mailboxes',
          `CREATE TABLE mailboxes (id TEXT PRIMARY KEY, name TEXT NOT NULL, time_zone TEXT NOT NULL, mail_address TEXT,
           attach_recording INTEGER NOT NULL, flow TEXT NOT NULL, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL,
           send_to_manager INTEGER NOT NULL)`,
          'INSERT INTO mailboxes SELECT * FROM new_mailboxes',
          'DROP TABLE new_mailboxes',
        ].join(';\n--> statement-breakpoint\n'),
      );
      const second = openStore({ folder, migrationsFolder: target });
      expect(second.sqlite.prepare('SELECT count(*) AS n FROM mailbox_numbers').get()).toEqual({ n: 1 });
      expect(second.sqlite.pragma('foreign_keys', { simple: true })).toBe(1);
      second.close();
      expect(existsSync(join(folder, `hausruf.db.before-${9e12}`))).toBe(true);
    });

    it('stops when the migration leaves rows that point nowhere', () => {
      const first = openStore({ folder, migrationsFolder });
      insert(first);
      first.close();
      const target = rebuilt();
      writeFileSync(join(target, '9999_rebuild.sql'), 'DELETE FROM mailboxes');
      expect(codeOf(() => openStore({ folder, migrationsFolder: target }))).toBe('STORE_IO');
    });
  });

  it('says in one line that the disk is full', () => {
    // A file system of 64 KiB would need root; a page limit makes SQLite say the same.
    const store = openStore({ folder, migrationsFolder });
    const pages = store.sqlite.pragma('page_count', { simple: true }) as number;
    store.sqlite.pragma(`max_page_count = ${pages}`);
    const fill = () => {
      for (let index = 0; index < 10_000; index += 1) {
        store.sqlite
          .prepare('INSERT INTO contacts (id, name) VALUES (?, ?)')
          .run(String(index), 'x'.repeat(1000));
      }
    };
    expect(codeOf(fill)).toBe('SQLITE_FULL');
    expect(store.sqlite.pragma('integrity_check', { simple: true })).toBe('ok');
    store.close();
  });
});

describe('a data folder that cannot be made', () => {
  it('is a clear error, not a crash later on', () => {
    mkdirSync(join(folder, 'a'));
    writeFileSync(join(folder, 'a/file'), '');
    expect(codeOf(() => openStore({ folder: join(folder, 'a/file'), migrationsFolder }))).not.toBe(
      'nothing thrown',
    );
  });
});
