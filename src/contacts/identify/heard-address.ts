import { type HeardHouse, houseAt } from './heard-house.ts';
import type { Alike, ContactIndex } from './index-reader.ts';
import { prepositions, splitKind, streetKeys } from './known-street.ts';
import type { SpokenWord } from './spoken-words.ts';
import { isClosedClass, speaksOfOthers } from './word-lists.ts';

/** A street that was said, with what the set holds that is like it. */
export interface HeardAddress {
  /** Words `from` to `to` (behind the house number). */
  from: number;
  to: number;
  /** As it was said, for the evidence. */
  said: string;
  streets: Alike[];
  house: HeardHouse | null;
  /** Somebody else's: "ich pflege Herrn X, Rosenweg 4". */
  isOthers: boolean;
  /** Folded; '': no city of the set was named behind it. */
  city: string;
}

/** All streets of the set that were said, and streets nobody in the set lives in (`streets` is empty). */
export function heardAddresses(words: readonly SpokenWord[], index: ContactIndex): HeardAddress[] {
  const found: HeardAddress[] = [];
  for (let end = 1; end <= words.length; end += 1) {
    const behind = houseAt(words, end);
    const best = streetEndingAt(words, end, behind, index);
    if (!best) continue;
    const house = behind ?? houseBefore(words, best.from);
    const to = behind?.end ?? end;
    const said = words
      .slice(best.from, to)
      .map(word => word.raw)
      .join(' ');
    const last = found.at(-1);
    const next = { from: best.from, to, said, streets: best.streets, house, isOthers: false, city: '' };
    if (last && last.to > best.from) {
      if (rank(last) >= rank(next)) continue;
      found.pop();
    }
    found.push(next);
  }
  for (const address of found) {
    address.isOthers = speaksOfOthers(words, address.from);
    address.city = cityBehind(words, address.to, index);
  }
  return found;
}

const rank = (address: HeardAddress): number =>
  (address.streets[0]?.like ?? 0) + (address.house ? 0.2 : 0) + (address.to - address.from) / 100;

/** The longest streets' names have five words ("Bei der Alten Kirche"). */
const MOST_WORDS = 6;
/** Heard and known street must be as close as this to be looked at. */
const LEAST_STREET = 0.72;

function streetEndingAt(
  words: readonly SpokenWord[],
  end: number,
  house: HeardHouse | null,
  index: ContactIndex,
): { from: number; streets: Alike[] } | null {
  const lastWord = words[end - 1];
  if (!lastWord || /^\d/.test(lastWord.folded) || isNumberSign.test(lastWord.folded)) return null;
  const isNumbered = house !== null && !lastWord.stop;
  const hasKind = splitKind(lastWord.folded).kind !== '' || isKindAlone.test(lastWord.folded);
  const streets = new Map<number, Alike>();
  let from = end - 1;
  let isPlausible = false;
  for (let start = end - 1; start >= Math.max(0, end - MOST_WORDS); start -= 1) {
    if (start < end - 1 && words[start]?.comma) break;
    const first = words[start];
    if (!first || isNumberSign.test(first.folded)) break;
    const isAlone = start === end - 1 && isKindAlone.test(first.folded);
    // "Straße des Friedens", "Platz der Einheit".
    if (/^(?:des|und)$/.test(first.folded)) continue;
    if (isClosedClass(first.folded) && !prepositions.has(first.folded) && !isKindAlone.test(first.folded))
      break;
    if (end - start === 1 && prepositions.has(first.folded)) continue;
    const keys = heardKeys(words.slice(start, end));
    const isCued = isCue(words, start);
    if (splitKind(keys[0] ?? '').stem.length < (hasKind ? 2 : 3) || isAlone) continue;
    const isAddressLike = isNumbered || hasKind;
    if (!isAddressLike && !isCued && !prepositions.has(first.folded)) continue;
    if (hasKind) isPlausible = true;
    for (const key of keys) {
      for (const street of index.streetsLike(
        key,
        isAddressLike && (hasKind || isNumbered) ? 'alike' : 'exact',
      )) {
        if (street.like < LEAST_STREET) continue;
        const known = streets.get(street.id);
        if (known && known.like >= street.like) continue;
        streets.set(street.id, street);
        if (street.like >= Math.max(0, ...[...streets.values()].map(value => value.like))) from = start;
      }
    }
  }
  if (streets.size === 0) return isPlausible ? { from: startOfUnknown(words, end), streets: [] } : null;
  const sorted = [...streets.values()].sort((a, b) => b.like - a.like);
  return { from, streets: sorted.slice(0, 8) };
}

/** Glued and as `streetKeys` writes them, without the ending of an adjective too. */
function heardKeys(words: readonly SpokenWord[]): string[] {
  const { key, others } = streetKeys(words.map(word => word.raw).join(' '));
  return [key, ...others];
}

const isNumberSign = /^(?:nummer|nr|hausnummer|hausnr)$/;
const isKindAlone =
  /^(?:strasse|str|weg|platz|ring|damm|allee|gasse|ufer|pfad|steig|stieg|chaussee|promenade)$/;

/** "in der", "im", "am", "Adresse", "betrifft" stand before. */
function isCue(words: readonly SpokenWord[], start: number): boolean {
  const before = words[start - 1]?.folded ?? '';
  return /^(?:im|am|der|vom|zum|zur|aus|betrifft|adresse|hausadresse|anschrift|wohnhaft|wohne)$/.test(before);
}

/** "Nummer 5 in der Rosenstraße", "in der 5 im Rosenweg". */
function houseBefore(words: readonly SpokenWord[], from: number): HeardHouse | null {
  let at = from - 1;
  while (at > 0 && prepositions.has(words[at]?.folded ?? '') && from - at <= 2) at -= 1;
  for (let start = Math.max(0, at - 4); start <= at; start += 1) {
    if (!isNumberSign.test(words[start]?.folded ?? '') && words[start]?.folded !== 'haus') continue;
    const house = houseAt(words, start);
    if (house && house.end === at + 1 && !words[at]?.stop) return house;
  }
  return null;
}

/** A street that the set does not hold: its name is the last word, or the words that are glued to its kind. */
const startOfUnknown = (words: readonly SpokenWord[], end: number): number =>
  isKindAlone.test(words[end - 1]?.folded ?? '') ? Math.max(0, end - 2) : end - 1;

/** "…, Dresden", "… in Frankfurt am Main", "… in 04317 Leipzig". */
function cityBehind(words: readonly SpokenWord[], at: number, index: ContactIndex): string {
  for (let start = at; start < Math.min(words.length, at + 4); start += 1) {
    for (let length = 3; length >= 1; length -= 1) {
      const key = words
        .slice(start, start + length)
        .map(word => word.folded)
        .join('');
      if (key.length >= 3 && !isClosedClass(key) && index.isCity(key)) return key;
    }
    const folded = words[start]?.folded ?? '';
    if (words[start]?.stop || (!/^(?:in|aus|bei|\d{5})$/.test(folded) && start > at + 1)) break;
  }
  return '';
}
