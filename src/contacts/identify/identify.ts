/**
 * Who called: number first, then name, then street and house number. A score only puts candidates in order;
 * what is MATCHED passes gates, and whoever might be somebody else stays ambiguous. A wrong tenant is a breach
 * of privacy, a missed one costs a minute.
 */
import { type AddressFit, addressFit } from './address-fit.ts';
import { type CompanyClaim, companyClaims } from './company-claim.ts';
import { fitsByPhone, fitsByWords, isWeakFit } from './gates.ts';
import { type HeardAddress, heardAddresses } from './heard-address.ts';
import type { ContactIndex, KnownRow } from './index-reader.ts';
import { findSpeaker } from './introduction.ts';
import { type NameClaim, type NameFit, nameClaims, nameFit, worth } from './name-claim.ts';
import { candidateRows } from './rows-of-claims.ts';
import { spelledNames } from './spelled-name.ts';
import { spokenWords } from './spoken-words.ts';

export interface IdentifyInput {
  /** E.164 or extension; null: suppressed. */
  callerNumber: string | null;
  /** The transcript's text; '' where there is none. */
  text: string;
}

export interface IdentifyOptions {
  /** R125: a known number names its owner, whatever name is spoken. */
  phoneWins: boolean;
}

/** A row with all that speaks for it. */
export interface Candidate {
  row: number;
  /** For the order only. */
  score: number;
  isNumberKnown: boolean;
  name: NameFit | null;
  nameSaid: string;
  address: AddressFit | null;
  company: string | null;
}

export interface Identified {
  decision: 'matched' | 'ambiguous' | 'unknown';
  /** Best first, at most ten; one where matched. */
  candidates: Candidate[];
  /** The number belongs to the first candidate, and another name was spoken. */
  nameDiffers: boolean;
}

/** All that was heard in one transcript. */
export interface Heard {
  claims: NameClaim[];
  companies: CompanyClaim[];
  addresses: HeardAddress[];
  speaksFor: boolean;
  /** "Ich rufe von einem fremden Anschluss an." */
  isOthersPhone: boolean;
}

export function identify(input: IdentifyInput, index: ContactIndex, options: IdentifyOptions): Identified {
  const heard = hear(input.text, index);
  const byNumber = input.callerNumber === null ? [] : index.rowsWithNumber(input.callerNumber);
  const owners = byNumber.flatMap(row => look(row, heard, index, true) ?? []);
  if (owners.length > 0) return byPhone(owners, heard, index, options);
  return byWords(heard, index);
}

export function hear(text: string, index: ContactIndex): Heard {
  const words = spokenWords(text);
  const addresses = heardAddresses(words, index);
  const borders = new Set<number>();
  for (const address of addresses)
    if (address.house !== null || (address.streets[0]?.like ?? 0) >= 0.85)
      for (let at = address.from; at < address.to; at += 1) borders.add(at);
  const { introductions, speaksFor } = findSpeaker(words, borders);
  return {
    claims: nameClaims(words, introductions, spelledNames(words), index),
    companies: companyClaims(words, index),
    addresses,
    speaksFor,
    isOthersPhone: othersPhone.test(words.map(word => word.folded).join(' ')),
  };
}

const othersPhone =
  /\b(?:fremden?|anderen?|nicht mein(?:em|e|er)?|geliehenen?) (?:anschluss|telefon|handy|apparat|nummer|festnetz)|(?:telefon|handy|nummer|anschluss|apparat) (?:gehoert|ist nicht mein|ist von|meiner|meines|von meine)/;

/** The most that is shown of several. */
const MOST_CANDIDATES = 10;

function byPhone(
  owners: readonly Candidate[],
  heard: Heard,
  index: ContactIndex,
  options: IdentifyOptions,
): Identified {
  const people = merge(owners, index);
  const named = heard.claims.length > 0;
  const [only] = people;
  if (only && people.length === 1 && options.phoneWins) return matched(only);
  const isOther = heard.speaksFor || heard.isOthersPhone;
  // Where nobody said a name, an address does not choose between them: it names a house, not a person.
  if (!named && !isOther && only) return people.length === 1 ? matched(only) : ambiguous(people);
  const fitting = people.filter(
    person => fitsByPhone(person, isOther) && !isContradicted(person, heard, index),
  );
  const [fit] = fitting;
  if (fit && fitting.length === 1) return matched(fit);
  if (fit) {
    const best = theOneAhead(fitting);
    return best ? matched(best) : ambiguous([...fitting, ...people]);
  }
  const named_ = byWords(heard, index);
  return { ...ambiguous([...people, ...named_.candidates]), nameDiffers: named };
}

