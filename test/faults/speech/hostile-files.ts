/** Files that people upload by mistake and strangers on purpose: row 23 of what must not work. */
import { encodeWav } from '../../../src/audio/wav.ts';
import { mp3Of, speech, tone, wavAround, wavOf } from '../../unit/audio-upload-kit.ts';

export type Hostile = [what: string, make: () => Buffer, outcome: RegExp | 'taken'];

/** In every refusal: what is wrong, and what to do. */
const tooLong = /länger als 5 Minuten/;
const incomplete = /unvollständig/;
const damaged = /beschädigt/;

export const script = '<script>fetch("/api/v1/users")</script>';

export const hostileFiles: readonly Hostile[] = [
  ['nothing', () => Buffer.alloc(0), /ist leer/],
  ['one byte', () => Buffer.alloc(1), /keine MP3- oder WAV-Datei/],
  ['a page', () => Buffer.from(`<!doctype html><title>x</title>${script}`), /eine Internetseite/],
  [
    'a page behind a tag',
    () => Buffer.concat([id3(10), Buffer.from(`<html>${script}`)]),
    /eine Internetseite/,
  ],
  ['a program (ELF)', () => padded('\x7fELF\x02\x01\x01'), /ein Programm/],
  ['a program (Windows)', () => padded('MZ\x90\0'), /ein Programm/],
  ['MP4', () => padded('\0\0\0\x20ftypisom'), /MP4/],
  ['GIF', () => padded('GIF89a'), /ein Bild \(GIF\)/],
  ['PNG', () => padded('\x89PNG\r\n\x1a\n'), /ein Bild \(PNG\)/],
  ['a GIF that is a page, too', () => padded(`GIF89a/*${script}*/`), /ein Bild/],
  ['noise', () => noise(300_000), /keine MP3- oder WAV-Datei/],
  ['3 hours of MP3', () => manyFrames(3 * 3600), tooLong],
  [
    '3 hours of MP3 that say 10 frames',
    () => saying(Buffer.concat([slow(), manyFrames(3 * 3600)]), 10),
    tooLong,
  ],
  ['3 hours of A-law', () => wavAround(Buffer.alloc(3 * 3600 * 1700), { coding: 6, bits: 8 }), tooLong],
  ['an MP3 that says a thousand million frames', () => saying(vbr(), 1_000_000_000), incomplete],
  ['an MP3 that says no frames', () => saying(vbr(), 0), 'taken'],
  ['an MP3 whose table of contents is noise', () => withNoisyContents(vbr()), 'taken'],
  ['an MP3 with a script in its tag', () => Buffer.concat([id3(script.length, script), mp3()]), 'taken'],
  ['an MP3 with a tag of 15 MB', () => Buffer.concat([id3(15_000_000), mp3()]), 'taken'],
  ['an MP3 with ten thousand tags', () => Buffer.concat([...tags(10_000), mp3()]), 'taken'],
  ['a tag that is longer than the file', () => Buffer.concat([id3Header(200_000_000), mp3()]), incomplete],
  ['an MP3 in which every fourth frame is parted by a byte', parted, /beschädigt|länger als/],
  ['an MP3 with 2 MB of noise in the middle', () => halves(mp3(), noise(2_000_000)), damaged],
  ['an MP3 with noise at its end', () => Buffer.concat([mp3(), noise(400)]), 'taken'],
  ['192 kHz, 24 bit', () => wavOf(speech, { coding: 1, bits: 24, rate: 192_000 }), 'taken'],
  ['192 kHz, 24 bit, 8 channels', () => wavOf(speech.subarray(4000, 14_000), surround), 'taken'],
  ['float, 32 bit', () => wavOf(speech, { coding: 3, bits: 32, rate: 48_000, channels: 2 }), 'taken'],
  ['float that is no number', () => wavAround(Buffer.alloc(400_000, 0xff), { coding: 3, bits: 32 }), damaged],
  [
    'a header that says 65535 channels',
    () => wavAround(noise(90_000), { coding: 1, bits: 16, channels: 65_535 }),
    damaged,
  ],
  ['a rate of 4 thousand million', () => changed(24, 0xff, 4), /Abtastrate/],
  ['a width of 0 bit', () => changed(34, 0, 2), damaged],
  ['a block of 0 bytes', () => changed(32, 0, 2), damaged],
  ['a file size of 0', () => changed(4, 0, 4), 'taken'],
  ['a file size of 4 GB', () => changed(4, 0xff, 4), 'taken'],
  ['an audio size of 0', () => changed(40, 0, 4), /kürzer als|taken/],
  ['an audio size of 4 GB', () => changed(40, 0xff, 4), 'taken'],
  ['an audio size of a third', () => sized(1 / 3), 'taken'],
  ['an audio size of ten bytes more', () => sized(1, 10), 'taken'],
  ['an audio size of twice as much', () => sized(2), incomplete],
  ['titles behind the audio', () => Buffer.concat([wav(), chunk('LIST', noise(9001))]), 'taken'],
  ['a page behind the audio', () => Buffer.concat([wav(), Buffer.from(script.repeat(200))]), 'taken'],
  ['300 chunks before the audio', () => withChunks(300), damaged],
  ['200 chunks before the audio', () => withChunks(200), 'taken'],
  ['a chunk of 4 GB before the audio', () => withLyingChunk(0xffff_fff0), damaged],
  ['audio before its format', () => swapped(), 'taken'],
  ['audio without a format', () => withoutFormat(), damaged],
];

