/** What callers of a mailbox speak besides German. */
import { type Static, Type } from 'typebox';
import { germanOnly, type SpokenLanguages } from './transcript.ts';

/** ISO 639-1, most spoken first in German houses; each is one that whisper.cpp tells from German. */
export const otherLanguages = [
  'en',
  'tr',
  'ru',
  'ar',
  'pl',
  'uk',
  'ro',
  'it',
  'hr',
  'bg',
  'es',
  'fr',
] as const;
export const OtherLanguages = Type.Array(Type.Enum(otherLanguages), {
  maxItems: otherLanguages.length,
  uniqueItems: true,
});
export type OtherLanguage = Static<typeof OtherLanguages>[number];

/** German, and those that the mailbox allows. `flow` null: the mailbox is gone. */
export const spokenLanguages = (
  flow: { otherLanguages?: readonly OtherLanguage[] } | null,
): SpokenLanguages => ({ ...germanOnly, others: [...(flow?.otherLanguages ?? [])] });
