import type { Claim } from '../domain/summary.ts';
import { foreignNumbers, type NumberTable } from './foreign-numbers.ts';
import { corrected, houseNumberAt, namedLater, notButNumber } from './house-number.ts';
import { longStreets } from './long-streets.ts';
import { isPlainWord, isThing, titles } from './name-words.ts';
import { bareSuffix, isNoStreet, streetWord, surelyStreet } from './street-words.ts';
import { fold, type Token } from './words.ts';

/** Street and house number: the whole for reading, the parts for comparing. */
export interface Address extends Claim {
  street: string;
  houseNumber: string | null;
}

/**
 * Street and house number as said, the number in figures: "Rosenweg siebzehn" → "Rosenweg 17". After a
 * self-correction the later counts. null: none was said. A street without a number counts only where it
 * surely is one.
 */
export function findAddress(tokens: readonly Token[]): Address | null {
  const foreign = foreignNumbers(tokens);
  const numbered: Address[] = [];
  const bare: Address[] = [];
  for (let at = 0; at < tokens.length; at += 1) {
    const from = streetStart(tokens, at);
    if (from === null) continue;
    const whole = withNumber(tokens, from, at, foreign) ?? numberBefore(tokens, from, at);
    if (whole) numbered.push(whole);
    else if (isPlaceName(tokens, from, at)) bare.push(addressOf(tokens, from, at, at + 1, null));
  }
  for (const other of namedPlaces(tokens)) numbered.push(other);
  for (const { from, at, number } of longStreets(tokens)) {
    const inside = numbered.findIndex(each => each.fromWord < number.toWord && from < each.toWord);
    const long = addressOf(tokens, from, at, number.toWord, number.text);
    // "Freiheit 6" is the end of "Platz der Freiheit 6".
    if (inside === -1) numbered.push(long);
    else if ((numbered[inside]?.fromWord ?? 0) > from) numbered[inside] = long;
  }
  numbered.sort((a, b) => a.fromWord - b.fromWord);
  return best(tokens, numbered) ?? bare[0] ?? null;
}

/** The place the concern is about; a later one that takes the first back; else the first. */
function best(tokens: readonly Token[], found: readonly Address[]): Address | null {
  let chosen = found[0] ?? null;
  for (const later of found.slice(1)) {
    if (!chosen) break;
    const between = textOf(tokens, chosen.toWord, later.fromWord);
    const before = textOf(tokens, Math.max(0, later.fromWord - 7), later.fromWord);
    const isTakenBack =
      /^(?:ach |aeh )?(?:nein|nee|ne|quatsch|falsch|entschuldigung|sorry|ich meine|stimmt nicht|moment|halt|korrektur|vielmehr|verzeihung|sondern)\b/.test(
        between,
      );
    const isConcern =
      /\b(?:geht um|betrifft|betreff|es geht|geht s um|handelt sich um|objekt|nicht fuer mich)\b/.test(
        before,
      );
    const isOwnFirst = /\b(?:wohne|neu|frueher|alte|gezogen|buero|bin in der|unser buero)\b/.test(
      textOf(tokens, Math.max(0, chosen.fromWord - 6), chosen.fromWord),
    );
    if (
      isTakenBack ||
      isDenied(tokens, chosen, later) ||
      (isConcern && (isOwnFirst || later.fromWord - chosen.toWord < 40))
    )
      chosen = later;
  }
  return chosen;
}

/** "Nicht Gartenweg 4, Gartenweg 14": only where another follows at once, for "geht nicht Gartenweg 4" names one. */
function isDenied(tokens: readonly Token[], first: Address, later: Address): boolean {
  if (later.fromWord - first.toWord > 3) return false;
  return /(?:^| )nicht(?: (?:die|der|das|den|in|im|am|in der|in die))?$/.test(
    textOf(tokens, first.fromWord - 3, first.fromWord),
  );
}

const smallWords = new Set(
  'in im an am auf aus der die das dem den des bei zum zur vom von und ist ich wir hier um seit wohne wegen fuer de dr us'.split(
    ' ',
  ),
);
const placeCue = new Set(
  'wohne wohnen wohnhaft wohnt adresse anschrift objekt haus aus in im der bei bi an am live on us auf'.split(
    ' ',
  ),
);
/** The first word of the street whose last word stands at `at`; null: no street ends there. */
function streetStart(tokens: readonly Token[], at: number): number | null {
  const token = tokens[at];
  if (!token) return null;
  if (bareSuffix.test(token.folded))
    return token.isCapitalised || isSmallStreet(tokens, at) ? startOfSeparate(tokens, at) : null;
  if (isNoStreet(token.folded)) return null;
  if (!streetWord.test(token.folded)) return null;
  if (!token.isCapitalised && !(surelyStreet(token.folded) && token.folded.length > 6)) return null;
  return startOfLonger(tokens, at);
}

