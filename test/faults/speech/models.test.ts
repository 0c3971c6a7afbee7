/** Model files that are missing or wrong, or become so: the note goes out with its audio and says why. */
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { projectFolder } from '../../../scripts/tools.ts';
import { findModels, type InstalledModel, readManifest } from '../../../src/engines/models.ts';
import { said } from '../../e2e/kit.ts';
import { engineFailed, expectAudio, noModel, type Office, openOffice } from './office.ts';

const recording = readFileSync(said('laerm'));
const seconds = (recording.length - 44) / 16_000;
const source = join(projectFolder, 'models/demo-stt-de');
const modelFile = 'model.int8.onnx';

let folder: string;
let office: Office;
let installed: InstalledModel[] = [];
let problems: string[] = [];
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hausruf-fault-models-'));
  mkdirSync(join(folder, 'demo-stt-de'));
  for (const name of [modelFile, 'tokens.txt']) copyFileSync(join(source, name), place(name));
  office = await openOffice({ models: () => installed });
});
afterEach(async () => {
  await office.close();
  rmSync(folder, { recursive: true, force: true });
});

const place = (name: string) => join(folder, 'demo-stt-de', name);

/** As the product looks at its models from time to time. */
async function look(): Promise<void> {
  const { models } = await readManifest(join(projectFolder, 'models/manifest.json'));
  const found = await findModels({
    folders: [folder],
    manifest: { sets: [], models: models.filter(({ name }) => name === 'demo-stt-de') },
    cacheFile: join(folder, 'checked.json'),
  });
  installed = found.models;
  problems = found.problems.map(({ message }) => message);
}

describe('a model', () => {
  const whole = readFileSync(join(source, modelFile));
  const turned = Buffer.from(whole);
  turned[whole.length >> 1] = (turned[whole.length >> 1] ?? 0) ^ 1;
  const faults: [string, () => void, RegExp | null][] = [
    ['that is not there', () => rmSync(join(folder, 'demo-stt-de'), { recursive: true }), null],
    ['without its tokens', () => rmSync(place('tokens.txt')), /tokens\.txt/],
    ['that is cut off', () => writeFileSync(place(modelFile), whole.subarray(0, 1_000_000)), /1000000/],
    ['that is empty', () => writeFileSync(place(modelFile), ''), /model\.int8\.onnx/],
    ['of which one bit is wrong', () => writeFileSync(place(modelFile), turned), /SHA-256/i],
    [
      'that cannot be read (a folder in its place)',
      () => {
        rmSync(place(modelFile));
        mkdirSync(place(modelFile));
      },
      /model\.int8\.onnx/,
    ],
  ];
  it.each(faults)('%s is not used, and the note comes with its audio', async (_, spoil, told) => {
    spoil();
    await look();
    expect(installed).toEqual([]);
    if (told) expect(problems.join()).toMatch(told);
    else expect(problems).toEqual([]);
    expectAudio(await office.leave(recording), { seconds, says: noModel });
    expect(office.enginePid()).toBeNull();
  });

  const swaps: [string, () => void][] = [
    ['noise', () => writeFileSync(place(modelFile), Buffer.alloc(whole.length, 'x'))],
    ['half of itself', () => writeFileSync(place(modelFile), whole.subarray(0, whole.length >> 1))],
    ['nothing', () => rmSync(place(modelFile))],
    [
      'a folder',
      () => {
        rmSync(place(modelFile));
        mkdirSync(place(modelFile));
      },
    ],
  ];
  it.each(swaps)('swapped for %s after it was checked costs the words, not the note', async (_, swap) => {
    await look();
    expect(installed).toHaveLength(1);
    swap();
    expectAudio(await office.leave(recording), { seconds, says: engineFailed });
    // Put right again, it counts for the next message.
    rmSync(place(modelFile), { recursive: true, force: true });
    copyFileSync(join(source, modelFile), place(modelFile));
    await look();
    const { transcript } = await office.leave(recording);
    expect(transcript).toMatchObject({ kind: 'made', model: 'demo-stt-de' });
  });

  it('swapped while it is loaded changes nothing for the messages that come', async () => {
    await look();
    const first = await office.leave(recording);
    const pid = office.enginePid();
    expect(pid).not.toBeNull();
    rmSync(place(modelFile));
    writeFileSync(place(modelFile), Buffer.alloc(whole.length, 'x'));
    const second = await office.leave(recording);
    expect(office.enginePid()).toBe(pid);
    expect([first.transcript?.kind, second.transcript]).toEqual(['made', first.transcript]);
    // At the next look it is found out, although its size is right.
    await look();
    expect(installed).toEqual([]);
    expectAudio(await office.leave(recording), { seconds, says: noModel });
  });

  it('swapped for one of the same size and time ends in a note, too', async () => {
    await look();
    const when = new Date(Date.now() - 3_600_000);
    utimesSync(place(modelFile), when, when);
    await look();
    writeFileSync(place(modelFile), Buffer.alloc(whole.length, 'x'));
    utimesSync(place(modelFile), when, when);
    await look();
    expectAudio(await office.leave(recording), { seconds, says: /Abschrift nicht verfügbar/ });
  });
});
