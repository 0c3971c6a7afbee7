import type { WordSpan } from '../domain/summary.ts';
import { runsOf } from './dictated.ts';
import { foreignNumbers } from './foreign-numbers.ts';
import { announcing, otherNumber } from './numbers.ts';
import type { Token } from './words.ts';

const WORDS_BEFORE = 6;
/** Fewer figures are a house number, a time or an amount. */
const FEWEST_FIGURES = 4;

/** Where a number to call back was dictated that is not whole; asked only where no whole one was said. null: nowhere. */
export function findIncompleteNumber(tokens: readonly Token[], address: WordSpan | null): WordSpan | null {
  for (const { fromWord, toWord, digits } of runsOf(tokens, foreignNumbers(tokens))) {
    if (address && fromWord < address.toWord && address.fromWord < toWord) continue;
    if (digits.replace(/\D/g, '').length < FEWEST_FIGURES) continue;
    const before = tokens.slice(Math.max(0, fromWord - WORDS_BEFORE), fromWord);
    const cue = before.findLast(token => announcing.test(token.folded) || otherNumber.test(token.folded));
    if (cue && !otherNumber.test(cue.folded)) return { fromWord, toWord };
  }
  return null;
}
