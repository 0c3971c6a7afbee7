/**
 * The function type of each capability. Rooms implement them, `main.ts` hands them over, and nobody
 * needs to know who stands behind. All audio is mono.
 */

import type { CategorisationResult } from './category.ts';
import type { Delivery, DeliveryOutcome, Note } from './delivery.ts';
import type { MatchResult } from './match.ts';
import type { StepResult } from './problem.ts';
import type { SummaryResult } from './summary.ts';
import type { SpokenLanguages, TranscriptResult } from './transcript.ts';

/**
 * Recording → transcript. `wavFile` is an absolute path to 8 kHz, 16 bit, mono WAV. Deadline from `durationMs`.
 * `languages`: German unless given.
 */
export type Transcribe = (
  recording: { wavFile: string; durationMs: number; languages?: SpokenLanguages },
  signal?: AbortSignal,
) => Promise<StepResult<TranscriptResult>>;

/** Who called. Never guesses: see `Match`. */
export type MatchContact = (input: {
  callerNumber: string | null;
  transcript: TranscriptResult;
}) => MatchResult;

/** What it is about, by the customer's keywords. */
export type Categorise = (transcript: TranscriptResult) => CategorisationResult;

/** What the caller said, in short; every claim carries the words it rests on. */
export type Summarise = (
  transcript: TranscriptResult,
  signal?: AbortSignal,
) => Promise<StepResult<SummaryResult>>;

/** Takes a note to its destination once. Never throws for what the other side does. */
export type Deliver = (delivery: Delivery, note: Note, signal?: AbortSignal) => Promise<DeliveryOutcome>;

/** WAV file → MP3 bytes (for the mail). Throws HausrufError TOOL_MISSING or TOOL_FAILED. */
export type EncodeMp3 = (wavFile: string, signal?: AbortSignal) => Promise<Uint8Array>;

/** German text → 16 bit samples at `sampleRate` Hz. Throws HausrufError TOOL_MISSING or TOOL_FAILED. */
export type Synthesise = (
  text: string,
  signal?: AbortSignal,
) => Promise<{ samples: Int16Array; sampleRate: number }>;
