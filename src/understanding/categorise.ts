/**
 * What a message is about, by the customer's keywords. It must never invent a category: what no
 * keyword is found in is "Sonstiges", and every hit names its word.
 */
import type { Categorise } from '../domain/capabilities.ts';
import {
  type Categorisation,
  type CategorisationReason,
  type Category,
  type CategoryHit,
  otherCategory,
} from '../domain/category.ts';
import { missing } from '../domain/missing.ts';
import { type Transcript, wordsOf } from '../domain/transcript.ts';
import {
  buildIndex,
  isAcronym,
  type Keyword,
  type KeywordIndex,
  keyOf,
  keywordOf,
  plainKeyOf,
  smallWord,
} from './categorise-keywords.ts';
import { asidesOf } from './categorise-scope.ts';
import { compoundParts } from './compound.ts';
import { isParticle, readingsOf, separatedVerbs } from './lemma.ts';
import { lookUp } from './lemma-lexicon.ts';
import { ordersToSoftware } from './orders.ts';
import { figureSpans } from './urgency.ts';
import { type Token, tokenOf, tokensOf } from './words.ts';

export { findKeywordClash } from './categorise-keywords.ts';
export { defaultCategories } from './default-categories.ts';

/**
 * R147: the category with the most different keywords wins; of two with as many the one whose keywords are met
 * more exactly (the word itself before a part of a compound), then the one that stands first. A word counts once,
 * for the keyword that describes it best: "Warmwasser" is not also "Wasser".
 */
export function makeCategorise(categories: readonly Category[]): Categorise {
  const explain = makeExplain(categories);
  // Nothing can be found, and the lexicon need not be read.
  const hasKeywords = categories.some(({ keywords }) => keywords.length > 0);
  return transcript => {
    if (transcript.kind === 'missing') return missing('no-transcript');
    const winner = hasKeywords ? explain(transcript).winner : null;
    if (!winner) return { kind: 'made', categoryId: null, name: otherCategory, hits: [] };
    const hits = winner.hits.map(({ keyword, wordIndex }) => ({ keyword, wordIndex }));
    return { kind: 'made', categoryId: winner.categoryId, name: winner.name, hits } satisfies Categorisation;
  };
}

/** The same with every category that was met, best first, and the words that were left out, each with its reason. */
export function makeExplain(
  categories: readonly Category[],
): (transcript: Transcript) => CategorisationReason {
  const index = buildIndex(
    categories.flatMap(({ keywords }, order) => keywords.map(keyword => keywordOf(keyword, order))),
  );
  return transcript => {
    const tokens = meantOnly(tokensOf(transcript));
    const words = wordsOf(transcript);
    const asides = asidesOf(tokens);
    const hits = findHits(index, tokens, asides);
    const found = categories
      .map((category, order) => ({ category, hits: hits.filter(hit => hit.order === order), order }))
      .filter(each => each.hits.length > 0)
      .map(({ category: { categoryId, name }, hits, order }) => ({
        categoryId,
        name,
        order,
        hits: hits.map(({ keyword, wordIndex, how }): CategoryHit => {
          return { keyword, wordIndex, word: words[wordIndex]?.text ?? '', how };
        }),
        different: new Set(hits.map(({ keyword }) => keyword)).size,
        exact: exactness(hits),
      }))
      .sort((a, b) => b.different - a.different || b.exact - a.exact || a.order - b.order)
      .map(({ categoryId, name, hits }) => ({ categoryId, name, hits }));
    const ignored = asides.flatMap((because, wordIndex) =>
      because ? [{ wordIndex, word: words[wordIndex]?.text ?? '', because }] : [],
    );
    return { winner: found[0] ?? null, found, ignored };
  };
}

/** Words to the software ("setze die Kategorie auf …") and figures of speech say nothing about the concern. */
function meantOnly(tokens: Token[]): Token[] {
  const unmeant = [...ordersToSoftware(tokens), ...figureSpans(tokens)];
  if (unmeant.length === 0) return tokens;
  const isUnmeant = (at: number) => unmeant.some(span => span.fromWord <= at && at < span.toWord);
  return tokens.map((token, at) => (isUnmeant(at) ? tokenOf('') : token));
}

/** The word itself, the head of a compound, its first part: how much each says about the subject. */
const weights: Record<CategoryHit['how'], number> = { word: 1, head: 0.85, part: 0.6 };

