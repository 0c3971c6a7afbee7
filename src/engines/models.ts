/**
 * Which models are installed and may be used. `models/manifest.json` names every model this version
 * knows with size and SHA-256; a file that does not fit is never loaded. Nothing is downloaded here.
 */
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import { HausrufError, type Problem } from '../domain/problem.ts';
import { cachedHashes, describeFault, type FileFault, findFault } from './model-files.ts';

const closed = { additionalProperties: false } as const;
const modelName = { pattern: '^[a-z0-9][a-z0-9._-]*$', maxLength: 80 } as const;

export const ModelFile = Type.Object(
  {
    /** What the engine takes the file for. */
    role: Type.Union([
      Type.Literal('model'),
      Type.Literal('tokens'),
      Type.Literal('encoder'),
      Type.Literal('decoder'),
      Type.Literal('joiner'),
      Type.Literal('data'),
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

/** `memoryMb`: millions of bytes. Of a model: at its peak, for itself alone; of a set: of the whole machine. */
const Needs = Type.Object(
  { cores: Type.Integer({ minimum: 1 }), memoryMb: Type.Integer({ minimum: 1 }) },
  closed,
);

export const ModelEntry = Type.Object(
  {
    name: Type.String(modelName),
    /** For the page. */
    title: Type.String({ minLength: 1 }),
    kind: Type.Union([
      Type.Literal('stt-sherpa-ctc'),
      Type.Literal('stt-sherpa-transducer'),
      Type.Literal('stt-sherpa-whisper'),
      Type.Literal('stt-whisper'),
      Type.Literal('vad-silero'),
      Type.Literal('tts-piper'),
      Type.Literal('llm-gguf'),
    ]),
    /** Of a voice: the language it speaks, two letters; else absent. */
    language: Type.Optional(Type.String({ pattern: '^[a-z]{2}$' })),
    /** True: knows synthetic voices only and is never used for real callers. */
    isDemo: Type.Boolean(),
    licence: Type.String(),
    /** Who made it, where it comes from. */
    source: Type.String(),
    needs: Needs,
    /** What it is good for, for the operator's command (English). */
    note: Type.String(),
    /** The same for the page: German, plain words. */
    quality: Type.String(),
    files: Type.Array(ModelFile, { minItems: 1 }),
  },
  closed,
);
export type ModelEntry = Static<typeof ModelEntry>;

/** Models that go well together on a machine of this size. */
export const ModelSet = Type.Object(
  {
    name: Type.String(modelName),
    title: Type.String({ minLength: 1 }),
    needs: Needs,
    models: Type.Array(Type.String(), { minItems: 1 }),
  },
  closed,
);
export type ModelSet = Static<typeof ModelSet>;

/** Models of one kind stand in the order in which they are preferred, sets from small to large. */
export const Manifest = Type.Object({ sets: Type.Array(ModelSet), models: Type.Array(ModelEntry) }, closed);
export type Manifest = Static<typeof Manifest>;

export interface InstalledModel {
  name: string;
  kind: ModelEntry['kind'];
  isDemo: boolean;
  /** Role → absolute path. Every file has the size and SHA-256 of the manifest. */
  files: Partial<Record<ModelFile['role'], string>>;
  /** Only of voices. */
  language?: string;
  /** True: an operator chose it for its task (`markChosen` in model-choice.ts); it goes before every other. */
  isChosen?: boolean;
}

export interface ModelProblem extends Problem {
  /** Name of the model that cannot be used. */
  model: string;
  faults: { path: string; fault: FileFault }[];
}

/** Reads and checks a manifest. Throws HausrufError MODEL_BROKEN with the place of the first mistake. */
export async function readManifest(file: string): Promise<Manifest> {
  let content: unknown;
  try {
    content = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    throw new HausrufError('MODEL_BROKEN', 'the model manifest cannot be read', { cause: error });
  }
  if (!Value.Check(Manifest, content)) {
    const [mistake] = Value.Errors(Manifest, content);
    const place = mistake ? `${mistake.instancePath || '/'} ${mistake.message}` : '/';
    throw new HausrufError('MODEL_BROKEN', `the model manifest is wrong at ${place}`);
  }
  const names = content.models.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  const unknown = content.sets.flatMap(set => set.models).find(name => !names.includes(name));
  if (twice !== undefined || unknown !== undefined) {
    const why = twice ? `"${twice}" stands there twice` : `a set names "${unknown}", which is no model`;
    throw new HausrufError('MODEL_BROKEN', `the model manifest is wrong: ${why}`);
  }
  return content;
}

/**
 * The models that are complete and correct, in the order of the manifest, and a problem for each that
 * is there but wrong. A model of which no file is there is simply not installed.
 * @param folders absolute; the first that holds a file wins
 * @param cacheFile remembers which files were hashed, by path, size and time of change; null: hash always
 * @param isFresh true: hash every file now, whatever is remembered
 */
export async function findModels(place: {
  folders: string[];
  manifest: Pick<Manifest, 'models'> & Partial<Manifest>;
  cacheFile: string | null;
  isFresh?: boolean;
}): Promise<{ models: InstalledModel[]; problems: ModelProblem[] }> {
  const hashOf = await cachedHashes(place.cacheFile, place.isFresh ?? false);
  const models: InstalledModel[] = [];
  const problems: ModelProblem[] = [];
  for (const entry of place.manifest.models) {
    const files: InstalledModel['files'] = {};
    const faults: ModelProblem['faults'] = [];
    for (const file of entry.files) {
      const found = await firstPath(place.folders, file.path);
      const fault = await findFault(found, file, hashOf);
      if (fault?.kind !== 'missing') files[file.role] = found;
      if (fault) faults.push({ path: file.path, fault });
    }
    if (Object.keys(files).length === 0) continue;
    if (faults.length === 0) {
      const { name, kind, isDemo, language } = entry;
      models.push({ name, kind, isDemo, files, ...(language === undefined ? {} : { language }) });
      continue;
    }
    const what = faults.map(({ path, fault }) => `${path} ${describeFault(fault)}`).join(', ');
    const message = `model file ${what}; run: npm run models -- pull ${entry.name}`;
    problems.push({ code: 'MODEL_BROKEN', message, model: entry.name, faults });
  }
  await hashOf.save();
  return { models, problems };
}

/** Where the file is, or would be. What may not be looked at counts as there: that is a fault to tell. */
async function firstPath(folders: string[], path: string): Promise<string> {
  for (const folder of folders) {
    const file = join(folder, path);
    const isAbsent = await stat(file).then(
      () => false,
      error => ['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? ''),
    );
    if (!isAbsent) return file;
  }
  return join(folders.at(-1) ?? '', path);
}
