import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { percentOf, wordErrorRate } from '../../bench/speech/wer.ts';

describe('the word error rate', () => {
  it.each([
    ['Guten Tag, hier ist Petersen.', 'guten tag hier ist petersen', 0, 5],
    ['Meine Wohnung', 'Meine kleine Wohnung', 1, 2],
    ['Meine kleine Wohnung', 'Meine Wohnung', 1, 3],
    ['Die Heizung ist kalt', 'Die Zeitung ist kalt', 1, 4],
    ['Miet-Vertrag', 'Miet Vertrag', 0, 2],
    ['Mietvertrag', 'Miet Vertrag', 2, 1],
    ['', 'Untertitel im Auftrag des ZDF', 5, 0],
    ['Schöne Grüße', 'Scho\u0308ne Grüße', 0, 2],
    ['eins zwei drei vier', '', 4, 4],
  ])('of „%s“ heard as „%s“ is %i of %i', (said, heard, errors, words) => {
    expect(wordErrorRate(said, heard)).toEqual({ errors, words });
  });

  it('is nothing for the same words, at most all of them, and the same both ways', () => {
    const sentence = fc.array(fc.constantFrom('der', 'Aufzug', 'steht', 'still', 'seit'), { maxLength: 8 });
    fc.assert(
      fc.property(sentence, sentence, (a, b) => {
        const { errors } = wordErrorRate(a.join(' '), b.join(' '));
        expect(errors).toBe(wordErrorRate(b.join(' '), a.join(' ')).errors);
        expect(errors).toBeLessThanOrEqual(Math.max(a.length, b.length));
        expect(errors).toBeGreaterThanOrEqual(Math.abs(a.length - b.length));
        expect(errors === 0).toBe(a.join(' ') === b.join(' '));
      }),
    );
  });

  it('of several messages counts words, not messages', () => {
    expect(
      percentOf([
        { errors: 1, words: 1 },
        { errors: 0, words: 99 },
      ]),
    ).toBe(1);
    expect(percentOf([])).toBe(0);
    expect(percentOf([{ errors: 2, words: 0 }])).toBe(100);
  });
});
