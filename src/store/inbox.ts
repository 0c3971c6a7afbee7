/**
 * The Inbox: calls with the newest of everything that was found out. The page of ids is found first;
 * what stands in the list is then looked up for these rows only, each by its index.
 */
import { type SQL, sql } from 'drizzle-orm';
import type { CallId, Instant, MailboxId } from '../domain/ids.ts';
import type { ForwardResult } from '../domain/menu.ts';
import type { Step } from '../domain/step.ts';
import type { UrgencyLevel } from '../domain/summary.ts';
import type { Tx } from './open.ts';
import { newest, searchCondition } from './search.ts';

export interface InboxFilter {
  kind: 'message' | 'attempt' | 'forwarded' | null;
  mailboxId: string | null;
  /** As typed by the reader. */
  query: string;
  isDone: boolean | null;
  /** Only calls older than this one. */
  before: { arrivedAt: Instant; callId: CallId } | null;
  limit: number;
}

export interface InboxRow {
  callId: CallId;
  arrivedAt: Instant;
  mailboxId: MailboxId;
  mailboxName: string;
  callerNumber: string | null;
  outcome: 'open' | 'message' | 'attempt' | 'forwarded';
  /** The last person the caller was to be connected to, and what became of it; null: none. */
  forwardedTo: string | null;
  forwardResult: ForwardResult | null;
  forwardTalkMs: number | null;
  attemptReason: string | null;
  hasMessage: boolean;
  isDone: boolean;
  durationMs: number | null;
  contactName: string | null;
  category: string | null;
  urgency: UrgencyLevel | null;
  summaryText: string | null;
  /** The first 300 characters. */
  transcriptStart: string | null;
  isDemoTranscript: boolean;
  /** The oldest step that is queued or runs; alarms go beside them. */
  activeStep: Step | null;
  /** Of the newest generation. */
  deliverJob: { state: 'queued' | 'running' | 'done' | 'dead'; problemCode: string | null } | null;
  deliveryState: 'waiting' | 'done' | 'failed' | null;
}

/** Calls that fit the filter, newest first, at most `limit`. */
export function listInbox(db: Tx, filter: InboxFilter): InboxRow[] {
  return db.all<RawRow>(inboxQuery(filter)).map(fromRaw);
}

/** One row of the list; null: there is no such call. */
export function findInboxRow(db: Tx, callId: CallId): InboxRow | null {
  const row = db.all<RawRow>(rowsOf(sql`SELECT c.id FROM calls c WHERE c.id = ${callId}`))[0];
  return row ? fromRaw(row) : null;
}

/** Messages that are not marked as done, over all mailboxes. */
export function countOpenMessages(db: Tx): number {
  const row = db.get<{ count: number }>(sql`
    SELECT count(*) AS count FROM messages m JOIN calls c ON c.id = m.call_id
    WHERE m.done_at IS NULL AND c.outcome = 'message' AND c.kind = 'caller'`);
  return row.count;
}

/** The statement behind `listInbox`, for tests that ask SQLite how it would run it. */
export function inboxQuery(filter: InboxFilter): SQL {
  // Our own probe calls are nobody's mail.
  const conditions: SQL[] = [sql`c.kind = 'caller'`];
  if (filter.kind) conditions.push(sql`c.outcome = ${filter.kind}`);
  if (filter.mailboxId !== null) conditions.push(sql`c.mailbox_id = ${filter.mailboxId}`);
  if (filter.isDone !== null) {
    conditions.push(filter.isDone ? sql`m.done_at IS NOT NULL` : sql`m.done_at IS NULL`);
  }
  if (filter.before) {
    const { arrivedAt, callId } = filter.before;
    // `<=` first, so that SQLite can begin in the middle of the index.
    conditions.push(sql`c.arrived_at <= ${arrivedAt} AND (c.arrived_at < ${arrivedAt} OR c.id < ${callId})`);
  }
  const search = searchCondition(filter.query);
  if (search) conditions.push(search);
  const where = sql`WHERE ${sql.join(conditions, sql` AND `)}`;
  return rowsOf(sql`
    SELECT c.id FROM calls c LEFT JOIN messages m ON m.call_id = c.id
    ${where} ORDER BY c.arrived_at DESC, c.id DESC LIMIT ${filter.limit}`);
}

