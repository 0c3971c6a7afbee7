import Database from 'better-sqlite3';
import { DrizzleQueryError } from 'drizzle-orm';
import { Value } from 'typebox/value';
import { afterEach, describe, expect, it } from 'vitest';
import { ApiError } from '../../src/domain/api.ts';
import { factsOf } from '../../src/web/errors.ts';
import { type House, mailboxInput, makeMailbox, openHouse, password } from './web-house.ts';

let house: House;
afterEach(() => house?.close());

const openToAll = [
  'GET /api/v1/health',
  'GET /api/v1/session',
  'POST /api/v1/first-run',
  'POST /api/v1/session',
  'POST /api/v1/session/link',
];
const stateChanging = new Set(['POST', 'PUT', 'DELETE', 'PATCH']);

/** Every route there is, as OpenAPI tells it. */
async function allRoutes(): Promise<{ method: string; path: string; isOpen: boolean }[]> {
  const { json } = await house.ask('GET', '/api/v1/openapi.json');
  return Object.entries(json.paths as Record<string, Record<string, { security?: unknown[] }>>).flatMap(
    ([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({
        method: method.toUpperCase(),
        path,
        isOpen: operation.security?.length === 0,
      })),
  );
}

describe('a stranger', () => {
  it('gets 401 from every route but the five that let people in', async () => {
    house = await openHouse();
    const routes = await allRoutes();
    expect(routes.length).toBeGreaterThanOrEqual(23);
    const answered: string[] = [];
    for (const { method, path } of routes) {
      const reply = await house.ask(method, path.replace(/\{\w+\}/g, 'x'), {
        session: false,
        ...(stateChanging.has(method) ? { body: {} } : {}),
      });
      if (reply.status === 401 && reply.json?.code === 'NOT_LOGGED_IN') continue;
      answered.push(`${method} ${path}`);
    }
    expect(answered.sort()).toEqual(openToAll);
    const markedOpen = routes.filter(route => route.isOpen).map(route => `${route.method} ${route.path}`);
    expect(markedOpen.sort()).toEqual(openToAll);
  });

  it('gets in with no made-up, empty or overlong token', async () => {
    house = await openHouse();
    for (const token of ['x', '"', 'A'.repeat(43), 'A'.repeat(5000), house.token().toUpperCase()]) {
      expect((await house.ask('GET', '/api/v1/calls', { session: token })).status).toBe(401);
    }
  });

  it('learns from /health only whether all is well', async () => {
    house = await openHouse();
    expect((await house.ask('GET', '/api/v1/health', { session: false })).json).toEqual({ status: 'ok' });
  });
});

describe('a page of somebody else', () => {
  const isRefused = async (headers: Record<string, string>, method = 'POST', path = '/api/v1/mailboxes') => {
    const reply = await house.ask(method, path, { body: mailboxInput(), ownPage: false, headers });
    return reply.status === 403 && reply.json.code === 'FOREIGN_PAGE';
  };

  it('can give no orders in the name of who is logged in', async () => {
    house = await openHouse();
    expect(await isRefused({ 'sec-fetch-site': 'cross-site' })).toBe(true);
    expect(await isRefused({ 'sec-fetch-site': 'same-site' })).toBe(true);
    expect(await isRefused({ origin: 'https://example.org' })).toBe(true);
    expect(await isRefused({ origin: 'null' })).toBe(true);
    expect(await isRefused({ origin: `http://127.0.0.1:${house.port + 1}` })).toBe(true);
    expect(await isRefused({})).toBe(true);
    const own = `http://127.0.0.1:${house.port}`;
    expect(await isRefused({ 'sec-fetch-site': 'cross-site', origin: own })).toBe(true);
    expect(await isRefused({ 'sec-fetch-site': 'same-origin' })).toBe(false);
    expect(await isRefused({ 'sec-fetch-site': 'none' })).toBe(false);
    expect(await isRefused({ origin: own })).toBe(false);
  });

  it('is refused on every route that changes something, the open ones too', async () => {
    house = await openHouse();
    const routes = (await allRoutes()).filter(route => stateChanging.has(route.method));
    expect(routes.length).toBeGreaterThanOrEqual(11);
    for (const { method, path } of routes) {
      const refused = await isRefused({ origin: 'https://example.org' }, method, path);
      expect([method, path, refused]).toEqual([method, path, true]);
    }
  });

  it('cannot send what a plain form can send', async () => {
    house = await openHouse();
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data',
      'text/csv',
    ]) {
      const reply = await house.ask('POST', '/api/v1/mailboxes', {
        body: JSON.stringify(mailboxInput()),
        headers: { 'content-type': type },
      });
      expect([type, reply.status]).toEqual([type, 415]);
      expect(Value.Check(ApiError, reply.json)).toBe(true);
    }
  });

  it('gets no permission to read by CORS', async () => {
    house = await openHouse();
    const headers = { origin: 'https://example.org', 'access-control-request-method': 'POST' };
    const preflight = await house.ask('OPTIONS', '/api/v1/mailboxes', { headers, ownPage: false });
    expect(preflight.headers['access-control-allow-origin']).toBeUndefined();
    const read = await house.ask('GET', '/api/v1/mailboxes', { headers, ownPage: false });
    expect(read.headers['access-control-allow-origin']).toBeUndefined();
    expect(read.headers['cross-origin-resource-policy']).toBe('same-origin');
  });
});

