/** Alarms on their way: a real mail server and a real HTTPS server, both on this machine. */
import { afterEach, describe, expect, it } from 'vitest';
import { type AlarmDeliveryOptions, makeSendAlarm } from '../../src/delivery/alarm.ts';
import { guardedFetch } from '../../src/delivery/guarded-fetch.ts';
import { isWebhookSecret, newWebhookSecret } from '../../src/delivery/webhook-signature.ts';
import type { Alarm, AlarmOutput } from '../../src/domain/alarm.ts';
import { noteOf } from '../unit/compose-note.ts';
import { isSignedBy, openReceiver, type Receiver } from './alarm-receiver.ts';
import { from, mailbox } from './deliver-parts.ts';

const secret = newWebhookSecret();
const at = Date.parse('2026-11-23T22:00:00Z');
const open: Receiver[] = [];
afterEach(async () => {
  for (const receiver of open.splice(0)) await receiver.close();
});
async function receiver(answer?: Parameters<typeof openReceiver>[0]): Promise<Receiver> {
  const opened = await openReceiver(answer);
  open.push(opened);
  return opened;
}

const alarmTo = (output: Partial<AlarmOutput>, changes: Partial<Alarm> = {}): Alarm => ({
  messageId: noteOf().messageId,
  output: { outputId: 'out-1', name: 'Nacht', kind: 'webhook', target: '', secret, isOn: true, ...output },
  facts: {
    label: 'Rohrbruch',
    ruleIds: ['pipe-burst'],
    because: [{ value: 'ein Rohrbruch\r\nBcc: boese@example.org', fromWord: 4, toWord: 6 }],
    callerName: 'Petra Lindner\r\nTo: boese@example.org',
    address: 'Gartenstraße 12',
    unit: '2. OG',
    callbackNumber: '+493023125543',
    language: 'de',
  },
  raisedAt: at,
  idempotencyKey: 'message-1.out-1',
  tryNumber: 1,
  ...changes,
});
const callChain = [{ name: 'Frau Brandt', number: '+491701234567', ringSeconds: 30 }];
const sender = (changes: Partial<AlarmDeliveryOptions> = {}) =>
  makeSendAlarm({
    ...{ smtp: null, now: () => at, internalTargets: () => ['127.0.0.1'], callChain: () => callChain },
    ...changes,
  });

