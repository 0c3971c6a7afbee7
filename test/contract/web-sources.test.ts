import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Value } from 'typebox/value';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type SourceBody,
  SourcesReply,
  SourceTestReply,
  SourceView,
} from '../../src/domain/api-contact-sources.ts';
import { weekly } from '../../src/domain/contact-source.ts';
import { refusal } from './web-flows.ts';
import { type House, openHouse } from './web-house.ts';

let house: House;
beforeEach(async () => {
  house = await openHouse();
  mkdirSync(join(house.folder, 'import'), { recursive: true });
});
afterEach(() => house?.close());

const none = { password: null, privateKey: null, passphrase: null };
const body = (changes: Partial<SourceBody> = {}): SourceBody => ({
  name: ' Mieterliste ',
  place: { kind: 'folder', path: join(house.folder, 'import') },
  pattern: '*.csv',
  schedule: weekly,
  staleAfterDays: 35,
  isEnabled: true,
  secret: none,
  hostKey: null,
  ...changes,
});
const sftp: SourceBody['place'] = {
  kind: 'sftp',
  host: '127.0.0.1',
  port: 1,
  user: 'anna',
  signIn: 'password',
  folder: '',
};
const add = (changes: Partial<SourceBody> = {}) =>
  house.ask('POST', '/api/v1/contact-sources', { body: body(changes) });

describe('sources of contacts on the page', () => {
  it('are added, changed, run and removed; the contacts are there afterwards (R122)', async () => {
    writeFileSync(join(house.folder, 'import', 'liste.csv'), 'Name;Telefon\nAnna Muster;0441 12345\n');
    const added = await add();
    expect([added.status, [...Value.Errors(SourceView, added.json)]]).toEqual([201, []]);
    expect(added.json).toMatchObject({ name: 'Mieterliste', runs: [], hasPassword: false, problem: null });
    const path = `/api/v1/contact-sources/${added.json.sourceId}`;
    const changed = await house.ask('PUT', path, { body: body({ name: 'Eigentümer' }) });
    expect([changed.status, changed.json.name]).toEqual([200, 'Eigentümer']);
    const run = await house.ask('POST', `${path}/run`, { body: {} });
    expect(run.status).toBe(202);
    await house.contactSources.settled();
    const list = await house.ask('GET', '/api/v1/contact-sources');
    expect([...Value.Errors(SourcesReply, list.json)]).toEqual([]);
    expect(list.json.importFolders).toEqual([join(house.folder, 'import')]);
    expect(list.json.sources[0].runs).toMatchObject([
      { trigger: 'hand', outcome: 'applied', counts: { contacts: 1 } },
    ]);
    expect(house.services.contacts.overview().count).toBe(1);
    expect((await house.ask('DELETE', path)).status).toBe(204);
    expect((await house.ask('GET', '/api/v1/contact-sources')).json.sources).toEqual([]);
    for (const [method, at, how] of [
      ['PUT', path, { body: body() }],
      ['POST', `${path}/run`, { body: {} }],
      ['DELETE', path, {}],
    ] as const) {
      refusal(await house.ask(method, at, how), 404);
    }
  });

  it('are refused with a field to mend, and never take a partner', async () => {
    const place = (place: unknown) => add({ place: place as SourceBody['place'] });
    expect(refusal(await place({ ...sftp }), 400).field).toBe('password');
    expect(refusal(await place({ kind: 'https', url: 'ftp://x', user: '', ca: null }), 400).field).toBe(
      'url',
    );
    expect(refusal(await place({ kind: 'folder', path: 'listen' }), 400).field).toBe('path');
    refusal(await place({ kind: 'partner', connection: 'x' }), 400);
    refusal(await add({ name: '' }), 400);
    refusal(await add({ schedule: { ...weekly, hour: 24 } }), 400);
    expect((await house.ask('GET', '/api/v1/contact-sources')).json.sources).toEqual([]);
  });

  it('are tested step by step, without being saved', async () => {
    const test = (changes: Partial<SourceBody>) =>
      house.ask('POST', '/api/v1/contact-sources/test', { body: { ...body(changes), sourceId: null } });
    const empty = await test({});
    expect([empty.status, [...Value.Errors(SourceTestReply, empty.json)]]).toEqual([200, []]);
    expect(empty.json.steps).toMatchObject([
      { step: 'folder', isOk: true },
      { step: 'file', isOk: false, message: 'In dem Ordner liegt keine Datei, die auf „*.csv“ passt.' },
    ]);
    writeFileSync(join(house.folder, 'import', 'Mieter.csv'), 'Name\n');
    expect((await test({})).json.steps[1]).toMatchObject({
      isOk: true,
      message: 'Neueste Datei: Mieter.csv (5 Byte).',
    });
    const away = await test({ place: sftp, secret: { ...none, password: 'x' } });
    expect(away.json.steps).toMatchObject([
      { step: 'dns', isOk: true },
      { step: 'connect', isOk: false, message: expect.stringContaining('nicht erreichbar') },
    ]);
    expect((await house.ask('GET', '/api/v1/contact-sources')).json.sources).toEqual([]);
  });

  it('tell no password to anybody, not even the log, and none to strangers (R126)', async () => {
    const secret = { password: 'Canary-7', privateKey: 'Canary-8', passphrase: 'Canary-9' };
    const added = await add({ place: sftp, secret });
    expect(added.json).toMatchObject({ hasPassword: true, hasPrivateKey: true });
    await house.ask('POST', `/api/v1/contact-sources/${added.json.sourceId}/run`, { body: {} });
    await house.contactSources.settled();
    const list = await house.ask('GET', '/api/v1/contact-sources');
    expect(list.json.sources[0].runs[0].outcome).toBe('failed');
    expect(list.text + added.text + house.logged()).not.toContain('Canary');
    expect((await house.ask('GET', '/api/v1/contact-sources', { session: false })).status).toBe(401);
    const accept = `/api/v1/contact-sources/${added.json.sourceId}/host-key`;
    expect(
      refusal(await house.ask('POST', accept, { body: { hostKey: 'SHA256:x' } }), 400).message,
    ).toContain('anderen Schlüssel');
  });
});
