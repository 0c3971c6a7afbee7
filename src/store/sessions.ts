/** Who is logged in, and the one-time links that let somebody in. Only hashes of tokens are stored here. */
import { and, eq, gt, isNull, lte, or } from 'drizzle-orm';
import type { Instant, Milliseconds, UserId } from '../domain/ids.ts';
import type { Tx } from './open.ts';
import { loginLinks, sessions, users } from './schema.ts';

export interface SessionRow {
  tokenHash: string;
  userId: UserId;
  userName: string;
  usedAt: Instant;
}

export function addSession(
  db: Tx,
  session: { tokenHash: string; userId: UserId; now: Instant; expiresAt: Instant },
): void {
  const { tokenHash, userId, now, expiresAt } = session;
  db.insert(sessions).values({ tokenHash, userId, createdAt: now, usedAt: now, expiresAt }).run();
}

/** The session of this token while it is neither over nor longer unused than `idleMs`; else null. */
export function findSession(
  db: Tx,
  options: { tokenHash: string; now: Instant; idleMs: Milliseconds },
): SessionRow | null {
  return (
    db
      .select({
        tokenHash: sessions.tokenHash,
        userId: sessions.userId,
        userName: users.name,
        usedAt: sessions.usedAt,
      })
      .from(sessions)
      .innerJoin(users, eq(users.id, sessions.userId))
      .where(
        and(
          eq(sessions.tokenHash, options.tokenHash),
          gt(sessions.expiresAt, options.now),
          gt(sessions.usedAt, options.now - options.idleMs),
        ),
      )
      .get() ?? null
  );
}

export function touchSession(db: Tx, tokenHash: string, now: Instant): void {
  db.update(sessions).set({ usedAt: now }).where(eq(sessions.tokenHash, tokenHash)).run();
}

export function removeSession(db: Tx, tokenHash: string): void {
  db.delete(sessions).where(eq(sessions.tokenHash, tokenHash)).run();
}

/** Removes what lets nobody in any more: ended sessions, used or expired links. */
export function removeOldSessions(db: Tx, options: { now: Instant; idleMs: Milliseconds }): void {
  db.delete(sessions)
    .where(or(lte(sessions.expiresAt, options.now), lte(sessions.usedAt, options.now - options.idleMs)))
    .run();
  db.delete(loginLinks).where(lte(loginLinks.expiresAt, options.now)).run();
}

/** `userId` null: the link opens the first-run page. */
export function addLoginLink(
  db: Tx,
  link: { tokenHash: string; userId: UserId | null; now: Instant; expiresAt: Instant },
): void {
  const { tokenHash, userId, now, expiresAt } = link;
  db.insert(loginLinks).values({ tokenHash, userId, createdAt: now, expiresAt }).run();
}

/** True while this first-run link can be used. */
export function isFirstRunLink(db: Tx, tokenHash: string, now: Instant): boolean {
  const usable = and(
    eq(loginLinks.tokenHash, tokenHash),
    isNull(loginLinks.userId),
    isNull(loginLinks.usedAt),
    gt(loginLinks.expiresAt, now),
  );
  return db.select({ at: loginLinks.createdAt }).from(loginLinks).where(usable).get() !== undefined;
}

/** Uses up a link, in one statement, so that of two at once only one gets it; null: used, expired, unknown. */
export function redeemLoginLink(db: Tx, tokenHash: string, now: Instant): { userId: UserId | null } | null {
  return (
    db
      .update(loginLinks)
      .set({ usedAt: now })
      .where(
        and(eq(loginLinks.tokenHash, tokenHash), isNull(loginLinks.usedAt), gt(loginLinks.expiresAt, now)),
      )
      .returning({ userId: loginLinks.userId })
      .get() ?? null
  );
}
