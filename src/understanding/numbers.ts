import parsePhoneNumber, { type CountryCode, isSupportedCountry } from 'libphonenumber-js';
import type { Claim } from '../domain/summary.ts';
import { type Run, runsOf } from './dictated.ts';
import { foreignNumbers } from './foreign-numbers.ts';
import { clauseEnd, clauseStart, weightOf, wordsBetween } from './number-weight.ts';
import type { Token } from './words.ts';

/**
 * The number that the caller asks to be called back at: E.164. null: none was said, or only part of one. Amounts, times and customer numbers are none.
 */
export function findCallbackNumber(
  tokens: readonly Token[],
  /** `address`: where the house number and postcode stand, which are no telephone number. */
  options: { country?: string; address?: Claim | null } = {},
): Claim | null {
  const { country = 'DE', address = null } = options;
  const found = runsOf(tokens, foreignNumbers(tokens))
    .flatMap(run => parted(run, country))
    .filter(run => !address || run.toWord <= address.fromWord || run.fromWord >= address.toWord)
    .map(run => asClaim(tokens, run, country))
    .filter(claim => claim !== null);
  const preferred = preferredKind(tokens);
  for (const claim of found)
    if (preferred !== null && claim.isMobile === (preferred === 'mobile')) claim.weight += 3;
  let chosen: FoundNumber | null = null;
  // People say "meine Nummer ist" before the one that counts, and repeat it.
  for (const claim of found) if (!chosen || claim.weight >= chosen.weight) chosen = claim;
  for (const later of found) {
    if (chosen && later.fromWord >= chosen.toWord && isTakenBack(tokens, chosen, later)) chosen = later;
  }
  if (!chosen || chosen.weight < 0) return null;
  const { value, fromWord, toWord } = chosen;
  return { value, fromWord, toWord };
}

/** "… achtzig neun. Nein, falsch, … achtzig zehn": what was taken back is no fact any more. */
function isTakenBack(tokens: readonly Token[], first: Claim, later: Claim): boolean {
  return tokens.slice(first.toWord, later.fromWord).some(token => takingBack.has(token.folded));
}

const takingBack = new Set([
  ...['nein', 'nee', 'falsch', 'quatsch', 'moment', 'korrigiere', 'korrektur', 'entschuldigung', 'sorry'],
  ...['stimmt', 'verkehrt', 'versprochen', 'vielmehr', 'sondern', 'halt', 'bloedsinn'],
]);

/** "lieber das Handy", "am besten auf dem Festnetz". */
function preferredKind(tokens: readonly Token[]): 'mobile' | 'landline' | null {
  for (const [at, token] of tokens.entries()) {
    const isMobile = /^(?:handy|mobil|mobilnummer|handynummer|mobiltelefon|mobile)$/.test(token.folded);
    if (!isMobile && !/^(?:festnetz|festnetznummer|haustelefon)$/.test(token.folded)) continue;
    const before = tokens.slice(Math.max(0, at - 5), at);
    const near = [...before, ...tokens.slice(at + 1, at + 4)];
    if (before.some(each => /^(?:nicht|kein|keinen|ungern|statt)$/.test(each.folded))) {
      return isMobile ? 'landline' : 'mobile';
    }
    if (near.some(each => /^(?:lieber|besser|bevorzugt|eher|vorzugsweise)$/.test(each.folded))) {
      return isMobile ? 'mobile' : 'landline';
    }
  }
  return null;
}

/** A number said twice in one breath is two; the whole is then too long for one. */
function parted(run: Run, country: string): Run[] {
  if (isTelephone(run.digits, country)) return [run];
  for (const { at, word } of run.restarts) {
    const first = { ...run, digits: run.digits.slice(0, at), toWord: word, restarts: [] };
    const second = { ...run, digits: run.digits.slice(at), fromWord: word, restarts: [] };
    if (isTelephone(first.digits, country) && isTelephone(second.digits, country)) return [first, second];
    // "achtzehn, null eins sieben eins …": what stood before was no part of it.
    if (!/^[0+]/.test(first.digits) && isTelephone(second.digits, country)) return [second];
  }
  return [run];
}

