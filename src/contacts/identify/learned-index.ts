import type { Alike, ContactIndex } from './index-reader.ts';
import { surnameKey } from './known-name.ts';

/** What was learned from corrections, as look-ups need it. */
export interface Learned {
  /** The row of the set that a number belongs to by a rule; null: no rule, or one that rests. */
  rowWithNumber(number: string): number | null;
  /** Family name as it was heard, folded → as the list has it, folded. */
  spellings: ReadonlyMap<string, string>;
}

/** Nearly as good as the name itself: somebody may really be called as it was heard. */
const LEARNED = 0.97;

/**
 * The same index, with what was learned. A number's rule counts instead of the one whom the list names; where the
 * list knows several (a couple, an office), they stay beside it: the rule came from one call of one of them.
 */
export function withLearned(index: ContactIndex, learned: Learned): ContactIndex {
  return {
    ...index,
    rowsWithNumber(number) {
      const row = learned.rowWithNumber(number);
      const listed = index.rowsWithNumber(number);
      if (row === null) return listed;
      return listed.length > 1 ? [...new Set([row, ...listed])] : [row];
    },
    surnamesLike(key) {
      const alike = index.surnamesLike(key);
      const meant = learned.spellings.get(key);
      if (meant === undefined || isSurname(index, key)) return alike;
      const known = index.surnamesLike(meant).filter(value => value.key === meant);
      const added = known.map((value): Alike => ({ ...value, like: LEARNED }));
      return [...added, ...alike.filter(value => value.key !== meant)].sort((a, b) => b.like - a.like);
    },
  };
}

/** Somebody of the list is called so: whoever says it is not taken for another, and such a rule rests. */
export const isSurname = (index: ContactIndex, key: string): boolean =>
  index.surnamesLike(key).some(value => value.key === key);

/** "Jörgens" and "von Jörgens" are the same to a rule. */
export const spellingKey = (name: string): string => surnameKey(name);
