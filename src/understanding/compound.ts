/**
 * German compounds, taken apart where each part is a word of the lexicon: "Heizungsausfall" is Heizung and Ausfall,
 * but "Mieter" is no Miete and "vielleicht" no Licht, because what would be left is no word.
 */
import { lookUp, type Reading, type WordKind } from './lemma-lexicon.ts';

export interface CompoundPart {
  reading: Reading;
  /** The last part says what the thing is: a Kellerheizung is a heating, a Heizungskeller is not. */
  isHead: boolean;
}

/** Words beside the lexicon that may be parts, in lower case as written there: the customer's own keywords. */
export type ExtraWords = ReadonlyMap<string, readonly Reading[]>;

const none: ExtraWords = new Map();

/** All parts of all ways to take the word apart, parts of parts too; empty: it is no compound. */
export function compoundParts(word: string, extra: ExtraWords = none): CompoundPart[] {
  const found: CompoundPart[] = [];
  splitsLeft = MOST_SPLITS;
  collect(plainOf(word), true, 0, { extra, found, seen: new Set() });
  return found;
}

/** The base form of a compound: "Dachziegeln" → Dachziegel; empty: it is no compound. */
export function compoundReadings(word: string): readonly Reading[] {
  splitsLeft = MOST_SPLITS;
  return keptReadings(plainOf(word));
}

/** Words of people need some ten; nonsense of a recogniser gone wrong must not hold up the line. */
const MOST_SPLITS = 60;
let splitsLeft = MOST_SPLITS;

function keptReadings(plain: string): readonly Reading[] {
  const known = kept.get(plain);
  if (known) return known;
  if (kept.size >= MOST_KEPT) kept.clear();
  // Parts of the word may ask for the word again.
  kept.set(plain, []);
  const readings = readCompound(plain);
  if (splitsLeft > 0) kept.set(plain, readings);
  else kept.delete(plain);
  return readings;
}

const MOST_KEPT = 5000;
const kept = new Map<string, readonly Reading[]>();

function readCompound(plain: string): Reading[] {
  const [best] = splitsOf(plain, none).sort((a, b) => rank(b) - rank(a));
  if (!best) return [];
  const readings = best.head
    .filter(({ kind }) => kind === 'noun')
    .map(({ lemma }) => ({ lemma: capitalised(spelled(best) + lemma.toLowerCase()), kind: 'noun' as const }));
  return readings.filter((reading, at) => readings.findIndex(({ lemma }) => lemma === reading.lemma) === at);
}

/** What stands before the head, with the ß that the parts are compared without: Fußboden-. */
function spelled({ before, modifier }: Split): string {
  const first = modifier.find(({ lemma }) => lemma.includes('ß') && before.startsWith(plainOf(lemma)));
  return first ? first.lemma.toLowerCase() + before.slice(plainOf(first.lemma).length) : before;
}

interface Split {
  /** All letters before the head, with what links them. */
  before: string;
  modifier: readonly Reading[];
  head: readonly Reading[];
  headText: string;
}

/** Long heads first: the sum of short words is rarely what is meant. */
const rank = ({ headText, modifier }: Split): number => headText.length + (modifier.length > 0 ? 100 : 0);

const SHORTEST = 4;
/** Shorter words that do make compounds; others hide in too many words ("Ei", "Aal", "Art"). */
const short = new Set(
  'hof tür tor bad gas müll öl rad weg uhr klo bus bau tag ruf not dach hund see ofen hut bio kfz pkw wlan zug rat amt box app gut'.split(
    ' ',
  ),
);
const MOST_DEPTH = 3;
/** No word that people say has more; a recogniser gone wrong writes endless ones. */
const MOST_PARTS = 60;
const LONGEST = 45;

interface Search {
  extra: ExtraWords;
  found: CompoundPart[];
  /** The same letters come up by many ways; looking once is enough. */
  seen: Set<string>;
}

function collect(word: string, isHead: boolean, depth: number, search: Search): void {
  const key = `${word} ${isHead}`;
  if (depth > MOST_DEPTH || search.found.length > MOST_PARTS || search.seen.has(key)) return;
  search.seen.add(key);
  for (const { before, modifier, head, headText } of splitsOf(word, search.extra)) {
    for (const reading of head) search.found.push({ reading, isHead });
    for (const reading of modifier) search.found.push({ reading, isHead: false });
    collect(headText, isHead, depth + 1, search);
    for (const text of linked(before)) collect(text, false, depth + 1, search);
  }
}

