/**
 * Brings model files to where `findModels` looks: from the network or from a USB stick. Only ever on
 * the operator's command. A file appears under its name only when size and SHA-256 are right.
 */
import { copyFile, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { HausrufError } from '../domain/problem.ts';
import { faultOf, type ModelEntry, type ModelFile } from './models.ts';

export interface PullOptions {
  /** Absolute path of the models folder. */
  folder: string;
  /** Told after each piece; `total` is null where the server does not say. */
  onProgress?: (path: string, done: number, total: number | null) => void;
  signal?: AbortSignal;
}

/**
 * Fetches every file of a model that is not there yet. What an interrupted run left (`….part`) is
 * continued. Throws HausrufError MODEL_MISSING (not reachable; temporary) or MODEL_BROKEN (wrong content).
 */
export async function pullModel(entry: ModelEntry, options: PullOptions): Promise<void> {
  for (const file of entry.files) {
    const target = join(options.folder, file.path);
    if ((await faultOf(target, file)) === null) continue;
    if (!file.url)
      throw new HausrufError('MODEL_MISSING', `${file.path} comes with the program, not from the network`);
    await mkdir(dirname(target), { recursive: true });
    await fetchToPart(file, file.url, `${target}.part`, options);
    await accept(`${target}.part`, target, file);
  }
}

/** Takes a model file that was brought by hand. Throws HausrufError MODEL_BROKEN; the source is only read. */
export async function addModelFile(
  source: string,
  entry: ModelEntry,
  options: { folder: string },
): Promise<ModelFile> {
  const faults: string[] = [];
  for (const file of entry.files) {
    const fault = await faultOf(source, file);
    if (fault) {
      faults.push(`it is not ${file.path}: ${fault}`);
      continue;
    }
    const target = join(options.folder, file.path);
    await mkdir(dirname(target), { recursive: true });
    await copyFile(source, `${target}.part`);
    await accept(`${target}.part`, target, file);
    return file;
  }
  throw new HausrufError('MODEL_BROKEN', `the file was refused; ${faults.join('; ')}`);
}

/** A server that sends nothing for this long is given up; the next run continues. */
const silenceTimeoutMs = 60_000;

async function fetchToPart(file: ModelFile, url: string, part: string, options: PullOptions): Promise<void> {
  const there = await stat(part).then(
    ({ size }) => size,
    () => 0,
  );
  // Complete already, only not yet checked: asking for a range beyond the end would be an error.
  if (file.bytes !== null && there === file.bytes) return;
  const start = file.bytes !== null && there > file.bytes ? 0 : there;
  const silence = new AbortController();
  const signals = [silence.signal, ...(options.signal ? [options.signal] : [])];
  let timer: NodeJS.Timeout | undefined;
  const heard = () => {
    clearTimeout(timer);
    timer = setTimeout(() => silence.abort(new Error('the server went silent')), silenceTimeoutMs);
  };
  try {
    heard();
    const response = await fetch(url, {
      headers: start > 0 ? { range: `bytes=${start}-` } : {},
      signal: AbortSignal.any(signals),
    });
    if (response.status === 416) {
      // The part is longer than the file: it cannot be its beginning.
      await rm(part, { force: true });
      throw new Error('the part left by an earlier run does not fit; run the command again');
    }
    if (!response.ok || !response.body) throw new Error(`the server answered ${response.status}`);
    // A server that does not know ranges sends everything from the start (200 instead of 206).
    const offset = response.status === 206 ? start : 0;
    const length = Number(response.headers.get('content-length')) || null;
    const total = file.bytes ?? (length === null ? null : offset + length);
    await store(response.body, { part, offset, limit: file.bytes }, done => {
      heard();
      options.onProgress?.(file.path, done, total);
    });
  } catch (error) {
    if (error instanceof HausrufError) throw error;
    const why =
      error instanceof Error
        ? `${error.message}${error.cause ? ` (${String(error.cause)})` : ''}`
        : String(error);
    throw new HausrufError('MODEL_MISSING', `${file.path} could not be fetched: ${why}`, {
      temporary: true,
      cause: error,
    });
  } finally {
    clearTimeout(timer);
  }
}

async function store(
  body: AsyncIterable<Uint8Array>,
  place: { part: string; offset: number; limit: number | null },
  onPiece: (done: number) => void,
): Promise<void> {
  const handle = await open(place.part, place.offset > 0 ? 'r+' : 'w');
  try {
    let done = place.offset;
    for await (const piece of body) {
      if (place.limit !== null && done + piece.length > place.limit) {
        throw new HausrufError('MODEL_BROKEN', 'the server sends more bytes than the manifest says');
      }
      await handle.write(piece, 0, piece.length, done);
      done += piece.length;
      onPiece(done);
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Checks, makes durable, and only then gives the file its name. */
async function accept(part: string, target: string, file: ModelFile): Promise<void> {
  const fault = await faultOf(part, file);
  if (fault) {
    await rm(part, { force: true });
    throw new HausrufError('MODEL_BROKEN', `${file.path} was refused: it ${fault}`);
  }
  const handle = await open(part, 'r+');
  await handle.sync().finally(() => handle.close());
  await rename(part, target);
}
