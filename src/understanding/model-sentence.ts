/** Each sentence that a language model wrote, against the caller's words: which of them carry it, or that none do. */
import type { SummarySentence, WordSpan } from '../domain/summary.ts';
import { isFirstName } from './first-names.ts';
import { guessLanguage } from './language.ts';
import { readingsOf } from './lemma.ts';
import { type Ground, groundOf, isCarried } from './model-carried.ts';
import { hasSameMarks, isMark } from './model-marks.ts';
import { isNounSurname } from './noun-surnames.ts';
import { spokenNumber } from './number-words.ts';
import { sentencesOf } from './urgency.ts';
import { type Token, tokenOf } from './words.ts';

export interface Said {
  /** The words of the message; what was not said to the office is silenced. */
  tokens: readonly Token[];
  /** Name, address and the like that the rules found: they may be named in any sentence. */
  facts: readonly WordSpan[];
  /** ISO 639-1; null: not known. */
  language: string | null;
}

/**
 * The sentences that the words carry, each with the shortest stretch of whole sentences that does. Of a message in
 * German every word that says something must be carried; of another language only what can be compared: names,
 * numbers, days. Together they are never longer than the message.
 */
export function carriedSentences(sentences: readonly string[], said: Said): SummarySentence[] {
  const isGerman = said.language === null || said.language === 'de';
  const windows = isGerman ? windowsOf(said.tokens) : [];
  const facts = groundOf(said.facts.flatMap(fact => said.tokens.slice(fact.fromWord, fact.toWord)));
  const kept: SummarySentence[] = [];
  let left = said.tokens.reduce((sum, token) => sum + (token.folded === '' ? 0 : token.text.length + 1), 0);
  for (const sentence of sentences) {
    const text = sentence.normalize('NFC').replace(/\s+/g, ' ').trim();
    if (!isPlain(text) || kept.some(each => each.text === text)) continue;
    const tokens = text.split(' ').map(tokenOf);
    if (guessLanguage(tokens) !== 'de') continue;
    const span = isGerman ? spanOf(tokens, windows, facts) : spanOfTranslation(tokens, said);
    if (!span || text.length + 1 > left) continue;
    left -= text.length + 1;
    kept.push({ text, ...span });
  }
  return kept;
}

