/** The tables of the main database that say which contact set counts, and how it came. */
import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type {
  ColumnMapping,
  HeldBecause,
  ImportCounts,
  ImportExamples,
  ImportState,
  ListColumn,
  ListEncoding,
  ListFormat,
} from '../domain/contact-import.ts';

/** What a reading found, as far as the page shows it. */
export interface ImportFound {
  encoding: ListEncoding | null;
  columns: ListColumn[];
  counts: ImportCounts;
  examples: ImportExamples;
}

export const contactImports = sqliteTable('contact_imports', {
  id: text('id').primaryKey(),
  source: text('source').notNull(),
  fileName: text('file_name').notNull(),
  reading: text('reading', { mode: 'json' })
    .$type<{ format: ListFormat; encoding: ListEncoding }>()
    .notNull(),
  state: text('state').$type<ImportState>().notNull(),
  because: text('because').$type<HeldBecause>(),
  message: text('message').notNull(),
  found: text('found', { mode: 'json' }).$type<ImportFound>(),
  baseSetId: text('base_set_id'),
  startedAt: integer('started_at').notNull(),
  endedAt: integer('ended_at'),
});

export const liveContacts = sqliteTable('live_contacts', {
  id: integer('id').primaryKey(),
  setId: text('set_id'),
  previousSetId: text('previous_set_id'),
  canUndo: integer('can_undo', { mode: 'boolean' }).notNull(),
  changedAt: integer('changed_at').notNull(),
});

export const contactMappings = sqliteTable('contact_mappings', {
  source: text('source').primaryKey(),
  mapping: text('mapping', { mode: 'json' }).$type<ColumnMapping>().notNull(),
});
