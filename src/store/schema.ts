/**
 * The tables as drizzle sees them. `migrations/` is the truth (CHECKs, indexes and ON DELETE live
 * there); `test/unit/store-schema.test.ts` holds the two together.
 */
import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { AttemptReason } from '../domain/call.ts';
import type { Categorisation } from '../domain/category.ts';
import type { LineDiagnosis } from '../domain/diagnosis.ts';
import type {
  CallId,
  CategoryId,
  ContactId,
  DeliveryId,
  JobId,
  MailboxId,
  MessageId,
  RecordingId,
  TrunkId,
  UserId,
} from '../domain/ids.ts';
import type { Flow } from '../domain/mailbox.ts';
import type { Match } from '../domain/match.ts';
import type { ForwardResult } from '../domain/menu.ts';
import type { Missing, MissingReason } from '../domain/missing.ts';
import type { Step } from '../domain/step.ts';
import type { Summary, UrgencyLevel } from '../domain/summary.ts';
import type { Segment } from '../domain/transcript.ts';
import type { TrunkInput } from '../domain/trunk.ts';
import type { Language } from '../domain/voice.ts';

const flag = (name: string) => integer(name, { mode: 'boolean' });

export const mailboxes = sqliteTable('mailboxes', {
  id: text('id').$type<MailboxId>().primaryKey(),
  name: text('name').notNull(),
  timeZone: text('time_zone').notNull(),
  mailAddress: text('mail_address'),
  attachRecording: flag('attach_recording').notNull(),
  sendToManager: flag('send_to_manager').notNull().default(false),
  flow: text('flow', { mode: 'json' }).$type<Flow>().notNull(),
  createdAt: integer('created_at').notNull(),
  updatedAt: integer('updated_at').notNull(),
});

export const mailboxNumbers = sqliteTable('mailbox_numbers', {
  number: text('number').primaryKey(),
  mailboxId: text('mailbox_id').$type<MailboxId>().notNull(),
});

export const calls = sqliteTable('calls', {
  id: text('id').$type<CallId>().primaryKey(),
  mailboxId: text('mailbox_id').$type<MailboxId>().notNull(),
  channelId: text('channel_id').notNull(),
  kind: text('kind', { enum: ['caller', 'probe'] }).notNull(),
  callerNumber: text('caller_number'),
  numberSource: text('number_source', { enum: ['p-asserted-identity', 'from', 'none'] }).notNull(),
  dialledNumber: text('dialled_number').notNull(),
  originalNumber: text('original_number'),
  trunkId: text('trunk_id').$type<TrunkId>(),
  answeredBy: text('answered_by', { enum: ['controller', 'fallback'] }).notNull(),
  arrivedAt: integer('arrived_at').notNull(),
  endedAt: integer('ended_at'),
  outcome: text('outcome', { enum: ['open', 'message', 'attempt', 'forwarded'] }).notNull(),
  attemptReason: text('attempt_reason').$type<AttemptReason>(),
  trace: text('trace'),
  diagnosis: text('diagnosis', { mode: 'json' }).$type<LineDiagnosis>(),
});

export const forwards = sqliteTable('forwards', {
  id: text('id').primaryKey(),
  callId: text('call_id').$type<CallId>().notNull(),
  number: integer('number').notNull(),
  digit: text('digit').notNull(),
  name: text('name').notNull(),
  target: text('target').notNull(),
  startedAt: integer('started_at').notNull(),
  endedAt: integer('ended_at'),
  result: text('result').$type<ForwardResult>(),
  talkMs: integer('talk_ms').notNull(),
});

export const greetingAudio = sqliteTable('greeting_audio', {
  id: text('id').primaryKey(),
  fileName: text('file_name').notNull(),
  format: text('format', { enum: ['mp3', 'wav'] }).notNull(),
  durationMs: integer('duration_ms').notNull(),
  createdAt: integer('created_at').notNull(),
});

