import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import Database from 'better-sqlite3';
import { eq, sql } from 'drizzle-orm';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { defaultTelephoneSettings } from '../../src/domain/telephone.ts';
import { openStore, type Store } from '../../src/store/open.ts';
import { prepared, remembered } from '../../src/store/prepared.ts';
import { settings } from '../../src/store/schema.ts';
import { readTelephoneSettings, saveTelephoneSettings } from '../../src/store/settings.ts';

const migrationsFolder = resolve(import.meta.dirname, '../../migrations');
const folders: string[] = [];
const stores: Store[] = [];
const open = (): Store => {
  const folder = mkdtempSync(join(tmpdir(), 'hausruf-prepared-'));
  folders.push(folder);
  const store = openStore({ folder, migrationsFolder });
  stores.push(store);
  return store;
};
let store: Store;
beforeEach(() => {
  store = open();
});
afterEach(() => {
  for (const each of stores.splice(0)) each.close();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

const allow = (maxCalls: number) => ({ ...defaultTelephoneSettings, maxCalls });

it('builds a query once for each open database, also from within a transaction', () => {
  let built = 0;
  const find = prepared(db => {
    built += 1;
    return db
      .select()
      .from(settings)
      .where(eq(settings.key, sql.placeholder('key')))
      .prepare();
  });
  store.db.transaction(tx => {
    saveTelephoneSettings(tx, allow(7), 1);
    expect(find(tx).get({ key: 'telephone' })?.value).toMatchObject({ maxCalls: 7 });
  });
  expect(find(store.db).get({ key: 'telephone' })?.value).toMatchObject({ maxCalls: 7 });
  expect(find(store.db).get({ key: 'another' })).toBeUndefined();
  expect(built).toBe(1);
  expect(find(open().db).get({ key: 'telephone' })).toBeUndefined();
  expect(built).toBe(2);
});

it('reads a setting once, and again after it was written', () => {
  let reads = 0;
  const count = remembered(() => {
    reads += 1;
    return reads;
  });
  expect([count(store.db), count(store.db)]).toEqual([1, 1]);
  count.forget(store.db);
  expect([count(store.db), count(store.db)]).toEqual([2, 2]);

  expect(readTelephoneSettings(store.db)).toEqual(defaultTelephoneSettings);
  saveTelephoneSettings(store.db, allow(3), 1);
  expect(readTelephoneSettings(store.db).maxCalls).toBe(3);
});

it('sees what another connection has written', () => {
  expect(readTelephoneSettings(store.db)).toEqual(defaultTelephoneSettings);
  const other = new Database(join(folders[0] ?? '', 'hausruf.db'));
  other
    .prepare("INSERT INTO settings (key, value, updated_at) VALUES ('telephone', ?, 1)")
    .run(JSON.stringify(allow(5)));
  other.close();
  expect(readTelephoneSettings(store.db).maxCalls).toBe(5);
});

it('does not remember what a transaction has taken back', () => {
  const undo = () =>
    store.db.transaction(tx => {
      saveTelephoneSettings(tx, allow(9), 1);
      expect(readTelephoneSettings(tx).maxCalls).toBe(9);
      throw new Error('undo');
    });
  expect(undo).toThrow('undo');
  expect(readTelephoneSettings(store.db)).toEqual(defaultTelephoneSettings);
});
