/** A list on its way in: to a file of our own name in our own folder, never bigger than a list can be. */
import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, readdir, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { sourceFailed } from './failure.ts';

/** A million rows are about 150 MB. */
export const LIST_LIMIT_BYTES = 200 * 1024 * 1024;
/** What has to stay free for calls: 16 kB per second of recording. */
const RESERVE_BYTES = 200 * 1024 * 1024;

/** Nobody waits for a list, but callers wait: at most 25 MB a second, so that a core is never ours alone. */
const [REST_EVERY_BYTES, REST_MS] = [256 * 1024, 10];

export interface Received {
  /** Absolute path; whoever gets it removes it. */
  file: string;
  bytes: number;
  sha256: string;
}

/**
 * Writes a stream to a new file in `folder`. `expectedBytes`: what the sender has told; fewer are a broken-off file.
 * Whatever goes wrong, nothing is left behind. Throws SOURCE_FAILED, or what the stream throws.
 */
export async function receiveFile(options: {
  from: Readable;
  folder: string;
  expectedBytes: number | null;
  limitBytes?: number;
  signal: AbortSignal;
}): Promise<Received> {
  const { from, folder, expectedBytes, signal, limitBytes = LIST_LIMIT_BYTES } = options;
  const file = join(folder, `${randomUUID()}.part`);
  try {
    if (expectedBytes !== null && expectedBytes > limitBytes)
      throw sourceFailed('too-big', megabytes(expectedBytes));
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const { bavail, bsize } = await statfs(folder);
    if (bavail * bsize < RESERVE_BYTES + (expectedBytes ?? 0)) throw sourceFailed('disk-full');
    const hash = createHash('sha256');
    let bytes = 0;
    let rests = 0;
    const counting = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        bytes += chunk.length;
        hash.update(chunk);
        const pass = () =>
          done(bytes > limitBytes ? sourceFailed('too-big', megabytes(limitBytes)) : null, chunk);
        if (bytes < (rests + 1) * REST_EVERY_BYTES) return pass();
        rests += 1;
        setTimeout(pass, REST_MS);
      },
    });
    await pipeline(from, counting, createWriteStream(file, { flags: 'wx', mode: 0o600, flush: true }), {
      signal,
    });
    if (expectedBytes !== null && bytes !== expectedBytes) {
      throw sourceFailed('broken-off', `${bytes} of ${expectedBytes} bytes`);
    }
    if (bytes === 0) throw sourceFailed('empty');
    return { file, bytes, sha256: hash.digest('hex') };
  } catch (error) {
    from.destroy();
    await rm(file, { force: true });
    throw error;
  }
}

/** What a killed process has left. To be called when nothing is on its way. */
export async function sweepReceived(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names) if (name.endsWith('.part')) await rm(join(folder, name), { force: true });
}

export const megabytes = (bytes: number): string => `${Math.round(bytes / 1024 / 1024)} MB`;
