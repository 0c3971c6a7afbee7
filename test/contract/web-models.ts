/** The real desk of the models for tests, with a manifest of their own and no speech engines. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Logger } from 'pino';
import type { LiveEvent } from '../../src/domain/api.ts';
import type { Manifest } from '../../src/engines/models.ts';
import { type ModelsDesk, openModelsDesk } from '../../src/models-desk.ts';

export const projectModels = resolve(import.meta.dirname, '../../models');

export interface TestModels {
  desk: ModelsDesk;
  /** Where downloads go. */
  modelsFolder: string;
  dataFolder: string;
  /** Calls that are going on: downloads wait for them. */
  line: { calls: number };
  /** Names of the models that engines work with. */
  inUse: string[];
  /** How often the engines were told to look again. */
  looks: () => number;
}

/** `folder`: of this test alone. `manifest` absent: the project's own. */
export async function openTestModels(options: {
  folder: string;
  manifest?: Manifest;
  tell: (event: LiveEvent) => void;
  now: () => number;
  log: Logger;
}): Promise<TestModels> {
  const { folder, manifest, tell, now, log } = options;
  const modelsFolder = join(folder, 'models');
  const dataFolder = join(folder, 'models-data');
  const ownProject = join(folder, 'project-models');
  for (const each of [modelsFolder, dataFolder, ownProject]) mkdirSync(each, { recursive: true });
  if (manifest) writeFileSync(join(ownProject, 'manifest.json'), JSON.stringify(manifest));
  const line = { calls: 0 };
  const inUse: string[] = [];
  let looks = 0;
  const desk = await openModelsDesk({
    config: { modelsFolder, dataFolder, isDemoModelAllowed: false },
    projectModelsFolder: manifest ? ownProject : projectModels,
    speech: {
      modelsInUse: () => inUse,
      lookAgain: async () => {
        looks += 1;
      },
    },
    callsNow: () => line.calls,
    tell,
    now,
    log,
    machine: { cores: 4, memoryMb: 8200 },
    pausesMs: [20],
  });
  return { desk, modelsFolder, dataFolder, line, inUse, looks: () => looks };
}
