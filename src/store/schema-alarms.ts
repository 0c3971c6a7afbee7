/** The tables of alarms as drizzle sees them; see `schema.ts`. */
import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { AlarmFacts } from '../domain/alarm.ts';
import type { MessageId } from '../domain/ids.ts';

export const alarmOutputs = sqliteTable('alarm_outputs', {
  id: text('id').primaryKey(),
  position: integer('position').notNull(),
  name: text('name').notNull(),
  kind: text('kind', { enum: ['mail', 'webhook'] }).notNull(),
  target: text('target').notNull(),
  secret: text('secret'),
  isOn: integer('is_on', { mode: 'boolean' }).notNull(),
});

export const alarms = sqliteTable('alarms', {
  id: text('id').primaryKey(),
  messageId: text('message_id').$type<MessageId>().notNull(),
  outputId: text('output_id').notNull(),
  generation: integer('generation').notNull(),
  name: text('name').notNull(),
  kind: text('kind', { enum: ['mail', 'webhook'] }).notNull(),
  target: text('target').notNull(),
  facts: text('facts', { mode: 'json' }).$type<AlarmFacts>().notNull(),
  state: text('state', { enum: ['waiting', 'done', 'failed'] }).notNull(),
  createdAt: integer('created_at').notNull(),
  endedAt: integer('ended_at'),
});

export const alarmTries = sqliteTable('alarm_tries', {
  id: text('id').primaryKey(),
  alarmId: text('alarm_id').notNull(),
  number: integer('number').notNull(),
  startedAt: integer('started_at').notNull(),
  endedAt: integer('ended_at'),
  outcome: text('outcome', { enum: ['done', 'later', 'no', 'unclear'] }),
  detail: text('detail'),
});
