import { Value } from 'typebox/value';
import { afterEach, describe, expect, it } from 'vitest';
import { ProbesReply, TelephoneReply, TestCallReply } from '../../src/domain/api-telephone.ts';
import type { LineDiagnosis } from '../../src/domain/diagnosis.ts';
import type { Mailbox } from '../../src/domain/mailbox.ts';
import { defaultTelephoneSettings } from '../../src/domain/telephone.ts';
import { addCall, endCall, keepDiagnosis } from '../../src/store/calls.ts';
import { newId } from '../../src/store/new-id.ts';
import { addProbe, endProbe } from '../../src/store/probes.ts';
import { hausmeister, inputWith, refusal, saveFlow } from './web-flows.ts';
import { type House, makeMailbox, openHouse } from './web-house.ts';

let house: House;
afterEach(() => house?.close());

describe('a forwarding', () => {
  it.each([
    ['premium', '+499001234567', 'Mehrwertnummer'],
    ['premium behind its international prefix', '+979123456789', 'Mehrwertnummer'],
    ['foreign', '+43123456789', 'erlaubten Vorwahl'],
    ['the mailbox itself', '+4944112345', 'im Kreis'],
  ])('to %s is refused', async (_, target, words) => {
    house = await openHouse();
    const mailbox = makeMailbox(house);
    const reply = await saveFlow(
      house,
      mailbox,
      inputWith(flow => flow.menu.forwardings.push({ ...hausmeister, target })),
    );
    const { field, message } = refusal(reply, 400);
    expect([field, message]).toEqual(['flow.menu.forwardings', expect.stringContaining(words)]);
    expect(message).toContain('Hausmeister');
  });

  it('has a digit of its own between 1 and 9', async () => {
    house = await openHouse();
    const mailbox = makeMailbox(house);
    const with_ = (...digits: string[]) =>
      saveFlow(
        house,
        mailbox,
        inputWith(flow => flow.menu.forwardings.push(...digits.map(digit => ({ ...hausmeister, digit })))),
      );
    expect(refusal(await with_('1', '1'), 400).message).toContain('Ziffer 1 ist doppelt');
    for (const digit of ['0', '*', '#', '10', '']) refusal(await with_(digit), 400);
    expect((await with_('1', '9')).status).toBe(200);
  });

  it('may go abroad once that is allowed', async () => {
    house = await openHouse();
    const settings = structuredClone(defaultTelephoneSettings);
    settings.forwarding.allowedPrefixes = ['+49', '+43'];
    expect((await house.ask('PUT', '/api/v1/telephone', { body: settings })).status).toBe(200);
    const input = inputWith(flow => flow.menu.forwardings.push({ ...hausmeister, target: '+43123456789' }));
    expect((await saveFlow(house, makeMailbox(house), input)).status).toBe(200);
  });
});

describe('the telephone settings', () => {
  it('are read with what the environment says, and changed as a whole', async () => {
    house = await openHouse();
    const before = await house.ask('GET', '/api/v1/telephone');
    expect([...Value.Errors(TelephoneReply, before.json)]).toEqual([]);
    expect(before.json).toEqual({
      settings: defaultTelephoneSettings,
      environment: { country: 'DE', areaCode: null },
    });
    const next = { ...defaultTelephoneSettings, country: 'AT', areaCode: '30', maxCalls: 7 };
    const saved = await house.ask('PUT', '/api/v1/telephone', { body: next });
    expect([saved.status, saved.json.settings]).toEqual([200, next]);
    expect((await house.ask('GET', '/api/v1/telephone')).json.settings).toEqual(next);
    expect(house.told).toEqual(['telephone']);
  });

  it('are refused out of their limits, with a field to mend', async () => {
    house = await openHouse();
    for (const [change, field] of [
      [{ maxCalls: 0 }, 'maxCalls'],
      [{ country: 'Deutschland' }, 'country'],
      [{ areaCode: '030' }, 'areaCode'],
      [{ forwarding: { ...defaultTelephoneSettings.forwarding, allowedPrefixes: [] } }, 'allowedPrefixes'],
      [{ probe: { isOn: true, everyHours: 0 } }, 'everyHours'],
    ] as const) {
      const reply = await house.ask('PUT', '/api/v1/telephone', {
        body: { ...defaultTelephoneSettings, ...change },
      });
      expect(refusal(reply, 400).field).toContain(field);
    }
    expect(house.told).toEqual([]);
    expect((await house.ask('GET', '/api/v1/telephone')).json.settings).toEqual(defaultTelephoneSettings);
  });
});

