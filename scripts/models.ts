/**
 * The operator's command for speech models: what is there, whether it is whole, and fetching more.
 * Downloads only when told to, and only what `models/manifest.json` names by SHA-256.
 */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { HausrufError } from '../src/domain/problem.ts';
import { findModels, type Manifest, type ModelEntry, readManifest } from '../src/engines/models.ts';
import { addModelFile, pullModel } from '../src/engines/pull.ts';

const help = `npm run models -- list              what can be installed, and what is
npm run models -- verify            checks size and SHA-256 of everything that is installed
npm run models -- pull NAME         downloads a model; run it again to continue an interrupted download
npm run models -- add FILE NAME     takes a file that you brought, for example on a USB stick

  --folder DIR      models folder (default: models/ of this installation)
  --manifest FILE   another list of models
  --help            this text

Ends with 0 if all went well, 1 if a model is broken or could not be fetched, 2 for a wrong command.`;

process.exitCode = await main(process.argv.slice(2));

async function main(args: string[]): Promise<number> {
  const root = resolve(import.meta.dirname, '..');
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        help: { type: 'boolean', short: 'h' },
        folder: { type: 'string', default: resolve(root, 'models') },
        manifest: { type: 'string', default: resolve(root, 'models/manifest.json') },
      },
    });
    if (values.help) return say(help);
    const folder = resolve(values.folder);
    return await run(positionals, { folder, manifest: await readManifest(values.manifest) });
  } catch (error) {
    if (error instanceof HausrufError) return complain(`${error.code}: ${error.message}`, 1);
    if (error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')) {
      return complain(`${error.message}\n\n${help}`, 2);
    }
    throw error;
  }
}

async function run(words: string[], place: { folder: string; manifest: Manifest }): Promise<number> {
  const [command, first, second, ...more] = words;
  if (command === 'list' && first === undefined) return list(place);
  if (command === 'verify' && first === undefined) return verify(place);
  if (command === 'pull' && first !== undefined && second === undefined) {
    await pullModel(entryNamed(first, place.manifest), { folder: place.folder, onProgress: makeProgress() });
    return say(`${first} is installed.`);
  }
  if (command === 'add' && first !== undefined && second !== undefined && more.length === 0) {
    const file = await addModelFile(resolve(first), entryNamed(second, place.manifest), place);
    return say(`${file.path} is installed.`);
  }
  return complain(help, 2);
}

async function list(place: { folder: string; manifest: Manifest }): Promise<number> {
  const { models, problems } = await find(place);
  for (const entry of place.manifest.models) {
    const isInstalled = models.some(model => model.name === entry.name);
    const isBroken = problems.some(problem => problem.model === entry.name);
    const state = isInstalled ? 'installed' : isBroken ? 'BROKEN' : 'not installed';
    say(`${entry.name.padEnd(30)} ${state.padEnd(14)} ${sizeOf(entry).padStart(9)}  ${entry.licence}`);
    say(`  ${entry.note}\n  ${entry.source}`);
  }
  for (const problem of problems) complain(problem.message, 1);
  return problems.length === 0 ? 0 : 1;
}

async function verify(place: { folder: string; manifest: Manifest }): Promise<number> {
  const { models, problems } = await find(place);
  for (const model of models) say(`${model.name}: size and SHA-256 are right`);
  for (const problem of problems) complain(problem.message, 1);
  if (models.length + problems.length === 0) say('No model is installed. See: npm run models -- list');
  return problems.length === 0 ? 0 : 1;
}

function find(place: { folder: string; manifest: Manifest }) {
  return findModels({ folders: [place.folder], manifest: place.manifest, cacheFile: null });
}

function entryNamed(name: string, manifest: Manifest): ModelEntry {
  const entry = manifest.models.find(model => model.name === name);
  if (entry) return entry;
  const names = manifest.models.map(model => model.name).join(', ');
  throw new HausrufError('MODEL_MISSING', `there is no model "${name}"; known are: ${names}`);
}

function sizeOf(entry: ModelEntry): string {
  const bytes = entry.files.map(file => file.bytes);
  if (bytes.includes(null)) return '';
  return `${(bytes.reduce<number>((sum, size) => sum + (size ?? 0), 0) / 1e6).toFixed(1)} MB`;
}

/** One line a second, so that it also reads well in a log file. */
function makeProgress(): (path: string, done: number, total: number | null) => void {
  let shownAt = 0;
  return (path, done, total) => {
    const now = Date.now();
    if (now - shownAt < 1000 && done !== total) return;
    shownAt = now;
    const share = total
      ? ` of ${(total / 1e6).toFixed(1)} MB (${Math.floor((100 * done) / total)} %)`
      : ' MB';
    say(`${path}: ${(done / 1e6).toFixed(1)}${share}`);
  };
}

function say(text: string): 0 {
  process.stdout.write(`${text}\n`);
  return 0;
}

function complain(text: string, code: number): number {
  process.stderr.write(`${text}\n`);
  return code;
}
