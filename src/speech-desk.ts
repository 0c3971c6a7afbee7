/** Speech and notes: installed models, the engines' processes and what is made of them, for `start.ts` to hand on. */
import { mkdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { readWav, writeWav } from './audio/wav.ts';
import type { Config } from './config/read.ts';
import type { Summarise, Synthesise, Transcribe } from './domain/capabilities.ts';
import { makeEngine } from './engines/engine-process.ts';
import { markChosen, readModelChoices } from './engines/model-choice.ts';
import { findModels, type InstalledModel, type ModelProblem, readManifest } from './engines/models.ts';
import { makeQueue } from './engines/queue.ts';
import { makeRunProgram } from './engines/run-program.ts';
import type { VoiceLoad } from './engines/watch.ts';
import { type LiveDesk, openLiveDesk } from './live-desk.ts';
import { openNoteDesk } from './note-desk.ts';
import { chooseModel } from './speech/choose-model.ts';
import { makeSynthesise } from './speech/synthesise.ts';
import { makeTranscribe, recogniserFor } from './speech/transcribe.ts';
import { sweepWhisperFolders } from './speech/whisper.ts';
import type { Tools } from './tools.ts';
import type { NoteOptions } from './understanding/summarise.ts';
import { makeSummariseWithModel } from './understanding/summarise-with-model.ts';

/** A model that an administrator has just pulled counts after this time at the latest. */
const LOOK_AGAIN_MS = 30_000;
/** Messages come in clusters: a model that was just used stays in memory for the next one. */
const WARM_MS = 5 * 60_000;

export interface SpeechDesk {
  transcribe: Transcribe;
  /** The note by rules, and a language model's part where one is installed. */
  summariseBy(rules: NoteOptions): Summarise;
  synthesise: Synthesise;
  state(): 'ready' | 'demo' | 'no-model' | 'broken-model';
  /** Names of the models that engines work with now. */
  modelsInUse(): string[];
  /** A model was installed or chosen: it counts for the next recording. */
  lookAgain(): Promise<void>;
  /** From now on messages are transcribed while they are being spoken, when the machine has nothing else to do. */
  openLive(calls: { spoolFolder: string; callsNow: () => number }): Pick<LiveDesk, 'follow'>;
  close(): Promise<void>;
}

export async function openSpeech(options: {
  config: Config;
  tools: Tools;
  /** Where the manifest is, and the models that come with the project. */
  projectModelsFolder: string;
  log: Logger;
  /** How much the telephone needs the machine now; default: not at all. */
  voiceLoad?: () => VoiceLoad;
  /** Streets, tenants, the office's own words, most important first; default: none. */
  hotWords?: () => string[];
}): Promise<SpeechDesk> {
  const { config, tools, log } = options;
  const manifest = await readManifest(join(options.projectModelsFolder, 'manifest.json'));
  const tempFolder = join(config.dataFolder, 'tmp');
  mkdirSync(tempFolder, { recursive: true });
  // Whoever was killed while whisper-cli ran left a caller's voice behind.
  await sweepWhisperFolders(tempFolder);
  let found: { models: InstalledModel[]; problems: ModelProblem[] } = { models: [], problems: [] };
  let told = '';
  const look = async (): Promise<void> => {
    const { models, problems: broken } = await findModels({
      folders: [...new Set([config.modelsFolder, options.projectModelsFolder])],
      manifest,
      cacheFile: join(config.dataFolder, 'models-checked.json'),
    });
    const choices = await readModelChoices(config.dataFolder);
    found = { models: markChosen(models, choices), problems: broken };
    const problems = found.problems.map(problem => problem.message).join('; ');
    if (problems !== told && problems !== '') log.error({ problems }, 'a model file is broken and not used');
    told = problems;
  };
  await look();
  const timer = setInterval(() => {
    look().catch(error => log.warn({ reason: String(error) }, 'the models could not be looked at'));
  }, LOOK_AGAIN_MS);

  const { voiceLoad = () => 'none' } = options;
  const queue = makeQueue();
  const engine = makeEngine({
    program: join(import.meta.dirname, 'engines/speech-child.ts'),
    queue,
    idleMs: WARM_MS,
    voiceLoad,
  });
  // All cores busy and one more job is two to three times slower (engines.md §2).
  const threads = Math.max(1, availableParallelism() - 1);
  let transcribing = 0;
  const isTranscribing = () => transcribing > 0;
  const notes = openNoteDesk({ models: () => found.models, queue, threads, voiceLoad, isTranscribing, log });
  const parts = {
    models: () => found.models,
    allowDemoModel: config.isDemoModelAllowed,
    runEngine: engine.run,
    runProgram: makeRunProgram(queue, { voiceLoad }),
    hotWords: options.hotWords ?? (() => []),
    whisperTool: tools.whisper,
    readWav,
    writeWav,
    tempFolder,
    threads,
  };
  const transcribe = makeTranscribe(parts);
  let live: LiveDesk | null = null;
  return {
    async transcribe(recording, signal) {
      transcribing += 1;
      notes.giveWay();
      try {
        return await (live ? live.transcribe : transcribe)(recording, signal);
      } finally {
        transcribing -= 1;
      }
    },
    openLive(calls) {
      const recogniser = () => {
        const model = chooseModel(parts);
        return model && { ...recogniserFor(parts, model), isStoppedCheaply: model.kind === 'stt-whisper' };
      };
      const onHeadStart = (callId: string, pieces: number) =>
        log.debug({ callId, pieces }, 'transcribed while the caller spoke');
      live = openLiveDesk({ ...parts, ...calls, transcribe, recogniser, onHeadStart });
      return live;
    },
    summariseBy: rules => makeSummariseWithModel({ ...rules, askModel: notes.askModel }),
    synthesise: makeSynthesise(tools.espeak, { readWav }),
    state() {
      const model = chooseModel(parts);
      if (model) return model.isDemo ? 'demo' : 'ready';
      return found.problems.length > 0 ? 'broken-model' : 'no-model';
    },
    modelsInUse() {
      const model = chooseModel(parts);
      const detectors = found.models.filter(each => each.kind === 'vad-silero');
      const writer = notes.modelInUse();
      return [...(model ? [model] : []), ...detectors].map(each => each.name).concat(writer ?? []);
    },
    lookAgain: look,
    async close() {
      clearInterval(timer);
      await live?.close();
      await engine.close();
      await notes.close();
    },
  };
}
