import { randomUUID } from 'node:crypto';
import type { makeSendAlarm } from './delivery/alarm.ts';
import type { AlarmOutput } from './domain/alarm.ts';
import type { AlarmTestReply } from './domain/api-alarms.ts';
import type { DeliveryOutcome, Note } from './domain/delivery.ts';
import type { CallId, MailboxId, MessageId, RecordingId } from './domain/ids.ts';
import { simpleFlow } from './domain/mailbox.ts';
import { missing } from './domain/missing.ts';
import { listMailboxes } from './store/mailboxes.ts';
import type { Db } from './store/open.ts';

/** Sends a marked test alarm, and says in German how that went. */
export async function testAlarm(test: {
  db: Db;
  send: ReturnType<typeof makeSendAlarm>;
  output: AlarmOutput;
  now: number;
}): Promise<AlarmTestReply> {
  const { output, now } = test;
  const messageId = `test-${randomUUID()}` as MessageId;
  const outcome = await test.send(
    {
      messageId,
      output,
      facts: {
        label: 'Probe',
        ruleIds: [],
        because: [],
        callerName: null,
        address: null,
        unit: null,
        callbackNumber: null,
        language: null,
      },
      raisedAt: now,
      idempotencyKey: `${messageId}.${output.outputId}`,
      tryNumber: 1,
      isTest: true,
    },
    noteOfTest(test.db, messageId, now),
  );
  if (outcome.kind === 'done') {
    return { isSent: true, message: `Der Probealarm an „${output.name}“ wurde angenommen.` };
  }
  return { isSent: false, message: germanReason(outcome, output) };
}

function germanReason(outcome: Exclude<DeliveryOutcome, { kind: 'done' }>, output: AlarmOutput): string {
  const { code, message } = outcome.problem;
  switch (code) {
    case 'ADDRESS_NOT_ALLOWED':
      return 'Die Adresse führt in das eigene Netz und wurde nicht aufgerufen. Ist das gewollt, tragen Sie den Rechner unter „Erlaubte interne Ziele“ ein.';
    case 'WEBHOOK_REFUSED':
    case 'WEBHOOK_LATER':
      return `Der Empfänger hat mit „${message}“ geantwortet. Bitte prüfen Sie Adresse und Schlüssel.`;
    case 'WEBHOOK_UNREACHABLE':
      return `Der Empfänger antwortet nicht (${message}). Bitte prüfen Sie Adresse, Zertifikat und Netz.`;
    case 'NO_DESTINATION':
      return 'Es ist kein Postausgang eingerichtet. Ihre IT trägt ihn in HAUSRUF_SMTP_URL ein.';
    default:
      return `Der Postausgang hat den Probealarm an ${output.target} nicht angenommen. Bitte prüfen Sie die Adresse.`;
  }
}

/** A note of nobody: a test tells of no call. */
function noteOfTest(db: Db, messageId: MessageId, now: number): Note {
  const mailbox = listMailboxes(db)[0] ?? {
    mailboxId: 'test' as MailboxId,
    name: 'Hausruf',
    numbers: [],
    timeZone: 'Europe/Berlin',
    mailAddress: null,
    attachRecording: false,
    flow: simpleFlow({ greeting: '', goodbye: '' }),
  };
  const callId = messageId as string as CallId;
  return {
    messageId,
    callId,
    mailbox,
    receivedAt: now,
    callerNumber: null,
    dialledNumber: mailbox.numbers[0] ?? '',
    recording: {
      recordingId: messageId as string as RecordingId,
      callId,
      file: '',
      bytes: 0,
      durationMs: 0,
      sha256: '',
      isComplete: true,
      isCutAtLimit: false,
      shownFromMs: null,
      shownToMs: null,
      acceptedAt: now,
    },
    transcript: missing('no-transcript'),
    match: { kind: 'unknown' },
    categorisation: missing('step-failed'),
    summary: missing('step-failed'),
    pageUrl: null,
  };
}
