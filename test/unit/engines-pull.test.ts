/** Pulling models: survives cuts, refuses wrong content; and the operator's command. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, copyFile, mkdir, mkdtemp, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Manifest, ModelEntry } from '../../src/engines/models.ts';
import { addModelFile, pullModel } from '../../src/engines/pull.ts';

const root = join(import.meta.dirname, '../..');
const content = Buffer.alloc(300_000, 'weights, or something like it; ');
const sha256 = createHash('sha256').update(content).digest('hex');

let base: string;
let folder: string;
let server: Server;
let url: string;
/** What the server does with a request; set by each test. */
let serve: (range: string | undefined, response: ServerResponse) => void;
let ranges: (string | undefined)[];

beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'hausruf-models-'));
  server = createServer((request, response) => {
    ranges.push(request.headers.range);
    serve(request.headers.range, response);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/weights.bin`;
});
beforeEach(async () => {
  folder = await mkdtemp(join(base, 'models-'));
  ranges = [];
  serve = whole;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise(resolve => server.close(resolve));
  await rm(base, { recursive: true, force: true });
});

const whole = (range: string | undefined, response: ServerResponse) => {
  const from = Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0);
  if (from >= content.length) return response.writeHead(416).end();
  const headers = range ? { 'content-range': `bytes ${from}-${content.length - 1}/${content.length}` } : {};
  response.writeHead(range ? 206 : 200, { ...headers, 'content-length': content.length - from });
  response.end(content.subarray(from));
};

/** Sends some bytes and then cuts the line, as a bad connection does. */
const cutAfter = (bytes: number) => (range: string | undefined, response: ServerResponse) => {
  const from = Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0);
  response.writeHead(range ? 206 : 200, { 'content-length': content.length - from });
  response.write(content.subarray(from, from + bytes), () => setTimeout(() => response.destroy(), 50));
};

const entryOf = (change: Partial<ModelEntry['files'][number]> = {}): ModelEntry => ({
  name: 'some-model',
  kind: 'stt-whisper',
  isDemo: false,
  licence: 'MIT',
  source: 'a test',
  note: 'nothing',
  files: [{ role: 'model', path: 'some-model/weights.bin', bytes: content.length, sha256, url, ...change }],
});
const manifestOf = (...models: ModelEntry[]): Manifest => ({ models });
const place = (name: string) => join(folder, 'some-model', name);

describe('pulling a model', () => {
  it('leaves the file under its name, and does not fetch it twice', async () => {
    const seen: [number, number | null][] = [];
    await pullModel(entryOf(), { folder, onProgress: (_, done, total) => seen.push([done, total]) });
    expect((await readFile(place('weights.bin'))).equals(content)).toBe(true);
    expect(seen.at(-1)).toEqual([content.length, content.length]);
    await pullModel(entryOf(), { folder });
    expect(ranges).toEqual([undefined]);
  });

  it('continues where the line was cut', async () => {
    serve = cutAfter(100_000);
    await expect(pullModel(entryOf(), { folder })).rejects.toMatchObject({
      code: 'MODEL_MISSING',
      temporary: true,
    });
    await expect(stat(place('weights.bin'))).rejects.toThrow();
    const { size } = await stat(place('weights.bin.part'));
    expect(size).toBeGreaterThan(0);
    serve = whole;
    await pullModel(entryOf(), { folder });
    expect(ranges).toEqual([undefined, `bytes=${size}-`]);
    expect((await readFile(place('weights.bin'))).equals(content)).toBe(true);
  });

  it('starts over where the server knows no ranges', async () => {
    serve = cutAfter(100_000);
    await expect(pullModel(entryOf(), { folder })).rejects.toThrow();
    serve = (_, response) => response.writeHead(200).end(content);
    await pullModel(entryOf(), { folder });
    expect((await readFile(place('weights.bin'))).equals(content)).toBe(true);
  });

  it('only checks a part that was complete already', async () => {
    await mkdir(place(''), { recursive: true });
    await writeFile(place('weights.bin.part'), content);
    await pullModel(entryOf(), { folder });
    expect(ranges).toEqual([]);
    expect((await readFile(place('weights.bin'))).equals(content)).toBe(true);
  });

  it('refuses wrong content, keeps none of it, and can be run again', async () => {
    for (const bytes of [content.length, null]) {
      const wrong = Buffer.from(content);
      wrong[5] = 0;
      serve = (_, response) => response.writeHead(200).end(wrong);
      await expect(pullModel(entryOf({ bytes }), { folder })).rejects.toMatchObject({
        code: 'MODEL_BROKEN',
        message: expect.stringContaining('SHA-256'),
      });
      await expect(stat(place('weights.bin'))).rejects.toThrow();
      await expect(stat(place('weights.bin.part'))).rejects.toThrow();
    }
    serve = whole;
    await pullModel(entryOf(), { folder });
  });

  it('does not let a server fill the disk', async () => {
    serve = (_, response) => response.writeHead(200).end(Buffer.concat([content, content]));
    await expect(pullModel(entryOf(), { folder })).rejects.toMatchObject({ code: 'MODEL_BROKEN' });
  });

  it('tells when the server has no such file, or when nobody listens', async () => {
    serve = (_, response) => response.writeHead(404).end();
    await expect(pullModel(entryOf(), { folder })).rejects.toMatchObject({
      code: 'MODEL_MISSING',
      message: expect.stringContaining('404'),
    });
    const nobody = entryOf({ url: 'http://127.0.0.1:1/weights.bin' });
    await expect(pullModel(nobody, { folder })).rejects.toMatchObject({ code: 'MODEL_MISSING' });
  });
});

describe('a model on a USB stick', () => {
  it('is copied when it is the right file, and refused with size or hash when not', async () => {
    const stick = join(folder, 'stick.bin');
    await writeFile(stick, content);
    await chmod(stick, 0o444);
    await addModelFile(stick, entryOf(), { folder });
    expect((await readFile(place('weights.bin'))).equals(content)).toBe(true);
    await copyFile(stick, join(folder, 'short.bin'));
    await chmod(join(folder, 'short.bin'), 0o644);
    await truncate(join(folder, 'short.bin'), 10);
    await expect(addModelFile(join(folder, 'short.bin'), entryOf(), { folder })).rejects.toMatchObject({
      code: 'MODEL_BROKEN',
      message: expect.stringContaining('10 bytes instead of 300000'),
    });
    await expect(addModelFile(join(folder, 'none'), entryOf(), { folder })).rejects.toMatchObject({
      code: 'MODEL_BROKEN',
    });
  });
});

describe('the command', () => {
  const run = (...args: string[]) =>
    new Promise<{ code: number | null; output: string }>(resolve => {
      const child = spawn(process.execPath, [join(root, 'scripts/models.ts'), ...args]);
      let output = '';
      child.stdout.on('data', data => {
        output += data;
      });
      child.stderr.on('data', data => {
        output += data;
      });
      child.once('close', code => resolve({ code, output }));
    });

  it('lists, pulls, verifies and finds damage', async () => {
    const manifest = join(folder, 'manifest.json');
    await writeFile(manifest, JSON.stringify(manifestOf(entryOf())));
    const options = ['--folder', folder, '--manifest', manifest];
    expect(await run('list', ...options)).toMatchObject({
      code: 0,
      output: expect.stringContaining('not installed'),
    });
    expect(await run('pull', 'some-model', ...options)).toMatchObject({ code: 0 });
    expect(await run('verify', ...options)).toMatchObject({
      code: 0,
      output: expect.stringContaining('are right'),
    });
    await truncate(place('weights.bin'), 10);
    expect(await run('verify', ...options)).toMatchObject({
      code: 1,
      output: expect.stringContaining('10 bytes'),
    });
    expect(await run('list', ...options)).toMatchObject({
      code: 1,
      output: expect.stringContaining('BROKEN'),
    });
    expect(await run('pull', 'some-model', ...options)).toMatchObject({ code: 0 });
  });

  it('explains itself, and refuses what it does not know', async () => {
    expect(await run('--help')).toMatchObject({ code: 0, output: expect.stringContaining('pull NAME') });
    expect((await run()).code).toBe(2);
    expect((await run('list', '--unknown')).code).toBe(2);
    expect(await run('pull', 'nobody')).toMatchObject({
      code: 1,
      output: expect.stringContaining('demo-stt-de'),
    });
  });
});
