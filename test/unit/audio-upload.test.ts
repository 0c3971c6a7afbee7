/** Uploaded greetings: every WAV, and real MP3s by lame. */
import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeUpload } from '../../src/audio/decode-upload.ts';
import { decodeAlaw } from '../../src/audio/g711.ts';
import { importGreeting } from '../../src/audio/import-greeting.ts';
import { peakOf, rmsOf } from '../../src/audio/level.ts';
import { findMp3Frames } from '../../src/audio/mp3-frames.ts';
import { resample } from '../../src/audio/resample.ts';
import { encodeWav } from '../../src/audio/wav.ts';
import { type Kind, mp3Of, speech, tone, wavAround, wavOf } from './audio-upload-kit.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hausruf-upload-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/**
 * How alike a greeting and the speech it was made of are, 0 to 1, wherever in the greeting it lies. First to
 * a sample of 8 kHz, then to an eighth of one: encoders delay by any fraction.
 */
function likeness(sln16: Uint8Array, source: Int16Array = speech): number {
  const wide = new Int16Array(Uint8Array.from(sln16).buffer);
  const alike = (heard: Int16Array, step: number, lag: number) => {
    let product = 0;
    let left = 0;
    let right = 0;
    for (let at = 8000; at < 13_000; at++) {
      const one = source[at] ?? 0;
      const other = heard[at * step + lag] ?? 0;
      product += one * other;
      left += one * one;
      right += other * other;
    }
    return product / Math.sqrt(left * right + 1);
  };
  const best = (heard: Int16Array, step: number, from: number, to: number) => {
    let found = { lag: from, share: -1 };
    for (let lag = from; lag <= to; lag++) {
      const share = alike(heard, step, lag);
      if (share > found.share) found = { lag, share };
    }
    return found;
  };
  const { lag } = best(resample(wide, { fromHz: 16_000, toHz: 8000 }), 1, -1600, 2400);
  return best(resample(wide, { fromHz: 16_000, toHz: 64_000 }), 8, lag * 8 - 8, lag * 8 + 8).share;
}

describe('a greeting uploaded as WAV', () => {
  const kinds: [string, Kind, number][] = [
    ['8 bit', { coding: 1, bits: 8 }, 0.99],
    ['16 bit at CD rate, stereo', { coding: 1, bits: 16, rate: 44_100, channels: 2 }, 0.995],
    ['24 bit at 48 kHz', { coding: 1, bits: 24, rate: 48_000 }, 0.995],
    ['32 bit', { coding: 1, bits: 32, rate: 22_050 }, 0.995],
    ['float', { coding: 3, bits: 32, rate: 16_000 }, 0.995],
    ['double, three times too loud', { coding: 3, bits: 64, gains: [3] }, 0.995],
    ['A-law', { coding: 6, bits: 8 }, 0.99],
    ['µ-law', { coding: 7, bits: 8 }, 0.99],
    ['extensible 24 bit', { coding: 1, bits: 24, isExtensible: true }, 0.995],
    ['extensible float, six channels', { coding: 3, bits: 32, isExtensible: true, channels: 6 }, 0.995],
    ['at 192 kHz', { coding: 1, bits: 16, rate: 192_000 }, 0.995],
    ['at an odd rate', { coding: 1, bits: 16, rate: 44_101 }, 0.995],
    ['with one silent channel', { coding: 1, bits: 16, channels: 2, gains: [0, 1] }, 0.995],
    ['with channels in opposite phase', { coding: 1, bits: 16, channels: 2, gains: [1, -1] }, 0.995],
    ['very faint at 24 bit', { coding: 1, bits: 24, gains: [0.002] }, 0.99],
  ];
  it.each(kinds)('is heard as it was recorded: %s', async (_, kind, least) => {
    const greeting = await decodeUpload(wavOf(speech, kind));
    expect(greeting.format).toBe('wav');
    expect(likeness(greeting.sln16)).toBeGreaterThan(least);
    expect(rmsOf(decodeAlaw(greeting.alaw))).toBeGreaterThan(0.05);
    expect(peakOf(decodeAlaw(greeting.alaw))).toBeLessThan(0.75);
    expect(greeting.sln16.length).toBe(greeting.alaw.length * 4);
    expect(greeting.durationMs).toBe(Math.round(greeting.alaw.length / 8));
    expect(Math.abs(greeting.durationMs - 3300)).toBeLessThan(400);
  });

  it('is heard at 4 kHz, too, with what that rate can carry', async () => {
    const low = resample(resample(speech, { fromHz: 8000, toHz: 4000 }), { fromHz: 4000, toHz: 8000 });
    const greeting = await decodeUpload(wavOf(speech, { coding: 1, bits: 16, rate: 4000 }));
    expect(likeness(greeting.sln16, low)).toBeGreaterThan(0.99);
  });

  it('is taken although a program left the size open, and when it wraps an MP3', async () => {
    const whole = wavOf(speech, { coding: 1, bits: 16 });
    const sizeAt = whole.indexOf('data') + 4;
    for (const size of [0, 0xffff_ffff, 0x7fff_f000]) {
      const open = Buffer.from(whole);
      open.writeUInt32LE(0, 4);
      open.writeUInt32LE(size, sizeAt);
      expect(likeness((await decodeUpload(open)).sln16)).toBeGreaterThan(0.995);
    }
    const stale = Buffer.from(whole);
    stale.writeUInt32LE(8000, sizeAt);
    expect(likeness((await decodeUpload(stale)).sln16)).toBeGreaterThan(0.995);
    const title = Buffer.concat([Buffer.from('LIST\x88\x13\0\0', 'latin1'), Buffer.alloc(5000, 'x')]);
    const titled = await decodeUpload(Buffer.concat([whole, title]));
    expect(titled.durationMs).toBe((await decodeUpload(whole)).durationMs);
    const wrapped = wavAround(mp3Of(encodeWav(speech, 8000), '-b', '64'), { coding: 0x55, bits: 8 });
    expect(likeness((await decodeUpload(wrapped)).sln16)).toBeGreaterThan(0.95);
  });

  it('keeps 0.2 s of the silence around it, and gets as much where there was none', async () => {
    const hum = (seconds: number) =>
      Int16Array.from({ length: seconds * 8000 }, (_, at) => Math.round(3 * Math.sin(at)));
    const word = resample(tone(440, 1), { fromHz: 8000, toHz: 8000 });
    const long = Int16Array.of(...hum(2), ...word, ...hum(3));
    for (const samples of [long, word]) {
      const { durationMs, sln16 } = await decodeUpload(encodeWav(samples, 8000));
      expect(Math.abs(durationMs - 1400)).toBeLessThanOrEqual(20);
      const heard = new Int16Array(Uint8Array.from(sln16).buffer);
      expect(peakOf(heard.subarray(0, 3000))).toBeLessThan(0.01);
      expect(peakOf(heard.subarray(-3000))).toBeLessThan(0.01);
      expect(peakOf(heard.subarray(3600, -3600))).toBeGreaterThan(0.1);
    }
  });
});

