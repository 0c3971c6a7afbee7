/**
 * Reads and writes WAV files: recordings of calls, and audio that goes to engines and tools.
 * Never trusts a header: Asterisk leaves sizes of zero when it is killed while it records, programs
 * that write to a pipe leave huge ones, and a full disk cuts files anywhere.
 */
import { type FileHandle, open, writeFile } from 'node:fs/promises';
import { HausrufError } from '../domain/problem.ts';
import { decodeAlaw, decodeUlaw } from './g711.ts';
import { headerBytes, isChunkBehind, isHeaderLost, leastUnpromised } from './wav-damage.ts';

export interface WavAudio {
  /** Mono, 16 bit. */
  samples: Int16Array;
  /** Hz. */
  sampleRate: number;
  /** The header's sizes did not fit the file; the samples are what was really there. */
  headerWasBroken: boolean;
}

export interface WavFacts {
  /** Size of the whole file. */
  bytes: number;
  durationMs: number;
  /** Hz. */
  sampleRate: number;
  isHeaderBroken: boolean;
}

/** Where the audio lies in a file: found by walking the chunks, corrected by the file's real size. */
export interface WavLayout {
  encoding: 'pcm16' | 'alaw' | 'ulaw';
  /** Hz. */
  sampleRate: number;
  bytesPerSample: 1 | 2;
  /** First byte of the audio. */
  dataStart: number;
  /** Bytes of audio that are really there, whole samples only. */
  dataBytes: number;
  isHeaderBroken: boolean;
}

/**
 * A mono WAV file (path) or its bytes → 16 bit samples. PCM16, A-law and µ-law. `firstSeconds`: only so
 * much of its beginning, of a file of any size; without it an hour is the most.
 * Throws HausrufError RECORDING_UNREADABLE for anything else.
 */
export async function readWav(
  source: string | Uint8Array,
  options: { firstSeconds?: number } = {},
): Promise<WavAudio> {
  return withReader(source, async (read, size) => {
    const { firstSeconds } = options;
    if (size > maxBytes && firstSeconds === undefined) throw unreadable(`is larger than ${maxBytes} bytes`);
    const layout = await findLayout(read, size);
    const wanted = (firstSeconds ?? Number.POSITIVE_INFINITY) * layout.sampleRate * layout.bytesPerSample;
    const data = await read(layout.dataStart, Math.min(layout.dataBytes, wanted, maxBytes));
    return {
      samples: decode(data, layout.encoding),
      sampleRate: layout.sampleRate,
      headerWasBroken: layout.isHeaderBroken,
    };
  });
}

/** Size and duration from the header alone, whatever the length of the file. Throws as `readWav`. */
export async function wavFacts(file: string): Promise<WavFacts> {
  return withReader(file, async (read, size) => {
    const layout = await findLayout(read, size);
    return {
      bytes: size,
      durationMs: Math.round((layout.dataBytes / layout.bytesPerSample / layout.sampleRate) * 1000),
      sampleRate: layout.sampleRate,
      isHeaderBroken: layout.isHeaderBroken,
    };
  });
}

/** Writes 16 bit mono samples at `sampleRate` Hz to a new or replaced WAV file. Throws what the file system throws. */
export async function writeWav(file: string, samples: Int16Array, sampleRate: number): Promise<void> {
  await writeFile(file, encodeWav(samples, sampleRate));
}

/** 16 bit mono samples at `sampleRate` Hz → the bytes of a WAV file. */
export function encodeWav(samples: Int16Array, sampleRate: number): Uint8Array {
  const dataBytes = samples.length * 2;
  const wav = Buffer.alloc(44 + dataBytes);
  wav.write('RIFF', 0, 'latin1');
  wav.writeUInt32LE(36 + dataBytes, 4);
  wav.write('WAVEfmt ', 8, 'latin1');
  wav.writeUInt32LE(16, 16);
  wav.writeUInt16LE(1, 20);
  wav.writeUInt16LE(1, 22);
  wav.writeUInt32LE(sampleRate, 24);
  wav.writeUInt32LE(sampleRate * 2, 28);
  wav.writeUInt16LE(2, 32);
  wav.writeUInt16LE(16, 34);
  wav.write('data', 36, 'latin1');
  wav.writeUInt32LE(dataBytes, 40);
  wav.set(samplesToBytes(samples), 44);
  return wav;
}

/** 16 bit samples → little-endian bytes, as a copy. */
export function samplesToBytes(samples: Int16Array): Uint8Array {
  const bytes = Buffer.alloc(samples.length * 2);
  for (let index = 0; index < samples.length; index++) bytes.writeInt16LE(samples[index] ?? 0, index * 2);
  return bytes;
}

/** `length` bytes from `position`, fewer at the end of the file. */
export type ReadAt = (position: number, length: number) => Promise<Buffer>;

