/** Imports of contact lists, the pointer to the set that is live, and what users said of a source's columns. */
import { desc, eq, inArray, notInArray } from 'drizzle-orm';
import type {
  ColumnMapping,
  HeldBecause,
  ImportState,
  ListEncoding,
  ListFormat,
} from '../domain/contact-import.ts';
import type { Instant } from '../domain/ids.ts';
import type { Tx } from './open.ts';
import {
  type ImportFound,
  contactImports as imports,
  liveContacts as live,
  contactMappings as mappings,
} from './schema-contacts.ts';

export interface StoredImport {
  id: string;
  source: string;
  fileName: string;
  reading: { format: ListFormat; encoding: ListEncoding };
  state: ImportState;
  because: HeldBecause | null;
  message: string;
  found: ImportFound | null;
  baseSetId: string | null;
  startedAt: Instant;
  endedAt: Instant | null;
}

export interface LiveContacts {
  setId: string | null;
  previousSetId: string | null;
  /** The change before can be taken back, also to "no contacts at all". */
  canUndo: boolean;
  changedAt: Instant;
}

export function addImport(db: Tx, row: StoredImport): void {
  db.insert(imports).values(row).run();
}

export function changeImport(db: Tx, id: string, change: Partial<Omit<StoredImport, 'id'>>): void {
  db.update(imports).set(change).where(eq(imports.id, id)).run();
}

export const findImport = (db: Tx, id: string): StoredImport | null =>
  db.select().from(imports).where(eq(imports.id, id)).get() ?? null;

/** Newest first. */
export const listImports = (db: Tx, most: number): StoredImport[] =>
  db.select().from(imports).orderBy(desc(imports.startedAt), desc(imports.id)).limit(most).all();

export const importsIn = (db: Tx, states: ImportState[]): StoredImport[] =>
  db.select().from(imports).where(inArray(imports.state, states)).orderBy(desc(imports.startedAt)).all();

/** Keeps what still matters and the newest of the rest. */
export function forgetOldImports(db: Tx, most: number): void {
  const kept = [...importsIn(db, ['reading', 'held']), ...listImports(db, most)].map(row => row.id);
  const { setId, previousSetId } = readLive(db);
  db.delete(imports)
    .where(notInArray(imports.id, [...kept, setId ?? '', previousSetId ?? '']))
    .run();
}

export function readLive(db: Tx): LiveContacts {
  const row = db.select().from(live).where(eq(live.id, 1)).get();
  return row ?? { setId: null, previousSetId: null, canUndo: false, changedAt: 0 };
}

/** The swap: call in the transaction that says why. */
export function setLive(db: Tx, value: LiveContacts): void {
  const { setId, previousSetId, canUndo, changedAt } = value;
  const set = { setId, previousSetId, canUndo, changedAt };
  db.insert(live)
    .values({ id: 1, ...set })
    .onConflictDoUpdate({ target: live.id, set })
    .run();
}

export const readMapping = (db: Tx, source: string): ColumnMapping =>
  db.select().from(mappings).where(eq(mappings.source, source)).get()?.mapping ?? {};

export function saveMapping(db: Tx, source: string, mapping: ColumnMapping): void {
  db.insert(mappings)
    .values({ source, mapping })
    .onConflictDoUpdate({ target: mappings.source, set: { mapping } })
    .run();
}
