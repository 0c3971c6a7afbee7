/**
 * Reads any WAV file a person may upload: all widths of PCM, float, A-law, µ-law, any channels. For the
 * recordings of calls `wav.ts` is stricter and reads from the disk. No header is believed unchecked.
 */
import { decodeAlaw, decodeUlaw } from './g711.ts';
import { type MonoAudio, mixDown } from './mix.ts';
import { refused } from './upload-refusal.ts';
import { isChunkBehind, leastUnpromised } from './wav-damage.ts';

/** Sound that is ready, or an MP3 stream that somebody wrapped in a WAV file. */
export type AnyWav = { kind: 'sound'; audio: MonoAudio } | { kind: 'mp3'; bytes: Uint8Array };

/** Throws HausrufError INPUT_INVALID: damaged, incomplete, unknown coding, odd rate, too long. */
export function readAnyWav(bytes: Uint8Array, limits: { maxSeconds: number }): AnyWav {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { format, data } = findChunks(file);
  if (!format || !data) throw refused('damaged');
  if (format.coding === mp3Tag) return { kind: 'mp3', bytes: data };
  const read = readerFor(format, data);
  if (!read) throw refused('unknown-coding');
  const frameBytes = format.channels * format.sampleBytes;
  const length = Math.floor(data.length / frameBytes);
  if (length / format.sampleRate > limits.maxSeconds) throw refused('too-long');
  let brokenCount = 0;
  const samples = mixDown({ channels: format.channels, length }, (at, channel) => {
    const value = read(at * frameBytes + channel * format.sampleBytes);
    if (Math.abs(value) <= loudestFloat) return value;
    brokenCount++;
    return 0;
  });
  if (brokenCount > brokenShare * length * format.channels) throw refused('damaged');
  return { kind: 'sound', audio: { samples, sampleRate: format.sampleRate } };
}

interface Format {
  coding: number;
  channels: number;
  sampleRate: number;
  /** Of one channel. */
  sampleBytes: number;
}

const mp3Tag = 0x55;
/** Float may go beyond 1, but 30 dB beyond is no sound any more. NaN is not below it either. */
const loudestFloat = 32;
/** This share of numbers that are none passes as a click. */
const brokenShare = 0.001;
/** Programs that write to a pipe do not know the size: they leave these, or nothing. */
const unknownSize = 0x7fff_0000;
/** Real files have two to ten chunks. */
const maxChunks = 256;

function findChunks(file: Buffer): { format: Format | null; data: Buffer | null } {
  let format: Format | null = null;
  let data: Buffer | null = null;
  /** RF64 keeps the size of the audio apart: EBU Tech 3306. */
  let longSize: number | null = null;
  const isFinished = file.readUInt32LE(4) === file.length - 8;
  let position = 12;
  for (let chunk = 0; chunk < maxChunks && position + 8 <= file.length; chunk++) {
    const name = file.toString('latin1', position, position + 4);
    const length = file.readUInt32LE(position + 4);
    const body = file.subarray(position + 8, position + 8 + length);
    if (name === 'ds64' && body.length >= 16) longSize = body.readUInt32LE(8);
    if (name === 'fmt ' && !format) format = readFormat(body);
    if (name === 'data' && !data) {
      const size = length === 0xffff_ffff && longSize !== null ? longSize : length;
      data = audioOf(file.subarray(position + 8), size, isFinished);
      if (size !== length || data.length !== length) break;
    }
    position += 8 + length;
    // Chunks begin at even places, but some programs forget it.
    if (length % 2 === 1 && file[position] === 0) position++;
  }
  return { format, data };
}

/** The audio chunk, when everything behind its header is `rest` and the header says `size`. */
function audioOf(rest: Buffer, size: number, isFinished: boolean): Buffer {
  if ((size === 0 && !isFinished) || size >= unknownSize) return rest;
  if (size > rest.length) {
    // A few bytes less is a slip of the program; more is a broken upload, and the end of a sentence.
    if (size - rest.length > Math.max(64, 0.005 * size)) throw refused('incomplete');
    return rest;
  }
  const behind = rest.subarray(size);
  // A size that was never brought up to date: to believe it would cut the greeting off in the middle.
  if (behind.length >= leastUnpromised && !isChunkBehind(behind, behind.length)) return rest;
  return rest.subarray(0, size);
}

function readFormat(chunk: Buffer): Format {
  if (chunk.length < 16) throw refused('damaged');
  const tag = chunk.readUInt16LE(0);
  // WAVE_FORMAT_EXTENSIBLE carries the real tag as the first two bytes of a GUID.
  const coding = tag === 0xfffe && chunk.length >= 26 ? chunk.readUInt16LE(24) : tag;
  const channels = chunk.readUInt16LE(2);
  const sampleRate = chunk.readUInt32LE(4);
  const frameBytes = chunk.readUInt16LE(12);
  const bits = chunk.readUInt16LE(14);
  if (channels === 0) throw refused('damaged');
  if (sampleRate < 4000 || sampleRate > 192_000) throw refused('odd-rate');
  if (coding === mp3Tag) return { coding, channels, sampleRate, sampleBytes: 1 };
  const sampleBytes = frameBytes / channels;
  if (!Number.isInteger(sampleBytes) || sampleBytes * 8 < bits || bits === 0) throw refused('damaged');
  return { coding, channels, sampleRate, sampleBytes };
}

/** Reads the sample at a byte, as −1 to 1. Fewer bits than bytes lie at the upper end, so bytes alone count. */
function readerFor(format: Format, data: Buffer): ((at: number) => number) | null {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const { coding, sampleBytes } = format;
  if (coding === 1 && sampleBytes === 1) return at => (view.getUint8(at) - 128) / 128;
  if (coding === 1 && sampleBytes === 2) return at => view.getInt16(at, true) / 2 ** 15;
  if (coding === 1 && sampleBytes === 3)
    return at => (view.getInt16(at + 1, true) * 256 + view.getUint8(at)) / 2 ** 23;
  if (coding === 1 && sampleBytes === 4) return at => view.getInt32(at, true) / 2 ** 31;
  if (coding === 3 && sampleBytes === 4) return at => view.getFloat32(at, true);
  if (coding === 3 && sampleBytes === 8) return at => view.getFloat64(at, true);
  if ((coding === 6 || coding === 7) && sampleBytes === 1) {
    const table = (coding === 6 ? decodeAlaw : decodeUlaw)(
      Uint8Array.from({ length: 256 }, (_, byte) => byte),
    );
    return at => (table[view.getUint8(at)] ?? 0) / 2 ** 15;
  }
  return null;
}
