import type { Milliseconds } from './ids.ts';
import type { Missing } from './missing.ts';

export interface Word {
  text: string;
  fromMs: Milliseconds;
  toMs: Milliseconds;
  /** 0 to 1; null where the engine gives none. */
  confidence: number | null;
}

/** A stretch of speech between two pauses. */
export interface Segment {
  fromMs: Milliseconds;
  toMs: Milliseconds;
  words: Word[];
}

export interface Transcript {
  kind: 'made';
  /** All words joined by blanks, as the engine wrote them. */
  text: string;
  segments: Segment[];
  language: string;
  engine: 'sherpa-onnx' | 'whisper.cpp';
  model: string;
  /** True for the project's own demo model, which knows synthetic voices only; the reader is told. */
  isDemo: boolean;
  /** How much of the recording is speech. */
  speechMs: Milliseconds;
}

/** All words of a transcript in order: the positions that spans (`fromWord`, `toWord`) count in. */
export function wordsOf(transcript: Transcript): Word[] {
  return transcript.segments.flatMap(segment => segment.words);
}

export type TranscriptResult = Transcript | Missing;
