import type { Contact } from '../domain/contact.ts';

/**
 * The names that callers are most likely to say: streets of the houses that are looked after, those with the
 * most contacts first, then the properties' own names. Without house numbers, each once. Pure; the contacts
 * are a customer's file, so a name may be anything.
 */
export function spokenNames(contacts: readonly Contact[]): string[] {
  const streets = counted(contacts.map(contact => withoutNumber(contact.street)));
  const objects = counted(contacts.map(contact => withoutNumber(contact.object)));
  return [...new Set([...streets, ...objects])].slice(0, MOST);
}

/** An engine gets far fewer: this only keeps the list of a large house short. */
const MOST = 200;

/** "Bahnhofstr. 12a" → "Bahnhofstraße"; null: nothing that is said as a word. */
function withoutNumber(name: string | null): string | null {
  const plain = (name ?? '')
    .replace(/\s*\d.*$/, '')
    .replace(/(s)tr\.?$/i, '$1traße')
    .trim();
  return /\p{L}{3}/u.test(plain) ? plain : null;
}

function counted(names: readonly (string | null)[]): string[] {
  const counts = new Map<string, number>();
  for (const name of names) if (name !== null) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]).map(([name]) => name);
}
