/** What `hausruf models` prints. */

import { machineFacts } from '../../src/engines/machine.ts';
import type { ModelChoices } from '../../src/engines/model-choice.ts';
import {
  bytesOf,
  type ModelTask,
  recommendedSet,
  suitsModel,
  suitsSet,
  taskOf,
} from '../../src/engines/model-plan.ts';
import { makePace } from '../../src/engines/model-progress.ts';
import type { findModels, Manifest, ModelEntry } from '../../src/engines/models.ts';
import type { findVoices } from '../../src/engines/own-voice.ts';
import type { PullProgress } from '../../src/engines/pull.ts';

/** The list of models, own voices and sets, with what this machine is good for. */
export function* listLines(facts: {
  manifest: Manifest;
  found: Awaited<ReturnType<typeof findModels>>;
  voices: Awaited<ReturnType<typeof findVoices>>;
  choices: ModelChoices;
}): Generator<string> {
  const { manifest, found, voices, choices } = facts;
  const machine = machineFacts();
  for (const entry of manifest.models) {
    const task = taskOf(entry);
    const state = stateOf(entry, found) + (isChosen(entry, task, choices) ? ', chosen' : '');
    yield `${entry.name.padEnd(32)} ${state.padEnd(18)} ${mbOf(entry).padStart(10)}  ${entry.licence}`;
    const small = suitsModel(entry, machine) ? '' : ' (this machine has less)';
    yield `  ${entry.note}`;
    yield `  needs ${entry.needs.cores === 1 ? '1 core' : `${entry.needs.cores} cores`} and ${entry.needs.memoryMb} MB of memory for itself${small}; ${entry.source}`;
  }
  for (const { name, title, language } of voices.voices) {
    yield `${`voice ${name}`.padEnd(32)} ${'installed'.padEnd(18)} ${''.padStart(10)}  imported here`;
    yield `  ${title} (${language}), for greetings`;
  }
  for (const { name } of voices.problems) yield `${`voice ${name}`.padEnd(32)} BROKEN`;
  yield '';
  yield `This machine: ${machine.cores} cores, ${machine.memoryMb} MB of memory.`;
  const recommended = recommendedSet(manifest, machine);
  for (const set of manifest.sets) {
    const word =
      set.name === recommended
        ? 'recommended here'
        : suitsSet(set, machine)
          ? 'would run here'
          : 'needs more';
    yield `set:${set.name.padEnd(28)} ${word.padEnd(18)} ${set.models.join(', ')}`;
  }
}

function isChosen(entry: ModelEntry, task: ModelTask | null, choices: ModelChoices): boolean {
  return task !== null && choices[task] === entry.name;
}

function stateOf(entry: ModelEntry, found: Awaited<ReturnType<typeof findModels>>): string {
  if (found.models.some(model => model.name === entry.name)) return 'installed';
  return found.problems.some(problem => problem.model === entry.name) ? 'BROKEN' : 'not installed';
}

/** Empty: nobody knows. */
export function mbOf(entry: ModelEntry): string {
  const bytes = bytesOf(entry);
  return bytes === null ? '' : `${(bytes / 1e6).toFixed(1)} MB`;
}

/** One line a second, so that it also reads well in a log file: what is there, share, rate, time left. */
export function progressLine(say: (line: string) => void): (progress: PullProgress) => void {
  const pace = makePace();
  let shownAt = 0;
  return ({ path, done, total }) => {
    const now = Date.now();
    if (now - shownAt < 1000 && done !== total) return;
    shownAt = now;
    const { bytesPerSecond, secondsLeft } = pace({ atMs: now, done, total });
    const share =
      total === null ? ' MB' : ` of ${(total / 1e6).toFixed(1)} MB (${Math.floor((100 * done) / total)} %)`;
    const rate = bytesPerSecond > 0 ? `, ${(bytesPerSecond / 1e6).toFixed(1)} MB/s` : '';
    const left =
      secondsLeft === null || done === total
        ? ''
        : `, ${Math.floor(secondsLeft / 60)}:${String(secondsLeft % 60).padStart(2, '0')} min left`;
    say(`${path}: ${(done / 1e6).toFixed(1)}${share}${rate}${left}`);
  };
}
