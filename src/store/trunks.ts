import { asc, eq, max } from 'drizzle-orm';
import type { Instant, TrunkId } from '../domain/ids.ts';
import type { TrunkInput } from '../domain/trunk.ts';
import { newId } from './new-id.ts';
import type { Tx } from './open.ts';
import { remembered } from './prepared.ts';
import { trunks } from './schema.ts';

export interface StoredTrunk {
  trunkId: TrunkId;
  input: TrunkInput;
  /** Never leaves the house but to Asterisk. */
  password: string | null;
  updatedAt: Instant;
}

export const newTrunkId = (): TrunkId => newId<'trunk'>();

/**
 * All trunks in their order: the first one that can dials out for calls that came over none of them. The
 * answer is shared: nobody may change it.
 */
export const listTrunks = remembered<readonly StoredTrunk[]>(db =>
  db
    .select()
    .from(trunks)
    .orderBy(asc(trunks.position), asc(trunks.id))
    .all()
    .map(row => ({ trunkId: row.id, input: row.body, password: row.password, updatedAt: row.updatedAt })),
);

/** Adds it at the end, or replaces the one with its id. */
export function saveTrunk(db: Tx, trunk: StoredTrunk): void {
  const { trunkId, input, password, updatedAt } = trunk;
  const last =
    db
      .select({ position: max(trunks.position) })
      .from(trunks)
      .get()?.position ?? -1;
  db.insert(trunks)
    .values({
      id: trunkId,
      name: input.name,
      position: last + 1,
      body: input,
      password,
      createdAt: updatedAt,
      updatedAt,
    })
    .onConflictDoUpdate({ target: trunks.id, set: { name: input.name, body: input, password, updatedAt } })
    .run();
  listTrunks.forget(db);
}

export function removeTrunk(db: Tx, trunkId: TrunkId): void {
  db.delete(trunks).where(eq(trunks.id, trunkId)).run();
  listTrunks.forget(db);
}
