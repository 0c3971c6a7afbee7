/** Pulling models: survives cuts, refuses wrong content, leaves room on the disk. */
import { mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { makePace } from '../../src/engines/model-progress.ts';
import type { ModelEntry } from '../../src/engines/models.ts';
import { type PullProgress, pullModel, pullPatiently } from '../../src/engines/pull.ts';
import {
  cutAfter,
  holdAfter,
  type ModelServer,
  entryOf as makeEntry,
  openModelServer,
  type Serve,
  sha256,
  whole,
} from './model-server.ts';

const content = Buffer.alloc(300_000, 'weights, or something like it; ');
const tokens = Buffer.from('a 1\nb 2\n');

let base: string;
let folder: string;
let server: ModelServer;

beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'hausruf-models-'));
});
beforeEach(async () => {
  await server?.close();
  server = await openModelServer({ '/weights.bin': content, '/tokens.txt': tokens });
  folder = await mkdtemp(join(base, 'models-'));
});
afterAll(async () => {
  await server?.close();
  await rm(base, { recursive: true, force: true });
});

const entryOf = (change: Partial<ModelEntry['files'][number]> = {}): ModelEntry =>
  makeEntry(content, { url: `${server.address}/weights.bin`, ...change });
/** Weights and, after them, tokens. */
const twoFiles = (): ModelEntry => {
  const entry = entryOf();
  const path = 'some-model/tokens.txt';
  const url = `${server.address}/tokens.txt`;
  entry.files.push({ role: 'tokens', path, bytes: tokens.length, sha256: sha256(tokens), url });
  return entry;
};
const place = (name: string) => join(folder, 'some-model', name);
const ranges = () => server.asked.map(({ range }) => range);
const isThere = (name: string) =>
  stat(place(name)).then(
    () => true,
    () => false,
  );

