import { statSync } from 'node:fs';
import type { Tool } from '../domain/tool.ts';
import type { SpeechModel } from './engine-types.ts';

export interface ModelParts {
  /** Installed and verified, the preferred ones first. */
  models: () => SpeechModel[];
  /** True only in the demo and in tests: the demo model is useless on people. */
  allowDemoModel: boolean;
  /** whisper-cli; null: not installed. */
  whisperTool: Tool | null;
}

/**
 * The model that transcribes: what an operator chose, then whisper.cpp before sherpa-onnx, the demo model
 * only where it is allowed and nothing else is there; null: none.
 */
export function chooseModel(parts: ModelParts): SpeechModel | null {
  const usable = usableModels(parts);
  return (
    usable.find(model => model.isChosen === true) ??
    usable.find(model => model.kind === 'stt-whisper') ??
    usable.find(model => !model.isDemo) ??
    usable[0] ??
    null
  );
}

/**
 * What is tried once after a model failed: the largest of those that are smaller, for whatever was too
 * much for the machine is less then. Never the demo model in place of a real one; null: none.
 */
export function nextSmallerModel(
  parts: ModelParts,
  failed: SpeechModel,
  sizeOf: (model: SpeechModel) => number = bytesOf,
): SpeechModel | null {
  const size = sizeOf(failed);
  const smaller = usableModels(parts).filter(
    model => model.name !== failed.name && model.isDemo === failed.isDemo && sizeOf(model) < size,
  );
  return smaller.toSorted((a, b) => sizeOf(b) - sizeOf(a))[0] ?? null;
}

/**
 * Most memory that an engine may take with this model. Measured: whisper.cpp needs 1.3 times the file and
 * 120 MB, a sherpa-onnx child twice the file and 115 MB (research/engines.md §2, models/demo-stt-de);
 * this is far above, and far below what a runaway takes.
 */
export function memoryLimitOf(model: SpeechModel): number {
  return 600e6 + 3 * bytesOf(model);
}

/** All its files together; a file that is gone counts nothing. */
function bytesOf(model: SpeechModel): number {
  const sizes = Object.values(model.files).map(file => statSync(file, { throwIfNoEntry: false })?.size ?? 0);
  return sizes.reduce((sum, size) => sum + size, 0);
}

function usableModels({ models, allowDemoModel, whisperTool }: ModelParts): SpeechModel[] {
  return models().filter(model => {
    if (model.isDemo && !allowDemoModel) return false;
    return model.kind === 'stt-whisper' ? whisperTool !== null : model.kind.startsWith('stt-');
  });
}