export const spokenGreetings = sqliteTable('spoken_greetings', {
  audioId: text('audio_id').primaryKey(),
  language: text('language').$type<Language>().notNull(),
  voice: text('voice').notNull(),
  isSynthetic: flag('is_synthetic').notNull(),
  durationMs: integer('duration_ms').notNull(),
  madeAt: integer('made_at').notNull(),
});

export const lastGreetings = sqliteTable(
  'last_greetings',
  {
    mailboxId: text('mailbox_id').$type<MailboxId>().notNull(),
    greetingId: text('greeting_id').notNull(),
    audioId: text('audio_id').notNull(),
  },
  table => [primaryKey({ columns: [table.mailboxId, table.greetingId] })],
);

export const trunks = sqliteTable('trunks', {
  id: text('id').$type<TrunkId>().primaryKey(),
  name: text('name').notNull(),
  position: integer('position').notNull(),
  body: text('body', { mode: 'json' }).$type<TrunkInput>().notNull(),
  password: text('password'),
  createdAt: integer('created_at').notNull(),
  updatedAt: integer('updated_at').notNull(),
});

export const settings = sqliteTable('settings', {
  key: text('key').primaryKey(),
  value: text('value', { mode: 'json' }).$type<unknown>().notNull(),
  updatedAt: integer('updated_at').notNull(),
});

export const probes = sqliteTable('probes', {
  id: text('id').primaryKey(),
  mailboxId: text('mailbox_id').$type<MailboxId>().notNull(),
  callId: text('call_id').$type<CallId>(),
  startedAt: integer('started_at').notNull(),
  endedAt: integer('ended_at'),
  outcome: text('outcome', { enum: ['ok', 'failed'] }),
  detail: text('detail'),
});

export const recordings = sqliteTable('recordings', {
  id: text('id').$type<RecordingId>().primaryKey(),
  callId: text('call_id').$type<CallId>().notNull(),
  file: text('file').notNull(),
  bytes: integer('bytes').notNull(),
  durationMs: integer('duration_ms').notNull(),
  sha256: text('sha256').notNull(),
  isComplete: flag('is_complete').notNull(),
  isCutAtLimit: flag('is_cut_at_limit').notNull(),
  shownFromMs: integer('shown_from_ms'),
  shownToMs: integer('shown_to_ms'),
  acceptedAt: integer('accepted_at').notNull(),
});

export const messages = sqliteTable('messages', {
  id: text('id').$type<MessageId>().primaryKey(),
  callId: text('call_id').$type<CallId>().notNull(),
  recordingId: text('recording_id').$type<RecordingId>().notNull(),
  mailboxId: text('mailbox_id').$type<MailboxId>().notNull(),
  receivedAt: integer('received_at').notNull(),
  doneAt: integer('done_at'),
});

export const transcripts = sqliteTable('transcripts', {
  id: text('id').primaryKey(),
  messageId: text('message_id').$type<MessageId>().notNull(),
  madeAt: integer('made_at').notNull(),
  because: text('because').$type<MissingReason>(),
  text: text('text'),
  language: text('language'),
  engine: text('engine', { enum: ['sherpa-onnx', 'whisper.cpp'] }),
  model: text('model'),
  isDemo: flag('is_demo').notNull(),
  speechMs: integer('speech_ms'),
  segments: text('segments', { mode: 'json' }).$type<Segment[]>(),
});

export const matches = sqliteTable('matches', {
  id: text('id').primaryKey(),
  messageId: text('message_id').$type<MessageId>().notNull(),
  madeAt: integer('made_at').notNull(),
  kind: text('kind', { enum: ['matched', 'ambiguous', 'unknown', 'missing'] }).notNull(),
  contactName: text('contact_name'),
  body: text('body', { mode: 'json' }).$type<Match | Missing>().notNull(),
});

export const categorisations = sqliteTable('categorisations', {
  id: text('id').primaryKey(),
  messageId: text('message_id').$type<MessageId>().notNull(),
  madeAt: integer('made_at').notNull(),
  categoryId: text('category_id').$type<CategoryId>(),
  name: text('name'),
  body: text('body', { mode: 'json' }).$type<Categorisation | Missing>().notNull(),
});

