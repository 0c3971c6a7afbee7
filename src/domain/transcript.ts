import type { Milliseconds } from './ids.ts';
import type { Missing } from './missing.ts';

export interface Word {
  text: string;
  fromMs: Milliseconds;
  toMs: Milliseconds;
  /** 0 to 1; null where the engine gives none. */
  confidence: number | null;
}

/**
 * Why a stretch may be invented: the engine wrote its own list of names (`echo`), went round in a loop
 * (`repeats`), wrote a subtitle credit (`phrase`), wrote where the detector heard nobody (`no-speech`),
 * or was itself unsure of most words (`unsure`).
 */
export type Doubt = 'echo' | 'repeats' | 'phrase' | 'no-speech' | 'unsure';

/** A stretch of speech between two pauses. */
export interface Segment {
  fromMs: Milliseconds;
  toMs: Milliseconds;
  words: Word[];
  /** Set where the words may not have been said; the reader is told. */
  doubt?: Doubt;
}

/** What people speak on a mailbox. */
export interface SpokenLanguages {
  /** ISO 639-1. */
  main: string;
  /** Taken instead only where the engine is this sure, 0 to 1. Empty: `main` always. */
  others: string[];
  leastProbability: number;
}

/** Guessing the language goes wrong on short or noisy messages, so German is fixed unless a mailbox says otherwise. */
export const germanOnly: SpokenLanguages = { main: 'de', others: [], leastProbability: 0.8 };

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

/**
 * The transcript as rules may read it: what the engine probably invented is blank, so that it becomes no
 * fact of a note. Words keep their positions; what the engine was only unsure of stays.
 */
export function withoutInvented(transcript: Transcript): Transcript {
  const isInvented = ({ doubt }: Segment) => doubt !== undefined && doubt !== 'unsure';
  if (!transcript.segments.some(isInvented)) return transcript;
  const segments = transcript.segments.map(segment =>
    isInvented(segment) ? { ...segment, words: segment.words.map(word => ({ ...word, text: '' })) } : segment,
  );
  const said = segments.flatMap(segment => segment.words.map(word => word.text)).filter(text => text !== '');
  return { ...transcript, segments, text: said.join(' ') };
}

export type TranscriptResult = Transcript | Missing;
