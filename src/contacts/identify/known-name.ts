import type { PersonName } from '../../domain/contact.ts';
import { fold } from './sound.ts';

export interface KnownPerson {
  /** Folded and glued, without particle: "von der Heide-Şen" → "heidesen"; '': not known. */
  surname: string;
  /** Folded: "Hans-Peter" → "hanspeter"; '': not known. */
  firstName: string;
  gender: 'm' | 'w' | '';
}

/** A person of a row → what to look for. "Nachname, Vorname" in one cell is taken apart. */
export function knownPerson(person: PersonName): KnownPerson {
  const [last = '', behind = ''] = (person.lastName ?? '').split(',', 2);
  const surname = surnameKey(last);
  const firstName = fold(withoutTitles(person.firstName ?? '') || withoutTitles(behind));
  return {
    surname: empty.has(surname) ? '' : surname,
    firstName: empty.has(firstName) ? '' : firstName,
    gender: genderOf(person.salutation ?? ''),
  };
}

/** "Dr. von der Heide-Şen" → "heidesen". */
export function surnameKey(text: string): string {
  const words = withoutTitles(text).split(/\s+/);
  while (words.length > 1 && particles.has(fold(words[0] ?? ''))) words.shift();
  return fold(words.join(''));
}

/** Of a salutation; a couple has none. */
export function genderOf(salutation: string): 'm' | 'w' | '' {
  const words = salutation.split(/[\s,&+/]+/).map(fold);
  const isMan = words.some(word => /^(?:herr|herrn|hr|mr)$/.test(word));
  const isWoman = words.some(word => /^(?:frau|fr|mrs|ms)$/.test(word));
  return isMan === isWoman ? '' : isMan ? 'm' : 'w';
}

/** Words that stand before a family name and are often left out. */
export const particles = new Set([
  ...[
    'von',
    'van',
    'vom',
    'zu',
    'zum',
    'zur',
    'de',
    'der',
    'den',
    'dem',
    'del',
    'della',
    'di',
    'da',
    'dos',
    'du',
  ],
  ...['la', 'le', 'ten', 'ter', 'te', 'al', 'el', 'ben', 'bin', 'und'],
]);

/** Academic and other titles, folded. */
export const titles = new Set([
  ...[
    'dr',
    'doktor',
    'prof',
    'professor',
    'professorin',
    'dipl',
    'ing',
    'med',
    'phil',
    'jur',
    'rer',
    'nat',
    'mag',
  ],
  ...['herr', 'herrn', 'frau', 'familie', 'fam', 'eheleute', 'fraeulein'],
]);

/** What people write into a cell that is empty. */
const empty = new Set(['unbekannt', 'na', 'nn', 'keine', 'kein', 'ohne', 'entfaellt', 'null', 'leer']);

function withoutTitles(text: string): string {
  return text
    .split(/\s+/)
    .filter(word => !titles.has(fold(word)))
    .join(' ')
    .replace(/\([^)]*\)/g, ' ')
    .trim();
}

/** The parts of a double name: "Müller-Lüdenscheidt" → ["mueller", "luedenscheidt"]; a single name has none. */
export function partsOfSurname(text: string): string[] {
  const parts = text
    .split(/[-\s]+/)
    .map(fold)
    .filter(part => part.length >= 3 && !particles.has(part));
  return parts.length > 1 ? [...new Set(parts)] : [];
}
