/** How far what was recognised is from what was said. Shared by the benches and the tests of the call path. */

export interface WordErrors {
  /** Words missing, added or wrong: the fewest changes that turn one text into the other. */
  errors: number;
  /** Words that were said. The rate of several texts is the sum of errors by the sum of words. */
  words: number;
}

/** Word errors of `hypothesis` against `reference`; capital letters and punctuation do not count. */
export function wordErrorRate(reference: string, hypothesis: string): WordErrors {
  const said = wordsToScore(reference);
  return { errors: changes(said, wordsToScore(hypothesis)), words: said.length };
}

/** Errors in percent of all words, one decimal; 0 words: 0 without errors, else 100. */
export function percentOf(all: readonly WordErrors[]): number {
  const errors = all.reduce((sum, each) => sum + each.errors, 0);
  const words = all.reduce((sum, each) => sum + each.words, 0);
  if (words === 0) return errors === 0 ? 0 : 100;
  return Math.round((errors / words) * 1000) / 10;
}

/** A hyphen parts words, as the recogniser writes them; every other sign between letters and digits goes. */
function wordsToScore(text: string): string[] {
  return text
    .normalize('NFC')
    .toLocaleLowerCase('de')
    .replace(/[-‐‑–—/]/gu, ' ')
    .replace(/[^\p{L}\p{M}\p{N}\s]/gu, '')
    .split(/\s+/u)
    .filter(word => word !== '');
}

/** Levenshtein's distance in words, one row at a time. */
function changes(from: readonly string[], to: readonly string[]): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [index, word] of from.entries()) {
    const next = [index + 1];
    for (let at = 1; at <= to.length; at++) {
      const isOther = word === to[at - 1] ? 0 : 1;
      next.push(Math.min((next[at - 1] ?? 0) + 1, (row[at] ?? 0) + 1, (row[at - 1] ?? 0) + isOther));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
