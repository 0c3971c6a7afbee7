/** Which words of an introduction are the name. Pure; knows no contacts. */
import { genderOf, particles, titles } from './known-name.ts';
import { splitKind } from './known-street.ts';
import type { SpokenWord } from './spoken-words.ts';
import { isClosedClass, ownRoles, relations, speaksOfOthers, things } from './word-lists.ts';

/** What is known of the transcript as a whole. */
export interface NameContext {
  words: readonly SpokenWord[];
  /** Words of addresses: no name goes over them. */
  borders: ReadonlySet<number>;
  /** Capitals mean something in this transcript. */
  isCased: boolean;
}

/** Words `from` to `to` are a name. */
export interface NameSpan {
  from: number;
  to: number;
  gender: 'm' | 'w' | '';
  /** "Frau X" without more: may be the one who is spoken to. */
  hasTitle: boolean;
}

const MOST_NAME_WORDS = 4;

/** The name that begins at `at`; 'relation': somebody's daughter, neighbour, lawyer. */
export function nameFrom(context: NameContext, at: number): NameSpan | 'relation' | null {
  const { words } = context;
  let from = at;
  let gender: NameSpan['gender'] = '';
  let hasTitle = false;
  if (words[at - 1]?.stop) return null;
  while (from < words.length) {
    const folded = words[from]?.folded ?? '';
    if (relations.has(folded) && !isFrauName(context, from)) return 'relation';
    if (!ownRoles.has(folded) && !titles.has(folded)) break;
    if (titles.has(folded)) {
      hasTitle = true;
      gender = genderOf(folded) || gender;
    }
    if (words[from]?.stop) return null;
    from += 1;
  }
  if (isThing(context, at, from)) return null;
  const to = endOfName(context, from);
  if (to === from) return null;
  return { from, to, gender, hasTitle };
}

/** "Frau" before a name is a title, "meine Frau" is not. */
function isFrauName({ words }: NameContext, at: number): boolean {
  const folded = words[at]?.folded ?? '';
  if (folded !== 'frau') return false;
  const next = words[at + 1];
  return next !== undefined && !words[at]?.comma && !isClosedClass(next.folded);
}

/** "hier ist Wasser", "ich bin Rentner", "hier ist der Strom weg". */
function isThing({ words, isCased }: NameContext, at: number, from: number): boolean {
  const word = words[from];
  if (!word || things.has(word.folded)) return true;
  const article = words[from - 1];
  const hasArticle = from > at && /^(?:der|die|das|d|s|de|dr|da)$/.test(article?.folded ?? '');
  // "hier ist die Haustür kaputt": after an article a lower case word of the sentence follows its noun.
  const next = words[from + 1];
  return (
    hasArticle && isCased && !word.comma && next !== undefined && !next.isCapital && !isAfterName(next.folded)
  );
}

const isAfterName = (folded: string): boolean =>
  /^(?:aus|von|vom|hier|ich|und|mein|am|im|in|nochmal|noch|wieder|guten|hallo|wohnhaft|zum|der|wegen|mit)$/.test(
    folded,
  ) || particles.has(folded);

/** Where the name that begins at `from` ends. */
export function endOfName(context: NameContext, from: number): number {
  const { words, borders, isCased } = context;
  let to = from;
  while (to < words.length && to - from < MOST_NAME_WORDS) {
    const word = words[to];
    if (!word || borders.has(to) || /\d/.test(word.folded) || isSpelling(words, to)) break;
    const isParticle = isParticleAt(words, to) && isNamePart(context, to + 1) && !word.comma;
    const wasParticle = to > from && particles.has(words[to - 1]?.folded ?? '');
    if (!isParticle) {
      if (isClosedClass(word.folded)) break;
      if (titles.has(word.folded)) {
        if (to > from) break;
      } else if (isCased && !word.isCapital && !wasParticle && !word.raw.includes('-')) break;
      if (to > from && isStreetLike(words, to)) break;
    }
    to += 1;
    if (word.stop) break;
    // "Königshoff, Brigitte": one more, where that is a phrase of its own.
    if (word.comma && !(to - from === 1 && isPhraseOfOne(context, to))) break;
  }
  return to;
}

