import type { Missing } from './missing.ts';

/** A stretch of the transcript's words: `fromWord` inclusive, `toWord` exclusive, counted as `wordsOf` does. */
export interface WordSpan {
  fromWord: number;
  toWord: number;
}

/** Something the caller said, and where. Without a span there is no claim. */
export interface Claim extends WordSpan {
  value: string;
}

export interface SummarySentence extends WordSpan {
  text: string;
}

export type UrgencyLevel = 'normal' | 'urgent' | 'emergency';

/** How pressing it is, and the words that say so. */
export interface Urgency {
  level: UrgencyLevel;
  because: Claim[];
}

/** The short note. First version: the caller's own sentences, chosen by rule and marked as quotation. */
export interface Summary {
  kind: 'made';
  sentences: SummarySentence[];
  /** True while the sentences are the caller's own words. */
  isQuote: boolean;
  callerName: Claim | null;
  /** Street and house number as said, numbers as digits. */
  address: Claim | null;
  /** Said number in E.164, or as digits where that is impossible. */
  callbackNumber: Claim | null;
  urgency: Urgency;
}

export type SummaryResult = Summary | Missing;
