/** The house's own list of how words are said: "ista" → "Ista", "HUSS" → "Huß". Pure. */
import type { Pronunciation } from '../domain/voice.ts';

/**
 * Replaces whole words, whatever their case; the longest entry wins, and what was replaced is not looked at
 * again, so that no two entries can chase each other.
 */
export function applyPronunciations(text: string, list: readonly Pronunciation[]): string {
  const spokenOf = new Map<string, string>();
  for (const { word, spoken } of list) {
    const key = keyOf(word);
    // The first of two that say the same word counts, as the page shows them in this order.
    if (key !== '' && !spokenOf.has(key)) spokenOf.set(key, spoken.trim());
  }
  if (spokenOf.size === 0) return text;
  const words = [...spokenOf.keys()].toSorted((a, b) => b.length - a.length).map(asPattern);
  const pattern = new RegExp(`(?<![\\p{L}\\p{M}\\d])(?:${words.join('|')})(?![\\p{L}\\p{M}\\d])`, 'giu');
  return text.normalize('NFC').replace(pattern, found => spokenOf.get(keyOf(found)) ?? found);
}

const keyOf = (word: string): string => word.normalize('NFC').trim().replace(/\s+/g, ' ').toLowerCase();

/** Any number of spaces stands for any number of spaces. */
const asPattern = (word: string): string =>
  word.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&').replace(/ /g, '\\s+');