/** "von", "van der"; "der" alone is an article: "hier ist Werda, der Briefkasten …" without its comma. */
function isParticleAt(words: readonly SpokenWord[], at: number): boolean {
  const folded = words[at]?.folded ?? '';
  if (!particles.has(folded) || folded === 'und') return false;
  return (
    !/^(?:der|den|dem|da|du|la|le)$/.test(folded) ||
    /^(?:von|van|de|auf|zu|vom)$/.test(words[at - 1]?.folded ?? '')
  );
}

function isNamePart({ words, isCased, borders }: NameContext, at: number): boolean {
  const word = words[at];
  if (!word || borders.has(at)) return false;
  if (particles.has(word.folded)) return true;
  return (
    !isClosedClass(word.folded) &&
    !titles.has(word.folded) &&
    !/^(?:hausverwaltung|firma|nebenan|gegenueber|oben|unten)$/.test(word.folded) &&
    (!isCased || word.isCapital || word.raw.length > 3)
  );
}

/** "H-A-B-E-R", "M A I": the name is spelled. */
const isSpelling = (words: readonly SpokenWord[], at: number): boolean =>
  /^(?:\p{L}[-.]){2,}\p{L}?$/u.test(words[at]?.raw ?? '') ||
  (words[at]?.raw.length === 1 && /^(?:\p{L}|wie)$/u.test(words[at + 1]?.raw ?? ''));

/** "…, Brigitte." and "…, Peter, …": may be the first name behind the family name. */
function isPhraseOfOne({ words, borders }: NameContext, at: number): boolean {
  const word = words[at];
  if (!word || borders.has(at) || isClosedClass(word.folded) || isSpelling(words, at)) return false;
  const next = words[at + 1]?.folded ?? '';
  return word.comma || /^(?:mein|spricht|hier|am|ist|wohnhaft|aus|heisse)$/.test(next);
}

/** "peter müller rosenweg 4": the street begins. */
function isStreetLike(words: readonly SpokenWord[], at: number): boolean {
  const { kind } = splitKind(words[at]?.folded ?? '');
  return (
    /^(?:strasse|platz|allee|gasse|promenade|chaussee)$/.test(kind) || /^\d/.test(words[at + 1]?.folded ?? '')
  );
}

/** Names that end right before `end`: with and without what stands before a comma. */
export function namesBefore(context: NameContext, end: number): NameSpan[] {
  const found: NameSpan[] = [];
  const { words, isCased } = context;
  let from = end;
  let gender: NameSpan['gender'] = '';
  let hasTitle = false;
  while (from > 0 && end - from < MOST_NAME_WORDS) {
    const word = words[from - 1];
    if (!word || word.stop || context.borders.has(from - 1) || /\d/.test(word.folded)) break;
    if (word.comma && from < end) {
      // "Schaubert, Monika mein Name" has the family name before the comma.
      const isOne = end - from === 1 && startsPhrase(words, from - 1);
      found.push({ from, to: end, gender, hasTitle });
      if (!isOne) return orNothing(context, found);
    }
    if (titles.has(word.folded)) {
      hasTitle = true;
      gender = genderOf(word.folded) || gender;
      if (from === end) break;
      found.push({ from, to: end, gender, hasTitle });
      return orNothing(context, found);
    }
    const isParticle = particles.has(word.folded) && from < end && word.folded !== 'und' && from - 1 > 0;
    if (!isParticle && isClosedClass(word.folded)) break;
    if (!isParticle && relations.has(word.folded)) return [];
    if (ownRoles.has(word.folded) && !isParticle) break;
    if (
      isCased &&
      !word.isCapital &&
      !isParticle &&
      !word.raw.includes('-') &&
      !particles.has(words[from - 2]?.folded ?? '')
    )
      break;
    from -= 1;
  }
  while (from < end && particles.has(words[from]?.folded ?? '') && isClosedClass(words[from]?.folded ?? ''))
    from += 1;
  if (from < end) found.push({ from, to: end, gender, hasTitle });
  return orNothing(context, found);
}

const orNothing = ({ words }: NameContext, names: readonly NameSpan[]): NameSpan[] =>
  names.filter(
    ({ from, to }) => to > from && !speaksOfOthers(words, from) && !things.has(words[to - 1]?.folded ?? ''),
  );

/** Nothing but a greeting or a word like "ja" stands between the phrase's start and `at`. */
function startsPhrase(words: readonly SpokenWord[], at: number): boolean {
  const before = words[at - 1];
  return at === 0 || !before || before.comma || isClosedClass(before.folded);
}
