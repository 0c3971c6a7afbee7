/** A real SMTP server that keeps what it accepts: one box for each run, told apart by the user name. */
import { randomUUID } from 'node:crypto';
import { SMTPServer } from 'smtp-server';

export interface Sink {
  open(): { url: string; mails(): { messageId: string; tryNumber: number }[]; close(): void };
  close(): Promise<void>;
}

export async function openSink(): Promise<Sink> {
  const boxes = new Map<string, { messageId: string; tryNumber: number }[]>();
  const server = new SMTPServer({
    authOptional: false,
    allowInsecureAuth: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    onAuth: (auth, _session, done) => done(null, { user: auth.username ?? '' }),
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        boxes.get(String(session.user))?.push({
          messageId: /^message-id:\s*<([^>]+)>/im.exec(text)?.[1] ?? 'none',
          tryNumber: Number(/^x-hausruf-try:\s*(\d+)/im.exec(text)?.[1] ?? 1),
        });
        done(null, '250 kept');
      });
    },
  });
  // A client that is killed in the middle is what this is for.
  server.on('error', () => {});
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
  const { port } = server.server.address() as { port: number };
  return {
    open() {
      const user = randomUUID();
      const mails: { messageId: string; tryNumber: number }[] = [];
      boxes.set(user, mails);
      return {
        url: `smtp://${user}:x@127.0.0.1:${port}`,
        mails: () => mails,
        close: () => void boxes.delete(user),
      };
    },
    close: () => new Promise(done => server.close(() => done())),
  };
}
