/** Is a model file what the manifest says? Size and SHA-256 decide; a file that was hashed once is remembered. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';

/** What a file must be. `bytes` null: the SHA-256 alone decides. */
export interface WantedFile {
  bytes: number | null;
  sha256: string;
}

export type FileFault =
  | { kind: 'missing' }
  | { kind: 'size'; found: number; wanted: number }
  | { kind: 'hash'; found: string; wanted: string }
  /** `code`: as the system names it, e.g. EACCES. */
  | { kind: 'unreadable'; code: string };

type HashOf = (file: string) => Promise<string>;

/** Null: the file is right. Never throws. */
export async function findFault(
  file: string,
  wanted: WantedFile,
  hash: HashOf = sha256Of,
): Promise<FileFault | null> {
  try {
    const facts = await stat(file);
    // A pipe would be read for ever.
    if (!facts.isFile()) return { kind: 'unreadable', code: 'not a file' };
    if (wanted.bytes !== null && facts.size !== wanted.bytes) {
      return { kind: 'size', found: facts.size, wanted: wanted.bytes };
    }
    const sha256 = await hash(file);
    return sha256 === wanted.sha256 ? null : { kind: 'hash', found: sha256, wanted: wanted.sha256 };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    return code === 'ENOENT' ? { kind: 'missing' } : { kind: 'unreadable', code };
  }
}

/** English, to follow the name of a file. */
export function describeFault(fault: FileFault): string {
  switch (fault.kind) {
    case 'missing':
      return 'is missing';
    case 'size':
      return `has ${fault.found} bytes instead of ${fault.wanted}`;
    case 'hash':
      return `has SHA-256 ${fault.found} instead of ${fault.wanted}`;
    case 'unreadable':
      return `cannot be read (${fault.code})`;
  }
}

/** Lower-case hex of the whole file. Throws what reading throws. */
export async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

const closed = { additionalProperties: false } as const;
const HashCache = Type.Record(
  Type.String(),
  Type.Object({ bytes: Type.Integer(), changedMs: Type.Number(), sha256: Type.String() }, closed),
);

/**
 * Hashing 600 MB takes seconds on every start; a file that has not changed is not hashed again.
 * @param cacheFile by path, size and time of change; null: hash always
 * @param isFresh true: hash now whatever is remembered, and remember that
 */
export async function cachedHashes(
  cacheFile: string | null,
  isFresh: boolean,
): Promise<HashOf & { save(): Promise<void> }> {
  const known = cacheFile ? await readCache(cacheFile) : {};
  let isChanged = false;
  const hashOf = async (file: string) => {
    const { size, mtimeMs } = await stat(file);
    const before = isFresh ? undefined : known[file];
    if (before?.bytes === size && before.changedMs === mtimeMs) return before.sha256;
    const sha256 = await sha256Of(file);
    known[file] = { bytes: size, changedMs: mtimeMs, sha256 };
    isChanged = true;
    return sha256;
  };
  const save = async () => {
    if (!cacheFile || !isChanged) return;
    // The program and the command may both write: each its own part, the last one stands.
    const part = `${cacheFile}.${process.pid}.${Math.random().toString(36).slice(2)}.part`;
    try {
      await writeFile(part, JSON.stringify(known));
      await rename(part, cacheFile);
    } catch {
      // A read-only folder: the files are hashed again next time.
      await rm(part, { force: true }).catch(() => undefined);
    }
  };
  return Object.assign(hashOf, { save });
}

async function readCache(cacheFile: string): Promise<Static<typeof HashCache>> {
  try {
    const content: unknown = JSON.parse(await readFile(cacheFile, 'utf8'));
    return Value.Check(HashCache, content) ? content : {};
  } catch {
    return {};
  }
}
