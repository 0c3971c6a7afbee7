import { Value } from 'typebox/value';
import { afterEach, describe, expect, it } from 'vitest';
import { openAlarmDesk } from '../../src/alarm-desk.ts';
import { newWebhookSecret } from '../../src/delivery/webhook-signature.ts';
import { AlarmsBody, AlarmTryReply } from '../../src/domain/api-alarms.ts';
import { listAlarmOutputs } from '../../src/store/alarm-settings.ts';
import { transcriptOf } from '../unit/understanding-words.ts';
import { openReceiver, type Receiver } from './alarm-receiver.ts';
import { tellMessage } from './web-calls.ts';
import { type House, makeMailbox, openHouse } from './web-house.ts';

let house: House;
let receiver: Receiver | null = null;
afterEach(async () => {
  await house?.close();
  await receiver?.close();
  receiver = null;
});

const put = (path: string, body: unknown) => house.ask('PUT', `/api/v1/alarms/${path}`, { body });
const post = (path: string, body: unknown = {}) => house.ask('POST', `/api/v1/alarms/${path}`, { body });
const get = async (): Promise<AlarmsBody> => (await house.ask('GET', '/api/v1/alarms')).json;
const mail = {
  outputId: null,
  name: 'Notdienst',
  kind: 'mail',
  target: 'n@muster.example',
  secret: null,
  isOn: true,
};
const secret = newWebhookSecret();
const hook = { ...mail, name: 'SMS', kind: 'webhook', target: 'https://sms.example/senden?key=1', secret };

describe('the kinds of emergencies', () => {
  it('are all there and on in a new house, and say what they know', async () => {
    house = await openHouse();
    const body = await get();
    expect(Value.Check(AlarmsBody, body)).toBe(true);
    expect(body.kinds.every(({ isOn, isBuiltIn, knows }) => isOn && isBuiltIn && knows.length > 0)).toBe(
      true,
    );
    expect(body.kinds.map(({ name }) => name)).toContain('Wasserrohrbruch und Überschwemmung');
    expect(body).toMatchObject({
      outputs: [],
      callChain: [],
      isCallChainDialled: false,
      internalTargets: [],
    });
  });

  it('are changed for the very next message, and the change is written down with who made it', async () => {
    house = await openHouse();
    const desk = openAlarmDesk({
      ...{
        db: house.db,
        smtp: null,
        country: () => 'DE',
        now: () => house.clock.now,
        log: house.services.log,
      },
    });
    const words = transcriptOf('Die Sumpfpumpe steht.');
    expect(desk.findEmergency(words, { date: '2026-11-23' })).toBeNull();
    const { kinds } = await get();
    const own = { kindId: null, name: 'Pumpe', isOn: true, words: ['Sumpfpumpe steht'], exceptions: [] };
    const asInput = ({ isBuiltIn: _, knows: __, ...kind }: AlarmsBody['kinds'][number]) => kind;
    const reply = desk.service.saveKinds([...kinds.map(asInput), own], 'Anna');
    expect(reply).toBeNull();
    expect(desk.findEmergency(words, { date: '2026-11-23' })).toMatchObject({ label: 'Pumpe' });
    const saved = await put('kinds', {
      kinds: [
        ...kinds.map(asInput).map(kind => (kind.kindId === 'gas' ? { ...kind, isOn: false } : kind)),
        own,
      ],
    });
    expect(saved.status).toBe(200);
    expect(saved.json.kinds.find((each: { kindId: string }) => each.kindId === 'gas').isOn).toBe(false);
    expect(house.logged()).toContain('audit: rules of emergencies changed');
    expect(house.logged()).not.toContain('Sumpfpumpe');
  });

  it('that cannot be used are refused in German', async () => {
    house = await openHouse();
    const { kinds } = await get();
    const asInput = ({ isBuiltIn: _, knows: __, ...kind }: AlarmsBody['kinds'][number]) => kind;
    const list = kinds.map(asInput);
    const withWords = (words: string[]) => ({ kinds: [{ ...list[0], words }, ...list.slice(1)] });
    for (const words of [['Heizung'], ['x*'], ['a b c d e f g h']]) {
      const reply = await put('kinds', withWords(words));
      expect(reply.status).toBe(400);
      expect(reply.json.message).toMatch(/Bitte/);
    }
    expect((await put('kinds', withWords(['x'.repeat(100)]))).json.message).toContain('zu lang');
    expect((await put('kinds', withWords(['x'.repeat(1000)]))).json.message).toContain('Notfälle');
    expect(
      (await put('kinds', withWords(Array.from({ length: 100 }, (_, at) => `Hebeanlage ${at}`)))).status,
    ).toBe(400);
    expect(await get()).toMatchObject({ kinds });
  });
});