describe('every reply', () => {
  it('carries the headers that keep scripts, frames and caches out', async () => {
    house = await openHouse();
    for (const path of ['/api/v1/calls', '/api/v1/nothing', '/']) {
      const { headers } = await house.ask('GET', path);
      const policy = String(headers['content-security-policy']).split(';').sort();
      expect(policy).toEqual(
        [
          "default-src 'none'",
          "script-src 'self'",
          "style-src 'self'",
          "font-src 'self'",
          "connect-src 'self'",
          "media-src 'self'",
          "img-src 'self'",
          "base-uri 'none'",
          "form-action 'self'",
          "frame-ancestors 'none'",
        ].sort(),
      );
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['referrer-policy']).toBe('no-referrer');
      expect(headers['strict-transport-security']).toBeUndefined();
      expect(headers['x-powered-by']).toBeUndefined();
    }
    expect((await house.ask('GET', '/api/v1/calls')).headers['cache-control']).toBe('no-store');
    expect((await house.ask('GET', '/api/v1/calls', { session: false })).headers['cache-control']).toBe(
      'no-store',
    );
  });

  it('is an error in German with the field, where something is wrong with the input', async () => {
    house = await openHouse();
    const post = async (body: unknown) => (await house.ask('POST', '/api/v1/mailboxes', { body })).json;
    const flow = mailboxInput().flow;
    expect(await post({})).toMatchObject({ code: 'INPUT_INVALID', field: 'name' });
    expect(await post(mailboxInput({ name: '' }))).toMatchObject({ field: 'name' });
    expect(await post(mailboxInput({ mailAddress: 'a@b,c@d' }))).toMatchObject({
      field: 'mailAddress',
      message: expect.stringContaining('E-Mail-Adresse'),
    });
    expect(await post(mailboxInput({ numbers: ['0441 1234'] }))).toMatchObject({
      field: 'numbers.0',
      message: expect.stringContaining('Landesvorwahl'),
    });
    expect(
      await post(mailboxInput({ flow: { ...flow, limits: { maxSeconds: 9999, maxSilenceSeconds: 10 } } })),
    ).toMatchObject({ field: 'flow.limits.maxSeconds', message: expect.stringContaining('900') });
    expect(await post({ ...mailboxInput(), isAdmin: true })).toMatchObject({ field: 'isAdmin' });
    expect(await post(mailboxInput({ timeZone: 'Mars/Phobos' }))).toMatchObject({ field: 'timeZone' });
    expect(await post(mailboxInput({ timeZone: '+01:00' }))).toMatchObject({ field: 'timeZone' });
    for (const reply of [await post('{"name":'), await post([]), await post(null)]) {
      expect(Value.Check(ApiError, reply)).toBe(true);
    }
  });

  it('is 413 for a body that is too large', async () => {
    house = await openHouse();
    const reply = await house.ask('PUT', '/api/v1/categories', { body: `"${'x'.repeat(1024 * 1024)}"` });
    expect(reply.status).toBe(413);
    expect(Value.Check(ApiError, reply.json)).toBe(true);
  });

  it('is an ApiError with 404 or 400 for addresses that do not exist or cannot be read', async () => {
    house = await openHouse();
    for (const [path, status] of [
      ['/api', 404],
      ['/api/v1', 404],
      ['/api/v1/nothing?secret=1', 404],
      ['/api/v2/calls', 404],
      ['/api/v1/calls/%zz', 400],
      ['/api/v1/calls/x', 404],
      ['/api/v1/calls/x/audio', 404],
      ['/api/v1/calls/..%2f..%2fhausruf.db/audio', 404],
      ['/api/v1/calls?limit=0', 400],
      ['/api/v1/calls?kind=all', 400],
      ['/api/v1/calls?before=nobody', 400],
      [`/api/v1/calls/${'x'.repeat(3000)}`, 404],
    ] as const) {
      const reply = await house.ask('GET', path);
      expect([path, reply.status]).toEqual([path, status]);
      expect(Value.Check(ApiError, reply.json)).toBe(true);
      expect(reply.text).not.toContain('secret');
    }
  });

  it('says nothing of the inside when something breaks, and tells the process when the store is gone', async () => {
    house = await openHouse({
      overrides: {
        readPeaks: async () => {
          throw new Error('unexpected');
        },
        greetings: {
          missing: () => {
            throw new Database.SqliteError('disk I/O error', 'SQLITE_IOERR_FSYNC');
          },
          stale: () => [],
          speak: async () => ({ audioId: '', note: null }),
          spokenText: () => '',
          upload: async () => ({ audioId: '', durationMs: 1 }),
          audio: () => null,
          problem: () => null,
        },
        sendTestMail: async () => {
          throw new TypeError('secret inside');
        },
      },
    });
    const mailbox = makeMailbox(house);
    const crashed = await house.ask('POST', `/api/v1/mailboxes/${mailbox.mailboxId}/test-mail`, { body: {} });
    expect(crashed.status).toBe(500);
    expect(crashed.json.code).toBe('INTERNAL');
    expect(crashed.text).not.toMatch(/secret|TypeError|\.ts/);
    expect(house.told).not.toContain('broken');
    expect(house.logged()).toContain('secret inside');
    const broken = await house.ask('GET', '/api/v1/mailboxes');
    expect(broken.status).toBe(500);
    expect(broken.text).not.toMatch(/SQLITE|disk/);
    expect(house.told).toContain('broken');
  });
});

