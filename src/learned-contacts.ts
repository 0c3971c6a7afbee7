/**
 * What corrections have taught, for look-ups in one contact set. A rule is resolved when its number is asked for
 * and kept for as long as the set is live: a swap of a large list costs nothing, however many rules there are.
 */

import type { ContactIndex } from './contacts/identify/index-reader.ts';
import { isSurname, type Learned, spellingKey } from './contacts/identify/learned-index.ts';
import { rowsNamedExactly } from './contacts/identify/search.ts';
import { fold } from './contacts/identify/sound.ts';
import type { ContactRecord } from './domain/contact.ts';
import type { LearnedNumber, LearnedRule } from './domain/learned.ts';
import type { ContactSet } from './store/contact-set.ts';

export interface LearnedContacts extends Learned {
  /** False: the rule rests, since the contact has gone, or since somebody of the list is called as it was heard. */
  isUsable(rule: LearnedRule): boolean;
}

/** `index`: of the set, without what was learned. */
export function learnedContacts(
  set: ContactSet,
  index: ContactIndex,
  rules: readonly LearnedRule[],
): LearnedContacts {
  const numbers = new Map(rules.flatMap(rule => (rule.kind === 'number' ? [[rule.heard, rule]] : [])));
  const rows = new Map<string, number | null>();

  function rowOf(rule: LearnedNumber): number | null {
    const known = rows.get(rule.heard);
    if (known !== undefined) return known;
    const row = rowOfRule(set, rule);
    rows.set(rule.heard, row);
    return row;
  }

  return {
    spellings: new Map(
      rules.flatMap(rule =>
        rule.kind === 'spelling' ? [[spellingKey(rule.heard), spellingKey(rule.name)]] : [],
      ),
    ),
    rowWithNumber(number) {
      const rule = numbers.get(number);
      return rule ? rowOf(rule) : null;
    },
    isUsable: rule =>
      rule.kind === 'number' ? rowOf(rule) !== null : !isSurname(index, spellingKey(rule.heard)),
  };
}

/**
 * The person of the rule. Ids of one household follow the order of its rows, so an id alone may have moved to the
 * spouse: where the name is another one, the same name at the same address comes first, and then only somebody
 * with the same first name (who has married).
 */
function rowOfRule(set: ContactSet, rule: LearnedNumber): number | null {
  const same = set.byContactId(rule.contactId);
  if (same?.name === rule.name) return same.rowId;
  const exact = rowsNamedExactly(set.db, rule.name, rule.street);
  if (exact.length === 1) return exact[0] ?? null;
  return exact.length === 0 && same && hasFirstNameOf(same, rule.name) ? same.rowId : null;
}

/** "Petra Schmidt" and "Petra Müller"; "Peter Müller" is not "Petra". */
function hasFirstNameOf(record: ContactRecord, name: string): boolean {
  const words = name.split(/\s+/).map(fold);
  return record.persons.some(({ firstName }) => {
    const first = (firstName ?? '').split(/\s+/).map(fold).join('');
    return first !== '' && words.some((_, at) => words.slice(0, at + 1).join('') === first);
  });
}
