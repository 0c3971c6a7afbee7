/**
 * Takes model files that were brought by hand, for example on a USB stick. What a file is decides its
 * content alone: size and SHA-256, never its name. The source is only read; nothing wrong is copied.
 */
import { copyFile, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { HausrufError } from '../domain/problem.ts';
import { findFault, sha256Of } from './model-files.ts';
import { entryNamed } from './model-plan.ts';
import type { Manifest, ModelEntry, ModelFile } from './models.ts';
import { acceptPart, checkRoom, makeFolder } from './pull.ts';

export interface ImportOutcome {
  /** Paths below the models folder. */
  taken: string[];
  /** Files that were there already. */
  kept: string[];
  /** Models that still lack files, which a single file cannot bring. */
  incomplete: { model: string; missing: string[] }[];
  /** Files of the stick that look like a model's but are not, in English. */
  refused: string[];
}

export interface ImportOptions {
  manifest: Manifest;
  /** Absolute path of the models folder. */
  folder: string;
  /** Only this model; null: whatever is recognised. */
  name: string | null;
  /** Told before a file is read through, which takes a while. */
  onFile?: (file: string) => void;
}

/** A stick holds more than models: so many folders and files are looked at, no more. */
const MOST_FILES = 5_000;
const MOST_DEEP = 5;

type Match = { source: string; entry: ModelEntry; file: ModelFile };

/**
 * Imports `source`, a file or a folder with whatever in it. Of a folder a model is taken only when all its files
 * are there. Throws HausrufError MODEL_BROKEN with size and SHA-256, found and expected, when nothing fits;
 * MODEL_MISSING for an unknown name or a model that is not whole, MODEL_NO_ROOM.
 */
export async function importModels(source: string, options: ImportOptions): Promise<ImportOutcome> {
  const { manifest, name } = options;
  const entries = name === null ? manifest.models : [entryNamed(name, manifest)];
  const facts = await stat(source).catch(error => {
    const why = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new HausrufError('MODEL_BROKEN', `${source} cannot be read (${why})`);
  });
  if (!facts.isDirectory()) return await importFile(source, entries, options);
  return await importFolder(source, entries, options);
}

async function importFile(
  source: string,
  entries: readonly ModelEntry[],
  options: ImportOptions,
): Promise<ImportOutcome> {
  options.onFile?.(source);
  const matches = await recognise(source, entries);
  if (matches.length === 0) throw await refusal(source, entries, options);
  return { ...(await take(matches, options)), refused: [] };
}

async function importFolder(
  source: string,
  entries: readonly ModelEntry[],
  options: ImportOptions,
): Promise<ImportOutcome> {
  const matches: Match[] = [];
  const refused: string[] = [];
  for (const path of await filesBelow(source)) {
    const known = entries.flatMap(entry => entry.files);
    // Null: the stick was pulled out, or the file is damaged; what is missing will be told.
    const size = await stat(path).then(
      facts => facts.size,
      () => null,
    );
    const isNamed = known.some(file => basename(file.path) === basename(path));
    if (!isNamed && !known.some(file => file.bytes === size)) continue;
    options.onFile?.(path);
    const found = await recognise(path, entries);
    matches.push(...found);
    if (found.length === 0 && isNamed) refused.push((await refusal(path, entries, options)).message);
  }
  const whole: Match[] = [];
  const broken: string[] = [];
  for (const entry of new Set(matches.map(match => match.entry))) {
    const own = matches.filter(match => match.entry === entry);
    const missing = await lacking(entry, own, options.folder);
    if (missing.length === 0) whole.push(...own);
    else broken.push(`${entry.name} is not whole there: ${missing.join(', ')} is missing`);
  }
  if (whole.length > 0) return { ...(await take(whole, options)), refused: [...refused, ...broken] };
  if (broken.length + refused.length > 0) {
    throw new HausrufError('MODEL_BROKEN', `nothing was imported: ${[...broken, ...refused].join('; ')}`);
  }
  const what = options.name ?? 'any model that this version knows';
  throw new HausrufError('MODEL_MISSING', `no file of ${what} was found in ${source}`);
}

/** Every place of the manifest that has exactly this content. */
async function recognise(source: string, entries: readonly ModelEntry[]): Promise<Match[]> {
  // Read through at most once, and only where a size fits.
  let hashed: Promise<string> | null = null;
  const hashOnce = (file: string): Promise<string> => {
    hashed ??= sha256Of(file);
    return hashed;
  };
  const matches: Match[] = [];
  for (const entry of entries) {
    for (const file of entry.files) {
      if ((await findFault(source, file, hashOnce)) === null) matches.push({ source, entry, file });
    }
  }
  return matches;
}

async function take(
  matches: readonly Match[],
  options: ImportOptions,
): Promise<Omit<ImportOutcome, 'refused'>> {
  const { folder } = options;
  const taken: string[] = [];
  const kept: string[] = [];
  const wanted: Match[] = [];
  for (const match of matches) {
    const isThere = (await findFault(join(folder, match.file.path), match.file)) === null;
    if (isThere) kept.push(match.file.path);
    else if (!wanted.some(({ file }) => file.path === match.file.path)) wanted.push(match);
  }
  await checkRoom(
    wanted.map(match => match.file),
    folder,
  );
  // Not `….part`: that may be the beginning of a download.
  const parts = wanted.map(({ source, file }) => ({ source, file, target: join(folder, file.path) }));
  try {
    for (const { source, file, target } of parts) await copyChecked(source, `${target}.import`, file);
  } catch (error) {
    // A stick that is pulled out in the middle leaves nothing behind.
    for (const { target } of parts) await rm(`${target}.import`, { force: true });
    throw error;
  }
  for (const { file, target } of parts) {
    await rename(`${target}.import`, target);
    await rm(`${target}.part`, { force: true });
    taken.push(file.path);
  }
  const incomplete: ImportOutcome['incomplete'] = [];
  for (const entry of new Set(matches.map(match => match.entry))) {
    const missing = await lacking(entry, [], folder);
    if (missing.length > 0) incomplete.push({ model: entry.name, missing });
  }
  return { taken, kept: [...new Set(kept)], incomplete };
}

async function copyChecked(source: string, part: string, file: ModelFile): Promise<void> {
  await makeFolder(dirname(part));
  try {
    await copyFile(source, part);
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new HausrufError('MODEL_BROKEN', `${source} could not be copied (${why}); nothing of it was kept`, {
      cause: error,
    });
  }
  await acceptPart(part, file);
}

/** The files of a model that are neither installed nor among `own`. */
async function lacking(entry: ModelEntry, own: readonly Match[], folder: string): Promise<string[]> {
  const missing: string[] = [];
  for (const file of entry.files) {
    if (own.some(match => match.file === file)) continue;
    if ((await findFault(join(folder, file.path), file)) !== null) missing.push(basename(file.path));
  }
  return missing;
}

/** What the file is and what it should have been: of the model asked for, of its name's namesakes, or of its size. */
async function refusal(
  source: string,
  entries: readonly ModelEntry[],
  options: ImportOptions,
): Promise<HausrufError> {
  const facts = await stat(source).catch(() => null);
  if (!facts?.isFile()) {
    return new HausrufError('MODEL_BROKEN', `${source} was refused: it is no file that can be read`);
  }
  const files = entries.flatMap(entry => entry.files);
  const namesakes = files.filter(file => basename(file.path) === basename(source));
  const sameSize = files.filter(file => file.bytes === facts.size);
  const expected = options.name !== null ? files : namesakes.length > 0 ? namesakes : sameSize;
  const wanted = expected.map(
    file => `${file.path} has ${file.bytes ?? 'unknown'} bytes, SHA-256 ${file.sha256}`,
  );
  const sha256 = await sha256Of(source).catch(error => `unknown (${(error as NodeJS.ErrnoException).code})`);
  const found = `${source} was refused: it has ${facts.size} bytes, SHA-256 ${sha256}`;
  const should =
    wanted.length > 0
      ? `expected: ${wanted.join('; ')}`
      : `no model of this version has a file like that (${files.length} are known)`;
  return new HausrufError('MODEL_BROKEN', `${found}; ${should}`);
}

async function filesBelow(folder: string): Promise<string[]> {
  const files: string[] = [];
  const walk = async (at: string, deep: number): Promise<void> => {
    // A folder that may not be read, like the trash of another system, holds nothing for us.
    const entries = await readdir(at, { withFileTypes: true }).catch(() => []);
    for (const entry of entries.sort((a, b) => a.name.localeCompare(b.name))) {
      if (files.length >= MOST_FILES) return;
      const path = join(at, entry.name);
      if (entry.isFile()) files.push(path);
      else if (entry.isDirectory() && deep < MOST_DEEP) await walk(path, deep + 1);
    }
  };
  await walk(folder, 1);
  // The plain ones first: `models/x.bin` before a copy deep in a backup.
  return files.sort((a, b) => relative(folder, a).split('/').length - relative(folder, b).split('/').length);
}
