import { asc } from 'drizzle-orm';
import type { Category, CategoryInput } from '../domain/category.ts';
import { newId } from './new-id.ts';
import type { Tx } from './open.ts';
import { categories, keywords } from './schema.ts';

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
      keywords: words.filter(word => word.categoryId === row.id).map(word => word.keyword),
    }));
}

/** Replaces all categories; one whose name stays keeps its id. Call inside a transaction. */
export function replaceCategories(db: Tx, list: readonly CategoryInput[]): void {
  const known = new Map(listCategories(db).map(category => [category.name, category.categoryId]));
  db.delete(keywords).run();
  db.delete(categories).run();
  list.forEach((category, position) => {
    const categoryId = known.get(category.name) ?? newId<'category'>();
    db.insert(categories).values({ id: categoryId, position, name: category.name }).run();
    category.keywords.forEach((keyword, at) => {
      db.insert(keywords).values({ categoryId, position: at, keyword }).run();
    });
  });
}
