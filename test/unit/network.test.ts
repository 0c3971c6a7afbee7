import { createServer, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { isTarget, reachOf } from '../../src/network/addresses.ts';
import { type GuardedRequest, guardedRequest } from '../../src/network/guarded-request.ts';

describe('an address that somebody has entered', () => {
  it.each([
    '127.0.0.1',
    '127.9.9.9',
    '10.0.0.1',
    '172.16.5.4',
    '192.168.1.1',
    '100.64.0.1',
    '169.254.169.254',
    '0.0.0.0',
    '224.0.0.1',
    '255.255.255.255',
    '::1',
    '::',
    'fe80::1',
    'fe80::1%eth0',
    'fd00::1',
    'ff02::1',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '0:0:0:0:0:ffff:a00:1',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    '::127.0.0.1',
    'kein',
    '',
  ])('%s is closed', address => {
    expect(reachOf(address, 'host', [])).toBe('closed');
  });

  it.each(['8.8.8.8', '172.32.0.1', '2a01:4f8::1', '::ffff:8.8.8.8'])('%s is open to all', address => {
    expect(reachOf(address, 'host', [])).toBe('public');
  });

  it('in the own network is open where an administrator has named it, but never a link-local one', () => {
    expect(reachOf('192.168.1.20', 'cloud.lan', ['192.168.1.0/24'])).toBe('exception');
    expect(reachOf('::ffff:192.168.1.20', 'cloud.lan', ['192.168.1.20'])).toBe('exception');
    expect(reachOf('192.168.1.20', 'Cloud.lan', ['cloud.lan'])).toBe('exception');
    expect(reachOf('192.168.2.20', 'x.lan', ['192.168.1.0/24', 'cloud.lan'])).toBe('closed');
    for (const address of ['169.254.169.254', 'fe80::1', '0.0.0.0', '::']) {
      expect(reachOf(address, 'host', ['host', '169.254.0.0/16', 'fe80::/10', '0.0.0.0/8'])).toBe('closed');
    }
    expect(['0.0.0.0/0', '10.0.0.0/33', '::/4', 'a/b', '1.2.3.4/8/9', '-x'].filter(isTarget)).toEqual([]);
  });
});

describe('a guarded request', () => {
  let server: Server | null = null;
  afterEach(async () => {
    server?.closeAllConnections();
    await new Promise<void>(done => (server ? server.close(() => done()) : done()));
    server = null;
  });

  const serve = async (answer: Parameters<typeof createServer>[1]): Promise<string> => {
    server = createServer(answer as never);
    await new Promise<void>(done => server?.listen(0, '127.0.0.1', done));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  };
  const ask = (url: string, changes: Partial<GuardedRequest> = {}) =>
    guardedRequest({
      url,
      method: 'GET',
      targets: ['127.0.0.1'],
      ca: null,
      signal: AbortSignal.timeout(5000),
      ...changes,
    });

  it('reaches this machine only by a named exception, and goes without TLS only there', async () => {
    let asked = 0;
    const url = await serve((_request, reply) => {
      asked += 1;
      reply.end('da');
    });
    expect(await ask(url, { targets: [] })).toMatchObject({ kind: 'failed', at: 'private' });
    expect(await ask(url.replace('127.0.0.1', 'localhost'), { targets: [] })).toMatchObject({
      at: 'private',
    });
    expect(await ask(url.replace('127.0.0.1', '2130706433'), { targets: [] })).toMatchObject({
      at: 'private',
    });
    expect(await ask('http://8.8.8.8/')).toMatchObject({ kind: 'failed', at: 'url' });
    expect(asked).toBe(0);
    expect(await ask(url)).toMatchObject({ kind: 'reply', status: 200 });
  });

  it('takes no other kind of address, none with a password in it, and no unknown name', async () => {
    for (const url of ['file:///etc/passwd', 'ftp://127.0.0.1/', 'http://a:b@127.0.0.1/', 'nichts', '']) {
      expect(await ask(url)).toMatchObject({ kind: 'failed', at: 'url' });
    }
    expect(await ask('https://gibt-es-nicht.invalid/')).toMatchObject({
      kind: 'failed',
      at: 'dns',
      isSent: false,
    });
  });

  it('shows a redirect and does not follow it', async () => {
    let asked = 0;
    const url = await serve((_request, reply) => {
      asked += 1;
      reply.writeHead(302, { location: '/woanders' }).end();
    });
    expect(await ask(url)).toMatchObject({ kind: 'reply', status: 302 });
    expect(asked).toBe(1);
  });

  it('ends when the other side wants to go on with another protocol', async () => {
    const other = createTcpServer(socket => {
      socket.on('error', () => {});
      socket.once('data', () =>
        socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n'),
      );
    });
    await new Promise<void>(done => other.listen(0, '127.0.0.1', done));
    const { port } = other.address() as AddressInfo;
    const outcome = await ask(`http://127.0.0.1:${port}/`, { headLimitMs: 60_000 });
    expect(outcome).toMatchObject({ kind: 'failed', at: 'protocol', isSent: true });
    await new Promise(done => other.close(done));
  });

  it('ends when no answer comes, when it is stopped, and when no web server answers; it knows what had left', async () => {
    const stop = new AbortController();
    const url = await serve(() => stop.abort());
    expect(await ask(url, { signal: stop.signal })).toMatchObject({
      kind: 'failed',
      at: 'aborted',
      isSent: true,
    });
    expect(await ask(url, { headLimitMs: 50 })).toMatchObject({ kind: 'failed', at: 'time' });
    expect(await ask(url, { signal: AbortSignal.timeout(50) })).toMatchObject({ kind: 'failed', at: 'time' });
    const other = createTcpServer(socket => socket.resume().end('SSH-2.0-x\r\n'));
    await new Promise<void>(done => other.listen(0, '127.0.0.1', done));
    const { port } = other.address() as AddressInfo;
    expect(await ask(`http://127.0.0.1:${port}/`)).toMatchObject({ kind: 'failed', at: 'protocol' });
    await new Promise(done => other.close(done));
    expect(await ask(`http://127.0.0.1:${port}/`)).toMatchObject({
      kind: 'failed',
      at: 'connect',
      isSent: false,
    });
  });
});
