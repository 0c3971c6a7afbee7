import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { HausrufError, type StepResult } from '../domain/problem.ts';
import type { Tool } from '../domain/tool.ts';
import type { Word } from '../domain/transcript.ts';
import type { Span } from './energy-gate.ts';
import type { Audio, RecogniseWords, RunProgram, SpeechModel } from './engine-types.ts';
import { hasLoop } from './hallucination.ts';
import { promptOf } from './hot-words.ts';
import { wordsFromJson } from './whisper-json.ts';
import { planRuns, type Run } from './whisper-window.ts';

export interface WhisperTools {
  tool: Tool;
  runProgram: RunProgram;
  /** Writes 16 bit mono samples as a WAV file. */
  writeWav: (file: string, samples: Int16Array, sampleRate: number) => Promise<void>;
  /** Absolute path of a folder for short-lived files. */
  tempFolder: string;
  threads: number;
  /** Most memory of the process; undefined: not limited. */
  maxBytes?: number | undefined;
}

/**
 * Words by whisper.cpp's `whisper-cli`. Each piece is a file of its own in a folder of its own, with names
 * that we made, and a window of its own, so that it gives the same words whatever comes with it; results
 * are read from the JSON files it writes, and nothing in them is trusted. Confidence is that of a word's
 * least certain token. A piece that went round in a loop is heard once more with the whole window.
 * `timeoutMs` holds for each run: one for each class of window, and one for what went round in a loop.
 */
export function makeWhisperRecogniser(
  model: SpeechModel,
  tools: WhisperTools & { language?: string; hotWords?: readonly string[] },
): RecogniseWords {
  const { language = 'de', hotWords = [] } = tools;
  return ({ audio, pieces, timeoutMs, signal }) =>
    inFolder(tools, async folder => {
      const files = pieces.map((_, index) => join(folder, `piece-${index}`));
      for (const [index, piece] of pieces.entries()) {
        await tools.writeWav(`${files[index]}.wav`, cut(audio, piece), audio.sampleRate);
      }
      const words: Word[][] = pieces.map(() => []);
      const hear = async (run: Run): Promise<StepResult<null>> => {
        const args = [
          ...commonArguments({ model, threads: tools.threads, language }),
          ...promptArguments(hotWords),
          ...['-ac', String(run.audioContext), '-ojf'],
          ...run.pieces.flatMap(index => ['-of', files[index] ?? '', '-f', `${files[index]}.wav`]),
        ];
        const result = await tools.runProgram(tools.tool, args, {
          timeoutMs,
          signal,
          maxBytes: tools.maxBytes,
        });
        if (result.kind !== 'done') return result;
        for (const index of run.pieces) {
          const piece = pieces[index] ?? { fromMs: 0, toMs: 0 };
          words[index] = wordsFromJson(await readFile(`${files[index]}.json`), piece);
        }
        return { kind: 'done', value: null };
      };
      for (const run of planRuns(pieces.map(piece => piece.toMs - piece.fromMs))) {
        const result = await hear(run);
        if (result.kind !== 'done') return result;
        const looped = run.audioContext === 0 ? [] : run.pieces.filter(index => hasLoop(words[index] ?? []));
        if (looped.length === 0) continue;
        // A small window is what whisper was not made for: before it is believed, the whole one is asked.
        const again = await hear({ audioContext: 0, pieces: looped });
        if (again.kind !== 'done') return again;
      }
      return { kind: 'done', value: words.flat() };
    });
}

/** The language that whisper hears in a piece, ISO 639-1, and how sure it is, 0 to 1. */
export function detectLanguage(
  model: SpeechModel,
  tools: WhisperTools,
  job: { audio: Audio; piece: Span; timeoutMs: number; signal?: AbortSignal | undefined },
): Promise<StepResult<{ language: string; probability: number }>> {
  return inFolder(tools, async folder => {
    const file = join(folder, 'piece.wav');
    await tools.writeWav(file, cut(job.audio, job.piece), job.audio.sampleRate);
    const args = [...commonArguments({ model, threads: tools.threads, language: 'auto' }), '-dl', '-f', file];
    const { timeoutMs, signal } = job;
    const limits = { timeoutMs, signal, maxBytes: tools.maxBytes, find: languageLine };
    const result = await tools.runProgram(tools.tool, args, limits);
    if (result.kind !== 'done') return result;
    const [language = '', probability = ''] = (result.value ?? '').split(' (p = ');
    if (language === '') throw new HausrufError('ENGINE_FAILED', 'whisper-cli named no language');
    return { kind: 'done', value: { language, probability: Number.parseFloat(probability) } };
  });
}

/** Removes what a killed process left in the temp folder: recordings of callers. Only while none is at work. */
export async function sweepWhisperFolders(tempFolder: string): Promise<void> {
  for (const name of await readdir(tempFolder)) {
    if (name.startsWith(folderPrefix)) await rm(join(tempFolder, name), { recursive: true, force: true });
  }
}

const languageLine = /auto-detected language: ([a-z]{2,3} \(p = [01]\.\d+)\)/;

function commonArguments(job: { model: SpeechModel; threads: number; language: string }): string[] {
  return [
    ['-m', job.model.files.model ?? ''],
    ['-l', job.language],
    ['-t', String(job.threads)],
    // Greedy, without a second try at higher temperature: bounded time, and no text that only chance made.
    ['-bs', '1', '-bo', '1', '-nf'],
    // No [music] tokens: they feed invented text (research/engines.md §3).
    ['-sns'],
  ].flat();
}

/** No text is carried from window to window, for that spreads an error; hot words stand before each one. */
function promptArguments(hotWords: readonly string[]): string[] {
  const prompt = promptOf(hotWords);
  if (prompt === null) return ['-mc', '0'];
  // With -mc 0 whisper-cli drops the prompt, too (tried), so there is just room for it.
  const room = Math.ceil(prompt.length / charactersPerToken);
  return ['-mc', String(room), '--prompt', prompt, '--carry-initial-prompt'];
}

/** Names in whisper's vocabulary: German ones 2.4 to 3.0, Turkish and Polish ones 1.7. More room would carry other text. */
const charactersPerToken = 2;

function cut(audio: Audio, piece: Span): Int16Array {
  const at = (ms: number) => Math.round((ms * audio.sampleRate) / 1000);
  return audio.samples.slice(at(piece.fromMs), at(piece.toMs));
}

/** Names of its folders in the temp folder begin so. */
const folderPrefix = 'whisper-';

async function inFolder<T>(
  tools: WhisperTools,
  work: (folder: string) => Promise<StepResult<T>>,
): Promise<StepResult<T>> {
  const folder = await mkdtemp(join(tools.tempFolder, folderPrefix));
  try {
    return await work(folder);
  } catch (error) {
    return engineFailed(error);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function engineFailed(error: unknown): StepResult<never> {
  if (error instanceof HausrufError)
    return { kind: 'retry', problem: { code: error.code, message: error.message } };
  const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
  return { kind: 'retry', problem: { code: 'ENGINE_FAILED', message: `files of whisper-cli: ${code}` } };
}
