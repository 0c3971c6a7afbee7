import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { describe, expect, it } from 'vitest';
import { type Category, CategoryInput } from '../../src/domain/category.ts';
import type { CategoryId } from '../../src/domain/ids.ts';
import { missing } from '../../src/domain/missing.ts';
import { wordsOf } from '../../src/domain/transcript.ts';
import { defaultCategories, findKeywordClash, makeCategorise } from '../../src/understanding/categorise.ts';
import { fixtures, transcriptOf } from './understanding-words.ts';

const stored = (list: readonly CategoryInput[]): Category[] =>
  list.map(category => ({ ...category, categoryId: `id-${category.name}` as CategoryId }));
const categorise = makeCategorise(stored(defaultCategories));
const nameOf = (text: string): string => {
  const result = categorise(transcriptOf(text));
  return result.kind === 'made' ? result.name : result.kind;
};

describe('the category of a message', () => {
  it.each([
    ['Die Heizung geht nicht', 'Heizung'],
    ['Beide Heizungen gehen nicht', 'Heizung'],
    ['Wieder ein Heizungsausfall', 'Heizung'],
    ['Die Kellerheizung brummt', 'Heizung'],
    ['Ein Heiz körper gluckert', 'Heizung'],
    ['Es gibt kein warmes Wasser', 'Heizung'],
    ['DIE HEIZUNG', 'Heizung'],
    ['Das Abwasser riecht', 'Wasserschaden'],
    ['Ein Wasserrohrbruch', 'Wasserschaden'],
    ['Beide Aufzüge stehen', 'Aufzug'],
    ['Die Aufzuege stehen', 'Aufzug'],
    ['Ich suche den Schlüsseldienst', 'Schlüssel'],
    ['Fragen zu den Rechnungen', 'Abrechnung'],
    ['Ich bin Mieter in der Gartenstraße', 'Sonstiges'],
    ['Bitte um Rückruf', 'Sonstiges'],
    ['', 'Sonstiges'],
  ])('of "%s" is %s', (text, name) => {
    expect(nameOf(text)).toBe(name);
  });

  it('is the one with most hits, and of two with as many the first', () => {
    const categories = stored([
      { name: 'Eins', keywords: ['Dach'] },
      { name: 'Zwei', keywords: ['Keller', 'Flur'] },
    ]);
    const name = (text: string) => {
      const result = makeCategorise(categories)(transcriptOf(text));
      return result.kind === 'made' ? result.name : result.kind;
    };
    expect(name('Keller Dach')).toBe('Eins');
    expect(name('Dach Keller Flur')).toBe('Zwei');
  });

  it('names the words that say so, and counts a word once', () => {
    const transcript = transcriptOf('Das Warmwasser und die Heizung, die Heizung!');
    const result = categorise(transcript);
    if (result.kind !== 'made') throw new Error('none was made');
    expect(result.hits.map(hit => wordsOf(transcript)[hit.wordIndex]?.text)).toEqual([
      'Warmwasser',
      'Heizung,',
      'Heizung!',
    ]);
    expect(result.categoryId).toBe('id-Heizung');
  });

  it('has no id when nothing fits, and is missing without a transcript', () => {
    expect(categorise(transcriptOf('Hallo'))).toEqual({
      kind: 'made',
      categoryId: null,
      name: 'Sonstiges',
      hits: [],
    });
    expect(categorise(missing('no-model'))).toEqual(missing('no-transcript'));
  });
});

describe('keywords', () => {
  it('stand in one category only, in whatever form, and the other place is named', () => {
    const clash = findKeywordClash([
      { name: 'Wärme', keywords: ['Heizung'] },
      { name: 'Technik', keywords: ['Lift', 'Heizungen'] },
    ]);
    expect(clash).toContain('„Heizungen“');
    expect(clash).toContain('„Technik“');
    expect(clash).toContain('„Wärme“');
    expect(
      findKeywordClash([
        { name: 'A', keywords: ['Aufzüge'] },
        { name: 'B', keywords: ['AUFZUG'] },
      ]),
    ).not.toBeNull();
  });

  it('may stand twice in the same category', () => {
    expect(
      findKeywordClash([{ name: 'A', keywords: ['tropft', 'Tropft', 'Heizung', 'Heizungen'] }]),
    ).toBeNull();
  });

  it('need a letter or a figure', () => {
    expect(findKeywordClash([{ name: 'A', keywords: ['!!'] }])).toContain('„!!“');
  });

  it('of the pre-filled categories do not clash, fit the schema, and are those of the demo file', () => {
    expect(findKeywordClash(defaultCategories)).toBeNull();
    expect(Value.Check(Type.Array(CategoryInput), defaultCategories)).toBe(true);
    const file: unknown = JSON.parse(readFileSync(join(fixtures, 'categories-muster.json'), 'utf8'));
    expect(file).toEqual(defaultCategories);
  });
});
