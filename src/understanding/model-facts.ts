/**
 * Fields that a language model filled in and the rules did not find. Each counts only where its words stand in the
 * message, in a sentence that says what they are; what the rules found is never changed.
 */
import type { Claim, Summary, Urgency, WordSpan } from '../domain/summary.ts';
import type { ModelAnswer } from './model-answer.ts';
import { isPlainWord, isThing, titles } from './name-words.ts';
import { numberAt } from './number-words.ts';
import { findCallbackNumber } from './numbers.ts';
import { isHypothetical, isNegated, isPast, withdrawalsIn } from './reality.ts';
import { sentencesOf } from './urgency.ts';
import { isUnreachableAt } from './wishes.ts';
import { type Token, tokenOf } from './words.ts';

type Facts = Partial<
  Pick<Summary, 'callerName' | 'address' | 'street' | 'houseNumber' | 'unit' | 'callbackNumber' | 'bestTime'>
> &
  Pick<Summary, 'requestedAction'>;

/** Only what is new; `tokens`: what was not said to the office is silenced. */
export function newFacts(
  answer: ModelAnswer,
  note: Summary,
  said: { tokens: readonly Token[]; country: string },
): Facts {
  const { tokens } = said;
  const facts: Facts = {};
  const name = note.callerName ? null : nameIn(answer.callerName, tokens);
  if (name) facts.callerName = name;
  if (!note.address) Object.assign(facts, addressIn(answer, tokens));
  const unit = note.unit ? null : quoteIn(answer.unit, tokens);
  if (unit && unitWord.test(textOf(tokens, unit))) facts.unit = unit;
  const time = note.bestTime ? null : quoteIn(answer.bestTime, tokens);
  const isTime = time !== null && timeWord.test(textOf(tokens, time)) && !isUnreachableAt(tokens, time);
  if (isTime && reachWord.test(textOf(tokens, sentenceOf(tokens, time)))) facts.bestTime = time;
  const number = note.callbackNumber ? null : numberIn(answer.callbackNumber, said);
  if (number) facts.callbackNumber = number;
  const wish = note.requestedAction ? null : quoteIn(answer.requestedAction, tokens);
  if (wish && wish.toWord - wish.fromWord >= SHORTEST_WISH) facts.requestedAction = wish;
  return facts;
}

const SHORTEST_WISH = 3;
const unitWord =
  /\b(?:og|ug|eg|dg|stock|etage|wohnung|whg|links|rechts|mitte|erdgeschoss|dachgeschoss|souterrain|parterre|hinterhaus|vorderhaus)\b/;
const timeWord =
  /\b(?:uhr|vormittags?|nachmittags?|abends?|morgens?|mittags?|ab|nach|bis|zwischen|(?:mon|diens|donners|frei|sams|sonn)tags?|mittwochs?|wochenende|feierabend)\b/;
const reachWord = /\b(?:erreich\w*|ruf\w*|anruf\w*|zurueck\w*|meld\w*|zuhause|daheim|hause|da)\b/;

/** The higher of both. The model's counts only with words of the caller that are so, and are so now. */
export function higherUrgency(urgency: Urgency, answer: ModelAnswer, tokens: readonly Token[]): Urgency {
  if (levels.indexOf(answer.urgency) <= levels.indexOf(urgency.level)) return urgency;
  const words = quoteIn(answer.urgencyWords, tokens);
  if (!words || tokens.slice(words.fromWord, words.toWord).every(token => isPlainWord(token.folded)))
    return urgency;
  const sentence = sentenceOf(tokens, words);
  const isOver = withdrawalsIn(tokens).some(each => each.fromWord >= words.fromWord);
  if (isOver || isNegated(tokens, words)) return urgency;
  if (isHypothetical(tokens, sentence, words) || isPast(tokens, sentence, words)) return urgency;
  return {
    level: answer.urgency,
    because: [words, ...urgency.because],
    label: urgency.label ?? 'Einschätzung des Sprachmodells',
    ruleIds: [...(urgency.ruleIds ?? []), 'model'],
  };
}

const levels: readonly Urgency['level'][] = ['normal', 'urgent', 'emergency'];

/** Where the words of `value` stand one after the other; the claim says them as the caller did. */
function quoteIn(value: string | null, tokens: readonly Token[]): Claim | null {
  const wanted = (value ?? '')
    .split(/\s+/)
    .map(tokenOf)
    .filter(token => token.folded !== '');
  if (wanted.length === 0 || wanted.length > LONGEST_QUOTE) return null;
  for (let from = 0; from < tokens.length; from += 1) {
    const toWord = endOfMatch(wanted, tokens, from);
    if (toWord === null) continue;
    const text = tokens.slice(from, toWord).map(token => token.text);
    const said = text.join(' ').replace(/^[^\p{L}\p{N}+]+|[^\p{L}\p{N}]+$/gu, '');
    return { value: said, fromWord: from, toWord };
  }
  return null;
}

const LONGEST_QUOTE = 40;

