import { Value } from 'typebox/value';
import { afterEach, describe, expect, it } from 'vitest';
import { SessionState } from '../../src/domain/api.ts';
import { sessions } from '../../src/store/schema.ts';
import { hashPassword, isPassword, TooBusy, weaknessOf } from '../../src/web/passwords.ts';
import { makeLoginLink } from '../../src/web/sessions.ts';
import { makeLoginThrottle } from '../../src/web/throttle.ts';
import { cookieOf, type House, openHouse, password, tokenOf } from './web-house.ts';

let house: House;
afterEach(() => house?.close());
const minutes = (count: number) => count * 60_000;
const logIn = (userName: string, secret: string, headers: Record<string, string> = {}) =>
  house.ask('POST', '/api/v1/session', { body: { userName, password: secret }, session: false, headers });

describe('the first run', () => {
  const firstRun = (token: string, changes: object = {}) =>
    house.ask('POST', '/api/v1/first-run', { body: { token, userName: 'Petra', password, ...changes } });

  it('makes the first admin with the link that the start printed, and logs them in', async () => {
    house = await openHouse({ isEmpty: true });
    expect((await house.ask('GET', '/api/v1/session')).json).toEqual({
      user: null,
      needsFirstRun: true,
      isDemo: false,
    });
    const token = makeLoginLink(house.db, { userId: null, now: house.clock.now });
    const reply = await firstRun(token);
    expect(reply.status).toBe(201);
    expect(reply.json).toEqual({ user: { name: 'Petra' }, needsFirstRun: false, isDemo: false });
    const inside = await house.ask('GET', '/api/v1/mailboxes', { session: tokenOf(reply) });
    expect(inside.status).toBe(200);
    expect((await logIn('petra', password)).status).toBe(200);
  });

  it('knows a name whatever its case, with umlauts too', async () => {
    house = await openHouse({ isEmpty: true });
    const token = makeLoginLink(house.db, { userId: null, now: house.clock.now });
    await firstRun(token, { userName: 'Änne' });
    expect((await logIn('änne', password)).status).toBe(200);
  });

  it('refuses a guessed, an expired and a login link, and any second admin', async () => {
    house = await openHouse({ isEmpty: true });
    const { db, clock } = house;
    expect((await firstRun('x'.repeat(43))).json.code).toBe('LINK_INVALID');
    const expired = makeLoginLink(db, { userId: null, now: clock.now - minutes(31) });
    expect((await firstRun(expired)).json.code).toBe('LINK_INVALID');
    const first = makeLoginLink(db, { userId: null, now: clock.now });
    const second = makeLoginLink(db, { userId: null, now: clock.now });
    const both = await Promise.all([firstRun(first), firstRun(second, { userName: 'Otto' })]);
    expect(both.map(reply => reply.status).sort()).toEqual([201, 409]);
    expect((await firstRun(second, { userName: 'Otto' })).json.code).toBe('ALREADY_SET_UP');
  });

  it('refuses weak passwords by name of the field and keeps the link usable', async () => {
    house = await openHouse({ isEmpty: true });
    const token = makeLoginLink(house.db, { userId: null, now: house.clock.now });
    const short = await firstRun(token, { password: 'kurz' });
    expect(short.status).toBe(400);
    expect(short.json).toMatchObject({ code: 'INPUT_INVALID', field: 'password' });
    expect(short.json.message).toContain('12');
    for (const weak of ['Passwort1234', 'Hausverwaltung', 'Petra-Hausruf!', 'aaaaaaaaaaaab']) {
      const reply = await firstRun(token, { password: weak });
      expect([weak, reply.status, reply.json.field]).toEqual([weak, 400, 'password']);
    }
    expect((await firstRun(token)).status).toBe(201);
  });

  it('leaves a set-up link usable when it is tried as a login link', async () => {
    house = await openHouse({ isEmpty: true });
    const token = makeLoginLink(house.db, { userId: null, now: house.clock.now });
    expect((await house.ask('POST', '/api/v1/session/link', { body: { token } })).status).toBe(401);
    expect((await firstRun(token)).status).toBe(201);
  });
});

