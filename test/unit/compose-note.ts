/** Notes for the tests of the mail: a plain one, to be changed by each test. */
import type { Contact } from '../../src/domain/contact.ts';
import type { Delivery, Note } from '../../src/domain/delivery.ts';
import type {
  CallId,
  CategoryId,
  ContactId,
  DeliveryId,
  MailboxId,
  MessageId,
  RecordingId,
} from '../../src/domain/ids.ts';
import { simpleFlow } from '../../src/domain/mailbox.ts';
import type { Summary } from '../../src/domain/summary.ts';
import { transcriptOf } from './understanding-words.ts';

export const annegret: Contact = {
  contactId: 'contact-1' as ContactId,
  name: 'Annegret Petersen',
  role: 'Mieterin',
  street: 'Rosenweg 17',
  object: 'WEG Rosenweg',
  unit: '2. OG rechts',
  manager: 'Frau Brandt',
  numbers: ['+49441783295'],
};

export const span = { fromWord: 0, toWord: 1 };

export const plainSummary: Summary = {
  kind: 'made',
  sentences: [{ text: 'Seit heute Morgen sind alle Heizkörper kalt.', ...span }],
  isQuote: true,
  callerName: { value: 'Annegret Petersen', ...span },
  address: { value: 'Rosenweg 17', ...span },
  callbackNumber: { value: '+49441783295', ...span },
  urgency: { level: 'normal', because: [] },
};

export function noteOf(changes: Partial<Note> = {}): Note {
  return {
    messageId: '019aaf00-0000-7000-8000-000000000001' as MessageId,
    callId: 'call-1' as CallId,
    mailbox: {
      mailboxId: 'mailbox-1' as MailboxId,
      name: 'Hausverwaltung Muster',
      numbers: ['+494411234567'],
      timeZone: 'Europe/Berlin',
      mailAddress: 'buero@muster.example',
      attachRecording: false,
      flow: simpleFlow({ greeting: 'Guten Tag', goodbye: '' }),
    },
    // 23 November 2026, 10:42 in Berlin.
    receivedAt: Date.UTC(2026, 10, 23, 9, 42),
    callerNumber: '+49441783295',
    dialledNumber: '+494411234567',
    recording: {
      recordingId: 'recording-1' as RecordingId,
      callId: 'call-1' as CallId,
      file: 'recording-1.wav',
      bytes: 430_000,
      durationMs: 27_400,
      sha256: '0'.repeat(64),
      isComplete: true,
      isCutAtLimit: false,
      shownFromMs: null,
      shownToMs: null,
      acceptedAt: Date.UTC(2026, 10, 23, 9, 42, 30),
    },
    transcript: transcriptOf('Guten Tag, seit heute Morgen sind alle Heizkörper kalt.'),
    match: {
      kind: 'matched',
      contact: annegret,
      evidence: [{ kind: 'number', text: 'Rufnummer +49 441 783295 ist bekannt' }],
    },
    categorisation: { kind: 'made', categoryId: 'category-1' as CategoryId, name: 'Heizung', hits: [] },
    summary: plainSummary,
    pageUrl: 'https://hausruf.muster.example/#/inbox/call-1',
    ...changes,
  };
}

export function deliveryOf(changes: Partial<Delivery> = {}): Delivery {
  return {
    deliveryId: 'delivery-1' as DeliveryId,
    messageId: '019aaf00-0000-7000-8000-000000000001' as MessageId,
    destination: { kind: 'mail', address: 'buero@muster.example' },
    idempotencyKey: '019aaf00-0000-7000-8000-000000000001.1@muster.example',
    tryNumber: 1,
    ...changes,
  };
}
