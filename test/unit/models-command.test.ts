/** The operator's command, as a process: `hausruf models …` and `npm run models -- …`. */
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, stat, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  entryOf,
  holdAfter,
  type ModelServer,
  manifestOf,
  openModelServer,
  sha256,
  whole,
} from './model-server.ts';

const root = join(import.meta.dirname, '../..');
const content = Buffer.alloc(300_000, 'weights, or something like it; ');
const detector = Buffer.from('finds speech');

let base: string;
let folder: string;
let server: ModelServer;
let options: string[];

beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'hausruf-command-'));
  server = await openModelServer({ '/weights.bin': content, '/vad.onnx': detector });
});
beforeEach(async () => {
  folder = await mkdtemp(join(base, 'case-'));
  server.setServe(whole);
  const manifest = manifestOf(
    entryOf(content, { url: `${server.address}/weights.bin` }),
    entryOf(
      detector,
      { path: 'a-vad/vad.onnx', url: `${server.address}/vad.onnx` },
      { name: 'a-vad', kind: 'vad-silero' },
    ),
    entryOf(content, { path: 'demo/weights.bin' }, { name: 'demo', isDemo: true }),
  );
  manifest.sets.push({
    name: 'klein',
    title: 'Klein',
    needs: { cores: 1, memoryMb: 1 },
    models: ['some-model', 'a-vad'],
  });
  await writeFile(join(folder, 'manifest.json'), JSON.stringify(manifest));
  options = [
    '--folder',
    join(folder, 'models'),
    '--data',
    folder,
    '--manifest',
    join(folder, 'manifest.json'),
  ];
});
afterAll(async () => {
  await server?.close();
  await rm(base, { recursive: true, force: true });
});

const place = (name: string) => join(folder, 'models/some-model', name);

function start(file: string, args: string[], cwd = folder) {
  const { INIT_CWD: _, ...environment } = process.env;
  const child = spawn(file, args, { cwd, env: environment });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', data => {
      output += data;
    });
  }
  const ended = new Promise<{ code: number | null; output: string }>((done, failed) => {
    child.once('error', failed);
    child.once('close', code => done({ code, output }));
  });
  return { child, ended, output: () => output };
}
const run = (...args: string[]) =>
  start(process.execPath, [join(root, 'scripts/models.ts'), ...args, ...options]).ended;
const says = (code: number, words: string | RegExp) => ({ code, output: expect.stringMatching(words) });

