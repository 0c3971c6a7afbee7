import type { ContactRecord } from '../../domain/contact.ts';
import { fold } from './sound.ts';

/** Forms of a company that nobody says on the telephone. */
const forms = new Set([
  ...[
    'gmbh',
    'mbh',
    'ag',
    'kg',
    'kgaa',
    'ohg',
    'gbr',
    'ek',
    'eg',
    'ev',
    'ug',
    'se',
    'co',
    'cie',
    'inh',
    'partg',
  ],
  ...['und', 'firma', 'fa', 'haftungsbeschraenkt'],
]);

/** "Sanitär Müller GmbH & Co. KG" → "sanitaermueller"; '': no company. */
export function companyKey(text: string): string {
  return companyWords(text).join('');
}

export const companyWords = (text: string): string[] =>
  text
    .replace(/\be\.\s?([KGV])\b\.?/g, 'e$1')
    .split(/[\s\-.,&+/()]+/)
    .map(fold)
    .filter(word => word !== '' && !forms.has(word));

/** What the search finds a contact by, folded, each once; street kinds written out. */
export interface SearchWords {
  /** All of them. */
  all: string[];
  /** Words of names and places, which many share: these are also found when they are mistyped. */
  named: string[];
}

export function searchWords(contact: ContactRecord): SearchWords {
  const street = contact.streetName ?? '';
  const named = eachOnce([
    ...contact.persons.flatMap(person => [person.firstName, person.lastName]),
    contact.company,
    street.replace(/str(?:\.|asse|aße)?(?=\s|$)/i, 'strasse'),
    street,
    contact.city,
    contact.object,
    contact.manager,
    contact.role,
  ]);
  const others = [...eachOnce([contact.houseNumber, contact.postcode, contact.unit])];
  // Each of these stands in one row only.
  for (const text of [contact.name, contact.mailAddress, contact.externalId])
    if (text !== null) others.push(...wordsOf(text));
  return { all: [...new Set([...named, ...others])], named: named.filter(word => /^[a-z]{3,}$/.test(word)) };
}

const eachOnce = (texts: readonly (string | null)[]): string[] => [
  ...new Set(texts.flatMap(text => (text === null ? [] : recalledWords(text)))),
];

/** Towns, streets and first names come again and again. */
const recalled = new Map<string, readonly string[]>();
const MOST_RECALLED = 20_000;

function recalledWords(text: string): readonly string[] {
  const known = recalled.get(text);
  if (known) return known;
  const words = wordsOf(text);
  if (recalled.size >= MOST_RECALLED) recalled.clear();
  recalled.set(text, words);
  return words;
}

/** The import is over: its words are not needed any longer. */
export const forgetWords = (): void => recalled.clear();

/** Folded words of a text; hyphens part them, and the glued whole is a word too ("hans-peter" → hans, peter, hanspeter). */
export function wordsOf(text: string): string[] {
  const words: string[] = [];
  for (const piece of text.split(/[\s,;:()/]+/)) {
    const parts = piece
      .split(/[-.@_]+/)
      .map(fold)
      .filter(part => part !== '');
    words.push(...parts);
    if (parts.length > 1 && parts.length < 4) words.push(parts.join(''));
  }
  return words;
}
