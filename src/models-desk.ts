/**
 * Models as an administrator meets them: what is there, what this machine is good for, fetching, checking,
 * choosing. Nothing is ever fetched that nobody asked for.
 */
import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Config } from './config/read.ts';
import type { LiveEvent } from './domain/api.ts';
import type { ModelOutcome, ModelService } from './domain/api-models.ts';
import { HausrufError } from './domain/problem.ts';
import { machineFacts } from './engines/machine.ts';
import { type ModelChoices, markChosen, readModelChoices, saveModelChoice } from './engines/model-choice.ts';
import { hostsOf, type Machine, modelsFor, taskOf } from './engines/model-plan.ts';
import {
  findModels,
  type InstalledModel,
  type ModelEntry,
  type ModelProblem,
  readManifest,
} from './engines/models.ts';
import { checkRoom } from './engines/pull.ts';
import { openModelDownloads } from './model-downloads.ts';
import { downloadWords, modelWords, problemWords } from './model-words.ts';
import { type ModelKnowledge, modelsReply } from './models-view.ts';

export interface ModelsDesk extends ModelService {
  /** German: a model that is there but cannot be used; null: none. For the health page. */
  problem(): string | null;
  close(): Promise<void>;
}

export interface ModelsDeskOptions {
  config: Pick<Config, 'modelsFolder' | 'dataFolder' | 'isDemoModelAllowed'>;
  /** Where the manifest is, and the models that come with the program. */
  projectModelsFolder: string;
  speech: {
    /** Names of the models that engines work with now. */
    modelsInUse: () => readonly string[];
    /** Another model is there, or chosen. */
    lookAgain: () => Promise<void>;
  };
  callsNow: () => number;
  tell: (event: LiveEvent) => void;
  now: () => number;
  log: Logger;
  /** For tests. */
  machine?: Machine;
  pausesMs?: readonly number[];
}

/** So long a page waits for a look at the files; hashing a new one takes longer, and news follow. */
const PATIENCE_MS = 400;