/** "im Rosen weg", "Rosen weg 4"; not "der Strom weg": small, it is a street after a place word or before a number. */
function isSmallStreet(tokens: readonly Token[], at: number): boolean {
  const before = textOf(tokens, at - 4, at - 1);
  if (/(?:^| )(?:ist|sind|war|waren|geht|ging|bleibt|faellt)(?: |$)/.test(before)) return false;
  return (
    /(?:^| )(?:im|in|am|aus der|vom|wohne|adresse|anschrift|zum)$/.test(before) ||
    /(?:^| )in der$/.test(before) ||
    houseNumberAt(tokens, at + 1, null) !== null
  );
}

/** "Lange Straße", "Am Alten Markt", and compounds that the recogniser wrote apart ("im Rosen weg"). */
function startOfSeparate(tokens: readonly Token[], at: number): number | null {
  const before = tokens[at - 1];
  if (
    /^(?:am|an|auf|zum|zur)$/.test(before?.folded ?? '') &&
    tokens[at]?.isCapitalised &&
    before?.isCapitalised
  )
    return at - 1;
  if (
    !before?.isCapitalised ||
    before.endsPhrase ||
    smallWords.has(before.folded) ||
    titles.has(before.folded)
  )
    return null;
  if (before.folded.length < 3 || isThing(before.folded)) return null;
  let from = at - 1;
  // "Am Alten Markt", "Hinter dem Alten Tor".
  while (
    from > 0 &&
    tokens[from - 1]?.isCapitalised &&
    /^(?:am|an|auf|im|in|zum|zur|unter|hinter|alten|alte|grosse|grossen|kleine|kleinen|neue|neuen|obere|untere|st|sankt)$/.test(
      tokens[from - 1]?.folded ?? '',
    ) &&
    !tokens[from - 1]?.endsPhrase
  )
    from -= 1;
  const cue = tokens[from - 1];
  const isAfterCue = cue !== undefined && (smallWords.has(cue.folded) || placeCue.has(cue.folded));
  const isFirst = cue === undefined || cue.endsPhrase;
  return isAfterCue || isFirst ? from : null;
}

/** "Donnerschweer Straße", "Von-Ossietzky-Straße": an adjective of a place before the street belongs to it. */
function startOfLonger(tokens: readonly Token[], at: number): number {
  const before = tokens[at - 1];
  const isAdjective = before?.isCapitalised && !before.endsPhrase && /(?:er|en|e)$/.test(before.folded);
  const cue = tokens[at - 2];
  const isInside = cue !== undefined && /^(?:am|im|in|an|auf|der)$/.test(cue.folded);
  return isAdjective && isInside && !smallWords.has(before.folded) && !titles.has(before.folded)
    ? at - 1
    : at;
}

function withNumber(
  tokens: readonly Token[],
  from: number,
  at: number,
  foreign: NumberTable | null,
): Address | null {
  const street = tokens[at];
  if (!street || street.endsSentence) return null;
  const isNamed = /^(?:nummer|hausnummer|nr|haus|hausnr)$/.test(tokens[at + 1]?.folded ?? '');
  const place = at + (isNamed ? 2 : 1);
  const first =
    notButNumber(tokens, place, foreign) ??
    houseNumberAt(tokens, place, foreign) ??
    namedLater(tokens, place, foreign);
  if (!first) return null;
  const number = corrected(tokens, first, foreign);
  return addressOf(tokens, from, at, number.toWord, number.text);
}

/** "von der Hausnummer 9 in der Tulpenstraße", "Hausnummer 5, nein, 6, Feldstraße". */
function numberBefore(tokens: readonly Token[], from: number, at: number): Address | null {
  for (let place = Math.max(0, from - 7); place < from; place += 1) {
    if (!/^(?:hausnummer|nummer|nr|hausnr)$/.test(tokens[place]?.folded ?? '')) continue;
    const first = houseNumberAt(tokens, place + 1, null);
    const number = first && corrected(tokens, first, null);
    if (!number || number.toWord > from || from - number.toWord > 2) continue;
    const isDirect = number.toWord === from && /^haus/.test(tokens[place]?.folded ?? '');
    if (!isDirect && !/^(?:in|in der|im|von der|der|vom|am)$/.test(textOf(tokens, number.toWord, from)))
      continue;
    return { ...addressOf(tokens, from, at, at + 1, number.text), fromWord: place };
  }
  return null;
}