/** Finds the audio of a WAV file of `size` bytes. Throws HausrufError RECORDING_UNREADABLE. */
export async function findLayout(read: ReadAt, size: number): Promise<WavLayout> {
  const head = await read(0, 12);
  if (
    head.length < 12 ||
    head.toString('latin1', 0, 4) !== 'RIFF' ||
    head.toString('latin1', 8, 12) !== 'WAVE'
  ) {
    if (await isHeaderLost(read, size)) return asAsteriskWrites(size);
    throw unreadable('is not a WAV file');
  }
  let format: Pick<WavLayout, 'encoding' | 'sampleRate' | 'bytesPerSample'> | null = null;
  let position = 12;
  for (let chunk = 0; chunk < maxChunks; chunk++) {
    const header = await read(position, 8);
    if (header.length < 8) throw unreadable('holds no audio chunk');
    const name = header.toString('latin1', 0, 4);
    const length = header.readUInt32LE(4);
    if (name === 'fmt ') format = readFormat(await read(position + 8, Math.min(length, 40)));
    if (name === 'data') {
      if (!format) throw unreadable('does not say how its audio is encoded');
      const there = size - position - 8;
      const isHeaderBroken =
        length > there || (length === 0 && there > 0) || (await isStale(read, position + 8 + length, size));
      const dataBytes = isHeaderBroken ? there : length;
      return {
        ...format,
        dataStart: position + 8,
        dataBytes: wholeSamples(dataBytes, format),
        isHeaderBroken,
      };
    }
    position += 8 + length + (length & 1);
  }
  throw unreadable('holds no audio chunk');
}

/** The layout of every recording that Asterisk makes, when its header cannot say so any more. */
function asAsteriskWrites(size: number): WavLayout {
  return {
    encoding: 'pcm16',
    sampleRate: 8000,
    bytesPerSample: 2,
    dataStart: headerBytes,
    dataBytes: wholeSamples(size - headerBytes, { bytesPerSample: 2 }),
    isHeaderBroken: true,
  };
}

/** The audio goes on behind what the header promised: its writer died after it had once written a size. */
async function isStale(read: ReadAt, end: number, size: number): Promise<boolean> {
  const room = size - end;
  return room >= leastUnpromised && !isChunkBehind(await read(end, 16), room);
}

/** One hour of 8 kHz, 16 bit; a message is at most 15 minutes. Keeps a wrong file from filling the memory. */
const maxBytes = 57_600_044;
/** Real files have two to six chunks. */
const maxChunks = 64;

async function withReader<T>(
  source: string | Uint8Array,
  use: (read: ReadAt, size: number) => Promise<T>,
): Promise<T> {
  if (typeof source !== 'string') {
    const bytes = Buffer.from(source.buffer, source.byteOffset, source.byteLength);
    return use(async (position, length) => bytes.subarray(position, position + length), bytes.length);
  }
  let file: FileHandle | undefined;
  try {
    file = await open(source, 'r');
    const handle = file;
    return await use(readerOf(handle), (await handle.stat()).size);
  } catch (error) {
    if (error instanceof HausrufError) throw error;
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    // Too many open files or no memory passes by itself; a missing file does not come back.
    const temporary = ['EMFILE', 'ENFILE', 'ENOMEM', 'EAGAIN', 'EBUSY'].includes(code);
    throw new HausrufError('RECORDING_UNREADABLE', `audio file cannot be read (${code})`, {
      temporary,
      cause: error,
    });
  } finally {
    await file?.close();
  }
}

/** Reads at a position until `length` bytes or the end of the file. */
export function readerOf(file: FileHandle): ReadAt {
  return async (position, length) => {
    const buffer = Buffer.alloc(length);
    let filled = 0;
    while (filled < length) {
      const { bytesRead } = await file.read(buffer, filled, length - filled, position + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return buffer.subarray(0, filled);
  };
}

function readFormat(chunk: Buffer): Pick<WavLayout, 'encoding' | 'sampleRate' | 'bytesPerSample'> {
  if (chunk.length < 16) throw unreadable('has a format chunk that is too short');
  const tag = chunk.readUInt16LE(0);
  // WAVE_FORMAT_EXTENSIBLE carries the real tag as the first two bytes of a GUID.
  const format = tag === 0xfffe && chunk.length >= 26 ? chunk.readUInt16LE(24) : tag;
  const channels = chunk.readUInt16LE(2);
  const sampleRate = chunk.readUInt32LE(4);
  const bits = chunk.readUInt16LE(14);
  if (channels !== 1) throw unreadable(`has ${channels} channels instead of one`);
  if (sampleRate < 4000 || sampleRate > 192_000) throw unreadable(`has a sample rate of ${sampleRate} Hz`);
  if (format === 1 && bits === 16) return { encoding: 'pcm16', sampleRate, bytesPerSample: 2 };
  if (format === 6 && bits === 8) return { encoding: 'alaw', sampleRate, bytesPerSample: 1 };
  if (format === 7 && bits === 8) return { encoding: 'ulaw', sampleRate, bytesPerSample: 1 };
  throw unreadable(`has the unknown format ${format} with ${bits} bits`);
}

function decode(data: Buffer, encoding: WavLayout['encoding']): Int16Array {
  if (encoding === 'alaw') return decodeAlaw(data);
  if (encoding === 'ulaw') return decodeUlaw(data);
  const samples = new Int16Array(data.length >> 1);
  for (let index = 0; index < samples.length; index++) samples[index] = data.readInt16LE(index * 2);
  return samples;
}

function wholeSamples(bytes: number, format: { bytesPerSample: 1 | 2 }): number {
  return bytes - (bytes % format.bytesPerSample);
}

function unreadable(what: string): HausrufError {
  return new HausrufError('RECORDING_UNREADABLE', `audio file ${what}`);
}
