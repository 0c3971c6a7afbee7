/** What is known of the models → what the page shows. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ModelDownload, ModelSetView, ModelsReply, ModelView } from './domain/api-models.ts';
import {
  bytesOf,
  hostsOf,
  type Machine,
  modelsFor,
  recommendedSet,
  suitsModel,
  suitsSet,
  taskOf,
} from './engines/model-plan.ts';
import type { InstalledModel, Manifest, ModelEntry, ModelProblem } from './engines/models.ts';
import { problemWords } from './model-words.ts';

export interface ModelKnowledge {
  manifest: Manifest;
  /** Installed and right, the chosen ones marked. */
  models: readonly InstalledModel[];
  problems: readonly ModelProblem[];
  inUse: readonly string[];
  isDemoModelAllowed: boolean;
  /** Where downloads go. */
  folder: string;
  machine: Machine;
  freeDiskMb: number | null;
  downloadOf: (name: string) => ModelDownload | null;
  /** German: why the last download ended; null: it did not fail. */
  failureOf: (name: string) => string | null;
  isChecking: (name: string) => boolean;
  checkedAt: (name: string) => number | null;
}

export async function modelsReply(known: ModelKnowledge): Promise<ModelsReply> {
  const { manifest, machine } = known;
  const present = new Map<string, number>();
  for (const entry of manifest.models) {
    const isWhole = known.models.some(model => model.name === entry.name);
    present.set(entry.name, isWhole ? (bytesOf(entry) ?? 0) : await presentBytes(entry, known.folder));
  }
  const recommended = recommendedSet(manifest, machine);
  return {
    machine: { ...machine, freeDiskMb: known.freeDiskMb },
    sets: manifest.sets.map((set): ModelSetView => {
      const entries = modelsFor(`set:${set.name}`, manifest);
      return {
        name: set.name,
        title: set.title,
        models: entries.map(entry => entry.title),
        needs: set.needs,
        suits: suitsSet(set, machine),
        isRecommended: set.name === recommended,
        isInstalled: lacking(entries, known).length === 0,
        fetchBytes: toFetch(lacking(entries, known), present),
        hosts: hostsOf(lacking(entries, known)),
      };
    }),
    models: manifest.models.map(entry => viewOf(entry, known, present)),
  };
}

function viewOf(entry: ModelEntry, known: ModelKnowledge, present: Map<string, number>): ModelView {
  const installed = known.models.find(model => model.name === entry.name);
  const problem = known.problems.find(each => each.model === entry.name);
  const download = known.downloadOf(entry.name);
  const wanted = lacking(modelsFor(entry.name, known.manifest), known);
  const presentNow = present.get(entry.name) ?? 0;
  // Nothing wrong, only not whole: an interrupted download, or files that are imported one by one.
  const isPartial = problem
    ? problem.faults.every(({ fault }) => fault.kind === 'missing')
    : !installed && presentNow > 0;
  const isInUse = installed !== undefined && known.inUse.includes(entry.name);
  const isChosen = installed?.isChosen ?? false;
  const mayBeUsed = !entry.isDemo || known.isDemoModelAllowed;
  const isRest = installed === undefined;
  return {
    name: entry.name,
    title: entry.title,
    group: groupOf(entry),
    state: download
      ? 'loading'
      : known.isChecking(entry.name)
        ? 'checking'
        : installed
          ? 'installed'
          : isPartial
            ? 'partial'
            : problem
              ? 'broken'
              : 'missing',
    problem: isRest && !download ? problemOf(entry, known) : null,
    bytes: bytesOf(entry),
    presentBytes: presentNow,
    download,
    checkedAt: known.checkedAt(entry.name),
    needs: entry.needs,
    suits: suitsModel(entry, known.machine),
    licence: entry.licence,
    source: entry.source,
    quality: entry.quality,
    isDemo: entry.isDemo,
    files: entry.files.map(({ path, bytes, sha256, url }) => ({
      name: path.split('/').at(-1) ?? path,
      bytes,
      sha256,
      url: url ?? null,
    })),
    hosts: hostsOf(isRest ? wanted : [entry]),
    brings: wanted.filter(each => each !== entry).map(each => each.title),
    fetchBytes: isRest ? toFetch(wanted, present) : 0,
    canBeChosen: installed !== undefined && taskOf(entry) !== null && mayBeUsed && !isChosen && !isInUse,
    isChosen,
    isInUse,
  };
}

/** Why the last order to fetch it failed says more than what it was ordered for. */
function problemOf(entry: ModelEntry, known: ModelKnowledge): string | null {
  const problem = known.problems.find(each => each.model === entry.name);
  return known.failureOf(entry.name) ?? (problem ? problemWords(entry, problem) : null);
}

const lacking = (entries: readonly ModelEntry[], known: ModelKnowledge): ModelEntry[] =>
  entries.filter(entry => !known.models.some(model => model.name === entry.name));

function toFetch(entries: readonly ModelEntry[], present: Map<string, number>): number | null {
  return entries.reduce<number | null>((sum, entry) => {
    const bytes = bytesOf(entry);
    return sum === null || bytes === null ? null : sum + Math.max(0, bytes - (present.get(entry.name) ?? 0));
  }, 0);
}

/** Bytes of a model that is not whole: files of the right size, and parts of downloads. */
async function presentBytes(entry: ModelEntry, folder: string): Promise<number> {
  const sizeOf = (path: string) =>
    stat(join(folder, path)).then(
      facts => facts.size,
      () => 0,
    );
  let sum = 0;
  for (const file of entry.files) {
    const whole = await sizeOf(file.path);
    sum += whole > 0 && whole === file.bytes ? whole : await sizeOf(`${file.path}.part`);
  }
  return sum;
}

function groupOf(entry: ModelEntry): ModelView['group'] {
  if (entry.kind.startsWith('stt-')) return 'recognition';
  if (entry.kind === 'vad-silero') return 'activity';
  return entry.kind === 'tts-piper' ? 'voice' : 'language';
}