/** "Ahornweg 12" also where "Ahornweg zwölf" was said. */
function endOfMatch(wanted: readonly Token[], tokens: readonly Token[], from: number): number | null {
  let at = from;
  for (const want of wanted) {
    const token = tokens[at];
    if (!token || token.folded === '') return null;
    if (token.folded === want.folded) {
      at += 1;
      continue;
    }
    const number = /^\d+[a-h]?$/.test(want.folded) ? numberAt(tokens, at) : null;
    if (!number || `${number.value}${number.letter ?? ''}` !== want.folded) return null;
    at += number.length;
  }
  return at;
}

const sentenceOf = (tokens: readonly Token[], span: WordSpan): WordSpan =>
  sentencesOf(tokens).find(each => each.fromWord <= span.fromWord && span.fromWord < each.toWord) ?? span;

const textOf = (tokens: readonly Token[], span: WordSpan): string =>
  tokens
    .slice(span.fromWord, span.toWord)
    .map(token => token.folded)
    .join(' ');

/** A name that the caller says as the own one, and that can be one. */
function nameIn(value: string | null, tokens: readonly Token[]): Claim | null {
  const found = quoteIn(value, tokens);
  if (!found || found.toWord - found.fromWord > MOST_NAMES) return null;
  const words = tokens.slice(found.fromWord, found.toWord).filter(token => !titles.has(token.folded));
  const hasCapitals = tokens.some(
    (token, at) => token.isCapitalised && !tokens[at - 1]?.endsSentence && at > 0,
  );
  const canBeName = (token: Token): boolean =>
    !/\d/.test(token.folded) &&
    token.folded.length > 1 &&
    !isPlainWord(token.folded) &&
    !isThing(token.folded) &&
    (!hasCapitals || token.isCapitalised || /^(?:van|von|zu|de|da|el|al|der|den)$/.test(token.folded));
  if (words.length === 0 || !words.every(canBeName)) return null;
  const sentence = sentenceOf(tokens, found);
  const before = textOf(tokens, {
    fromWord: Math.max(sentence.fromWord, found.fromWord - 3),
    toWord: found.fromWord,
  });
  if (others.test(before)) return null;
  return introducing.test(before) ? { ...found, value: words.map(token => token.bare).join(' ') } : null;
}

const MOST_NAMES = 4;
/** "Guten Tag Frau Schulz" greets the office, "mit Herrn Kaya" speaks of another. */
const others =
  /\b(?:an|mit|von|bei|fuer|zu|dem|den|herrn|tag|morgen|abend|hallo|liebe|lieber|geehrte\w*|nicht|kein)\b/;
/** Right before the name: "habe ich Kowalski erreicht" and "unser Hausmeister ist Petersen" introduce nobody. */
const introducing =
  /(?:^|\s)(?:hier(?: ist| spricht)?|(?:mein )?namen?(?: ist)?|ich (?:bin|heisse)|heisse|spricht|gr(?:ue|u)s+e?|my name is|i am|this is)(?: (?:die|der|herr|frau|familie|firma))?$/;

/** Street and house number in a row, in a sentence that says that somebody lives or something is there. */
function addressIn(
  { street, houseNumber }: ModelAnswer,
  tokens: readonly Token[],
): Partial<Pick<Summary, 'address' | 'street' | 'houseNumber'>> {
  if (street === null || houseNumber === null || !/^\d{1,4} ?[a-h]?$/i.test(houseNumber.trim())) return {};
  const number = houseNumber.replace(/\s/g, '').toLowerCase();
  const found = quoteIn(`${street} ${number}`, tokens);
  if (!found || !living.test(textOf(tokens, sentenceOf(tokens, found)))) return {};
  const streetWords = street.split(/\s+/).map(tokenOf);
  if (streetWords.every(token => isPlainWord(token.folded) || isThing(token.folded))) return {};
  const name = streetWords.map(token => token.bare).join(' ');
  const span = { fromWord: found.fromWord, toWord: found.toWord };
  return {
    address: { value: `${name} ${number}`, ...span },
    street: { value: name, ...span },
    houseNumber: { value: number, ...span },
  };
}

const living = /\b(?:wohn\w*|adresse|anschrift|haus|hausnummer|strasse|objekt|mieter\w*|gebaeude)\b/;

/** The rules must read the same number out of one sentence of the caller: it is theirs that counts. */
function numberIn(
  value: string | null,
  { tokens, country }: { tokens: readonly Token[]; country: string },
): Claim | null {
  const digits = (value ?? '').replace(/\D/g, '');
  if (digits.length < FEWEST_DIGITS) return null;
  for (const span of sentencesOf(tokens)) {
    const found = findCallbackNumber(tokens.slice(span.fromWord, span.toWord), { country });
    if (found?.value.endsWith(digits.slice(-FEWEST_DIGITS)) !== true) continue;
    return {
      value: found.value,
      fromWord: span.fromWord + found.fromWord,
      toWord: span.fromWord + found.toWord,
    };
  }
  return null;
}

/** The last digits that both must share. */
const FEWEST_DIGITS = 8;
