/**
 * A name as lists write it → the people it names: "Müller, Hans u. Petra", "Dr. Anna Schmidt",
 * "Eheleute Meier", "Hans Müller / Petra Schmidt". Nothing is added that the list does not say.
 */
import type { PersonName } from '../domain/contact.ts';

/** `cells` as they stand in their columns; null: empty, or there is no such column. */
export interface NameCells {
  name: string | null;
  firstName: string | null;
  lastName: string | null;
  salutation: string | null;
  title: string | null;
}

/** At most eight people; empty when no cell holds a person's name. */
export function personsOf(cells: NameCells): PersonName[] {
  // "Name;Vorname" is common: then "Name" is the family name.
  const familyName = cells.lastName ?? (cells.firstName === null ? null : cells.name);
  const people =
    familyName === null
      ? peopleOf(cells.name ?? cells.firstName ?? '')
      : peopleInColumns(cells.firstName ?? '', familyName);
  return people.slice(0, MOST_PERSONS).map(person => ({
    ...person,
    title: person.title ?? cells.title,
    salutation: person.salutation ?? (people.length === 1 ? personal(cells.salutation) : null),
  }));
}

/** "Behrens & Söhne GmbH" in a column of names. */
export const isCompany = (name: string): boolean => company.test(name);

const company =
  /(^|[\s,(-])(gmbh|mbh|ag|kg|ohg|gbr|ug|eg|kgaa|se|e\.\s?v\.?|e\.\s?k\.?|partg|ltd\.?|inc\.?|stiftung|stadtwerke|firma|fa\.)([\s,).&]|$)/i;

/** "Leerstand", "unbekannt", "N.N.", "-": the row is about nobody. */
export const isNobody = (name: string): boolean => nobody.test(name.trim());

const nobody =
  /^(leerstand|leer|unbekannt|n\.?\s?n\.?|n\/a|-+|\.+|\?+|x+|frei|nicht vermietet|unvermietet|kein mieter|ohne|diverse)$/i;

const MOST_PERSONS = 8;
const particles =
  'von|van|de|der|den|zu|zur|zum|vom|da|di|del|della|du|la|le|el|al|ten|ter|te|dos|das|do|af|und zu';
const titlePattern =
  /^((?:Prof|Dr|Dipl|Ing|med|phil|jur|rer|nat|Mag|habil|h\.\s?c|dent|vet)\.?(?:-(?:Ing|Kfm)\.?)?\s+)+/i;
const salutationPattern = /^(Herrn?|Frau|Fr\.|Hr\.|Familie|Fam\.|Eheleute|Ehel\.|Ehepaar|Firma|Fa\.)\s+/i;
/** What joins two people in one cell. */
const joint = /\s*(?:\bund\b|\bu\.|&|\+|\/|\n|;)\s*/i;

function peopleInColumns(firstNames: string, familyName: string): PersonName[] {
  const firsts = firstNames.split(joint).filter(part => part !== '');
  const lasts = familyName.split(joint).filter(part => part !== '');
  // "Hans / Petra" and "Müller / Schmidt" belong together in their order; one family name is everybody's.
  const count = Math.max(firsts.length, lasts.length, 1);
  return Array.from({ length: count }, (_, index) => {
    const last = lasts.length === 1 ? lasts[0] : lasts[index];
    const first = firsts.length === 1 && lasts.length > 1 && index > 0 ? undefined : firsts[index];
    return withoutTitle(last ?? lasts.at(-1) ?? '', rest => ({ lastName: rest, firstName: first ?? null }));
  });
}

function peopleOf(text: string): PersonName[] {
  const bare = text
    .replace(/\([^)]*\)/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  if (bare === '') return [];
  const comma = bare.indexOf(',');
  const parts = splitPeople(bare);
  if (comma > 0 && parts.length > 1) {
    // "Müller, Hans u. Petra" has one family name; "Müller, Hans / Schmidt, Petra" has two.
    if (parts.filter(part => part.includes(',')).length === 1 && parts[0]?.includes(',')) {
      const [last = '', first = ''] = parts[0].split(/\s*,\s*/);
      const people = withoutTitle(last, rest => ({ lastName: rest, firstName: first }));
      return [
        people,
        ...parts
          .slice(1)
          .map(part => withoutTitle(part, rest => ({ lastName: people.lastName, firstName: rest }))),
      ];
    }
  }
  const people = parts.map(personOf);
  // "Hans und Petra Müller": who has no family name has that of the next.
  for (let at = people.length - 2; at >= 0; at -= 1) {
    const person = people[at];
    const next = people[at + 1];
    if (
      person &&
      next &&
      person.firstName === null &&
      next.firstName !== null &&
      isOneWord(person.lastName)
    ) {
      people[at] = { ...person, firstName: person.lastName, lastName: next.lastName };
    }
  }
  return people;
}

const splitPeople = (text: string): string[] => text.split(joint).filter(part => part !== '');
const isOneWord = (text: string | null): boolean => text !== null && !/\s/.test(text);

function personOf(text: string): PersonName {
  return withoutTitle(text, rest => {
    const [last = '', first] = rest.split(/\s*,\s*/);
    if (first !== undefined) return { lastName: last, firstName: first };
    const words = rest.split(' ');
    if (words.length === 1) return { lastName: rest, firstName: null };
    // The family name is the last word and the particles before it.
    let from = words.length - 1;
    while (from > 1 && new RegExp(`^(?:${particles})$`, 'i').test(words[from - 1] ?? '')) from -= 1;
    return { lastName: words.slice(from).join(' '), firstName: words.slice(0, from).join(' ') };
  });
}

function withoutTitle(
  text: string,
  read: (rest: string) => { lastName: string | null; firstName: string | null },
): PersonName {
  const salutation = salutationPattern.exec(text)?.[1] ?? null;
  const addressed = text.replace(salutationPattern, '');
  const title = titlePattern.exec(addressed)?.[0].trim() ?? null;
  const { lastName, firstName } = read(addressed.replace(titlePattern, '').trim());
  const innerTitle = titlePattern.exec(firstName ?? '')?.[0].trim() ?? null;
  return {
    salutation: personal(salutation),
    title: title ?? innerTitle,
    firstName: (firstName ?? '').replace(titlePattern, '').trim() || null,
    lastName: lastName?.trim() || null,
  };
}

/** Only what tells how one person is addressed. */
function personal(salutation: string | null): string | null {
  if (/^(herrn?|hr\.?|m|männlich|mr)$/i.test(salutation ?? '')) return 'Herr';
  if (/^(frau|fr\.?|w|weiblich|f|mrs|ms)$/i.test(salutation ?? '')) return 'Frau';
  return null;
}