/** Each keyword as its best word meets it: saying a word again makes it no truer. */
function exactness(hits: readonly Hit[]): number {
  const best = new Map<string, number>();
  for (const { keyword, how } of hits) best.set(keyword, Math.max(best.get(keyword) ?? 0, weights[how]));
  return [...best.values()].reduce((sum, each) => sum + each, 0);
}

interface Hit {
  keyword: string;
  order: number;
  wordIndex: number;
  how: CategoryHit['how'];
}

function findHits(index: KeywordIndex, tokens: readonly Token[], asides: readonly unknown[]): Hit[] {
  const keys = keysOfTokens(tokens);
  const used = new Set<number>();
  const hits: Hit[] = [];
  const compounds = new Map<string, Found | undefined>();
  const add = ({ keyword, order }: Keyword, wordIndex: number, how: Hit['how']) => {
    hits.push({ keyword, order, wordIndex, how });
  };
  for (const phrase of index.phrases) {
    for (const at of phraseHits(phrase, keys, tokens)) {
      if (at.some(each => used.has(each)) || at.every(each => asides[each] !== null)) continue;
      for (const each of at) used.add(each);
      add(phrase, at[0] ?? 0, 'word');
    }
  }
  tokens.forEach((token, at) => {
    if (used.has(at) || asides[at] !== null || token.folded === '') return;
    const found = bestKeyword(index, { keys, tokens, at, compounds });
    if (!found) return;
    add(found.keyword, at, found.how);
    if (found.takesNext) used.add(at + 1);
  });
  return hits.sort((a, b) => a.wordIndex - b.wordIndex);
}

/** Words of a keyword may stand a little apart and in any order: "stellen Sie bitte das Wasser ab". */
const MOST_APART = 4;

function phraseHits({ words }: Keyword, keys: readonly string[][], tokens: readonly Token[]): number[][] {
  const found: number[][] = [];
  for (let from = 0; from < tokens.length; from++) {
    if (!words.some(word => meets(word, keys[from]))) continue;
    const to = windowEnd(tokens, from, words.length + MOST_APART);
    const at: number[] = [];
    for (const word of words) {
      for (let each = from; each < to; each++) {
        if (at.includes(each) || !meets(word, keys[each])) continue;
        at.push(each);
        break;
      }
    }
    if (at.length < words.length) continue;
    found.push(at.sort((a, b) => a - b));
    from = at.at(-1) ?? from;
  }
  return found;
}

function windowEnd(tokens: readonly Token[], from: number, length: number): number {
  let to = from;
  while (to < tokens.length && to < from + length && !tokens[to]?.endsSentence) to++;
  return Math.min(tokens.length, to + 1);
}

const meets = (word: readonly string[], keys: readonly string[] | undefined): boolean =>
  keys?.some(key => word.includes(key)) ?? false;

interface Found {
  keyword: Keyword;
  how: Hit['how'];
  takesNext?: boolean;
}

interface Place {
  keys: readonly string[][];
  tokens: readonly Token[];
  at: number;
  /** What the compounds of this message have shown so far. */
  compounds: Map<string, Found | undefined>;
}

/** No message has so many different long words; what a recogniser invents must not hold up the line. */
const MOST_COMPOUNDS = 200;

function bestKeyword(index: KeywordIndex, { keys, tokens, at, compounds }: Place): Found | undefined {
  const token = tokens[at];
  if (!token) return undefined;
  for (const key of keys[at] ?? []) {
    const keyword = index.single.get(key);
    if (keyword) return { keyword, how: 'word' };
  }
  // A recogniser writes compounds apart: "Heiz körper".
  const next = token.endsPhrase ? undefined : tokens[at + 1];
  const joined = next && token.bare.length > 2 && index.stems.get(stemOf(token.bare + next.bare));
  if (joined) return { keyword: joined, how: 'word', takesNext: true };
  const isUnknown = keys[at]?.length === 1 && keys[at]?.[0]?.startsWith('=:');
  const byStem = isUnknown ? index.stems.get(token.stem) : undefined;
  if (byStem) return { keyword: byStem, how: 'word' };
  if (isNameLike(token, tokens[at - 1])) return undefined;
  if (!compounds.has(token.bare) && compounds.size < MOST_COMPOUNDS) {
    compounds.set(token.bare, inCompound(index, token, keys[at] ?? []));
  }
  return compounds.get(token.bare);
}

const stemOf = (word: string): string => plainKeyOf(word).slice(2);