describe('a greeting uploaded as MP3', () => {
  const settings: [string, string[], number][] = [
    ['128 kbit/s at 44.1 kHz', ['-b', '128', '--resample', '44.1'], 0.97],
    ['320 kbit/s at 48 kHz', ['-b', '320', '--resample', '48'], 0.97],
    ['64 kbit/s at 32 kHz, joint stereo', ['-b', '64', '--resample', '32'], 0.97],
    ['variable at 44.1 kHz', ['-V', '4', '--resample', '44.1'], 0.97],
    ['average 48 kbit/s at 22.05 kHz (MPEG 2)', ['--abr', '48', '--resample', '22.05'], 0.95],
    ['32 kbit/s at 16 kHz, mono (MPEG 2)', ['-b', '32', '-m', 'm', '--resample', '16'], 0.93],
    ['16 kbit/s at 8 kHz, mono (MPEG 2.5)', ['-b', '16', '-m', 'm', '--resample', '8'], 0.85],
    ['24 kbit/s at 11.025 kHz (MPEG 2.5)', ['-b', '24', '--resample', '11.025'], 0.85],
    ['without an information frame', ['-t', '-b', '64', '--resample', '24'], 0.95],
  ];
  it.each(settings)('is heard as it was recorded: %s', async (_, options, least) => {
    const stereo = wavOf(speech, { coding: 1, bits: 16, channels: 2, gains: [1, 0.6] });
    const greeting = await decodeUpload(mp3Of(stereo, ...options));
    expect(greeting.format).toBe('mp3');
    expect(likeness(greeting.sln16)).toBeGreaterThan(least);
    expect(Math.abs(greeting.durationMs - 3300)).toBeLessThan(400);
    expect(rmsOf(decodeAlaw(greeting.alaw))).toBeGreaterThan(0.05);
  });

  it('may carry tags: a large picture in front, ID3v1 and APE behind, and bytes that were lost on the way', async () => {
    const mp3 = mp3Of(encodeWav(speech, 8000), '-b', '64', '--resample', '44.1');
    const id3 = Buffer.concat([
      Buffer.from('ID3\x04\0\0\0\x18\x00\x00', 'latin1'),
      Buffer.alloc(0x18 << 14, 0xff),
    ]);
    const ape = Buffer.alloc(32);
    ape.write('APETAGEX', 'latin1');
    const id3v1 = Buffer.alloc(128);
    id3v1.write('TAG', 'latin1');
    const tagged = Buffer.concat([id3, id3, Buffer.alloc(500), mp3, ape, id3v1]);
    expect(likeness((await decodeUpload(tagged)).sln16)).toBeGreaterThan(0.97);
    const byLame = mp3Of(encodeWav(speech, 8000), '--add-id3v2', '--tt', 'Ansage', '--id3v2-only');
    expect(byLame.toString('latin1', 0, 3)).toBe('ID3');
    expect((await decodeUpload(byLame)).format).toBe('mp3');
    // One frame of a hundred is gone.
    const hole = Buffer.concat([mp3.subarray(0, 9000), mp3.subarray(9200)]);
    expect((await decodeUpload(hole)).format).toBe('mp3');
  });

  it('is measured by its frames before anything is decoded', () => {
    const mp3 = mp3Of(encodeWav(tone(440, 20), 8000), '-b', '64', '--resample', '44.1');
    const frames = findMp3Frames(mp3);
    expect(frames?.sampleRate).toBe(44_100);
    expect(Math.abs((frames?.sampleCount ?? 0) / 44_100 - 20)).toBeLessThan(0.1);
  });
});

