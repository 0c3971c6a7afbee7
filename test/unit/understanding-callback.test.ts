import { describe, expect, it } from 'vitest';
import { findCallbackNumber } from '../../src/understanding/numbers.ts';
import { tokensOf } from '../../src/understanding/words.ts';
import { transcriptOf } from './understanding-words.ts';

const numberIn = (text: string): string | null =>
  findCallbackNumber(tokensOf(transcriptOf(text)))?.value ?? null;

describe('the number to call back', () => {
  it.each([
    [
      'null eins sieben zwei fünf fünf sechs eins vier acht drei, am Ende nicht drei sondern vier',
      '+491725561484',
    ],
    ['0172 5561483, nein, nicht dreiundachtzig, sondern achtunddreißig', '+491725561438'],
    ['0172 5561483, nein, nicht die acht, die neun.', '+491725561493'],
    ['0172 5561483, am Ende nicht sieben sondern acht.', null],
    ['0172 5561483, nicht die neun.', null],
    ['0172 5561483, ich meine nicht die drei, sondern die vier.', '+491725561484'],
    ['0172 5561483, es sind nicht zwei Zimmer, sondern drei.', '+491725561483'],
    ['Meine Nummer ist 0172 5561483, bitte nicht vor 9 Uhr.', '+491725561483'],
  ])('is corrected by "nicht A, sondern B": %s', (text, number) => {
    expect(numberIn(text)).toBe(number);
  });

  it.each([
    ['Sie erreichen meinen Bruder unter 0172 5561483.', null],
    ['Rufen Sie meinen Sohn an unter 0172 5561483.', '+491725561483'],
    ['Meine Mutter wohnt dort, meine Nummer ist 0172 5561483.', '+491725561483'],
    ['Sie können mich oder meine Frau unter 0172 5561483 erreichen.', '+491725561483'],
    ['Meine Nummer ist 0172 5561483, nicht 0172 5561484.', '+491725561483'],
    ['Frau Kern, meine Nummer ist 0172 5561483.', '+491725561483'],
  ])("is not a relative's who is not to be called: %s", (text, number) => {
    expect(numberIn(text)).toBe(number);
  });

  it.each([
    'Rufen Sie zurück unter 0900 7654321.',
    'Meine Nummer ist 0137 7654321.',
    'Meine Nummer ist 0138 7654321.',
    'Meine Nummer ist 118 80.',
    'Meine Telefonnummer ist 562738.',
    'Meine Nummer ist 0441 783295, Durchwahl 21 oder 22.',
  ])('is none: %s', text => {
    expect(numberIn(text)).toBeNull();
  });
});
