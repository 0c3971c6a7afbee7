/**
 * Hears into recordings while they grow: whether anything still comes from the caller, and whether it is
 * more than tones. It looks at the file first, which costs next to nothing, and asks Asterisk only when the
 * file has stopped growing. It only ever reads.
 */
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import type { Listened } from '../domain/call.ts';

/** Asterisk writes 32 KiB at a time: 2.05 s of 8 kHz, 16 bit (asterisk.md §4.2). */
const FLUSH_MS = 2050;
/** No growth for longer than this (seen every 2 s) means that nothing came, or that Asterisk cannot write. */
const SUSPICIOUS_MS = FLUSH_MS + 2100;
/** How often the sound itself is looked at: every second would cost more than it saves. */
const SOUND_EVERY_MS = 5000;
const BYTES_PER_SECOND = 16_000;
const HEADER_BYTES = 44;

export interface EarOptions {
  /** Absolute path of the growing file of a recording. */
  fileOf: (recordingName: string) => string;
  /** Packets that came from the caller so far. Throws when Asterisk does not say. */
  countPackets: (channelId: string) => Promise<number>;
  /** Whether 8 kHz samples hold nothing but tones, steady noise or silence. */
  isLifeless: (samples: Int16Array) => boolean;
  now: () => number;
}

export interface Ear {
  /** Throws when there is no evidence either way: then nothing may be concluded. */
  listen(what: { channelId: string; recordingName: string; maxSilenceSeconds: number }): Promise<Listened>;
  forget(channelId: string): void;
}

interface Heard {
  bytes: number;
  grownAt: number;
  packets: { count: number; at: number } | null;
  soundAt: number;
}

export function makeEar(options: EarOptions): Ear {
  const calls = new Map<string, Heard>();
  return {
    forget: channelId => void calls.delete(channelId),
    async listen({ channelId, recordingName, maxSilenceSeconds }) {
      const file = options.fileOf(recordingName);
      // A look at an inode in memory takes some microseconds; a thread to do it in costs ten times as much.
      const { size } = statSync(file);
      const at = options.now();
      const heard = calls.get(channelId) ?? { bytes: -1, grownAt: at, packets: null, soundAt: at };
      calls.set(channelId, heard);
      if (size !== heard.bytes) {
        heard.bytes = size;
        heard.grownAt = at;
        heard.packets = null;
      }
      const isLifeless = hearSound(options, { file, heard, at, maxSilenceSeconds });
      if (at - heard.grownAt < SUSPICIOUS_MS) return { quietMs: 0, isLifeless };
      return { quietMs: await quietFor(options, { channelId, heard, at }), isLifeless };
    },
  };
}

/** How long nothing has come, by Asterisk's own count: a file may stand still because a disk does. */
async function quietFor(
  options: EarOptions,
  what: { channelId: string; heard: Heard; at: number },
): Promise<number> {
  const { heard, at } = what;
  const count = await options.countPackets(what.channelId);
  // What came after the last growth is still in Asterisk's buffer, at most so much.
  heard.packets ??= { count, at: heard.grownAt + FLUSH_MS };
  if (count !== heard.packets.count) heard.packets = { count, at };
  return Math.max(0, at - heard.packets.at);
}

function hearSound(
  options: EarOptions,
  what: { file: string; heard: Heard; at: number; maxSilenceSeconds: number },
): boolean {
  const { heard, at } = what;
  const span = what.maxSilenceSeconds * BYTES_PER_SECOND;
  if (at - heard.soundAt < SOUND_EVERY_MS || heard.bytes < HEADER_BYTES + span) return false;
  heard.soundAt = at;
  const samples = readTail(what.file, { bytes: span, size: heard.bytes });
  // Most callers speak: who is heard in the newest half needs no look at the older one.
  const newest = samples.subarray(samples.length >> 1);
  return options.isLifeless(newest) && options.isLifeless(samples);
}

/** One for all calls, since it is used up at once: with 200 calls new ones would be 6 MB a second. */
let tail = Buffer.allocUnsafeSlow(0);

/** Read here and not in a thread: it has just been written, so that it is a copy from memory. */
function readTail(file: string, part: { bytes: number; size: number }): Int16Array {
  if (tail.length < part.bytes) tail = Buffer.allocUnsafeSlow(part.bytes);
  const handle = openSync(file, 'r');
  try {
    // Whole samples: the audio begins at an even byte.
    const from = (part.size - part.bytes) & ~1;
    const bytesRead = readSync(handle, tail, 0, part.bytes, from);
    return new Int16Array(tail.buffer, tail.byteOffset, bytesRead >> 1);
  } finally {
    closeSync(handle);
  }
}
