/** WAV files of every kind, and MP3 files by the real lame. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installedTool } from '../../scripts/tools.ts';
import { encodeAlaw } from '../../src/audio/g711.ts';
import { resample } from '../../src/audio/resample.ts';
import { readWav } from '../../src/audio/wav.ts';

/** Three seconds of a spoken message at 8 kHz. */
export const speech = (
  await readWav(join(import.meta.dirname, '../fixtures/demo-heizung.wav'))
).samples.slice(0, 3 * 8000);

/** 8 kHz; `share` of full scale. */
export const tone = (hz: number, seconds: number, share = 0.3) =>
  Int16Array.from({ length: 8000 * seconds }, (_, at) =>
    Math.round(share * 32767 * Math.sin((2 * Math.PI * hz * at) / 8000)),
  );

export interface Kind {
  coding: number;
  bits: number;
  channels?: number;
  rate?: number;
  isExtensible?: boolean;
  /** Of each channel; 1 for all when absent. */
  gains?: number[];
}

/** -1 to 1 → the bytes of one sample. */
function encodeSample(value: number, kind: Kind): Buffer {
  const bytes = Buffer.alloc(kind.bits / 8);
  const whole = (size: number) => Math.max(-size, Math.min(size - 1, Math.round(value * size)));
  if (kind.coding === 3)
    return Buffer.from((kind.bits === 32 ? Float32Array : Float64Array).of(value).buffer);
  if (kind.coding === 6) return Buffer.from(encodeAlaw(Int16Array.of(whole(32768))));
  if (kind.coding === 7) return Buffer.of(ulawByte(whole(32768)));
  if (kind.bits === 8) return Buffer.of(whole(128) + 128);
  bytes.writeIntLE(whole(2 ** (kind.bits - 1)), 0, kind.bits / 8);
  return bytes;
}

/** G.711 µ-law, by its definition. */
function ulawByte(sample: number): number {
  const size = Math.min(32635, Math.abs(sample)) + 132;
  const segment = 24 - Math.clz32(size);
  return ~((sample < 0 ? 0x80 : 0) | (segment << 4) | ((size >> (segment + 3)) & 15)) & 0xff;
}

/** `samples` at 8 kHz → a WAV file of that kind. */
export function wavOf(samples: Int16Array, kind: Kind): Buffer {
  const { channels = 1, rate = 8000, gains } = kind;
  const at = resample(samples, { fromHz: 8000, toHz: rate });
  const parts: Buffer[] = [];
  for (const sample of at)
    for (let channel = 0; channel < channels; channel++)
      parts.push(encodeSample((sample / 32768) * (gains?.[channel] ?? 1), kind));
  return wavAround(Buffer.concat(parts), kind);
}

export function wavAround(data: Buffer, kind: Kind, dataSize = data.length): Buffer {
  const { channels = 1, rate = 8000, isExtensible = false } = kind;
  const format = Buffer.alloc(isExtensible ? 40 : 16);
  format.writeUInt16LE(isExtensible ? 0xfffe : kind.coding, 0);
  format.writeUInt16LE(channels, 2);
  format.writeUInt32LE(rate, 4);
  format.writeUInt32LE((rate * channels * kind.bits) / 8, 8);
  format.writeUInt16LE(((channels * kind.bits) / 8) & 0xffff, 12);
  format.writeUInt16LE(kind.bits, 14);
  if (isExtensible) {
    format.writeUInt16LE(22, 16);
    format.writeUInt16LE(kind.bits, 18);
    format.writeUInt16LE(kind.coding, 24);
    format.write('000000001000800000aa00389b71', 26, 'hex');
  }
  const chunk = (name: string, body: Buffer, size = body.length) => {
    const header = Buffer.alloc(8);
    header.write(name, 'latin1');
    header.writeUInt32LE(size, 4);
    return Buffer.concat([header, body, Buffer.alloc(body.length & 1)]);
  };
  // Chunks that players pass over, one of them with an odd size.
  const body = Buffer.concat([
    Buffer.from('WAVE'),
    chunk('bext', Buffer.from('three')),
    chunk('fmt ', format),
    chunk('data', data, dataSize),
  ]);
  return chunk('RIFF', body);
}

/** By way of files, so that lame can fill in its information frame at the end. */
export function mp3Of(wav: Uint8Array, ...options: string[]): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'hausruf-lame-'));
  const lame = installedTool('lame');
  const files = [join(folder, 'in.wav'), join(folder, 'out.mp3')] as const;
  writeFileSync(files[0], wav);
  try {
    execFileSync(lame.command, [...lame.args, '--quiet', ...options, ...files], {
      env: { ...process.env, ...lame.env },
    });
    return readFileSync(files[1]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
