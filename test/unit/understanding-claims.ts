/** What every summary promises, checked from the words alone. */
import { expect } from 'vitest';
import type { Claim, Summary } from '../../src/domain/summary.ts';
import { type Transcript, wordsOf } from '../../src/domain/transcript.ts';
import { numberWord } from '../../src/understanding/number-words.ts';
import { fold, tokenOf } from '../../src/understanding/words.ts';

/** Each claim's words are there and hold what the value is made of. */
export function expectSound(summary: Summary, transcript: Transcript): void {
  const words = wordsOf(transcript).map(word => word.text);
  const said = (span: { fromWord: number; toWord: number }): string[] => {
    expect(span.fromWord).toBeGreaterThanOrEqual(0);
    expect(span.toWord).toBeGreaterThan(span.fromWord);
    expect(span.toWord).toBeLessThanOrEqual(words.length);
    return words.slice(span.fromWord, span.toWord);
  };
  for (const sentence of summary.sentences) expect(sentence.text).toBe(said(sentence).join(' '));
  expect(summary.sentences.map(each => each.text).join(' ').length).toBeLessThanOrEqual(
    transcript.text.length,
  );
  for (const reason of summary.urgency.because) expect(said(reason).join(' ')).toContain(reason.value);
  const { callerName, address, callbackNumber } = summary;
  if (callerName) expectNamed(callerName, said(callerName));
  if (address) expectSaid(address, said(address));
  if (callbackNumber) {
    const national = callbackNumber.value.replace(/^\+49/, '').replace(/^\+/, '');
    expect(digitsOf(said(callbackNumber))).toContain(national);
  }
}

/** The words themselves; or, where letters were spelled, each part as a word or as letters in their order. */
function expectNamed(claim: Claim, said: string[]): void {
  const parts = claim.value.split(' ');
  const spelled = said.filter(
    (word, at) => isLetter(word) || (isDoubling(word) && isLetter(said[at + 1] ?? '')),
  );
  const isSpelled = spelled.length >= 3 || said.some(word => /^\P{L}*\p{L}(?:[-–.]\p{L}){2,}/u.test(word));
  if (!isSpelled) {
    expect(bare(said)).toBe(bare(parts));
    return;
  }
  const letters = said.map((word, at) =>
    isDoubling(said[at - 1] ?? '') && isLetter(word) ? word + word : word,
  );
  for (const part of parts) expect(holdsInOrder(bare(letters), fold(part))).toBe(true);
}

const isLetter = (word: string): boolean => /^\p{L}$/u.test(word.replace(/[^\p{L}]/gu, ''));
const isDoubling = (word: string): boolean => /^(?:doppel|doppelt|zweimal)$/i.test(word);

function holdsInOrder(text: string, letters: string): boolean {
  let from = 0;
  for (const letter of letters) {
    from = text.indexOf(letter, from) + 1;
    if (from === 0) return false;
  }
  return true;
}

const bare = (words: string[]): string => words.map(word => tokenOf(word).folded).join('');

/** Every word of the value is said; its figures are said as figures or as the word for them. */
function expectSaid(claim: Claim, said: string[]): void {
  const spoken = bare(said);
  for (const part of claim.value.split(' ')) {
    const figures = /^(\d+)([a-h]?)$/.exec(part);
    if (!figures) {
      expect(spoken).toContain(fold(part));
      continue;
    }
    const values = said.flatMap((_, from) =>
      [1, 2, 3, 4, 5].map(length => said.slice(from, from + length)).map(words => spokenValue(bare(words))),
    );
    expect(values).toContain(Number(figures[1]));
    expect(spoken).toContain(figures[2]);
  }
}

const spokenValue = (folded: string): number | null => {
  const figures = /^(\d+)[a-h]?$/.exec(folded);
  return figures ? Number(figures[1]) : numberWord(folded);
};

/** What the words dictate: figures as they are, "acht und zwanzig" as 28, everything else as nothing. */
function digitsOf(words: string[]): string {
  return words
    .map(fold)
    .join(' ')
    .replace(/(\S+) und (\S+zig|dreissig)(?= |$)/g, (pair, unit: string, ten: string) =>
      /^(?:eins?|zwei|zwo|drei|vier|fuenf|sechs|sieben|acht|neun)$/.test(unit)
        ? String((numberWord(ten) ?? 0) + (unit === 'ein' ? 1 : (numberWord(unit) ?? 0)))
        : pair,
    )
    .split(' ')
    .map(word => (/^\+?\d+$/.test(word) ? word.replace('+', '') : String(numberWord(word) ?? '')))
    .join('');
}
