/**
 * How well keywords find the category of a sentence and word forms their base form, as one JSON line.
 *
 *   npm run bench:categories -- --data DIR [--out FILE]
 *
 * DIR holds categories.json, category_cases.jsonl and lemma.tsv. `--out` writes the categories found for each
 * sentence, best first, and beside it FILE.lemma.tsv the base forms found for each word form.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { CategoryInput } from '../src/domain/category.ts';
import { categoryTester } from '../src/understanding/categorise-try.ts';
import { lemmasOf } from '../src/understanding/lemma.ts';
import { loadLexicon } from '../src/understanding/lemma-lexicon.ts';
import { type CategoryCase, scoreCategories, scoreLemmas } from './categories/score.ts';

const { values } = parseArgs({ options: { data: { type: 'string' }, out: { type: 'string' } } });
const { data, out } = values;
if (!data) {
  console.error('Usage: npm run bench:categories -- --data DIR [--out FILE]');
  process.exit(2);
}

const { loadMs, loadMb } = measureLoad();
const categories = JSON.parse(read('categories.json')) as (CategoryInput & { id: string })[];
const cases = lines('category_cases.jsonl').map(line => JSON.parse(line) as CategoryCase);
const explain = categoryTester.open(categories.map(({ name, keywords }) => ({ name, keywords })));
const idOf = new Map(categories.map(({ id, name }) => [name, id]));
const predict = ({ text }: CategoryCase) => explain(text).found.map(({ name }) => idOf.get(name) ?? name);

const predicted = cases.map(each => ({ id: each.id, categories: predict(each) }));
// Warm: the same messages again, as the words of a house come again.
const started = performance.now();
for (const each of cases) predict(each);
const msPerMessage = (performance.now() - started) / Math.max(1, cases.length);

const lemmaRows = lines('lemma.tsv').filter(line => !line.startsWith('#'));
const forms = lemmaRows.map(line => line.split('\t')[0] ?? '');
const lemmas = forms.map(lemmasOf);
if (out) {
  writeFileSync(out, predicted.map(each => `${JSON.stringify(each)}\n`).join(''));
  writeFileSync(`${out}.lemma.tsv`, forms.map((form, at) => `${form}\t${lemmas[at]?.join('|')}\n`).join(''));
}

console.log(
  JSON.stringify({
    bench: 'categories',
    sentences: cases.length,
    forms: forms.length,
    ...scoreCategories(cases, new Map(predicted.map(each => [each.id, each.categories]))),
    lemma: scoreLemmas(lemmaRows, lemmas),
    msPerMessage: round(msPerMessage),
    loadMs: round(loadMs),
    loadMb: round(loadMb),
  }),
);

function measureLoad(): { loadMs: number; loadMb: number } {
  const before = process.memoryUsage().rss;
  const from = performance.now();
  loadLexicon();
  return { loadMs: performance.now() - from, loadMb: (process.memoryUsage().rss - before) / 2 ** 20 };
}

function read(name: string): string {
  return readFileSync(join(data ?? '', name), 'utf8');
}

function lines(name: string): string[] {
  return read(name)
    .split('\n')
    .filter(line => line.trim() !== '');
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
