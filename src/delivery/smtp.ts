/**
 * Delivery: a note to a mail server, once, to one recipient. It must never say "done" without the
 * server's final 2xx, never send to anyone but the given address, and never show the password.
 */
import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Deliver, EncodeMp3 } from '../domain/capabilities.ts';
import type { DeliveryOutcome, Note } from '../domain/delivery.ts';
import type { Mailbox } from '../domain/mailbox.ts';
import type { ProblemCode } from '../domain/problem.ts';
import { buildNoteMail, buildTestMail, type RecordingFile } from './mime.ts';
import { readSmtpUrl, type SmtpResult, type SmtpTimeouts, sendBySmtp } from './smtp-session.ts';

export interface SmtpDeliveryOptions {
  /** smtp[s]://user:password@host:port. TLS is required unless the host is this machine or ?tls=none is set. */
  url: string;
  /** Sender address of every note. */
  from: string;
  encodeMp3: EncodeMp3;
  /** Absolute folder of the recordings. */
  recordingsFolder: string;
  timeouts?: SmtpTimeouts;
}

/** Throws HausrufError CONFIG_INVALID for a URL that cannot be used. */
export function makeDeliverBySmtp(options: SmtpDeliveryOptions): {
  deliver: Deliver;
  close(): Promise<void>;
} {
  const server = readSmtpUrl(options.url);
  const closing = new AbortController();
  const deliver: Deliver = async (delivery, note, signal) => {
    const stopped = signal ? AbortSignal.any([signal, closing.signal]) : closing.signal;
    const send = async (recording: RecordingFile): Promise<SmtpResult> => {
      const raw = await buildNoteMail({ delivery, note, from: options.from, recording });
      return sendBySmtp(
        server,
        { from: options.from, to: delivery.destination.address, raw },
        { signal: stopped, ...(options.timeouts ? { timeouts: options.timeouts } : {}) },
      );
    };
    const recording = await readRecording(options, note, stopped);
    if (stopped.aborted) return stoppedByUs;
    const result = await send(recording);
    // Refused for its size, so certainly not taken: the note alone still gets through.
    if (isTooLarge(result) && recording.bytes) {
      return outcomeOfSmtp(await send({ part: 'refused-as-too-large', bytes: null }));
    }
    return outcomeOfSmtp(result);
  };
  return {
    deliver,
    async close() {
      closing.abort();
    },
  };
}

/** For the page: sends a short mail to the mailbox's address and says in German how that went. */
export function makeSendTestMail(
  smtp: { url: string; from: string } | null,
): (mailbox: Mailbox) => Promise<{ isSent: boolean; message: string }> {
  const server = smtp ? readSmtpUrl(smtp.url) : null;
  return async mailbox => {
    const no = (message: string) => ({ isSent: false, message });
    if (!smtp || !server) {
      return no('Es ist kein Postausgang eingerichtet. Ihre IT trägt ihn in HAUSRUF_SMTP_URL ein.');
    }
    const address = mailbox.mailAddress;
    if (address === null) return no('Bitte tragen Sie zuerst eine E-Mail-Adresse ein und speichern Sie.');
    const raw = await buildTestMail({ from: smtp.from, to: address, mailboxName: mailbox.name });
    const result = await sendBySmtp(server, { from: smtp.from, to: address, raw });
    return result.kind === 'accepted'
      ? { isSent: true, message: `Die Testnachricht an ${address} wurde angenommen.` }
      : no(germanReason(result));
  };
}

const MOST_ATTACHMENT_BYTES = 15 * 1024 * 1024;
/** What `encodeMp3` makes an MP3 of at most (audio/mp3.ts, `longestSeconds`). */
const MOST_ENCODED_MS = 30 * 60_000;
/** A refused login is a fault of the set-up: asking again every half minute could lock the account. */
const AFTER_REFUSED_LOGIN_MS = 15 * 60_000;

