/** What our own test telephone does with whatever comes from outside a call: scans, registrations, silence. */
import { createSocket } from 'node:dgram';
import { afterEach, describe, expect, it } from 'vitest';
import type { IncomingCall } from '../../scripts/phone/incoming-call.ts';
import { openPhone, type Phone, type PhoneOptions } from '../../scripts/phone/phone.ts';
import { digestResponse, readDigest } from '../../scripts/phone/registrar.ts';
import { header, parseSip } from '../../scripts/phone/sip-message.ts';

const open: Phone[] = [];
const phoneOn = async (host: string, options: Partial<PhoneOptions> = {}) => {
  const phone = await openPhone({ host, ...options });
  open.push(phone);
  return phone;
};
afterEach(async () => {
  await Promise.all(open.splice(0).map(phone => phone.close()));
  const sockets = () => process.getActiveResourcesInfo().filter(name => name === 'UDPWrap');
  // Closed sockets are counted until the event loop has come round.
  await expect.poll(sockets).toEqual([]);
});

describe('what comes from outside', () => {
  const request = (method: string, source: { host: string; port: number }, more: string[] = []) =>
    [
      `${method} sip:me@127.0.0.3 SIP/2.0`,
      `Via: SIP/2.0/UDP ${source.host}:${source.port};branch=z9hG4bK${method}${more.length};rport`,
      `From: <sip:me@h>;tag=1`,
      ...(more.some(line => line.startsWith('To:')) ? [] : ['To: <sip:me@h>']),
      'Call-ID: outside',
      `CSeq: ${more.length + 1} ${method}`,
      `Contact: <sip:me@${source.host}:${source.port}>;expires=600`,
      ...more,
      'Content-Length: 0',
      '',
      '',
    ].join('\r\n');
  const statusOf = (replies: string[]) => replies.map(reply => reply.slice(8, 11));

  it('is answered as it should be', async () => {
    const phone = await phoneOn('127.0.0.3');
    const ask = async (method: string, more: string[] = []) =>
      statusOf(
        await phone.raw(source => request(method, source, more), {
          to: phone,
          from: '127.0.0.4',
          replies: 1,
        }),
      );
    expect(await ask('OPTIONS')).toEqual(['200']);
    expect(await ask('REGISTER')).toEqual(['403']);
    expect(await ask('PUBLISH')).toEqual(['405']);
    expect(await ask('BYE', ['To: <sip:me@h>;tag=unknown'])).toEqual(['481']);
    expect(await ask('CANCEL')).toEqual(['481']);
    expect(await phone.raw('rubbish', { to: phone, waitMs: 50 })).toEqual([]);
  });

  it('is one call when it comes twice, and its answer is repeated until it is acknowledged', async () => {
    const calls: IncomingCall[] = [];
    const phone = await phoneOn('127.0.0.3', {
      onInvite: call => {
        calls.push(call);
        call.refuse(603);
      },
    });
    const invite = (source: { host: string; port: number }) => request('INVITE', source);
    const replies = await phone.raw(invite, { to: phone, from: '127.0.0.4', waitMs: 700 });
    expect(statusOf(replies)).toEqual(['100', '603', '603']);
    expect(calls).toHaveLength(1);
  });

  it('is asked again while it is silent', async () => {
    const caller = await phoneOn('127.0.0.2');
    const silent = createSocket('udp4');
    const came: { at: number; text: string }[] = [];
    silent.on('message', bytes => came.push({ at: performance.now(), text: bytes.toString() }));
    await new Promise<void>(done => silent.bind(0, '127.0.0.3', done));
    try {
      const call = await caller.call({
        sip: { host: '127.0.0.3', port: silent.address().port },
        from: '1',
        to: '2',
      });
      await expect.poll(() => came.length, { timeout: 3000 }).toBe(3);
      const [first, second, third] = came;
      expect(second?.text).toBe(first?.text);
      expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThan(490);
      expect((third?.at ?? 0) - (second?.at ?? 0)).toBeGreaterThan(990);
      call.vanish();
      await expect(call.answered).rejects.toThrow();
    } finally {
      silent.close();
    }
  });

  it('registers with the right password only', async () => {
    const phone = await phoneOn('127.0.0.3', {
      registrar: { user: 'me', password: 'right', grantSeconds: 60 },
    });
    const register = (more: string[]) =>
      phone.raw(source => request('REGISTER', source, more), { to: phone, replies: 1 });
    const withPassword = async (password: string, filler: string[]) => {
      const [challenge = ''] = await register(filler);
      const message = parseSip(challenge);
      const { nonce = '', realm = '' } = readDigest((message && header(message, 'WWW-Authenticate')) ?? '');
      const qop = { name: 'auth', count: '00000001', cnonce: 'c' };
      const response = digestResponse({
        user: 'me',
        password,
        realm,
        method: 'REGISTER',
        uri: 'sip:h',
        nonce,
        qop,
      });
      const line = `Authorization: Digest username="me", realm="${realm}", nonce="${nonce}", uri="sip:h", response="${response}", qop=auth, nc=${qop.count}, cnonce="c"`;
      return [challenge, ...(await register([...filler, line]))];
    };
    expect(statusOf(await withPassword('wrong', []))).toEqual(['401', '401']);
    const right = await withPassword('right', ['X: 1', 'X: 2']);
    expect(statusOf(right)).toEqual(['401', '200']);
    expect(right[1]).toContain(';expires=60');
    expect(phone.registrar.seen.map(each => each.status)).toEqual([401, 401, 401, 200]);
    expect(phone.registrar.seen.at(-1)).toMatchObject({ user: 'me', expires: 600, hasCredentials: true });
    phone.registrar.account = { user: 'me', password: 'right', refuseWith: 503 };
    expect(statusOf(await register(['X: 1', 'X: 2', 'X: 3', 'X: 4']))).toEqual(['503']);
  });
});
