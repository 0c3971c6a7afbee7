import { CategoriesBody } from '../../domain/api.ts';
import type { CategoryInput } from '../../domain/category.ts';
import { listCategories, replaceCategories } from '../../store/categories.ts';
import { type Api, replies } from '../api-type.ts';
import { Refusal } from '../errors.ts';
import type { WebServices } from '../services.ts';

const tags = ['categories'];

/** GET and PUT /categories: the whole list at once, for its order counts. */
export function addCategoryRoutes(api: Api, services: WebServices): void {
  const { db } = services;
  const bodyOf = (): CategoriesBody => ({
    categories: listCategories(db).map(({ name, keywords }) => ({ name, keywords })),
  });

  api.get('/categories', { schema: { tags, response: replies(200, CategoriesBody) } }, async () => bodyOf());

  api.put(
    '/categories',
    { schema: { tags, body: CategoriesBody, response: replies(200, CategoriesBody) } },
    async request => {
      const list = request.body.categories.map(trimmed);
      const clash = emptyOrTwice(list) ?? services.checkCategories(list);
      if (clash !== null) throw new Refusal(400, 'CATEGORY_CLASH', clash, 'categories');
      db.transaction(tx => replaceCategories(tx, list));
      services.categoriesChanged();
      return bodyOf();
    },
  );
}

const trimmed = (category: CategoryInput): CategoryInput => ({
  name: category.name.trim(),
  keywords: [...new Set(category.keywords.map(keyword => keyword.trim()))].filter(keyword => keyword !== ''),
});

function emptyOrTwice(list: readonly CategoryInput[]): string | null {
  const names = new Set<string>();
  for (const { name } of list) {
    if (name === '') return 'Eine Kategorie hat keinen Namen. Bitte geben Sie ihr einen.';
    if (names.has(name.toLowerCase())) {
      return `Die Kategorie „${name}“ steht zweimal in der Liste. Bitte fassen Sie beide zusammen.`;
    }
    names.add(name.toLowerCase());
  }
  return null;
}