/** Streets without an ending of one: "Am Markt 30", "Unter den Linden 5", "…, Sonnenblick 7, …". */
function namedPlaces(tokens: readonly Token[]): Address[] {
  const found: Address[] = [];
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at];
    if (!token?.isCapitalised || token.endsPhrase) continue;
    const isPreposition = /^(?:am|an|auf|im|in|zum|zur|unter|hinter|vor|bei)$/.test(token.folded);
    // A capital inside a sentence makes a proper name of it.
    const isProper = isPreposition && at > 0 && !tokens[at - 1]?.endsSentence;
    const isPhraseStart =
      isProper || at === 0 || tokens[at - 1]?.endsPhrase || smallWords.has(tokens[at - 1]?.folded ?? '');
    if (!isPhraseStart) continue;
    let to = at + 1;
    if (isPreposition) while (/^(?:der|den|dem)$/.test(tokens[to]?.folded ?? '')) to += 1;
    const names = to;
    const least = isPreposition ? 1 : 0;
    while (to - names < 2 && isPlaceWord(tokens[to]) && !tokens[to - 1]?.endsPhrase) to += 1;
    if (to - names < least || (!isPreposition && !isPlaceWord(token))) continue;
    if (tokens[to - 1]?.endsPhrase && tokens[to - 1]?.endsSentence) continue;
    const number = houseNumberAt(tokens, to, null);
    if (!number || !isBounded(tokens, number.toWord)) continue;
    // A figure said in words after an unknown word could be anything.
    if (
      !isPreposition &&
      !/^\d/.test(tokens[to]?.folded ?? '') &&
      !streetWord.test(tokens[to - 1]?.folded ?? '')
    )
      continue;
    if (
      !tokens[at - 1]?.endsPhrase &&
      at > 0 &&
      !isPreposition &&
      !/^(?:der|im|am|in|wohne)$/.test(tokens[at - 1]?.folded ?? '')
    )
      continue;
    found.push(addressOf(tokens, at, to - 1, number.toWord, number.text));
  }
  return found.filter(
    each =>
      !isNoStreet(fold(each.street)) &&
      !each.street.split(' ').some(word => /^\p{Lu}/u.test(word) && noPlace.test(word)),
  );
}

const noPlace =
  /^(?:Wohnung|Haus|Nummer|Hausnummer|Zimmer|Block|Keller|Einheit|Stellplatz|Box|Zähler|Stock|Etage|Eingang|Aufgang|Parkplatz|Garage|Montag|Dienstag|Mittwoch|Donnerstag|Freitag|Samstag|Sonntag|Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember|Uhr|Euro|Telefon|Handy|Tel|Nr|Apartment|Appartement|Whg|Seit|Nach|Vor|Um|Von|Ab|Bis|Etwa|Circa|Über|Noch|Nur|Alle|Stufe|Fach|Tonne|Los|Top|Kellerabteil|Abteil|Rechnung|Pos|Position|Mieteinheit|Objekt|Kundennummer|Vertragsnummer|Jahr|Ende|Anfang|Mitte|Woche|KW|Platz|Tor|Tiefgarage|Baujahr|Zwischen|Gegen|Mit|Festnetz|Mobil|Durchwahl|Platte|Loch|Pfütze|Plus|Null|Die|Der|Das|Den|Und|Wir|Ich|Bei|Display)$/i;

const isPlaceWord = (token: Token | undefined): boolean =>
  token?.isCapitalised === true &&
  token.folded.length >= 3 &&
  /^\p{L}/u.test(token.bare) &&
  !isPlainWord(token.folded) &&
  !titles.has(token.folded) &&
  !isThing(token.folded);

/** The number ends a phrase, or what follows says where in the house. */
const isBounded = (tokens: readonly Token[], at: number): boolean =>
  at >= tokens.length ||
  (tokens[at - 1]?.endsPhrase ?? false) ||
  /^(?:im|in|wohne|ich|erdgeschoss|zweiter|erster|dritter|vierter|hier|bei)$/.test(tokens[at]?.folded ?? '');

function isPlaceName(tokens: readonly Token[], from: number, at: number): boolean {
  const folded = tokens[at]?.folded ?? '';
  if (!surelyStreet(folded) && !(from < at && bareSuffix.test(folded))) return false;
  const before = tokens.slice(Math.max(0, from - 3), from);
  return (
    before.some(token => placeCue.has(token.folded)) ||
    tokens[from - 1]?.endsPhrase === true ||
    !/(?:weg|platz|ring)$/.test(folded)
  );
}

function addressOf(
  tokens: readonly Token[],
  from: number,
  at: number,
  toWord: number,
  houseNumber: string | null,
): Address {
  const street = nominative(
    tokens.slice(from, at + 1).map(token => (/^\d+\.$/.test(token.text) ? token.text : token.bare)),
    tokens[from - 1]?.folded ?? '',
  );
  return {
    value: houseNumber === null ? street : `${street} ${houseNumber}`,
    street,
    houseNumber,
    fromWord: from,
    toWord,
  };
}

/** "in der Langen Straße" is the Lange Straße, "deichstraat" the Deichstraße; capitals as streets have them. */
function nominative(words: string[], before: string): string {
  const [first = '', ...rest] = words;
  const isDative =
    rest.length === 1 &&
    /^(?:der|zur)$/.test(before) &&
    /en$/.test(first) &&
    /^(?:straße|strasse|gasse|allee|chaussee|twiete)$/i.test(rest[0] ?? '');
  const name = isDative ? first.slice(0, -1) : first;
  const joined = [name.charAt(0).toUpperCase() + name.slice(1), ...rest].join(' ');
  return joined.replace(/(?:straat|stroß|stross|strooß|strooss)$/, 'straße');
}

const textOf = (tokens: readonly Token[], from: number, to: number): string =>
  tokens
    .slice(Math.max(0, from), to)
    .map(token => token.folded)
    .join(' ');
