import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { spokenText } from '../../src/speech/greeting-text.ts';

describe("the house's own pronunciations", () => {
  const spoken = (text: string, ...pairs: [string, string][]) =>
    spokenText(text, { language: 'de', pronunciations: pairs.map(([word, spoken]) => ({ word, spoken })) });

  it('replace whole words, whatever their case, before anything else', () => {
    expect(spoken('ISTA und Ista, nicht Vista.', ['ista', 'Issta'])).toBe('Issta und Issta, nicht Vista.');
    expect(spoken('Haus & Grund 24', ['Haus & Grund', 'Haus und Grund'], ['24', 'zwo vier'])).toBe(
      'Haus und Grund zwo vier',
    );
    expect(spoken('Weber GmbH', ['GmbH', 'Gesellschaft'])).toBe('Weber Gesellschaft');
  });

  it('let the longest word win, and are not applied to what they have put in', () => {
    expect(spoken('Haus Ruf Haus', ['Haus', 'Ruf'], ['Ruf', 'Haus'], ['Haus  Ruf', 'Hausruf'])).toBe(
      'Hausruf Ruf',
    );
  });

  it('cannot break the text, whatever is entered', () => {
    const entry = fc.record({
      word: fc.string({ minLength: 1, maxLength: 60 }),
      spoken: fc.string({ maxLength: 120 }),
    });
    fc.assert(
      fc.property(
        fc.string({ maxLength: 300 }),
        fc.array(entry, { maxLength: 8 }),
        (text, pronunciations) => {
          const said = spokenText(text, { language: 'de', pronunciations });
          expect(said.length).toBeLessThanOrEqual(20_000 * 40);
        },
      ),
      { numRuns: 300 },
    );
  });
});
