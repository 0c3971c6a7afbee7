/**
 * Which model an operator wants for which task, in `models-in-use.json` of the data folder: the command
 * writes it while the program runs or does not, and the program reads it whenever it looks at its models.
 */
import { open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import { HausrufError } from '../domain/problem.ts';
import { type ModelTask, taskOf } from './model-plan.ts';
import type { InstalledModel } from './models.ts';

const Choices = Type.Record(
  Type.String({ pattern: '^(stt|llm|tts-[a-z]{2})$' }),
  Type.String({ maxLength: 80 }),
  { additionalProperties: false },
);
/** Task → name of a model. A task without one: the program chooses. */
export type ModelChoices = Partial<Record<ModelTask, string>>;

const fileIn = (dataFolder: string) => join(dataFolder, 'models-in-use.json');

/** What was chosen; a file that is missing or damaged means: nothing. Never throws. */
export async function readModelChoices(dataFolder: string): Promise<ModelChoices> {
  try {
    const content: unknown = JSON.parse(await readFile(fileIn(dataFolder), 'utf8'));
    return Value.Check(Choices, content) ? (content as Static<typeof Choices> & ModelChoices) : {};
  } catch {
    return {};
  }
}

/** `name` null: the program chooses again. Throws HausrufError CONFIG_INVALID when the folder cannot be written. */
export async function saveModelChoice(
  dataFolder: string,
  choice: { task: ModelTask; name: string | null },
): Promise<void> {
  const { [choice.task]: _, ...others } = await readModelChoices(dataFolder);
  const next: ModelChoices = choice.name === null ? others : { ...others, [choice.task]: choice.name };
  const file = fileIn(dataFolder);
  const part = `${file}.${process.pid}.part`;
  try {
    const handle = await open(part, 'w', 0o644);
    try {
      await handle.writeFile(`${JSON.stringify(next, null, 2)}\n`);
      // Names of models are no secret, and the command may run as another user than the program.
      await handle.chmod(0o644);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(part, file);
  } catch (error) {
    await rm(part, { force: true }).catch(() => undefined);
    const why = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new HausrufError('CONFIG_INVALID', `The choice cannot be kept in ${dataFolder} (${why}).`, {
      cause: error,
    });
  }
}

/** The same models, the chosen ones marked and first. A chosen model that is not installed changes nothing. */
export function markChosen(models: readonly InstalledModel[], choices: ModelChoices): InstalledModel[] {
  const isChosen = (model: InstalledModel) => {
    const task = taskOf(model);
    return task !== null && choices[task] === model.name;
  };
  return [
    ...models.filter(isChosen).map(model => ({ ...model, isChosen: true })),
    ...models.filter(model => !isChosen(model)),
  ];
}
