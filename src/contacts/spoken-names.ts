import type { Contact } from '../domain/contact.ts';

export type SpokenKind = 'street' | 'object' | 'surname';
type Spoken = Pick<Contact, 'street' | 'object'> & { persons?: readonly { lastName: string | null }[] };

/**
 * The names that callers are most likely to say: streets of the houses that are looked after, then the
 * properties' own names, then family names; each group with the most contacts first. Without house numbers,
 * each once. The contacts are a customer's file, so a name may be anything.
 */
export function makeSpokenNames(): {
  add(contact: Spoken): void;
  found(most: number): { name: string; kind: SpokenKind; count: number }[];
} {
  const counts: Record<SpokenKind, Map<string, number>> = {
    street: new Map(),
    object: new Map(),
    surname: new Map(),
  };
  const count = (kind: SpokenKind, name: string | null): void => {
    const known = counts[kind];
    if (name === null || (known.size >= MOST_DIFFERENT && !known.has(name))) return;
    known.set(name, (known.get(name) ?? 0) + 1);
  };
  return {
    add({ street, object, persons = [] }) {
      count('street', withoutNumber(street));
      count('object', withoutNumber(object));
      for (const { lastName } of persons) count('surname', withoutNumber(lastName));
    },
    found(most) {
      const names = new Map<string, { name: string; kind: SpokenKind; count: number }>();
      for (const kind of ['street', 'object', 'surname'] as const) {
        for (const [name, times] of [...counts[kind]].sort((a, b) => b[1] - a[1]).slice(0, most)) {
          if (!names.has(name)) names.set(name, { name, kind, count: times });
        }
      }
      return [...names.values()].slice(0, most);
    },
  };
}

/** Keeps a list whose every row is another street from filling the memory. */
const MOST_DIFFERENT = 100_000;

/** "Bahnhofstr. 12a" → "Bahnhofstraße"; null: nothing that is said as a word. */
function withoutNumber(name: string | null): string | null {
  const plain = (name ?? '')
    .replace(/\s*\d.*$/, '')
    .replace(/(s)tr\.?$/i, '$1traße')
    .trim();
  return /\p{L}{3}/u.test(plain) ? plain : null;
}