/** Prose of a line: no markup, no address of the net, no other script. */
function isPlain(text: string): boolean {
  if (text.length < 8 || text.length > LONGEST_SENTENCE || text.split(' ').length < 2) return false;
  if (/[\p{C}<>|{}[\]\\`#*_~^=@]|https?:|www\.|\/\/|^[-–•]|^\d+[.)] /iu.test(text)) return false;
  return !/[^\p{Script=Latin}\p{Script=Common}]/u.test(text);
}

const LONGEST_SENTENCE = 240;

interface Window extends WordSpan {
  tokens: readonly Token[];
  /** Worked out when the first sentence comes to this window. */
  ground?: Ground;
}

/** One, two and three sentences in a row, the short ones first. */
function windowsOf(tokens: readonly Token[]): Window[] {
  const sentences = sentencesOf(tokens).filter(span =>
    tokens.slice(span.fromWord, span.toWord).some(token => token.folded !== ''),
  );
  const windows: Window[] = [];
  for (let size = 1; size <= MOST_SENTENCES; size += 1) {
    for (const [at, { fromWord }] of sentences.entries()) {
      const last = sentences[at + size - 1];
      if (!last || windows.length >= MOST_WINDOWS) break;
      if (last.toWord - fromWord > MOST_WORDS) continue;
      windows.push({ fromWord, toWord: last.toWord, tokens: tokens.slice(fromWord, last.toWord) });
    }
  }
  return windows;
}

/** More in a row and the words of one matter could be put together with those of another. */
const MOST_SENTENCES = 3;
/** A recogniser that sets no full stops makes one sentence of everything: what belongs together is then not known. */
const MOST_WORDS = 80;
/** A message of fifteen minutes has some hundred sentences. */
const MOST_WINDOWS = 400;

function spanOf(tokens: readonly Token[], windows: readonly Window[], facts: Ground): WordSpan | null {
  for (const window of windows) {
    window.ground ??= groundOf(window.tokens);
    const { ground } = window;
    const missing = tokens.filter(
      (token, at) => !isCarried(token, ground) && !isPartOfFact(tokens, at, facts),
    );
    if (!missing.every(isMark)) continue;
    // The stretch itself must say some of it, not the name and address alone, which any sentence may name.
    const says = (token: Token): boolean => !isCarried(token, nothingSaid) && isCarried(token, ground);
    if (!tokens.some(says)) continue;
    // The shortest that says all of it decides: a "nicht" from the next sentence must not turn this one round.
    if (missing.length > 0 || !hasSameMarks(tokens, window.tokens)) return null;
    if (isOfAnother(tokens, window.tokens)) return null;
    return { fromWord: window.fromWord, toWord: window.toWord };
  }
  return null;
}

/** "Mein Nachbar zahlt nicht" is nothing that "der Anrufer" or "er" does. */
function isOfAnother(summary: readonly Token[], said: readonly Token[]): boolean {
  if (!summary.some(token => /^(?:anrufer|er|sie)$/.test(token.folded))) return false;
  const named = new Set(summary.map(token => token.stem));
  return said.some(token => people.test(token.folded) && !named.has(token.stem));
}

const people =
  /^(?:nachbar(?:n|in|innen)?|(?:vor|nach|unter)?(?:ver)?mieter(?:n|in|innen)?|mitbewohner(?:in)?|hausmeister(?:n|in|s)?|handwerkern?|monteure?n?|techniker(?:n|in)?|eigentuemer(?:n|in)?|verwalter(?:n|in)?|bewohner(?:n|in)?|mann|sohn|tochter|kinder|mutter|vater|bruder|schwester|freundi?n?|kollege|kollegin|besuch|leute|firma)$/;

/** "Lindenstraße 12" wherever it is written; the 12 alone is no number of degrees. */
function isPartOfFact(tokens: readonly Token[], at: number, facts: Ground): boolean {
  const token = tokens[at];
  if (!token || !isCarried(token, facts)) return false;
  if (!isNumber(token)) return true;
  const isOfIt = (other: Token | undefined): boolean =>
    other !== undefined && !isNumber(other) && !isCarried(other, nothingSaid) && isCarried(other, facts);
  return isOfIt(tokens[at - 1]) || isOfIt(tokens[at + 1]);
}

const isNumber = (token: Token): boolean => /\d/.test(token.folded) || spokenNumber(token.folded) !== null;

const nothingSaid = groundOf([]);

/** The whole message: which of its words a German one translates is not known. */
function spanOfTranslation(tokens: readonly Token[], said: Said): WordSpan | null {
  const ground = groundOf(said.tokens);
  const isRight = tokens.every((token, at) => {
    if (token.folded === '' || isCarried(token, ground)) return true;
    if (/\d/.test(token.folded) || days.test(token.folded)) return false;
    return isCommonWord(tokens, at);
  });
  return isRight ? { fromWord: 0, toWord: said.tokens.length } : null;
}

/** Days are facts, and cannot be compared across languages. */
const days =
  /^(?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag|januar|februar|maerz|april|mai|juni|juli|august|september|oktober|november|dezember|heute|gestern|vorgestern|uebermorgen|ostern|pfingsten|weihnachten|silvester)s?$/;

/** A word of the German language and no name: names must be the caller's own. */
function isCommonWord(tokens: readonly Token[], at: number): boolean {
  const token = tokens[at];
  if (!token) return false;
  if (isFirstName(token.folded)) return false;
  const isNoun = token.isCapitalised && at > 0;
  if (isNoun && isNounSurname(token.folded)) return false;
  const before = tokens[at - 1]?.folded ?? '';
  if (/^(?:herrn?|frau|familie|eheleute|firma|doktor|dr)$/.test(before)) return false;
  if (/(?:strasse|str|weg|platz|allee|gasse)$/.test(token.folded)) return false;
  if (!isNoun) return true;
  return readingsOf(token.bare).some(({ kind }) => kind !== 'adjective');
}
