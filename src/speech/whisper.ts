import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { HausrufError, type StepResult } from '../domain/problem.ts';
import type { Tool } from '../domain/tool.ts';
import type { Word } from '../domain/transcript.ts';
import type { Span } from './energy-gate.ts';
import type { Audio, RecogniseWords, RunProgram, SpeechModel } from './engine-types.ts';
import { type Token, wordsFromTokens } from './words.ts';

/**
 * Words by whisper.cpp's `whisper-cli`, one process for a recording. Each piece is a file of its own in
 * a folder of its own, with names that we made; results are read from the JSON files it writes, and
 * nothing in them is trusted. Confidence is that of a word's least certain token.
 */
export function makeWhisperRecogniser(
  model: SpeechModel,
  tools: {
    tool: Tool;
    runProgram: RunProgram;
    /** Writes 16 bit mono samples as a WAV file. */
    writeWav: (file: string, samples: Int16Array, sampleRate: number) => Promise<void>;
    /** Absolute path of a folder for short-lived files. */
    tempFolder: string;
    threads: number;
  },
): RecogniseWords {
  return async ({ audio, pieces, timeoutMs, signal }) => {
    const folder = await mkdtemp(join(tools.tempFolder, 'whisper-'));
    try {
      const files = pieces.map((_, index) => join(folder, `piece-${index}`));
      for (const [index, piece] of pieces.entries()) {
        await tools.writeWav(`${files[index]}.wav`, cut(audio, piece), audio.sampleRate);
      }
      const args = whisperArguments({ model: model.files.model ?? '', threads: tools.threads, files });
      const result = await tools.runProgram(tools.tool, args, { timeoutMs, signal });
      if (result.kind !== 'done') return result;
      const words: Word[] = [];
      for (const [index, piece] of pieces.entries()) {
        words.push(...wordsFromJson(await readFile(`${files[index]}.json`), piece));
      }
      return { kind: 'done', value: words };
    } catch (error) {
      return engineFailed(error);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  };
}

/** The bytes of whisper-cli's full JSON → words. Throws HausrufError ENGINE_FAILED if it has another form. */
export function wordsFromJson(json: Uint8Array, piece: Span): Word[] {
  const content = parse(json);
  if (!Value.Check(WhisperJson, content)) {
    throw new HausrufError('ENGINE_FAILED', 'whisper-cli wrote JSON of an unexpected form');
  }
  const tokens: Token[] = content.transcription
    .flatMap(segment => segment.tokens)
    // Markers of time and language, such as [_TT_436].
    .filter(token => !token.text.startsWith('[_'))
    .map(token => ({
      text: token.text,
      fromMs: piece.fromMs + token.offsets.from,
      toMs: piece.fromMs + token.offsets.to,
      confidence: Math.max(0, Math.min(1, token.p)),
    }));
  return wordsFromTokens(tokens, piece.toMs)
    .map(word => ({ ...word, text: Buffer.from(word.text, 'latin1').toString('utf8') }))
    .filter(word => word.text.trim() !== '');
}

const WhisperJson = Type.Object({
  transcription: Type.Array(
    Type.Object({
      tokens: Type.Array(
        Type.Object({
          text: Type.String(),
          p: Type.Number(),
          offsets: Type.Object({ from: Type.Integer(), to: Type.Integer() }),
        }),
      ),
    }),
  ),
});

function whisperArguments(job: { model: string; threads: number; files: string[] }): string[] {
  return [
    ['-m', job.model],
    // German is fixed: guessing the language goes wrong on short or noisy messages.
    ['-l', 'de'],
    ['-t', String(job.threads)],
    // Greedy, without a second try at higher temperature: bounded time, and no text that only chance made.
    ['-bs', '1', '-bo', '1', '-nf'],
    // No text carried from window to window, no [music] tokens: both feed invented text (research/engines.md §3).
    ['-mc', '0', '-sns'],
    ['-ojf'],
    ...job.files.map(file => ['-of', file, '-f', `${file}.wav`]),
  ].flat();
}

function cut(audio: Audio, piece: Span): Int16Array {
  const at = (ms: number) => Math.round((ms * audio.sampleRate) / 1000);
  return audio.samples.slice(at(piece.fromMs), at(piece.toMs));
}

/**
 * A token may hold half of a letter's UTF-8 bytes, and control characters stand in strings unescaped.
 * So the file is parsed byte by byte (as Latin-1) with control characters as blanks; whole words are
 * turned into text afterwards.
 */
const blank = 0x20;

function parse(json: Uint8Array): unknown {
  const bytes = Buffer.from(json).map(byte => Math.max(byte, blank));
  try {
    return JSON.parse(Buffer.from(bytes).toString('latin1'));
  } catch (error) {
    throw new HausrufError('ENGINE_FAILED', 'whisper-cli wrote a file that is not JSON', { cause: error });
  }
}

function engineFailed(error: unknown): StepResult<never> {
  if (error instanceof HausrufError)
    return { kind: 'retry', problem: { code: error.code, message: error.message } };
  const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
  return { kind: 'retry', problem: { code: 'ENGINE_FAILED', message: `files of whisper-cli: ${code}` } };
}
