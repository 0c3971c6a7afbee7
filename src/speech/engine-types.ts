/** What this room needs from others, as functions and plain data; `main.ts` hands them over. */
import type { StepResult } from '../domain/problem.ts';
import type { Tool } from '../domain/tool.ts';
import type { Word } from '../domain/transcript.ts';
import type { Span } from './energy-gate.ts';

/** Asks the sherpa-onnx child (engines/engine-process.ts). The answer is unchecked. */
export type RunEngine = (
  request: { type: string; audio?: Int16Array; [name: string]: unknown },
  limits: { timeoutMs: number; signal?: AbortSignal | undefined },
) => Promise<StepResult<unknown>>;

/** Runs a program to its end (engines/run-program.ts). */
export type RunProgram = (
  tool: Tool,
  args: string[],
  limits: { timeoutMs: number; signal?: AbortSignal | undefined },
) => Promise<StepResult<null>>;

/** A model whose files are there and right (engines/models.ts). */
export interface SpeechModel {
  name: string;
  kind: 'stt-sherpa-ctc' | 'stt-sherpa-transducer' | 'stt-whisper' | 'vad-silero';
  isDemo: boolean;
  /** Role → absolute path. */
  files: Partial<Record<'model' | 'tokens' | 'encoder' | 'decoder' | 'joiner', string>>;
}

export interface Audio {
  /** 16 bit, mono. */
  samples: Int16Array;
  /** Hz. */
  sampleRate: number;
}

/** Recognises the words of a recording's pieces; times count from the start of the recording. */
export type RecogniseWords = (job: {
  audio: Audio;
  pieces: Span[];
  timeoutMs: number;
  signal?: AbortSignal | undefined;
}) => Promise<StepResult<Word[]>>;
