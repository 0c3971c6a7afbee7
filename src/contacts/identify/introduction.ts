import { type Cue, closedBy, isGreeting, isQuoted, openedBy } from './introduction-cues.ts';
import { titles } from './known-name.ts';
import { endOfName, type NameContext, type NameSpan, nameFrom, namesBefore } from './name-span.ts';
import type { SpokenWord } from './spoken-words.ts';
import { isClosedClass, relations, speaksOfOthers } from './word-lists.ts';

/** Words that the caller says to be the own name. */
export interface Introduction extends NameSpan {
  cue: Cue;
}

/** What the caller says about who speaks. */
export interface Speaker {
  introductions: Introduction[];
  /** "hier ist die Tochter von …": speaks for somebody else. */
  speaksFor: boolean;
}

/**
 * Who speaks, by how people introduce themselves. Names of others ("Frau X klopft", "für Herrn Y") are not
 * returned. `borders` are words that belong to an address: no name goes over them.
 */
export function findSpeaker(words: readonly SpokenWord[], borders: ReadonlySet<number>): Speaker {
  const isCased = words.filter(word => word.isCapital).length * 8 >= words.length;
  const context: NameContext = { words, borders, isCased };
  const introductions: Introduction[] = [];
  let speaksFor = false;
  for (let at = 0; at < words.length; at += 1) {
    const opened = openedBy(words, at);
    if (opened) {
      const name = nameFrom(context, opened.to);
      if (name === 'relation') speaksFor = true;
      else if (name && !isQuoted(words, at)) introductions.push({ ...name, cue: opened.cue });
    }
    const cue = closedBy(words, at);
    if (cue) introductions.push(...namesBefore(context, at).map(name => ({ ...name, cue })));
  }
  const phrases = barePhrases(context);
  introductions.push(...phrases.names.filter(bare => !introductions.some(other => overlap(bare, other))));
  return { introductions, speaksFor: speaksFor || phrases.speaksFor };
}

const overlap = (a: Introduction, b: Introduction): boolean => a.from < b.to && b.from < a.to;

/** How far the beginning goes in which callers say who they are, in words. */
const OPENING_WORDS = 30;
/** And the end: "Danke, Petersen." */
const CLOSING_WORDS = 14;

/** Phrases of one to three words that may be nothing but a name: only the dictionaries can tell. */
function barePhrases(context: NameContext): { names: Introduction[]; speaksFor: boolean } {
  const { words, borders } = context;
  const hasMarks = words.some((word, at) => word.comma && at + 1 < words.length);
  const names: Introduction[] = [];
  let speaksFor = false;
  let start = 0;
  for (let at = 0; at < words.length; at += 1) {
    const next = words[at + 1]?.folded ?? '';
    // Without marks a phrase goes on until a word that is in no name.
    const ends =
      words[at]?.comma ||
      borders.has(at + 1) ||
      /^(?:aus|vom|wohnhaft|ausm)$/.test(next) ||
      (!hasMarks && isClosedClass(next));
    if (!ends || at < start) continue;
    let from = start;
    while (from <= at && isGreeting(words[from]?.folded ?? '')) from += 1;
    const to = endOfName(context, from);
    const isNear = from < OPENING_WORDS || words.length - at <= CLOSING_WORDS || borders.has(to);
    const relation = relationAt(words, from);
    if (relation === 'of-somebody' && isNear) speaksFor = true;
    const isWhole = relation === null && to >= at + 1 && to - from <= 3;
    // "Hallo Peter", "Guten Tag Herr X": who is spoken to.
    const isSpokenTo = hasMarks && from > start && !words[from - 1]?.comma && !borders.has(to);
    start = Math.max(at + 1, isWhole ? to : 0);
    if (!isWhole || !isNear || isSpokenTo || titles.has(words[from]?.folded ?? '')) continue;
    if (!speaksOfOthers(words, from)) names.push({ cue: 'bare', from, to, gender: '', hasTitle: false });
  }
  return { names, speaksFor };
}

/** "…, Nachbarin von X": says whose neighbour one is, and no name of one's own. "Freund, Peter" may be one. */
function relationAt(words: readonly SpokenWord[], from: number): 'of-somebody' | 'alone' | null {
  const word = words[from];
  if (!word || word.comma || titles.has(word.folded) || !relations.has(word.folded)) return null;
  return /^(?:von|vom|der|des)$/.test(words[from + 1]?.folded ?? '') ? 'of-somebody' : 'alone';
}
