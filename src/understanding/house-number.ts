import { foreignNumberAt, type NumberTable } from './foreign-numbers.ts';
import { numberAt, spokenNumber } from './number-words.ts';
import { streetWord } from './street-words.ts';
import type { Token } from './words.ts';

export interface HouseNumber {
  text: string;
  toWord: number;
}

const afterNumberNoHouse =
  /^(?:uhr|euro|grad|mal|tage|tagen|wochen|monate|monaten|jahre|jahren|stunden|minuten|meter|leute|personen|kinder|autos|prozent|zentimeter|cm|parteien|wohnungen|zimmer|stock|og|etage|quadratmeter|liter|stueck)$/;
/** House numbers above this are rarer than years, prices and slips of the recogniser. */
const HIGHEST_HOUSE_NUMBER = 999;

/** "17", "siebzehn a", "14 bis 16", "5-7", "fief"; null: none, or an amount, an hour, a storey. */
export function houseNumberAt(
  tokens: readonly Token[],
  place: number,
  foreign: NumberTable | null,
): HouseNumber | null {
  const range = /^(\d{1,3})[-–/](\d{1,3})$/.exec(tokens[place]?.bare ?? '');
  if (range) return { text: `${range[1]}-${range[2]}`, toWord: place + 1 };
  const spoken = spokenNumber(tokens[place]?.folded ?? '');
  const abroad = foreign ? foreignNumberAt(tokens, place, foreign) : null;
  const number =
    numberAt(tokens, place) ??
    (spoken === null ? null : { value: spoken, length: 1, letter: null }) ??
    (abroad && { ...abroad, letter: null });
  if (!number || number.value < 1 || number.value > HIGHEST_HOUSE_NUMBER) return null;
  const end = place + number.length;
  const last = tokens[end - 1];
  const next = tokens[end];
  if (/^\d+\.$/.test(last?.text ?? '') && /^(?:stock|og|etage|obergeschoss)/.test(next?.folded ?? ''))
    return null;
  if (next && !last?.endsPhrase && afterNumberNoHouse.test(next.folded)) return null;
  if (number.letter !== null) return { text: `${number.value}${number.letter}`, toWord: end };
  const isLetter = next !== undefined && /^[a-h]$/.test(next.folded) && !last?.endsPhrase;
  if (isLetter) return { text: `${number.value}${next.folded}`, toWord: end + 1 };
  const spelled =
    next?.folded === 'klein' && /^[a-h]$/.test(tokens[end + 1]?.folded ?? '') ? tokens[end + 1] : null;
  if (spelled) return { text: `${number.value}${spelled.folded}`, toWord: end + 2 };
  const isRange = next?.folded === 'bis' && !last?.endsPhrase ? numberAt(tokens, end + 1) : null;
  if (
    isRange &&
    isRange.value > number.value &&
    isRange.value < number.value + 60 &&
    !afterNumberNoHouse.test(tokens[end + 1 + isRange.length]?.folded ?? '')
  ) {
    return { text: `${number.value}-${isRange.value}`, toWord: end + 1 + isRange.length };
  }
  return { text: String(number.value), toWord: end };
}

/** "Rosenweg nicht 5, sondern 15": the second one; null: no such words, or the second is missing. */
export function notButNumber(
  tokens: readonly Token[],
  place: number,
  foreign: NumberTable | null,
): HouseNumber | null {
  if (tokens[place]?.folded !== 'nicht') return null;
  const denied = houseNumberAt(tokens, place + 1, foreign);
  if (!denied) return null;
  const meant = corrected(tokens, denied, foreign);
  return meant === denied ? null : meant;
}

/** "Hafenallee 17, quatsch, 71", "siebzehn, nein, neunzehn". */
export function corrected(
  tokens: readonly Token[],
  first: HouseNumber,
  foreign: NumberTable | null,
): HouseNumber {
  let at = first.toWord;
  let isTakenBack = false;
  while (at < tokens.length && at - first.toWord < 6) {
    const folded = tokens[at]?.folded ?? '';
    if (
      /^(?:nein|nee|ne|noe|quatsch|falsch|entschuldigung|sorry|halt|verzeihung|korrektur|vielmehr|pardon|stimmt|bloedsinn|moment)$/.test(
        folded,
      )
    )
      isTakenBack = true;
    else if (
      !/^(?:aeh|aehm|ich|meine|nicht|sondern|das|ist|die|hausnummer|nummer|ach|also|doch|natuerlich|es|war|bin|wohne|in|der|mittlerweile|jetzt)$/.test(
        folded,
      )
    )
      break;
    at += 1;
  }
  const second =
    isTakenBack || tokens[at - 1]?.folded === 'sondern' ? houseNumberAt(tokens, at, foreign) : null;
  return second ?? first;
}

/** "Kastanienallee in Bremen, Hausnummer einundsechzig": named in the same sentence, with no street between. */
export function namedLater(
  tokens: readonly Token[],
  from: number,
  foreign: NumberTable | null,
): HouseNumber | null {
  for (let at = from; at < Math.min(tokens.length, from + 5); at += 1) {
    const token = tokens[at];
    if (!token || token.endsSentence || streetWord.test(token.folded)) return null;
    if (/^(?:hausnummer|hausnr)$/.test(token.folded)) return houseNumberAt(tokens, at + 1, foreign);
  }
  return null;
}
