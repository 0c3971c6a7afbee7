import { eq, sql } from 'drizzle-orm';
import type { CallId, Instant, MailboxId, MessageId } from '../domain/ids.ts';
import type { Recording } from '../domain/recording.ts';
import { newId } from './new-id.ts';
import type { Tx } from './open.ts';
import { prepared } from './prepared.ts';
import { messages, recordings } from './schema.ts';

export type MessageRow = typeof messages.$inferSelect;

/** Adds recording and message of a call. Call inside the transaction that also adds the first job. */
export function addMessage(
  db: Tx,
  input: { recording: Recording; mailboxId: MailboxId; receivedAt: Instant },
): MessageId {
  const { recording } = input;
  insertRecording(db).run({ ...recording });
  const messageId = newId<'message'>();
  insertMessage(db).run({
    messageId,
    callId: recording.callId,
    recordingId: recording.recordingId,
    mailboxId: input.mailboxId,
    receivedAt: input.receivedAt,
  });
  return messageId;
}

const insertRecording = prepared(db =>
  db
    .insert(recordings)
    .values({
      id: sql.placeholder('recordingId'),
      callId: sql.placeholder('callId'),
      file: sql.placeholder('file'),
      bytes: sql.placeholder('bytes'),
      durationMs: sql.placeholder('durationMs'),
      sha256: sql.placeholder('sha256'),
      isComplete: sql.placeholder('isComplete'),
      isCutAtLimit: sql.placeholder('isCutAtLimit'),
      shownFromMs: sql.placeholder('shownFromMs'),
      shownToMs: sql.placeholder('shownToMs'),
      acceptedAt: sql.placeholder('acceptedAt'),
    })
    .prepare(),
);

const insertMessage = prepared(db =>
  db
    .insert(messages)
    .values({
      id: sql.placeholder('messageId'),
      callId: sql.placeholder('callId'),
      recordingId: sql.placeholder('recordingId'),
      mailboxId: sql.placeholder('mailboxId'),
      receivedAt: sql.placeholder('receivedAt'),
    })
    .prepare(),
);

export function findMessage(db: Tx, messageId: MessageId): MessageRow | null {
  return selectMessage(db).get({ messageId }) ?? null;
}

const selectMessage = prepared(db =>
  db
    .select()
    .from(messages)
    .where(eq(messages.id, sql.placeholder('messageId')))
    .prepare(),
);

export function findMessageOfCall(db: Tx, callId: CallId): MessageRow | null {
  return selectMessageOfCall(db).get({ callId }) ?? null;
}

const selectMessageOfCall = prepared(db =>
  db
    .select()
    .from(messages)
    .where(eq(messages.callId, sql.placeholder('callId')))
    .prepare(),
);

export function findRecording(db: Tx, recordingId: Recording['recordingId']): Recording | null {
  const row = selectRecording(db).get({ recordingId });
  if (!row) return null;
  const { id, ...facts } = row;
  return { recordingId: id, ...facts };
}

const selectRecording = prepared(db =>
  db
    .select()
    .from(recordings)
    .where(eq(recordings.id, sql.placeholder('recordingId')))
    .prepare(),
);

/** What of a recording is worth hearing, in ms. */
export function setShownPart(
  db: Tx,
  recordingId: Recording['recordingId'],
  part: { fromMs: number; toMs: number },
): void {
  db.update(recordings)
    .set({ shownFromMs: part.fromMs, shownToMs: part.toMs })
    .where(eq(recordings.id, recordingId))
    .run();
}

/** Marks a message as dealt with, or takes the mark back (`doneAt` null). False: there is no such message. */
export function setDone(db: Tx, messageId: MessageId, doneAt: Instant | null): boolean {
  return db.update(messages).set({ doneAt }).where(eq(messages.id, messageId)).run().changes > 0;
}
