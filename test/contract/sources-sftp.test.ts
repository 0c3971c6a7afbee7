import { createHash } from 'node:crypto';
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { freePorts } from '../../scripts/tools.ts';
import type { Look } from '../../src/contacts/sources/looked-at.ts';
import { readSource } from '../../src/contacts/sources/read-source.ts';
import { startSsh2 } from '../fakes/sftp-server.ts';
import { putMany, type SftpHost, startSshd } from './source-servers.ts';

let host: SftpHost;
let incoming: string;
beforeAll(async () => {
  const [port = 0] = await freePorts(1);
  host = await startSshd(port);
});
afterAll(() => host?.close());
beforeEach(() => {
  incoming = mkdtempSync(join(tmpdir(), 'hausruf-incoming-'));
});
afterEach(() => {
  for (const name of readdirSync(host.folder)) rmSync(join(host.folder, name), { recursive: true });
  rmSync(incoming, { recursive: true, force: true });
});

const secretOf = (part: Partial<Look['secret']> = {}) => ({
  password: null,
  privateKey: host.privateKey,
  passphrase: null,
  ...part,
});

function look(changes: Partial<Look<'sftp'>> = {}): Look<'sftp'> {
  return {
    place: { kind: 'sftp', host: '127.0.0.1', port: host.port, user: host.user, signIn: 'key', folder: '' },
    pattern: '*.csv;*.xlsx',
    secret: secretOf(),
    hostKey: null,
    mark: null,
    isTest: false,
    folder: incoming,
    importFolders: [],
    targets: ['127.0.0.1'],
    settleMs: 30,
    onStep: () => {},
    onHostKey: () => {},
    signal: new AbortController().signal,
    ...changes,
  };
}

const put = (name: string, text: string, secondsAgo = 60): string => {
  const file = join(host.folder, name);
  writeFileSync(file, text, { mode: 0o644 });
  const at = new Date(Date.now() - secondsAgo * 1000);
  utimesSync(file, at, at);
  return file;
};

describe('a list on a real SFTP server (R122)', () => {
  it('is fetched whole: the newest that fits the pattern, and nothing on the server changes', async () => {
    put('alt.csv', 'Name;Telefon\nAlt;1\n', 600);
    put('Mieter.CSV', 'Name;Telefon\nNeu;2\n', 60);
    put('~$Mieter.csv', 'offen', 1);
    put('neuer.csv.filepart', 'halb', 1);
    put('notiz.txt', 'nein', 1);
    mkdirSync(join(host.folder, 'ordner.csv'));
    const before = readdirSync(host.folder).sort();
    const steps: string[] = [];
    const keys: string[] = [];
    const found = await readSource(
      look({ onStep: step => steps.push(step), onHostKey: key => keys.push(key) }),
    );
    if (found.kind !== 'file') throw new Error(JSON.stringify(found));
    expect(found).toMatchObject({ fileName: 'Mieter.CSV', mark: { name: 'Mieter.CSV', size: 19 } });
    const text = readFileSync(found.received.file);
    expect(text.toString()).toBe('Name;Telefon\nNeu;2\n');
    expect(found.received.sha256).toBe(createHash('sha256').update(text).digest('hex'));
    expect(steps).toEqual(['dns', 'connect', 'host-key', 'sign-in', 'folder', 'file']);
    expect(keys).toEqual([host.fingerprint()]);
    expect(readdirSync(host.folder).sort()).toEqual(before);
  });

  it('is found among 10,000 files', async () => {
    putMany(host.folder, 10_000);
    put('liste.csv', 'Name\n');
    expect(await readSource(look({ isTest: true }))).toMatchObject({ kind: 'there', fileName: 'liste.csv' });
  });

  it('comes whole when it is big', async () => {
    const big = 'Name;Telefon\n'.repeat(400_000);
    put('liste.csv', big);
    const found = await readSource(look());
    if (found.kind !== 'file') throw new Error(JSON.stringify(found));
    expect(found.received.bytes).toBe(big.length);
    expect(found.received.sha256).toBe(createHash('sha256').update(big).digest('hex'));
  });

  it('is only looked for when the connection is tested', async () => {
    put('liste.csv', 'Name\n');
    expect(await readSource(look({ isTest: true }))).toEqual({
      kind: 'there',
      fileName: 'liste.csv',
      bytes: 5,
    });
    expect(readdirSync(incoming)).toEqual([]);
  });

  it('is not taken while it grows, and whole once it has settled', async () => {
    const file = put('liste.csv', 'Name\n');
    const growing = setInterval(() => appendFileSync(file, 'Zeile\n'), 10);
    const slow = readSource(look({ settleMs: 60 }));
    await new Promise(done => setTimeout(done, 400));
    expect(readdirSync(incoming)).toEqual([]);
    clearInterval(growing);
    const found = await slow;
    if (found.kind !== 'file') throw new Error(JSON.stringify(found));
    expect(readFileSync(found.received.file, 'utf8')).toBe(readFileSync(file, 'utf8'));
  });

  it('that grows without end is given up, with nothing left behind', async () => {
    const file = put('liste.csv', 'Name\n');
    const growing = setInterval(() => appendFileSync(file, 'Zeile\n'), 4);
    try {
      const found = await readSource(look({ settleMs: 20 }));
      expect(found).toMatchObject({ kind: 'failed', reason: 'growing', isTemporary: true });
    } finally {
      clearInterval(growing);
    }
    expect(readdirSync(incoming)).toEqual([]);
  });

  it('that is replaced or renamed while it is read is not taken', async () => {
    const big = `${'x'.repeat(99)}\n`.repeat(150_000);
    for (const change of ['replaced', 'renamed'] as const) {
      const file = put('liste.csv', big);
      put('.neu', 'Name\nneu\n', 1);
      const reading = readSource(look());
      await until(() => bytesIn(incoming) > 0);
      if (change === 'replaced') renameSync(join(host.folder, '.neu'), file);
      else renameSync(file, join(host.folder, 'liste.alt'));
      expect(await reading).toMatchObject({ kind: 'failed', reason: 'growing', isTemporary: true });
      expect(readdirSync(incoming)).toEqual([]);
    }
  });

  it('is broken off when the server dies in the middle, and nothing half is left', async () => {
    put('liste.csv', `${'x'.repeat(99)}\n`.repeat(400_000));
    const reading = readSource(look());
    await until(() => bytesIn(incoming) > 0);
    await host.kill();
    expect(await reading).toMatchObject({ kind: 'failed', reason: 'broken-off', isTemporary: true });
    expect(readdirSync(incoming)).toEqual([]);
    expect(await readSource(look())).toMatchObject({ kind: 'failed', reason: 'connect', isTemporary: true });
    await host.changeHostKey();
  });

  it('stops at once when Hausruf stops', async () => {
    put('liste.csv', `${'x'.repeat(99)}\n`.repeat(150_000));
    const stop = new AbortController();
    const reading = readSource(look({ signal: stop.signal }));
    await until(() => bytesIn(incoming) > 0);
    stop.abort();
    expect(await reading).toMatchObject({ kind: 'failed', reason: 'stopped' });
    expect(readdirSync(incoming)).toEqual([]);
  });
});

