import { type ClientRequest, get, type IncomingMessage } from 'node:http';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { CallId } from '../../src/domain/ids.ts';
import { cookieName } from '../../src/web/sessions.ts';
import { tellMessage } from './web-calls.ts';
import { type House, makeMailbox, openHouse } from './web-house.ts';

interface Page {
  status: number;
  reply: IncomingMessage;
  /** All that has come so far. */
  text: () => string;
  isClosed: () => boolean;
  leave: () => void;
}

let house: House | null = null;
const pages: Page[] = [];
afterEach(async () => {
  for (const page of pages.splice(0)) page.leave();
  await house?.close();
  house = null;
});

/** Opens GET /events as a browser's EventSource does. */
function openPage(at: House, token = at.token()): Promise<Page> {
  return new Promise((done, failed) => {
    const asked: ClientRequest = get(
      {
        host: '127.0.0.1',
        port: at.port,
        path: '/api/v1/events',
        agent: false,
        headers: { cookie: `${cookieName}=${token}` },
      },
      reply => {
        let text = '';
        let isClosed = false;
        reply.on('data', chunk => {
          text += String(chunk);
        });
        reply.on('error', () => undefined);
        reply.on('close', () => {
          isClosed = true;
        });
        const page: Page = {
          status: reply.statusCode ?? 0,
          reply,
          text: () => text,
          isClosed: () => isClosed,
          leave: () => asked.destroy(),
        };
        pages.push(page);
        done(page);
      },
    );
    asked.on('error', failed);
  });
}

const soon = (check: () => void) => vi.waitFor(check, { timeout: 10_000, interval: 10 });

describe('an open page', () => {
  it('hears of a call that changed, and of the mark that another page has set', async () => {
    const at = await openHouse();
    house = at;
    const told = tellMessage(at.db, makeMailbox(at).mailboxId, { arrivedAt: at.clock.now });
    const [one, two] = [await openPage(at), await openPage(at)];
    expect([one.status, one.reply.headers['content-type'], one.reply.headers['cache-control']]).toEqual([
      200,
      'text/event-stream',
      'no-store',
    ]);
    await soon(() => expect(one.text()).toBe('retry: 2000\n\n'));
    at.emit({ type: 'call-changed', callId: 'x' as CallId });
    at.emit({ type: 'health-changed' });
    await at.ask('PUT', `/api/v1/calls/${told.callId}/done`, { body: { isDone: true } });
    const expected = [
      'data: {"type":"call-changed","callId":"x"}\n\n',
      'data: {"type":"health-changed"}\n\n',
      `data: {"type":"call-changed","callId":"${told.callId}"}\n\n`,
    ].join('');
    for (const page of [one, two]) {
      await soon(() =>
        expect(page.text().replaceAll(': heartbeat\n\n', '')).toBe(`retry: 2000\n\n${expected}`),
      );
    }
  });

  it('is kept awake by heartbeats, which do not count as use of the session', async () => {
    const at = await openHouse({ heartbeatMs: 20 });
    house = at;
    const page = await openPage(at);
    await soon(() => expect(page.text().match(/: heartbeat\n\n/g)?.length).toBeGreaterThan(2));
    at.clock.now += 7 * 3600_000;
    await soon(() => expect(page.text().match(/: heartbeat\n\n/g)?.length).toBeGreaterThan(6));
    expect(page.isClosed()).toBe(false);
    at.clock.now += 3600_000 + 1;
    await soon(() => expect(page.isClosed()).toBe(true));
    expect((await openPage(at)).status).toBe(401);
  });

  it('is disconnected at logout, and pages of other sessions are not', async () => {
    const at = await openHouse();
    house = at;
    const first = at.token();
    const mine = await openPage(at, first);
    const other = await openPage(at, await at.logInElsewhere());
    expect((await at.ask('DELETE', '/api/v1/session', { session: first })).status).toBe(204);
    await soon(() => expect(mine.isClosed()).toBe(true));
    at.emit({ type: 'health-changed' });
    await soon(() => expect(other.text()).toContain('health-changed'));
    expect(other.isClosed()).toBe(false);
  });

  it('gives its place free when it is closed, and the 51st is refused', async () => {
    const at = await openHouse();
    house = at;
    for (let count = 0; count < 50; count++) expect((await openPage(at)).status).toBe(200);
    const refused = await openPage(at);
    expect(refused.status).toBe(503);
    await soon(() => expect(JSON.parse(refused.text())).toMatchObject({ code: 'TOO_MANY_PAGES' }));
    pages[0]?.leave();
    await vi.waitFor(async () => expect((await openPage(at)).status).toBe(200), {
      timeout: 10_000,
      interval: 50,
    });
  });

  it('does not keep the server from closing, even when it reads nothing', async () => {
    const at = await openHouse();
    const page = await openPage(at);
    page.reply.pause();
    for (let count = 0; count < 200; count++)
      at.emit({ type: 'call-changed', callId: 'y'.repeat(40) as CallId });
    const idle = await openPage(at);
    expect(at.listeners.size).toBe(1);
    await at.close();
    expect(at.listeners.size).toBe(0);
    await soon(() => expect(idle.isClosed()).toBe(true));
  });

  it('that has stopped reading is cut off before it fills the memory', async () => {
    const at = await openHouse();
    house = at;
    const stuck = await openPage(at);
    stuck.reply.pause();
    const quick = await openPage(at);
    const callId = 'y'.repeat(4000) as CallId;
    const lines = () =>
      new Promise<number>((done, failed) =>
        at.app.server.getConnections((error, count) => (error ? failed(error) : done(count))),
      );
    expect(await lines()).toBe(2);
    let sent = 0;
    for (; sent < 20_000 && (await lines()) === 2; sent++) {
      at.emit({ type: 'call-changed', callId });
      // Gives the quick page the time to read.
      await new Promise(setImmediate);
    }
    expect(await lines()).toBe(1);
    at.emit({ type: 'health-changed' });
    await soon(() => expect(quick.text().includes('health-changed')).toBe(true));
    expect(quick.isClosed()).toBe(false);
  });
});
