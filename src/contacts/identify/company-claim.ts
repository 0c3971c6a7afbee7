import type { Alike, ContactIndex } from './index-reader.ts';
import type { SpokenWord } from './spoken-words.ts';
import { companyKey } from './word-keys.ts';
import { isClosedClass, speaksOfOthers } from './word-lists.ts';

/** A company of the set that the caller says to call from. */
export interface CompanyClaim {
  said: string;
  companies: Alike[];
  from: number;
  to: number;
}

/** Companies that open a phrase near an introduction: "guten Tag von Steuerbüro X", "Bäckerei X, Y am Telefon". */
export function companyClaims(words: readonly SpokenWord[], index: ContactIndex): CompanyClaim[] {
  const found: CompanyClaim[] = [];
  for (let at = 0; at < words.length; at += 1) {
    if (!opensPhrase(words, at)) continue;
    const claim = companyFrom(words, at, index);
    if (claim && !speaksOfOthers(words, at)) {
      found.push(claim);
      at = claim.to - 1;
    }
  }
  return found;
}

/** As close as this, or it is another company: "Elektro Müller" and "Elektro Möller" are two. */
const LEAST_COMPANY = 0.87;
const MOST_WORDS = 5;

function companyFrom(words: readonly SpokenWord[], at: number, index: ContactIndex): CompanyClaim | null {
  let best: CompanyClaim | null = null;
  for (let end = at + 1; end <= Math.min(words.length, at + MOST_WORDS); end += 1) {
    const part = words.slice(at, end);
    const key = companyKey(part.map(word => word.raw).join(' '));
    const isLong = key.length >= 6;
    const companies = isLong ? index.companiesLike(key).filter(company => company.like >= LEAST_COMPANY) : [];
    const like = companies[0]?.like ?? 0;
    if (companies.length > 0 && !actsItself(words[end]) && like >= (best?.companies[0]?.like ?? 0))
      best = { said: part.map(word => word.raw).join(' '), companies, from: at, to: end };
    if (words[end - 1]?.comma) break;
  }
  return best;
}

function opensPhrase(words: readonly SpokenWord[], at: number): boolean {
  const word = words[at];
  const before = words[at - 1];
  if (!word || isClosedClass(word.folded)) return false;
  if (!before || before.comma) return true;
  return /^(?:von|firma|fa|vom|sich|ist|hier|am|bin|spricht|wiederhole|tag|hallo|morgen|abend|ja|nochmal|der|die|das)$/.test(
    before.folded,
  );
}

/** "die Firma X war da": somebody speaks about it. */
const actsItself = (word: SpokenWord | undefined): boolean =>
  word !== undefined &&
  /^(?:hat|hatte|haben|war|waren|kam|kommt|soll|sollte|wollte|macht|machte|meint|sagt|sagte|wird|wurde|ruft)$/.test(
    word.folded,
  );