describe('logging in', () => {
  it('lets in with the right password and sets a cookie that no script can read', async () => {
    house = await openHouse();
    const reply = await logIn('Petra', password);
    expect(reply.status).toBe(200);
    expect(Value.Check(SessionState, reply.json)).toBe(true);
    expect(cookieOf(reply)).toMatch(/HttpOnly/);
    expect(cookieOf(reply)).toMatch(/SameSite=Lax/);
    expect(cookieOf(reply)).toMatch(/Path=\//);
    expect(cookieOf(reply)).not.toMatch(/Secure/);
    const token = tokenOf(reply);
    expect(token.length).toBeGreaterThanOrEqual(43);
    const stored = house.db.select().from(sessions).all();
    expect(JSON.stringify(stored)).not.toContain(token);
  });

  it('marks the cookie as secure when the page was reached by https', async () => {
    house = await openHouse();
    const reply = await logIn('Petra', password, {
      host: 'hausruf.example.de',
      origin: 'https://hausruf.example.de',
    });
    expect(reply.status).toBe(200);
    expect(cookieOf(reply)).toMatch(/Secure/);
  });

  it('answers a wrong password and an unknown name alike, and works as long for both', async () => {
    house = await openHouse();
    const timed = async (name: string) => {
      const begun = performance.now();
      const reply = await logIn(name, 'falsches Passwort');
      return { reply, ms: performance.now() - begun };
    };
    const wrong = await timed('Petra');
    const unknown = await timed('Niemand');
    expect(wrong.reply.status).toBe(401);
    expect(unknown.reply.json).toEqual(wrong.reply.json);
    expect(cookieOf(wrong.reply)).toBe('');
    // Without the hashing the answer comes a hundred times faster.
    expect(unknown.ms).toBeGreaterThan(wrong.ms / 5);
    expect(await isPassword('', null)).toBe(false);
  });

  it('slows guessing down after ten wrong passwords, also for names nobody has, and lets in after a wait', async () => {
    house = await openHouse();
    const throttle = makeLoginThrottle();
    const { now } = house.clock;
    const takes = Array.from({ length: 12 }, () => throttle.take('PETRA ', now));
    expect(takes.filter(wait => wait === 0)).toHaveLength(10);
    let inAnHour = 10;
    for (let at = now; at < now + 3600_000; at += 1000) if (throttle.take('petra', at) === 0) inAnHour += 1;
    expect(inAnHour).toBeLessThanOrEqual(20);
    expect(throttle.take('otto', now)).toBe(0);

    const guesses: number[] = [];
    for (let guess = 0; guess < 11; guess++) guesses.push((await logIn('Petra', `geraten ${guess}`)).status);
    expect(guesses).toEqual([...Array(10).fill(401), 429]);
    const right = await logIn('Petra', password);
    expect(right.status).toBe(429);
    expect(Number(right.headers['retry-after'])).toBeGreaterThan(0);
    expect(right.json.message).toMatch(/Minute/);
    // Never locked out: a one-time link lets in at once, and so does waiting.
    expect(await house.logIn()).toBeTruthy();
    house.clock.now += minutes(6);
    expect((await logIn('Petra', password)).status).toBe(200);
  });

  it('answers 429 in German to an address that tries too often', async () => {
    house = await openHouse();
    const replies = [];
    for (let guess = 0; guess < 25; guess++) {
      const body = { token: 'x'.repeat(43) };
      replies.push(await house.ask('POST', '/api/v1/session/link', { body, session: false }));
    }
    expect(replies[0]?.status).toBe(401);
    const last = replies.at(-1);
    expect(last?.status).toBe(429);
    expect(last?.json).toMatchObject({ code: 'TOO_MANY_TRIES' });
    expect(last?.json.message).toMatch(/Sekunden/);
  });

  it('gives a new session and ends the one that the browser had', async () => {
    house = await openHouse();
    const old = house.token();
    const link = makeLoginLink(house.db, { userId: house.userId(), now: house.clock.now });
    const reply = await house.ask('POST', '/api/v1/session/link', { body: { token: link } });
    expect(tokenOf(reply)).not.toBe(old);
    expect((await house.ask('GET', '/api/v1/mailboxes', { session: old })).status).toBe(401);
    expect((await house.ask('GET', '/api/v1/mailboxes', { session: tokenOf(reply) })).status).toBe(200);
  });

  it('ends the session at logout, also for who copied the cookie', async () => {
    house = await openHouse();
    const token = house.token();
    const reply = await house.ask('DELETE', '/api/v1/session');
    expect(reply.status).toBe(204);
    expect(cookieOf(reply)).toMatch(/^hausruf_session=;/);
    expect((await house.ask('GET', '/api/v1/mailboxes', { session: token })).status).toBe(401);
    expect(house.db.select().from(sessions).all()).toEqual([]);
  });

  it('ends a session after 8 hours unused and after 7 days in any case', async () => {
    house = await openHouse();
    const isIn = async () => (await house.ask('GET', '/api/v1/mailboxes')).status === 200;
    house.clock.now += minutes(7 * 60);
    expect(await isIn()).toBe(true);
    house.clock.now += minutes(7 * 60);
    expect(await isIn()).toBe(true);
    house.clock.now += minutes(8 * 60 + 1);
    expect(await isIn()).toBe(false);
    await house.logIn();
    const begun = house.clock.now;
    while (house.clock.now < begun + 7 * 24 * minutes(60) - minutes(7 * 60)) {
      house.clock.now += minutes(7 * 60);
      expect(await isIn()).toBe(true);
    }
    house.clock.now = begun + 7 * 24 * minutes(60);
    expect(await isIn()).toBe(false);
  });
});

describe('a one-time link', () => {
  const redeem = (token: string) =>
    house.ask('POST', '/api/v1/session/link', { body: { token }, session: false });

  it('lets in once, also when it is opened on two pages at the same time', async () => {
    house = await openHouse();
    const token = makeLoginLink(house.db, { userId: house.userId(), now: house.clock.now });
    const both = await Promise.all([redeem(token), redeem(token)]);
    expect(both.map(reply => reply.status).sort()).toEqual([200, 401]);
    const again = await redeem(token);
    expect(again.json.code).toBe('LINK_INVALID');
    expect(again.json.message).toMatch(/abgelaufen|benutzt/);
  });

  it('expires after 30 minutes', async () => {
    house = await openHouse();
    const token = makeLoginLink(house.db, { userId: house.userId(), now: house.clock.now });
    house.clock.now += minutes(30);
    expect((await redeem(token)).status).toBe(401);
  });
});

describe('a new password', () => {
  it('may be any long phrase, and none that everybody tries first', () => {
    const isFine = (secret: string) => weaknessOf(secret, 'Petra') === null;
    expect(['Drei Birnen am Zaun', 'petra kocht gern Kohl', '7r!xQ_0pL-hausruf'].map(isFine)).toEqual([
      true,
      true,
      true,
    ]);
    expect(['HAUSVERWALTUNG 2026', 'petrapetrapetra', 'abababababab', 'Willkommen2026'].map(isFine)).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });
});

describe('many logins at once', () => {
  it('wait for each other, and those beyond the queue are sent away until it is shorter', async () => {
    const all = await Promise.allSettled(Array.from({ length: 24 }, (_, index) => hashPassword(`${index}`)));
    const refused = all.filter(each => each.status === 'rejected');
    expect(refused.map(each => each.reason instanceof TooBusy)).toEqual([true, true]);
    const hash = await hashPassword('Drei Birnen');
    expect([await isPassword('Drei Birnen', hash), await isPassword('Zwei Birnen', hash)]).toEqual([
      true,
      false,
    ]);
  });
});
