/**
 * Voices that an operator brings: a folder with `model.onnx`, `tokens.txt` and `espeak-ng-data/`, as k2-fsa's
 * vits-piper packages have them. Nobody can know their hashes beforehand, so they are taken down at the import in
 * `voice.json`, and a file that differs from it later is never loaded.
 */
import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import {
  chmod,
  copyFile,
  lstat,
  mkdir,
  open,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import { HausrufError } from '../domain/problem.ts';
import { Language } from '../domain/voice.ts';
import { sha256Of } from './model-files.ts';

const closed = { additionalProperties: false } as const;

/** `voices/NAME/voice.json`. */
const VoiceFile = Type.Object(
  {
    name: Type.String({ pattern: '^[a-zA-Z0-9][a-zA-Z0-9._-]{0,59}$' }),
    /** For people. */
    title: Type.String({ minLength: 1, maxLength: 80 }),
    language: Language,
    files: Type.Array(
      Type.Object(
        {
          path: Type.String({
            pattern: '^[A-Za-z0-9!_][A-Za-z0-9!._ -]*(?:/[A-Za-z0-9!_][A-Za-z0-9!._ -]*){0,4}$',
          }),
          bytes: Type.Integer({ minimum: 0 }),
          sha256: Type.String({ pattern: '^[0-9a-f]{64}$' }),
        },
        closed,
      ),
      { minItems: 3, maxItems: 2000 },
    ),
  },
  closed,
);
type VoiceFile = Static<typeof VoiceFile>;

export interface OwnVoice {
  name: string;
  title: string;
  language: Language;
  /** Absolute. */
  model: string;
  tokens: string;
  dataDir: string;
}

export interface OwnVoiceProblem {
  name: string;
  /** For the operator: which file, and what is wrong with it. */
  message: string;
}

/** The largest Piper voices have 120 MB; espeak-ng's data has 400 files and 20 MB. */
const limits = { files: 2000, bytes: 600e6, depth: 4 };

/** True for a folder that looks like a voice, for a command that takes voices and other models. */
export async function looksLikeVoice(folder: string): Promise<boolean> {
  // Recognisers have tokens, too, but none of them brings espeak-ng's data.
  return (await isThere(join(folder, 'espeak-ng-data'))) && (await modelIn(folder)) !== null;
}

/**
 * Copies a voice into `voices/NAME` below the models folder and takes down its hashes; a voice of this name is
 * replaced once the new one is whole. Throws HausrufError MODEL_BROKEN with what is wrong.
 */
export async function importVoice(
  from: string,
  options: {
    modelsFolder: string;
    name: string;
    title?: string;
    language: Language;
    onFile?: (path: string) => void;
  },
): Promise<OwnVoice> {
  const { name, language } = options;
  const target = join(options.modelsFolder, 'voices', name);
  // ".part" is what a voice is called while it is being copied.
  if (!Value.Check(VoiceFile.properties.name, name) || name.endsWith('.part')) {
    throw broken(`"${name}" cannot be the name of a voice: use letters, digits, ".", "_" and "-"`);
  }
  const model = await modelIn(from);
  if (!model) throw broken(`${from} holds no voice: model.onnx is missing, or there is more than one .onnx`);
  for (const needed of ['tokens.txt', 'espeak-ng-data/phontab', 'espeak-ng-data/phondata']) {
    if (!(await isThere(join(from, needed)))) {
      throw broken(
        `${from} is no whole voice: ${needed} is missing. Take a whole vits-piper package of k2-fsa.`,
      );
    }
  }
  await refuseBareModel(join(from, model));
  const wanted: [from: string, to: string][] = [
    [model, 'model.onnx'],
    ['tokens.txt', 'tokens.txt'],
    ...(await filesBelow(from, 'espeak-ng-data')).map(path => [path, path] as [string, string]),
  ];
  const draft = `${target}.${randomUUID()}.part`;
  try {
    const files: VoiceFile['files'] = [];
    for (const [source, path] of wanted) {
      options.onFile?.(path);
      // A stick may hold links to anything, and pipes that never end.
      const found = await lstat(join(from, source));
      if (!found.isFile() || found.size > limits.bytes) throw broken(`${source} is no plain file of a voice`);
      await mkdir(dirname(join(draft, path)), { recursive: true });
      await copyFile(join(from, source), join(draft, path), constants.COPYFILE_EXCL);
      await chmod(join(draft, path), 0o644);
      const { size } = await stat(join(draft, path));
      files.push({ path, bytes: size, sha256: await sha256Of(join(draft, path)) });
    }
    const voice: VoiceFile = { name, title: options.title?.trim() || name, language, files };
    if (!Value.Check(VoiceFile, voice)) throw broken(`${from} holds files with names that no voice has`);
    await writeFile(join(draft, 'voice.json'), `${JSON.stringify(voice, null, 1)}\n`);
    await rm(target, { recursive: true, force: true });
    await rename(draft, target);
    return placed(target, voice);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/**
 * The voices below `modelsFolders` that are whole, and a problem for each that is not. `hashOf` may remember files
 * that have not changed.
 */
export async function findVoices(
  modelsFolders: readonly string[],
  hashOf: (file: string) => Promise<string> = sha256Of,
): Promise<{ voices: OwnVoice[]; problems: OwnVoiceProblem[] }> {
  const voices: OwnVoice[] = [];
  const problems: OwnVoiceProblem[] = [];
  for (const modelsFolder of modelsFolders) {
    const names = await readdir(join(modelsFolder, 'voices')).catch(() => []);
    for (const name of names.toSorted().filter(each => !each.startsWith('.') && !each.endsWith('.part'))) {
      // The first folder wins, as with all models.
      if (voices.some(voice => voice.name === name) || problems.some(problem => problem.name === name))
        continue;
      const folder = join(modelsFolder, 'voices', name);
      const checked = await checkVoice(folder, name, hashOf);
      if (typeof checked === 'string') problems.push({ name, message: `voice ${name}: ${checked}` });
      else voices.push(placed(folder, checked));
    }
  }
  return { voices, problems };
}

/** Or, in words, what is wrong. */
async function checkVoice(
  folder: string,
  name: string,
  hashOf: (file: string) => Promise<string>,
): Promise<VoiceFile | string> {
  let voice: unknown;
  try {
    voice = JSON.parse(await readFile(join(folder, 'voice.json'), 'utf8'));
  } catch {
    return 'voice.json is missing or damaged; import the voice again';
  }
  if (!Value.Check(VoiceFile, voice) || voice.name !== name)
    return 'voice.json is damaged; import the voice again';
  const paths = new Set(voice.files.map(file => file.path));
  if (!paths.has('model.onnx') || !paths.has('tokens.txt'))
    return 'voice.json is damaged; import the voice again';
  for (const { path, bytes, sha256 } of voice.files) {
    try {
      const { size } = await stat(join(folder, path));
      if (size !== bytes) return `${path} has ${size} bytes instead of ${bytes}`;
      const found = await hashOf(join(folder, path));
      if (found !== sha256) return `${path} has SHA-256 ${found} instead of ${sha256}`;
    } catch (error) {
      return `${path} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown error'})`;
    }
  }
  return voice;
}

const placed = (folder: string, { name, title, language }: VoiceFile): OwnVoice => ({
  name,
  title,
  language,
  model: join(folder, 'model.onnx'),
  tokens: join(folder, 'tokens.txt'),
  dataDir: join(folder, 'espeak-ng-data'),
});

/** k2-fsa calls it by the voice ("de_DE-thorsten-medium.onnx"). */
async function modelIn(folder: string): Promise<string | null> {
  const models = (await readdir(folder)).filter(name => name.endsWith('.onnx'));
  if (models.includes('model.onnx')) return 'model.onnx';
  return models.length === 1 ? (models[0] ?? null) : null;
}

/** Paths below `from`; links are refused, for they may lead anywhere, and the sum is bounded. */
async function filesBelow(from: string, folder: string): Promise<string[]> {
  const found: string[] = [];
  let bytes = 0;
  const walk = async (path: string, depth: number): Promise<void> => {
    for (const name of (await readdir(join(from, path))).toSorted()) {
      const each = `${path}/${name}`;
      const facts = await lstat(join(from, each));
      if (facts.isDirectory() && depth < limits.depth) await walk(each, depth + 1);
      else if (facts.isFile()) found.push(each);
      else throw broken(`${each} is neither a file nor a folder of a voice`);
      bytes += facts.isFile() ? facts.size : 0;
      if (found.length > limits.files || bytes > limits.bytes)
        throw broken(`${from} is too large for a voice`);
    }
  };
  await walk(folder, 1);
  return found;
}

/** What sherpa wants to read in the model; it stands at its end. Without it the engine would end at once. */
const metadata = ['sample_rate', 'n_speakers', 'model_type'];
const tailBytes = 256 * 1024;

async function refuseBareModel(file: string): Promise<void> {
  const { size } = await stat(file);
  if (size > limits.bytes) throw broken(`${file} is too large for a voice`);
  const handle = await open(file, 'r');
  try {
    const tail = Buffer.alloc(Math.min(size, tailBytes));
    await handle.read(tail, 0, tail.length, size - tail.length);
    if (metadata.every(key => tail.includes(key))) return;
  } finally {
    await handle.close();
  }
  throw broken(
    `${file} lacks what sherpa-onnx needs to know about a voice (sample rate, speakers). Files of the Piper collection itself do not work: take the vits-piper package of the same voice from k2-fsa.`,
  );
}

const isThere = (file: string): Promise<boolean> =>
  stat(file).then(
    () => true,
    () => false,
  );

const broken = (message: string): HausrufError => new HausrufError('MODEL_BROKEN', message);
