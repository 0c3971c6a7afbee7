import { type HouseNumber, houseNumberAt } from './house-number.ts';
import { isPlainWord, isThing } from './name-words.ts';
import { bareSuffix, streetWord } from './street-words.ts';
import type { Token } from './words.ts';

/** A street of several words: `at` is its last word. */
export interface LongStreet {
  from: number;
  at: number;
  number: HouseNumber;
}

/**
 * "Platz der Republik 1", "Straße des 17. Juni 112", "An der alten Ziegelei 3": only with a house number, for
 * without one the same words are a plain sentence.
 */
export function longStreets(tokens: readonly Token[]): LongStreet[] {
  const found: LongStreet[] = [];
  for (let from = 0; from < tokens.length; from += 1) {
    const to = namedAfter(tokens, from) ?? besideOld(tokens, from);
    if (to === null) continue;
    const number = houseNumberAt(tokens, to, null);
    const isBeside =
      /^(?:der|den|dem)$/.test(tokens[from + 1]?.folded ?? '') &&
      !/^(?:platz|strasse|allee|ring|weg|bruecke|ufer|gasse)$/.test(tokens[from]?.folded ?? '');
    if (number && (!isBeside || isEnded(tokens, number.toWord))) found.push({ from, at: to - 1, number });
  }
  return found;
}

/** "auf der langen Treppe 2 Stufen" goes on with the thing that is counted. */
const isEnded = (tokens: readonly Token[], at: number): boolean =>
  at >= tokens.length ||
  tokens[at - 1]?.endsPhrase === true ||
  /^(?:im|in|ich|wir|bei|hier|und|ist)$/.test(tokens[at]?.folded ?? '');

const MOST_WORDS = 3;

/** Behind the name of "Allee der Kosmonauten"; null: no such street begins here. */
function namedAfter(tokens: readonly Token[], from: number): number | null {
  const first = tokens[from];
  if (!first?.isCapitalised || first.endsPhrase) return null;
  if (!/^(?:platz|strasse|allee|ring|weg|bruecke|ufer|gasse)$/.test(first.folded)) return null;
  if (!/^(?:der|des)$/.test(tokens[from + 1]?.folded ?? '')) return null;
  let to = from + 2;
  while (to - from - 2 < MOST_WORDS && (isOrdinal(tokens[to]) || isNamed(tokens[to]))) {
    to += 1;
    if (tokens[to - 1]?.endsPhrase && !isOrdinal(tokens[to - 1])) return null;
  }
  return to > from + 2 && !isOrdinal(tokens[to - 1]) ? to : null;
}

/** Behind the name of "an der alten Ziegelei". */
function besideOld(tokens: readonly Token[], from: number): number | null {
  if (!/^(?:an|auf|in|hinter|unter|bei|zu|vor)$/.test(tokens[from]?.folded ?? '')) return null;
  if (!/^(?:der|den|dem)$/.test(tokens[from + 1]?.folded ?? '')) return null;
  if (!/^(?:alten|grossen|hohen|langen|oberen|unteren)$/.test(tokens[from + 2]?.folded ?? '')) return null;
  const name = tokens[from + 3];
  const isPlace =
    name?.isCapitalised &&
    !name.endsPhrase &&
    !bareSuffix.test(name.folded) &&
    !streetWord.test(name.folded) &&
    !isThing(name.folded) &&
    !isPlainWord(name.folded) &&
    name.folded.length >= 3;
  return isPlace ? from + 4 : null;
}

const isOrdinal = (token: Token | undefined): boolean =>
  token !== undefined &&
  (/^\d{1,2}\.$/.test(token.text) || /(?:zehnten|ersten|dritten|vierten|achten|neunten)$/.test(token.folded));

/** Months and feasts are names of streets too. */
const isNamed = (token: Token | undefined): boolean =>
  token?.isCapitalised === true &&
  /^\p{L}{3,}/u.test(token.bare) &&
  (token.folded === 'einheit' || !isThing(token.folded));
