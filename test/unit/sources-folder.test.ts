import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Look } from '../../src/contacts/sources/looked-at.ts';
import { readSource } from '../../src/contacts/sources/read-source.ts';
import { receiveFile, sweepReceived } from '../../src/contacts/sources/receive.ts';

let base: string;
let watched: string;
let incoming: string;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'hausruf-folder-'));
  [watched, incoming] = [join(base, 'import'), join(base, 'incoming')];
  mkdirSync(watched);
  mkdirSync(incoming);
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

const look = (changes: Partial<Look<'folder'>> = {}): Look<'folder'> => ({
  place: { kind: 'folder', path: watched },
  pattern: '*.csv',
  secret: { password: null, privateKey: null, passphrase: null },
  hostKey: null,
  mark: null,
  isTest: false,
  folder: incoming,
  importFolders: [watched],
  targets: [],
  settleMs: 20,
  onStep: () => {},
  onHostKey: () => {},
  signal: new AbortController().signal,
  ...changes,
});

const put = (name: string, text: string, secondsAgo = 60): string => {
  const file = join(watched, name);
  writeFileSync(file, text);
  const at = new Date(Date.now() - secondsAgo * 1000);
  utimesSync(file, at, at);
  return file;
};

describe('a list in a watched folder (R122)', () => {
  it('is read whole and left where it is; the same again is known from outside', async () => {
    put('alt.csv', 'alt', 600);
    put('neu.csv', 'Name;Telefon\n');
    const found = await readSource(look());
    if (found.kind !== 'file') throw new Error(JSON.stringify(found));
    expect(found.fileName).toBe('neu.csv');
    expect(readFileSync(found.received.file, 'utf8')).toBe('Name;Telefon\n');
    expect(readdirSync(watched).sort()).toEqual(['alt.csv', 'neu.csv']);
    expect(await readSource(look({ mark: found.mark }))).toEqual({ kind: 'same', fileName: 'neu.csv' });
    put('neu.csv', 'Name;Telefonnr\n', 1);
    expect(await readSource(look({ mark: found.mark }))).toMatchObject({
      kind: 'file',
      received: { bytes: 15 },
    });
  });

  it('may be CSV or XLSX in any encoding: it comes byte for byte, and its content decides what it is (R127)', async () => {
    const bytes = Buffer.from([0x50, 0x4b, 3, 4, 0, 0xff, 0xfe, 0x0d, 0x0a, 0xe4]);
    writeFileSync(join(watched, 'Mieter.xlsx'), bytes);
    const found = await readSource(look({ pattern: '*.csv;*.xlsx' }));
    if (found.kind !== 'file') throw new Error(JSON.stringify(found));
    expect(readFileSync(found.received.file).equals(bytes)).toBe(true);
  });

  it('is waited for while it grows', async () => {
    const file = put('neu.csv', 'Name\n');
    const growing = setInterval(() => appendFileSync(file, 'Zeile\n'), 5);
    const reading = readSource(look({ settleMs: 40 }));
    await new Promise(done => setTimeout(done, 150));
    expect(readdirSync(incoming)).toEqual([]);
    clearInterval(growing);
    const found = await reading;
    if (found.kind !== 'file') throw new Error(JSON.stringify(found));
    expect(readFileSync(found.received.file, 'utf8')).toBe(readFileSync(file, 'utf8'));
  });

  it('is not looked for outside the folders that are open for it, not even through a link', async () => {
    const secret = join(base, 'geheim');
    mkdirSync(secret);
    writeFileSync(join(secret, 'a.csv'), 'Name\n');
    symlinkSync(secret, join(watched, 'tuer'));
    for (const path of [secret, join(watched, 'tuer'), `${watched}/../geheim`, `${watched}2`]) {
      const found = await readSource(look({ place: { kind: 'folder', path } }));
      expect(found).toMatchObject({
        kind: 'failed',
        reason: path.endsWith('2') ? 'folder-missing' : 'folder-foreign',
      });
    }
    symlinkSync(join(secret, 'a.csv'), join(watched, 'link.csv'));
    mkdirSync(join(watched, 'ordner.csv'));
    expect(await readSource(look())).toMatchObject({ kind: 'failed', reason: 'no-file' });
  });

  it('says why it cannot be had', async () => {
    expect(await readSource(look())).toMatchObject({ reason: 'no-file' });
    put('leer.csv', '');
    expect(await readSource(look())).toMatchObject({ reason: 'empty', isTemporary: false });
    expect(readdirSync(incoming)).toEqual([]);
    if (process.getuid?.() === 0) return;
    chmodSync(put('zu.csv', 'x', 1), 0o000);
    expect(await readSource(look())).toMatchObject({ reason: 'file-forbidden' });
  });
});

describe('what comes in', () => {
  const from = (...chunks: string[]) => Readable.from(chunks.map(text => Buffer.from(text)));
  const signal = new AbortController().signal;

  it('is never bigger than a list can be, and never shorter than was told', async () => {
    const receive = (readable: Readable, expectedBytes: number | null) =>
      receiveFile({ from: readable, folder: incoming, expectedBytes, limitBytes: 10, signal });
    await expect(receive(from('12345', '678901'), null)).rejects.toMatchObject({
      cause: { reason: 'too-big' },
    });
    await expect(receive(from('1'), 11)).rejects.toMatchObject({ cause: { reason: 'too-big' } });
    await expect(receive(from('12345'), 6)).rejects.toMatchObject({ cause: { reason: 'broken-off' } });
    await expect(receive(from(), null)).rejects.toMatchObject({ cause: { reason: 'empty' } });
    expect(readdirSync(incoming)).toEqual([]);
    expect(await receive(from('12345', '67890'), 10)).toMatchObject({ bytes: 10 });
  });

  it('and was left by a killed process is swept away, and nothing else', async () => {
    for (const name of ['a.part', 'b.db']) writeFileSync(join(incoming, name), 'x');
    await sweepReceived(incoming);
    expect(readdirSync(incoming)).toEqual(['b.db']);
  });
});
