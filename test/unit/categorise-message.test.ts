import { describe, expect, it } from 'vitest';
import { alarmFactsOf } from '../../src/domain/alarm.ts';
import type { Category } from '../../src/domain/category.ts';
import type { CategoryId } from '../../src/domain/ids.ts';
import { defaultCategories } from '../../src/understanding/categorise.ts';
import { makeCategoriseMessage } from '../../src/understanding/categorise-message.ts';
import { readNote } from '../../src/understanding/summarise.ts';
import { transcriptOf } from './understanding-words.ts';

const idsOf = (list: readonly Omit<Category, 'categoryId'>[]): Category[] =>
  list.map((category, at) => ({ ...category, categoryId: `c${at}` as CategoryId }));

function categoryOf(text: string, categories: Category[] = idsOf(defaultCategories)) {
  const transcript = transcriptOf(text);
  const result = makeCategoriseMessage(categories)(
    transcript,
    alarmFactsOf(readNote(transcript, { callDate: '2026-01-12' })),
  );
  if (result.kind !== 'made') throw new Error('nothing was made');
  return result;
}

const flooded =
  'Im Keller steht das Wasser knöchelhoch, der Aufzug und die Aufzugskabine sind auch betroffen.';

describe('the category of an emergency', () => {
  it.each([
    [flooded, 'Wasserschaden'],
    ['Ich stecke im Aufzug fest und hier ist kein Licht.', 'Aufzug'],
    ['Im Treppenhaus riecht es stark nach Gas.', 'Schäden und Mängel'],
    ['Aus der Steckdose kommen Funken, das Kabel brennt.', 'Strom'],
    ['Im ganzen Haus ist die Heizung aus, wir haben 8 Grad.', 'Heizung'],
    ['Die Nachbarin liegt am Boden und ruft um Hilfe.', 'Sonstiges'],
  ])('is that of the rule which says so: %s', (text, name) => {
    expect(categoryOf(text).name).toBe(name);
  });

  it('names why, and the words that say so', () => {
    const { emergency, hits } = categoryOf(flooded);
    expect(emergency?.label).toBe('Räume stehen unter Wasser');
    expect(emergency?.because.map(each => each.value).join(' ')).toContain('Wasser');
    expect(hits.every(({ wordIndex }) => wordIndex >= 0)).toBe(true);
  });

  it('is the own category of an office that clearly wins by its keywords', () => {
    const own = idsOf([
      ...defaultCategories.map(each => ({
        ...each,
        keywords: each.keywords.filter(word => !/^Aufzug/.test(word)),
      })),
      { name: 'Aufzüge Nord', keywords: ['Aufzug', 'Aufzugskabine', 'Fahrkorb'] },
    ]);
    const once = 'Im Keller steht das Wasser, der Aufzug ist auch betroffen.';
    expect(categoryOf(once, own).name).toBe('Wasserschaden');
    expect(categoryOf('Rohrbruch! Der Aufzug, die Aufzugskabine und der Fahrkorb sind nass.', own).name).toBe(
      'Aufzüge Nord',
    );
  });

  it('is found under a new name, and left to the keywords where the office has none of it', () => {
    const renamed = idsOf(
      defaultCategories.map(each => (each.name === 'Wasserschaden' ? { ...each, name: 'Nasses' } : each)),
    );
    expect(categoryOf(flooded, renamed).name).toBe('Nasses');
    expect(categoryOf(flooded, idsOf([{ name: 'Keller', keywords: ['Keller'] }])).name).toBe('Keller');
    expect(categoryOf(flooded, []).name).toBe('Sonstiges');
  });

  it('R147: without an emergency the keywords decide as ever', () => {
    expect(categoryOf('Ich habe eine Frage zur Abrechnung und zum Guthaben.')).toMatchObject({
      name: 'Abrechnung',
    });
    expect(categoryOf('Ich habe eine Frage zur Abrechnung.').emergency).toBeUndefined();
  });
});
