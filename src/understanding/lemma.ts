/**
 * German word forms → base forms. All readings are kept, because which one is meant cannot be told from the word:
 * "gewohnt" is the adjective and the verb wohnen. Pure but for the lexicon, which is read from its file once.
 */
import { compoundReadings } from './compound.ts';
import { lookUp, type Reading } from './lemma-lexicon.ts';
import { bareGuesses, degreesOf, nounsOf, particles, plainGuesses, verbsOf } from './lemma-rules.ts';

/** How a word was written, as far as that tells what it can be. */
export interface WrittenAs {
  /** The text tells nouns by their capital; a recogniser may write all in lower case. */
  hasCapitals: boolean;
  /** The first word of a sentence has a capital whatever it is. */
  isFirst: boolean;
  /** "das", "beim", "ständiges" before it: a verb may stand here as a noun ("das Bellen"). */
  isNamed: boolean;
}

/** On its own a word is taken as it stands: with a capital it is a noun. */
export const onItsOwn: WrittenAs = { hasCapitals: true, isFirst: false, isNamed: true };

/** Every base form that a word can have, in its place; empty: nothing is known of it. */
export function readingsOf(word: string, written: WrittenAs = onItsOwn): readonly Reading[] {
  const key = `${word}\t${Number(written.hasCapitals)}${Number(written.isFirst)}${Number(written.isNamed)}`;
  const known = kept.get(key);
  if (known) return known;
  const readings = choose(word, allReadings(word), written);
  if (kept.size >= MOST_KEPT) kept.clear();
  kept.set(key, readings);
  return readings;
}

/**
 * Base forms of a single form, or of a separated verb written "bricht … ein". Never empty: of an unknown word the
 * likeliest base forms by its ending, and the word itself.
 */
export function lemmasOf(form: string): string[] {
  const [finite = '', particle] = form.split(/\s*…\s*/);
  if (particle) return unique(separatedVerbs(finite, particle).map(({ lemma }) => lemma));
  const readings = readingsOf(finite);
  if (readings.length > 0) return unique(readings.map(({ lemma }) => lemma));
  return /^\p{Lu}/u.test(finite) ? bareGuesses(finite) : plainGuesses(finite);
}

/** "schleppt", "ab" → abschleppen. The verb alone must be known; the joined one need not be. */
export function separatedVerbs(finite: string, particle: string): Reading[] {
  const base = allReadings(finite).filter(({ kind }) => kind === 'verb');
  return base.map(({ lemma }) => ({ lemma: particle.toLowerCase() + lemma, kind: 'verb' }));
}

export const isParticle = (word: string): boolean => particleSet.has(word.toLowerCase());
const particleSet = new Set(particles);

const MOST_KEPT = 5000;
const kept = new Map<string, readonly Reading[]>();

function allReadings(word: string): Reading[] {
  const form = word.normalize('NFC').toLowerCase();
  const known = lookUp(form);
  const isNoun = /^\p{Lu}/u.test(word);
  const found = [...known];
  if (!known.some(({ kind }) => kind === 'adjective')) found.push(...degreesOf(form));
  if (found.length > 0) return found;
  // A hyphen joins words, the last of them is the thing: "WLAN-Router".
  const last = /-([^-]+)$/.exec(word)?.[1];
  if (last)
    return allReadings(last).map(({ lemma, kind }) => ({ kind, lemma: word.slice(0, -last.length) + lemma }));
  const verbs = verbsOf(form);
  const compounds = [...nounsOf(form), ...compoundReadings(form)];
  return isNoun ? [...compounds, ...verbs] : [...verbs, ...compounds];
}

/** Capitals tell nouns from the rest, but for the first word; where that would leave nothing, all is kept. */
function choose(word: string, all: readonly Reading[], written: WrittenAs): readonly Reading[] {
  if (!written.hasCapitals || written.isFirst) return all;
  const isCapital = /^\p{Lu}/u.test(word);
  const nouns = all.filter(({ kind }) => kind === 'noun');
  if (!isCapital) return nouns.length < all.length ? all.filter(({ kind }) => kind !== 'noun') : all;
  if (nouns.length === 0) return all;
  // "das Bellen" is the verb; "in den Räumen" is not räumen.
  const infinitive = word.toLowerCase();
  const named = all.filter(({ kind, lemma }) => kind === 'verb' && lemma === infinitive);
  const isOnlyVerb = nouns.every(({ lemma }) => lemma.toLowerCase() === infinitive);
  return named.length > 0 && (isOnlyVerb || written.isNamed) ? [...nouns, ...named] : nouns;
}

const unique = (list: readonly string[]): string[] => [...new Set(list)];
