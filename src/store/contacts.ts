import { asc, count, inArray } from 'drizzle-orm';
import type { Contact } from '../domain/contact.ts';
import type { Tx } from './open.ts';
import { contactNumbers, contacts } from './schema.ts';

/** Replaces the whole list. Call inside a transaction: the old list stays until the new one is whole. */
export function replaceContacts(db: Tx, list: Iterable<Contact>): number {
  db.delete(contactNumbers).run();
  db.delete(contacts).run();
  let added = 0;
  for (const contact of list) {
    const { contactId, numbers, ...facts } = contact;
    db.insert(contacts)
      .values({ id: contactId, ...facts })
      .run();
    for (const number of new Set(numbers)) db.insert(contactNumbers).values({ contactId, number }).run();
    added += 1;
  }
  return added;
}

export function listContacts(db: Tx): Contact[] {
  const numbers = new Map<string, string[]>();
  for (const row of db.select().from(contactNumbers).orderBy(asc(contactNumbers.number)).all()) {
    const list = numbers.get(row.contactId);
    if (list) list.push(row.number);
    else numbers.set(row.contactId, [row.number]);
  }
  return db
    .select()
    .from(contacts)
    .orderBy(asc(contacts.id))
    .all()
    .map(({ id, ...facts }) => ({ contactId: id, ...facts, numbers: numbers.get(id) ?? [] }));
}

/** The contacts with this number, read straight from the index. */
export function contactsWithNumber(db: Tx, number: string): Contact[] {
  const ids = db
    .select({ contactId: contactNumbers.contactId })
    .from(contactNumbers)
    .where(inArray(contactNumbers.number, [number]))
    .all()
    .map(row => row.contactId);
  if (ids.length === 0) return [];
  return db
    .select()
    .from(contacts)
    .where(inArray(contacts.id, ids))
    .orderBy(asc(contacts.id))
    .all()
    .map(({ id, ...facts }) => ({ contactId: id, ...facts, numbers: [number] }));
}

export function countContacts(db: Tx): number {
  return db.select({ count: count() }).from(contacts).get()?.count ?? 0;
}
