import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const run = promisify(execFile);
const project = join(import.meta.dirname, '../..');
const bench = (...args: string[]) => run(process.execPath, ['bench/notes.ts', ...args], { cwd: project });
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hausruf-bench-notes-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the bench of notes', () => {
  it('tells what is right and what is wrong, and writes what it found', async () => {
    const out = join(folder, 'notes.jsonl');
    const { stdout } = await bench('--data', 'test/fixtures/notes-bench', '--engine', 'rules', '--out', out);
    const line = JSON.parse(stdout);
    // Three cases are read right; the fourth asks for what was not said, and each figure must show it.
    expect(line).toMatchObject({
      cases: 4,
      predicted: 4,
      fields: {
        callerName: { tp: 2, fp: 0, fn: 1 },
        houseNumber: { tp: 2, fp: 0, fn: 1 },
        callbackNumber: { tp: 2, fp: 0, fn: 1 },
        unit: { tp: 1, fp: 0, fn: 0 },
      },
      categoryAccuracy: 0.6667,
      emergencyRecall: 0.5,
      emergenciesMissed: 1,
      emergencyFalseAlarmRate: 0,
      mustNotMentionViolations: 1,
      inventedNames: 0,
      noSpeechRecall: 1,
      messagesLostAsNoSpeech: 0,
      callbackIsCallerNumberAccuracy: 1,
      numberWords: { pairs: 3, exactAccuracy: 0.6667, noPhoneAccuracy: 1, inventedNumbers: 0 },
    });
    const notes = (await readFile(out, 'utf8'))
      .trim()
      .split('\n')
      .map(each => JSON.parse(each));
    expect(notes.map(note => note.id)).toEqual(['T1', 'T2', 'T3', 'T4']);
    expect((await readFile(`${out}.numbers.tsv`, 'utf8')).split('\n')[0]).toMatch(/\t\+493023125004$/);
  });

  it('names the model that wrote, for figures of random weights say nothing', async context => {
    const model = join(project, '../shared/models/synthetic-ci-qwen3-q4k.gguf');
    if (!existsSync(model)) {
      if (process.env.REQUIRE_REAL) throw new Error('the synthetic model is missing in ../shared/models');
      return context.skip('the synthetic model is missing in ../shared/models');
    }
    const { stdout } = await bench(
      ...['--data', 'test/fixtures/notes-bench', '--engine', 'model', '--model', model],
    );
    expect(JSON.parse(stdout)).toMatchObject({
      engine: 'model',
      modelId: 'synthetic-ci-qwen3-q4k.gguf',
      isModelOfManifest: false,
      model: { failed: 0 },
      cases: 4,
      predicted: 4,
      // The rules' facts stay as they are, whatever the model writes.
      fields: { callerName: { tp: 2, fp: 0, fn: 1 }, callbackNumber: { tp: 2, fp: 0, fn: 1 } },
      inventedNames: 0,
    });
  });

  it('says what is missing, and how it is called', async () => {
    const absent = ['--model', join(folder, 'absent.gguf')];
    await expect(
      bench('--data', 'test/fixtures/notes-bench', '--engine', 'model', ...absent),
    ).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining('absent.gguf') });
    await expect(bench()).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining('Usage') });
  });
});
