import { endsName } from './caller-sayings.ts';
import { isFirstName } from './first-names.ts';
import { mayBeSurname } from './name-doubt.ts';
import { isPartOfName, isPlainWord, isThing, titles } from './name-words.ts';
import { isStreetWord } from './street-words.ts';
import type { Token } from './words.ts';

export interface Span {
  fromWord: number;
  toWord: number;
}

export const MOST_NAME_WORDS = 4;

/** `needsEnd`: the name must be followed by a break or a word that cannot go on a sentence about a thing. */
export function nameFrom(
  tokens: readonly Token[],
  start: number,
  { needsEnd, mayBeSmall }: { needsEnd: boolean; mayBeSmall: boolean },
): Span | null {
  const isRole = roles.test(tokens[start]?.folded ?? '') && (tokens[start + 1]?.isCapitalised ?? false);
  if (isRole && !tokens[start]?.endsPhrase) return nameFrom(tokens, start + 1, { needsEnd, mayBeSmall });
  let to = start;
  let hasName = false;
  while (to < tokens.length && to - start < MOST_NAME_WORDS + 1) {
    const token = tokens[to];
    if (!token) break;
    const isSmallName = mayBeSmall && isSmallPart(tokens, to, to - start, hasName);
    if (!isPartOfName(tokens, to, hasName) && !isSmallName) break;
    hasName ||= !titles.has(token.folded);
    to += 1;
    // "Dr." is no end of a sentence.
    if (token.endsPhrase && !titles.has(token.folded)) break;
  }
  if (!hasName) return null;
  const names = tokens.slice(start, to).filter(token => !titles.has(token.folded));
  if (names.some(token => isThing(token.folded) || isStreetWord(token.folded))) return null;
  const last = tokens[to - 1];
  const next = tokens[to];
  // "Hier ist Schimmel im Bad": one word before a place is a thing as often as a name.
  const isBeforePlace =
    names.length === 1 &&
    to - start === 1 &&
    next !== undefined &&
    /^(?:im|in|am|an|auf)$/.test(next.folded) &&
    !isFirstName(names[0]?.folded ?? '');
  const isEnded =
    !last ||
    last.endsPhrase ||
    !next ||
    (endsName.has(next.folded) && !isBeforePlace) ||
    (!last.isCapitalised && /^(?:die|der|das)$/.test(next.folded)) ||
    isStreetWord(next.folded);
  return needsEnd && !isEnded ? null : { fromWord: start, toWord: to };
}

/** "Hier ist der Hausmeister Jürgen Blum": what the caller is stands before the name. */
const roles =
  /^(?:hausmeister|hausmeisterin|mieter|mieterin|eigentuemer|eigentuemerin|verwalter|verwalterin|kollege|kollegin|bewohner|bewohnerin|beirat|installateur|elektriker|monteur|betreuer|betreuerin|vermieter|vermieterin|makler|maklerin|pfarrer|rentner|rentnerin)$/;

/** A recogniser that sets no capitals: "hier ist der andreas von …", "mein name ist sabine müller". */
function isSmallPart(tokens: readonly Token[], at: number, offset: number, hasName: boolean): boolean {
  const token = tokens[at];
  if (!token || token.isCapitalised || token.bare === '' || /\d/.test(token.bare)) return false;
  if (isPlainWord(token.folded) || isThing(token.folded) || isStreetWord(token.folded)) return false;
  if (!hasName)
    return (
      isFirstName(token.folded) ||
      (tokens[at - 1]?.folded === 'ist' && tokens[at - 2]?.folded === 'name') ||
      isSmallSurname(tokens, at)
    );
  const next = tokens[at + 1];
  const isFollowed =
    token.endsPhrase ||
    !next ||
    isPlainWord(next.folded) ||
    endsName.has(next.folded) ||
    isStreetWord(next.folded);
  return offset <= 2 && isFollowed;
}

/** "hier ist kunze ich wohne …" where a recogniser sets no capitals at all. */
function isSmallSurname(tokens: readonly Token[], at: number): boolean {
  const [isBefore, hereBefore] = [tokens[at - 1]?.folded ?? '', tokens[at - 2]?.folded ?? ''];
  const token = tokens[at];
  const isAfterTitle = /^(?:frau|herr|familie)$/.test(isBefore) && /^(?:ist|spricht|bin)$/.test(hereBefore);
  if (!token || !(isAfterTitle || (/^(?:ist|is|spricht)$/.test(isBefore) && hereBefore === 'hier')))
    return false;
  const next = tokens[at + 1]?.folded;
  const isFollowed =
    next === undefined || /^(?:ich|aus|vom|die|der|wir|guten|hallo|bei|von|mein|meine)$/.test(next);
  return isFollowed && mayBeSurname(token) && !tokens.some(each => each.isCapitalised);
}
