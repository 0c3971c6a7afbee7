import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Look } from '../../src/contacts/sources/looked-at.ts';
import { readSource } from '../../src/contacts/sources/read-source.ts';
import type { SourceReason } from '../../src/domain/contact-source.ts';
import { makeCertificate } from './source-web-host.ts';

let incoming: string;
beforeEach(() => {
  incoming = mkdtempSync(join(tmpdir(), 'hausruf-incoming-'));
});
afterEach(() => rmSync(incoming, { recursive: true, force: true }));

type Behave = (request: IncomingMessage, reply: ServerResponse) => void;

describe('an HTTPS server that misbehaves', () => {
  let server: Server;
  let base: string;
  let behave: Behave;
  let ca: string;
  beforeAll(async () => {
    base = mkdtempSync(join(tmpdir(), 'hausruf-https-'));
    const certificate = makeCertificate(base);
    ca = certificate.ca;
    server = createServer({ cert: ca, key: certificate.key }, (request, reply) => behave(request, reply));
    await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
  });
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise(done => server.close(done));
    rmSync(base, { recursive: true, force: true });
  });
  const look = (changes: Partial<Look<'https'>> = {}): Look<'https'> => ({
    place: {
      kind: 'https',
      url: `https://127.0.0.1:${(server.address() as AddressInfo).port}/liste.csv`,
      user: 'anna',
      ca,
    },
    pattern: '*',
    secret: { password: 'Gänse 7', privateKey: null, passphrase: null },
    hostKey: null,
    mark: null,
    isTest: false,
    folder: incoming,
    importFolders: [],
    targets: ['127.0.0.1'],
    settleMs: 5,
    onStep: () => {},
    onHostKey: () => {},
    signal: new AbortController().signal,
    ...changes,
  });

  const cases: [string, SourceReason, Behave][] = [
    [
      'half a file',
      'broken-off',
      (_, reply) => {
        reply.writeHead(200, { 'content-length': '1000' }).write('Name\n', () => reply.destroy());
      },
    ],
    [
      'half a file in pieces',
      'broken-off',
      (_, reply) => {
        reply.writeHead(200).write('Name\n', () => reply.destroy());
      },
    ],
    [
      'nothing',
      'empty',
      (_, reply) => {
        reply.end();
      },
    ],
    [
      'a page to sign in',
      'web-page',
      (_, reply) => {
        reply.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end('<html>');
      },
    ],
    [
      'a file that is too big',
      'too-big',
      (_, reply) => {
        reply.writeHead(200, { 'content-length': String(300 * 1024 * 1024) }).write('x');
      },
    ],
    [
      'a packed file',
      'protocol',
      (_, reply) => {
        reply.writeHead(200, { 'content-encoding': 'gzip' }).end('x');
      },
    ],
    [
      'redirects without end',
      'redirect',
      (_, reply) => {
        reply.writeHead(302, { location: '/liste.csv' }).end();
      },
    ],
    [
      'a redirect to this machine',
      'redirect',
      (_, reply) => {
        reply.writeHead(302, { location: 'http://127.0.0.1:8188/' }).end();
      },
    ],
    [
      'a refusal',
      'sign-in',
      (_, reply) => {
        reply.writeHead(401).end();
      },
    ],
    [
      'an error',
      'status',
      (_, reply) => {
        reply.writeHead(503).end();
      },
    ],
  ];
  it.each(cases)('and gives %s is told as that', async (_, reason, answer) => {
    behave = answer;
    expect(await readSource(look())).toMatchObject({ kind: 'failed', reason });
    expect(readdirSync(incoming)).toEqual([]);
  });

  it('and sends what has changed meanwhile is not believed', async () => {
    behave = (request, reply) => {
      const bytes = request.method === 'HEAD' ? 9 : 5;
      reply
        .writeHead(200, { 'content-length': String(bytes), etag: `"${bytes}"` })
        .end('Name\nMehr'.slice(0, bytes));
    };
    expect(await readSource(look())).toMatchObject({ kind: 'failed', reason: 'growing', isTemporary: true });
    expect(readdirSync(incoming)).toEqual([]);
  });

  it('and breaks off whenever it is asked for the head alone is believed', async () => {
    behave = (request, reply) => {
      if (request.method === 'HEAD') reply.destroy();
      else reply.writeHead(200, { 'content-length': '5' }).end('Name\n');
    };
    expect(await readSource(look())).toMatchObject({ kind: 'file', received: { bytes: 5 } });
  });

  it('hears the password only where it belongs, and its file name leads nowhere', async () => {
    const heard: (string | undefined)[] = [];
    behave = (request, reply) => {
      heard.push(request.headers.authorization);
      reply
        .writeHead(200, { 'content-disposition': 'attachment; filename="../../etc/passwd"' })
        .end('Name\n');
    };
    const found = await readSource(look());
    expect(found).toMatchObject({ kind: 'file', fileName: 'Liste' });
    expect([...new Set(heard)]).toEqual([`Basic ${Buffer.from('anna:Gänse 7').toString('base64')}`]);
  });

  it('is given up when it stands still', async () => {
    behave = (_, reply) => {
      reply.writeHead(200).write('Name\n');
    };
    expect(await readSource(look(), 500)).toMatchObject({
      kind: 'failed',
      reason: 'time',
      isTemporary: true,
    });
    expect(readdirSync(incoming)).toEqual([]);
  });
});
