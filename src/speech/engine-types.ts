/** What this room needs from others, as functions and plain data; `main.ts` hands them over. */
import type { StepResult } from '../domain/problem.ts';
import type { Tool } from '../domain/tool.ts';
import type { Word } from '../domain/transcript.ts';
import type { Span } from './energy-gate.ts';

/** `maxBytes`: most memory of the engine's process. */
interface EngineLimits {
  timeoutMs: number;
  maxBytes?: number | undefined;
  signal?: AbortSignal | undefined;
}

/** Asks the sherpa-onnx child (engines/engine-process.ts). The answer is unchecked. */
export type RunEngine = (
  request: { type: string; audio?: Int16Array; [name: string]: unknown },
  limits: EngineLimits,
) => Promise<StepResult<unknown>>;

/** Runs a program to its end (engines/run-program.ts): what `find` found in its messages, else null. */
export type RunProgram = (
  tool: Tool,
  args: string[],
  limits: EngineLimits & { find?: RegExp | undefined },
) => Promise<StepResult<string | null>>;

/** A model whose files are there and right (engines/models.ts). */
export interface SpeechModel {
  name: string;
  kind:
    | 'stt-sherpa-ctc'
    | 'stt-sherpa-transducer'
    | 'stt-sherpa-whisper'
    | 'stt-whisper'
    | 'vad-silero'
    | 'tts-piper'
    | 'llm-gguf';
  isDemo: boolean;
  /** Role → absolute path. */
  files: Partial<Record<'model' | 'tokens' | 'encoder' | 'decoder' | 'joiner' | 'data', string>>;
  /** True: an operator chose it for its task; it goes before every other. */
  isChosen?: boolean;
}

export interface Audio {
  /** 16 bit, mono. */
  samples: Int16Array;
  /** Hz. */
  sampleRate: number;
}

/**
 * Recognises the words of a recording's pieces; times count from the start of the recording. Each piece for
 * itself: its words do not depend on what else is asked for.
 */
export type RecogniseWords = (job: {
  audio: Audio;
  pieces: Span[];
  timeoutMs: number;
  signal?: AbortSignal | undefined;
}) => Promise<StepResult<Word[]>>;
