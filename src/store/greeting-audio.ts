/** Recordings that an office uploaded as greetings; the files lie in the greetings folder under their id. */
import { eq } from 'drizzle-orm';
import type { Instant } from '../domain/ids.ts';
import type { Tx } from './open.ts';
import { greetingAudio } from './schema.ts';

export type GreetingAudioRow = typeof greetingAudio.$inferSelect;

export function addGreetingAudio(
  db: Tx,
  audio: { id: string; fileName: string; format: 'mp3' | 'wav'; durationMs: number; now: Instant },
): void {
  const { now, ...row } = audio;
  db.insert(greetingAudio)
    .values({ ...row, createdAt: now })
    .run();
}

export function findGreetingAudio(db: Tx, id: string): GreetingAudioRow | null {
  return db.select().from(greetingAudio).where(eq(greetingAudio.id, id)).get() ?? null;
}

export function listGreetingAudio(db: Tx): GreetingAudioRow[] {
  return db.select().from(greetingAudio).all();
}

export function removeGreetingAudio(db: Tx, id: string): void {
  db.delete(greetingAudio).where(eq(greetingAudio.id, id)).run();
}
