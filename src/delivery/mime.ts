import MailComposer from 'nodemailer/lib/mail-composer';
import type { Delivery, Note } from '../domain/delivery.ts';
import { composeMail } from './compose.ts';
import type { RecordingPart } from './note-rows.ts';
import { oneLine } from './plain-text.ts';

/** The MP3 for the mail; without bytes `part` says why. */
export interface RecordingFile {
  part: RecordingPart;
  bytes: Uint8Array | null;
}

/** A note as a whole MIME message. Sender and recipient are ours; nothing is read from disk or network. */
export function buildNoteMail(mail: {
  delivery: Delivery;
  note: Note;
  from: string;
  recording: RecordingFile;
}): Promise<Buffer> {
  const { delivery, note, recording } = mail;
  const composed = composeMail(note, { recording: recording.part });
  return build({
    from: mail.from,
    to: delivery.destination.address,
    subject: composed.subject,
    text: composed.text,
    html: composed.html,
    messageId: `<${headerToken(delivery.idempotencyKey)}>`,
    headers: {
      'X-Hausruf-Message': headerToken(note.messageId),
      ...(delivery.tryNumber > 1 ? { 'X-Hausruf-Try': String(delivery.tryNumber) } : {}),
    },
    mp3: recording.bytes ? { name: composed.attachmentName, bytes: recording.bytes } : null,
  });
}

/** An alarm: text only, so that every telephone shows it at once, and marked as urgent. */
export function buildAlarmMail(mail: {
  from: string;
  to: string;
  subject: string;
  text: string;
  messageId: string;
  tryNumber: number;
}): Promise<Buffer> {
  const { messageId, tryNumber, ...content } = mail;
  return build({
    ...content,
    messageId: `<${headerToken(messageId)}>`,
    headers: {
      'X-Priority': '1 (Highest)',
      Importance: 'High',
      ...(tryNumber > 1 ? { 'X-Hausruf-Try': String(tryNumber) } : {}),
    },
    mp3: null,
  });
}

/** A short mail by which an office sees that the way is open. */
export function buildTestMail(mail: { from: string; to: string; mailboxName: string }): Promise<Buffer> {
  const name = oneLine(mail.mailboxName, 80);
  return build({
    from: mail.from,
    to: mail.to,
    subject: `Hausruf: Testnachricht für ${name}`,
    text: `Diese Testnachricht zeigt, dass Nachrichten der Mailbox „${name}“ hier ankommen.\n`,
    headers: {},
    mp3: null,
  });
}

function build(mail: {
  from: string;
  to: string;
  subject: string;
  text: string;
  html?: string;
  messageId?: string;
  headers: Record<string, string>;
  mp3: { name: string; bytes: Uint8Array } | null;
}): Promise<Buffer> {
  const { mp3, from, to, headers, ...content } = mail;
  return new MailComposer({
    ...content,
    from: { name: 'Hausruf', address: from },
    to: { name: '', address: to },
    // RFC 3834, and the same for Exchange: nobody's absence note answers a machine.
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All', ...headers },
    attachments: mp3
      ? [{ filename: mp3.name, content: Buffer.from(mp3.bytes), contentType: 'audio/mpeg' }]
      : [],
    disableFileAccess: true,
    disableUrlAccess: true,
  })
    .compile()
    .build();
}

/** Our own ids, held to the characters that need no quoting in a header. */
const headerToken = (text: string): string => text.replace(/[^A-Za-z0-9.@_-]/g, '').slice(0, 200);