export const summaries = sqliteTable('summaries', {
  id: text('id').primaryKey(),
  messageId: text('message_id').$type<MessageId>().notNull(),
  madeAt: integer('made_at').notNull(),
  text: text('text'),
  urgency: text('urgency').$type<UrgencyLevel>(),
  body: text('body', { mode: 'json' }).$type<Summary | Missing>().notNull(),
});

export const deliveries = sqliteTable('deliveries', {
  id: text('id').$type<DeliveryId>().primaryKey(),
  messageId: text('message_id').$type<MessageId>().notNull(),
  generation: integer('generation').notNull(),
  kind: text('kind', { enum: ['mail'] }).notNull(),
  address: text('address').notNull(),
  idempotencyKey: text('idempotency_key').notNull(),
  state: text('state', { enum: ['waiting', 'done', 'failed'] }).notNull(),
  createdAt: integer('created_at').notNull(),
  endedAt: integer('ended_at'),
});

export const deliveryTries = sqliteTable('delivery_tries', {
  id: text('id').primaryKey(),
  deliveryId: text('delivery_id').$type<DeliveryId>().notNull(),
  number: integer('number').notNull(),
  startedAt: integer('started_at').notNull(),
  endedAt: integer('ended_at'),
  outcome: text('outcome', { enum: ['done', 'later', 'no', 'unclear'] }),
  detail: text('detail'),
});

export const jobs = sqliteTable('jobs', {
  id: text('id').$type<JobId>().primaryKey(),
  messageId: text('message_id').$type<MessageId>().notNull(),
  step: text('step').$type<Step>().notNull(),
  generation: integer('generation').notNull(),
  state: text('state', { enum: ['queued', 'running', 'done', 'dead'] }).notNull(),
  attempts: integer('attempts').notNull(),
  notBefore: integer('not_before').notNull(),
  leaseUntil: integer('lease_until'),
  problemCode: text('problem_code'),
  problem: text('problem'),
  createdAt: integer('created_at').notNull(),
  endedAt: integer('ended_at'),
});

export const contacts = sqliteTable('contacts', {
  id: text('id').$type<ContactId>().primaryKey(),
  name: text('name').notNull(),
  role: text('role'),
  street: text('street'),
  object: text('object'),
  unit: text('unit'),
  manager: text('manager'),
});

export const contactNumbers = sqliteTable(
  'contact_numbers',
  { contactId: text('contact_id').$type<ContactId>().notNull(), number: text('number').notNull() },
  table => [primaryKey({ columns: [table.contactId, table.number] })],
);

export const categories = sqliteTable('categories', {
  id: text('id').$type<CategoryId>().primaryKey(),
  position: integer('position').notNull(),
  name: text('name').notNull(),
  mailAddress: text('mail_address'),
});

export const keywords = sqliteTable(
  'keywords',
  {
    categoryId: text('category_id').$type<CategoryId>().notNull(),
    position: integer('position').notNull(),
    keyword: text('keyword').notNull(),
  },
  table => [primaryKey({ columns: [table.categoryId, table.position] })],
);

export const users = sqliteTable('users', {
  id: text('id').$type<UserId>().primaryKey(),
  name: text('name').notNull(),
  passwordHash: text('password_hash').notNull(),
  createdAt: integer('created_at').notNull(),
});

export const sessions = sqliteTable('sessions', {
  tokenHash: text('token_hash').primaryKey(),
  userId: text('user_id').$type<UserId>().notNull(),
  createdAt: integer('created_at').notNull(),
  usedAt: integer('used_at').notNull(),
  expiresAt: integer('expires_at').notNull(),
});

export const loginLinks = sqliteTable('login_links', {
  tokenHash: text('token_hash').primaryKey(),
  userId: text('user_id').$type<UserId>(),
  createdAt: integer('created_at').notNull(),
  expiresAt: integer('expires_at').notNull(),
  usedAt: integer('used_at'),
});
