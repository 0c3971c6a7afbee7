/** What a wish for a model comes to: which models with it, how many bytes from where, and does this machine suit. Pure. */
import { HausrufError } from '../domain/problem.ts';
import type { Manifest, ModelEntry, ModelSet } from './models.ts';

/** What an operator can choose a model for: speech recognition, the voice of a language, the language model. */
export type ModelTask = 'stt' | 'llm' | `tts-${string}`;

/** Null: nothing to choose, every installed one is used (voice activity). */
export function taskOf(entry: Pick<ModelEntry, 'kind' | 'language'>): ModelTask | null {
  if (entry.kind.startsWith('stt-')) return 'stt';
  if (entry.kind === 'llm-gguf') return 'llm';
  return entry.kind === 'tts-piper' ? `tts-${entry.language ?? 'de'}` : null;
}

/**
 * The models to fetch for `wish`: the name of a model or, after `set:`, of a set; every recogniser brings
 * the voice activity with it. Throws HausrufError MODEL_MISSING with the names that exist.
 */
export function modelsFor(wish: string, manifest: Manifest): ModelEntry[] {
  const setName = /^set:(.*)$/.exec(wish)?.[1];
  const names = setName === undefined ? [wish] : setNamed(setName, manifest).models;
  const entries = names.map(name => entryNamed(name, manifest));
  const isListening = entries.some(entry => entry.kind.startsWith('stt-') && !entry.isDemo);
  const detector = manifest.models.find(entry => entry.kind === 'vad-silero');
  // The small one first: it is of use at once, with whatever recogniser is there already.
  return [...new Set(isListening && detector ? [detector, ...entries] : entries)];
}

/** Throws HausrufError MODEL_MISSING. */
export function entryNamed(name: string, manifest: Manifest): ModelEntry {
  const entry = manifest.models.find(model => model.name === name);
  if (entry) return entry;
  const names = manifest.models.map(model => model.name).join(', ');
  const sets = manifest.sets.map(set => `set:${set.name}`).join(', ');
  throw new HausrufError('MODEL_MISSING', `there is no model "${name}"; known are: ${names}; sets: ${sets}`);
}

function setNamed(name: string, manifest: Manifest): ModelSet {
  const set = manifest.sets.find(each => each.name === name);
  if (set) return set;
  const names = manifest.sets.map(each => `set:${each.name}`).join(', ');
  throw new HausrufError('MODEL_MISSING', `there is no set "${name}"; known are: ${names}`);
}

/** Null: the manifest does not know all sizes. */
export function bytesOf(entry: ModelEntry): number | null {
  return entry.files.reduce<number | null>(
    (sum, { bytes }) => (sum === null || bytes === null ? null : sum + bytes),
    0,
  );
}

/** The hosts its files come from; empty: it comes with the program. */
export function hostsOf(entries: readonly ModelEntry[]): string[] {
  const urls = entries.flatMap(entry => entry.files).flatMap(({ url }) => (url ? [url] : []));
  return [...new Set(urls.map(url => new URL(url).host))];
}

/** `memoryMb`: millions of bytes, of the whole machine. */
export interface Machine {
  cores: number;
  memoryMb: number;
}

/** What the system, Asterisk and Hausruf itself need beside an engine (Hausruf and Asterisk: well under 500 MB). */
const MEMORY_FOR_THE_REST_MB = 1500;
/** Machines say a little less than they are sold with: the kernel keeps some for itself. */
const TOLERANCE = 0.95;

export const suitsModel = (entry: Pick<ModelEntry, 'needs'>, machine: Machine): boolean =>
  machine.cores >= entry.needs.cores && machine.memoryMb >= entry.needs.memoryMb + MEMORY_FOR_THE_REST_MB;

export const suitsSet = (set: Pick<ModelSet, 'needs'>, machine: Machine): boolean =>
  machine.cores >= set.needs.cores && machine.memoryMb >= set.needs.memoryMb * TOLERANCE;

/** The largest set that suits the machine; null: even the smallest asks for more. */
export const recommendedSet = (manifest: Manifest, machine: Machine): string | null =>
  manifest.sets.filter(set => suitsSet(set, machine)).at(-1)?.name ?? null;
