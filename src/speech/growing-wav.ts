import { closeSync, fstatSync, openSync, read, readSync } from 'node:fs';
import { promisify } from 'node:util';
import type { Span } from './energy-gate.ts';

/** A recording that Asterisk is writing: 44 bytes of header at once, its audio 32 KiB at a time. */
export interface GrowingWav {
  /** Samples that are there by now. */
  length(): number;
  /** Throws when they are not all there. */
  read(from: number, to: number): Promise<Int16Array>;
  /** The same at once, for some seconds: they were written a moment ago, so that they lie in memory. */
  peek(within: Span): Int16Array;
  close(): void;
}

/** Null: the file is not there yet, or empty. Throws when it is no WAV file of 8 kHz, 16 bit, one channel. */
export function openGrowingWav(path: string): GrowingWav | null {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  try {
    const header = Buffer.alloc(headerBytes);
    if (readSync(file, header, 0, headerBytes, 0) < headerBytes) {
      closeSync(file);
      return null;
    }
    if (!isRecording(header)) throw new Error('not a recording of 8 kHz, 16 bit');
  } catch (error) {
    closeSync(file);
    throw error;
  }
  let isOpen = true;
  return {
    length: () => Math.max(0, fstatSync(file).size - headerBytes) >> 1,
    async read(from, to) {
      const samples = new Int16Array(to - from);
      const { bytesRead } = await readAsync(file, samples, 0, samples.byteLength, headerBytes + from * 2);
      return whole(samples, bytesRead);
    },
    peek(within) {
      const from = within.fromMs * samplesPerMs;
      const samples = new Int16Array(within.toMs * samplesPerMs - from);
      return whole(samples, readSync(file, samples, 0, samples.byteLength, headerBytes + from * 2));
    },
    close() {
      if (isOpen) closeSync(file);
      isOpen = false;
    },
  };
}

const headerBytes = 44;
const samplesPerMs = 8;
const readAsync = promisify(read) as (
  file: number,
  into: Int16Array,
  offset: number,
  length: number,
  position: number,
) => Promise<{ bytesRead: number }>;

/** Asterisk's own header and no other; its sizes stay zero until the end. */
function isRecording(header: Buffer): boolean {
  return (
    header.toString('latin1', 0, 4) === 'RIFF' &&
    header.toString('latin1', 8, 16) === 'WAVEfmt ' &&
    header.readUInt32LE(16) === 16 &&
    header.readUInt16LE(20) === 1 &&
    header.readUInt16LE(22) === 1 &&
    header.readUInt32LE(24) === 8000 &&
    header.readUInt16LE(34) === 16 &&
    header.toString('latin1', 36, 40) === 'data'
  );
}

function whole(samples: Int16Array, bytesRead: number): Int16Array {
  if (bytesRead !== samples.byteLength) throw new Error('the recording has become shorter');
  return samples;
}
