import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findModels, type Manifest, type ModelEntry, readManifest } from '../../src/engines/models.ts';

const root = join(import.meta.dirname, '../..');
const content = Buffer.alloc(300_000, 'weights, or something like it; ');
const sha256 = createHash('sha256').update(content).digest('hex');

let base: string;
let folder: string;

beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'hausruf-models-'));
});
beforeEach(async () => {
  folder = await mkdtemp(join(base, 'models-'));
});
afterAll(async () => {
  await rm(base, { recursive: true, force: true });
});

const entryOf = (change: Partial<ModelEntry['files'][number]> = {}): ModelEntry => ({
  name: 'some-model',
  kind: 'stt-whisper',
  isDemo: false,
  licence: 'MIT',
  source: 'a test',
  note: 'nothing',
  files: [{ role: 'model', path: 'some-model/weights.bin', bytes: content.length, sha256, ...change }],
});
const manifestOf = (...models: ModelEntry[]): Manifest => ({ models });
const find = (manifest: Manifest, cacheFile: string | null = null) =>
  findModels({ folders: [folder], manifest, cacheFile });
const place = (name: string) => join(folder, 'some-model', name);

describe('the manifest', () => {
  it('of this version is valid, and the demo model in the repository is what it says', async () => {
    const manifest = await readManifest(join(root, 'models/manifest.json'));
    const found = await findModels({ folders: [join(root, 'models')], manifest, cacheFile: null });
    expect(found.problems).toEqual([]);
    expect(found.models.find(model => model.name === 'demo-stt-de')).toMatchObject({ isDemo: true });
  });

  it('is refused when it points out of the models folder or holds no hash', async () => {
    const wrong = [
      { path: '../../etc/passwd' },
      { path: 'a/../b' },
      { path: '/etc/passwd' },
      { sha256: 'none' },
    ];
    for (const change of wrong) {
      const file = join(folder, 'manifest.json');
      await writeFile(file, JSON.stringify(manifestOf(entryOf(change))));
      await expect(readManifest(file)).rejects.toMatchObject({ code: 'MODEL_BROKEN' });
    }
  });
});

describe('finding models', () => {
  it('says nothing of a model that is not installed', async () => {
    expect(await find(manifestOf(entryOf()))).toEqual({ models: [], problems: [] });
  });

  it('never uses a file that is cut off, changed or unreadable, and says which command helps', async () => {
    await mkdir(place(''), { recursive: true });
    const file = place('weights.bin');
    const changed = Buffer.from(content);
    changed[1000] = (changed[1000] ?? 0) ^ 1;
    for (const bytes of [content.subarray(0, 1000), changed, Buffer.alloc(0)]) {
      await writeFile(file, bytes);
      const found = await find(manifestOf(entryOf()));
      expect(found.models).toEqual([]);
      expect(found.problems).toMatchObject([
        {
          code: 'MODEL_BROKEN',
          message: expect.stringMatching(/weights\.bin.*npm run models -- pull some-model/),
        },
      ]);
    }
    await rm(file);
    await mkdir(file);
    expect((await find(manifestOf(entryOf()))).models).toEqual([]);
  });

  it('wants all files of a model', async () => {
    const entry = entryOf();
    entry.files.push({ role: 'tokens', path: 'some-model/tokens.txt', bytes: null, sha256 });
    await mkdir(place(''), { recursive: true });
    await writeFile(place('weights.bin'), content);
    expect(await find(manifestOf(entry))).toMatchObject({
      models: [],
      problems: [{ message: expect.stringContaining('tokens.txt is missing') }],
    });
    await writeFile(place('tokens.txt'), content);
    expect((await find(manifestOf(entry))).models).toMatchObject([
      { files: { tokens: place('tokens.txt') } },
    ]);
  });

  it('hashes a file once, and again when it has changed', async () => {
    await mkdir(place(''), { recursive: true });
    const file = place('weights.bin');
    const cacheFile = join(folder, 'verified.json');
    await writeFile(file, content);
    expect((await find(manifestOf(entryOf()), cacheFile)).models).toHaveLength(1);
    // The same size and time with other bytes is believed: so the second look did not hash.
    const { atime, mtime, mtimeMs } = await stat(file);
    await writeFile(file, Buffer.alloc(content.length, 'x'));
    await utimes(file, atime, mtime);
    const cache = JSON.parse(await readFile(cacheFile, 'utf8'));
    cache[file].changedMs = (await stat(file)).mtimeMs;
    await writeFile(cacheFile, JSON.stringify(cache));
    expect((await find(manifestOf(entryOf()), cacheFile)).models).toHaveLength(1);
    await utimes(file, atime, new Date(mtimeMs + 5000));
    expect((await find(manifestOf(entryOf()), cacheFile)).models).toEqual([]);
    // A cache that was damaged costs time, nothing else.
    await writeFile(cacheFile, '{ nonsense');
    await writeFile(file, content);
    expect((await find(manifestOf(entryOf()), cacheFile)).models).toHaveLength(1);
  });

  it('also works where the cache cannot be written', async () => {
    await mkdir(place(''), { recursive: true });
    await writeFile(place('weights.bin'), content);
    expect((await find(manifestOf(entryOf()), join(folder, 'no-folder/verified.json'))).models).toHaveLength(
      1,
    );
  });
});
