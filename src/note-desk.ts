/** The language model beside the rules: which one, its process, and what it may take, for `speech-desk.ts` to hand on. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { makeEngine } from './engines/engine-process.ts';
import type { InstalledModel } from './engines/models.ts';
import type { Queue } from './engines/queue.ts';
import type { VoiceLoad } from './engines/watch.ts';
import type { AskModel } from './understanding/summarise-with-model.ts';

/** Messages come in clusters, but a model of 1 to 3 GB must not stay beside the recogniser for long. */
const WARM_MS = 60_000;
/**
 * Time at work, loading included: a model of 4 billion parameters takes some 125 s of one core for a message of three
 * minutes (engines.md §6). What takes longer is no help: the note goes out by rules.
 */
const PATIENCE_MS = 240_000;
/** So often in a row it makes way; then a note is finished, however many people call. */
const MOST_WAYS_GIVEN = 3;
/** While recordings are transcribed the model waits, for so long at most: whoever called first wants a note, too. */
const LONGEST_WAIT_MS = 120_000;
const ASK_AGAIN_MS = 5_000;
/** Room for Node, the context and what the engine computes in (engines.md §6: 1.56 GB at a file of 1.11 GB). */
const BESIDE_THE_MODEL_BYTES = 1.2e9;

export interface NoteDesk {
  askModel: AskModel;
  /** A recording waits to be transcribed: it may hold an emergency, so the model stops and is asked again later. */
  giveWay(): void;
  /** The model that is asked now; null: none. */
  modelInUse(): string | null;
  /** Process id of the engine while one is running. */
  pid(): number | null;
  close(): Promise<void>;
}

export function openNoteDesk(options: {
  /** Installed and verified, the chosen ones first. */
  models: () => readonly InstalledModel[];
  /** Shared with the other engines: one computes at a time. */
  queue: Queue;
  threads: number;
  voiceLoad: () => VoiceLoad;
  /** A recording is being transcribed, in several jobs one after the other; between two of them none may slip in. */
  isTranscribing?: () => boolean;
  log: Logger;
  /** For tests. */
  patienceMs?: number;
  warmMs?: number;
  program?: string;
}): NoteDesk {
  const { patienceMs = PATIENCE_MS, warmMs = WARM_MS } = options;
  const engine = makeEngine({
    program: options.program ?? join(import.meta.dirname, 'engines/note-child.ts'),
    queue: options.queue,
    idleMs: warmMs,
    voiceLoad: options.voiceLoad,
  });
  let atWork: AbortController | null = null;
  let waysGiven = 0;
  let waitingSince: number | null = null;
  const mustWait = (): boolean => {
    if (!options.isTranscribing?.()) {
      waitingSince = null;
      return false;
    }
    waitingSince ??= performance.now();
    return performance.now() - waitingSince < LONGEST_WAIT_MS;
  };
  const chosen = () => options.models().find(model => model.kind === 'llm-gguf' && model.files.model) ?? null;
  return {
    async askModel(ask, signal) {
      const model = chosen();
      const path = model?.files.model;
      if (!model || path === undefined) {
        return { kind: 'failed', problem: { code: 'MODEL_MISSING', message: 'no language model' } };
      }
      if (options.voiceLoad() === 'many') {
        // It would stand still for minutes, and the note with it.
        return { kind: 'failed', problem: { code: 'ENGINE_TIMEOUT', message: 'many people telephone' } };
      }
      if (mustWait()) return { kind: 'snoozed', forMs: ASK_AGAIN_MS };
      const bytes = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
      const mine = new AbortController();
      atWork = mine;
      const result = await engine.run(
        { type: 'write', model: path, threads: options.threads, ...ask },
        {
          timeoutMs: patienceMs,
          maxBytes: BESIDE_THE_MODEL_BYTES + 1.2 * bytes,
          signal: signal ? AbortSignal.any([signal, mine.signal]) : mine.signal,
        },
      );
      if (atWork === mine) atWork = null;
      if (!mine.signal.aborted) waysGiven = 0;
      if ('problem' in result)
        options.log.warn({ problem: result.problem }, 'the language model did not write');
      if (result.kind !== 'done') return result;
      return { kind: 'done', value: { ...readWritten(result.value), model: model.name } };
    },
    giveWay() {
      if (!atWork || waysGiven >= MOST_WAYS_GIVEN) return;
      waysGiven += 1;
      atWork.abort();
    },
    modelInUse: () => chosen()?.name ?? null,
    pid: engine.pid,
    close: engine.close,
  };
}

/** What the child answers is unchecked: anything else than a text is an answer that was cut off. */
function readWritten(value: unknown): { text: string; isWhole: boolean } {
  const { text, isWhole } = Object(value) as { text?: unknown; isWhole?: unknown };
  return typeof text === 'string' ? { text, isWhole: isWhole === true } : { text: '', isWhole: false };
}
