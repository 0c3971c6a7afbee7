/** The tables of contact sources as drizzle sees them; see `schema.ts`. */
import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { ImportCounts } from '../domain/contact-import.ts';
import type {
  ContactSourceId,
  SourceInput,
  SourceMark,
  SourceReason,
  SourceRunId,
} from '../domain/contact-source.ts';

export const contactSources = sqliteTable('contact_sources', {
  id: text('id').$type<ContactSourceId>().primaryKey(),
  name: text('name').notNull(),
  kind: text('kind', { enum: ['folder', 'sftp', 'webdav', 'https', 'partner'] }).notNull(),
  position: integer('position').notNull(),
  body: text('body', { mode: 'json' }).$type<SourceInput>().notNull(),
  secret: text('secret'),
  hostKey: text('host_key'),
  offeredHostKey: text('offered_host_key'),
  nextRunAt: integer('next_run_at'),
  failures: integer('failures').notNull().default(0),
  contentSha256: text('content_sha256'),
  mark: text('mark', { mode: 'json' }).$type<SourceMark>(),
  changedAt: integer('changed_at'),
  reachedAt: integer('reached_at'),
  createdAt: integer('created_at').notNull(),
  updatedAt: integer('updated_at').notNull(),
});

export const contactSourceRuns = sqliteTable('contact_source_runs', {
  id: text('id').$type<SourceRunId>().primaryKey(),
  sourceId: text('source_id').$type<ContactSourceId>().notNull(),
  startedBy: text('started_by', { enum: ['schedule', 'hand'] }).notNull(),
  state: text('state', { enum: ['queued', 'running', 'done'] }).notNull(),
  outcome: text('outcome', { enum: ['applied', 'held', 'unchanged', 'failed'] }),
  reason: text('reason').$type<SourceReason>(),
  message: text('message').notNull().default(''),
  fileName: text('file_name'),
  importId: text('import_id'),
  counts: text('counts', { mode: 'json' }).$type<ImportCounts>(),
  tries: integer('tries').notNull().default(0),
  queuedAt: integer('queued_at').notNull(),
  startedAt: integer('started_at'),
  endedAt: integer('ended_at'),
});
