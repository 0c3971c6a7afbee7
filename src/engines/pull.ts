/**
 * Brings model files from the network to where `findModels` looks. Only ever on the operator's command.
 * A file appears under its name only when size and SHA-256 are right; what a cut left is continued.
 */
import { chmod, mkdir, open, rename, rm, stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { HausrufError } from '../domain/problem.ts';
import { fetchToPart } from './fetch-part.ts';
import { describeFault, findFault } from './model-files.ts';
import type { ModelEntry, ModelFile } from './models.ts';

export interface PullProgress {
  /** The file that is being fetched. */
  path: string;
  /** Bytes of the whole model that are there. */
  done: number;
  /** Of the whole model; null where neither the manifest nor the server knows. */
  total: number | null;
}

export interface PullOptions {
  /** Absolute path of the models folder. */
  folder: string;
  /** Told after each piece. */
  onProgress?: (progress: PullProgress) => void;
  /** Asked before each piece, to let a call have the line. */
  whenRoom?: () => Promise<void>;
  signal?: AbortSignal | undefined;
}

/** What has to stay free for recordings and the database; below 200 MB the health page warns. */
export const SPARE_BYTES = 300e6;

/**
 * Fetches every file of a model that is not there yet. What an interrupted run left (`….part`) is
 * continued. Throws HausrufError MODEL_MISSING (not reachable; then temporary), MODEL_BROKEN (wrong
 * content) or MODEL_NO_ROOM.
 */
export async function pullModel(entry: ModelEntry, options: PullOptions): Promise<void> {
  const isThere = new Map<ModelFile, boolean>();
  for (const file of entry.files) {
    isThere.set(file, (await findFault(join(options.folder, file.path), file)) === null);
  }
  const wanted = entry.files.filter(file => !isThere.get(file));
  const foreign = wanted.find(file => !file.url);
  if (foreign) {
    throw new HausrufError('MODEL_MISSING', `${foreign.path} comes with the program, not from the network`);
  }
  await checkRoom(wanted, options.folder);
  const sum = (files: ModelFile[]) => files.reduce((bytes, file) => bytes + (file.bytes ?? 0), 0);
  const isKnown = entry.files.every(file => file.bytes !== null);
  let doneBefore = sum(entry.files.filter(file => isThere.get(file)));
  for (const file of wanted) {
    const target = join(options.folder, file.path);
    await makeFolder(dirname(target));
    await fetchToPart(file, `${target}.part`, {
      ...options,
      onPiece(done, total) {
        options.onProgress?.({
          path: file.path,
          done: doneBefore + done,
          // One file of unknown size: what the server says of it is the whole.
          total: isKnown ? sum(entry.files) : entry.files.length === 1 ? total : null,
        });
      },
    });
    await acceptPart(`${target}.part`, file);
    doneBefore += file.bytes ?? 0;
  }
  // A model of several files appears as a whole, or not at all.
  for (const file of wanted)
    await rename(join(options.folder, `${file.path}.part`), join(options.folder, file.path));
}

/** Between tries after a cut; the last one is repeated. */
const PAUSES_MS = [1_000, 2_000, 5_000, 10_000, 30_000];
/** A router that dials in anew needs minutes. */
const MOST_VAIN_TRIES = 12;

/** `pullModel` that goes on by itself after a cut, until nothing has come for a dozen tries. Throws the same. */
export async function pullPatiently(
  entry: ModelEntry,
  options: PullOptions & { onCut?: (error: HausrufError) => void; pausesMs?: readonly number[] },
): Promise<void> {
  const pauses = options.pausesMs ?? PAUSES_MS;
  let vain = 0;
  let best = 0;
  for (;;) {
    try {
      return await pullModel(entry, {
        ...options,
        onProgress(progress) {
          if (progress.done > best) vain = 0;
          best = Math.max(best, progress.done);
          options.onProgress?.(progress);
        },
      });
    } catch (error) {
      if (!(error instanceof HausrufError) || !error.temporary || options.signal?.aborted) throw error;
      vain += 1;
      if (vain >= MOST_VAIN_TRIES) throw error;
      options.onCut?.(error);
      await pause(pauses[Math.min(vain, pauses.length) - 1] ?? 0, options.signal);
    }
  }
}

/** Throws HausrufError MODEL_NO_ROOM when these files, less what is there of them, do not fit on the disk. */
export async function checkRoom(files: readonly ModelFile[], folder: string): Promise<void> {
  let needed = 0;
  for (const file of files) {
    const there = await stat(join(folder, `${file.path}.part`)).catch(() => null);
    needed += Math.max(0, (file.bytes ?? 0) - (there?.size ?? 0));
  }
  await makeFolder(folder);
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  if (needed + SPARE_BYTES <= free) return;
  const mb = (bytes: number) => `${Math.ceil(bytes / 1e6)} MB`;
  throw new HausrufError(
    'MODEL_NO_ROOM',
    `${folder} has ${mb(free)} free; ${mb(needed)} are needed, and ${mb(SPARE_BYTES)} must stay free`,
  );
}

/** Checks what has come and makes it durable, ready to get its name. Throws HausrufError MODEL_BROKEN; then it is gone. */
export async function acceptPart(part: string, file: ModelFile): Promise<void> {
  const fault = await findFault(part, file);
  if (fault) {
    await rm(part, { force: true });
    throw new HausrufError('MODEL_BROKEN', `${file.path} was refused: it ${describeFault(fault)}`);
  }
  const handle = await open(part, 'r+');
  try {
    // Weights are no secret, and the command may run as another user than the program.
    await handle.chmod(0o644);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** For all to read, also where our umask keeps recordings to ourselves. Throws HausrufError CONFIG_INVALID. */
export async function makeFolder(folder: string): Promise<void> {
  try {
    const made = await mkdir(folder, { recursive: true });
    if (made !== undefined) await chmod(folder, 0o755);
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new HausrufError('CONFIG_INVALID', `The models folder ${folder} cannot be written (${why}).`, {
      cause: error,
    });
  }
}

function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise(done => {
    if (signal?.aborted) return done();
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      done();
    };
    const timer = setTimeout(end, ms);
    signal?.addEventListener('abort', end);
  });
}
