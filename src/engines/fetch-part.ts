/** One file over HTTP into its `….part`, from where an earlier run was cut off. */
import { open, rm, stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { HausrufError } from '../domain/problem.ts';
import type { ModelFile } from './models.ts';
import { dropTag, keepTag, readTag, tagOf } from './part-tag.ts';

export interface FetchOptions {
  /** `done`: bytes of this file; `total` null: nobody knows. */
  onPiece: (done: number, total: number | null) => void;
  whenRoom?: () => Promise<void>;
  signal?: AbortSignal | undefined;
}

/** A server that sends nothing for this long is given up; the next run continues. */
const SILENCE_MS = 60_000;

/**
 * Afterwards `part` is as long as the server's file; whether it is the right one is not checked here.
 * Throws HausrufError MODEL_MISSING (temporary when another try may help) or MODEL_BROKEN (too long).
 */
export async function fetchToPart(file: ModelFile, part: string, options: FetchOptions): Promise<void> {
  const there = await sizeAtRest(part, file.path);
  // Complete already, only not yet checked: asking for a range beyond the end would be an error.
  if (file.bytes !== null && there === file.bytes) return options.onPiece(there, file.bytes);
  const start = file.bytes !== null && there > file.bytes ? 0 : there;
  const tag = start > 0 ? await readTag(part) : null;
  const silence = makeSilenceWatch();
  const signals = [silence.signal, ...(options.signal ? [options.signal] : [])];
  try {
    silence.heard();
    const response = await fetch(file.url ?? '', {
      headers: start > 0 ? { range: `bytes=${start}-`, ...(tag ? { 'if-range': tag } : {}) } : {},
      signal: AbortSignal.any(signals),
    });
    const { body, offset } = await checkReply(response, { start, part, tag });
    await keepTag(part, tagOf(response.headers));
    const length = Number(response.headers.get('content-length')) || null;
    const total = file.bytes ?? (length === null ? null : offset + length);
    await store(body, {
      part,
      offset,
      limit: file.bytes,
      async onPiece(done) {
        silence.heard();
        options.onPiece(done, total);
        // Not reading on makes the server wait; that is no silence of its own.
        silence.rest();
        await options.whenRoom?.();
        silence.heard();
        options.signal?.throwIfAborted();
      },
    });
    await dropTag(part);
  } catch (error) {
    throw error instanceof HausrufError ? error : asHausrufError(error, file.path);
  } finally {
    silence.rest();
  }
}

async function checkReply(
  response: Response,
  at: { start: number; part: string; tag: string | null },
): Promise<{ body: AsyncIterable<Uint8Array>; offset: number }> {
  const { status, body } = response;
  if (status === 416) {
    // The part is longer than the file: it cannot be its beginning.
    await dropPart(at.part);
    throw new Error('the part left by an earlier run does not fit; run the command again');
  }
  if (!response.ok || !body) {
    const words = `the server answered ${status}`;
    // Asking again brings the same answer, unless the server is only busy.
    if (status >= 400 && status < 500 && status !== 408 && status !== 429) {
      throw new HausrufError('MODEL_MISSING', `${response.url} could not be fetched: ${words}`);
    }
    throw new Error(words);
  }
  // A server that does not know ranges sends everything from the start (200 instead of 206).
  if (status !== 206) return { body, offset: 0 };
  const from = /^bytes (\d+)-/.exec(response.headers.get('content-range') ?? '')?.[1];
  if (from !== undefined && Number(from) !== at.start) throw new Error('the server sent another part');
  const tag = tagOf(response.headers);
  if (at.tag !== null && tag !== null && tag !== at.tag) {
    // It does not know `If-Range`, and has another version now.
    await dropPart(at.part);
    throw new Error('the file has changed on the server: it is fetched anew');
  }
  return { body, offset: at.start };
}

async function dropPart(part: string): Promise<void> {
  await rm(part, { force: true });
  await dropTag(part);
}

async function store(
  body: AsyncIterable<Uint8Array>,
  place: { part: string; offset: number; limit: number | null; onPiece: (done: number) => Promise<void> },
): Promise<void> {
  const handle = await open(place.part, place.offset > 0 ? 'r+' : 'w', 0o644);
  try {
    let done = place.offset;
    for await (const piece of body) {
      if (place.limit !== null && done + piece.length > place.limit) {
        // It cannot be the beginning of the right file either.
        await dropPart(place.part);
        throw new HausrufError('MODEL_BROKEN', 'the server sends more bytes than the manifest says');
      }
      await handle.write(piece, 0, piece.length, done);
      done += piece.length;
      await place.onPiece(done);
    }
    // A body that ends early may end without an error (HTTP/1.0, some proxies): continued like a cut.
    if (place.limit !== null && done < place.limit) throw new Error('the connection ended too early');
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Written within this time: perhaps by another process, so look once more. */
const RECENT_MS = 1_000;
const LOOK_AGAIN_MS = 700;

/**
 * Bytes of the part; 0: there is none. Throws HausrufError MODEL_MISSING (temporary) when another process,
 * e.g. the command beside the program, is writing it: two writers would spoil it.
 */
async function sizeAtRest(part: string, path: string): Promise<number> {
  const look = () => stat(part).catch(() => null);
  const first = await look();
  if (!first || Date.now() - first.mtimeMs > RECENT_MS) return first?.size ?? 0;
  await sleep(LOOK_AGAIN_MS);
  const second = await look();
  if (second?.mtimeMs === first.mtimeMs) return second.size;
  throw new HausrufError('MODEL_MISSING', `${path} is being fetched by another program at the moment`, {
    temporary: true,
  });
}

/** What the disk refuses stays refused; what the network does may be better the next time. */
function asHausrufError(error: unknown, path: string): HausrufError {
  const words = wordsOf(error);
  // Errors of the network come wrapped by fetch, without a `syscall` of their own.
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new HausrufError('MODEL_NO_ROOM', `${path}: ${words}`, { cause: error });
  }
  if (syscall !== undefined) {
    return new HausrufError('CONFIG_INVALID', `${path} cannot be written: ${words}`, { cause: error });
  }
  return new HausrufError('MODEL_MISSING', `${path} could not be fetched: ${words}`, {
    temporary: true,
    cause: error,
  });
}

function makeSilenceWatch() {
  const silence = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const rest = () => clearTimeout(timer);
  return {
    signal: silence.signal,
    rest,
    heard() {
      rest();
      timer = setTimeout(() => silence.abort(new Error('the server went silent')), SILENCE_MS);
    },
  };
}

function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return `${error.message}${error.cause ? ` (${String(error.cause)})` : ''}`;
}
