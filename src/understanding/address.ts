import type { Claim } from '../domain/summary.ts';
import { numberAt } from './numbers.ts';
import type { Token } from './words.ts';

/**
 * Street and house number as said, the number in figures: "Rosenweg siebzehn" → "Rosenweg 17". null:
 * none was said. A street without a number counts only where the caller says that it is a place.
 */
export function findAddress(tokens: readonly Token[]): Claim | null {
  let withoutNumber: Claim | null = null;
  for (let at = 0; at < tokens.length; at += 1) {
    const from = streetStart(tokens, at);
    if (from === null) continue;
    const numbered = withNumber(tokens, from, at);
    if (numbered) return numbered;
    if (isPlaceName(tokens, from, at)) {
      withoutNumber ??= { value: spoken(tokens, from, at + 1), fromWord: from, toWord: at + 1 };
    }
  }
  return withoutNumber;
}

const suffixes =
  'strasse|str|weg|allee|platz|gasse|ring|damm|ufer|chaussee|steig|stieg|hof|markt|pfad|kamp|wall|graben|park|twiete|promenade|zeile|redder|brink|winkel|anger|steg|koppel|garten';
const streetWord = new RegExp(`^[a-z]{2,}(?:${suffixes})$`);
const bareSuffix = new RegExp(`^(?:${suffixes})$`);
/** Streets that say so: the other endings are parts of many plain words. */
const surelyStreet = /[a-z]{2}(?:strasse|allee|gasse|chaussee|weg|platz)$/;
/** End like a street and are none. */
const noStreets = new RegExp(
  `(?:^|[a-z])(?:parkplatz|stellplatz|spielplatz|arbeitsplatz|sitzplatz|abstellplatz|garagenhof|innenhof|hinterhof|vorhof|
   bahnhof|friedhof|bauernhof|gehweg|umweg|fluchtweg|fussweg|rettungsweg|feldweg|kindergarten|vorgarten|
   supermarkt|baumarkt|flohmarkt|augenwinkel|bundesstrasse|landstrasse|hauptstrassenbahn)$|^(?:einbringe|spring|gering|vering|hering|fluegelring|dichtring|bring|schluesselring|fahrweg|notausgang)$`.replace(
    /\s+/g,
    '',
  ),
);
const smallWords = new Set(
  'in im an am auf aus der die das dem den des bei zum zur vom von und ist ich wir hier um seit wohne'.split(
    ' ',
  ),
);
const placeCue = new Set('wohne wohnen wohnhaft wohnt adresse anschrift objekt haus aus'.split(' '));
const afterNumberNoHouse =
  /^(?:uhr|euro|grad|mal|tage|tagen|wochen|monate|monaten|jahre|jahren|stunden|minuten|meter|leute|personen|kinder|autos|prozent)$/;
/** House numbers above this are rarer than years, prices and slips of the recogniser. */
const HIGHEST_HOUSE_NUMBER = 999;

/** The first word of the street whose last word stands at `at`; null: no street ends there. */
function streetStart(tokens: readonly Token[], at: number): number | null {
  const token = tokens[at];
  if (!token || noStreets.test(token.folded)) return null;
  if (bareSuffix.test(token.folded)) return startOfSeparate(tokens, at);
  if (!token.isCapitalised || !streetWord.test(token.folded)) return null;
  return startOfHyphenated(tokens, at);
}

/** "Lange Straße", "Am Alten Markt", and compounds that the recogniser wrote apart ("im Rosen weg"). */
function startOfSeparate(tokens: readonly Token[], at: number): number | null {
  const before = tokens[at - 1];
  if (!before?.isCapitalised || before.endsPhrase || smallWords.has(before.folded)) return null;
  if (before.folded.length < 3) return null;
  const cue = tokens[at - 2];
  const isAfterCue = cue !== undefined && (smallWords.has(cue.folded) || placeCue.has(cue.folded));
  const isFirst = cue === undefined || cue.endsPhrase;
  return isAfterCue || isFirst ? at - 1 : null;
}

/** "Donnerschweer Straße", "Von Ossietzky-Straße": an adjective of a place before the street belongs to it. */
function startOfHyphenated(tokens: readonly Token[], at: number): number {
  const before = tokens[at - 1];
  const isAdjective = before?.isCapitalised && !before.endsPhrase && /(?:er|en|e)$/.test(before.folded);
  const cue = tokens[at - 2];
  const isInside = cue !== undefined && /^(?:am|im|in|an|auf)$/.test(cue.folded);
  return isAdjective && isInside && !smallWords.has(before.folded) ? at - 1 : at;
}

function withNumber(tokens: readonly Token[], from: number, at: number): Claim | null {
  const street = tokens[at];
  if (!street || street.endsSentence) return null;
  const isNamed = /^(?:nummer|hausnummer|nr)$/.test(tokens[at + 1]?.folded ?? '');
  const place = at + (isNamed ? 2 : 1);
  const number = numberAt(tokens, place);
  if (!number || number.value < 1 || number.value > HIGHEST_HOUSE_NUMBER) return null;
  const last = tokens[place + number.length - 1];
  const next = tokens[place + number.length];
  if (next && !last?.endsPhrase && afterNumberNoHouse.test(next.folded)) return null;
  const hasOwnLetter = number.letter === null && !last?.endsPhrase && /^[a-h]$/.test(next?.folded ?? '');
  const letter = number.letter ?? (hasOwnLetter ? (next?.folded ?? '') : '');
  return {
    value: `${spoken(tokens, from, at + 1)} ${number.value}${letter}`,
    fromWord: from,
    toWord: place + number.length + (hasOwnLetter ? 1 : 0),
  };
}

function isPlaceName(tokens: readonly Token[], from: number, at: number): boolean {
  if (from !== at || !surelyStreet.test(tokens[at]?.folded ?? '')) return false;
  const before = tokens.slice(Math.max(0, from - 3), from);
  return before.some(token => placeCue.has(token.folded));
}

function spoken(tokens: readonly Token[], from: number, to: number): string {
  return tokens
    .slice(from, to)
    .map(token => token.bare)
    .join(' ');
}
