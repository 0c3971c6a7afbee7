/**
 * Which models are installed and may be used. `models/manifest.json` names every model this version
 * knows with size and SHA-256; a file that does not fit is never loaded. Nothing is downloaded here.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import { HausrufError, type Problem } from '../domain/problem.ts';

const closed = { additionalProperties: false } as const;

export const ModelFile = Type.Object(
  {
    /** What the engine takes the file for. */
    role: Type.Union([
      Type.Literal('model'),
      Type.Literal('tokens'),
      Type.Literal('encoder'),
      Type.Literal('decoder'),
      Type.Literal('joiner'),
    ]),
    /** Below the models folder; two plain names, so that no entry can point elsewhere. */
    path: Type.String({ pattern: '^[A-Za-z0-9_][A-Za-z0-9._-]*/[A-Za-z0-9_][A-Za-z0-9._-]*$' }),
    /** Null: not known beforehand, the SHA-256 alone decides. */
    bytes: Type.Union([Type.Integer({ minimum: 1 }), Type.Null()]),
    sha256: Type.String({ pattern: '^[0-9a-f]{64}$' }),
    /** Where `models pull` fetches it; absent: it comes with the program. */
    url: Type.Optional(Type.String({ pattern: '^https?://' })),
  },
  closed,
);
export type ModelFile = Static<typeof ModelFile>;

export const ModelEntry = Type.Object(
  {
    name: Type.String({ pattern: '^[a-z0-9][a-z0-9._-]*$', maxLength: 80 }),
    kind: Type.Union([
      Type.Literal('stt-sherpa-ctc'),
      Type.Literal('stt-sherpa-transducer'),
      Type.Literal('stt-whisper'),
      Type.Literal('vad-silero'),
    ]),
    /** True: knows synthetic voices only and is never used for real callers. */
    isDemo: Type.Boolean(),
    licence: Type.String(),
    /** Who made it, where it comes from. */
    source: Type.String(),
    /** What it is good for and what it needs, for the operator. */
    note: Type.String(),
    files: Type.Array(ModelFile, { minItems: 1 }),
  },
  closed,
);
export type ModelEntry = Static<typeof ModelEntry>;

/** Models of one kind stand in the order in which they are preferred. */
export const Manifest = Type.Object({ models: Type.Array(ModelEntry) }, closed);
export type Manifest = Static<typeof Manifest>;

export interface InstalledModel {
  name: string;
  kind: ModelEntry['kind'];
  isDemo: boolean;
  /** Role → absolute path. Every file has the size and SHA-256 of the manifest. */
  files: Partial<Record<ModelFile['role'], string>>;
}

export interface ModelProblem extends Problem {
  /** Name of the model that cannot be used. */
  model: string;
}

/** Reads and checks a manifest. Throws HausrufError MODEL_BROKEN with the place of the first mistake. */
export async function readManifest(file: string): Promise<Manifest> {
  let content: unknown;
  try {
    content = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    throw new HausrufError('MODEL_BROKEN', 'the model manifest cannot be read', { cause: error });
  }
  if (Value.Check(Manifest, content)) return content;
  const [mistake] = Value.Errors(Manifest, content);
  const place = mistake ? `${mistake.instancePath || '/'} ${mistake.message}` : '/';
  throw new HausrufError('MODEL_BROKEN', `the model manifest is wrong at ${place}`);
}

/**
 * The models that are complete and correct, in the order of the manifest, and a problem for each that
 * is there but wrong. A model of which no file is there is simply not installed.
 * @param folders absolute; the first that holds a file wins
 * @param cacheFile remembers which files were hashed, by path, size and time of change; null: hash always
 */
export async function findModels(place: {
  folders: string[];
  manifest: Manifest;
  cacheFile: string | null;
}): Promise<{ models: InstalledModel[]; problems: ModelProblem[] }> {
  const hashOf = await cachedHashes(place.cacheFile);
  const models: InstalledModel[] = [];
  const problems: ModelProblem[] = [];
  for (const entry of place.manifest.models) {
    const files: InstalledModel['files'] = {};
    const faults: string[] = [];
    for (const file of entry.files) {
      const found = await firstPath(place.folders, file.path);
      const fault = found ? await faultOf(found, file, hashOf) : 'is missing';
      if (found) files[file.role] = found;
      if (fault) faults.push(`${file.path} ${fault}`);
    }
    const isInstalled = Object.keys(files).length > 0;
    if (isInstalled && faults.length === 0) {
      models.push({ name: entry.name, kind: entry.kind, isDemo: entry.isDemo, files });
    } else if (isInstalled) {
      const message = `model file ${faults.join(', ')}; run: npm run models -- pull ${entry.name}`;
      problems.push({ code: 'MODEL_BROKEN', message, model: entry.name });
    }
  }
  await hashOf.save();
  return { models, problems };
}

/** What is wrong with a file, in words; null: nothing. */
export async function faultOf(
  file: string,
  wanted: { bytes: number | null; sha256: string },
  hash: (file: string) => Promise<string> = sha256Of,
): Promise<string | null> {
  try {
    const { size } = await stat(file);
    if (wanted.bytes !== null && size !== wanted.bytes) return `has ${size} bytes instead of ${wanted.bytes}`;
    const sha256 = await hash(file);
    return sha256 === wanted.sha256 ? null : `has SHA-256 ${sha256} instead of ${wanted.sha256}`;
  } catch (error) {
    return `cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown error'})`;
  }
}

/** Lower-case hex of the whole file. */
export async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

async function firstPath(folders: string[], path: string): Promise<string | null> {
  for (const folder of folders) {
    const file = join(folder, path);
    if (await stat(file).catch(() => null)) return file;
  }
  return null;
}

const HashCache = Type.Record(
  Type.String(),
  Type.Object({ bytes: Type.Integer(), changedMs: Type.Number(), sha256: Type.String() }, closed),
);

/** Hashing 600 MB takes seconds on every start; a file that has not changed is not hashed again. */
async function cachedHashes(
  cacheFile: string | null,
): Promise<((file: string) => Promise<string>) & { save(): Promise<void> }> {
  const known = cacheFile ? await readCache(cacheFile) : {};
  let isChanged = false;
  const hashOf = async (file: string) => {
    const { size, mtimeMs } = await stat(file);
    const before = known[file];
    if (before?.bytes === size && before.changedMs === mtimeMs) return before.sha256;
    const sha256 = await sha256Of(file);
    known[file] = { bytes: size, changedMs: mtimeMs, sha256 };
    isChanged = true;
    return sha256;
  };
  const save = async () => {
    if (!cacheFile || !isChanged) return;
    try {
      await writeFile(`${cacheFile}.part`, JSON.stringify(known));
      await rename(`${cacheFile}.part`, cacheFile);
    } catch {
      // A read-only folder: the files are hashed again next time.
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