describe('a sentence that is tried', () => {
  it('is answered with verdict and reason, saved or not, and is not logged', async () => {
    house = await openHouse();
    const reply = await post('try', { text: 'Im Flur riecht es nach Gas.' });
    expect(Value.Check(AlarmTryReply, reply.json)).toBe(true);
    expect(reply.json).toMatchObject({ level: 'emergency', reason: 'Notfall, weil: Es riecht nach Gas' });
    const off = { kindId: 'gas', name: 'Gas', isOn: false, words: [], exceptions: [] };
    const draft = await post('try', { text: 'Im Flur riecht es nach Gas.', kinds: [off] });
    expect(draft.json).toMatchObject({ level: 'urgent', prevented: expect.stringContaining('abgeschaltet') });
    const cold = 'Im ganzen Haus ist die Heizung aus.';
    expect((await post('try', { text: cold, isWinter: true })).json.level).toBe('emergency');
    expect((await post('try', { text: cold, isWinter: false })).json.level).not.toBe('emergency');
    expect((await post('try', { text: '' })).status).toBe(400);
    const broken = { ...off, words: ['Heizung'] };
    expect((await post('try', { text: 'x', kinds: [broken] })).json.message).toContain('harmlosen');
    expect(house.logged()).not.toContain('riecht es');
  });
});

