/** A real SMTP server on 127.0.0.1 for test/contract/deliver.test.ts, with the faults that servers have. */
import { execFile } from 'node:child_process';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { afterEach } from 'vitest';
import { installedTool } from '../../scripts/tools.ts';
import { makeDeliverBySmtp, type SmtpDeliveryOptions } from '../../src/delivery/smtp.ts';
import { defaultTimeouts } from '../../src/delivery/smtp-session.ts';
import type { Deliver, EncodeMp3 } from '../../src/domain/capabilities.ts';
import type { Note } from '../../src/domain/delivery.ts';
import { noteOf } from '../unit/compose-note.ts';

export interface MailServer {
  url: string;
  port: number;
  /** Every mail it said 250 to, with the recipients of the envelope. */
  mails: { mail: ParsedMail; raw: string; to: string[]; from: string }[];
  /** What it was asked to do before any message came. */
  seen: { logins: string[]; senders: string[] };
  close(): Promise<void>;
}

/** How the server answers at the end of DATA: a code to refuse with, or what it does instead. */
export type AfterData = (raw: string) => number | 'take' | 'drop' | 'stall';

async function open(
  faults: {
    atRecipient?: number | 'drop';
    afterData?: AfterData;
    /** Does not read the message and hangs up. */
    dropsInData?: boolean;
    password?: string;
    options?: SMTPServerOptions;
  } = {},
): Promise<MailServer> {
  const sockets = new Set<Socket>();
  const mails: MailServer['mails'] = [];
  const seen: MailServer['seen'] = { logins: [], senders: [] };
  const hangUp = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  const server = new SMTPServer({
    authOptional: faults.password === undefined,
    allowInsecureAuth: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    onAuth(auth, _session, done) {
      seen.logins.push(auth.username ?? '');
      if (auth.password === faults.password) done(null, { user: auth.username ?? '' });
      else done(new Error('Invalid username or password'));
    },
    onMailFrom(address, _session, done) {
      seen.senders.push(address.address);
      done();
    },
    onRcptTo(_address, _session, done) {
      if (faults.atRecipient === 'drop') return hangUp();
      if (faults.atRecipient === undefined) return done();
      done(refusal(faults.atRecipient, 'not for us'));
    },
    onData(stream, session, done) {
      if (faults.dropsInData) {
        stream.pause();
        setTimeout(hangUp, 200);
        return;
      }
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const raw = Buffer.concat(chunks);
        const answer = faults.afterData?.(raw.toString('latin1')) ?? 'take';
        if (answer === 'drop') return hangUp();
        if (answer === 'stall') return;
        if (answer !== 'take') return done(refusal(answer, 'no room\r\nfor this'));
        const { mailFrom, rcptTo } = session.envelope;
        simpleParser(Readable.from(raw)).then(mail => {
          mails.push({
            mail,
            raw: raw.toString('utf8'),
            to: rcptTo.map(to => to.address),
            from: mailFrom === false ? '' : mailFrom.address,
          });
          done(null, 'kept as 4711');
        }, done);
      });
    },
    ...faults.options,
  });
  // Clients that hang up in the middle are what some of the tests are about.
  server.on('error', () => {});
  server.server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
  const { port } = server.server.address() as { port: number };
  return {
    url: `smtp://127.0.0.1:${port}`,
    port,
    mails,
    seen,
    async close() {
      const closed = new Promise<void>(done => server.close(() => done()));
      hangUp();
      await closed;
    },
  };
}

function refusal(code: number, text: string): Error {
  return Object.assign(new Error(text), { responseCode: code });
}

/** The real lame on the real recording. */
export const encodeByLame: EncodeMp3 = wavFile =>
  new Promise((resolve, reject) => {
    const lame = installedTool('lame');
    execFile(
      lame.command,
      [...lame.args, '--quiet', '-b', '32', '-m', 'm', '--resample', '16', wavFile, '-'],
      {
        env: { ...process.env, ...lame.env },
        encoding: 'buffer',
        timeout: 60_000,
        maxBuffer: 32 * 1024 * 1024,
      },
      (error, stdout) => (error ? reject(error) : resolve(stdout)),
    );
  });

export const from = 'hausruf@muster.example';
export const recordingsFolder = join(import.meta.dirname, '../fixtures');
export const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** A mail server that ends with the test. */
export async function mailbox(faults: Parameters<typeof open>[0] = {}): Promise<MailServer> {
  const opened = await open(faults);
  closers.push(opened.close);
  return opened;
}

/** Our delivery to it; the recording is three bytes unless told otherwise. */
export function delivering(url: string, changes: Partial<SmtpDeliveryOptions> = {}): Deliver {
  const { deliver, close } = makeDeliverBySmtp({
    url,
    from,
    encodeMp3: async () => new Uint8Array([1, 2, 3]),
    recordingsFolder,
    ...changes,
  });
  closers.push(close);
  return deliver;
}

/** Short, so that a server that says nothing is given up in the test's own time. */
export const hasty = { timeouts: { ...defaultTimeouts, greetingMs: 500, silenceMs: 500 } };

/** A note with the recording of a demo caller, to be attached. */
export const withAudio = (changes: Partial<Note> = {}): Note => {
  const note = noteOf(changes);
  return {
    ...note,
    mailbox: { ...note.mailbox, attachRecording: true },
    recording: { ...note.recording, file: 'demo-heizung.wav' },
  };
};
