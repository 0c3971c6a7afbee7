/**
 * Recording → transcript: finds the speech, cuts it at pauses, has the best installed model recognise
 * it. Must never write down what nobody said: without speech nothing is transcribed, and the demo model
 * is never used on people. Must never lose a message: whatever fails comes back as a value.
 */
import type { Transcribe } from '../domain/capabilities.ts';
import { missing } from '../domain/missing.ts';
import { HausrufError, problemOf, type StepResult } from '../domain/problem.ts';
import type { Tool } from '../domain/tool.ts';
import type { Transcript, TranscriptResult, Word } from '../domain/transcript.ts';
import { findSpeechByEnergy, type Span } from './energy-gate.ts';
import type { Audio, RecogniseWords, RunEngine, RunProgram, SpeechModel } from './engine-types.ts';
import { cutPieces } from './pieces.ts';
import { findSpeechBySilero, makeSherpaRecogniser } from './sherpa.ts';
import { makeWhisperRecogniser } from './whisper.ts';
import { segmentsOf } from './words.ts';

export interface TranscribeParts {
  /** Installed and verified, the preferred ones first. Asked for each recording, so a new model counts at once. */
  models: () => SpeechModel[];
  /** True only in the demo and in tests: the demo model is useless on people. */
  allowDemoModel: boolean;
  runEngine: RunEngine;
  runProgram: RunProgram;
  /** whisper-cli; null: not installed. */
  whisperTool: Tool | null;
  /** Throws HausrufError RECORDING_UNREADABLE. */
  readWav: (file: string) => Promise<Audio>;
  writeWav: (file: string, samples: Int16Array, sampleRate: number) => Promise<void>;
  /** Absolute path of a folder for short-lived files. */
  tempFolder: string;
  /** Threads of an engine: cores − 1, at least 1. */
  threads: number;
  /** How long an engine may take; default max(120 s, 6 × audio). */
  deadlineMs?: (durationMs: number) => number;
}

/**
 * Answers `done` with a transcript or with what is missing ('no-speech' only after two looks, the
 * second more sensitive; 'no-model'; 'audio-unreadable'), `retry` when an engine failed, and `snoozed`
 * when `signal` was aborted.
 */
export function makeTranscribe(parts: TranscribeParts): Transcribe {
  const deadlineMs = parts.deadlineMs ?? (durationMs => Math.max(120_000, 6 * durationMs));
  return async (recording, signal) => {
    const audio = await read(parts, recording.wavFile);
    if ('kind' in audio) return audio;
    const durationMs = Math.round((audio.samples.length * 1000) / audio.sampleRate);
    const limits = { timeoutMs: deadlineMs(Math.max(durationMs, recording.durationMs)), signal };
    const spans = await findSpeech(parts, audio, limits);
    if (signal?.aborted) return { kind: 'snoozed', forMs: 0 };
    if (spans.length === 0) return { kind: 'done', value: missing('no-speech') };
    const model = chooseModel(parts);
    if (!model) return { kind: 'done', value: missing('no-model') };
    const { recognise, cutLimits } = recogniserFor(parts, model);
    const words = await recognise({ audio, pieces: cutPieces(audio, spans, cutLimits), ...limits });
    if (words.kind !== 'done') return words;
    return { kind: 'done', value: toTranscript({ words: words.value, spans, durationMs, model }) };
  };
}

/** The model that transcribes: whisper.cpp before sherpa-onnx, the demo model only where it is allowed; null: none. */
export function chooseModel(
  parts: Pick<TranscribeParts, 'models' | 'allowDemoModel' | 'whisperTool'>,
): SpeechModel | null {
  const usable = parts.models().filter(model => {
    if (model.isDemo && !parts.allowDemoModel) return false;
    return model.kind === 'stt-whisper' ? parts.whisperTool !== null : model.kind !== 'vad-silero';
  });
  const byRank = (rank: (model: SpeechModel) => boolean) => usable.find(rank);
  return byRank(model => model.kind === 'stt-whisper') ?? byRank(model => !model.isDemo) ?? usable[0] ?? null;
}

async function read(parts: TranscribeParts, wavFile: string): Promise<Audio | StepResult<TranscriptResult>> {
  try {
    return await parts.readWav(wavFile);
  } catch (error) {
    if (error instanceof HausrufError && error.temporary) {
      return { kind: 'retry', problem: problemOf(error, 'RECORDING_UNREADABLE') };
    }
    return { kind: 'done', value: missing('audio-unreadable') };
  }
}

/** A second, more sensitive look before a caller is called silent: whispering, a bad line. */
async function findSpeech(
  parts: TranscribeParts,
  audio: Audio,
  limits: { timeoutMs: number; signal: AbortSignal | undefined },
): Promise<Span[]> {
  const silero = parts.models().find(model => model.kind === 'vad-silero');
  for (const sensitivity of ['normal', 'sensitive'] as const) {
    const found = silero
      ? await findSpeechBySilero(audio, { model: silero, sensitivity, runEngine: parts.runEngine, ...limits })
      : null;
    if (limits.signal?.aborted) return [];
    // A broken detector must not silence a caller: our own gate needs no engine.
    const spans = found?.kind === 'done' ? found.value : await findSpeechByEnergy(audio, sensitivity);
    if (spans.length > 0) return spans;
  }
  return [];
}

function recogniserFor(
  parts: TranscribeParts,
  model: SpeechModel,
): { recognise: RecogniseWords; cutLimits: { maxMs: number; joinGapMs: number } } {
  if (model.kind === 'stt-whisper' && parts.whisperTool) {
    return {
      recognise: makeWhisperRecogniser(model, { ...parts, tool: parts.whisperTool }),
      // whisper encodes 30 s whatever it gets: few long pieces, and pauses up to 2 s stay in them.
      cutLimits: { maxMs: 28_000, joinGapMs: 2000 },
    };
  }
  // Trained on pieces of up to 20 s (models/demo-stt-de/README.md).
  return { recognise: makeSherpaRecogniser(model, parts), cutLimits: { maxMs: 20_000, joinGapMs: 0 } };
}

function toTranscript(made: {
  words: Word[];
  spans: Span[];
  durationMs: number;
  model: SpeechModel;
}): Transcript {
  const segments = segmentsOf(made.words, made.spans, made.durationMs);
  return {
    kind: 'made',
    text: segments.flatMap(segment => segment.words.map(word => word.text)).join(' '),
    segments,
    language: 'de',
    engine: made.model.kind === 'stt-whisper' ? 'whisper.cpp' : 'sherpa-onnx',
    model: made.model.name,
    isDemo: made.model.isDemo,
    speechMs: made.spans.reduce((sum, span) => sum + span.toMs - span.fromMs, 0),
  };
}
