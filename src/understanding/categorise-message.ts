import type { AlarmFacts } from '../domain/alarm.ts';
import {
  type CategorisationReason,
  type CategorisationResult,
  type Category,
  otherCategory,
} from '../domain/category.ts';
import type { TranscriptResult } from '../domain/transcript.ts';
import { alarmKinds, kindOfRule, weightiestRule } from './alarm-kinds.ts';
import { makeCategorise, makeExplain } from './categorise.ts';
import { defaultCategories } from './default-categories.ts';
import { fold } from './words.ts';

/**
 * The category of a message. In an emergency the rule that says so names the concern: "Im Keller steht das Wasser,
 * der Aufzug ist auch betroffen" is about water, however often the lift is named. Two things outweigh it: a category
 * of the office's own that clearly wins by its keywords, and a house without a category of that kind.
 */
export function makeCategoriseMessage(
  categories: readonly Category[],
): (
  transcript: TranscriptResult,
  emergency: Pick<AlarmFacts, 'ruleIds' | 'label' | 'because'> | null,
) => CategorisationResult {
  const categorise = makeCategorise(categories);
  // An emergency is rare: its index is made when the first one comes.
  let explain: ReturnType<typeof makeExplain> | null = null;
  return (transcript, emergency) => {
    if (transcript.kind === 'missing' || !emergency) return categorise(transcript);
    const wanted = categoryOfEmergency(categories, emergency.ruleIds);
    if (!wanted) return categorise(transcript);
    explain ??= makeExplain(categories);
    const reason = explain(transcript);
    const { winner } = reason;
    if (winner && isClearlyOwn(reason, wanted.categoryId)) return categorise(transcript);
    const own = reason.found.find(each => each.categoryId === wanted.categoryId);
    return {
      kind: 'made',
      ...wanted,
      hits: (own?.hits ?? []).map(({ keyword, wordIndex }) => ({ keyword, wordIndex })),
      emergency: { label: emergency.label, because: emergency.because },
    };
  };
}

/** The category that an emergency belongs to in this house; null: its keywords decide. */
function categoryOfEmergency(
  categories: readonly Category[],
  ruleIds: readonly string[],
): { categoryId: Category['categoryId'] | null; name: string } | null {
  const kindId = kindOfRule(weightiestRule(ruleIds) ?? '');
  const name = alarmKinds.find(each => each.kindId === kindId)?.category ?? null;
  if (name === null) return null;
  if (name === otherCategory) return { categoryId: null, name };
  const found =
    categories.find(each => fold(each.name) === fold(name)) ?? categories.find(each => isRenamed(each, name));
  return found ? { categoryId: found.categoryId, name: found.name } : null;
}

/** A pre-filled category under another name still holds most of its keywords. */
function isRenamed({ name, keywords }: Category, wanted: string): boolean {
  if (isPrefilled(name)) return false;
  const known = defaultCategories.find(each => each.name === wanted)?.keywords ?? [];
  const held = new Set(keywords.map(fold));
  return known.filter(keyword => held.has(fold(keyword))).length > known.length / 2;
}

const prefilled = new Set(defaultCategories.map(({ name }) => fold(name)));
const isPrefilled = (name: string): boolean => prefilled.has(fold(name));

/** Two different keywords at least, and more than speak for the emergency's own category. */
const CLEAR_KEYWORDS = 2;

/** The winner is a category that the office made itself, and its keywords leave no doubt. */
function isClearlyOwn(
  { winner, found }: CategorisationReason,
  wantedId: Category['categoryId'] | null,
): boolean {
  if (!winner || isPrefilled(winner.name) || winner.categoryId === wantedId) return false;
  const different = (categoryId: Category['categoryId'] | null): number =>
    new Set(found.find(each => each.categoryId === categoryId)?.hits.map(({ keyword }) => keyword)).size;
  const own = different(winner.categoryId);
  return own >= CLEAR_KEYWORDS && own > different(wantedId);
}