/** R095; and where there is no transcript the recording is all the reader has. Never throws. */
async function readRecording(
  options: SmtpDeliveryOptions,
  note: Note,
  signal: AbortSignal,
): Promise<RecordingFile> {
  const { transcript } = note;
  const isReadable = transcript.kind !== 'missing' && transcript.text !== '';
  if (!note.mailbox.attachRecording && isReadable) {
    return { part: 'not-wanted', bytes: null };
  }
  const file = join(options.recordingsFolder, basename(note.recording.file));
  try {
    if (!(await stat(file)).isFile()) return { part: 'file-missing', bytes: null };
  } catch {
    return { part: 'file-missing', bytes: null };
  }
  try {
    const bytes = await options.encodeMp3(file, signal);
    if (bytes.length === 0) return { part: 'encoding-failed', bytes: null };
    if (bytes.length > MOST_ATTACHMENT_BYTES) return { part: 'too-large', bytes: null };
    const isWhole = note.recording.durationMs <= MOST_ENCODED_MS;
    return { part: isWhole ? 'attached' : 'attached-beginning', bytes };
  } catch {
    return { part: 'encoding-failed', bytes: null };
  }
}

function isTooLarge(result: SmtpResult): boolean {
  if (result.kind === 'too-large') return true;
  return result.kind === 'refused' && (result.code === 552 || /^5\d\d[ -]5\.3\.4\b/.test(result.reply));
}

/** 503 means that the session went out of step, not that the note is unwanted. */
const isForGood = (code: number): boolean => code >= 500 && code !== 503;

const stoppedByUs: DeliveryOutcome = {
  kind: 'later',
  problem: { code: 'SMTP_LATER', message: 'Sending was stopped before it began.' },
};

/** What one session means for what was to be sent. */
export function outcomeOfSmtp(result: SmtpResult): DeliveryOutcome {
  const problem = (code: ProblemCode, message: string) => ({ code, message });
  switch (result.kind) {
    case 'accepted':
      return { kind: 'done', receipt: result.reply };
    case 'refused':
      if (result.at === 'login') {
        return {
          kind: 'later',
          problem: problem(
            'SMTP_LATER',
            `The mail server refused our login (${result.code}). Check user and password in HAUSRUF_SMTP_URL.`,
          ),
          afterMs: AFTER_REFUSED_LOGIN_MS,
        };
      }
      return result.at === 'message' && isForGood(result.code)
        ? { kind: 'no', problem: problem('SMTP_REFUSED', result.reply) }
        : { kind: 'later', problem: problem('SMTP_LATER', result.reply) };
    case 'too-large':
      return {
        kind: 'no',
        problem: problem('SMTP_REFUSED', 'The mail server does not take mails of this size.'),
      };
    case 'unusable':
      return { kind: 'no', problem: problem('SMTP_REFUSED', result.reason) };
    case 'broken':
      return result.isSent
        ? {
            kind: 'unclear',
            problem: problem('SMTP_UNREACHABLE', `${result.reason}, after the whole note was sent.`),
          }
        : { kind: 'later', problem: problem('SMTP_UNREACHABLE', result.reason) };
  }
}

function germanReason(result: Exclude<SmtpResult, { kind: 'accepted' }>): string {
  if (result.kind === 'refused' && result.at === 'login') {
    return `Der Postausgang hat die Anmeldung abgelehnt (${result.code}). Bitte lassen Sie Benutzer und Kennwort in HAUSRUF_SMTP_URL prüfen.`;
  }
  if (result.kind === 'refused' && result.at === 'message' && isForGood(result.code)) {
    return `Der Postausgang hat die Adresse abgelehnt (${result.code}). Bitte prüfen Sie die Adresse unter Ausgänge.`;
  }
  if (result.kind === 'refused') {
    return `Der Postausgang nimmt gerade keine Nachricht an (${result.code}). Bitte versuchen Sie es später noch einmal.`;
  }
  if (result.kind === 'unusable' || result.kind === 'too-large') {
    return 'Die Adresse kann nicht verwendet werden. Bitte prüfen Sie die Adresse unter Ausgänge.';
  }
  return 'Der Postausgang antwortet nicht. Bitte lassen Sie HAUSRUF_SMTP_URL und das Netz prüfen.';
}
