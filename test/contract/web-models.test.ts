/** Models over the API: the real desk, a real local server to fetch from. Nothing is fetched unasked. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Value } from 'typebox/value';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LiveEvent } from '../../src/domain/api.ts';
import { ModelsReply, type ModelView, type ModelsReply as Reply } from '../../src/domain/api-models.ts';
import { saveModelChoice } from '../../src/engines/model-choice.ts';
import type { Manifest } from '../../src/engines/models.ts';
import {
  cutAfter,
  entryOf,
  holdAfter,
  type ModelServer,
  manifestOf,
  openModelServer,
  whole,
} from '../unit/model-server.ts';
import { type House, openHouse } from './web-house.ts';

const weights = Buffer.alloc(300_000, 'weights, or something like it; ');
const detector = Buffer.from('finds speech');

let house: House;
let server: ModelServer;
let events: LiveEvent[];

beforeEach(async () => {
  server = await openModelServer({ '/weights.bin': weights, '/vad.onnx': detector });
  events = [];
});
afterEach(async () => {
  await house?.close();
  await server.close();
});

function manifest(): Manifest {
  const made = manifestOf(
    entryOf(weights, { url: `${server.address}/weights.bin` }),
    entryOf(
      detector,
      { path: 'a-vad/vad.onnx', url: `${server.address}/vad.onnx` },
      { name: 'a-vad', title: 'Ein Melder', kind: 'vad-silero' },
    ),
    entryOf(weights, { path: 'demo/weights.bin' }, { name: 'demo', isDemo: true }),
    entryOf(
      weights,
      { path: 'big/weights.bin', bytes: 9e15, url: `${server.address}/weights.bin` },
      { name: 'big', needs: { cores: 64, memoryMb: 100 } },
    ),
  );
  const set = (name: string, cores: number) => ({
    name,
    title: name,
    needs: { cores, memoryMb: 1000 },
    models: ['some-model', 'a-vad'],
  });
  made.sets.push(set('klein', 2), set('mittel', 4), set('riesig', 64));
  return made;
}

async function open(): Promise<void> {
  house = await openHouse({ models: { manifest: manifest() } });
  house.listeners.add(event => events.push(event));
}
const read = async (): Promise<Reply> => (await house.ask('GET', '/api/v1/models')).json;
const model = async (name = 'some-model'): Promise<ModelView> => {
  const found = (await read()).models.find(each => each.name === name);
  if (!found) throw new Error(`no model ${name}`);
  return found;
};
const post = (path: string) => house.ask('POST', `/api/v1/${path}`, { body: {} });
const fileOf = (name: string, file = 'weights.bin') => join(house.models.modelsFolder, name, file);
const put = (name: string, bytes: Buffer) => {
  mkdirSync(join(fileOf(name), '..'), { recursive: true });
  writeFileSync(fileOf(name), bytes);
};
const until = (name: string, state: ModelView['state']) =>
  expect.poll(async () => (await model(name)).state, { timeout: 10_000 }).toBe(state);

describe('the models', () => {
  it('are told with what each needs and whether this machine has it; nobody has asked the network', async () => {
    await open();
    const reply = await read();
    expect([...Value.Errors(ModelsReply, reply)]).toEqual([]);
    expect(reply.machine).toMatchObject({ cores: 4, memoryMb: 8200, freeDiskMb: expect.any(Number) });
    expect(reply.sets.map(set => [set.name, set.suits, set.isRecommended, set.isInstalled])).toEqual([
      ['klein', true, false, false],
      ['mittel', true, true, false],
      ['riesig', false, false, false],
    ]);
    expect(await model()).toMatchObject({
      state: 'missing',
      suits: true,
      brings: ['Ein Melder'],
      fetchBytes: weights.length + detector.length,
      hosts: [new URL(server.address).host],
      licence: 'MIT',
      canBeChosen: false,
    });
    expect((await model('big')).suits).toBe(false);
    expect(server.asked).toEqual([]);
  });

  it('are for people who are logged in', async () => {
    await open();
    for (const [method, path] of [
      ['GET', 'models'],
      ['POST', 'models/some-model/download'],
      ['DELETE', 'models/some-model/download'],
      ['POST', 'models/some-model/check'],
      ['PUT', 'models/some-model/choice'],
      ['DELETE', 'models/some-model/choice'],
      ['POST', 'model-sets/klein/download'],
    ] as const) {
      const body = method === 'POST' || method === 'PUT' ? { body: {} } : {};
      expect((await house.ask(method, `/api/v1/${path}`, { ...body, session: false })).status).toBe(401);
    }
    expect(server.asked).toEqual([]);
  });

  it('that do not exist are refused', async () => {
    await open();
    expect((await post('models/nobody/download')).status).toBe(404);
    expect((await post('model-sets/nobody/download')).status).toBe(404);
    expect((await post('models/..%2F..%2Fetc%2Fpasswd/check')).status).toBe(404);
  });
});

describe('a download', () => {
  it('runs in the server, brings what goes with it, and is news', async () => {
    await open();
    const begun = await post('models/some-model/download');
    expect(begun.status).toBe(202);
    await until('some-model', 'installed');
    await until('a-vad', 'installed');
    expect(server.asked.map(({ path }) => path)).toEqual(['/vad.onnx', '/weights.bin']);
    expect(readFileSync(fileOf('some-model')).equals(weights)).toBe(true);
    expect(events).toContainEqual({ type: 'models-changed' });
    await expect.poll(() => house.models.looks()).toBeGreaterThan(0);
    // What is there is not fetched again.
    await post('model-sets/klein/download');
    expect(server.asked).toHaveLength(2);
  });

  it('shows how far it is, can be stopped, and goes on from there', async () => {
    await open();
    const held = holdAfter(150_000);
    server.setServe((range, response, bytes) =>
      (bytes === weights ? held.serve : whole)(range, response, bytes),
    );
    await post('models/some-model/download');
    await expect.poll(async () => (await model()).download?.doneBytes).toBe(150_000);
    expect(await model()).toMatchObject({
      state: 'loading',
      download: { state: 'running', totalBytes: weights.length },
    });
    // A page that is opened now sees the same; a second order changes nothing.
    await post('models/some-model/download');
    const stopped = await house.ask('DELETE', '/api/v1/models/some-model/download');
    expect(stopped.status).toBe(200);
    await until('some-model', 'partial');
    expect(await model()).toMatchObject({ presentBytes: 150_000, download: null, problem: null });
    held.goOn();
    server.setServe(whole);
    await post('models/some-model/download');
    await until('some-model', 'installed');
    expect(server.asked.at(-1)).toEqual({ path: '/weights.bin', range: 'bytes=150000-' });
    const nothing = await house.ask('DELETE', '/api/v1/models/some-model/download');
    expect([nothing.status, nothing.json.code]).toEqual([409, 'MODEL_REFUSED']);
  });

  it('is tried again by itself after a cut', async () => {
    await open();
    let served = 0;
    server.setServe((range, response, bytes) => {
      if (bytes === weights) served += 1;
      return (bytes === weights && served < 3 ? cutAfter(100_000) : whole)(range, response, bytes);
    });
    await post('models/some-model/download');
    await until('some-model', 'installed');
    expect(readFileSync(fileOf('some-model')).equals(weights)).toBe(true);
    expect(server.asked.some(({ range }) => range !== undefined)).toBe(true);
  });

  it('waits while somebody telephones', async () => {
    await open();
    house.models.line.calls = 1;
    await post('models/some-model/download');
    await expect.poll(async () => (await model('a-vad')).download?.state).toBe('paused');
    expect((await model()).download?.state).toBe('queued');
    house.models.line.calls = 0;
    await until('some-model', 'installed');
  });

  it('of wrong content ends with a plain reason, and nothing of it is kept', async () => {
    await open();
    const wrong = Buffer.from(weights);
    wrong[7] = 1;
    server.setServe((range, response, bytes) => whole(range, response, bytes === weights ? wrong : bytes));
    await post('models/some-model/download');
    await expect.poll(async () => (await model()).problem).toContain('nicht die erwartete Datei');
    expect(await model()).toMatchObject({ state: 'missing', presentBytes: 0 });
  });

  it('that the disk cannot hold, or that comes with the program, is refused before it begins', async () => {
    await open();
    const big = await post('models/big/download');
    expect([big.status, big.json.message]).toEqual([409, expect.stringContaining('zu wenig Platz')]);
    const demo = await post('models/demo/download');
    expect([demo.status, demo.json.message]).toEqual([409, expect.stringContaining('gehört zum Programm')]);
    expect(server.asked).toEqual([]);
  });
});

describe('a model file that is not what it should be', () => {
  it.each([
    [
      'cut off',
      weights.subarray(0, 1000),
      /hat 1\.000 statt 300\.000 Bytes.*Bitte laden Sie das Modell erneut/,
    ],
    ['changed', Buffer.concat([Buffer.from('X'), weights.subarray(1)]), /anderen Inhalt.*SHA-256/],
    ['empty', Buffer.alloc(0), /hat 0 statt/],
  ])('%s is shown with what to do, on the page and for the health', async (_, bytes, words) => {
    await open();
    expect(house.models.desk.problem()).toBeNull();
    put('some-model', bytes);
    await until('some-model', 'broken');
    expect((await model()).problem).toMatch(words);
    expect(house.models.desk.problem()).toMatch(words);
    const refused = await house.ask('PUT', '/api/v1/models/some-model/choice', { body: {} });
    expect([refused.status, refused.json.message]).toEqual([
      409,
      expect.stringContaining('nicht installiert'),
    ]);
    await post('models/some-model/download');
    await until('some-model', 'installed');
    expect(house.models.desk.problem()).toBeNull();
  });

  it('is found by checking even when size and time say nothing', async () => {
    await open();
    put('some-model', weights);
    await until('some-model', 'installed');
    expect((await model()).checkedAt).toBeNull();
    await post('models/some-model/check');
    await expect.poll(async () => (await model()).checkedAt).toBe(house.clock.now);
    const refused = await post('models/big/check');
    expect([refused.status, refused.json.message]).toEqual([
      409,
      expect.stringContaining('nicht installiert'),
    ]);
  });
});

describe('choosing a model', () => {
  it('is kept for the engines, can be undone, and is no place for the demo', async () => {
    await open();
    put('some-model', weights);
    put('demo', weights);
    await until('some-model', 'installed');
    expect((await model()).canBeChosen).toBe(true);
    const chosen = await house.ask('PUT', '/api/v1/models/some-model/choice', { body: {} });
    expect(chosen.status).toBe(200);
    const file = join(house.models.dataFolder, 'models-in-use.json');
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ stt: 'some-model' });
    expect(await model()).toMatchObject({ isChosen: true, isInUse: false });
    house.models.inUse.push('some-model');
    expect((await model()).isInUse).toBe(true);
    expect(house.models.looks()).toBeGreaterThan(0);
    const demo = await house.ask('PUT', '/api/v1/models/demo/choice', { body: {} });
    expect([demo.status, demo.json.message]).toEqual([409, expect.stringContaining('synthetische Stimmen')]);
    await house.ask('DELETE', '/api/v1/models/some-model/choice');
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({});
  });

  it('by the command counts while the program runs; a chosen one that is gone is a problem', async () => {
    await open();
    put('some-model', weights);
    await until('some-model', 'installed');
    await saveModelChoice(house.models.dataFolder, { task: 'stt', name: 'some-model' });
    await expect.poll(async () => (await model()).isChosen).toBe(true);
    await saveModelChoice(house.models.dataFolder, { task: 'stt', name: 'gone' });
    await expect.poll(async () => (await model()).isChosen).toBe(false);
    expect(house.models.desk.problem()).toContain('„gone“');
  });
});