interface RawRow {
  callId: CallId;
  arrivedAt: Instant;
  mailboxId: MailboxId;
  mailboxName: string;
  callerNumber: string | null;
  outcome: InboxRow['outcome'];
  forwardedTo: string | null;
  forwardResult: ForwardResult | null;
  forwardTalkMs: number | null;
  attemptReason: string | null;
  messageId: string | null;
  doneAt: Instant | null;
  durationMs: number | null;
  contactName: string | null;
  category: string | null;
  urgency: UrgencyLevel | null;
  summaryText: string | null;
  transcriptStart: string | null;
  isDemoTranscript: number | null;
  activeStep: Step | null;
  deliverState: 'queued' | 'running' | 'done' | 'dead' | null;
  deliverProblem: string | null;
  deliveryState: InboxRow['deliveryState'];
}

const newestDelivery = (value: string): SQL =>
  sql.raw(`(SELECT ${value} FROM jobs n WHERE n.message_id = m.id AND n.step = 'deliver'
    ORDER BY n.generation DESC LIMIT 1)`);

const lastForward = (value: string): SQL =>
  sql.raw(`(SELECT ${value} FROM forwards f WHERE f.call_id = c.id ORDER BY f.number DESC LIMIT 1)`);

function rowsOf(ids: SQL): SQL {
  return sql`
    WITH page AS MATERIALIZED (${ids})
    SELECT c.id AS callId, c.arrived_at AS arrivedAt, c.mailbox_id AS mailboxId, b.name AS mailboxName,
      c.caller_number AS callerNumber, c.outcome, c.attempt_reason AS attemptReason,
      ${lastForward('f.name')} AS forwardedTo, ${lastForward('f.result')} AS forwardResult,
      ${lastForward('f.talk_ms')} AS forwardTalkMs,
      m.id AS messageId, m.done_at AS doneAt, r.duration_ms AS durationMs,
      ${newest('matches', 'n.contact_name')} AS contactName,
      ${newest('categorisations', 'n.name')} AS category,
      ${newest('summaries', 'n.urgency')} AS urgency,
      ${newest('summaries', 'n.text')} AS summaryText,
      ${newest('transcripts', 'substr(n.text, 1, 300)')} AS transcriptStart,
      ${newest('transcripts', 'n.is_demo')} AS isDemoTranscript,
      (SELECT n.step FROM jobs n WHERE n.message_id = m.id AND n.state IN ('queued', 'running') AND n.step <> 'alarm'
        ORDER BY n.id LIMIT 1) AS activeStep,
      ${newestDelivery('n.state')} AS deliverState,
      ${newestDelivery('n.problem_code')} AS deliverProblem,
      (SELECT n.state FROM deliveries n WHERE n.message_id = m.id
        ORDER BY n.generation DESC LIMIT 1) AS deliveryState
    FROM page JOIN calls c ON c.id = page.id
      JOIN mailboxes b ON b.id = c.mailbox_id
      LEFT JOIN messages m ON m.call_id = c.id
      LEFT JOIN recordings r ON r.id = m.recording_id
    ORDER BY c.arrived_at DESC, c.id DESC`;
}

function fromRaw(raw: RawRow): InboxRow {
  const { messageId, doneAt, isDemoTranscript, deliverState, deliverProblem, ...row } = raw;
  return {
    ...row,
    hasMessage: messageId !== null,
    isDone: doneAt !== null,
    isDemoTranscript: isDemoTranscript === 1,
    deliverJob: deliverState && { state: deliverState, problemCode: deliverProblem },
  };
}