export const announcing =
  /^(?:.*(?:telefonnummer|handynummer|mobilnummer|rufnummer|rueckrufnummer)|nummer|telefon|handy|mobil|festnetz|erreichen|erreichbar|unter|zurueckrufen|anrufen|rueckruf|zurueck|durchwahl|number|numara\w*|telefonum|numero|номер|nummero)$/;
export const otherNumber =
  /(?:kunden|vertrags|wohnungs|zaehler|rechnungs|objekt|konto|haus|mieter|vorgangs|ticket|akten|mandats|auftrags|versicherungs|bestell|inventar|seriens?|fall|schadens?|kassen|fax|identifikations|personal|referenz|sendungs|artikel|geraete|vertragskonto|steuer)nummer$|^(?:iban|aktenzeichen|zaehler|zaehlerstand|stand|fax|telefax|faxnummer|seriennummer|schadennummer|meterstand|plz|postleitzahl|kennzeichen|bic|az|chiffre|rechnung|vertrag|pin|code)$/;
/** What follows says that the digits are an amount or a time. */
const notAlone =
  /^(?:euro|uhr|cent|prozent|grad|kilowattstunden|kwh|kubikmeter|liter|meter|quadratmeter|komma)$/;
/** How far before the digits the words stand that say what they are. */
const WORDS_BEFORE = 6;

/** Area code and subscriber have at least nine digits with the 0; mobile numbers ten. Fewer were cut off. */
const SHORTEST_WHOLE = 9;
const SHORTEST_MOBILE = 10;
/** A mobile number of so many digits is whole even where the caller was interrupted after it. */
const USUAL_MOBILE = 11;

type FoundNumber = Claim & { weight: number; isMobile: boolean };

function asClaim(tokens: readonly Token[], run: Run, country: string): FoundNumber | null {
  const before = tokens.slice(Math.max(0, run.fromWord - WORDS_BEFORE), run.fromWord);
  const lastCue = before.findLast(token => announcing.test(token.folded) || otherNumber.test(token.folded));
  if (lastCue && otherNumber.test(lastCue.folded)) return null;
  if (notAlone.test(tokens[run.toWord]?.folded ?? '')) return null;
  if (run.isBroken || isUndecided(tokens, run, country)) return null;
  const figures = run.digits.replace(/\D/g, '');
  // Digits without 0 or + could be anything, and lack the area code.
  if (!/^(?:0|\+)/.test(run.digits)) return null;
  if (figures.length > 16 || figures.length < SHORTEST_WHOLE) return null;
  const isMobile = country === 'DE' && /^(?:0049|\+49|0)1[567]/.test(run.digits);
  if (isMobile && isCutOff(tokens, run)) return null;
  const value = toE164(run.digits, country);
  if (value === null || costly.test(value)) return null;
  return {
    value,
    fromWord: run.fromWord,
    toWord: run.toWord,
    isMobile,
    weight: weightOf(tokens, run, lastCue !== undefined),
  };
}

/** Numbers that cost the caller's host money, and directories, are never called back. */
const costly = /^\+49(?:900|137|138|118)/;

/** "Durchwahl zwölf oder dreizehn": which of the two is not known. */
function isUndecided(tokens: readonly Token[], run: Run, country: string): boolean {
  if (!/^(?:oder|bzw|beziehungsweise)$/.test(tokens[run.toWord]?.folded ?? '')) return false;
  const other = runsOf(tokens.slice(run.toWord + 1, run.toWord + 12), null)[0];
  return other !== undefined && other.fromWord <= 2 && !isTelephone(other.digits, country);
}

