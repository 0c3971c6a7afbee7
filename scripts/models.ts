/**
 * The operator's command for models: what is there, whether it is whole, fetching, importing, choosing.
 * Downloads only when told to, and only what `models/manifest.json` names by SHA-256. Works while Hausruf runs.
 */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readConfig } from '../src/config/read.ts';
import { HausrufError } from '../src/domain/problem.ts';
import { readModelChoices, saveModelChoice } from '../src/engines/model-choice.ts';
import { cachedHashes } from '../src/engines/model-files.ts';
import { importModels } from '../src/engines/model-import.ts';
import { entryNamed, hostsOf, modelsFor, taskOf } from '../src/engines/model-plan.ts';
import { findModels, readManifest } from '../src/engines/models.ts';
import { findVoices, looksLikeVoice } from '../src/engines/own-voice.ts';
import { pullPatiently } from '../src/engines/pull.ts';
import { bringVoice } from './models/voice.ts';
import { listLines, mbOf, progressLine } from './models/words.ts';
import { projectFolder } from './tools.ts';

const help = `hausruf models list                     what can be installed, and what is
hausruf models pull NAME | set:NAME     downloads a model or a set; run it again to continue an interrupted one
hausruf models import PATH [NAME]       takes model files from a USB stick: PATH is a file or a folder
hausruf models verify [NAME]            reads everything that is installed and checks size and SHA-256
hausruf models use NAME | auto          this model is used for its task; auto: Hausruf chooses again
hausruf models add FILE NAME            the same as import

The same with npm: npm run models -- list (and so on). Works while Hausruf runs, which takes up what has
changed within half a minute.

  --folder DIR      models folder (default: HAUSRUF_MODELS, else models/ of this installation)
  --data DIR        data folder, where the choice is kept (default: HAUSRUF_DATA, else .data)
  --manifest FILE   another list of models
  --help            this text

Ends with 0 if all went well, 1 if a model is broken, refused or could not be fetched, 2 for a wrong command.`;

type Place = Awaited<ReturnType<typeof readPlace>>;

// `hausruf models list | head` ends reading early; that is no fault.
process.stdout.on('error', () => undefined);
process.exitCode = await main(process.argv.slice(2));

async function main(args: string[]): Promise<number> {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        help: { type: 'boolean', short: 'h' },
        folder: { type: 'string' },
        data: { type: 'string' },
        manifest: { type: 'string', default: resolve(projectFolder, 'models/manifest.json') },
      },
    });
    if (values.help) return say(help);
    return await run(positionals, await readPlace(values));
  } catch (error) {
    if (error instanceof HausrufError) return complain(`${error.code}: ${error.message}`, 1);
    if (error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')) {
      return complain(`${error.message}\n\n${help}`, 2);
    }
    throw error;
  }
}

async function readPlace(values: { folder?: string; data?: string; manifest: string }) {
  const config = readConfig(process.env, projectFolder);
  const folder = values.folder === undefined ? config.modelsFolder : fromHere(values.folder);
  const dataFolder = values.data === undefined ? config.dataFolder : fromHere(values.data);
  return {
    folder,
    folders: [...new Set([folder, resolve(projectFolder, 'models')])],
    dataFolder,
    cacheFile: existsSync(dataFolder) ? resolve(dataFolder, 'models-checked.json') : null,
    voicesCacheFile: existsSync(dataFolder) ? resolve(dataFolder, 'voices-checked.json') : null,
    isDemoModelAllowed: config.isDemoModelAllowed,
    manifest: await readManifest(fromHere(values.manifest)),
  };
}

async function run(words: string[], place: Place): Promise<number> {
  const [command, first, second, ...more] = words;
  if (more.length > 0) return complain(help, 2);
  if (command === 'list' && first === undefined) return list(place);
  if (command === 'verify' && second === undefined) return verify(first ?? null, place);
  if (command === 'pull' && first !== undefined && second === undefined) return pull(first, place);
  if (command === 'import' && first !== undefined) return bring(fromHere(first), second ?? null, place);
  if (command === 'add' && first !== undefined && second !== undefined) {
    return bring(fromHere(first), second, place);
  }
  if (command === 'use' && first !== undefined && second === undefined) return use(first, place);
  return complain(help, 2);
}

