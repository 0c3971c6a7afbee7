import { mkdir, mkdtemp, readFile, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { markChosen, readModelChoices, saveModelChoice } from '../../src/engines/model-choice.ts';
import { modelsFor, recommendedSet, suitsModel } from '../../src/engines/model-plan.ts';
import { findModels, type Manifest, type ModelEntry, readManifest } from '../../src/engines/models.ts';
import { sha256 as hashOf, entryOf as makeEntry, manifestOf } from './model-server.ts';

const root = join(import.meta.dirname, '../..');
const content = Buffer.alloc(300_000, 'weights, or something like it; ');
const sha256 = hashOf(content);

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

const entryOf = (change: Partial<ModelEntry['files'][number]> = {}, more: Partial<ModelEntry> = {}) =>
  makeEntry(content, change, more);
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

describe('sets and wishes', () => {
  it('bring the voice activity with every recogniser, in the manifest of this version', async () => {
    const manifest = await readManifest(join(root, 'models/manifest.json'));
    const names = (wish: string) => modelsFor(wish, manifest).map(entry => entry.name);
    expect(manifest.sets.map(set => set.needs)).toEqual([
      { cores: 4, memoryMb: 8000 },
      { cores: 8, memoryMb: 16000 },
    ]);
    for (const set of manifest.sets) expect(names(`set:${set.name}`)).toContain('silero-vad');
    for (const entry of manifest.models) {
      const isRecogniser = entry.kind.startsWith('stt-') && !entry.isDemo;
      const alone = names(entry.name).filter(name => name !== 'silero-vad' || entry.kind === 'vad-silero');
      expect(alone).toEqual([entry.name]);
      expect(names(entry.name).includes('silero-vad')).toBe(isRecogniser || entry.kind === 'vad-silero');
      // What is fetched must be checkable before and after, and the operator must be told how much it is.
      for (const file of entry.files) expect(file.bytes).toBeGreaterThan(0);
    }
    expect(() => modelsFor('nobody', manifest)).toThrow(/known are: .*silero-vad.*set:4-kerne/);
    expect(() => modelsFor('set:nobody', manifest)).toThrow(/set:8-kerne/);
  });

  it('suit the machine or not: the largest set that does is recommended', async () => {
    const manifest = await readManifest(join(root, 'models/manifest.json'));
    const best = (cores: number, memoryMb: number) => recommendedSet(manifest, { cores, memoryMb });
    expect(best(2, 64_000)).toBeNull();
    expect(best(4, 4_000)).toBeNull();
    expect(best(4, 7_700)).toBe('4-kerne');
    expect(best(8, 8_200)).toBe('4-kerne');
    expect(best(16, 33_000)).toBe('8-kerne');
    const entry = entryOf({}, { needs: { cores: 4, memoryMb: 1000 } });
    expect(suitsModel(entry, { cores: 4, memoryMb: 2600 })).toBe(true);
    expect(suitsModel(entry, { cores: 4, memoryMb: 2000 })).toBe(false);
    expect(suitsModel(entry, { cores: 3, memoryMb: 8000 })).toBe(false);
  });

  it('refuses a manifest whose set names no model, or that has one twice', async () => {
    const file = join(folder, 'manifest.json');
    const set = { name: 'a', title: 'A', needs: { cores: 1, memoryMb: 1 }, models: ['nobody'] };
    await writeFile(file, JSON.stringify({ ...manifestOf(entryOf()), sets: [set] }));
    await expect(readManifest(file)).rejects.toThrow(/"nobody"/);
    await writeFile(file, JSON.stringify(manifestOf(entryOf(), entryOf())));
    await expect(readManifest(file)).rejects.toThrow(/twice/);
  });
});

describe('choosing a model', () => {
  const two = () => [
    entryOf(),
    entryOf({ path: 'other-model/weights.bin' }, { name: 'other-model' }),
    entryOf({ path: 'a-voice/weights.bin' }, { name: 'a-voice', kind: 'tts-piper', language: 'en' }),
  ];
  const installAll = async () => {
    for (const { files } of two()) {
      for (const { path } of files) {
        await mkdir(join(folder, path, '..'), { recursive: true });
        await writeFile(join(folder, path), content);
      }
    }
    return (await find(manifestOf(...two()))).models;
  };

  it('is kept beside the database, read back, and undone', async () => {
    const installed = await installAll();
    expect(await readModelChoices(folder)).toEqual({});
    await saveModelChoice(folder, { task: 'stt', name: 'other-model' });
    await saveModelChoice(folder, { task: 'tts-en', name: 'a-voice' });
    const choices = await readModelChoices(folder);
    expect(choices).toEqual({ stt: 'other-model', 'tts-en': 'a-voice' });
    expect(markChosen(installed, choices).map(model => [model.name, model.isChosen ?? false])).toEqual([
      ['other-model', true],
      ['a-voice', true],
      ['some-model', false],
    ]);
    await saveModelChoice(folder, { task: 'stt', name: null });
    expect(await readModelChoices(folder)).toEqual({ 'tts-en': 'a-voice' });
    // The command may be root's, the program is not: both read it.
    expect((await stat(join(folder, 'models-in-use.json'))).mode & 0o777).toBe(0o644);
  });

  it('counts as none when the file is damaged or names what is not there', async () => {
    const installed = await installAll();
    for (const text of ['', '{ nonsense', '[]', '{"stt": 5}', '{"kitchen": "some-model"}']) {
      await writeFile(join(folder, 'models-in-use.json'), text);
      expect(await readModelChoices(folder)).toEqual({});
    }
    expect(markChosen(installed, { stt: 'nobody' })).toEqual(installed);
  });

  it('says so when it cannot be kept', async () => {
    const nowhere = join(folder, 'no-folder');
    await expect(saveModelChoice(nowhere, { task: 'stt', name: 'x' })).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringContaining(nowhere),
    });
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

  it('can be told to hash again, which finds bytes that changed in silence', async () => {
    await mkdir(place(''), { recursive: true });
    const file = place('weights.bin');
    const cacheFile = join(folder, 'verified.json');
    await writeFile(file, content);
    const { atime, mtime } = await stat(file);
    expect((await find(manifestOf(entryOf()), cacheFile)).models).toHaveLength(1);
    await writeFile(file, Buffer.alloc(content.length, 'x'));
    await utimes(file, atime, mtime);
    const cache = JSON.parse(await readFile(cacheFile, 'utf8'));
    cache[file].changedMs = (await stat(file)).mtimeMs;
    await writeFile(cacheFile, JSON.stringify(cache));
    expect((await find(manifestOf(entryOf()), cacheFile)).models).toHaveLength(1);
    const manifest = manifestOf(entryOf());
    const fresh = await findModels({ folders: [folder], manifest, cacheFile, isFresh: true });
    expect(fresh.problems[0]?.faults[0]?.fault.kind).toBe('hash');
    // And it is remembered: the next ordinary look knows it too.
    expect((await find(manifest, cacheFile)).models).toEqual([]);
  });

  it('tells of a file that is there but cannot be looked at, instead of calling it not installed', async () => {
    await mkdir(place(''), { recursive: true });
    // A link to itself: what root cannot read either.
    await symlink(place('weights.bin'), place('weights.bin'));
    const found = await find(manifestOf(entryOf()));
    expect(found.problems[0]?.faults[0]?.fault).toEqual({ kind: 'unreadable', code: 'ELOOP' });
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
