/** A message whose words are known, as a call leaves it behind; its next step is queued. */
import type { CallId, MailboxId, MessageId } from '../../src/domain/ids.ts';
import { type MailboxInput, simpleFlow } from '../../src/domain/mailbox.ts';
import type { Step } from '../../src/domain/step.ts';
import { addCall, endCall } from '../../src/store/calls.ts';
import { addJob } from '../../src/store/jobs.ts';
import { addMessage } from '../../src/store/messages.ts';
import { newId } from '../../src/store/new-id.ts';
import type { Db } from '../../src/store/open.ts';
import { addTranscript } from '../../src/store/results.ts';
import { transcriptOf } from './understanding-words.ts';

export const office: MailboxInput = {
  name: 'Muster',
  numbers: ['+493012345'],
  timeZone: 'Europe/Berlin',
  mailAddress: 'buero@muster.example',
  attachRecording: false,
  flow: simpleFlow({ greeting: 'Guten Tag', goodbye: '' }),
};

export function toldMessage(
  db: Db,
  told: { mailboxId: MailboxId; text: string; now: number; step: Step; kind?: 'caller' | 'probe' },
): { messageId: MessageId; callId: CallId } {
  const { mailboxId, text, now, step, kind = 'caller' } = told;
  const callId = newId<'call'>() as CallId;
  addCall(db, {
    ...{ callId, mailboxId, kind, callerNumber: '+49441783295', numberSource: 'from', trunkId: null },
    ...{ originalNumber: null, dialledNumber: '+493012345', arrivedAt: now, channelId: callId },
    answeredBy: 'controller',
  });
  endCall(db, { callId, outcome: { type: 'message' }, endedAt: now });
  const messageId = db.transaction(tx => {
    const id = addMessage(tx, {
      recording: {
        ...{ recordingId: newId<'recording'>(), callId, file: `${callId}.wav`, bytes: 100, durationMs: 1000 },
        ...{ sha256: '0'.repeat(64), isComplete: true, isCutAtLimit: false, acceptedAt: now },
        ...{ shownFromMs: null, shownToMs: null },
      },
      ...{ mailboxId, receivedAt: now },
    });
    addTranscript(tx, { messageId: id, madeAt: now }, transcriptOf(text));
    addJob(tx, { messageId: id, step, now });
    return id;
  });
  return { messageId, callId };
}
