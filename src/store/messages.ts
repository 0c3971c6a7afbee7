import { eq } from 'drizzle-orm';
import type { CallId, Instant, MailboxId, MessageId } from '../domain/ids.ts';
import type { Recording } from '../domain/recording.ts';
import { newId } from './new-id.ts';
import type { Tx } from './open.ts';
import { messages, recordings } from './schema.ts';

export type MessageRow = typeof messages.$inferSelect;

/** Adds recording and message of a call. Call inside the transaction that also adds the first job. */
export function addMessage(
  db: Tx,
  input: { recording: Recording; mailboxId: MailboxId; receivedAt: Instant },
): MessageId {
  const { recording } = input;
  db.insert(recordings)
    .values({
      id: recording.recordingId,
      callId: recording.callId,
      file: recording.file,
      bytes: recording.bytes,
      durationMs: recording.durationMs,
      sha256: recording.sha256,
      isComplete: recording.isComplete,
      isCutAtLimit: recording.isCutAtLimit,
      shownFromMs: recording.shownFromMs,
      shownToMs: recording.shownToMs,
      acceptedAt: recording.acceptedAt,
    })
    .run();
  const messageId = newId<'message'>();
  db.insert(messages)
    .values({
      id: messageId,
      callId: recording.callId,
      recordingId: recording.recordingId,
      mailboxId: input.mailboxId,
      receivedAt: input.receivedAt,
    })
    .run();
  return messageId;
}

export function findMessage(db: Tx, messageId: MessageId): MessageRow | null {
  return db.select().from(messages).where(eq(messages.id, messageId)).get() ?? null;
}

export function findMessageOfCall(db: Tx, callId: CallId): MessageRow | null {
  return db.select().from(messages).where(eq(messages.callId, callId)).get() ?? null;
}

export function findRecording(db: Tx, recordingId: Recording['recordingId']): Recording | null {
  const row = db.select().from(recordings).where(eq(recordings.id, recordingId)).get();
  if (!row) return null;
  const { id, ...facts } = row;
  return { recordingId: id, ...facts };
}

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
