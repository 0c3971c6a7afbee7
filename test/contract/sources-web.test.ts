import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { freePorts } from '../../scripts/tools.ts';
import type { Look } from '../../src/contacts/sources/looked-at.ts';
import { readSource } from '../../src/contacts/sources/read-source.ts';
import { putMany } from './source-servers.ts';
import { startLighttpd, type WebHost } from './source-web-host.ts';

let host: WebHost;
let incoming: string;
beforeAll(async () => {
  const [port = 0] = await freePorts(1);
  host = await startLighttpd(port);
});
afterAll(() => host?.close());
beforeEach(() => {
  incoming = mkdtempSync(join(tmpdir(), 'hausruf-incoming-'));
});
afterEach(() => {
  for (const name of readdirSync(host.folder)) rmSync(join(host.folder, name), { recursive: true });
  rmSync(incoming, { recursive: true, force: true });
});

const anywhere = () => ({
  pattern: '*.csv',
  secret: { password: host.password, privateKey: null, passphrase: null },
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
});
const webdav = (
  changes: Partial<Look<'webdav'>> = {},
  place: Partial<Look<'webdav'>['place']> = {},
): Look<'webdav'> => ({
  ...anywhere(),
  place: { kind: 'webdav', url: host.url, user: host.user, ca: host.ca, ...place },
  ...changes,
});
const https = (url: string, changes: Partial<Look<'https'>> = {}): Look<'https'> => ({
  ...anywhere(),
  place: { kind: 'https', url, user: '', ca: host.ca },
  ...changes,
});

const put = (name: string, text: string, secondsAgo = 60): string => {
  const file = join(host.folder, name);
  writeFileSync(file, text, { mode: 0o644 });
  const at = new Date(Date.now() - secondsAgo * 1000);
  utimesSync(file, at, at);
  return file;
};
const textOf = (found: Awaited<ReturnType<typeof readSource>>): string => {
  if (found.kind !== 'file') throw new Error(JSON.stringify(found));
  return readFileSync(found.received.file, 'utf8');
};

describe('a list on a real WebDAV server (R122)', () => {
  it('is fetched whole: the newest that fits, whatever its name looks like, and nothing on the server changes', async () => {
    put('alt.csv', 'alt', 600);
    put('Mieter & Käufer 100% #1?.csv', 'Name;Telefon\n');
    put('notiz.txt', 'nein', 1);
    mkdirSync(join(host.folder, 'ordner.csv'));
    const before = readdirSync(host.folder).sort();
    const steps: string[] = [];
    const found = await readSource(
      webdav({ onStep: step => void (steps.includes(step) || steps.push(step)) }),
    );
    expect(textOf(found)).toBe('Name;Telefon\n');
    expect(found).toMatchObject({ fileName: 'Mieter & Käufer 100% #1?.csv', mark: { size: 13 } });
    expect(steps).toEqual(['dns', 'connect', 'sign-in', 'folder', 'file']);
    expect(readdirSync(host.folder).sort()).toEqual(before);
  });

  it('is found among 10,000 files, and without a slash at the end of the address', async () => {
    putMany(host.folder, 10_000);
    put('liste.csv', 'Name\n'.repeat(100_000));
    const found = await readSource(webdav({ isTest: true }, { url: host.url.replace(/\/$/, '') }));
    expect(found).toEqual({ kind: 'there', fileName: 'liste.csv', bytes: 500_000 });
  });

  it('is not taken while it grows', async () => {
    const file = put('liste.csv', 'Name\n');
    const growing = setInterval(() => appendFileSync(file, 'Zeile\n'), 5);
    const reading = readSource(webdav({ settleMs: 60 }));
    await new Promise(done => setTimeout(done, 300));
    expect(readdirSync(incoming)).toEqual([]);
    clearInterval(growing);
    expect(textOf(await reading)).toBe(readFileSync(file, 'utf8'));
  });

  it('that is replaced while it is read is not taken', async () => {
    const file = put('liste.csv', `${'x'.repeat(99)}\n`.repeat(200_000));
    put('.neu', 'Name\nneu\n', 1);
    const reading = readSource(webdav());
    for (let i = 0; i < 5000 && readdirSync(incoming).length === 0; i += 1)
      await new Promise(done => setTimeout(done, 2));
    renameSync(join(host.folder, '.neu'), file);
    expect(await reading).toMatchObject({ kind: 'failed', reason: 'growing', isTemporary: true });
    expect(readdirSync(incoming)).toEqual([]);
  });

  it('says why it cannot be had', async () => {
    const reasonOf = async (look: Look) => {
      const found = await readSource(look);
      return found.kind === 'failed' ? found.reason : found.kind;
    };
    expect(await reasonOf(webdav())).toBe('no-file');
    expect(await reasonOf(webdav({ secret: { ...webdav().secret, password: 'falsch' } }))).toBe('sign-in');
    expect(await reasonOf(webdav({ secret: { ...webdav().secret, password: null } }))).toBe('secret-missing');
    expect(await reasonOf(webdav({}, { url: `${host.url}gibt-es-nicht/` }))).toBe('folder-missing');
    expect(await reasonOf(webdav({}, { ca: null }))).toBe('tls');
    expect(await reasonOf(webdav({}, { url: host.url.replace('127.0.0.1', 'localhost') }))).toBe('tls');
    expect(await reasonOf(webdav({ targets: [] }))).toBe('private');
    expect(await reasonOf(webdav({}, { url: host.url.replace('/dav/', '/plain/') }))).toBe('protocol');
    expect(await reasonOf(webdav({}, { url: host.url.replace('https', 'http') }))).toBe('connect');
  });
});

describe('a list behind an HTTPS address of a real server', () => {
  const at = (path: string) => `https://127.0.0.1:${host.port}${path}`;

  it('is fetched, and only again when it has changed', async () => {
    put('liste.csv', 'Name;Telefon\n');
    const found = await readSource(https(at('/plain/liste.csv')));
    expect(textOf(found)).toBe('Name;Telefon\n');
    if (found.kind !== 'file') return;
    expect(found.fileName).toBe('liste.csv');
    expect(found.mark.etag).not.toBe(null);
    expect(await readSource(https(at('/plain/liste.csv'), { mark: found.mark }))).toEqual({
      kind: 'same',
      fileName: 'liste.csv',
    });
    put('liste.csv', 'Name;Telefonnummer\n', 1);
    expect(textOf(await readSource(https(at('/plain/liste.csv'), { mark: found.mark })))).toBe(
      'Name;Telefonnummer\n',
    );
  });

  it('is followed within the server, and nowhere else', async () => {
    put('liste.csv', 'Name\n');
    expect(textOf(await readSource(https(at('/share/liste.csv'))))).toBe('Name\n');
    expect(await readSource(https(at('/away/liste.csv')))).toMatchObject({
      kind: 'failed',
      reason: 'redirect',
      isTemporary: false,
    });
  });
});