describe('importing a greeting', () => {
  const audioId = randomUUID();
  const names = async (place: string) => (await readdir(place)).sort();

  it('writes the pair and keeps the original byte by byte; the next one replaces both', {
    timeout: 120_000,
  }, async () => {
    const place = join(folder, 'new', 'deep');
    const wav = wavOf(speech, { coding: 1, bits: 24, channels: 2, rate: 44_100 });
    const first = await importGreeting({ bytes: wav, folder: place, audioId });
    expect(first).toMatchObject({ mediaPath: join(place, audioId), format: 'wav' });
    expect(await names(place)).toEqual([`${audioId}.alaw`, `${audioId}.sln16`, `${audioId}.wav`]);
    expect(await readFile(first.originalFile)).toEqual(wav);
    expect((await readFile(`${first.mediaPath}.alaw`)).length).toBe(first.durationMs * 8);
    const mp3 = mp3Of(encodeWav(tone(500, 2), 8000));
    const second = await importGreeting({ bytes: mp3, folder: place, audioId });
    expect(await names(place)).toEqual([`${audioId}.alaw`, `${audioId}.mp3`, `${audioId}.sln16`]);
    expect(await readFile(second.originalFile)).toEqual(mp3);
    expect((await readFile(`${second.mediaPath}.sln16`)).length).toBe(second.durationMs * 32);
  });

  it('leaves the old greeting alone when the new file is refused, takes too long or cannot be written', {
    timeout: 120_000,
  }, async () => {
    const place = join(folder, 'kept');
    const wav = wavOf(speech, { coding: 1, bits: 16 });
    await importGreeting({ bytes: wav, folder: place, audioId });
    const before = await Promise.all((await names(place)).map(name => readFile(join(place, name))));
    const refusals: [Uint8Array, number | undefined, RegExp][] = [
      [Buffer.from('no audio'), undefined, /keine MP3/],
      [new Uint8Array(0), undefined, /leer/],
      [new Uint8Array(21 * 1024 * 1024), undefined, /größer als 20 MB/],
      [wav, 1, /nicht in angemessener Zeit/],
    ];
    for (const [bytes, timeoutMs, message] of refusals) {
      const limits = timeoutMs === undefined ? {} : { timeoutMs };
      const attempt = importGreeting({ bytes, folder: place, audioId, ...limits });
      await expect(attempt).rejects.toMatchObject({
        code: 'INPUT_INVALID',
        message: expect.stringMatching(message),
      });
    }
    // A folder stands where the .alaw file wants to be.
    const other = randomUUID();
    await mkdir(join(place, `${other}.alaw`));
    await writeFile(join(place, `${other}.alaw`, 'in the way'), '');
    await expect(importGreeting({ bytes: wav, folder: place, audioId: other })).rejects.toThrow();
    const left = (await names(place)).filter(name => name.startsWith(audioId) || name.endsWith('.part'));
    expect(left).toEqual([`${audioId}.alaw`, `${audioId}.sln16`, `${audioId}.wav`]);
    expect(await Promise.all(left.map(name => readFile(join(place, name))))).toEqual(before);
  });

  it('takes no name from outside', async () => {
    const outside = { bytes: Buffer.from('x'), folder, audioId: '../../../../../../../etc/passwd-file-x' };
    await expect(importGreeting(outside)).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    await expect(importGreeting({ ...outside, folder: 'here', audioId })).rejects.toThrow('absolute');
  });

  it('decodes a minute of stereo without holding up the process that carries calls', async () => {
    const minute = Int16Array.from({ length: 60 * 8000 }, (_, at) => speech[at % speech.length] ?? 0);
    const stereo = wavOf(minute, { coding: 1, bits: 16, channels: 2 });
    const mp3 = mp3Of(stereo, '-b', '192', '--resample', '44.1');
    let done = false;
    const work = importGreeting({ bytes: mp3, folder: join(folder, 'minute'), audioId }).finally(() => {
      done = true;
    });
    let ticks = 0;
    while (!done) {
      await new Promise(resolve => setTimeout(resolve, 5));
      ticks++;
    }
    // Decoding takes a second of computing or more; had it run here, there would be a handful of ticks.
    expect(ticks).toBeGreaterThan(50);
    expect((await work).durationMs).toBeGreaterThan(55_000);
  }, 120_000);
});