/** "null eins sieben sechs, null vier null, ach …": the caller broke off. */
function isCutOff(tokens: readonly Token[], run: Run): boolean {
  const national = run.digits.replace(/^(?:0049|\+49)0?/, '0');
  if (national.length < SHORTEST_MOBILE) return true;
  const next = tokens[run.toWord]?.folded ?? '';
  return national.length < USUAL_MOBILE && /^(?:ach|oh|aeh|aehm|mist|oje|moment|weiss|den|keine)$/.test(next);
}

function isTelephone(digits: string, country: string): boolean {
  return (
    /^[0+]/.test(digits) &&
    digits.length >= SHORTEST_WHOLE &&
    digits.length <= 16 &&
    toE164(digits, country) !== null
  );
}

function toE164(digits: string, country: string): string | null {
  const home: CountryCode = isSupportedCountry(country) ? country : 'DE';
  const parsed = parsePhoneNumber(withoutTrunkZero(digits), home);
  return parsed?.isPossible() && /^\+[1-9][0-9]{2,14}$/.test(parsed.number) ? parsed.number : null;
}

/** "+49 (0)40 …": the 0 in brackets is for calls from inside the country. */
const withoutTrunkZero = (digits: string): string =>
  digits.replace(/^00/, '+').replace(/^\+(49|43|41|44|33|31|32|90|380)0/, '+$1');

/** Asks for the number that the call came from ("unter dieser Nummer", "steht im Display"), or rules it out. */
export function findShownNumberWish(tokens: readonly Token[]): (Claim & { isRefused: boolean }) | null {
  for (let at = 0; at < tokens.length; at += 1) {
    const length = shownNumberLength(tokens, at);
    if (length === 0) continue;
    const before = wordsBetween(tokens, clauseStart(tokens, at), at);
    const after = wordsBetween(tokens, at + length, clauseEnd(tokens, at + length));
    const isRefused =
      /\b(?:nicht|nie|keinesfalls|bloss nicht)\b/.test(before) ||
      /^(?:\w+ ){0,3}(?:nicht|nie)\b/.test(after) ||
      /\b(?:buero|arbeit|firma|nachbar\w*|geliehen\w*)\b/.test(after);
    const value = tokens
      .slice(at, at + length)
      .map(token => token.bare)
      .join(' ');
    return { value, fromWord: at, toWord: at + length, isRefused };
  }
  return null;
}

const shownPhrases: readonly RegExp[] = [
  /^(?:unter|auf|ueber|an|bei) (?:dieser|der|diese|die|meiner|der selben|derselben) (?:angezeigten |gleichen |hier angezeigten |selben |bekannten )?(?:nummer|rufnummer|telefonnummer|handynummer|leitung)(?! (?:vom|von|des|der|ist|lautet|null|plus|\d|meine[rs]|unsere[rs]|am arbeits))/,
  /^(?:im|in dem|auf dem|ihrem|am) display/,
  /^(?:sie )?(?:haben|sehen|kennen) (?:sie )?(?:ja |doch |sicher |bestimmt )?(?:meine|die) nummer(?! (?:null|plus|\d))/,
  /^(?:meine |die )?nummer (?:haben|sehen|kennen|steht|sollten|muessten|wird|wurde|ist bekannt|ist angezeigt|wie)\b/,
  /^(?:die|meine) nummer (?:ist )?(?:angezeigt|zu sehen|die sie sehen|von der ich anrufe)/,
  /^(?:von|unter) der nummer von der ich/,
  /^(?:this number|this same number|the number i m calling from|bu numara\w*|ce numero|este numero|questo numero|ten numer|этот номер|этому номеру|цей номер|цим номером)/,
];

function shownNumberLength(tokens: readonly Token[], at: number): number {
  const text = wordsBetween(tokens, at, at + 9);
  for (const phrase of shownPhrases) {
    const found = phrase.exec(text);
    if (found) return found[0].trim().split(' ').length;
  }
  return 0;
}
