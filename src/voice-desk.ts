/** Voices: those an operator brought, their engine's process, and espeak-ng, for `start.ts` to hand on. */
import { join } from 'node:path';
import type { Logger } from 'pino';
import { readWav } from './audio/wav.ts';
import type { Config } from './config/read.ts';
import { makeEngine } from './engines/engine-process.ts';
import { cachedHashes } from './engines/model-files.ts';
import { findVoices } from './engines/own-voice.ts';
import { makeQueue } from './engines/queue.ts';
import type { VoiceLoad } from './engines/watch.ts';
import { makeVoices, type Voices } from './speech/voices.ts';
import type { Tools } from './tools.ts';

/** A voice that an operator has just imported counts after this time at the latest. */
const LOOK_AGAIN_MS = 30_000;
/** Who writes a greeting tries it again and again; a voice of 60 MB is then in memory. */
const WARM_MS = 2 * 60_000;

export interface VoiceDesk extends Voices {
  /** Installed voices that are damaged, for the office in German. */
  problems(): string[];
  lookAgain(): Promise<void>;
  close(): Promise<void>;
}

export async function openVoiceDesk(options: {
  config: Pick<Config, 'modelsFolder' | 'dataFolder'>;
  tools: Pick<Tools, 'espeak'>;
  /** The models that come with the project; the operator's own folder goes before it. */
  projectModelsFolder: string;
  log: Logger;
  /** How much the telephone needs the machine now; default: not at all. */
  voiceLoad?: () => VoiceLoad;
}): Promise<VoiceDesk> {
  const { config, log } = options;
  const folders = [...new Set([config.modelsFolder, options.projectModelsFolder])];
  let found: Awaited<ReturnType<typeof findVoices>> = { voices: [], problems: [] };
  let told = '';
  const lookAgain = async (): Promise<void> => {
    const hashOf = await cachedHashes(join(config.dataFolder, 'voices-checked.json'), false);
    found = await findVoices(folders, hashOf);
    await hashOf.save();
    const problems = found.problems.map(problem => problem.message).join('; ');
    if (problems !== told && problems !== '') log.error({ problems }, 'a voice is damaged and not used');
    told = problems;
  };
  await lookAgain();
  const timer = setInterval(() => {
    lookAgain().catch(error => log.warn({ reason: String(error) }, 'the voices could not be looked at'));
  }, LOOK_AGAIN_MS);
  timer.unref();
  // A queue of its own: who tries a greeting must not wait for a transcript. One thread, at low priority.
  const engine = makeEngine({
    program: join(import.meta.dirname, 'engines/voice-child.ts'),
    queue: makeQueue(),
    idleMs: WARM_MS,
    ...(options.voiceLoad ? { voiceLoad: options.voiceLoad } : {}),
  });
  const voices = makeVoices({
    espeak: options.tools.espeak,
    readWav,
    piperVoices: () => found.voices,
    runEngine: async (request, limits) => {
      const answer = await engine.run(request, limits);
      if ('problem' in answer) log.warn({ problem: answer.problem }, 'a voice could not speak');
      return answer;
    },
  });
  return {
    ...voices,
    problems: () =>
      found.problems.map(
        ({ name }) =>
          `Die Stimme „${name}“ ist beschädigt und wird nicht benutzt. Bitte lassen Sie sie neu einspielen.`,
      ),
    lookAgain,
    async close() {
      clearInterval(timer);
      await engine.close();
    },
  };
}
