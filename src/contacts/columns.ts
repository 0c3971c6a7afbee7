import type { ColumnMapping, ContactField } from '../domain/contact-import.ts';
import { isNumberHeader, synonyms } from './column-words.ts';

/** Which field each column holds; null: a column we do not need. Only numbers may stand in several. */
export function readHeader(cells: readonly string[], mapping: ColumnMapping = {}): (ContactField | null)[] {
  const taken = new Set<ContactField>();
  let before: ContactField | null = null;
  return cells.map(cell => {
    // "Straße;Nr.": the house number. Anywhere else "Nr." may count anything.
    const own = before === 'street' && /^\s*(nr|nummer)\.?\s*$/i.test(cell) ? 'houseNumber' : fieldOf(cell);
    const field = Object.hasOwn(mapping, cell.trim()) ? (mapping[cell.trim()] ?? null) : own;
    before = field;
    if (field === null || (field !== 'number' && taken.has(field))) return null;
    taken.add(field);
    return field;
  });
}

/** Whether a list with these columns can name anybody. */
export const hasNameColumn = (fields: readonly (ContactField | null)[]): boolean =>
  fields.some(field => field === 'name' || field === 'lastName' || field === 'company');

function fieldOf(cell: string): ContactField | null {
  const key = cell
    .slice(0, 100)
    .normalize('NFC')
    .toLowerCase()
    .replace(/ä/g, 'ae')
    .replace(/ö/g, 'oe')
    .replace(/ü/g, 'ue')
    .replace(/ß/g, 'ss')
    .replace(/[^a-z0-9]/g, '');
  if (isNumberHeader(key)) return 'number';
  return fieldByKey.get(key) ?? null;
}

const fieldByKey = new Map(
  Object.entries(synonyms).flatMap(([field, words]) =>
    words.split(/\s+/).map(word => [word, field as ContactField] as const),
  ),
);
