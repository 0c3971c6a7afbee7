/** What synthetic voices have spoken, and what callers heard last of each greeting; files as in `greeting-audio.ts`. */
import { and, eq } from 'drizzle-orm';
import type { Instant, MailboxId } from '../domain/ids.ts';
import type { Language } from '../domain/voice.ts';
import type { Tx } from './open.ts';
import { lastGreetings, spokenGreetings } from './schema.ts';

export type SpokenGreeting = typeof spokenGreetings.$inferSelect;

/** Made again, it counts from now on. */
export function keepSpokenGreeting(
  db: Tx,
  spoken: { audioId: string; language: Language; voice: string; durationMs: number; now: Instant },
): void {
  const { now, ...facts } = spoken;
  const row = { ...facts, isSynthetic: true, madeAt: now };
  db.insert(spokenGreetings)
    .values(row)
    .onConflictDoUpdate({ target: spokenGreetings.audioId, set: row })
    .run();
}

export const findSpokenGreeting = (db: Tx, audioId: string): SpokenGreeting | null =>
  db.select().from(spokenGreetings).where(eq(spokenGreetings.audioId, audioId)).get() ?? null;

export const listSpokenGreetings = (db: Tx): SpokenGreeting[] => db.select().from(spokenGreetings).all();

export function removeSpokenGreeting(db: Tx, audioId: string): void {
  db.delete(spokenGreetings).where(eq(spokenGreetings.audioId, audioId)).run();
}

/** `greetingId`: of a timed greeting, or `standard` or `goodbye`. */
export function keepLastGreeting(
  db: Tx,
  last: { mailboxId: MailboxId; greetingId: string; audioId: string },
): void {
  db.insert(lastGreetings)
    .values(last)
    .onConflictDoUpdate({
      target: [lastGreetings.mailboxId, lastGreetings.greetingId],
      set: { audioId: last.audioId },
    })
    .run();
}

export const listLastGreetings = (db: Tx): (typeof lastGreetings.$inferSelect)[] =>
  db.select().from(lastGreetings).all();

export function removeLastGreeting(db: Tx, last: { mailboxId: MailboxId; greetingId: string }): void {
  db.delete(lastGreetings)
    .where(and(eq(lastGreetings.mailboxId, last.mailboxId), eq(lastGreetings.greetingId, last.greetingId)))
    .run();
}