describe('an alarm by webhook', () => {
  it('is JSON, signed after Standard Webhooks, with a text short enough for SMS and the call chain', async () => {
    const to = await receiver();
    const note = noteOf();
    const outcome = await sender({ ca: to.ca })(alarmTo({ target: `${to.url}/sms?key=1` }), note);
    expect(outcome).toEqual({ kind: 'done', receipt: 'HTTP 204' });
    const [seen] = to.seen;
    if (!seen) throw new Error('nothing came');
    expect(isSignedBy(secret, seen)).toBe(true);
    expect(seen.headers).toMatchObject({
      'webhook-id': 'message-1.out-1',
      'webhook-timestamp': String(at / 1000),
      'content-type': 'application/json; charset=utf-8',
    });
    const body = JSON.parse(seen.body);
    expect(body).toMatchObject({
      type: 'alarm.raised',
      data: {
        isTest: false,
        callbackNumber: '+493023125543',
        callChain,
        contact: { name: 'Annegret Petersen' },
      },
    });
    expect(body.data.text).toContain('NOTFALL · Rohrbruch · Annegret Petersen');
    expect(body.data.text.length).toBeLessThanOrEqual(300);
    expect(body.data.notice).toContain('112');
  });

  it('keeps its id over all tries, with a new time and signature', async () => {
    const to = await receiver();
    const send = (tryNumber: number, now: number) =>
      sender({ ca: to.ca, now: () => now })(alarmTo({ target: to.url }, { tryNumber }), noteOf());
    await send(1, at);
    await send(2, at + 60_000);
    expect(new Set(to.seen.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect(new Set(to.seen.map(({ headers }) => headers['webhook-signature'])).size).toBe(2);
    expect(to.seen.every(each => isSignedBy(secret, each))).toBe(true);
  });

  it.each([
    [200, 'done'],
    [404, 'no'],
    [410, 'no'],
    [429, 'later'],
    [500, 'later'],
    [503, 'later'],
  ])('that is answered with %i is "%s"', async (status, kind) => {
    const to = await receiver(response => response.writeHead(status, { 'retry-after': '120' }).end('geheim'));
    const outcome = await sender({ ca: to.ca })(alarmTo({ target: to.url }), noteOf());
    expect(outcome.kind).toBe(kind);
    if (outcome.kind === 'later') expect(outcome.afterMs).toBe(120_000);
    expect(JSON.stringify(outcome)).not.toContain('geheim');
  });

  it('follows no redirect', async () => {
    const other = await receiver();
    const to = await receiver(response => response.writeHead(307, { location: other.url }).end());
    expect(await sender({ ca: to.ca })(alarmTo({ target: to.url }), noteOf())).toMatchObject({ kind: 'no' });
    expect(other.seen).toEqual([]);
  });

  it('is "unclear" where the answer never comes, and "later" where nobody is there', async () => {
    const to = await receiver(() => {});
    const patient = sender({ ca: to.ca, timeoutMs: 700 });
    expect(await patient(alarmTo({ target: to.url }), noteOf())).toMatchObject({ kind: 'unclear' });
    const target = to.url;
    await open.pop()?.close();
    expect(await patient(alarmTo({ target }), noteOf())).toMatchObject({ kind: 'later' });
  });

  it('trusts no certificate that nobody vouches for', async () => {
    const to = await receiver();
    expect(await sender()(alarmTo({ target: to.url }), noteOf())).toMatchObject({ kind: 'later' });
    expect(to.seen).toEqual([]);
  });
});

describe('an address that somebody entered', () => {
  it.each([
    ['this machine', 'https://127.0.0.1:1/'],
    ['its name', 'https://localhost:1/'],
    ['IPv6', 'https://[::1]:1/'],
    ['IPv4 in IPv6', 'https://[::ffff:127.0.0.1]:1/'],
    ['a decimal spelling', 'https://2130706433:1/'],
    ['an octal spelling', 'https://0177.0.0.1:1/'],
    ['the office', 'https://192.168.1.20/'],
    ['cloud keys', 'https://169.254.169.254/latest/meta-data/'],
    ['http', 'http://example.com/'],
    ['a file', 'file:///etc/passwd'],
    ['a password', 'https://user:secret@example.com/'],
  ])('is not called where it is %s', async (_, target) => {
    const outcome = await sender({ internalTargets: () => [] })(alarmTo({ target }), noteOf());
    expect(outcome).toMatchObject({ kind: 'no', problem: { code: 'ADDRESS_NOT_ALLOWED' } });
    expect(JSON.stringify(outcome)).not.toContain('secret');
  });

  it('never leads to link-local addresses, whatever an administrator names', async () => {
    const named = sender({ internalTargets: () => ['169.254.169.254', '169.254.0.0/16'] });
    expect(await named(alarmTo({ target: 'https://169.254.169.254/' }), noteOf())).toMatchObject({
      kind: 'no',
    });
  });

  it('is read up to a size and no further', async () => {
    const to = await receiver(response => {
      response.writeHead(200);
      const chunk = 'x'.repeat(65_536);
      const pour = () => {
        while (response.write(chunk)) if (response.destroyed) return;
        response.once('drain', pour);
      };
      response.on('error', () => {});
      pour();
    });
    const reply = await guardedFetch({
      ...{ url: to.url, method: 'POST', headers: {}, body: '{}', ca: to.ca },
      ...{ internalTargets: ['127.0.0.1'], mostReplyBytes: 1000 },
    });
    expect(reply).toMatchObject({ kind: 'answered', status: 200 });
    expect(reply.kind === 'answered' && reply.body.length).toBe(1000);
  });
});

describe('an alarm by mail', () => {
  it('goes to the address that is set, short, marked as urgent, with what was said as quotation only', async () => {
    const server = await mailbox();
    const send = sender({ smtp: { url: server.url, from } });
    const output = { kind: 'mail', target: 'notdienst@muster.example', secret: null } as const;
    expect(await send(alarmTo(output), noteOf())).toMatchObject({ kind: 'done' });
    expect(server.mails).toHaveLength(1);
    const [got] = server.mails;
    expect(got?.to).toEqual(['notdienst@muster.example']);
    expect(got?.mail.subject).toBe('ALARM: Rohrbruch – Annegret Petersen – Gartenstraße 12');
    expect(got?.mail.messageId).toBe('<alarm.message-1.out-1@muster.example>');
    expect(got?.raw).toContain('Importance: High');
    expect(got?.mail.headers.has('bcc')).toBe(false);
    expect(got?.mail.text).toContain('Notfall, weil: Rohrbruch: „ein Rohrbruch Bcc: boese@example.org“');
    expect(got?.mail.text).toContain('+49 30 23125543 (genannt)');
    expect(got?.mail.text).toContain('1. Frau Brandt: +49 170 1234567');
    expect(got?.mail.text).toContain('Hausruf wählt nicht');
    expect(got?.mail.text).toContain('112');
  });

  it('says where no mail server is set, or it refuses', async () => {
    const output = { kind: 'mail', target: 'notdienst@muster.example', secret: null } as const;
    expect(await sender()(alarmTo(output), noteOf())).toMatchObject({
      kind: 'no',
      problem: { code: 'NO_DESTINATION' },
    });
    const server = await mailbox({ atRecipient: 550 });
    const send = sender({ smtp: { url: server.url, from } });
    expect(await send(alarmTo(output), noteOf())).toMatchObject({ kind: 'no' });
  });
});

describe('a secret', () => {
  it.each([
    'whsec_',
    'whsec_kurz',
    `whsec_${'a'.repeat(200)}`,
    Buffer.alloc(32).toString('base64'),
    'whsec_ÄÖÜ',
  ])('is not %s', text => {
    expect(isWebhookSecret(text)).toBe(false);
  });

  it('is 24 to 64 bytes in base64', () => {
    expect(isWebhookSecret(secret)).toBe(true);
    expect(isWebhookSecret(`whsec_${Buffer.alloc(24, 1).toString('base64')}`)).toBe(true);
  });
});
