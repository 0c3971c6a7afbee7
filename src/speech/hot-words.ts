/**
 * Names that callers say: streets, tenants, the office's own words. They make an engine more likely to
 * write a word that was said, and must never become a word that was not. Pure.
 */
import type { Word } from '../domain/transcript.ts';

/**
 * The customer's words → those that an engine gets: each once, the first ones first, no more than fit.
 * @param words most important first
 */
export function chooseHotWords(words: readonly string[]): string[] {
  const chosen = new Map<string, string>();
  let characters = 0;
  for (const word of words) {
    const clean = word
      .normalize('NFC')
      .replace(/[^\p{L}\p{N} .'-]/gu, ' ')
      // Never anything that a program could take for an option.
      .replace(/^[^\p{L}\p{N}]+/u, '')
      .replace(/\s+/g, ' ')
      .trim();
    const length = [...clean].length;
    if (length < shortest || length > longest || chosen.has(clean.toLowerCase())) continue;
    characters += clean.length + separator.length;
    if (chosen.size >= mostWords || characters > mostCharacters) break;
    chosen.set(clean.toLowerCase(), clean);
  }
  return [...chosen.values()];
}

/**
 * What whisper gets as the text that went before; null: nothing. The most important words come last: what
 * does not fit is cut off at the front, and what is nearest counts most.
 */
export function promptOf(hotWords: readonly string[]): string | null {
  return hotWords.length === 0 ? null : `${hotWords.toReversed().join(separator)}.`;
}

/**
 * True when an engine wrote down the list that it was given instead of what was said: three of its words
 * one right after the other, as the prompt has them, or the whole of a shorter list. Nobody speaks like that.
 */
export function isPromptEcho(words: readonly Word[], hotWords: readonly string[]): boolean {
  if (hotWords.length < 2) return false;
  const said = ` ${words.flatMap(word => plainWords(word.text)).join(' ')} `;
  const list = hotWords.toReversed().map(word => plainWords(word).join(' '));
  if (list.length < echoLength) return said === ` ${list.join(' ')} `;
  return list.some((_, from) => {
    const run = list.slice(from, from + echoLength);
    return run.length === echoLength && said.includes(` ${run.join(' ')} `);
  });
}

/** "Ja," → "ja". */
export function plainWords(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

const separator = ', ';
const shortest = 3;
const longest = 40;
/**
 * whisper keeps 224 tokens of prompt and each window pays for all of them: 94, as many as 240 characters of
 * German names are, cost 6 % of a whole window on the shape of base (docs/benches.md).
 */
const mostWords = 24;
const mostCharacters = 240;
const echoLength = 3;