async function list(place: Place): Promise<number> {
  const found = await findModels(place);
  const choices = await readModelChoices(place.dataFolder);
  // Several hundred small files a voice: known ones are not read again.
  const hashOf = await cachedHashes(place.voicesCacheFile, false);
  const voices = await findVoices(place.folders, hashOf);
  await hashOf.save();
  for (const line of listLines({ manifest: place.manifest, found, voices, choices })) say(line);
  const problems = [...found.problems, ...voices.problems];
  for (const problem of problems) complain(problem.message, 1);
  return problems.length === 0 ? 0 : 1;
}

async function verify(name: string | null, place: Place): Promise<number> {
  const models = name === null ? place.manifest.models : [entryNamed(name, place.manifest)];
  const found = await findModels({ ...place, manifest: { models }, isFresh: true });
  for (const model of found.models) say(`${model.name}: size and SHA-256 are right`);
  for (const problem of found.problems) complain(problem.message, 1);
  if (found.models.length + found.problems.length === 0) {
    say(
      `${name === null ? 'No model' : name} is ${name === null ? '' : 'not '}installed. See: npm run models -- list`,
    );
    return name === null ? 0 : 1;
  }
  return found.problems.length === 0 ? 0 : 1;
}

async function pull(wish: string, place: Place): Promise<number> {
  const entries = modelsFor(wish, place.manifest);
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  process.once('SIGTERM', () => stop.abort());
  for (const entry of entries) {
    const [host = null] = hostsOf([entry]);
    say(host === null ? entry.name : `${entry.name}: ${mbOf(entry)} from ${host}`);
    const showProgress = progressLine(say);
    try {
      await pullPatiently(entry, {
        folder: place.folder,
        signal: stop.signal,
        onProgress: showProgress,
        onCut: error => say(`${error.message}; trying again`),
      });
    } catch (error) {
      if (!stop.signal.aborted) throw error;
      return complain('Interrupted. What has come is kept: run the same command to go on.', 130);
    }
    say(`${entry.name} is installed.`);
  }
  return 0;
}

async function bring(source: string, name: string | null, place: Place): Promise<number> {
  if (await looksLikeVoice(source)) {
    for (const line of await bringVoice(source, name, place.folder)) say(line);
    return 0;
  }
  const outcome = await importModels(source, {
    manifest: place.manifest,
    folder: place.folder,
    name,
    onFile: file => say(`Checking ${file} …`),
  });
  for (const path of outcome.taken) say(`${path} is installed.`);
  for (const path of outcome.kept) say(`${path} was there already.`);
  for (const { model, missing } of outcome.incomplete) {
    say(
      `${model} is not complete yet: ${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} missing.`,
    );
  }
  for (const words of outcome.refused) complain(words, 1);
  return outcome.refused.length === 0 ? 0 : 1;
}

async function use(name: string, place: Place): Promise<number> {
  if (name === 'auto') {
    const choices = await readModelChoices(place.dataFolder);
    for (const task of Object.keys(choices) as (keyof typeof choices)[]) {
      await saveModelChoice(place.dataFolder, { task, name: null });
    }
    return say('Hausruf chooses by itself again.');
  }
  const entry = entryNamed(name, place.manifest);
  const task = taskOf(entry);
  if (task === null)
    return complain(`${name} is used whenever it is installed; there is nothing to choose.`, 1);
  if (entry.isDemo && !place.isDemoModelAllowed) {
    return complain(`${name} knows synthetic voices only and is never used for real callers.`, 1);
  }
  const { models, problems } = await findModels({ ...place, manifest: { models: [entry] } });
  if (models.length === 0) {
    const why = problems[0]?.message ?? `it is not installed; run: npm run models -- pull ${name}`;
    return complain(`${name} cannot be used: ${why}`, 1);
  }
  await saveModelChoice(place.dataFolder, { task, name });
  return say(`${name} is used from now on, by a running Hausruf within half a minute.`);
}

/** npm runs scripts in the project's folder, wherever the operator stands. */
function fromHere(path: string): string {
  return resolve(process.env.INIT_CWD ?? process.cwd(), path);
}

function say(text: string): 0 {
  process.stdout.write(`${text}\n`);
  return 0;
}

function complain(text: string, code: number): number {
  process.stderr.write(`${text}\n`);
  return code;
}
