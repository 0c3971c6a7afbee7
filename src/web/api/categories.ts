import { CategoriesBody } from '../../domain/api.ts';
import { ReplayInput, ReplayReply, TryInput, TryReply } from '../../domain/api-categories.ts';
import { type CategoryInput, otherCategory } from '../../domain/category.ts';
import { listCategories, listCategorised, replaceCategories } from '../../store/categories.ts';
import { newestTranscript } from '../../store/results.ts';
import { type Api, replies } from '../api-type.ts';
import { Refusal } from '../errors.ts';
import type { WebServices } from '../services.ts';

const tags = ['categories'];

/** GET and PUT /categories: the whole list at once, for its order counts. What a list would do can be tried first. */
export function addCategoryRoutes(api: Api, services: WebServices): void {
  const { db } = services;
  const bodyOf = (): CategoriesBody => ({
    categories: listCategories(db).map(({ categoryId: _, ...category }) => category),
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

  api.post(
    '/categories/try',
    { schema: { tags, body: TryInput, response: replies(200, TryReply) } },
    async request => tryOut(services, request.body),
  );

  api.post(
    '/categories/replay',
    { schema: { tags, body: ReplayInput, response: replies(200, ReplayReply) } },
    async request => replay(services, request.body.categories?.map(trimmed)),
  );
}

function tryOut({ db, categoryTester }: WebServices, { text, categories }: TryInput): TryReply {
  const list = categories?.map(trimmed) ?? listCategories(db);
  const { winner, found, ignored } = categoryTester.open(list)(text);
  return {
    category: winner?.name ?? otherCategory,
    found: found.map(({ name, hits }) => ({ name, hits })),
    ignored,
  };
}

/** Enough to see what a change does, and done in a few seconds. */
const MOST_REPLAYED = 500;
const MOST_CHANGED = 50;
const MOST_SUGGESTED = 12;

async function replay({ db, categoryTester }: WebServices, draft?: CategoryInput[]): Promise<ReplayReply> {
  const list = draft ?? listCategories(db);
  const explain = categoryTester.open(list);
  const counts = new Map([...list.map(({ name }) => name), otherCategory].map(name => [name, 0]));
  const nouns = new Map<string, number>();
  const changed: ReplayReply['changed'] = [];
  let messages = 0;
  for (const message of listCategorised(db, MOST_REPLAYED)) {
    // Calls come first: each message is a few milliseconds, and between two of them the line is served.
    await new Promise(resolve => setImmediate(resolve));
    const transcript = newestTranscript(db, message.messageId);
    if (transcript?.kind !== 'made') continue;
    messages++;
    const { winner } = explain(transcript);
    // In an emergency the rule names the category, whatever the keywords are.
    const kept = message.isByEmergency && message.name !== null && counts.has(message.name);
    const after = kept ? (message.name ?? otherCategory) : (winner?.name ?? otherCategory);
    counts.set(after, (counts.get(after) ?? 0) + 1);
    if (!winner)
      for (const noun of categoryTester.nounsOf(transcript)) nouns.set(noun, (nouns.get(noun) ?? 0) + 1);
    const before = message.name ?? otherCategory;
    if (before === after || changed.length >= MOST_CHANGED) continue;
    const keywords = [...new Set(winner?.hits.map(({ keyword }) => keyword) ?? [])];
    changed.push({ callId: message.callId, receivedAt: message.receivedAt, before, after, keywords });
  }
  return {
    messages,
    counts: [...counts].map(([name, messages]) => ({ name, messages })),
    changed,
    suggestions: [...nouns]
      .filter(([, messages]) => messages > 1)
      .sort(([a, some], [b, more]) => more - some || a.localeCompare(b, 'de'))
      .slice(0, MOST_SUGGESTED)
      .map(([word, messages]) => ({ word, messages })),
  };
}

const trimmed = (category: CategoryInput): CategoryInput => ({
  ...category,
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
