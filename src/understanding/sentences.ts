import type { SummarySentence } from '../domain/summary.ts';
import { type Transcript, wordsOf } from '../domain/transcript.ts';
import { numberWord } from './number-words.ts';
import type { Token } from './words.ts';

export interface Span {
  fromWord: number;
  toWord: number;
}

/**
 * The sentences that say what the caller wants, in the caller's own words and order. A very short message
 * is quoted whole; of a longer one at most about half.
 * @param marks.claimed stretches that are shown on their own (name, address, number) and count for nothing here
 * @param marks.pressing stretches that make the message urgent: their sentences matter most
 * @param marks.hidden stretches that nobody said to the office, and figures of speech: quoted nowhere
 * @param marks.figures those of them that are figures of speech or mere signs: quoted where nothing else is left
 */
export function chooseSentences(
  transcript: Transcript,
  tokens: readonly Token[],
  marks: {
    claimed: readonly Span[];
    pressing: readonly Span[];
    hidden?: readonly Span[];
    figures?: readonly Span[];
  },
): SummarySentence[] {
  const words = wordsOf(transcript).slice(0, tokens.length);
  const quote = (span: Span): SummarySentence => ({
    text: words
      .slice(span.fromWord, span.toWord)
      .map(word => word.text)
      .join(' '),
    ...span,
  });
  if (tokens.length === 0) return [];
  const hidden = marks.hidden ?? [];
  if (tokens.length <= SHORT_MESSAGE_WORDS && hidden.length === 0) {
    return [quote({ fromWord: 0, toWord: tokens.length })];
  }
  const scored = splitSentences(transcript, tokens)
    .filter(span => !hidden.some(other => other.fromWord < span.toWord && span.fromWord < other.toWord))
    .map(span => ({ span, score: scoreOf(span, tokens, marks) }));
  const chosen: Scored[] = [];
  const add = (each: Scored | undefined): void => {
    if (each && !chosen.includes(each)) chosen.push(each);
  };
  add(scored.find(each => each.score >= RELEVANT) ?? best(scored.filter(each => each.score > 0)));
  let left = Math.max(MOST_WORDS, Math.round(tokens.length * MOST_SHARE));
  for (const each of [...scored].sort((a, b) => b.score - a.score)) {
    if (each.score < RELEVANT || chosen.length >= MOST_SENTENCES) break;
    left -= each.span.toWord - each.span.fromWord;
    if (left < 0) break;
    add(each);
  }
  // A figure of speech may stand in the only sentence; then it is better quoted than nothing at all.
  if (chosen.length === 0 && (marks.figures?.length ?? 0) > 0) {
    const strict = hidden.filter(span => !marks.figures?.includes(span));
    return chooseSentences(transcript, tokens, { ...marks, hidden: strict, figures: [] });
  }
  return chosen
    .map(each => each.span)
    .sort((a, b) => a.fromWord - b.fromWord)
    .map(span => quote(shortened(span, tokens, marks.pressing)));
}

/** True: it is quoted whole, never summed up. */
export const isShort = (tokens: readonly Token[]): boolean =>
  tokens.filter(token => token.text !== '').length <= SHORT_MESSAGE_WORDS;

/** Such a message is read faster than any choice from it. */
const SHORT_MESSAGE_WORDS = 14;
const RELEVANT = 1.2;
const MOST_SENTENCES = 4;
/** More than this share of a message is no summary of it. */
const MOST_SHARE = 0.6;
/** Engines that set no full stops give one endless sentence; this much can be read at a glance. */
const MOST_WORDS = 40;

/** Sentences by their punctuation; where an engine sets none, by the pauses between segments. */
function splitSentences(transcript: Transcript, tokens: readonly Token[]): Span[] {
  const hasPunctuation = tokens.some((token, at) => token.endsSentence && at + 1 < tokens.length);
  const pauses = new Set<number>();
  let at = 0;
  for (const segment of transcript.segments) {
    at += segment.words.length;
    pauses.add(at);
  }
  const spans: Span[] = [];
  let fromWord = 0;
  tokens.forEach((token, index) => {
    const isEnd = hasPunctuation ? token.endsSentence : pauses.has(index + 1);
    if (!isEnd && index + 1 < tokens.length) return;
    spans.push({ fromWord, toWord: index + 1 });
    fromWord = index + 1;
  });
  return spans;
}

type Scored = { span: Span; score: number };

function best(scored: readonly Scored[]): Scored | undefined {
  return scored.reduce<Scored | undefined>(
    (top, next) => (top && top.score >= next.score ? top : next),
    undefined,
  );
}

const wish =
  /^(?:bitte|moechte|wuerde|haette|gerne?|brauche|benoetige|koennen|koennten|frage|fragen|schicken|kommen|erwarte|wissen|rueckruf|termin|warum|wann)$/;
const trouble =
  /^(?:nicht|kein|keine|keinen|kaputt|defekt|verloren|seit|schon|problem|geht|funktioniert|muss|wieder|leider|ausgefallen|laut|kalt)$/;
const courtesy = /^(?:danke|dank|wiederhoeren|wiedersehen|tschuess|hallo|guten|schoenen|moin|gruss|gruesse)$/;

/** Plain words weigh little, what the caller wants or what is wrong more, what presses most. */
function scoreOf(
  span: Span,
  tokens: readonly Token[],
  marks: { claimed: readonly Span[]; pressing: readonly Span[] },
): number {
  const isIn = (index: number) => (other: Span) => other.fromWord <= index && index < other.toWord;
  let plain = 0;
  let extra = 0;
  for (let index = span.fromWord; index < span.toWord; index += 1) {
    const folded = tokens[index]?.folded ?? '';
    if (marks.pressing.some(isIn(index))) extra += 2;
    if (marks.claimed.some(isIn(index)) || courtesy.test(folded) || numberWord(folded) !== null) continue;
    // The caller's own capitals tell the nouns, which say what it is about.
    plain += tokens[index]?.isCapitalised && index > span.fromWord ? 0.4 : 0.1;
    if (trouble.test(folded)) extra += 1;
    if (wish.test(folded)) extra += 0.8;
  }
  return introduces(span, marks.claimed) ? plain * 0.4 + extra : plain + extra;
}

/** "Mein Name ist …, ich wohne in …": half of it is shown elsewhere. */
function introduces(span: Span, claimed: readonly Span[]): boolean {
  return claimed.some(other => other.fromWord >= span.fromWord && other.toWord <= span.toWord);
}

/** At most this much of a long sentence, and of it the part that presses. */
function shortened(span: Span, tokens: readonly Token[], pressing: readonly Span[]): Span {
  if (span.toWord - span.fromWord <= MOST_WORDS) return span;
  const first = pressing.find(each => each.fromWord >= span.fromWord && each.toWord <= span.toWord);
  const fromWord =
    first && first.toWord > span.fromWord + MOST_WORDS / 2
      ? Math.max(span.fromWord, Math.min(first.fromWord - LEAD_WORDS, span.toWord - MOST_WORDS))
      : span.fromWord;
  const most = Math.min(span.toWord, fromWord + MOST_WORDS);
  const least = Math.max(fromWord + MOST_WORDS / 2, first?.toWord ?? 0);
  let toWord = most;
  while (toWord > least && !tokens[toWord - 1]?.endsPhrase) toWord -= 1;
  return { fromWord, toWord: tokens[toWord - 1]?.endsPhrase ? toWord : most };
}

/** So much is quoted before the words that press. */
const LEAD_WORDS = 12;
