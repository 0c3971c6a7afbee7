/** What corrections have taught: whom a learned number and a learned spelling mean, and whom they no longer mean. */
import { afterAll, describe, expect, it } from 'vitest';
import { identify } from '../../src/contacts/identify/identify.ts';
import { makeContactIndex } from '../../src/contacts/identify/index-reader.ts';
import { withLearned } from '../../src/contacts/identify/learned-index.ts';
import { matchContact } from '../../src/contacts/identify/match-contact.ts';
import { searchContacts } from '../../src/contacts/identify/search.ts';
import type { ContactId } from '../../src/domain/ids.ts';
import type { LearnedNumber, LearnedRule } from '../../src/domain/learned.ts';
import { learnedContacts } from '../../src/learned-contacts.ts';
import { makeTestSet, type Row } from './identify-set.ts';

const shared = '+4923815500';
const rows: Row[] = [
  { id: 'hans', person: ['Herr', 'Hans', 'Müller'], street: 'Ulmenweg', house: [4, 4], numbers: [shared] },
  { id: 'petra', person: ['Frau', 'Petra', 'Müller'], street: 'Ulmenweg', house: [4, 4], numbers: [shared] },
  { id: 'karl', person: ['Herr', 'Karl', 'Özdemir'], street: 'Lindenweg', house: [12, 12] },
  { id: 'mother', person: ['Frau', 'Irma', 'Schreiber'], street: 'Ulmenweg', house: [6, 6] },
  {
    id: 'other',
    person: ['Frau', 'Tanja', 'Schneider'],
    street: 'Ulmenweg',
    house: [8, 8],
    numbers: ['+4923815501'],
  },
];
const test = makeTestSet(rows);
afterAll(() => test.close());

const cautious = { phoneWins: false };
const facts = { callId: null, createdAt: 0 };
const number = (
  heard: string,
  id: string,
  name: string,
  street: string | null = 'Ulmenweg 4',
): LearnedNumber => ({
  ...facts,
  ruleId: heard + id,
  kind: 'number',
  heard,
  contactId: id as ContactId,
  name,
  street,
});
const spelling = (heard: string, name: string): LearnedRule => ({
  ...facts,
  ruleId: heard,
  kind: 'spelling',
  heard,
  name,
});

/** Calls as they are identified once these rules are learned. */
function taught({ set, idOf } = test, ...rules: LearnedRule[]) {
  const list = makeContactIndex(set.db);
  const learned = learnedContacts(set, list, rules);
  const index = withLearned(list, learned);
  const known = {
    index,
    byRowId: set.byRowId,
    isLearnedNumber: (heard: string, row: number) => learned.rowWithNumber(heard) === row,
  };
  return {
    usable: rules.map(rule => learned.isUsable(rule)),
    ask(text: string, callerNumber: string | null) {
      const found = identify({ callerNumber, text }, index, cautious);
      return [found.decision, ...found.candidates.map(({ row }) => idOf(row))];
    },
    evidence(text: string, callerNumber: string | null) {
      const match = matchContact({ callerNumber, text }, known, cautious);
      return 'evidence' in match ? match.evidence.map(each => each.text) : [];
    },
  };
}

describe('a learned number', () => {
  it('names its person where the list has no number, or one of somebody else', () => {
    const calls = taught(
      test,
      number('+4917099', 'karl', 'Karl Özdemir'),
      number('+4923815501', 'karl', 'Karl Özdemir'),
    );
    expect(calls.ask('', '+4917099')).toEqual(['matched', 'karl']);
    expect(calls.ask('Die Heizung ist kalt.', '+4923815501')).toEqual(['matched', 'karl']);
    expect(calls.evidence('', '+4917099')).toEqual(['Rufnummer +49 17099 wurde von Hand zugeordnet']);
  });

  it('never hides the others who share it: a wife is not her husband', () => {
    const calls = taught(test, number(shared, 'hans', 'Hans Müller'));
    for (const text of ['', 'Die Heizung ist kalt.', 'Hier ist Müller.']) {
      const [decision, ...ids] = calls.ask(text, shared);
      expect([text, decision, ids.sort()]).toEqual([text, 'ambiguous', ['hans', 'petra']]);
    }
    expect(calls.ask('Hier ist Petra Müller.', shared)).toEqual(['matched', 'petra']);
    expect(calls.ask('Hier ist Hans Müller.', shared)).toEqual(['matched', 'hans']);
    expect(calls.evidence('Hier ist Petra Müller.', shared)[0]).toContain('ist bekannt');
    expect(calls.evidence('Hier ist Hans Müller.', shared)[0]).toContain('von Hand zugeordnet');
    expect(calls.evidence('', shared)[0]).toContain('gehört zu 2 Kontakten');
  });

  it('is looked up in a new list when its number calls, and once', () => {
    let asked = 0;
    const byContactId = (id: string) => {
      asked += 1;
      return test.set.byContactId(id);
    };
    const rules = Array.from({ length: 50 }, (_, at) => number(`+49170${at}`, 'karl', 'Karl Özdemir'));
    const set = { ...test.set, byContactId };
    const learned = learnedContacts(set, makeContactIndex(set.db), rules);
    expect([learned.rowWithNumber('+49999'), asked]).toEqual([null, 0]);
    expect(learned.rowWithNumber('+491707')).toBe(learned.rowWithNumber('+491707'));
    expect(asked).toBe(1);
  });

  it('beside a couple of the list keeps the couple', () => {
    const calls = taught(test, number(shared, 'karl', 'Karl Özdemir', 'Lindenweg 12'));
    expect(calls.ask('', shared)).toEqual(['ambiguous', 'karl', 'hans', 'petra']);
    expect(calls.ask('Hier ist Karl Özdemir.', shared)).toEqual(['matched', 'karl']);
  });
});

