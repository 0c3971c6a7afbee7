import { count, eq, sql } from 'drizzle-orm';
import type { Instant, UserId } from '../domain/ids.ts';
import { newId } from './new-id.ts';
import type { Tx } from './open.ts';
import { users } from './schema.ts';

export type UserRow = typeof users.$inferSelect;

/** Adds a user. A name that is taken (whatever its case) makes SQLite refuse. */
export function addUser(db: Tx, input: { name: string; passwordHash: string; now: Instant }): UserId {
  const id = newId<'user'>();
  db.insert(users)
    .values({ id, name: input.name, passwordHash: input.passwordHash, createdAt: input.now })
    .run();
  return id;
}

/** The user of this name, upper and lower case of A to Z alike. */
export function findUserByName(db: Tx, name: string): UserRow | null {
  return db.select().from(users).where(sql`${users.name} = ${name} COLLATE NOCASE`).get() ?? null;
}

export function countUsers(db: Tx): number {
  return db.select({ count: count() }).from(users).get()?.count ?? 0;
}

export function findUserById(db: Tx, userId: UserId): UserRow | null {
  return db.select().from(users).where(eq(users.id, userId)).get() ?? null;
}
