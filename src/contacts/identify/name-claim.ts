import { type FirstNameFit, firstNameFit } from './first-name-fit.ts';
import type { Alike, ContactIndex, KnownRow } from './index-reader.ts';
import type { Introduction } from './introduction.ts';
import type { Cue } from './introduction-cues.ts';
import { particles, titles } from './known-name.ts';
import { likeness } from './sound.ts';
import type { Spelled } from './spelled-name.ts';
import type { SpokenWord } from './spoken-words.ts';

/** One way to read the words of an introduction. Folded and glued. */
export interface NameReading {
  surname: string;
  /** The same as the recogniser wrote it, or as it was spelled. */
  surnameSaid: string;
  /** '': none said. */
  firstName: string;
  /** "Müller, Peter", "Müller Peter". */
  isReversed: boolean;
  /** The set's names that are like it. */
  surnames: Alike[];
  isSpelled: boolean;
}

/** Who the caller claims to be: all readings of one introduction. */
export interface NameClaim {
  cue: Cue;
  /** As it was said, for the evidence. */
  said: string;
  gender: 'm' | 'w' | '';
  readings: NameReading[];
  from: number;
}

/** How well a row's person fits a claim. */
export interface NameFit {
  /** 0 to 1. */
  surname: number;
  first: FirstNameFit;
  /** "Herr" was said of somebody whom the list calls "Frau". */
  isOtherGender: boolean;
  isSpelled: boolean;
  /** Of all names of the set, this is (nearly) the closest to what was said. */
  isClosest: boolean;
  /** What was said is another name of the set, as good as to the letter. */
  isAnothers: boolean;
}

/** Introductions → claims; those that overlap are readings of one. Bare phrases count only where the set knows the name. */
export function nameClaims(
  words: readonly SpokenWord[],
  introductions: readonly Introduction[],
  spelled: readonly Spelled[],
  index: ContactIndex,
): NameClaim[] {
  const claims: NameClaim[] = [];
  for (const introduction of [...introductions].sort(
    (a, b) => strength[b.cue] - strength[a.cue] || a.from - b.from,
  )) {
    const readings = readingsOf(words, introduction, spelled, index);
    if (readings.length === 0 || !isBelieved(introduction.cue, readings, index)) continue;
    const same = claims.find(
      claim => Math.abs(claim.from - introduction.from) < 4 && claim.cue === introduction.cue,
    );
    const said = words
      .slice(introduction.from, introduction.to)
      .map(word => word.raw)
      .join(' ');
    if (same) {
      same.readings.push(...readings);
      same.gender ||= introduction.gender;
      if (said.length > same.said.length) same.said = said;
    } else
      claims.push({
        cue: introduction.cue,
        said,
        gender: introduction.gender,
        readings,
        from: introduction.from,
      });
  }
  return claims;
}

/** The best that any person of the row makes of the claim. */
export function nameFit(row: KnownRow, claim: NameClaim): NameFit | null {
  let best: NameFit | null = null;
  for (const person of row.persons) {
    for (const reading of claim.readings) {
      const surname = surnameLike(person.surname, reading);
      const first = firstNameFit(reading.firstName, person.firstName);
      // "Müller Peter" is read backwards only for somebody who is called Peter.
      if (reading.isReversed && first !== 'fits') continue;
      if (surname < LEAST) continue;
      const top = reading.surnames[0]?.like ?? 0;
      const fit: NameFit = {
        surname,
        first,
        isOtherGender: claim.gender !== '' && person.gender !== '' && claim.gender !== person.gender,
        isSpelled: reading.isSpelled,
        isClosest: surname >= top - 0.05,
        isAnothers: surname < ALMOST_SAME && top >= SAME_SOUND,
      };
      if (!best || worth(fit) > worth(best)) best = fit;
    }
  }
  return best;
}

const LEAST = 0.62;
/** Below this two names of the usual length differ by more than one letter. */
const ALMOST_SAME = 0.85;
/** Names that sound the same and are written differently have 0.985. */
const SAME_SOUND = 0.98;

export const worth = (fit: NameFit): number =>
  fit.surname +
  (fit.first === 'fits' ? 0.25 : fit.first === 'contradicts' ? -0.4 : 0) -
  (fit.isOtherGender ? 0.4 : 0);

const strength: Record<Cue, number> = { named: 3, plain: 2, bare: 1 };

/** A part of a double name proves less than the whole. */
const PART = 0.76;

function surnameLike(known: string, reading: NameReading): number {
  if (known === '') return 0;
  const learned = reading.surnames.find(value => value.key === known)?.like ?? 0;
  const whole = Math.max(likeness(reading.surname, known), learned);
  const isPart =
    reading.surname.length >= 4 && (known.startsWith(reading.surname) || known.endsWith(reading.surname));
  return isPart ? Math.max(whole, PART) : whole;
}

function readingsOf(
  words: readonly SpokenWord[],
  { from, to }: Introduction,
  spelled: readonly Spelled[],
  index: ContactIndex,
): NameReading[] {
  const said = words.slice(from, to).filter(word => !titles.has(word.folded));
  const found: Reading[] = [];
  for (let at = 0; at < said.length; at += 1) {
    const [before, behind] = [said.slice(0, at), said.slice(at)];
    add(found, behind, before, false);
    if (at > 0) add(found, before, behind, true);
  }
  const near = spelled.filter(run => run.from >= from && run.from - to <= FARTHEST_SPELLED);
  for (const reading of [...found]) {
    const run = near.find(one => likeness(one.key, reading.surname) >= 0.5);
    if (run) found.push({ ...reading, surname: run.key, surnameSaid: capitalised(run.key), isSpelled: true });
  }
  const areSpelled = found.some(reading => reading.isSpelled);
  return found
    .filter(reading => !areSpelled || reading.isSpelled)
    .map(reading => ({ ...reading, surnames: index.surnamesLike(reading.surname) }));
}

type Reading = Omit<NameReading, 'surnames'>;

const capitalised = (name: string): string => name.slice(0, 1).toUpperCase() + name.slice(1);

/** So many words may stand between a name and its spelling. */
const FARTHEST_SPELLED = 12;

function add(
  found: Reading[],
  last: readonly SpokenWord[],
  first: readonly SpokenWord[],
  isReversed: boolean,
): void {
  const surname = [...last];
  while (surname.length > 1 && particles.has(surname[0]?.folded ?? '')) surname.shift();
  const given = first.filter(word => !particles.has(word.folded));
  const key = surname.map(word => word.folded).join('');
  if (key.length < 2 || given.length > 2) return;
  found.push({
    surname: key,
    surnameSaid: surname.map(word => word.raw).join(' '),
    firstName: given.map(word => word.folded).join(''),
    isReversed,
    isSpelled: false,
  });
}

/** "mein Name ist X" is believed; "ich bin X" and a phrase that may be a name need more. */
function isBelieved(cue: Cue, readings: readonly NameReading[], index: ContactIndex): boolean {
  if (cue === 'named') return true;
  const knows = (least: number): boolean =>
    readings.some(reading => (reading.surnames[0]?.like ?? 0) >= least);
  const hasFirst = readings.some(reading => reading.firstName !== '' && index.isFirstName(reading.firstName));
  if (cue === 'plain') return knows(0.75) || hasFirst || readings.length > 1;
  return knows(0.93) || (hasFirst && knows(0.8));
}
