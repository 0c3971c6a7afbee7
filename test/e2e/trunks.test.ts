import { copyFileSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { House } from '../../scripts/house/house.ts';
import { freePorts } from '../../scripts/tools.ts';
import type { TrunkBody, TrunkStatesReply, TrunksReply, TrunkView } from '../../src/domain/api-trunks.ts';
import type { TrunkId } from '../../src/domain/ids.ts';
import { endpointOf, type TrunkStateName } from '../../src/domain/trunk.ts';
import { trunkPresets } from '../../src/domain/trunk-presets.ts';
import { allCalls, look, openTestHouse, spool, until } from './kit.ts';
import { enterOffice, type Office } from './office.ts';
import { type Provider, startProvider } from './trunk-provider.ts';

/** Every sign that Asterisk's files know a meaning for. */
const NASTY = 'a;b;--c\\"d#[e](f)=>$' + '{g}\\;';
let house: House;
let provider: Provider;
let office: Office;

beforeAll(async () => {
  provider = await startProvider([
    { user: 'anna', password: NASTY },
    { user: 'bert', password: 'bert-geheim' },
    { user: 'carla', password: 'carla-geheim', hasSrtp: true },
  ]);
  house = await openTestHouse();
  leaveAddress();
  await house.startHausruf();
  office = await enterOffice(house);
});
afterAll(async () => {
  await house?.close();
  await provider?.stop();
});

/** What `npm run asterisk` leaves for Hausruf. */
function leaveAddress(): void {
  const { ari, ami } = house.asterisk();
  writeFileSync(join(house.folder, 'data/asterisk/ari.json'), JSON.stringify({ ...ari, ami }), {
    mode: 0o600,
  });
}

const generic = trunkPresets.find(each => each.preset === 'generic');
const draft = (user: string, password: string, change: Partial<TrunkBody> = {}): TrunkBody => {
  if (!generic) throw new Error('no generic preset');
  return {
    ...generic.defaults,
    name: user,
    user,
    password,
    server: `${provider.host}:${provider.port}`,
    ...change,
  };
};
const add = (body: TrunkBody) => office.ask<TrunkView>('POST', '/trunks', body);
const change = (trunkId: string, body: TrunkBody) => office.ask<TrunkView>('PUT', `/trunks/${trunkId}`, body);
const remove = (trunkId: string) => office.ask('DELETE', `/trunks/${trunkId}`);
const list = async () => (await office.ask<TrunksReply>('GET', '/trunks')).trunks;
const stateOf = async (trunkId: string): Promise<TrunkStateName | undefined> =>
  (await office.ask<TrunkStatesReply>('GET', '/trunks/states')).states.find(each => each.trunkId === trunkId)
    ?.state;
const untilState = (trunkId: string, state: TrunkStateName) =>
  until(`the trunk is ${state}`, async () => (await stateOf(trunkId)) === state);
const trunkFile = () => join(house.folder, 'data/asterisk/trunks/trunks.conf');

/** The newest call, once it has ended as a message, and how long its recording is. */
async function newMessage(after: number) {
  await until('a message has come', () => {
    const calls = allCalls(house);
    return calls.length > after && calls.at(-1)?.outcome === 'message';
  });
  const call = allCalls(house).at(-1);
  if (!call) throw new Error('no call');
  const recording = await look(house, (_, raw) =>
    raw
      .prepare('SELECT duration_ms AS ms, is_complete AS isComplete FROM recordings WHERE call_id = ?')
      .get(call.id),
  );
  return { call, recording: recording as { ms: number; isComplete: number } };
}

describe('an office that connects its telephone provider', () => {
  let anna: TrunkView;
  let bert: TrunkView;
  /** Asterisk passes over the first packets of a voice that begins late (strictrtp in rtp.conf): always as many. */
  let passedOverMs = 0;

  it('enters the account, whatever signs its password has, and reads that it is logged in', async () => {
    anna = await add(draft('anna', NASTY));
    await untilState(anna.trunkId, 'registered');
    expect(await provider.contacts()).toEqual([expect.stringMatching(/^sip:anna@127\.0\.0\.1:/)]);
    expect(house.log()).not.toContain('a;b;--c');
  });

  it('never gets a password back, and nobody else on the machine can read it', async () => {
    const reply = await (await office.send('GET', '/trunks')).text();
    expect(reply).toContain('"hasPassword":true');
    expect(reply).not.toMatch(/a;b|"password"/);
    const { mode, gid } = statSync(trunkFile());
    expect(mode & 0o777).toBe(0o640);
    const asterisk = readFileSync(`/proc/${house.asterisk().pid}/status`, 'utf8');
    expect(Number(/^Gid:\s+(\d+)/m.exec(asterisk)?.[1])).toBe(gid);
  });

  it('gets the calls of this account, and the call knows over which trunk it came', async () => {
    await provider.call('anna', { from: '+493012345' });
    const { call, recording } = await newMessage(0);
    expect(call.trunkId).toBe(anna.trunkId);
    expect(call.callerNumber).toBe('+493012345');
    passedOverMs = 4000 - recording.ms;
    expect(Math.abs(passedOverMs)).toBeLessThan(130);
  });

  it('with a wrong password reads that it is refused, and is logged in as soon as it is corrected', async () => {
    bert = await add(draft('bert', 'falsch'));
    await untilState(bert.trunkId, 'refused');
    const { parts } = await office.ask<{ parts: { name: string; message: string }[] }>(
      'GET',
      '/health/parts',
    );
    expect(parts.find(each => each.name === 'Telefon')?.message).toMatch(/„bert“ wird abgelehnt/);
    bert = await change(bert.trunkId, draft('bert', 'bert-geheim'));
    await untilState(bert.trunkId, 'registered');
  });

  it('keeps the password when it changes something else', async () => {
    await change(bert.trunkId, { ...draft('bert', ''), password: null, name: 'Zweites Amt', maxChannels: 1 });
    await until('it logs in anew', async () => (await stateOf(bert.trunkId)) === 'registered');
    expect((await list()).map(each => each.name)).toEqual(['anna', 'Zweites Amt']);
  });

  it('is told that another program holds the port, and everything stays as it was', async () => {
    const file = readFileSync(trunkFile(), 'utf8');
    // Before any trunk has spoken TCP: Asterisk keeps a port it has once had.
    const { port } = house.sip;
    const other = createServer();
    await new Promise<void>((done, fail) => other.once('error', fail).listen(port, '127.0.0.1', done));
    const reply = await office.send('POST', '/trunks', draft('carla', 'carla-geheim', { transport: 'tcp' }));
    await new Promise(done => other.close(done));
    expect(reply.status).toBe(400);
    expect(((await reply.json()) as { message: string }).message).toMatch(
      new RegExp(`Port ${port} .*Es gilt weiter`),
    );
    expect(readFileSync(trunkFile(), 'utf8')).toBe(file);
    expect(await list()).toHaveLength(2);
    expect(await stateOf(anna.trunkId)).toBe('registered');
    const endpoints = await ariGet('/endpoints');
    expect(JSON.stringify(endpoints)).toContain(endpointOf(anna.trunkId as TrunkId));
  });

  it('with a server that does not answer reads that, not that the password is wrong', async () => {
    const [nobody = 0] = await freePorts(1);
    const gone = await add(draft('anna', NASTY, { server: `127.0.0.9:${nobody}`, transport: 'tcp' }));
    await untilState(gone.trunkId, 'unreachable');
    await remove(gone.trunkId);
    expect(await stateOf(gone.trunkId)).toBeUndefined();
  });

  it('has several trunks at once, also of one provider: each call comes in over its own', async () => {
    const before = allCalls(house).length;
    await provider.call('bert');
    const { call } = await newMessage(before);
    expect(call.trunkId).toBe(bert.trunkId);
  });

  it.each([
    ['server', 'x\n[trunk]\ntype=endpoint'],
    ['user', 'anna;x'],
    ['outboundProxy', 'sip.example.de\\;lr'],
    ['password', 'two\nlines'],
  ])('cannot smuggle anything into the file by %s', async (field, value) => {
    const file = readFileSync(trunkFile(), 'utf8');
    const reply = await office.send('POST', '/trunks', draft('anna', NASTY, { [field]: value }));
    expect(reply.status).toBe(400);
    expect(((await reply.json()) as { field: string }).field).toBe(field);
    expect(readFileSync(trunkFile(), 'utf8')).toBe(file);
  });

  it('changes trunks while a caller speaks, also the one he calls over: his message is whole', async () => {
    const before = allCalls(house).length;
    const seconds = 8;
    await provider.call('anna', { seconds });
    // Two seconds of what he says are on the disk.
    await until('he is being recorded', () =>
      spool(house).some(name => statSync(join(house.folder, 'spool/recording', name)).size > 32_000),
    );
    const extra = await add(draft('anna', NASTY, { name: 'Drittes Amt', isEnabled: true, transport: 'tcp' }));
    await change(anna.trunkId, { ...draft('anna', ''), password: null, name: 'Erstes Amt' });
    await remove(extra.trunkId);
    expect(((await ariGet('/channels')) as unknown[]).length).toBe(1);
    const { call, recording } = await newMessage(before);
    expect(call.trunkId).toBe(anna.trunkId);
    expect(recording.isComplete).toBe(1);
    // As long as an undisturbed call would have been, to two packets of voice.
    expect(Math.abs(recording.ms - (seconds * 1000 - passedOverMs))).toBeLessThanOrEqual(40);
    await untilState(anna.trunkId, 'registered');
  });

  it('dials out by the name of a trunk: the account in From, who calls in P-Asserted-Identity', async () => {
    const { ari } = house.asterisk();
    const query = new URLSearchParams({
      endpoint: `PJSIP/+491701234567@${endpointOf(anna.trunkId as TrunkId)}`,
      context: 'from-trunk',
      extension: 's',
      priority: '1',
      callerId: '+49441783295',
    });
    const authorization = `Basic ${Buffer.from(`${ari.user}:${ari.password}`).toString('base64')}`;
    const reply = await fetch(`${ari.url}/channels?${query}`, { method: 'POST', headers: { authorization } });
    expect(reply.status).toBe(200);
    await until('the provider was dialled', () => provider.log().includes('DIALLED +491701234567'));
    const line =
      provider
        .log()
        .split('\n')
        .find(each => each.includes('DIALLED +491701234567')) ?? '';
    expect(line).toMatch(/from=.*<sip:anna@127\.0\.0\.3>/);
    expect(line).toMatch(/pai=.*<sip:\+49441783295@/);
  });

  it('calls and is called by TLS with encrypted voice, and trusts nobody it does not know', async () => {
    // What an operator does for a telephone system with a certificate of its own.
    copyFileSync(provider.caFile, join(house.folder, 'data/asterisk/trunks/trusted.pem'));
    const secure = { transport: 'tls', srtp: true } as const;
    const carla = await add(
      draft('carla', 'carla-geheim', { ...secure, server: `${provider.host}:${provider.tlsPort}` }),
    );
    await untilState(carla.trunkId, 'registered');
    const before = allCalls(house).length;
    await provider.call('carla');
    const { call, recording } = await newMessage(before);
    expect(call.trunkId).toBe(carla.trunkId);
    expect(recording.ms).toBeGreaterThan(2500);
    expect(
      provider
        .log()
        .match(/ANSWERED secure=\d*/g)
        ?.at(-1),
    ).toBe('ANSWERED secure=1');
    const stranger = await change(
      carla.trunkId,
      draft('carla', 'carla-geheim', { ...secure, server: `${provider.host}:${provider.strangerTlsPort}` }),
    );
    await untilState(stranger.trunkId, 'unreachable');
    await remove(carla.trunkId);
  });

  it('can do without login where addresses are enough', async () => {
    const plain = await add(
      draft('', '', { name: 'Anlage', kind: 'ip', password: null, server: provider.plainHost }),
    );
    await untilState(plain.trunkId, 'ready');
    const before = allCalls(house).length;
    await provider.callAddress(`sip:+493012345678@${house.sip.host}:${house.sip.port}`);
    const { call } = await newMessage(before);
    expect(call.trunkId).toBe(plain.trunkId);
    const twice = await office.send(
      'POST',
      '/trunks',
      draft('', '', { name: 'Noch eine', kind: 'ip', password: null, server: provider.plainHost }),
    );
    expect(twice.status).toBe(400);
    await remove(plain.trunkId);
  });

  it('can switch one off, and it gets no more calls', async () => {
    await change(bert.trunkId, { ...draft('bert', ''), password: null, isEnabled: false });
    expect(await stateOf(bert.trunkId)).toBe('off');
    expect(readFileSync(trunkFile(), 'utf8')).not.toContain(endpointOf(bert.trunkId as TrunkId));
  });

  it('has its trunks back after Asterisk was killed and started again, and after Hausruf was', async () => {
    await house.killAsterisk();
    await untilState(anna.trunkId, 'unknown');
    await house.startAsterisk();
    leaveAddress();
    await untilState(anna.trunkId, 'registered');
    await house.stopHausruf();
    await house.startHausruf();
    await untilState(anna.trunkId, 'registered');
  });
});

async function ariGet(path: string): Promise<unknown> {
  const { ari } = house.asterisk();
  const authorization = `Basic ${Buffer.from(`${ari.user}:${ari.password}`).toString('base64')}`;
  return (await fetch(`${ari.url}${path}`, { headers: { authorization } })).json();
}
