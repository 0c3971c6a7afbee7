/**
 * What an office writes → what the voice is given: the house's pronunciations, then numbers, times, dates,
 * abbreviations and signs as words. Pure; never throws, loses no word, and leaves plain words as they are.
 */
import type { Language, Pronunciation } from '../domain/voice.ts';
import { clean, tidy } from './greeting-text-common.ts';
import { germanText } from './greeting-text-de.ts';
import { englishText } from './greeting-text-en.ts';
import { applyPronunciations } from './pronunciation.ts';

/** Of the characters of a greeting (2,000 and the house's own words) nothing is cut; others are. */
const longestText = 20_000;

/** `text` is text: what looks like markup or phonemes is read as signs, too. */
export function spokenText(
  text: string,
  how: { language: Language; pronunciations?: readonly Pronunciation[] },
): string {
  const own = applyPronunciations(clean(text.slice(0, longestText)), how.pronunciations ?? []).slice(
    0,
    longestText,
  );
  return tidy(inWords(clean(own), how.language));
}

function inWords(text: string, language: Language): string {
  if (language === 'de') return germanText(text);
  if (language === 'en') return englishText(text);
  return text;
}