describe('a test call', () => {
  const state = async (mailbox: Mailbox): Promise<TestCallReply> => {
    const reply = await house.ask('GET', `/api/v1/mailboxes/${mailbox.mailboxId}/test-call`);
    expect([...Value.Errors(TestCallReply, reply.json)]).toEqual([]);
    return reply.json;
  };
  const diagnosis: LineDiagnosis = {
    headers: { From: '<sip:+4944199@trunk.example>' },
    candidates: [{ header: 'from', number: '+4944199', verdict: 'used' }],
    mailboxBy: 'dialled-number',
    codec: 'alaw',
    address: '192.0.2.10:5060',
    digits: [],
    quality: null,
  };

  it('waits, shows the call while it lasts and after it, and is over when it is ended', async () => {
    house = await openHouse();
    const mailbox = makeMailbox(house);
    const path = `/api/v1/mailboxes/${mailbox.mailboxId}/test-call`;
    expect(await state(mailbox)).toEqual({ state: 'off', until: null, call: null });
    const started = await house.ask('POST', path, { body: {} });
    expect([started.status, started.json.state]).toEqual([200, 'waiting']);
    expect(started.json.until).toBeGreaterThan(house.clock.now);

    const callId = newId<'call'>();
    addCall(house.db, {
      callId,
      mailboxId: mailbox.mailboxId,
      kind: 'caller',
      callerNumber: '+4944199',
      numberSource: 'from',
      dialledNumber: '+4944112345',
      originalNumber: null,
      trunkId: null,
      arrivedAt: house.clock.now,
      channelId: 'channel',
      answeredBy: 'controller',
      diagnosis,
    });
    house.lineWatch.onBegun({
      callId,
      channelId: 'channel',
      mailbox,
      kind: 'caller',
      callerNumber: null,
      probeId: null,
      diagnosis,
      arrivedAt: house.clock.now,
    });
    const running = await state(mailbox);
    expect([running.state, running.call?.callerNumber, running.call?.diagnosis]).toEqual([
      'running',
      '+4944199',
      diagnosis,
    ]);
    const pressed: LineDiagnosis = {
      ...diagnosis,
      digits: [{ digit: '0', atMs: 900, durationMs: 120, by: 'info' }],
    };
    keepDiagnosis(house.db, callId, pressed);
    endCall(house.db, {
      callId,
      outcome: { type: 'attempt', reason: 'no-choice' },
      endedAt: house.clock.now + 9000,
    });
    const ended = await state(mailbox);
    expect([ended.state, ended.call?.diagnosis.digits]).toEqual(['ended', pressed.digits]);
    expect((await house.ask('GET', `/api/v1/calls/${callId}/diagnosis`)).json).toEqual(ended.call);

    expect((await house.ask('DELETE', path)).status).toBe(204);
    expect((await state(mailbox)).state).toBe('off');
    for (const method of ['GET', 'DELETE']) {
      refusal(await house.ask(method, '/api/v1/mailboxes/nobody/test-call'), 404);
    }
  });

  it('tells the page of each change', async () => {
    house = await openHouse();
    const mailbox = makeMailbox(house);
    const heard: unknown[] = [];
    house.listeners.add(event => heard.push(event));
    await house.ask('POST', `/api/v1/mailboxes/${mailbox.mailboxId}/test-call`, { body: {} });
    expect(heard).toEqual([{ type: 'test-call-changed', mailboxId: mailbox.mailboxId }]);
  });
});

describe('probe calls', () => {
  it('are refused while Asterisk is away, with what to do', async () => {
    house = await openHouse();
    const { mailboxId } = makeMailbox(house);
    const reply = await house.ask('POST', '/api/v1/probes', { body: { mailboxId } });
    expect(refusal(reply, 503).message).toContain('Asterisk');
    refusal(await house.ask('POST', '/api/v1/probes', { body: { mailboxId: 'nobody' } }), 404);
    expect((await house.ask('GET', '/api/v1/probes')).json).toEqual({ probes: [] });
  });

  it('are started, and listed with what became of them', async () => {
    house = await openHouse({ overrides: { startProbe: async () => 'probe-1' } });
    const { mailboxId } = makeMailbox(house, { name: 'Notdienst' });
    const started = await house.ask('POST', '/api/v1/probes', { body: { mailboxId } });
    expect([started.status, started.json]).toEqual([202, { probeId: 'probe-1' }]);
    const probeId = addProbe(house.db, { mailboxId, now: house.clock.now });
    endProbe(house.db, { probeId, outcome: 'failed', detail: 'Nichts zu hören.', now: house.clock.now + 1 });
    const list = await house.ask('GET', '/api/v1/probes');
    expect([...Value.Errors(ProbesReply, list.json)]).toEqual([]);
    expect(list.json.probes).toEqual([
      {
        probeId,
        mailboxId,
        mailboxName: 'Notdienst',
        startedAt: house.clock.now,
        endedAt: house.clock.now + 1,
        outcome: 'failed',
        detail: 'Nichts zu hören.',
      },
    ]);
  });
});
