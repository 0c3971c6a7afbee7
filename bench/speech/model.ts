/** The model of the bench by its name: installed, given as a file, or made of random numbers. */
import { existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { findModels, readManifest } from '../../src/engines/models.ts';
import type { SpeechModel } from '../../src/speech/engine-types.ts';
import { tokensPerSecond, type Wordiness, whisperSizes, writeSyntheticWhisper } from './synthetic-whisper.ts';

const root = join(import.meta.dirname, '../..');
const sharedModels = join(root, '../shared/models');

export interface BenchModel {
  model: SpeechModel;
  weights: 'real' | 'demo' | 'synthetic';
  /** Silero's model where it is there. */
  detector: SpeechModel | null;
}

/**
 * @param name of a model of the manifest, `synthetic-tiny|base|small|turbo`, or the path of a whisper.cpp file
 * @param seconds length of the messages; null: each its own
 */
export async function findBenchModel(
  name: string,
  place: { folder: string; modelsFolder: string; seconds: number | null },
): Promise<BenchModel> {
  const manifest = await readManifest(join(root, 'models/manifest.json'));
  const { models } = await findModels({
    folders: [place.modelsFolder, join(root, 'models')],
    manifest,
    cacheFile: null,
  });
  const sileroFile = join(sharedModels, 'silero_vad.onnx');
  const detector: SpeechModel | null =
    models.find(model => model.kind === 'vad-silero') ??
    (existsSync(sileroFile)
      ? { name: 'silero-vad', kind: 'vad-silero', isDemo: false, files: { model: sileroFile } }
      : null);
  const installed = models.find(model => model.name === name);
  if (installed) return { model: installed, weights: installed.isDemo ? 'demo' : 'real', detector };
  const size = /^synthetic-(\w+)$/.exec(name)?.[1];
  if (size && size in whisperSizes) {
    const file = join(place.folder, `${name}.bin`);
    await writeSyntheticWhisper(file, {
      size: whisperSizes[size as keyof typeof whisperSizes],
      vocabularyFile: join(sharedModels, 'for-tests-ggml-tiny.bin'),
      wordiness: wordinessFor(place.seconds),
    });
    return { model: whisperFile(name, file), weights: 'synthetic', detector };
  }
  const file = resolve(name);
  if (existsSync(file)) {
    const weights = /synthetic|for-tests/.test(basename(file)) ? 'synthetic' : 'real';
    return { model: whisperFile(basename(file), file), weights, detector };
  }
  throw new Error(
    `no model ${name}: neither installed, nor a file, nor one of synthetic-tiny|base|small|turbo`,
  );
}

/**
 * A short message is one window, in which whisper writes what was said and no more; in a long one all
 * windows are full.
 */
function wordinessFor(seconds: number | null): Wordiness {
  return seconds !== null && seconds < 25
    ? { perWindow: Math.round(seconds * tokensPerSecond) }
    : { perWholeWindow: Math.round(30 * tokensPerSecond) };
}

function whisperFile(name: string, file: string): SpeechModel {
  return { name, kind: 'stt-whisper', isDemo: false, files: { model: file } };
}
