import type { Claim } from '../domain/summary.ts';
import { greeting, sayings } from './caller-sayings.ts';
import { isFirstName } from './first-names.ts';
import { MOST_NAME_WORDS, nameFrom, type Span } from './name-behind.ts';
import { isDoubtful, type NameCue } from './name-doubt.ts';
import { isPartOfName, isPlainSurname, isPlainWord, isThing, titles } from './name-words.ts';
import { spelledName } from './spelling.ts';
import { isStreetWord } from './street-words.ts';
import type { Token } from './words.ts';

/**
 * Who the caller says to be ("mein Name ist X", "hier spricht X", "X mein Name", "Guten Tag, X, Rosenweg 4"),
 * as spelled where it was spelled. null: not said. Whom the caller speaks to or about is nobody here.
 */
export function findCallerName(tokens: readonly Token[]): Claim | null {
  const first = bySaying(tokens) ?? byOpening(tokens) ?? byClosing(tokens);
  const said = first && fuller(tokens, first);
  return spelledName(tokens, said) ?? (said && { value: spoken(tokens, said), ...said });
}

/** "Rolf hier, äh, Rolf Zander": said again soon after, and with the family name. */
function fuller(tokens: readonly Token[], first: Span): Span {
  const words = tokens.slice(first.fromWord, first.toWord).filter(token => !titles.has(token.folded));
  const only = words[0];
  if (words.length !== 1 || !only) return first;
  for (let at = first.toWord; at < Math.min(tokens.length - 1, first.toWord + 5); at += 1) {
    if (tokens[at]?.folded !== only.folded || tokens[at]?.endsPhrase) continue;
    const next = tokens[at + 1];
    if (next?.isCapitalised && !isPlainWord(next.folded) && !isThing(next.folded))
      return { fromWord: at, toWord: at + 2 };
  }
  return first;
}

function bySaying(tokens: readonly Token[]): Span | null {
  for (const { said, needsEnd = false, mayBeSmall = false } of sayings) {
    for (let at = 0; at < tokens.length; at += 1) {
      if (isOtherPersons(tokens, at)) continue;
      const words = wordsFrom(tokens, at);
      const found = said.exec(`${words.join(' ')} `);
      if (!found) continue;
      const skipped = found[0].trim() === '' ? 0 : found[0].trim().split(' ').length;
      const start = at + rawLength(tokens, at, skipped);
      const span = nameFrom(tokens, start, { needsEnd, mayBeSmall });
      if (span && !isDoubtful(tokens, span, cueOf(found[0], needsEnd))) return span;
    }
    // After "mein Name ist …" the surest are the forms behind the name.
    if (!needsEnd && mayBeSmall && said.source.startsWith('^(?:mein')) {
      const span = byFollowing(tokens);
      if (span) return span;
    }
  }
  return null;
}

/** How sure a saying is, from its words. */
function cueOf(said: string, needsEnd: boolean): NameCue {
  if (!needsEnd) return 'named';
  return /^(?:ich|i|bin|ik) ?(?:bin|m|am)?\b/.test(said) ? 'bare' : 'here';
}

/** "sein Name ist", "die Nachbarin heißt". */
const isOtherPersons = (tokens: readonly Token[], at: number): boolean =>
  /^(?:wie|dass|ob|wenn|da)$/.test(tokens[at - 1]?.folded ?? '') && tokens[at]?.folded !== 'hier';

