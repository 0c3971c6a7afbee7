import type { Alike, ContactIndex } from './index-reader.ts';
import { surnameKey } from './known-name.ts';

/** What was learned from corrections, as look-ups need it. */
export interface Learned {
  /** Rows of the set that a number belongs to by a rule; null: no rule. */
  rowsWithNumber(number: string): number[] | null;
  /** Family name as it was heard, folded → as the list has it, folded. */
  spellings: ReadonlyMap<string, string>;
}

/** Nearly as good as the name itself: somebody may really be called as it was heard. */
const LEARNED = 0.97;

/** The same index, with what was learned: a number's rule counts instead of the list. */
export function withLearned(index: ContactIndex, learned: Learned): ContactIndex {
  return {
    ...index,
    rowsWithNumber: number => learned.rowsWithNumber(number) ?? index.rowsWithNumber(number),
    surnamesLike(key) {
      const alike = index.surnamesLike(key);
      const meant = learned.spellings.get(key);
      if (meant === undefined) return alike;
      const known = index.surnamesLike(meant).filter(value => value.key === meant);
      const added = known.map((value): Alike => ({ ...value, like: LEARNED }));
      return [...added, ...alike.filter(value => value.key !== meant)].sort((a, b) => b.like - a.like);
    },
  };
}

/** "Jörgens" and "von Jörgens" are the same to a rule. */
export const spellingKey = (name: string): string => surnameKey(name);