function byWords(heard: Heard, index: ContactIndex): Identified {
  const rows = candidateRows(heard, index);
  const all = [...rows].flatMap(row => look(row, heard, index, false) ?? []);
  const strong = merge(
    all.filter(candidate => fitsByWords(candidate, heard)),
    index,
  );
  const [first] = strong;
  if (first && strong.length === 1 && !isContradicted(first, heard, index)) return matched(first);
  if (first) {
    const best = theOneAhead(strong);
    if (best && !isContradicted(best, heard, index)) return matched(best);
    return ambiguous([...strong, ...all.filter(candidate => isWeakFit(candidate, heard))]);
  }
  const weak = merge(
    all.filter(candidate => isWeakFit(candidate, heard)),
    index,
  );
  return weak.length === 0 ? unknown : ambiguous(weak);
}

/** Of several who fit, the one who fits clearly better: by first name, or by a name that sounds the same. */
function theOneAhead(fitting: readonly Candidate[]): Candidate | null {
  const sorted = [...fitting].sort((a, b) => closeness(b) - closeness(a));
  const [best, next] = sorted;
  if (!best || !next) return best ?? null;
  return closeness(best) - closeness(next) >= AHEAD ? best : null;
}

/** A first name that fits is worth 0.25; a surname that sounds clearly different from what was said, as much. */
const AHEAD = 0.17;

const closeness = (candidate: Candidate): number =>
  (candidate.name ? worth(candidate.name) : 0) +
  (candidate.address && candidate.address.house === 'nearly' ? -0.2 : 0) +
  (candidate.address ? candidate.address.street : 0);

/** Another name was said as surely, and it does not fit this row: two people, or one who is not understood. */
function isContradicted(candidate: Candidate, heard: Heard, index: ContactIndex): boolean {
  if (candidate.company !== null) return false;
  const row = index.row(candidate.row);
  if (!row) return true;
  return heard.claims.some(claim => {
    const fit = nameFit(row, claim);
    // "Evers mein Name, Sunniva Evers": the phrase only adds the first name.
    if (claim.cue === 'bare') return fit !== null && fit.surname >= 0.85 && fit.first === 'contradicts';
    const isHeld =
      claim.cue === 'named' || claim.readings.some(reading => (reading.surnames[0]?.like ?? 0) >= 0.9);
    return (
      isHeld && (fit === null || (fit.surname < 0.6 && fit.first !== 'fits') || fit.first === 'contradicts')
    );
  });
}

/** One row against what was heard; null: the row does not exist. */
function look(row: number, heard: Heard, index: ContactIndex, isNumberKnown: boolean): Candidate | null {
  const known = index.row(row);
  if (!known) return null;
  let name: NameFit | null = null;
  let nameSaid = '';
  for (const claim of heard.claims) {
    const fit = nameFit(known, claim);
    if (fit && (!name || worth(fit) > worth(name))) [name, nameSaid] = [fit, claim.said];
  }
  const address = addressFit(known, heard.addresses);
  const company = companySaid(known, heard);
  const score =
    (isNumberKnown ? 1 : 0) +
    (name ? worth(name) : 0) +
    (company ? 1 : 0) +
    (address
      ? address.street * 0.5 + { fits: 0.5, nearly: 0.4, absent: 0.1, contradicts: -0.1 }[address.house]
      : 0);
  return { row, score, isNumberKnown, name, nameSaid, address, company };
}

const companySaid = (row: KnownRow, heard: Heard): string | null =>
  row.company === ''
    ? null
    : (heard.companies.find(claim => claim.companies.some(company => company.key === row.company))?.said ??
      null);

/** Rows of one person count once: same name, and a number or mail address in common. The best row stands for all. */
function merge(candidates: readonly Candidate[], index: ContactIndex): Candidate[] {
  const sorted = [...candidates].sort((a, b) => b.score - a.score);
  if (sorted.length < 2 || sorted.length > MOST_MERGED) return sorted;
  const kept: { candidate: Candidate; name: string; reached: Set<string> }[] = [];
  for (const candidate of sorted) {
    const name = nameOf(index.row(candidate.row));
    const reached = new Set(index.reachedBy(candidate.row));
    const same = kept.find(
      one => one.name === name && name !== '' && [...reached].some(way => one.reached.has(way)),
    );
    if (!same) kept.push({ candidate, name, reached });
  }
  return kept.map(one => one.candidate);
}

const MOST_MERGED = 60;

const nameOf = (row: KnownRow | null): string =>
  row === null
    ? ''
    : [...row.persons.map(person => `${person.surname}/${person.firstName}`), row.company].sort().join(';');

const unknown: Identified = { decision: 'unknown', candidates: [], nameDiffers: false };
const matched = (candidate: Candidate): Identified => ({
  decision: 'matched',
  candidates: [candidate],
  nameDiffers: false,
});

function ambiguous(candidates: readonly Candidate[]): Identified {
  const seen = new Set<number>();
  const once = candidates.filter(({ row }) => !seen.has(row) && seen.add(row));
  return { decision: 'ambiguous', candidates: once.slice(0, MOST_CANDIDATES), nameDiffers: false };
}
