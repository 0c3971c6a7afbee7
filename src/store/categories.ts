import { asc, desc, eq, sql } from 'drizzle-orm';
import type { Category, CategoryInput } from '../domain/category.ts';
import type { CallId, CategoryId, MessageId } from '../domain/ids.ts';
import { newId } from './new-id.ts';
import type { Tx } from './open.ts';
import { categories, keywords, messages } from './schema.ts';

/** All categories in their order: of two that fit equally well the first one counts. */
export function listCategories(db: Tx): Category[] {
  const words = db.select().from(keywords).orderBy(asc(keywords.position)).all();
  return db
    .select()
    .from(categories)
    .orderBy(asc(categories.position))
    .all()
    .map(row => ({
      categoryId: row.id,
      name: row.name,
      ...(row.mailAddress === null ? {} : { mailAddress: row.mailAddress }),
      keywords: words.filter(word => word.categoryId === row.id).map(word => word.keyword),
    }));
}

/** R142: where notes of this category go; null: where all others go. */
export function findCategoryAddress(db: Tx, categoryId: CategoryId): string | null {
  const row = db
    .select({ mailAddress: categories.mailAddress })
    .from(categories)
    .where(eq(categories.id, categoryId))
    .get();
  return row?.mailAddress ?? null;
}

/** Replaces all categories; one whose name stays keeps its id. Call inside a transaction. */
export function replaceCategories(db: Tx, list: readonly CategoryInput[]): void {
  const known = new Map(listCategories(db).map(category => [category.name, category.categoryId]));
  db.delete(keywords).run();
  db.delete(categories).run();
  list.forEach((category, position) => {
    const categoryId = known.get(category.name) ?? newId<'category'>();
    db.insert(categories)
      .values({ id: categoryId, position, name: category.name, mailAddress: category.mailAddress ?? null })
      .run();
    category.keywords.forEach((keyword, at) => {
      db.insert(keywords).values({ categoryId, position: at, keyword }).run();
    });
  });
}

/** The newest messages with their calls, newest first, and the name of the category that each has now. */
export function listCategorised(
  db: Tx,
  limit: number,
): {
  messageId: MessageId;
  callId: CallId;
  receivedAt: number;
  name: string | null;
  /** An emergency named it, not its keywords. */
  isByEmergency: boolean;
}[] {
  return db
    .select({
      messageId: messages.id,
      callId: messages.callId,
      receivedAt: messages.receivedAt,
      name: sql<
        string | null
      >`(SELECT name FROM categorisations WHERE message_id = messages.id ORDER BY id DESC LIMIT 1)`,
      isByEmergency: sql<number>`(SELECT json_extract(body, '$.emergency') IS NOT NULL FROM categorisations WHERE message_id = messages.id ORDER BY id DESC LIMIT 1)`,
    })
    .from(messages)
    .orderBy(desc(messages.receivedAt))
    .limit(limit)
    .all()
    .map(row => ({ ...row, isByEmergency: row.isByEmergency === 1 }));
}
