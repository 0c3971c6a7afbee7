/**
 * A list on an SFTP server. The server's key is checked before the sign-in: one that has changed gets no password of
 * ours. Nothing on the server is changed or deleted.
 */
import { rm } from 'node:fs/promises';
import type { RawAttributes, default as SftpClient } from 'ssh2-sftp-client';
import { failureOf, sourceFailed } from './failure.ts';
import { type Look, type Seen, settled } from './looked-at.ts';
import { isSameFile, makePicker, type RemoteFile } from './pick.ts';
import { receiveFile } from './receive.ts';
import { signIn } from './sftp-sign-in.ts';

const FILE_LIMIT = 200_000;
/** Bits of `mode` that say what it is, and the ones for a file. */
const [KIND_MASK, REGULAR, LINK] = [0o170000, 0o100000, 0o120000];

/** Status codes of SFTP version 3 (draft-ietf-secsh-filexfer-02, 7). */
const [END_OF_LIST, NO_SUCH_FILE, PERMISSION_DENIED] = [1, 2, 3];

/** Throws SOURCE_FAILED. */
export async function readSftp(look: Look<'sftp'>): Promise<Seen> {
  const { signal } = look;
  const client = await signIn(look);
  const lost = new AbortController();
  // Questions to a server that is gone would never be answered.
  client.client.once('close', () => lost.abort(sourceFailed('broken-off', 'the connection was lost')));
  client.on('error', () => {});
  const stop = () => client.client.destroy();
  signal.addEventListener('abort', stop, { once: true });
  try {
    const here = AbortSignal.any([signal, lost.signal]);
    return await readNewest({ ...look, signal: here }, client);
  } catch (error) {
    signal.throwIfAborted();
    lost.signal.throwIfAborted();
    throw isConnectionLost(error) ? sourceFailed('broken-off', 'the connection was lost') : error;
  } finally {
    signal.removeEventListener('abort', stop);
    client.client.destroy();
  }
}

async function readNewest(look: Look<'sftp'>, client: SftpClient): Promise<Seen> {
  const { signal, isTest, place } = look;
  look.onStep('folder');
  const server: Server = { sftp: client.sftp, signal };
  const start = place.folder === '' ? '.' : place.folder;
  const folder = await answered<string>(server, 'folder', done => client.sftp.realpath(start, done));
  const newest = async () => {
    const file = await newestIn(server, folder, look.pattern);
    return file === null ? null : await factsOf(server, folder, file);
  };
  const first = await newest();
  look.onStep('file');
  if (first === null) throw sourceFailed('no-file', look.pattern);
  if (isTest) return { kind: 'there', fileName: first.name, bytes: first.size };
  const file = await settled<RemoteFile | null>({
    first,
    look: newest,
    isSame: (a, b) => a !== null && b !== null && isSameFile(a, b),
    waitMs: look.settleMs,
    signal,
    grows: () => sourceFailed('growing', first.name),
  });
  if (file === null) throw sourceFailed('no-file', look.pattern);
  const from = client.sftp.createReadStream(pathOf(folder, file.name));
  const received = await receiveFile({ from, folder: look.folder, expectedBytes: file.size, signal }).catch(
    error => {
      // The connection stands (or `signal` would have ended this): another file has come into its place.
      throw failureOf(error).reason === 'broken-off' && !signal.aborted
        ? sourceFailed('growing', file.name)
        : error;
    },
  );
  // Replaced, renamed or written on while it was read: what was read may be half of each.
  const after = await factsOf(server, folder, file).catch(() => null);
  if (after === null || !isSameFile(after, file)) {
    await rm(received.file, { force: true });
    throw sourceFailed('growing', file.name);
  }
  const { name, size, modifiedAt } = file;
  return {
    kind: 'file',
    fileName: name,
    received,
    mark: { name, size, modifiedAt, etag: null, lastModified: null },
  };
}

/** Where questions go, and what ends the waiting for their answers. */
interface Server {
  sftp: SftpClient['sftp'];
  signal: AbortSignal;
}

/** Asked in portions, so that a folder of any size takes little memory. */
async function newestIn(server: Server, folder: string, pattern: string): Promise<RemoteFile | null> {
  const { sftp } = server;
  const handle = await answered<Buffer>(server, 'folder', done =>
    sftp.opendir(folder, done as (error: Error | undefined, handle: Buffer) => void),
  );
  try {
    const picker = makePicker(pattern);
    for (let count = 0; ; ) {
      const list = await answered<{ filename: string; attrs: RawAttributes }[]>(server, 'folder', done =>
        sftp.readdir(handle, (error, entries) =>
          error?.code === END_OF_LIST ? done(undefined, []) : done(error, entries),
        ),
      );
      if (list.length === 0) return picker.newest();
      count += list.length;
      if (count > FILE_LIMIT) throw sourceFailed('too-many-files', String(FILE_LIMIT));
      for (const { filename, attrs } of list) {
        const kind = (attrs.mode ?? REGULAR) & KIND_MASK;
        // A link may be what the office calls its newest list: `factsOf` looks at what it leads to.
        if (kind !== REGULAR && kind !== LINK) continue;
        picker.see({ name: filename, size: null, modifiedAt: timeOf(attrs.mtime), etag: null });
      }
    }
  } finally {
    if (!server.signal.aborted) sftp.close(handle, () => {});
  }
}

/** null: it has gone since it was listed, and the next look finds the next one. */
async function factsOf(server: Server, folder: string, file: RemoteFile): Promise<RemoteFile | null> {
  const attrs = await answered<RawAttributes | null>(server, 'file', done =>
    server.sftp.stat(pathOf(folder, file.name), (error, found) =>
      error?.code === NO_SUCH_FILE ? done(undefined, null) : done(error, found),
    ),
  );
  if (attrs === null) return null;
  if (((attrs.mode ?? REGULAR) & KIND_MASK) !== REGULAR) throw sourceFailed('file-forbidden', file.name);
  return { name: file.name, size: attrs.size ?? null, modifiedAt: timeOf(attrs.mtime), etag: null };
}

const timeOf = (seconds: number | undefined): number | null =>
  seconds === undefined ? null : seconds * 1000;
const pathOf = (folder: string, name: string): string => `${folder.replace(/\/+$/, '')}/${name}`;

type Answer<T> = (error: (Error & { code?: unknown }) | undefined, value: T) => void;

function answered<T>(server: Server, what: 'folder' | 'file', ask: (done: Answer<T>) => void): Promise<T> {
  const { signal } = server;
  return new Promise((done, fail) => {
    if (signal.aborted) return fail(signal.reason);
    const stop = () => fail(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
    ask((error, value) => {
      signal.removeEventListener('abort', stop);
      if (!error) done(value);
      else if (error.code === PERMISSION_DENIED) fail(sourceFailed(`${what}-forbidden`));
      else if (error.code === NO_SUCH_FILE && what === 'folder') fail(sourceFailed('folder-missing'));
      else fail(error);
    });
  });
}

/** ssh2 answers what was asked of a lost server with these. */
const isConnectionLost = (error: unknown): boolean => {
  const { code = '', message = '' } = error as { code?: unknown; message?: string };
  return (
    /ECONN|EPIPE|ETIMEDOUT/.test(String(code)) ||
    /no response from server|not connected|keepalive|closed/i.test(message)
  );
};
