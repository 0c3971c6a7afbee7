/** Where messages went: a delivery is born before its first try, and every try is a row of its own. */
import { and, asc, desc, eq, sql } from 'drizzle-orm';
import type { Delivery, DeliveryOutcome } from '../domain/delivery.ts';
import type { DeliveryId, Instant, MessageId } from '../domain/ids.ts';
import { newId } from './new-id.ts';
import type { Tx } from './open.ts';
import { deliveries, deliveryTries } from './schema.ts';

export type DeliveryRow = typeof deliveries.$inferSelect;
export type DeliveryTryRow = typeof deliveryTries.$inferSelect;

/** The delivery of this message and generation; made when it is not there yet. */
export function ensureDelivery(
  db: Tx,
  input: {
    messageId: MessageId;
    generation: number;
    address: string;
    idempotencyKey: string;
    now: Instant;
  },
): DeliveryRow {
  db.insert(deliveries)
    .values({
      id: newId<'delivery'>(),
      messageId: input.messageId,
      generation: input.generation,
      kind: 'mail',
      address: input.address,
      idempotencyKey: input.idempotencyKey,
      state: 'waiting',
      createdAt: input.now,
    })
    .onConflictDoNothing()
    .run();
  const row = db
    .select()
    .from(deliveries)
    .where(and(eq(deliveries.messageId, input.messageId), eq(deliveries.generation, input.generation)))
    .get();
  if (!row) throw new Error('a delivery that was just added is gone');
  return row;
}

/** Notes that a try begins, before the first byte leaves the house. */
export function beginTry(db: Tx, delivery: DeliveryRow, now: Instant): { tryId: string; delivery: Delivery } {
  const last = db
    .select({ number: sql<number>`coalesce(max(${deliveryTries.number}), 0)` })
    .from(deliveryTries)
    .where(eq(deliveryTries.deliveryId, delivery.id))
    .get();
  const tryNumber = (last?.number ?? 0) + 1;
  const tryId = newId<'try'>();
  db.insert(deliveryTries)
    .values({ id: tryId, deliveryId: delivery.id, number: tryNumber, startedAt: now })
    .run();
  return {
    tryId,
    delivery: {
      deliveryId: delivery.id,
      messageId: delivery.messageId,
      destination: { kind: delivery.kind, address: delivery.address },
      idempotencyKey: delivery.idempotencyKey,
      tryNumber,
    },
  };
}

export function endTry(db: Tx, tryId: string, outcome: DeliveryOutcome, now: Instant): void {
  db.update(deliveryTries)
    .set({
      endedAt: now,
      outcome: outcome.kind,
      detail: outcome.kind === 'done' ? outcome.receipt : outcome.problem.message,
    })
    .where(eq(deliveryTries.id, tryId))
    .run();
}

export function endDelivery(
  db: Tx,
  options: { deliveryId: DeliveryId; state: 'done' | 'failed'; now: Instant },
): void {
  db.update(deliveries)
    .set({ state: options.state, endedAt: options.now })
    .where(and(eq(deliveries.id, options.deliveryId), eq(deliveries.state, 'waiting')))
    .run();
}

/** All deliveries of a message, newest generation first, each with its tries in order. */
export function deliveriesOfMessage(
  db: Tx,
  messageId: MessageId,
): (DeliveryRow & { tries: DeliveryTryRow[] })[] {
  return db
    .select()
    .from(deliveries)
    .where(eq(deliveries.messageId, messageId))
    .orderBy(desc(deliveries.generation))
    .all()
    .map(row => ({
      ...row,
      tries: db
        .select()
        .from(deliveryTries)
        .where(eq(deliveryTries.deliveryId, row.id))
        .orderBy(asc(deliveryTries.number))
        .all(),
    }));
}
