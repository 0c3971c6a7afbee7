import { describe, expect, it } from 'vitest';
import { lintGreeting, saysDigit, withSentence } from '../../src/ui/parts/greeting-lint.ts';
import { readTime } from '../../src/ui/parts/read-time.ts';

describe('what a greeting says', () => {
  it.each([
    ['Drücken Sie die 1.', '1'],
    ['Notfall: 1, Nachricht: 0', '1'],
    ['Für den Hausmeister drücken Sie die Eins, sonst die Null.', '1'],
    ['Für den Hausmeister drücken Sie die Eins, sonst die Null.', '0'],
    ['Wählen Sie (2)', '2'],
  ])('„%s“ tells of the digit %s', (text, digit) => {
    expect(saysDigit(text, digit)).toBe(true);
  });

  it.each([
    ['Wir sind ab 8 Uhr da.', '8'],
    ['Von 8 bis 17 Uhr.', '8'],
    ['Rufen Sie 030 1234567 an.', '1'],
    ['Rufen Sie 0 30 12 34 an.', '0'],
    ['Um 9:30 oder 9.45.', '9'],
    ['Wir melden uns in 2 Tagen.', '2'],
    ['Büro im 3. Stock.', '3'],
    ['Seit 1990 für Sie da.', '1'],
    ['Meinstraße 12', '1'],
    ['Einsatz, Zweifel, Achtung', '8'],
  ])('„%s“ does not', (text, digit) => {
    expect(saysDigit(text, digit)).toBe(false);
  });

  it('is mended sentence by sentence, whatever was missing', () => {
    const forwardings = [
      { digit: '1', name: 'Hausmeister' },
      { digit: '7', name: 'Büro' },
    ];
    let text = 'Willkommen';
    const first = lintGreeting(text, forwardings);
    expect(first.map(each => each.id)).toEqual(['1', '7', '0', 'notice']);
    for (const { repair } of first) text = withSentence(text, repair);
    expect(lintGreeting(text, forwardings)).toEqual([]);
    expect(text.startsWith('Willkommen. Mit der Taste 1')).toBe(true);
  });

  it('needs no digits where there is no menu, and says nothing of an empty text', () => {
    expect(lintGreeting('Dieser Anruf wird aufgezeichnet.', [])).toEqual([]);
    expect(lintGreeting('  ', [{ digit: '1', name: 'Hausmeister' }])).toEqual([]);
  });
});

it.each([
  ['8', '08:00'],
  ['17.30', '17:30'],
  ['1730', '17:30'],
  ['17:30', '17:30'],
  ['9 Uhr', '09:00'],
  [' 24:00 ', '24:00'],
  ['abends', 'abends'],
  ['', ''],
])('the time „%s“ is read as „%s“', (written, read) => {
  expect(readTime(written)).toBe(read);
});
