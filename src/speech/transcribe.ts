/**
 * Recording → transcript: finds the speech, cuts it at pauses, has the best installed model recognise
 * it. Must never write down what nobody said: without speech nothing is transcribed, and the demo model
 * is never used on people. Must never lose a message: whatever fails comes back as a value.
 */
import { missing } from '../domain/missing.ts';
import { HausrufError, problemOf, type StepResult } from '../domain/problem.ts';
import {
  germanOnly,
  type SpokenLanguages,
  type Transcript,
  type TranscriptResult,
} from '../domain/transcript.ts';
import { chooseModel, type ModelParts, memoryLimitOf, nextSmallerModel } from './choose-model.ts';
import type { Span } from './energy-gate.ts';
import type { Audio, RecogniseWords, RunEngine, RunProgram, SpeechModel } from './engine-types.ts';
import { findSpeech } from './find-speech.ts';
import { markDoubt } from './hallucination.ts';
import { type HeadStart, isOf, recogniseRest } from './head-start.ts';
import { chooseHotWords } from './hot-words.ts';
import { cutPieces, type PieceLimits } from './pieces.ts';
import { makeSherpaRecogniser } from './sherpa.ts';
import { detectLanguage, makeWhisperRecogniser } from './whisper.ts';
import { whisperPieces } from './whisper-window.ts';
import { segmentsOf } from './words.ts';

