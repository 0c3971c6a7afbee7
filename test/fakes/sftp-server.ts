/** ssh2 as a server, for what a real one does not do when asked. */
import type { EventEmitter } from 'node:events';

/**
 * An SFTP server with a password (which a real sshd without root's rights cannot check): `anna`, `Gänse 7`. It offers one
 * list of 260,000 bytes and a name that leads elsewhere. `behave` is asked before each part with the bytes sent so far.
 */
export async function startSsh2(
  behave: (bytesSent: number) => 'on' | 'hang up',
  how: 'password' | 'keyboard-interactive' = 'password',
): Promise<{ port: number; close: () => void }> {
  const { default: ssh2 } = await import('ssh2');
  const { STATUS_CODE } = ssh2.utils.sftp;
  const file = Buffer.from('Name;Telefon\n'.repeat(20_000));
  const attrs = {
    mode: 0o100644,
    size: file.length,
    uid: 0,
    gid: 0,
    atime: 1_700_000_000,
    mtime: 1_700_000_000,
  };
  const hostKeys = [ssh2.utils.generateKeyPairSync('ed25519').private];
  const server = new ssh2.Server({ hostKeys }, client => {
    client.on('error', () => {});
    client.on('authentication', (asked: AuthContext) => {
      const isRight = (password: string | undefined) => asked.username === 'anna' && password === 'Gänse 7';
      if (asked.method === 'password' && how === 'password' && isRight(asked.password)) asked.accept();
      else if (asked.method !== 'keyboard-interactive' || how === 'password') asked.reject([how]);
      else {
        asked.prompt([{ prompt: 'Password: ', echo: false }], ([answer]) =>
          isRight(answer) ? asked.accept() : asked.reject([how]),
        );
      }
    });
    client.on('session', (acceptSession: () => EventEmitter) => {
      acceptSession().on('sftp', (acceptSftp: () => FakeSftp) => {
        const sftp = acceptSftp();
        let isListed = false;
        let sent = 0;
        sftp.on('REALPATH', id => sftp.name(id, [{ filename: '/listen', longname: '', attrs: {} }]));
        sftp.on('OPENDIR', id => {
          isListed = false;
          sftp.handle(id, Buffer.from('d'));
        });
        sftp.on('READDIR', id => {
          if (isListed) sftp.status(id, STATUS_CODE.EOF);
          else
            sftp.name(
              id,
              ['liste.csv', '../../boese.csv'].map(filename => ({ filename, longname: '', attrs })),
            );
          isListed = true;
        });
        sftp.on('CLOSE', id => sftp.status(id, STATUS_CODE.OK));
        for (const question of ['STAT', 'LSTAT', 'FSTAT']) sftp.on(question, id => sftp.attrs(id, attrs));
        sftp.on('OPEN', id => sftp.handle(id, Buffer.from('f')));
        sftp.on('READ', (id, _handle, offset, length) => {
          const part = file.subarray(Number(offset), Number(offset) + Number(length));
          sent += part.length;
          if (behave(sent) === 'hang up') client.end();
          else if (part.length === 0) sftp.status(id, STATUS_CODE.EOF);
          else sftp.data(id, part);
        });
      });
    });
  });
  await new Promise<void>(done => server.listen(0, '127.0.0.1', () => done()));
  return { port: server.address().port, close: () => server.close() };
}

interface AuthContext {
  method: string;
  username: string;
  password: string;
  accept(): void;
  reject(methods: string[]): void;
  prompt(prompts: object[], answered: (answers: string[]) => void): void;
}
interface FakeSftp {
  on(question: string, answer: (id: number, ...facts: unknown[]) => void): void;
  name(id: number, entries: object[]): void;
  handle(id: number, handle: Buffer): void;
  status(id: number, code: number): void;
  attrs(id: number, attrs: object): void;
  data(id: number, data: Buffer): void;
}