describe('the key of an SFTP server (R128)', () => {
  it('is trusted as it was first seen; another one is refused before any sign-in', async () => {
    put('liste.csv', 'Name\n');
    const first = host.fingerprint();
    expect(await readSource(look({ hostKey: first }))).toMatchObject({ kind: 'file' });
    await host.changeHostKey();
    const steps: string[] = [];
    const found = await readSource(look({ hostKey: first, onStep: step => steps.push(step) }));
    expect(found).toMatchObject({
      kind: 'failed',
      reason: 'host-key',
      hostKey: host.fingerprint(),
      isTemporary: false,
    });
    expect(steps).toEqual(['dns', 'connect', 'host-key']);
    expect(await readSource(look({ hostKey: host.fingerprint() }))).toMatchObject({ kind: 'file' });
  });
});

describe('an SFTP server of another make', () => {
  const asked = (port: number, password = 'Gänse 7') =>
    look({
      place: { ...look().place, port, user: 'anna', signIn: 'password' },
      secret: secretOf({ password, privateKey: null }),
    });

  it.each(['password', 'keyboard-interactive'] as const)(
    'takes a password by %s, and a wrong one not',
    async how => {
      const server = await startSsh2(() => 'on', how);
      const found = await readSource(asked(server.port));
      expect(found).toMatchObject({ kind: 'file', fileName: 'liste.csv', received: { bytes: 260_000 } });
      expect(await readSource(asked(server.port, 'falsch'))).toMatchObject({
        reason: 'sign-in',
        isTemporary: false,
      });
      server.close();
    },
  );

  it('that hangs up in the middle of the list leaves nothing behind', async () => {
    const server = await startSsh2(sent => (sent > 100_000 ? 'hang up' : 'on'));
    expect(await readSource(asked(server.port))).toMatchObject({ kind: 'failed', reason: 'broken-off' });
    expect(readdirSync(incoming)).toEqual([]);
    server.close();
  });
});

describe('an SFTP server that lets nobody in says why', () => {
  it('a wrong password, a key it does not know, a key that cannot be read', async () => {
    const password = look({
      place: { ...look().place, signIn: 'password' },
      secret: secretOf({ password: 'falsch', privateKey: null }),
    });
    expect(await readSource(password)).toMatchObject({
      kind: 'failed',
      reason: 'sign-in',
      isTemporary: false,
    });
    expect(await readSource(look({ place: { ...look().place, user: 'fremd' } }))).toMatchObject({
      reason: 'sign-in',
    });
    expect(await readSource(look({ secret: secretOf({ privateKey: 'kein Schlüssel' }) }))).toMatchObject({
      reason: 'key-unreadable',
    });
    expect(await readSource(look({ secret: secretOf({ privateKey: null }) }))).toMatchObject({
      reason: 'secret-missing',
    });
  });

  it('a folder that is not there, no file, an unknown name, this machine itself, no SSH at all', async () => {
    expect(await readSource(look({ place: { ...look().place, folder: '/gibt/es/nicht' } }))).toMatchObject({
      reason: 'folder-missing',
    });
    expect(await readSource(look())).toMatchObject({ reason: 'no-file' });
    expect(
      await readSource(look({ place: { ...look().place, host: 'gibt-es-nicht.invalid' } })),
    ).toMatchObject({
      reason: 'dns',
    });
    expect(await readSource(look({ targets: [] }))).toMatchObject({ reason: 'private', isTemporary: false });
  });
});

const bytesIn = (folder: string): number =>
  readdirSync(folder).reduce(
    (sum, name) => sum + (statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0),
    0,
  );

/** Polled fast, for at most ten seconds. */
async function until(isSo: () => boolean): Promise<void> {
  for (let i = 0; i < 5000 && !isSo(); i += 1) await new Promise(done => setTimeout(done, 2));
  expect(isSo()).toBe(true);
}
