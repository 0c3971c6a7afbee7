/**
 * The words that make a message an emergency or urgent, as data that a page can edit. A rule applies where
 * one word of each list in `all` stands in one sentence, near each other, and one of each list in
 * `elsewhere` anywhere in the message. `*` stands for any letters, `_` joins words of a phrase, `@alter`
 * is an age of 75 and more, `~` stands before a word that counts in all of its forms. It can never say that nobody needs to be called: the fire brigade is 112.
 */
export interface EmergencyRule {
  ruleId: string;
  level: 'urgent' | 'emergency';
  /** German, ends the sentence "Notfall, weil: …". */
  label: string;
  all: string[];
  elsewhere?: string[];
  /** Negative list: one of these in the clause, and the rule does not apply. */
  unless?: string;
  /** Like `unless`, and not outweighed by `strong`: what an office has entered. */
  never?: string;
  /** One of these beside the words, and what `unless` says does not matter. */
  strong?: string;
  /** Only in the heating season (October to April, or when the words tell of frost). */
  season?: 'winter';
  /** The words contain a negation of their own ("kein Strom"). */
  isNegative?: boolean;
  /** Words of another language: what looks like a German name is read all the same ("Tuvalet taşıyor"). */
  isForeign?: boolean;
}

export const rule = (
  ruleId: string,
  level: EmergencyRule['level'],
  label: string,
  all: string[],
  more: Omit<EmergencyRule, 'ruleId' | 'level' | 'label' | 'all'> = {},
): EmergencyRule => ({ ruleId, level, label, all, ...more });
