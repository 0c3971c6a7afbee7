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
  /** The weightiest rule in German, for "Notfall, weil: …". Absent in notes made before there were labels. */
  label?: string;
  /** All rules that applied. */
  ruleIds?: string[];
}

/** What an office must still ask. */
export type OpenQuestion = 'name' | 'address' | 'number' | 'concern';

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
  // What follows is absent in notes of earlier versions.
  /** The street of `address` without its number. */
  street?: Claim | null;
  /** The number of `address`, "14a" or "5-7". */
  houseNumber?: Claim | null;
  /** "3. OG links", "Wohnung 6", "EG". */
  unit?: Claim | null;
  /** "nach 18 Uhr", "zwischen acht und zwölf". */
  bestTime?: Claim | null;
  /** What it is about, in the caller's words; left out: the sentence that shows it is chosen for the reader. */
  concern?: Claim | null;
  /** The caller's sentence that asks for something. */
  requestedAction?: Claim | null;
  /** The words that ask for a call to the number that was shown ("unter dieser Nummer"). */
  wantsShownNumber?: Claim | null;
  /** Where a number was dictated that is not whole: it is no fact, but somebody should listen. */
  incompleteNumber?: WordSpan | null;
  openQuestions?: OpenQuestion[];
  /** ISO 639-1 of the words as guessed from them; null: too few to tell. */
  language?: string | null;
  /** Nobody seems to have spoken to the mailbox, and why; the recording goes out all the same. */
  noSpeech?: 'subtitles' | 'noise' | 'greeting' | 'chatter' | null;
  /**
   * What became of the language model's part; `missing`: the note is by rules alone. Absent: it was not asked (an
   * emergency does not wait for it).
   */
  byModel?: { kind: 'made'; model: string } | Missing;
  /** ISO 639-1: the sentences are a language model's translation of what was said in this language. */
  translatedFrom?: string | null;
  /** The caller spoke to the software: these words are not followed, read or quoted. */
  ordersToSoftware?: WordSpan[];
}

export type SummaryResult = Summary | Missing;