export async function openModelsDesk(options: ModelsDeskOptions): Promise<ModelsDesk> {
  const { config, speech, log, tell } = options;
  const { modelsFolder: folder, dataFolder, isDemoModelAllowed } = config;
  const manifest = await readManifest(join(options.projectModelsFolder, 'manifest.json'));
  const place = {
    folders: [...new Set([folder, options.projectModelsFolder])],
    manifest,
    cacheFile: join(dataFolder, 'models-checked.json'),
  };
  let models: InstalledModel[] = [];
  let problems: ModelProblem[] = [];
  let choices: ModelChoices = {};
  /** While it opens and when it closes there is nobody to tell. */
  let isOpen = false;
  const failures = new Map<string, string>();
  const checking = new Set<string>();
  const checkedAt = new Map<string, number>();

  let looking: Promise<void> | null = null;
  /** One look at a time: two would hash the same new file twice. */
  const look = (): Promise<void> => {
    looking ??= lookNow().finally(() => {
      looking = null;
    });
    return looking;
  };
  const lookNow = async (): Promise<void> => {
    const before = JSON.stringify([models, problems, choices]);
    const found = await findModels(place);
    choices = await readModelChoices(dataFolder);
    models = markChosen(found.models, choices);
    problems = found.problems;
    if (before === JSON.stringify([models, problems, choices]) || !isOpen) return;
    // Also what the command did beside us counts at once.
    await speech.lookAgain();
    tellAll();
  };
  const tellAll = (): void => {
    if (!isOpen) return;
    tell({ type: 'models-changed' });
    tell({ type: 'health-changed' });
  };
  const takeUp = async (): Promise<void> => {
    // A look that runs may have passed the place already.
    await looking;
    await look();
    tellAll();
  };

  const downloads = openModelDownloads({
    folder,
    callsNow: options.callsNow,
    onProgress: () => tell({ type: 'models-changed' }),
    async onEnd(entry, problem) {
      if (problem) {
        log.warn(
          { model: entry.name, problem: problem.code, reason: problem.message },
          'a model was not fetched',
        );
        failures.set(entry.name, downloadWords(problem, hostsOf([entry])[0] ?? null, folder));
      } else log.info({ model: entry.name }, 'fetching a model has ended');
      await takeUp().catch(error => log.warn({ reason: String(error) }, 'models not looked at'));
    },
    ...(options.pausesMs ? { pausesMs: options.pausesMs } : {}),
  });

  const entryOf = (name: string) => manifest.models.find(entry => entry.name === name);
  const isInstalled = (name: string) => models.some(model => model.name === name);

  const start = async (wish: string): Promise<ModelOutcome> => {
    await look();
    const wanted = modelsFor(wish, manifest).filter(
      entry => !isInstalled(entry.name) && downloads.of(entry.name) === null,
    );
    const own = wanted.find(entry => entry.files.some(file => !file.url));
    if (own) return refused(modelWords.withProgram(own.title));
    try {
      await checkRoom(
        wanted.flatMap(entry => entry.files),
        folder,
      );
    } catch (error) {
      if (!(error instanceof HausrufError)) throw error;
      return refused(downloadWords(error, null, folder));
    }
    for (const entry of wanted) {
      failures.delete(entry.name);
      log.info({ model: entry.name, hosts: hostsOf([entry]) }, 'an administrator has a model fetched');
      downloads.add(entry);
    }
    tell({ type: 'models-changed' });
    return done;
  };

  const checkNow = async (entry: ModelEntry): Promise<void> => {
    checking.add(entry.name);
    tell({ type: 'models-changed' });
    try {
      await findModels({ ...place, manifest: { models: [entry] }, isFresh: true });
      checkedAt.set(entry.name, options.now());
    } finally {
      checking.delete(entry.name);
    }
    await takeUp();
  };

  await look();
  isOpen = true;
  return {
    async read() {
      await Promise.race([look(), sleep(PATIENCE_MS, undefined, { ref: false })]);
      const knowledge: ModelKnowledge = {
        manifest,
        models,
        problems,
        inUse: speech.modelsInUse(),
        isDemoModelAllowed,
        folder,
        machine: options.machine ?? machineFacts(),
        freeDiskMb: await freeMb(folder),
        downloadOf: downloads.of,
        failureOf: name => failures.get(name) ?? null,
        isChecking: name => checking.has(name),
        checkedAt: name => checkedAt.get(name) ?? null,
      };
      return await modelsReply(knowledge);
    },
    download: async name => (entryOf(name) ? await start(name) : unknown),
    downloadSet: async name =>
      manifest.sets.some(set => set.name === name) ? await start(`set:${name}`) : unknown,
    async stopDownload(name) {
      const entry = entryOf(name);
      if (!entry) return unknown;
      if (!downloads.stop(name)) return refused(modelWords.notLoading(entry.title));
      tell({ type: 'models-changed' });
      return done;
    },
    async check(name) {
      const entry = entryOf(name);
      if (!entry) return unknown;
      const isThere = isInstalled(name) || problems.some(problem => problem.model === name);
      if (!isThere) return refused(modelWords.notInstalled(entry.title));
      if (!checking.has(name)) {
        checkNow(entry).catch(error => log.warn({ reason: String(error) }, 'a model could not be checked'));
      }
      return done;
    },
    async choose(name, isChosen) {
      const entry = entryOf(name);
      if (!entry) return unknown;
      const task = taskOf(entry);
      if (task === null) return refused(modelWords.notChoosable(entry.title));
      if (isChosen) {
        if (entry.isDemo && !isDemoModelAllowed) return refused(modelWords.demoOnly);
        await look();
        if (!isInstalled(name)) return refused(modelWords.notInstalled(entry.title));
      }
      await saveModelChoice(dataFolder, { task, name: isChosen ? name : null });
      await takeUp();
      return done;
    },
    problem() {
      // A model that is only not whole yet is no fault of the house.
      const broken = problems.find(
        problem =>
          problem.faults.some(({ fault }) => fault.kind !== 'missing') &&
          downloads.of(problem.model) === null,
      );
      const entry = broken && entryOf(broken.model);
      if (broken && entry) return modelWords.inHealth(entry.title, problemWords(entry, broken));
      const missing = Object.values(choices).find(name => name !== undefined && !isInstalled(name));
      return missing === undefined ? null : modelWords.chosenIsMissing(entryOf(missing)?.title ?? missing);
    },
    async close() {
      isOpen = false;
      await downloads.close();
      await looking;
    },
  };
}

const done = { kind: 'done' } as const;
const unknown = { kind: 'unknown' } as const;
const refused = (message: string) => ({ kind: 'refused', message }) as const;

/** Null: nobody knows, e.g. because the folder is not there yet. */
async function freeMb(folder: string): Promise<number | null> {
  const facts = await statfs(folder).catch(() => null);
  return facts && Math.floor((facts.bavail * facts.bsize) / 1e6);
}