/** Every length a file can be cut to that means something else, from both ends. */
export function* cutFiles(): Generator<[string, Buffer]> {
  const whole = wav();
  for (let length = 0; length <= 60; length++) yield [`WAV cut to ${length}`, whole.subarray(0, length)];
  for (let part = 1; part < 12; part++) {
    const length = Math.round((whole.length * part) / 12) + (part % 2);
    yield [`WAV cut to ${length}`, whole.subarray(0, length)];
  }
  const tagged = Buffer.concat([id3(300), vbr()]);
  const places = [...Array(14).keys(), 100, 309, 310, 311, 314, 346, 350, 400, 430, 800, 1000, 1500];
  for (const length of places) yield [`MP3 cut to ${length}`, tagged.subarray(0, length)];
  for (let part = 1; part < 12; part++) {
    const length = Math.round((tagged.length * part) / 12) + part;
    yield [`MP3 cut to ${length}`, tagged.subarray(0, length)];
    yield [`MP3 without its first ${length}`, tagged.subarray(length)];
  }
}

/** Endless numbers from 0 to 1, the same each time. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A file with bytes changed, doubled, cut out and mixed in, at places that count. */
export function mutated(random: () => number): Buffer {
  const seeds = [
    wav,
    vbr,
    mp3,
    () => wavOf(speech.subarray(0, 12_000), { coding: 3, bits: 32, channels: 2 }),
  ];
  let file = Buffer.from((seeds[Math.floor(random() * seeds.length)] ?? wav)());
  const changes = 1 + Math.floor(random() * 8);
  for (let change = 0; change < changes; change++) {
    const near = random() < 0.6 ? 64 : file.length;
    const at = Math.floor(random() * Math.min(near, file.length));
    const length = 1 + Math.floor(random() ** 4 * 4000);
    const kind = random();
    if (kind < 0.35) file[at] = Math.floor(random() * 256);
    else if (kind < 0.5) file.fill(random() < 0.5 ? 0xff : 0, at, Math.min(file.length, at + (length % 9)));
    else if (kind < 0.65) file = Buffer.concat([file.subarray(0, at), file.subarray(at + length)]);
    else if (kind < 0.8) file = Buffer.concat([file.subarray(0, at + length), file.subarray(at)]);
    else if (kind < 0.9) file = file.subarray(0, Math.max(1, file.length - length));
    else noise(length, random).copy(file, at);
  }
  return file;
}

const surround = { coding: 1, bits: 24, rate: 192_000, channels: 8 };
const wav = () => Buffer.from(encodeWav(speech, 8000));

