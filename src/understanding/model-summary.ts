/**
 * The summary of a note from what a language model wrote and what the rules chose: never less than the rules say,
 * never worse than the message, never longer than it.
 */
import type { Summary, SummarySentence, Urgency, WordSpan } from '../domain/summary.ts';
import { type Ground, groundOf, isCarried, isGlue } from './model-carried.ts';
import { carriedSentences } from './model-sentence.ts';
import { isShort } from './sentences.ts';
import type { NoteOptions } from './summarise.ts';
import { findUrgency } from './urgency.ts';
import { type Token, tokenOf } from './words.ts';

export interface Written {
  sentences: SummarySentence[];
  /** ISO 639-1; null: the message was in German. */
  translatedFrom: string | null;
}

/**
 * Null: the rules' quotation stands. Of the rules' sentences those that the model left out stay, in quotation marks.
 * @param note by rules, with the facts that were added to it
 * @param tokens what was not said to the office is silenced
 */
export function writtenSummary(
  written: readonly string[],
  note: Summary,
  said: { tokens: readonly Token[]; rules: NoteOptions },
): Written | null {
  const { tokens, rules } = said;
  if (isShort(tokens)) return null;
  const language = note.language ?? null;
  const isForeign = language !== null && language !== 'de';
  const facts = [note.callerName, note.address, note.unit, note.bestTime].filter(claim => claim != null);
  const carried = carriedSentences(written, { tokens, facts, language });
  if (isForeign) return carried.length === 0 ? null : { sentences: carried, translatedFrom: language };
  const calm = carried.filter(
    ({ text }) => levels.indexOf(urgencyOf(text, note, rules).level) <= levels.indexOf(note.urgency.level),
  );
  const sentences = together(calm, note.sentences, { tokens, facts });
  return sentences === null ? null : { sentences, translatedFrom: null };
}

/**
 * Of a translation: how the rules for German read it, where the model thinks so, too. What a caller says in a language
 * that no rule knows may be an emergency all the same.
 */
export function urgencyOfTranslation(
  { sentences }: Written,
  note: Summary,
  said: { modelLevel: Urgency['level']; rules: NoteOptions },
): Urgency {
  const read = urgencyOf(sentences.map(each => each.text).join(' '), note, said.rules);
  const both = Math.min(levels.indexOf(read.level), levels.indexOf(said.modelLevel));
  const level = levels[both];
  if (level === undefined || both <= levels.indexOf(note.urgency.level)) return note.urgency;
  return {
    level,
    because: note.urgency.because,
    ...(read.label === undefined ? {} : { label: read.label }),
    ruleIds: [...(read.ruleIds ?? []), 'model'],
  };
}

const levels: readonly Urgency['level'][] = ['normal', 'urgent', 'emergency'];

function urgencyOf(text: string, note: Summary, { callDate = null, rules }: NoteOptions): Urgency {
  const tokens = text.split(' ').map(tokenOf);
  const name = note.callerName?.value.split(/\s+/).map(word => tokenOf(word).folded) ?? [];
  // A Frau Brand stays a name also where it is written.
  const at = tokens.findIndex(token => name.length > 0 && token.folded === name.at(-1));
  const span = at < 0 ? null : { fromWord: at, toWord: at + 1 };
  return findUrgency(tokens, span, { callDate, ...(rules ? { rules } : {}) });
}

/** The model's sentences, and between them in quotation marks what they leave out; null: nothing is won by them. */
function together(
  written: readonly SummarySentence[],
  quotes: readonly SummarySentence[],
  said: { tokens: readonly Token[]; facts: readonly WordSpan[] },
): SummarySentence[] | null {
  let own = [...written];
  for (;;) {
    const ground = groundOf(own.flatMap(each => each.text.split(' ').map(tokenOf)));
    const untold = quotes.filter(quote => !isTold(quote, ground, said));
    // What stands beside the whole sentence it was made of says it twice.
    const left = own.filter(each => !untold.some(quote => isOver(each, quote)));
    if (left.length === own.length) {
      if (own.length === 0) return null;
      const quoted = untold.map(quote => ({ ...quote, text: `„${quote.text}“` }));
      const all = [...own, ...quoted].sort((a, b) => a.fromWord - b.fromWord);
      return lengthOf(all) <= lengthOf(said.tokens) ? all : null;
    }
    own = left;
  }
}

const isOver = (a: WordSpan, b: WordSpan): boolean => a.fromWord < b.toWord && b.fromWord < a.toWord;
const lengthOf = (texts: readonly { text: string }[]): number =>
  texts.reduce((sum, each) => sum + (each.text === '' ? 0 : each.text.length + 1), 0);

/** Most of what the rules' sentence names stands in the summary: its nouns, or where it has none its words. */
function isTold(
  quote: WordSpan,
  ground: Ground,
  { tokens, facts }: { tokens: readonly Token[]; facts: readonly WordSpan[] },
): boolean {
  const words = tokens.slice(quote.fromWord, quote.toWord).filter((token, at) => {
    const index = quote.fromWord + at;
    if (facts.some(fact => fact.fromWord <= index && index < fact.toWord)) return false;
    return token.folded !== '' && !isGlue(token) && !courtesy.test(token.folded);
  });
  const nouns = words.filter(token => token.isCapitalised);
  const counted = nouns.length > 0 ? nouns : words;
  const told = counted.filter(token => isCarried(token, ground)).length;
  return told >= counted.length * LEAST_TOLD;
}

const LEAST_TOLD = 0.5;
const courtesy = /^(?:danke|dank|gruss|gruesse|guten|tag|morgen|abend|hallo|wiederhoeren|ja|also)$/;