describe('pulling a model', () => {
  it('leaves the file under its name, and does not fetch it twice', async () => {
    const seen: PullProgress[] = [];
    await pullModel(entryOf(), { folder, onProgress: progress => seen.push(progress) });
    expect((await readFile(place('weights.bin'))).equals(content)).toBe(true);
    expect(seen.at(-1)).toEqual({
      path: 'some-model/weights.bin',
      done: content.length,
      total: content.length,
    });
    // The program keeps its own files to itself, but weights are for everybody.
    expect((await stat(place('weights.bin'))).mode & 0o777).toBe(0o644);
    await pullModel(entryOf(), { folder });
    expect(ranges()).toEqual([undefined]);
  });

  it('continues where the line was cut', async () => {
    server.setServe(cutAfter(100_000));
    await expect(pullModel(entryOf(), { folder })).rejects.toMatchObject({
      code: 'MODEL_MISSING',
      temporary: true,
    });
    expect(await isThere('weights.bin')).toBe(false);
    const { size } = await stat(place('weights.bin.part'));
    expect(size).toBeGreaterThan(0);
    server.setServe(whole);
    await pullModel(entryOf(), { folder });
    expect(ranges()).toEqual([undefined, `bytes=${size}-`]);
    expect((await readFile(place('weights.bin'))).equals(content)).toBe(true);
  });

  /** A server with versions of a file: `ETag`, and `If-Range` where it knows that. */
  const versioned =
    (tag: string, options: { cutAfter?: number; knowsIfRange?: boolean } = {}): Serve =>
    (range, response, bytes, ifRange) => {
      const asked =
        options.knowsIfRange !== false && ifRange !== undefined && ifRange !== tag ? undefined : range;
      response.setHeader('etag', tag);
      (options.cutAfter === undefined ? whole : cutAfter(options.cutAfter))(asked, response, bytes);
    };

  it('continues the version that it began, and begins anew where the server has another one now', async () => {
    for (const knowsIfRange of [true, false]) {
      server.setServe((range, response, bytes) =>
        versioned('"one"', { cutAfter: 100_000 })(range, response, Buffer.alloc(bytes.length, 'old')),
      );
      await expect(pullModel(entryOf(), { folder })).rejects.toMatchObject({ temporary: true });
      const asked: (string | undefined)[] = [];
      server.setServe((range, response, bytes, ifRange) => {
        asked.push(ifRange);
        versioned('"two"', { knowsIfRange })(range, response, bytes, ifRange);
      });
      await pullPatiently(entryOf(), { folder, pausesMs: [1] });
      expect((await readFile(place('weights.bin'))).equals(content)).toBe(true);
      expect(asked).toEqual(knowsIfRange ? ['"one"'] : ['"one"', undefined]);
      await rm(place('weights.bin'));
      expect(await readdir(dirname(place('weights.bin')))).toEqual([]);
    }
  });

  it('asks for the rest of the version that it has, and gets it', async () => {
    server.setServe(versioned('"one"', { cutAfter: 100_000 }));
    await expect(pullModel(entryOf(), { folder })).rejects.toMatchObject({ temporary: true });
    const { size } = await stat(place('weights.bin.part'));
    server.setServe(versioned('"one"'));
    await pullModel(entryOf(), { folder });
    expect(ranges()).toEqual([undefined, `bytes=${size}-`]);
    expect((await readFile(place('weights.bin'))).equals(content)).toBe(true);
  });

  it('goes on by itself after cut upon cut, and tells of each', async () => {
    server.setServe(cutAfter(70_000));
    const cuts: string[] = [];
    await pullPatiently(entryOf(), {
      folder,
      pausesMs: [1],
      onCut: error => {
        cuts.push(error.message);
        if (cuts.length === 3) server.setServe(whole);
      },
    });
    expect(cuts).toHaveLength(3);
    expect((await readFile(place('weights.bin'))).equals(content)).toBe(true);
    expect(new Set(ranges()).size).toBeGreaterThan(1);
  });

  it('gives up when nothing comes any more, and at once when a file does not exist', async () => {
    server.setServe((_, response) => response.writeHead(503).end());
    await expect(pullPatiently(entryOf(), { folder, pausesMs: [1] })).rejects.toThrow(/503/);
    expect(server.asked).toHaveLength(12);
    server.asked.length = 0;
    const gone = entryOf({ url: `${server.address}/nothing.bin` });
    await expect(pullPatiently(gone, { folder, pausesMs: [1] })).rejects.toMatchObject({
      code: 'MODEL_MISSING',
      temporary: false,
      message: expect.stringContaining('404'),
    });
    expect(server.asked).toHaveLength(1);
  });

  it('stops when told to, keeps what has come and goes on from there', async () => {
    const held = holdAfter(120_000);
    server.setServe(held.serve);
    const stop = new AbortController();
    const pulling = pullPatiently(entryOf(), {
      folder,
      signal: stop.signal,
      onProgress: ({ done }) => {
        if (done >= 120_000) stop.abort();
      },
    });
    await expect(pulling).rejects.toThrow();
    held.goOn();
    expect((await stat(place('weights.bin.part'))).size).toBe(120_000);
    server.setServe(whole);
    await pullModel(entryOf(), { folder });
    expect(ranges().at(-1)).toBe('bytes=120000-');
  });

  it('shows a model of several files only when all are there, and counts its bytes as one', async () => {
    server.setServe((range, response, bytes) =>
      bytes === tokens ? response.writeHead(404).end() : whole(range, response, bytes),
    );
    await expect(pullModel(twoFiles(), { folder })).rejects.toMatchObject({ code: 'MODEL_MISSING' });
    expect([await isThere('weights.bin'), await isThere('weights.bin.part')]).toEqual([false, true]);
    server.setServe(whole);
    const seen: PullProgress[] = [];
    await pullModel(twoFiles(), { folder, onProgress: progress => seen.push(progress) });
    const total = content.length + tokens.length;
    expect(seen.map(progress => progress.total)).toEqual(seen.map(() => total));
    expect([seen[0]?.done, seen.at(-1)?.done]).toEqual([content.length, total]);
    expect([await isThere('weights.bin'), await isThere('tokens.txt')]).toEqual([true, true]);
    // The weights had come already: they were not asked for again.
    expect(server.asked.filter(({ path }) => path === '/weights.bin')).toHaveLength(1);
  });

  it('waits while the line is needed for a call', async () => {
    let asked = 0;
    let letGo: () => void = () => undefined;
    const call = new Promise<void>(done => {
      letGo = done;
    });
    const pulling = pullModel(entryOf(), {
      folder,
      whenRoom: () => {
        asked += 1;
        return call;
      },
    });
    await expect.poll(() => asked).toBe(1);
    expect((await stat(place('weights.bin.part'))).size).toBeLessThan(content.length);
    letGo();
    await pulling;
    expect(await isThere('weights.bin')).toBe(true);
  });

  it('leaves a part alone that another program is writing', async () => {
    await mkdir(place(''), { recursive: true });
    await writeFile(place('weights.bin.part'), content.subarray(0, 1000));
    const writing = setInterval(() => utimes(place('weights.bin.part'), new Date(), new Date()), 100);
    await expect(pullModel(entryOf(), { folder })).rejects.toMatchObject({
      temporary: true,
      message: expect.stringContaining('another program'),
    });
    clearInterval(writing);
    expect(server.asked).toEqual([]);
  });

  it('starts over where the server knows no ranges', async () => {
    server.setServe(cutAfter(100_000));
    await expect(pullModel(entryOf(), { folder })).rejects.toThrow();
    server.setServe((_, response) => response.writeHead(200).end(content));
    await pullModel(entryOf(), { folder });
    expect((await readFile(place('weights.bin'))).equals(content)).toBe(true);
  });

  it('only checks a part that was complete already', async () => {
    await mkdir(place(''), { recursive: true });
    await writeFile(place('weights.bin.part'), content);
    await pullModel(entryOf(), { folder });
    expect(ranges()).toEqual([]);
    expect((await readFile(place('weights.bin'))).equals(content)).toBe(true);
  });

  it('refuses wrong content, keeps none of it, and can be run again', async () => {
    for (const bytes of [content.length, null]) {
      const wrong = Buffer.from(content);
      wrong[5] = 0;
      server.setServe((_, response) => response.writeHead(200).end(wrong));
      await expect(pullModel(entryOf({ bytes }), { folder })).rejects.toMatchObject({
        code: 'MODEL_BROKEN',
        message: expect.stringContaining('SHA-256'),
      });
      expect([await isThere('weights.bin'), await isThere('weights.bin.part')]).toEqual([false, false]);
    }
    server.setServe(whole);
    await pullModel(entryOf(), { folder });
  });

  it('does not begin what the disk cannot hold, and does not let a server fill it', async () => {
    await expect(pullModel(entryOf({ bytes: 9e17 }), { folder })).rejects.toMatchObject({
      code: 'MODEL_NO_ROOM',
      message: expect.stringMatching(/\d+ MB free; 900000000000 MB are needed/),
    });
    expect(server.asked).toEqual([]);
    server.setServe((_, response) => response.writeHead(200).end(Buffer.concat([content, content])));
    await expect(pullModel(entryOf(), { folder })).rejects.toMatchObject({ code: 'MODEL_BROKEN' });
  });

  it('does not try again what the disk refuses', async () => {
    await mkdir(place('weights.bin.part'), { recursive: true });
    const cuts: string[] = [];
    const pulling = pullPatiently(entryOf(), {
      folder,
      pausesMs: [1],
      onCut: error => cuts.push(error.message),
    });
    await expect(pulling).rejects.toMatchObject({ code: 'CONFIG_INVALID', temporary: false });
    expect(cuts).toEqual([]);
  });

  it('tells when nobody listens, and what does not come from the network', async () => {
    const nobody = entryOf({ url: 'http://127.0.0.1:1/weights.bin' });
    await expect(pullModel(nobody, { folder })).rejects.toMatchObject({ code: 'MODEL_MISSING' });
    await expect(pullModel(makeEntry(content), { folder })).rejects.toThrow(/comes with the program/);
  });
});

describe('the pace of a download', () => {
  it('is that of the last seconds, and says how long it takes', () => {
    const pace = makePace();
    expect(pace({ atMs: 0, done: 0, total: 100_000 })).toEqual({ bytesPerSecond: 0, secondsLeft: null });
    expect(pace({ atMs: 1_000, done: 10_000, total: 100_000 })).toEqual({
      bytesPerSecond: 10_000,
      secondsLeft: 9,
    });
    for (let second = 2; second <= 12; second += 1) {
      pace({ atMs: second * 1000, done: 10_000 + (second - 1) * 1000, total: 100_000 });
    }
    expect(pace({ atMs: 13_000, done: 22_000, total: 100_000 }).bytesPerSecond).toBe(1_000);
    // The server began anew: no negative pace.
    expect(pace({ atMs: 14_000, done: 500, total: 100_000 })).toEqual({
      bytesPerSecond: 0,
      secondsLeft: null,
    });
    expect(pace({ atMs: 15_000, done: 1_500, total: null })).toEqual({
      bytesPerSecond: 1_000,
      secondsLeft: null,
    });
  });
});
