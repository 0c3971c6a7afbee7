import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { numberAt, numberWord } from '../../src/understanding/number-words.ts';
import { fold, tokenOf } from '../../src/understanding/words.ts';

const units = ['', 'ein', 'zwei', 'drei', 'vier', 'fünf', 'sechs', 'sieben', 'acht', 'neun'];
const teens = [
  'zehn',
  'elf',
  'zwölf',
  'dreizehn',
  'vierzehn',
  'fünfzehn',
  'sechzehn',
  'siebzehn',
  'achtzehn',
  'neunzehn',
];
const tens = ['', '', 'zwanzig', 'dreißig', 'vierzig', 'fünfzig', 'sechzig', 'siebzig', 'achtzig', 'neunzig'];

/** How Germans write a number out: the rule told forwards, the parser tells it backwards. */
function written(value: number): string {
  if (value >= 1000) {
    const rest = value % 1000;
    return `${written(Math.floor(value / 1000)).replace(/eins$/, 'ein')}tausend${rest === 0 ? '' : written(rest)}`;
  }
  if (value >= 100) {
    const rest = value % 100;
    return `${units[Math.floor(value / 100)]}hundert${rest === 0 ? '' : written(rest)}`;
  }
  if (value >= 20) {
    const unit = value % 10;
    return `${unit === 0 ? '' : `${units[unit]}und`}${tens[Math.floor(value / 10)]}`;
  }
  if (value >= 10) return teens[value - 10] ?? '';
  if (value === 0) return 'null';
  return value === 1 ? 'eins' : (units[value] ?? '');
}

describe('German number words', () => {
  it('are read for every number up to 999,999', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 999_999 }), value => {
        expect(numberWord(fold(written(value)))).toBe(value);
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['zwo', 2],
    ['siebzehn', 17],
    ['achtundzwanzig', 28],
    ['dreihundertzweiundachtzig', 382],
    ['neunzehnhundertachtzig', 1980],
    ['hundertzwölf', 112],
  ])('%s is %i', (word, value) => {
    expect(numberWord(fold(word))).toBe(value);
  });

  it.each(['ein', 'und', 'elfundzwanzig', 'constructor', 'hunderthundert', 'undzwanzig', 'Rohr', ''])(
    '"%s" is none',
    word => {
      expect(numberWord(fold(word))).toBeNull();
    },
  );

  it('are put together where a recogniser wrote them apart', () => {
    const at = (text: string) => numberAt(text.split(' ').map(tokenOf), 0);
    expect(at('acht und zwanzig')).toMatchObject({ value: 28, length: 3 });
    expect(at('zwei neun')).toMatchObject({ value: 2, length: 1 });
    expect(at('zwei, hundert')).toMatchObject({ value: 2, length: 1 });
    expect(at('17a')).toMatchObject({ value: 17, letter: 'a' });
  });
});