/** Folded words from `at`, apostrophes apart: "I'm" is two. */
function wordsFrom(tokens: readonly Token[], at: number): string[] {
  return tokens
    .slice(at, at + 8)
    .map(token => (token.folded === 'im' && /['’]/.test(token.bare) ? 'i m' : token.folded));
}

/** How many tokens hold so many words of `wordsFrom`. */
function rawLength(tokens: readonly Token[], at: number, words: number): number {
  let count = 0;
  let length = 0;
  while (count < words && at + length < tokens.length) {
    count += wordsFrom(tokens, at + length)[0]?.split(' ').length ?? 1;
    length += 1;
  }
  return length;
}

/** "Beate Rindfleisch mein Name", "Müller hier", "Müller am Apparat". */
function byFollowing(tokens: readonly Token[]): Span | null {
  for (let at = 1; at < tokens.length; at += 1) {
    const text = tokens
      .slice(at, at + 3)
      .map(token => token.folded)
      .join(' ');
    const isAfter =
      /^(?:mein name|am apparat|am telefon|ist mein name|spricht(?! (?:man|er|sie|die|der)))(?: |$)/.test(
        text,
      ) ||
      (/^hier(?: |$)/.test(text) &&
        (tokens[at]?.endsPhrase || /^hier (?:aus|von|vom|ich|wegen|und)\b/.test(text)));
    if (!isAfter) continue;
    const span = nameBefore(tokens, at);
    if (span) return span;
  }
  return null;
}

/** How long the beginning is in which callers say who they are. */
const OPENING_WORDS = 40;

/** "Guten Tag, Pia Sonnleitner, Hauptstraße 101": a phrase that is a name and nothing else. */
function byOpening(tokens: readonly Token[]): Span | null {
  let best: Span | null = null;
  let start = 0;
  for (let at = 0; at < Math.min(tokens.length, OPENING_WORDS); at += 1) {
    const isEnd = tokens[at]?.endsPhrase || at + 1 === tokens.length;
    if (!isEnd || (titles.has(tokens[at]?.folded ?? '') && !tokens[at]?.text.endsWith(','))) continue;
    const phrase = nameIn(tokens, start, at + 1);
    if (phrase && best && !sharesWord(tokens, best, phrase)) return best;
    if (phrase) best = phrase;
    else if (best) return best;
    start = at + 1;
  }
  return best ?? unpunctuated(tokens);
}

/** "Wastl Angerer, Sebastian Angerer": the caller mends the own name. */
function sharesWord(tokens: readonly Token[], first: Span, second: Span): boolean {
  const words = new Set(tokens.slice(first.fromWord, first.toWord).map(token => token.folded.slice(0, 5)));
  return tokens.slice(second.fromWord, second.toWord).some(token => words.has(token.folded.slice(0, 5)));
}

function nameIn(tokens: readonly Token[], start: number, end: number): Span | null {
  let from = start;
  while (from < end && greeting.test(tokens[from]?.folded ?? '')) from += 1;
  let to = end;
  // "Sandmann vom Kapellenweg 10", "Kilian Rothfuchs aus der Jahnstraße": the name stands before.
  for (let at = from; at < end; at += 1) {
    const folded = tokens[at]?.folded ?? '';
    if (
      /^(?:aus|vom|von|wohnhaft|hier|mein|ich|im|in|bei|us)$/.test(folded) &&
      at > from &&
      !isPartOfName(tokens, at, true)
    ) {
      to = at;
      break;
    }
  }
  const isGreeted = from > start;
  // "Hallo Frau Neubauer", "Hallo Peter": that is who is spoken to.
  if (isGreeted && !tokens[from - 1]?.endsPhrase && to === end) return null;
  const span = { fromWord: from, toWord: to };
  return isName(tokens, span, to < end) && !isDoubtful(tokens, span, 'bare') ? span : null;
}

function isName(tokens: readonly Token[], span: Span, hasPlace: boolean): boolean {
  const words = tokens.slice(span.fromWord, span.toWord);
  const names = words.filter(
    word => !titles.has(word.folded) && (word.isCapitalised || !isPlainWord(word.folded)),
  );
  if (names.length === 0 || words.length > MOST_NAME_WORDS + 1) return false;
  if (words.some((word, at) => !word.isCapitalised && !isPartOfName(tokens, span.fromWord + at, at > 0)))
    return false;
  if (
    names.some(
      word =>
        isThing(word.folded) ||
        (isPlainWord(word.folded) && !isPlainSurname(tokens, tokens.indexOf(word))) ||
        isStreetWord(word.folded) ||
        /\d/.test(word.bare),
    )
  )
    return false;
  if (isFirstName(names[0]?.folded ?? '') || names.length < words.length || names.length >= 2) return true;
  if (words[0]?.text.endsWith(':')) return false;
  // One capital word alone: a name only where a break stands on both sides.
  return !hasPlace || (words[0]?.folded.length ?? 0) >= 3;
}

/** "guten tag hannelore vierkant ich bin …", "Guten Tag Hannelore Vierkant ich bin …". */
function unpunctuated(tokens: readonly Token[]): Span | null {
  let from = 0;
  while (from < tokens.length && greeting.test(tokens[from]?.folded ?? '')) from += 1;
  if (from > 8 || tokens[from - 1]?.endsSentence) return null;
  const first = tokens[from];
  if (!first || !isFirstName(first.folded) || first.endsPhrase) return null;
  const second = tokens[from + 1];
  if (!second || isPlainWord(second.folded) || isThing(second.folded) || isStreetWord(second.folded))
    return null;
  const next = tokens[from + 2]?.folded ?? '';
  const isFollowed = second.endsPhrase || isPlainWord(next) || isStreetWord(next);
  return isFollowed && (second.isCapitalised || !first.isCapitalised)
    ? { fromWord: from, toWord: from + 2 }
    : null;
}

/** "Danke, Ihre Gerda Ahrens", "Gruß, Peter Lohse", "das war Peter Lohse". */
function byClosing(tokens: readonly Token[]): Span | null {
  for (let at = Math.max(0, tokens.length - 12); at < tokens.length - 1; at += 1) {
    const text = tokens
      .slice(at, at + 2)
      .map(token => token.folded)
      .join(' ');
    const isClosing =
      /^(?:gruss|gruesse|danke|ihre|ihr|euer|eure|wiederhoeren|tschuess|tschuesschen|servus) /.test(text);
    if (!isClosing && text !== 'das war') continue;
    const from = at + (text === 'das war' ? 2 : 1);
    const span = nameFrom(tokens, from, { needsEnd: true, mayBeSmall: false });
    if (span && span.toWord >= tokens.length - 4) {
      const first = tokens[span.fromWord]?.folded ?? '';
      if (span.toWord - span.fromWord > 1 || isFirstName(first)) return span;
    }
  }
  return null;
}

/** "Schönen guten Tag, Hoffmeister mein Name": back to the break before. */
function nameBefore(tokens: readonly Token[], end: number): Span | null {
  let from = end;
  while (from > 0 && end - from < MOST_NAME_WORDS) {
    const token = tokens[from - 1];
    const folded = token?.folded ?? '';
    const isCapital = (token?.isCapitalised ?? false) || isFirstName(folded);
    const isPart =
      isCapital &&
      (titles.has(folded) || (!isPlainWord(folded) && !isThing(folded) && !greeting.test(folded)));
    const isParticle = from < end && /^(?:von|van|de|der|den|zu|zur)$/.test(folded);
    if (isParticle && isPartOfName(tokens, from - 1, true)) {
      from -= 1;
      continue;
    }
    if (!isPart || (from < end && token?.endsPhrase && !titles.has(folded) && from !== end)) break;
    from -= 1;
  }
  // "Das ist die Hölle hier!": a name stands alone, behind a greeting or behind its article.
  const before = tokens[from - 1];
  const isArticle =
    /^(?:die|der|dr)$/.test(before?.folded ?? '') && (from < 2 || tokens[from - 2]?.endsPhrase === true);
  const isFree = !before || before.endsPhrase || greeting.test(before.folded) || isArticle;
  return from < end && isFree ? { fromWord: from, toWord: end } : null;
}

function spoken(tokens: readonly Token[], span: Span): string {
  return tokens
    .slice(span.fromWord, span.toWord)
    .map(token => token.bare)
    .join(' ');
}