describe('the log', () => {
  it('holds routes and figures, and nothing that somebody typed, said or holds as a secret', async () => {
    house = await openHouse();
    const marked = 'Geheimwort';
    makeMailbox(house, { name: marked, numbers: ['+4944199887766'] });
    await house.ask('GET', `/api/v1/calls?query=${marked}`);
    await house.ask('GET', `/api/v1/nothing/${marked}`);
    await house.ask('GET', `/${marked}`);
    await house.ask('POST', '/api/v1/session', { body: { userName: marked, password: marked } });
    await house.ask('POST', '/api/v1/mailboxes', {
      body: mailboxInput({ name: marked, numbers: ['+4944199887766'] }),
    });
    await house.ask('POST', '/api/v1/mailboxes', { body: `{"name": ${marked}` });
    house.store.sqlite.exec(
      "CREATE TRIGGER refuse BEFORE INSERT ON keywords BEGIN SELECT RAISE(ABORT, 'refused'); END",
    );
    const failed = await house.ask('PUT', '/api/v1/categories', {
      body: { categories: [{ name: marked, keywords: [marked] }] },
    });
    expect(failed.status).toBe(500);
    const log = house.logged();
    expect(log).toContain('GET /api/v1/calls');
    expect(log).toContain('"status":200');
    expect(log).toContain('request failed');
    for (const secret of [marked, '99887766', house.token(), password]) expect(log).not.toContain(secret);
  });

  it('names the cause of a failed query without its parameters, and no text that could not be parsed', () => {
    const cause = new Database.SqliteError('UNIQUE constraint failed', 'SQLITE_CONSTRAINT_UNIQUE');
    const failed = factsOf(new DrizzleQueryError('insert into keywords', ['Geheimwort'], cause));
    expect(failed).toMatchObject({ code: 'SQLITE_CONSTRAINT_UNIQUE', because: 'UNIQUE constraint failed' });
    expect(JSON.stringify(failed)).not.toContain('Geheimwort');
    let broken: unknown;
    try {
      JSON.parse('Geheimwort');
    } catch (error) {
      broken = error;
    }
    expect(factsOf(broken)).toMatchObject({ problem: 'SyntaxError' });
    expect(JSON.stringify(factsOf(broken))).not.toContain('Geheimwort');
  });
});
