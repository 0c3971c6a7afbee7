/** What was learned from corrections. One rule for each number and each heard name: the newest counts. */
import { count, desc, eq } from 'drizzle-orm';
import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import type { ContactId, Instant, MessageId } from '../domain/ids.ts';
import type { LearnedNumber, LearnedRule, LearnedSpelling } from '../domain/learned.ts';
import { newId } from './new-id.ts';
import type { Tx } from './open.ts';
import { matches, settings } from './schema.ts';

export const rules = sqliteTable('learned_rules', {
  id: text('id').primaryKey(),
  kind: text('kind').$type<LearnedRule['kind']>().notNull(),
  heard: text('heard').notNull(),
  heardKey: text('heard_key').notNull(),
  contactId: text('contact_id').$type<ContactId>(),
  name: text('name').notNull(),
  street: text('street'),
  callId: text('call_id'),
  createdAt: integer('created_at').$type<Instant>().notNull(),
});

export type NewLearned = Omit<LearnedNumber, 'ruleId'> | Omit<LearnedSpelling, 'ruleId'>;

/** `heardKey`: two rules with the same one are one, and the newer takes its place. */
export function saveLearned(db: Tx, rule: NewLearned, heardKey: string): void {
  const set = {
    heard: rule.heard,
    contactId: rule.kind === 'number' ? rule.contactId : null,
    name: rule.name,
    street: rule.kind === 'number' ? rule.street : null,
    callId: rule.callId,
    createdAt: rule.createdAt,
  };
  db.insert(rules)
    .values({ id: newId(), kind: rule.kind, heardKey, ...set })
    .onConflictDoUpdate({ target: [rules.kind, rules.heardKey], set })
    .run();
}

/** Newest first. */
export function listLearned(db: Tx): LearnedRule[] {
  const rows = db.select().from(rules).orderBy(desc(rules.createdAt), desc(rules.id)).all();
  return rows.map(({ id, kind, heard, contactId, name, street, callId, createdAt }): LearnedRule => {
    const facts = { ruleId: id, heard, name, callId, createdAt };
    return kind === 'number' && contactId !== null
      ? { ...facts, kind: 'number', contactId, street }
      : { ...facts, kind: 'spelling' };
  });
}

/** False: there is no such rule. */
export const removeLearned = (db: Tx, ruleId: string): boolean =>
  db.delete(rules).where(eq(rules.id, ruleId)).run().changes > 0;

/** More than one decision is stored: who called was decided again. */
export function isDecidedAgain(db: Tx, messageId: MessageId): boolean {
  const found = db.select({ rows: count() }).from(matches).where(eq(matches.messageId, messageId)).get();
  return (found?.rows ?? 0) > 1;
}

const key = 'identification';
const Identification = Type.Object({ phoneWins: Type.Boolean() });

/** R125: does a known number name its owner though another name is spoken? Not set: no. */
export function readPhoneWins(db: Tx): boolean {
  const row = db.select().from(settings).where(eq(settings.key, key)).get();
  return row !== undefined && Value.Check(Identification, row.value) && row.value.phoneWins;
}

export function savePhoneWins(db: Tx, phoneWins: boolean, now: Instant): void {
  const set = { value: { phoneWins }, updatedAt: now };
  db.insert(settings)
    .values({ key, ...set })
    .onConflictDoUpdate({ target: settings.key, set })
    .run();
}
