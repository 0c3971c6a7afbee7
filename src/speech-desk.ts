/** Speech: installed models, the engines' processes and what is made of them, for `start.ts` to hand on. */
import { mkdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { readWav, writeWav } from './audio/wav.ts';
import type { Config } from './config/read.ts';
import type { Synthesise, Transcribe } from './domain/capabilities.ts';
import { makeEngine } from './engines/engine-process.ts';
import { findModels, type InstalledModel, type ModelProblem, readManifest } from './engines/models.ts';
import { makeQueue } from './engines/queue.ts';
import { makeRunProgram } from './engines/run-program.ts';
import { makeSynthesise } from './speech/synthesise.ts';
import { chooseModel, makeTranscribe } from './speech/transcribe.ts';
import type { Tools } from './tools.ts';

/** A model that an administrator has just pulled counts after this time at the latest. */
const LOOK_AGAIN_MS = 30_000;
/** Messages come in clusters: a model that was just used stays in memory for the next one. */
const WARM_MS = 5 * 60_000;

export interface SpeechDesk {
  transcribe: Transcribe;
  synthesise: Synthesise;
  state(): 'ready' | 'demo' | 'no-model' | 'broken-model';
  close(): Promise<void>;
}

export async function openSpeech(options: {
  config: Config;
  tools: Tools;
  /** Where the manifest is, and the models that come with the project. */
  projectModelsFolder: string;
  log: Logger;
}): Promise<SpeechDesk> {
  const { config, tools, log } = options;
  const manifest = await readManifest(join(options.projectModelsFolder, 'manifest.json'));
  const tempFolder = join(config.dataFolder, 'tmp');
  mkdirSync(tempFolder, { recursive: true });
  let found: { models: InstalledModel[]; problems: ModelProblem[] } = { models: [], problems: [] };
  let told = '';
  const look = async (): Promise<void> => {
    found = await findModels({
      folders: [...new Set([config.modelsFolder, options.projectModelsFolder])],
      manifest,
      cacheFile: join(config.dataFolder, 'models-checked.json'),
    });
    const problems = found.problems.map(problem => problem.message).join('; ');
    if (problems !== told && problems !== '') log.error({ problems }, 'a model file is broken and not used');
    told = problems;
  };
  await look();
  const timer = setInterval(() => {
    look().catch(error => log.warn({ reason: String(error) }, 'the models could not be looked at'));
  }, LOOK_AGAIN_MS);

  const queue = makeQueue();
  const engine = makeEngine({
    program: join(import.meta.dirname, 'engines/speech-child.ts'),
    queue,
    idleMs: WARM_MS,
  });
  const parts = {
    models: () => found.models,
    allowDemoModel: config.isDemoModelAllowed,
    runEngine: engine.run,
    runProgram: makeRunProgram(queue),
    whisperTool: tools.whisper,
    readWav,
    writeWav,
    tempFolder,
    // All cores busy and one more job is two to three times slower (engines.md §2).
    threads: Math.max(1, availableParallelism() - 1),
  };
  return {
    transcribe: makeTranscribe(parts),
    synthesise: makeSynthesise(tools.espeak, { readWav }),
    state() {
      const model = chooseModel(parts);
      if (model) return model.isDemo ? 'demo' : 'ready';
      return found.problems.length > 0 ? 'broken-model' : 'no-model';
    },
    async close() {
      clearInterval(timer);
      await engine.close();
    },
  };
}
