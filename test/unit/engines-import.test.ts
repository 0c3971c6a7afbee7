/** Models on a USB stick: recognised by content, refused with size and hash shown, never half there. */
import { chmod, copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { importModels } from '../../src/engines/model-import.ts';
import type { Manifest, ModelEntry } from '../../src/engines/models.ts';
import { entryOf, manifestOf, sha256 } from './model-server.ts';

const content = Buffer.alloc(300_000, 'weights, or something like it; ');
const tokens = Buffer.from('a 1\nb 2\n');

let base: string;
let folder: string;
let stick: string;

beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'hausruf-stick-'));
});
beforeEach(async () => {
  const place = await mkdtemp(join(base, 'case-'));
  folder = join(place, 'models');
  stick = join(place, 'stick');
  await mkdir(stick);
});
afterAll(async () => {
  await rm(base, { recursive: true, force: true });
});

const one = entryOf(content);
const two: ModelEntry = {
  ...entryOf(content, {}, { name: 'two-files' }),
  files: [
    { role: 'model', path: 'two-files/encoder.onnx', bytes: content.length, sha256: sha256(content) },
    { role: 'tokens', path: 'two-files/tokens.txt', bytes: null, sha256: sha256(tokens) },
  ],
};
const run = (path: string, options: { manifest?: Manifest; name?: string } = {}) =>
  importModels(path, { manifest: options.manifest ?? manifestOf(one), folder, name: options.name ?? null });
/** Everything below the models folder. */
const installed = async (): Promise<string[]> =>
  (await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []))
    .filter(entry => entry.isFile())
    .map(entry => entry.name)
    .sort();

describe('a file on a USB stick', () => {
  it('is recognised by its content, whatever its name is', async () => {
    const file = join(stick, 'herunter (1).dat');
    await writeFile(file, content);
    await chmod(file, 0o444);
    expect(await run(file)).toEqual({
      taken: ['some-model/weights.bin'],
      kept: [],
      incomplete: [],
      refused: [],
    });
    expect((await readFile(join(folder, 'some-model/weights.bin'))).equals(content)).toBe(true);
    expect(await run(file, { name: 'some-model' })).toMatchObject({
      taken: [],
      kept: ['some-model/weights.bin'],
    });
    expect(await installed()).toEqual(['weights.bin']);
  });

  it.each([
    ['cut off', content.subarray(0, 12_345)],
    ['changed', Buffer.concat([Buffer.from('X'), content.subarray(1)])],
    ['empty', Buffer.alloc(0)],
  ])(
    'that is %s is refused with size and hash, found and expected, and nothing of it is kept',
    async (_, bytes) => {
      for (const name of ['weights.bin', 'other.bin']) {
        const file = join(stick, name);
        await writeFile(file, bytes);
        // By name, or by the model it is said to be.
        const options = name === 'weights.bin' ? {} : { name: 'some-model' };
        const refusal = await run(file, options).catch(error => error);
        expect(refusal).toMatchObject({ code: 'MODEL_BROKEN' });
        expect(refusal.message).toContain(`it has ${bytes.length} bytes, SHA-256 ${sha256(bytes)}`);
        expect(refusal.message).toContain(
          `expected: some-model/weights.bin has ${content.length} bytes, SHA-256 ${sha256(content)}`,
        );
      }
      expect(await installed()).toEqual([]);
    },
  );

  it('that looks like nothing known is refused with what it is', async () => {
    const file = join(stick, 'urlaub.jpg');
    await writeFile(file, 'a picture');
    const refusal = await run(file).catch(error => error);
    expect(refusal.message).toContain('9 bytes, SHA-256');
    expect(refusal.message).toContain('no model of this version has a file like that');
    await expect(run(join(stick, 'not-there.bin'))).rejects.toMatchObject({
      code: 'MODEL_BROKEN',
      message: expect.stringContaining('ENOENT'),
    });
    await expect(run(file, { name: 'nobody' })).rejects.toMatchObject({ code: 'MODEL_MISSING' });
  });

  it('of several that a model has is taken, and what still lacks is told', async () => {
    const file = join(stick, 'tokens.txt');
    await writeFile(file, tokens);
    expect(await run(file, { manifest: manifestOf(two) })).toMatchObject({
      taken: ['two-files/tokens.txt'],
      incomplete: [{ model: 'two-files', missing: ['encoder.onnx'] }],
    });
  });
});

describe('a whole USB stick', () => {
  it('gives what is a model, in any folder, and is left as it is', async () => {
    await mkdir(join(stick, 'Hausruf/Modelle'), { recursive: true });
    await writeFile(join(stick, 'Hausruf/Modelle/encoder.onnx'), content);
    await writeFile(join(stick, 'Hausruf/Modelle/tokens.txt'), tokens);
    await writeFile(join(stick, 'urlaub.jpg'), 'a picture');
    const manifest = manifestOf(one, two);
    const outcome = await run(stick, { manifest });
    expect(outcome.taken.sort()).toEqual([
      'some-model/weights.bin',
      'two-files/encoder.onnx',
      'two-files/tokens.txt',
    ]);
    expect([outcome.incomplete, outcome.refused]).toEqual([[], []]);
    expect(await installed()).toEqual(['encoder.onnx', 'tokens.txt', 'weights.bin']);
    // Only what was asked for.
    await rm(folder, { recursive: true });
    expect((await run(stick, { manifest, name: 'some-model' })).taken).toEqual(['some-model/weights.bin']);
  });

  it('takes no half model: what lacks is told', async () => {
    await writeFile(join(stick, 'encoder.onnx'), content);
    await expect(run(stick, { manifest: manifestOf(two) })).rejects.toMatchObject({
      code: 'MODEL_BROKEN',
      message: expect.stringContaining('two-files is not whole there: tokens.txt is missing'),
    });
    expect(await installed()).toEqual([]);
  });

  it('takes the good and names the bad with size and hash', async () => {
    await copyFile(await written('weights.bin', content), join(stick, 'copy.bin'));
    await writeFile(join(stick, 'tokens.txt'), 'torn');
    const outcome = await run(stick, { manifest: manifestOf(one, two) });
    expect(outcome.taken).toEqual(['some-model/weights.bin']);
    expect(outcome.refused.join(' ')).toContain(`it has 4 bytes, SHA-256 ${sha256(Buffer.from('torn'))}`);
    expect(outcome.refused.join(' ')).toContain(`SHA-256 ${sha256(tokens)}`);
  });

  it('without any model says so', async () => {
    await writeFile(join(stick, 'urlaub.jpg'), 'a picture');
    await expect(run(stick)).rejects.toMatchObject({ code: 'MODEL_MISSING' });
  });

  it('is not copied where the models folder cannot be written, and says so', async () => {
    await writeFile(join(stick, 'weights.bin'), content);
    await writeFile(folder, 'a file where the folder should be');
    await expect(run(stick)).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
  });

  const written = async (name: string, bytes: Buffer) => {
    await writeFile(join(stick, name), bytes);
    return join(stick, name);
  };
});
