/** What people upload by mistake, and strangers on purpose. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { decodeUpload } from '../../src/audio/decode-upload.ts';
import { findMp3Frames } from '../../src/audio/mp3-frames.ts';
import { encodeWav } from '../../src/audio/wav.ts';
import { HausrufError } from '../../src/domain/problem.ts';
import { type Kind, mp3Of, speech, tone, wavAround, wavOf } from './audio-upload-kit.ts';

// libmpg123's wrapper writes a line for each damaged frame; the child's standard error goes nowhere.
beforeAll(() => {
  vi.spyOn(console, 'error').mockImplementation(() => {});
});
afterAll(() => {
  vi.restoreAllMocks();
});

const messageOf = (bytes: Uint8Array) =>
  decodeUpload(bytes).then(
    () => 'taken',
    (error: unknown) => {
      expect(error).toBeInstanceOf(HausrufError);
      expect(error).toMatchObject({ code: 'INPUT_INVALID', temporary: false });
      return (error as Error).message;
    },
  );

describe('what is no greeting is refused in German, with what to do', () => {
  const named: [string, () => Buffer, RegExp][] = [
    ['nothing', () => Buffer.alloc(0), /^Die Datei ist leer\. Bitte/],
    ['ten bytes', () => Buffer.from('1234567890'), /keine MP3- oder WAV-Datei\. Bitte speichern Sie/],
    ['text', () => Buffer.from('Guten Tag '.repeat(5000)), /keine MP3- oder WAV-Datei\. Bitte/],
    ['zeros', () => Buffer.alloc(200_000), /keine MP3- oder WAV-Datei\. Bitte/],
    ['a ZIP archive', () => Buffer.from('PK\x03\x04\x14\0\0\0', 'latin1'), /ist ein ZIP-Archiv und keine/],
    ['a page', () => Buffer.from('\n<!DOCTYPE html><html>'), /ist eine Internetseite \(HTML\)/],
    [
      'M4A',
      () => Buffer.from('\0\0\0\x20ftypM4A \0\0\0\0', 'latin1'),
      /ist eine M4A-Datei \(AAC\) und keine MP3/,
    ],
    ['MP4', () => Buffer.from('\0\0\0\x20ftypisom\0\0\0\0', 'latin1'), /ist eine MP4- oder M4A-Datei/],
    ['AAC', () => Buffer.of(0xff, 0xf1, 0x50, 0x80, 0x1f, 0xfc), /ist eine AAC-Datei/],
    ['tagged AAC', () => Buffer.of(0x49, 0x44, 0x33, 4, 0, 0, 0, 0, 0, 0, 0xff, 0xf9), /ist eine AAC-Datei/],
    ['Opus', () => Buffer.from(`OggS${'\0'.repeat(24)}OpusHead`, 'latin1'), /ist eine Opus-Datei \(OGG\)/],
    ['Vorbis', () => Buffer.from(`OggS${'\0'.repeat(24)}\x01vorbis`, 'latin1'), /ist eine OGG-Datei/],
    ['FLAC', () => Buffer.from('fLaC\0\0\0\x22', 'latin1'), /ist eine FLAC-Datei/],
    ['AIFF', () => Buffer.from('FORM\0\0\0\0AIFF', 'latin1'), /ist eine AIFF-Datei/],
    ['WMA', () => Buffer.from('3026b2758e66cf11a6d900aa0062ce6c', 'hex'), /ist eine WMA-Datei/],
    ['a program', () => Buffer.from('\x7fELF\x02\x01', 'latin1'), /ist ein Programm/],
    ['21 MB', () => Buffer.alloc(21 * 1024 * 1024), /größer als 20 MB\. Bitte/],
    [
      'a WAV header alone',
      () => Buffer.from(encodeWav(new Int16Array(0), 8000)),
      /kürzer als eine halbe Sekunde/,
    ],
    ['RIFF alone', () => Buffer.from('RIFF\0\0\0\0WAVE', 'latin1'), /ist beschädigt/],
    ['no channels', () => broken({ channels: 0 }), /ist beschädigt/],
    ['65535 channels', () => broken({ channels: 65_535 }), /ist beschädigt/],
    ['a rate of 1 Hz', () => broken({ rate: 1 }), /Abtastrate.*4 bis 192 kHz/],
    ['ADPCM', () => broken({ coding: 2 }), /kodiert.*PCM, 16 Bit/],
    ['6 minutes', () => wavAround(Buffer.alloc(360 * 8000), { coding: 6, bits: 8 }), /länger als 5 Minuten/],
    ['a third of a second', () => Buffer.from(encodeWav(tone(440, 0.3), 8000)), /kürzer als eine halbe/],
    ['a click in silence', () => Buffer.from(encodeWav(clicks(1), 8000)), /nichts zu hören/],
    ['digital silence', () => Buffer.from(encodeWav(new Int16Array(16_000), 8000)), /nichts zu hören/],
    ['a constant', () => Buffer.from(encodeWav(new Int16Array(16_000).fill(9000), 8000)), /nichts zu hören/],
    ['NaN', () => wavAround(Buffer.alloc(80_000, 0xff), { coding: 3, bits: 32 }), /ist beschädigt/],
    [
      'half a WAV',
      () => wavOf(speech, { coding: 1, bits: 16 }).subarray(0, 30_000),
      /unvollständig, das Ende/,
    ],
    [
      'half an MP3',
      () => mp3Of(encodeWav(speech, 8000), '-b', '64').subarray(0, 9000),
      /unvollständig, das Ende/,
    ],
    [
      'an MP3 cut within a frame',
      () => mp3Of(encodeWav(speech, 8000), '-t').subarray(0, 2000),
      /unvollständig/,
    ],
    ['a cut tag', () => Buffer.from('ID3\x04\0\0\x01\0\0\0junk', 'latin1'), /unvollständig/],
    [
      'MPEG layer II',
      () => Buffer.alloc(40_000, Buffer.of(0xff, 0xfd, 0x84, 0x04, 0)),
      /keine MP3- oder WAV/,
    ],
    [
      '6 minutes of MP3',
      () => mp3Of(encodeWav(tone(440, 361), 8000), '-b', '8', '-m', 'm'),
      /länger als 5 Minuten/,
    ],
    ['silence as MP3', () => mp3Of(encodeWav(new Int16Array(16_000), 8000)), /nichts zu hören/],
  ];
  it.each(named)('%s', async (_, make, message) => {
    const text = await messageOf(make());
    expect(text).toMatch(message);
    expect(text).toMatch(/ Bitte .* Sie /);
  });

  const broken = (kind: Partial<Kind>) =>
    wavAround(Buffer.from(encodeWav(speech, 8000).subarray(44)), { coding: 1, bits: 16, ...kind });
  const clicks = (count: number) => {
    const samples = new Int16Array(16_000);
    for (let click = 0; click < count; click++) samples.fill(9000, click * 4000 + 4000, click * 4000 + 4008);
    return samples;
  };

  it('takes an MP3 whose frames hold noise instead of coding, or refuses it, and never hangs', async () => {
    // 64 kbit/s at 32 kHz: every frame has 288 bytes.
    const scrambled = mp3Of(encodeWav(speech, 8000), '-t', '--cbr', '-b', '64', '--resample', '32');
    for (let at = 0; at < scrambled.length; at++) if (at % 288 > 40) scrambled[at] = (at * 7919) & 0xff;
    expect(findMp3Frames(scrambled)?.strayBytes).toBe(0);
    expect(await messageOf(scrambled)).toMatch(/taken|beschädigt/);
  });
});

describe('strangers who upload anything', () => {
  const hostile = (make: fc.Arbitrary<Uint8Array>, runs: number) =>
    fc.assert(
      fc.asyncProperty(make, async bytes => {
        const from = performance.now();
        expect(await messageOf(bytes)).toBeTypeOf('string');
        expect(performance.now() - from).toBeLessThan(10_000);
      }),
      { numRuns: runs },
    );
  const noise = fc.uint8Array({ minLength: 0, maxLength: 40_000, size: 'max' });

  it('get an answer for random bytes behind the header of a WAV, whose fields are random, too', async () => {
    const fields = fc.array(fc.tuple(fc.nat({ max: 43 }), fc.nat({ max: 255 })), { maxLength: 6 });
    await hostile(
      fc.tuple(noise, fields).map(([bytes, changes]) => {
        const wav = Buffer.concat([encodeWav(new Int16Array(0), 16_000), bytes]);
        wav.writeUInt32LE(bytes.length, 40);
        for (const [at, value] of changes) wav[at] = value;
        return wav;
      }),
      300,
    );
  });

  it('get an answer for random bytes behind headers of MP3 frames, and for an MP3 with random bytes in it', async () => {
    const mp3 = mp3Of(encodeWav(speech, 8000), '-b', '64', '--resample', '22.05');
    const headers = [0xfb, 0xf3, 0xe3].map(second => Buffer.of(0xff, second, 0x90, 0xc4));
    await hostile(
      fc.tuple(noise, fc.constantFrom(...headers)).map(([bytes, header]) => {
        const file = Buffer.from(bytes);
        const length = { 251: 417, 243: 261, 227: 522 }[header[1] ?? 0] ?? 417;
        for (let at = 0; at + 4 <= file.length; at += length) file.set(header, at);
        return file;
      }),
      150,
    );
    await hostile(
      fc.tuple(noise, fc.nat({ max: mp3.length })).map(([bytes, at]) => {
        const file = Buffer.from(mp3);
        file.set(bytes.subarray(0, Math.min(bytes.length, file.length - at)), at);
        return file;
      }),
      100,
    );
  });
});
