import { asc, count, eq } from 'drizzle-orm';
import type { Instant, UserId } from '../domain/ids.ts';
import { newId } from './new-id.ts';
import type { Tx } from './open.ts';
import { users } from './schema.ts';

export type UserRow = typeof users.$inferSelect;

/** Adds a user. A name that is taken makes SQLite refuse (whatever the case of A to Z): ask `findUserByName` first. */
export function addUser(db: Tx, input: { name: string; passwordHash: string; now: Instant }): UserId {
  const id = newId<'user'>();
  db.insert(users)
    .values({ id, name: input.name, passwordHash: input.passwordHash, createdAt: input.now })
    .run();
  return id;
}

/** The user of this name, upper and lower case alike. SQLite folds A to Z only, so it is asked here; users are few. */
export function findUserByName(db: Tx, name: string): UserRow | null {
  const wanted = folded(name);
  return listUsers(db).find(user => folded(user.name) === wanted) ?? null;
}

export function listUsers(db: Tx): UserRow[] {
  return db.select().from(users).orderBy(asc(users.id)).all();
}

const folded = (name: string) => name.trim().normalize('NFKC').toLocaleLowerCase('de');

export function countUsers(db: Tx): number {
  return db.select({ count: count() }).from(users).get()?.count ?? 0;
}

export function findUserById(db: Tx, userId: UserId): UserRow | null {
  return db.select().from(users).where(eq(users.id, userId)).get() ?? null;
}
