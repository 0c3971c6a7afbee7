/** The notes of all cases with a language model beside the rules, as the program itself asks it. */
import { statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, join } from 'node:path';
import pino from 'pino';
import { findModels, type InstalledModel, readManifest } from '../../src/engines/models.ts';
import { makeQueue } from '../../src/engines/queue.ts';
import { openNoteDesk } from '../../src/note-desk.ts';
import { type NoteInput, type NotePrediction, predictWithModel } from './predict.ts';

const projectModels = join(import.meta.dirname, '../../models');

export interface ByModel {
  notes: NotePrediction[];
  /** For the line: without the model's name its figures say nothing. */
  facts: {
    /** File name of the model. Of a model with random weights the figures say nothing about quality. */
    modelId: string;
    /** False: a file that no operator can install (a test's synthetic weights, for one). */
    isModelOfManifest: boolean;
    model: { answered: number; failed: number; notAsked: number; summarised: number; raisedUrgency: number };
  };
}

/**
 * @param file GGUF; null: the language model that is installed in models/ or HAUSRUF_MODELS
 * Null: there is none.
 */
export async function predictAllWithModel(
  inputs: readonly NoteInput[],
  file: string | null,
): Promise<ByModel | null> {
  const manifest = await readManifest(join(projectModels, 'manifest.json'));
  const model = file === null ? await installedModel(manifest) : givenModel(file);
  const path = model?.files.model;
  if (!model || path === undefined) return null;
  const desk = openNoteDesk({
    models: () => [model],
    queue: makeQueue(),
    threads: Math.max(1, availableParallelism() - 1),
    voiceLoad: () => 'none',
    log: pino({ level: 'warn' }, pino.destination(2)),
  });
  const counts = { answered: 0, failed: 0, notAsked: 0, summarised: 0, raisedUrgency: 0 };
  const notes: NotePrediction[] = [];
  try {
    for (const input of inputs) {
      const { prediction, note } = await predictWithModel(input, desk.askModel);
      notes.push(prediction);
      const part = note.byModel?.kind;
      counts[part === 'made' ? 'answered' : part === 'missing' ? 'failed' : 'notAsked'] += 1;
      if (!note.isQuote) counts.summarised += 1;
      if (note.urgency.ruleIds?.includes('model')) counts.raisedUrgency += 1;
    }
  } finally {
    await desk.close();
  }
  const bytes = statSync(path).size;
  const isKnown = manifest.models.some(
    entry => entry.kind === 'llm-gguf' && entry.files.some(each => each.bytes === bytes),
  );
  return { notes, facts: { modelId: basename(path), isModelOfManifest: isKnown, model: counts } };
}

async function installedModel(
  manifest: Awaited<ReturnType<typeof readManifest>>,
): Promise<InstalledModel | undefined> {
  const own = process.env.HAUSRUF_MODELS;
  const folders = [...(own ? [own] : []), projectModels];
  const { models } = await findModels({ folders, manifest, cacheFile: null });
  return models.find(model => model.kind === 'llm-gguf');
}

const givenModel = (file: string): InstalledModel => ({
  name: basename(file),
  kind: 'llm-gguf',
  isDemo: false,
  files: { model: file },
});
