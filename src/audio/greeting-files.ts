/**
 * The files of a greeting: `<name>.alaw` (8 kHz A-law, raw) and `<name>.sln16` (16 kHz, 16 bit
 * little-endian, raw), as Asterisk plays them by their path without ending. Every file appears whole or
 * not at all, and nothing that was there is touched before all new bytes are on the disk.
 */
import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { encodeAlaw } from './g711.ts';
import { resample } from './resample.ts';
import { samplesToBytes } from './wav.ts';

/** The bytes of both files. */
export interface GreetingPair {
  alaw: Uint8Array;
  sln16: Uint8Array;
}

/** Finished audio (level, silence at the ends) at any rate → both files' bytes. */
export function encodePair(audio: { samples: Int16Array; sampleRate: number }): GreetingPair {
  const at = (toHz: number) => resample(audio.samples, { fromHz: audio.sampleRate, toHz });
  return { alaw: encodeAlaw(at(8000)), sln16: samplesToBytes(at(16_000)) };
}

/**
 * Writes the pair at `mediaPath` (absolute, without ending), and `also` (absolute path → bytes) with it;
 * makes the folder. All drafts are complete and synced before the first one takes its name, the pair
 * last. Throws what the file system throws; drafts are then gone and old files still there.
 */
export async function writePair(
  mediaPath: string,
  pair: GreetingPair,
  also: Record<string, Uint8Array> = {},
): Promise<void> {
  const folder = dirname(mediaPath);
  await mkdir(folder, { recursive: true });
  const wanted = { ...also, [`${mediaPath}.sln16`]: pair.sln16, [`${mediaPath}.alaw`]: pair.alaw };
  const drafts: { draft: string; file: string }[] = [];
  try {
    for (const [file, bytes] of Object.entries(wanted)) {
      const draft = `${file}.${randomUUID()}.part`;
      drafts.push({ draft, file });
      await writeSynced(draft, bytes);
    }
    for (const { draft, file } of drafts) await rename(draft, file);
  } catch (error) {
    await Promise.all(drafts.map(({ draft }) => rm(draft, { force: true })));
    throw error;
  }
  await syncFolder(folder);
}

async function writeSynced(file: string, bytes: Uint8Array): Promise<void> {
  const handle = await open(file, 'wx');
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** A name is only on the disk when its folder is. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