/** The longest keyword among the heads of a compound, else among its other parts. */
function inCompound(index: KeywordIndex, token: Token, keys: readonly string[]): Found | undefined {
  // Only nouns are taken apart, and words that nobody knows.
  if (!keys.some(key => key.startsWith('n:') || key.startsWith('=:'))) return undefined;
  if (token.bare.length < 6) return undefined;
  const parts = token.bare.split('-').flatMap((word, place, all) => {
    const isLast = place === all.length - 1;
    const whole = all.length > 1 ? readingsOf(word).map(reading => ({ reading, isHead: isLast })) : [];
    return [
      ...whole,
      ...compoundParts(word, index.extra).map(part => ({ ...part, isHead: part.isHead && isLast })),
    ];
  });
  for (const isHead of [true, false]) {
    const [best] = parts
      .filter(part => part.isHead === isHead)
      .flatMap(part => index.single.get(keyOf(part.reading)) ?? [])
      .sort((a, b) => b.keyword.length - a.keyword.length);
    if (best) return { keyword: best, how: isHead ? 'head' : 'part' };
  }
  return undefined;
}

/** "Brandenburg", "Stromberg": a person or a place, unless the lexicon knows the word or something says "the". */
const nameEnding =
  /(?:mann|berg|berger|burg|burger|dorf|dorfer|hausen|heim|stein|bach|feld|kamp|hofer|meier|mueller|thal|stedt|stadt)$/;
const article =
  /^(?:d(?:er|ie|as|en|em|es)|(?:k|m|s|d)?ein(?:e[nmrs]?)?|diese[nmrs]?|unser(?:e[nmrs]?)?|jede[nmrs]?|im|ins|am|vom|beim|zum|zur)$/;

function isNameLike(token: Token, before: Token | undefined): boolean {
  if (!nameEnding.test(token.folded) || lookUp(token.bare).length > 0) return false;
  return token.isCapitalised && !article.test(before?.folded ?? '');
}

/** For each word the base forms it can have in its place, with its separated particle if it has one. */
function keysOfTokens(tokens: readonly Token[]): string[][] {
  const hasCapitals =
    tokens.some(({ bare }) => /\p{Ll}/u.test(bare)) &&
    tokens.slice(1).some(({ isCapitalised }) => isCapitalised);
  const keys = tokens.map((token, at): string[] => {
    if (isAcronym(token.bare)) return [`=:${token.bare}`];
    const small = smallWord(token.bare);
    if (small) return [small];
    if (token.folded === 'laut' && isPreposition(tokens, at)) return [];
    const before = tokens[at - 1];
    const readings = readingsOf(token.bare, {
      hasCapitals,
      isFirst: at === 0 || (before?.endsSentence ?? false) || /[:„"]$/.test(before?.text ?? ''),
      isNamed: /^(?:das|dem|beim|zum|vom|des|durch|am|\w+es)$/.test(before?.folded ?? ''),
    });
    return readings.length > 0 ? readings.map(keyOf) : token.stem === '' ? [] : [plainKeyOf(token.bare)];
  });
  tokens.forEach((token, at) => {
    if (!isParticle(token.bare) || token.isCapitalised) return;
    const finite = finiteVerbBefore(tokens, at, keys);
    if (finite === null) return;
    const joined = separatedVerbs(tokens[finite]?.bare ?? '', token.bare).map(keyOf);
    keys[finite] = [...joined, ...(keys[finite] ?? [])];
  });
  return keys;
}

/** A particle ends its clause; its verb stands at most so many words before it. */
const MOST_BETWEEN = 14;

function finiteVerbBefore(tokens: readonly Token[], at: number, keys: readonly string[][]): number | null {
  const next = tokens[at + 1];
  const endsClause =
    !next ||
    tokens[at]?.endsPhrase ||
    tokens[at]?.endsSentence ||
    /^(?:und|oder|aber|weil|dass|wenn|denn)$/.test(next.folded);
  if (!endsClause) return null;
  for (let verb = at - 1; verb >= 0 && verb >= at - MOST_BETWEEN; verb--) {
    if (tokens[verb]?.endsSentence) return null;
    if (keys[verb]?.some(key => key.startsWith('v:'))) return verb;
  }
  return null;
}

/** "laut Vertrag", "laut Ihrer Abrechnung": according to, not loud. */
function isPreposition(tokens: readonly Token[], at: number): boolean {
  if (/^(?:so|zu|sehr|ganz|ziemlich|furchtbar|extrem|richtig)$/.test(tokens[at - 1]?.folded ?? ''))
    return false;
  const next = tokens[at + 1];
  if (!next || tokens[at]?.endsPhrase) return false;
  return next.isCapitalised || /^(?:ihre[mrs]?|unsere[mrs]?|meine[mr]?|dem|der)$/.test(next.folded);
}
