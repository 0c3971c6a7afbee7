/** Contacts as versions before contact sets kept them; read once, when such a version is replaced. */
import { asc } from 'drizzle-orm';
import type { Contact } from '../domain/contact.ts';
import type { Tx } from './open.ts';
import { contactNumbers, contacts } from './schema.ts';

export function oldContacts(db: Tx): Contact[] {
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

export function removeOldContacts(db: Tx): void {
  db.delete(contactNumbers).run();
  db.delete(contacts).run();
}
