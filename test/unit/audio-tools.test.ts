/** MP3 and voice with the real lame and espeak-ng. */
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { installedTool } from '../../scripts/tools.ts';
import { rmsOf } from '../../src/audio/level.ts';
import { makeEncodeMp3 } from '../../src/audio/mp3.ts';
import { readWav, wavFacts } from '../../src/audio/wav.ts';
import { makeSynthesise } from '../../src/speech/synthesise.ts';

const message = join(import.meta.dirname, '../fixtures/demo-heizung.wav');
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hausruf-audio-tools-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function decodeMp3(mp3: Uint8Array): Buffer {
  const lame = installedTool('lame');
  const env = { ...process.env, ...lame.env };
  return execFileSync(lame.command, [...lame.args, '--quiet', '--mp3input', '--decode', '-', '-'], {
    input: mp3,
    env,
    maxBuffer: 1e8,
  });
}

describe('the MP3 of a message', () => {
  it('lasts as long as the recording and is as loud, at 32 kbit/s', async () => {
    const mp3 = await makeEncodeMp3(installedTool('lame'))(message);
    const { durationMs } = await wavFacts(message);
    // MPEG-2 layer III, as mail programs know it.
    expect([mp3[0], (mp3[1] ?? 0) & 0xfe]).toEqual([0xff, 0xf2]);
    const byBitRate = (mp3.length * 8) / 32;
    expect(Math.abs(byBitRate - durationMs)).toBeLessThan(150);
    const decoded = await readWav(decodeMp3(mp3));
    expect(decoded.sampleRate).toBe(16_000);
    expect(Math.abs((decoded.samples.length / 16_000) * 1000 - durationMs)).toBeLessThan(150);
    const original = await readWav(message);
    // lame takes a little off at the edges of the band.
    expect(Math.abs(rmsOf(decoded.samples) / rmsOf(original.samples) - 1)).toBeLessThan(0.15);
  });

  it('is whole although the recording was cut off by a crash', async () => {
    const bytes = await readFile(message);
    bytes.writeUInt32LE(0, 40);
    const file = join(folder, 'killed.wav');
    await writeFile(file, bytes);
    const mp3 = await makeEncodeMp3(installedTool('lame'))(file);
    expect(Math.abs((mp3.length * 8) / 32 - (await wavFacts(message)).durationMs)).toBeLessThan(150);
  });

  it('fails with a code when lame is missing, gone, stuck or told to stop', async () => {
    const lame = installedTool('lame');
    await expect(makeEncodeMp3(null)(message)).rejects.toMatchObject({ code: 'TOOL_MISSING' });
    const gone = { ...lame, command: join(folder, 'no-lame') };
    await expect(makeEncodeMp3(gone)(message)).rejects.toMatchObject({ code: 'TOOL_MISSING' });
    const stuck = { command: '/bin/sleep', args: ['60', '--'], env: {}, cwd: null };
    const failed = { code: 'TOOL_FAILED', temporary: true };
    await expect(makeEncodeMp3(stuck)(message)).rejects.toMatchObject(failed);
    const hanging = {
      command: process.execPath,
      args: ['-e', 'setInterval(() => {}, 1000)', '--'],
      env: {},
      cwd: null,
    };
    await expect(makeEncodeMp3(hanging, { timeoutMs: 300 })(message)).rejects.toMatchObject(failed);
    await expect(makeEncodeMp3(hanging)(message, AbortSignal.timeout(300))).rejects.toMatchObject(failed);
    await expect(makeEncodeMp3(lame)(join(folder, 'none.wav'))).rejects.toMatchObject({
      code: 'RECORDING_UNREADABLE',
    });
  });
});

describe('the voice', () => {
  it('says a German sentence, loud enough and about as long as a person would take', async () => {
    const synthesise = makeSynthesise(installedTool('espeak-ng'), { readWav });
    const { samples, sampleRate } = await synthesise(
      'Guten Tag, Sie sind mit der Hausverwaltung Muster verbunden.',
    );
    const seconds = samples.length / sampleRate;
    expect(seconds).toBeGreaterThan(2);
    expect(seconds).toBeLessThan(8);
    expect(rmsOf(samples)).toBeGreaterThan(0.02);
  });

  it('reads a text aloud that looks like an option, and never obeys it', async () => {
    const synthesise = makeSynthesise(installedTool('espeak-ng'), { readWav });
    const { samples } = await synthesise('--version');
    expect(samples.length).toBeGreaterThan(4000);
  });

  it('fails with a code when espeak-ng is missing or stuck', async () => {
    await expect(makeSynthesise(null, { readWav })('Hallo')).rejects.toMatchObject({ code: 'TOOL_MISSING' });
    const hanging = {
      command: process.execPath,
      args: ['-e', 'setInterval(() => {}, 1000)', '--'],
      env: {},
      cwd: null,
    };
    const stuck = makeSynthesise(hanging, { readWav, timeoutMs: 300 });
    await expect(stuck('Hallo')).rejects.toMatchObject({ code: 'TOOL_FAILED' });
  });
});