describe('hausruf models', { timeout: 60_000 }, () => {
  it('lists, pulls, verifies and finds damage', async () => {
    expect(await run('list')).toMatchObject(
      says(0, /some-model +not installed[\s\S]*set:klein +recommended here/),
    );
    const pulled = await run('pull', 'some-model');
    expect(pulled).toMatchObject(says(0, /some-model: 0\.3 MB from 127\.0\.0\.1/));
    expect(pulled.output).toMatch(/0\.3 of 0\.3 MB \(100 %\)/);
    // Who hears words needs to know where they are: the detector came along.
    expect(await run('verify')).toMatchObject(says(0, /some-model: size.*right[\s\S]*a-vad: size.*right/));
    await truncate(place('weights.bin'), 10);
    expect(await run('verify')).toMatchObject(says(1, '10 bytes'));
    expect(await run('verify', 'a-vad')).toMatchObject(says(0, 'right'));
    expect(await run('list')).toMatchObject(says(1, 'BROKEN'));
    expect(await run('use', 'some-model')).toMatchObject(says(1, '10 bytes'));
    expect(await run('pull', 'set:klein')).toMatchObject(says(0, 'some-model is installed'));
    expect(await run('verify')).toMatchObject(says(0, 'right'));
  });

  it('lists the voices that were imported here, and those that are damaged', async () => {
    for (const name of ['anna', 'berta']) {
      const voice = join(folder, 'models/voices', name);
      await mkdir(join(voice, 'espeak-ng-data'), { recursive: true });
      const files = await Promise.all(
        ['model.onnx', 'tokens.txt', 'espeak-ng-data/phontab'].map(async path => {
          await writeFile(join(voice, path), `${path} of ${name}`);
          return {
            path,
            bytes: Buffer.byteLength(`${path} of ${name}`),
            sha256: sha256(Buffer.from(`${path} of ${name}`)),
          };
        }),
      );
      const facts = { name, title: `Frau ${name}`, language: 'de', files };
      await writeFile(join(voice, 'voice.json'), JSON.stringify(facts));
    }
    expect(await run('list')).toMatchObject(
      says(0, /voice anna +installed[\s\S]*Frau anna[\s\S]*voice berta +installed/),
    );
    await truncate(join(folder, 'models/voices/berta/model.onnx'), 3);
    expect(await run('list')).toMatchObject(says(1, /voice anna +installed[\s\S]*voice berta +BROKEN/));
  });

  it('goes on after it was interrupted', async () => {
    const held = holdAfter(120_000);
    server.setServe((range, response, bytes) =>
      (bytes === content ? held.serve : whole)(range, response, bytes),
    );
    const pulling = start(process.execPath, [
      join(root, 'scripts/models.ts'),
      'pull',
      'some-model',
      ...options,
    ]);
    await expect
      .poll(
        () =>
          stat(place('weights.bin.part')).then(
            facts => facts.size,
            () => 0,
          ),
        { timeout: 20_000 },
      )
      .toBe(120_000);
    pulling.child.kill('SIGINT');
    expect(await pulling.ended).toMatchObject(says(130, 'run the same command to go on'));
    held.goOn();
    server.setServe(whole);
    server.asked.length = 0;
    expect((await run('pull', 'some-model')).code).toBe(0);
    expect(server.asked).toEqual([{ path: '/weights.bin', range: 'bytes=120000-' }]);
    expect((await readFile(place('weights.bin'))).equals(content)).toBe(true);
  });

  it('imports from a stick by a path from where the operator stands, and refuses a wrong file', async () => {
    await writeFile(join(folder, 'stick.bin'), content);
    expect(await run('import', 'stick.bin')).toMatchObject(says(0, 'some-model/weights.bin is installed'));
    expect(await run('add', 'stick.bin', 'some-model')).toMatchObject(says(0, 'was there already'));
    await rm(place('weights.bin'));
    await truncate(join(folder, 'stick.bin'), 10);
    const refused = await run('import', 'stick.bin', 'some-model');
    expect(refused).toMatchObject(says(1, `10 bytes, SHA-256 ${sha256(content.subarray(0, 10))}`));
    expect(refused.output).toContain(`300000 bytes, SHA-256 ${sha256(content)}`);
    await expect(stat(place('weights.bin'))).rejects.toThrow();
  });

  it('keeps which model is used where the program looks', async () => {
    expect(await run('use', 'some-model')).toMatchObject(says(1, 'not installed'));
    await run('pull', 'some-model');
    expect(await run('use', 'some-model')).toMatchObject(says(0, 'some-model is used'));
    expect(JSON.parse(await readFile(join(folder, 'models-in-use.json'), 'utf8'))).toEqual({
      stt: 'some-model',
    });
    expect(await run('list')).toMatchObject(says(0, 'installed, chosen'));
    expect(await run('use', 'demo')).toMatchObject(says(1, 'synthetic voices only'));
    expect(await run('use', 'a-vad')).toMatchObject(says(1, 'nothing to choose'));
    expect(await run('use', 'auto')).toMatchObject(says(0, 'chooses by itself'));
    expect(JSON.parse(await readFile(join(folder, 'models-in-use.json'), 'utf8'))).toEqual({});
  });

  it('explains itself, and refuses what it does not know', async () => {
    expect(await run('--help')).toMatchObject(says(0, 'pull NAME'));
    expect((await run()).code).toBe(2);
    expect((await run('list', '--unknown')).code).toBe(2);
    expect((await run('import')).code).toBe(2);
    expect(await run('pull', 'nobody')).toMatchObject(says(1, /some-model.*set:klein/));
    expect(await run('pull', 'set:nobody')).toMatchObject(says(1, 'set:klein'));
  });

  it('is called hausruf, from anywhere, also through a link', async () => {
    const link = join(folder, 'hausruf');
    await symlink(join(root, 'scripts/hausruf.mjs'), link);
    const list = await start(link, ['models', 'list', ...options], tmpdir()).ended;
    expect(list).toMatchObject(says(0, 'some-model'));
    expect(await start(link, [], tmpdir()).ended).toMatchObject(says(2, 'hausruf models'));
    expect(await start(link, ['models', 'verify', 'a-vad', ...options], tmpdir()).ended).toMatchObject(
      says(1, 'not installed'),
    );
  });
});
