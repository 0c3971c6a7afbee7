/** A small real mail server on this machine that keeps what it gets: for the demo and for tests. */
import { type AddressObject, type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';

export interface CaughtMail {
  to: string[];
  subject: string;
  text: string;
  html: string;
  messageId: string;
  headers: ParsedMail['headers'];
  attachments: { filename: string; contentType: string; content: Buffer }[];
  receivedAt: number;
}

export interface MailCatcher {
  /** Without user and password; plain text, for this machine only. */
  url: string;
  port: number;
  mails: readonly CaughtMail[];
  /** Waits until there are `count` mails; throws after `withinMs`. */
  waitFor(count: number, withinMs: number): Promise<readonly CaughtMail[]>;
  /** Answers the next `count` mails with this reply instead of keeping them (e.g. 451, 'busy'). */
  refuseNext(count: number, code: number): void;
  close(): Promise<void>;
}

/** Listens on 127.0.0.1, on a free port unless one is given. */
export async function startMailCatcher(options: { port?: number } = {}): Promise<MailCatcher> {
  const mails: CaughtMail[] = [];
  const waiting = new Set<() => void>();
  let refusals = 0;
  let refusalCode = 451;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    logger: false,
    onData(stream, session, done) {
      simpleParser(stream)
        .then(mail => {
          if (refusals > 0) {
            refusals -= 1;
            done(Object.assign(new Error('not now'), { responseCode: refusalCode }));
            return;
          }
          mails.push(
            caught(
              mail,
              session.envelope.rcptTo.map(to => to.address),
            ),
          );
          done(null, 'kept');
          for (const wake of waiting) wake();
        })
        .catch(error => done(error));
    },
  });
  // A client that is killed in the middle of a mail is an error for the server, not for us.
  server.on('error', () => {});
  await new Promise<void>((done, fail) => {
    server.server.once('error', fail);
    server.listen(options.port ?? 0, '127.0.0.1', done);
  });
  const { port } = server.server.address() as { port: number };
  return {
    url: `smtp://127.0.0.1:${port}`,
    port,
    mails,
    async waitFor(count, withinMs) {
      const deadline = Date.now() + withinMs;
      while (mails.length < count) {
        const left = deadline - Date.now();
        if (left <= 0) throw new Error(`${mails.length} of ${count} mails came within ${withinMs} ms`);
        await new Promise<void>(done => {
          const wake = (): void => {
            clearTimeout(timer);
            waiting.delete(wake);
            done();
          };
          const timer = setTimeout(wake, left);
          waiting.add(wake);
        });
      }
      return mails;
    },
    refuseNext(count, code) {
      refusals = count;
      refusalCode = code;
    },
    close: () => new Promise(done => server.close(() => done())),
  };
}

function caught(mail: ParsedMail, to: string[]): CaughtMail {
  return {
    to: to.length > 0 ? to : addresses(mail.to),
    subject: mail.subject ?? '',
    text: mail.text ?? '',
    html: typeof mail.html === 'string' ? mail.html : '',
    messageId: (mail.messageId ?? '').replace(/^<|>$/g, ''),
    headers: mail.headers,
    attachments: mail.attachments.map(({ filename, contentType, content }) => ({
      filename: filename ?? '',
      contentType,
      content,
    })),
    receivedAt: Date.now(),
  };
}

function addresses(to: AddressObject | AddressObject[] | undefined): string[] {
  return [to ?? []].flat().flatMap(each => each.value.map(entry => entry.address ?? ''));
}
