import type { Claim } from '../domain/summary.ts';
import type { Token } from './words.ts';

/** Who the caller says to be ("mein Name ist X", "hier spricht X", "X mein Name"). null: not said. */
export function findCallerName(tokens: readonly Token[]): Claim | null {
  for (let at = 0; at < tokens.length; at += 1) {
    const found = nameAt(tokens, at);
    if (found) return { value: spoken(tokens, found), ...found };
  }
  return null;
}

interface Span {
  fromWord: number;
  toWord: number;
}

const MOST_NAME_WORDS = 4;
const titles = new Set(['frau', 'herr', 'familie', 'doktor', 'dr', 'professor', 'prof']);
const particles = new Set(['von', 'van', 'de', 'zu', 'zur', 'der', 'den', 'di', 'da', 'el', 'al', 'ten']);
/** Words after which a name is over, and which are no name although a capital begins them. */
const noNames = new Set(
  `ich wir sie er es und oder aus vom von im in am an auf bei mit zu zum zur der die das dem den des ein eine einen
   einer mein meine unser unsere ihr ihre wohne wohnhaft bin habe hab rufe ruf schon wieder noch nochmal nochmals
   erneut nur jetzt heute gestern leider bitte ja nein also aehm aeh guten tag morgen abend hallo moin seit wegen
   aber nicht kein keine alles niemand jemand name mieter mieterin eigentuemer eigentuemerin hausmeister nachbar
   nachbarin wasser strom gas feuer rauch licht heizung notfall nummer telefon handy ist sind war hat haben wird
   sohn tochter vermieter vermieterin schimmel stau
   komme spricht nochmal dringend kalt dunkel laut nass etwas was los so sehr wo wer wie da dort hier`.split(
    /\s+/,
  ),
);

/** "Hier ist …" also begins sentences about things; such words can be no family name. */
const thingEndings =
  /(?:ausfall|schaden|bruch|geruch|brand|stoerung|heizung|strasse|weg|verwaltung|haus|wohnung|keller|aufzug)$/;

function nameAt(tokens: readonly Token[], at: number): Span | null {
  const said = (offset: number): string => tokens[at + offset]?.folded ?? '';
  if (said(0) === 'mein' && said(1) === 'name') {
    if (said(2) === 'ist' || said(2) === 'lautet') return nameFrom(tokens, at + 3, false);
    return nameBefore(tokens, at);
  }
  if (said(0) === 'ich' && (said(1) === 'heisse' || said(1) === 'heiss')) {
    return nameFrom(tokens, at + 2, false);
  }
  if (said(0) === 'hier' && (said(1) === 'ist' || said(1) === 'spricht')) {
    return nameFrom(tokens, at + 2, said(1) === 'ist');
  }
  // "Hier Petersen, guten Tag."
  if (said(0) === 'hier' && tokens[at + 1]?.isCapitalised && at < 5) return nameFrom(tokens, at + 1, true);
  // "Müller hier, …" as the first words, or after the greeting.
  if (said(1) === 'hier' && tokens[at + 1]?.endsPhrase && (at === 0 || tokens[at - 1]?.endsPhrase)) {
    return nameBefore(tokens, at + 1);
  }
  if (said(0) === 'ich' && said(1) === 'bin' && /^(?:die|der|frau|herr)$/.test(said(2))) {
    const from = at + (titles.has(said(2)) ? 2 : 3);
    const next = tokens[from];
    return next?.isCapitalised && (titles.has(next.folded) || !noNames.has(next.folded))
      ? nameFrom(tokens, from, true)
      : null;
  }
  return null;
}

/** `needsEnd`: the name must be followed by a break or a word that cannot go on a sentence about a thing. */
function nameFrom(tokens: readonly Token[], start: number, needsEnd: boolean): Span | null {
  const isArticle = /^(?:die|der)$/.test(tokens[start]?.folded ?? '');
  const from = isArticle && titles.has(tokens[start + 1]?.folded ?? '') ? start + 1 : start;
  let to = from;
  let hasName = false;
  while (to < tokens.length && to - from < MOST_NAME_WORDS + 1) {
    const token = tokens[to];
    if (!token || !isPartOfName(tokens, to, hasName)) break;
    hasName ||= !titles.has(token.folded);
    to += 1;
    // "Dr." is no end of a sentence.
    if (token.endsPhrase && !titles.has(token.folded)) break;
  }
  if (!hasName) return null;
  const last = tokens[to - 1];
  const next = tokens[to];
  // "Hier ist Schimmel im Bad": one word before a place is a thing as often as a name.
  const isBeforePlace = to - from === 1 && next !== undefined && /^(?:im|in|am)$/.test(next.folded);
  const isEnded = !last || last.endsPhrase || !next || (endsName.has(next.folded) && !isBeforePlace);
  if (needsEnd && (!isEnded || thingEndings.test(last?.folded ?? ''))) return null;
  return { fromWord: from, toWord: to };
}

const endsName = new Set(
  'ich aus vom von und wohnhaft im in am guten hallo mein meine wir von bei der die'.split(' '),
);

function isPartOfName(tokens: readonly Token[], at: number, hasName: boolean): boolean {
  const token = tokens[at];
  if (!token || token.bare === '' || /\d/.test(token.bare)) return false;
  if (titles.has(token.folded)) return !hasName;
  const next = tokens[at + 1];
  if (hasName && particles.has(token.folded)) return isParticle(tokens, at);
  if (noNames.has(token.folded)) return false;
  if (token.isCapitalised) return true;
  // A recogniser may write an unknown name apart: "Wagen knecht aus der …".
  return hasName && (token.endsPhrase || (next !== undefined && /^(?:aus|ich|wohnhaft)$/.test(next.folded)));
}

/** "von Stetten", "van der Velde"; not "von der Firma Behrens" and not "vom Rosenweg". */
function isParticle(tokens: readonly Token[], at: number): boolean {
  const [particle, next, afterNext] = tokens.slice(at, at + 3);
  if (!particle || !next || particle.endsPhrase) return false;
  if (next.isCapitalised) return !noNames.has(next.folded) && !thingEndings.test(next.folded);
  const isPair = /^(?:van|de)$/.test(particle.folded) && particles.has(next.folded);
  return isPair && (afterNext?.isCapitalised ?? false);
}

/** "Schönen guten Tag, Hoffmeister mein Name": back to the break before. */
function nameBefore(tokens: readonly Token[], end: number): Span | null {
  let from = end;
  while (from > 0 && end - from < MOST_NAME_WORDS) {
    const token = tokens[from - 1];
    const isName = token?.isCapitalised && (titles.has(token.folded) || !noNames.has(token.folded));
    if (!isName || (from < end && token.endsPhrase && !titles.has(token.folded))) break;
    from -= 1;
  }
  return from < end ? { fromWord: from, toWord: end } : null;
}

function spoken(tokens: readonly Token[], span: Span): string {
  return tokens
    .slice(span.fromWord, span.toWord)
    .map(token => token.bare)
    .join(' ');
}