describe('a learned number after another list', () => {
  const after = (next: Row[], rule: LearnedNumber) => {
    const set = makeTestSet(next);
    const { usable, ask } = taught(set, rule);
    const answer = { usable: usable[0], asked: ask('', rule.heard) };
    set.close();
    return answer;
  };
  const rule = number('+4917099', 'k1', 'Hans Müller');
  const person = (id: string, salutation: string, first: string, last: string): Row => ({
    id,
    person: [salutation, first, last],
    street: 'Ulmenweg',
    house: [4, 4],
  });
  it.each<[string, Row[], string | null]>([
    ['the same id and name', [person('k1', 'Herr', 'Hans', 'Müller')], 'k1'],
    [
      'a household that was sorted anew',
      [person('k1', 'Frau', 'Petra', 'Müller'), person('k2', 'Herr', 'Hans', 'Müller')],
      'k2',
    ],
    ['only the wife is left, with his id', [person('k1', 'Frau', 'Petra', 'Müller')], null],
    ['a new family name', [person('k1', 'Herr', 'Hans', 'Müller-Lohse')], 'k1'],
    ['new ids', [person('x7', 'Herr', 'Hans', 'Müller')], 'x7'],
    [
      'new ids, and two who are called so at this address',
      [person('x7', 'Herr', 'Hans', 'Müller'), person('x8', 'Herr', 'Hans', 'Müller')],
      null,
    ],
    [
      'the same name at another address',
      [{ ...person('x7', 'Herr', 'Hans', 'Müller'), house: [5, 5] }],
      null,
    ],
    [
      'a company with his id',
      [{ id: 'k1', company: 'Hans Müller GmbH', street: 'Ulmenweg', house: [4, 4] }],
      null,
    ],
  ])('%s', (_, next, id) => {
    expect(after(next, rule)).toEqual({
      usable: id !== null,
      asked: id === null ? ['unknown'] : ['matched', id],
    });
  });
});

describe('a learned spelling', () => {
  it('finds the name as it was heard', () => {
    const calls = taught(test, spelling('Jostmeier', 'Özdemir'));
    expect(calls.usable).toEqual([true]);
    expect(calls.ask('Hier ist Karl Jostmeier, Lindenweg 12.', null)).toEqual(['matched', 'karl']);
    expect(taught().ask('Hier ist Karl Jostmeier, Lindenweg 12.', null)[0]).not.toBe('matched');
  });
  it('rests where somebody of the list is called as it was heard', () => {
    const calls = taught(test, spelling('Schneider', 'Schreiber'));
    expect(calls.usable).toEqual([false]);
    expect(calls.ask('Hier ist Schneider, Ulmenweg 6.', null)[0]).not.toBe('matched');
    expect(calls.ask('Hier ist Schneider, Ulmenweg 8.', null)).toEqual(['matched', 'other']);
    expect(calls.ask('Hier ist Schneider.', '+4923815501')).toEqual(['matched', 'other']);
  });
});

describe('the search of a large list', () => {
  const names = (query: string) =>
    searchContacts(test.set.db, { query, offset: 0, limit: 20 }).rows.map(row => test.idOf(row));
  it('takes a word for a beginning from three letters on, shorter ones for the word itself', () => {
    expect(names('mü')).toEqual(['hans', 'petra']);
    expect(names('m')).toEqual([]);
    expect(names('ka')).toEqual([]);
    expect(names('kar')).toEqual(['karl']);
    expect(names('ulmenweg 6')).toEqual(['mother']);
    expect(names('lindenweg 1')).toEqual([]);
  });
  it('finds the middle of a number from five digits on, and a beginning from four', () => {
    expect(names('1550')).toEqual([]);
    expect(names('15501')).toEqual(['other']);
    expect(names('81 5501')).toEqual(['other']);
    expect(names('0238')).toEqual(expect.arrayContaining(['hans', 'other']));
  });
});