function splitsOf(word: string, extra: ExtraWords): Split[] {
  const splits: Split[] = [];
  if (word.length > LONGEST || splitsLeft-- <= 0) return splits;
  for (let at = 3; at <= word.length - 3; at++) {
    const headText = word.slice(at);
    if (!isLongEnough(headText)) continue;
    const head = nounsOf(headText, extra);
    if (head.length === 0) continue;
    const before = word.slice(0, at);
    const modifier = modifierOf(before, extra);
    const isPrefixed = prefixes.has(before) && !isDeverbal(headText, head);
    if (modifier.length === 0 && !isPrefixed) modifier.push(...linked(before).flatMap(keptReadings));
    if (modifier.length === 0 && !isPrefixed) continue;
    splits.push({ before, modifier, head, headText });
  }
  return splits;
}

/** A noun of the lexicon, or a compound itself: Wasser-rohrbruch. */
function nounsOf(text: string, extra: ExtraWords): readonly Reading[] {
  const known = wordsOf(text, extra, ['noun']);
  return known.length > 0 || text.length < LONG ? known : keptReadings(text);
}
const LONG = 8;

const isLongEnough = (text: string): boolean => text.length >= SHORTEST || short.has(text);

/** Spatial prefixes make a kind of the same thing: Vorgarten, Hinterhof, Abwasser. */
const prefixes = new Set(
  'vor hinter neben zwischen innen außen aussen haupt ober unter über ab nach gesamt mini einzel doppel'.split(
    ' ',
  ),
);

/** But "Ankündigung" is no Kündigung and "Vorfall" no Fall: these come from verbs of their own. */
function isDeverbal(headText: string, head: readonly Reading[]): boolean {
  return (
    headText.length < SHORTEST ||
    head.some(({ lemma }) => /ung$/.test(lemma) || deverbal.has(lemma.toLowerCase()))
  );
}
const deverbal = new Set(
  'fall hang gang stand lage zug bruch schlag satz trag sprung lauf blick griff teil rat schein sicht zahl wurf gabe rede wahl ruf halt schuss schluss fluss druck riss stellen bau bild leben name gas lass rasen acht brand wand druss nahme kunft setzer haltung'.split(
    ' ',
  ),
);

function modifierOf(text: string, extra: ExtraWords): Reading[] {
  const found: Reading[] = [];
  const add = (form: string, kinds: readonly WordKind[]) => {
    if (isLongEnough(form)) found.push(...wordsOf(form, extra, kinds));
  };
  add(text, ['noun']);
  // Heizungs-, Landes-
  if (/s$/.test(text)) add(text.slice(0, -1), ['noun']);
  if (/es$/.test(text)) add(text.slice(0, -2), ['noun']);
  // Hunde-, Bilder-, Frauen-, Auen-: as the plural, if not found as one
  if (found.length === 0 && /(?:e|en|er|n)$/.test(text)) add(text.replace(/(?:en|er|e|n)$/, ''), ['noun']);
  // Miet-, Schul-, Brems-: a noun without its e
  if (found.length === 0) add(`${text}e`, ['noun']);
  // Park-, Wasch-, Ablese-: the stem of a verb
  if (text.length >= 3) {
    for (const form of [`${text}en`, `${text}n`]) {
      found.push(...wordsOf(form, extra, ['verb']).filter(({ lemma }) => plainOf(lemma) === form));
    }
  }
  // Warm-, Kalt-, Tief-
  if (text.length >= 3) {
    found.push(...wordsOf(text, extra, ['adjective']).filter(({ lemma }) => plainOf(lemma) === text));
  }
  if (found.length === 0 && freeParts.has(text)) found.push({ lemma: capitalised(text), kind: 'noun' });
  return found;
}

const freeParts = new Set(
  'bio öko elektro mini maxi auto video foto tele zentral solar foto photo sanitär'.split(' '),
);

function wordsOf(form: string, extra: ExtraWords, kinds: readonly WordKind[]): Reading[] {
  return [...(extra.get(form) ?? []), ...lookUp(form)].filter(({ kind }) => kinds.includes(kind));
}

/** With and without the s that may join it to the head: Treppenhaus-, Untermietvertrags-. */
const linked = (text: string): string[] => (/.{4}s$/.test(text) ? [text, text.slice(0, -1)] : [text]);
const plainOf = (word: string): string => word.normalize('NFC').toLowerCase().replaceAll('ß', 'ss');
const capitalised = (word: string): string => (word[0]?.toUpperCase() ?? '') + word.slice(1);