export interface TranscribeParts extends ModelParts {
  runEngine: RunEngine;
  runProgram: RunProgram;
  /** What callers are likely to name: streets, tenants, the office's own words; most important first. */
  hotWords?: () => string[];
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

interface Recording {
  wavFile: string;
  durationMs: number;
  headStart?: HeadStart | null;
  /** Default: German. */
  languages?: SpokenLanguages;
}

/**
 * Answers `done` with a transcript or with what is missing ('no-speech' only after two looks, the
 * second more sensitive; 'no-model'; 'audio-unreadable'; 'too-long'), and `snoozed` when `signal` was aborted. When an
 * engine failed the next smaller model gets one try; if that fails, too, the answer is `failed`, and if
 * there is none, `retry`. Messages are taken one at a time, in the order in which they came.
 */
export function makeTranscribe(
  parts: TranscribeParts,
): (recording: Recording, signal?: AbortSignal) => Promise<StepResult<TranscriptResult>> {
  const deadlineMs = parts.deadlineMs ?? (durationMs => Math.max(120_000, 6 * durationMs));
  const transcribe = async (
    recording: Recording,
    signal?: AbortSignal,
  ): Promise<StepResult<TranscriptResult>> => {
    if (recording.durationMs > longestMs) return { kind: 'done', value: missing('too-long') };
    const audio = await read(parts, recording.wavFile);
    if ('kind' in audio) return audio;
    const durationMs = Math.round((audio.samples.length * 1000) / audio.sampleRate);
    const limits = { timeoutMs: deadlineMs(Math.max(durationMs, recording.durationMs)), signal };
    const start = recording.headStart && isOf(recording.headStart, audio) ? recording.headStart : null;
    const spans = await findSpeech(parts, audio, { ...limits, heard: start?.heard ?? null });
    if (signal?.aborted) return { kind: 'snoozed', forMs: 0 };
    if (spans.length === 0) return { kind: 'done', value: missing('no-speech') };
    const model = chooseModel(parts);
    if (!model) return { kind: 'done', value: missing('no-model') };
    const { languages = germanOnly } = recording;
    const heard = { audio, durationMs, spans, start, languages, ...limits };
    const first = await transcribeWith(parts, model, heard);
    if (first.kind !== 'retry') return first;
    const smaller = nextSmallerModel(parts, model);
    if (!smaller) return first;
    const second = await transcribeWith(parts, smaller, heard);
    return second.kind === 'retry' ? { kind: 'failed', problem: second.problem } : second;
  };
  let last: Promise<unknown> = Promise.resolve();
  return (recording, signal) => {
    // One message after the other, so that the first to come is the first to be ready.
    const mine = last.then(() => transcribe(recording, signal));
    last = mine.catch(() => {});
    return mine;
  };
}

/** Twice the longest message that a mailbox can be set to: it was no caller who spoke, and it would fill the memory. */
const longestMs = 30 * 60_000;

interface Heard {
  audio: Audio;
  durationMs: number;
  spans: Span[];
  start: HeadStart | null;
  languages: SpokenLanguages;
  timeoutMs: number;
  signal: AbortSignal | undefined;
}

async function transcribeWith(
  parts: TranscribeParts,
  model: SpeechModel,
  { audio, durationMs, spans, start, languages, ...limits }: Heard,
): Promise<StepResult<Transcript>> {
  const language = await languageOf(parts, model, { audio, spans, languages, ...limits });
  if (language.kind !== 'done') return language;
  const { recognise, cutLimits, name, hotWords } = recogniserFor(parts, model, language.value);
  const pieces = cutPieces(audio, spans, cutLimits);
  const known = start?.recogniser === name ? start.pieces : [];
  const words = await recogniseRest(recognise, { audio, pieces, known, ...limits });
  if (words.kind !== 'done') return words;
  const segments = markDoubt(segmentsOf(words.value, spans, durationMs), { spans, hotWords });
  return {
    kind: 'done',
    value: {
      kind: 'made',
      text: segments.flatMap(segment => segment.words.map(word => word.text)).join(' '),
      segments,
      language: language.value,
      engine: model.kind === 'stt-whisper' ? 'whisper.cpp' : 'sherpa-onnx',
      model: model.name,
      isDemo: model.isDemo,
      speechMs: spans.reduce((sum, span) => sum + span.toMs - span.fromMs, 0),
    },
  };
}

/** The mailbox's language, but for another one that it allows and the engine is sure of. */
async function languageOf(
  parts: TranscribeParts,
  model: SpeechModel,
  { audio, spans, languages, ...limits }: Omit<Heard, 'durationMs' | 'start'>,
): Promise<StepResult<string>> {
  const { main, others, leastProbability } = languages;
  // sherpa-onnx tells no probability.
  if (others.length === 0 || model.kind !== 'stt-whisper' || !parts.whisperTool)
    return { kind: 'done', value: main };
  const pieces = cutPieces(audio, spans, whisperPieces);
  const piece = pieces.toSorted((a, b) => b.toMs - b.fromMs - (a.toMs - a.fromMs))[0];
  if (!piece) return { kind: 'done', value: main };
  const tools = { ...parts, tool: parts.whisperTool, maxBytes: memoryLimitOf(model) };
  const found = await detectLanguage(model, tools, { audio, piece, ...limits });
  if (found.kind !== 'done') return found;
  const { language, probability } = found.value;
  const isTaken = others.includes(language) && probability >= leastProbability;
  return { kind: 'done', value: isTaken ? language : main };
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

/** What recognises with this model. The same `name` promises the same words for the same samples. */
export function recogniserFor(
  parts: Omit<TranscribeParts, 'readWav'>,
  model: SpeechModel,
  language = germanOnly.main,
): { name: string; recognise: RecogniseWords; cutLimits: PieceLimits; hotWords: string[] } {
  const maxBytes = memoryLimitOf(model);
  if (model.kind === 'stt-whisper' && parts.whisperTool) {
    const hotWords = chooseHotWords(parts.hotWords?.() ?? []);
    return {
      name: JSON.stringify([model, parts.threads, language, hotWords]),
      recognise: makeWhisperRecogniser(model, {
        ...parts,
        tool: parts.whisperTool,
        maxBytes,
        language,
        hotWords,
      }),
      cutLimits: whisperPieces,
      hotWords,
    };
  }
  return {
    name: JSON.stringify([model, parts.threads]),
    recognise: makeSherpaRecogniser(model, { ...parts, maxBytes }),
    // Trained on pieces of up to 20 s (models/demo-stt-de/README.md).
    cutLimits: { maxMs: 20_000, joinGapMs: 1000, enoughMs: 8000 },
    hotWords: [],
  };
}