describe('where alarms go', () => {
  it('is saved with a secret that never comes out again and stays while it is left empty', async () => {
    house = await openHouse();
    const first = await put('outputs', { outputs: [mail, hook], internalTargets: ['192.168.1.0/24'] });
    expect(first.status).toBe(200);
    expect(first.text).not.toContain(secret);
    const [mailView, hookView] = first.json.outputs;
    expect(hookView).toMatchObject({ name: 'SMS', hasSecret: true, target: hook.target });
    const asInput = ({ hasSecret: _, ...output }: { hasSecret: boolean }) => ({ ...output, secret: null });
    await put('outputs', {
      outputs: [{ ...asInput(hookView), name: 'SMS neu' }, asInput(mailView)],
      internalTargets: [],
    });
    expect(listAlarmOutputs(house.db)).toMatchObject([
      { outputId: hookView.outputId, name: 'SMS neu', secret },
      { outputId: mailView.outputId, secret: null },
    ]);
    expect(house.logged()).not.toContain(secret.slice(6, 20));
    expect(house.logged()).not.toContain('sms.example');
    // A copy that kept its id becomes an output of its own.
    const copy = { ...asInput(mailView), name: 'Kopie', target: 'kopie@example.org' };
    const copied = await put('outputs', { outputs: [asInput(mailView), copy], internalTargets: [] });
    expect(copied.status).toBe(200);
    const ids = copied.json.outputs.map((each: { outputId: string }) => each.outputId);
    expect([ids[0], new Set(ids).size]).toEqual([mailView.outputId, 2]);
  });

  it.each([
    ['a mail address that is none', { ...mail, target: 'a@b@c' }, 'E-Mail-Adresse'],
    ['two addresses', { ...mail, target: 'a@x.example,b@x.example' }, 'E-Mail-Adresse'],
    ['http', { ...hook, target: 'http://sms.example/' }, 'https://'],
    ['a password in it', { ...hook, target: 'https://u:p@sms.example/' }, 'Kennwort'],
    ['our own network', { ...hook, target: 'https://192.168.1.5/' }, 'eigenen Netz'],
    ['this machine', { ...hook, target: 'https://localhost/' }, 'eigenen Netz'],
    ['no secret', { ...hook, secret: null }, 'Schlüssel'],
    ['a bad secret', { ...hook, secret: 'whsec_kurz' }, 'whsec_'],
  ])('is refused in German: %s', async (_, output, because) => {
    house = await openHouse();
    const reply = await put('outputs', { outputs: [output], internalTargets: [] });
    expect(reply.status).toBe(400);
    expect(reply.json.message).toContain(because);
    expect((await get()).outputs).toEqual([]);
  });

  it('is refused where an internal target is none, or a place stands twice', async () => {
    house = await openHouse();
    expect((await put('outputs', { outputs: [], internalTargets: ['0.0.0.0/0'] })).status).toBe(400);
    expect(
      (await put('outputs', { outputs: [mail, { ...mail, name: 'B' }], internalTargets: [] })).status,
    ).toBe(400);
  });

  it('is tried with a marked test alarm, and the answer is told in German', async () => {
    receiver = await openReceiver();
    const { ca, url, seen } = receiver;
    house = await openHouse({
      withAlarms: ({ db, now, log }) =>
        openAlarmDesk({ db, now, log, smtp: null, country: () => 'DE', ca }).service,
    });
    const saved = await put('outputs', {
      outputs: [{ ...hook, target: url }, mail],
      internalTargets: ['127.0.0.1'],
    });
    expect(saved.status).toBe(200);
    const [hookId, mailId] = saved.json.outputs.map((each: { outputId: string }) => each.outputId);
    expect((await post(`outputs/${hookId}/test`)).json).toMatchObject({ isSent: true });
    expect(JSON.parse(seen[0]?.body ?? '{}')).toMatchObject({ type: 'alarm.test', data: { isTest: true } });
    expect((await post(`outputs/${mailId}/test`)).json).toMatchObject({
      isSent: false,
      message: expect.stringContaining('HAUSRUF_SMTP_URL'),
    });
    expect((await post('outputs/gibt-es-nicht/test')).status).toBe(404);
  });
});

describe('the call chain', () => {
  it('is kept in its order, and numbers must be E.164', async () => {
    house = await openHouse();
    const callChain = [
      { name: 'Frau Brandt', number: '+491701234567', ringSeconds: 30 },
      { name: 'Herr Ott', number: '+493012345678', ringSeconds: 60 },
    ];
    expect((await put('call-chain', { callChain })).json.callChain).toEqual(callChain);
    expect((await get()).callChain).toEqual(callChain);
    for (const wrong of [
      { number: '0170 1234567' },
      { number: '+49 170 1' },
      { ringSeconds: 5 },
      { name: '' },
    ]) {
      const reply = await put('call-chain', { callChain: [{ ...callChain[0], ...wrong }] });
      expect(reply.status).toBe(400);
      expect(reply.json.message).toMatch(/\p{L}/u);
    }
  });
});

describe('the routes of emergencies', () => {
  it('answer nobody without a session', async () => {
    house = await openHouse();
    for (const [method, path] of [
      ['GET', ''],
      ['PUT', '/kinds'],
      ['PUT', '/outputs'],
      ['POST', '/try'],
    ] as const) {
      const body = method === 'GET' ? {} : { body: {} };
      expect((await house.ask(method, `/api/v1/alarms${path}`, { ...body, session: false })).status).toBe(
        401,
      );
    }
  });

  it('R024: the detail of a call without an emergency shows no alarm', async () => {
    house = await openHouse();
    const { mailboxId } = makeMailbox(house);
    const { callId } = tellMessage(house.db, mailboxId, { arrivedAt: house.clock.now, text: 'Guten Tag.' });
    expect((await house.ask('GET', `/api/v1/calls/${callId}`)).json.alarms).toEqual([]);
  });
});