const made = new Map<string, Buffer>();
/** lame runs once for each kind. */
function once(name: string, make: () => Buffer): Buffer {
  const known = made.get(name) ?? make();
  made.set(name, known);
  return Buffer.from(known);
}
const mp3 = () => once('mp3', () => mp3Of(encodeWav(speech, 8000), '-t', '-b', '64', '--resample', '22.05'));
/** Of the same kind as `manyFrames`, with an information frame. */
const slow = () => once('slow', () => mp3Of(encodeWav(speech, 8000), '-V', '9', '--resample', '16'));
const vbr = () => once('vbr', () => mp3Of(encodeWav(speech, 8000), '-V', '4', '--resample', '44.1'));

/** Frames of 8 kbit/s as often as fill the time. */
function manyFrames(seconds: number): Buffer {
  const minute = once('8 kbit/s', () =>
    mp3Of(encodeWav(tone(440, 60), 8000), '--cbr', '-b', '8', '-m', 'm', '--resample', '16'),
  );
  return Buffer.concat(Array.from({ length: seconds / 60 }, () => minute));
}

/** What the information frame promises. */
function saying(file: Buffer, frames: number): Buffer {
  const at = Math.max(file.indexOf('Xing'), file.indexOf('Info'));
  if (at < 0) throw new Error('no information frame');
  file.writeUInt32BE(frames, at + 8);
  return file;
}

function withNoisyContents(file: Buffer): Buffer {
  noise(100).copy(file, file.indexOf('Xing') + 16);
  return file;
}

/** 24 bytes a frame: as many gaps as a file can have. */
function parted(): Buffer {
  const frame = Buffer.alloc(24);
  frame.set([0xff, 0xf3, 0x14, 0xc4]);
  const four = Buffer.concat([frame, frame, frame, frame, Buffer.of(1)]);
  return Buffer.concat(Array.from({ length: 200_000 }, () => four));
}

const halves = (file: Buffer, between: Buffer) =>
  Buffer.concat([file.subarray(0, file.length / 2), between, file.subarray(file.length / 2)]);

function id3Header(size: number): Buffer {
  const seven = [21, 14, 7, 0].map(shift => (size >> shift) & 0x7f);
  return Buffer.from([0x49, 0x44, 0x33, 4, 0, 0, ...seven]);
}
const id3 = (size: number, text = '') =>
  Buffer.concat([id3Header(size), Buffer.alloc(size, text === '' ? 0 : text)]);
const tags = (count: number) => Array.from({ length: count }, () => id3(4));

const padded = (start: string) => Buffer.concat([Buffer.from(start, 'latin1'), Buffer.alloc(50_000)]);

function noise(length: number, random = seeded(7)): Buffer {
  return Buffer.from(Uint8Array.from({ length }, () => Math.floor(random() * 256)));
}

function changed(at: number, value: number, length: number): Buffer {
  const file = wav();
  file.fill(value, at, at + length);
  return file;
}

function sized(factor: number, more = 0): Buffer {
  const file = wav();
  file.writeUInt32LE(Math.round((file.length - 44) * factor) + more, 40);
  return file;
}

function chunk(name: string, body: Buffer, size = body.length): Buffer {
  const head = Buffer.alloc(8);
  head.write(name, 'latin1');
  head.writeUInt32LE(size, 4);
  return Buffer.concat([head, body, Buffer.alloc(body.length & 1)]);
}

const between = (chunks: Buffer[]) => {
  const file = wav();
  return Buffer.concat([file.subarray(0, 36), ...chunks, file.subarray(36)]);
};
const withChunks = (count: number) => between(Array.from({ length: count }, () => chunk('junk', noise(3))));
const withLyingChunk = (size: number) => between([chunk('junk', noise(8), size)]);
const swapped = () => {
  const file = wav();
  return Buffer.concat([file.subarray(0, 12), file.subarray(36), file.subarray(12, 36)]);
};
const withoutFormat = () => {
  const file = wav();
  return Buffer.concat([file.subarray(0, 12), file.subarray(36)]);
};
