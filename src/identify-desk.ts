/**
 * Who called: the contact set that is live, what was learned from corrections, and the look-up of both. A swap of
 * the set is seen at the next look-up. All of it is computed where it is asked: a look-up takes some milliseconds.
 */
import { hear } from './contacts/identify/identify.ts';
import { type ContactIndex, makeContactIndex } from './contacts/identify/index-reader.ts';
import { type Learned, spellingKey, withLearned } from './contacts/identify/learned-index.ts';
import { asContact, matchContact } from './contacts/identify/match-contact.ts';
import { isNumber, searchContacts } from './contacts/identify/search.ts';
import { likeness } from './contacts/identify/sound.ts';
import { formatNumber, type NumberOptions, normaliseNumber } from './contacts/number.ts';
import type { FoundContact, IdentifyService } from './domain/api-identify.ts';
import type { MatchContact } from './domain/capabilities.ts';
import type { ContactRecord } from './domain/contact.ts';
import type { CallId, MessageId } from './domain/ids.ts';
import type { LearnedRule } from './domain/learned.ts';
import type { Match, MatchResult } from './domain/match.ts';
import { findCall } from './store/calls.ts';
import type { ContactSet } from './store/contact-set.ts';
import { listLearned, readPhoneWins, removeLearned, saveLearned, savePhoneWins } from './store/learned.ts';
import { findMessageOfCall } from './store/messages.ts';
import type { Db } from './store/open.ts';
import { addMatch, firstMatch, newestResults } from './store/results.ts';

export interface IdentifyDesk extends IdentifyService {
  match: MatchContact;
  /** Names that corrections have taught, for the recogniser; they come before the list's. */
  learnedNames(): string[];
}

export interface IdentifyDeskOptions {
  db: Db;
  contacts: { live(): ContactSet | null };
  /** How numbers without country or area code are meant. */
  numbers: () => NumberOptions;
  now: () => number;
}

export function openIdentifyDesk({ db, contacts, numbers, now }: IdentifyDeskOptions): IdentifyDesk {
  const indexes = new WeakMap<ContactSet, ContactIndex>();
  let learned: { set: ContactSet; rules: LearnedRule[]; index: ContactIndex } | null = null;

  function bare(set: ContactSet): ContactIndex {
    const known = indexes.get(set) ?? makeContactIndex(set.db);
    indexes.set(set, known);
    return known;
  }

  /** The live set with what was learned; null: there are no contacts. */
  function open(): { set: ContactSet; rules: LearnedRule[]; index: ContactIndex } | null {
    const set = contacts.live();
    if (!set) return null;
    if (learned?.set === set) return learned;
    const rules = listLearned(db);
    learned = { set, rules, index: withLearned(bare(set), learnedOf(set, rules)) };
    return learned;
  }

  const forget = (): void => {
    learned = null;
  };

  const matchText = (callerNumber: string | null, text: string): Match => {
    const now_ = open();
    if (!now_) return { kind: 'unknown' };
    const numbers = new Set(now_.rules.filter(rule => rule.kind === 'number').map(rule => rule.heard));
    const known = {
      index: now_.index,
      byRowId: now_.set.byRowId,
      isLearnedNumber: (number: string) => numbers.has(number),
    };
    return matchContact({ callerNumber, text }, known, { phoneWins: readPhoneWins(db) });
  };

  /** The family name that was heard in this message, in the reading nearest to `meant`. */
  function heardName(messageId: MessageId, meant: string | null): string | null {
    const { transcript } = newestResults(db, messageId);
    const now_ = open();
    if (transcript?.kind !== 'made' || !now_) return null;
    const readings = hear(transcript.text, now_.index).claims.flatMap(claim => claim.readings);
    const sorted =
      meant === null
        ? readings
        : [...readings].sort((a, b) => likeness(b.surname, meant) - likeness(a.surname, meant));
    return sorted[0]?.surnameSaid ?? null;
  }

  return {
    match: ({ callerNumber, transcript }) =>
      matchText(callerNumber, transcript.kind === 'made' ? transcript.text : ''),
    learnedNames: () => [
      ...new Set(
        listLearned(db)
          .filter(rule => rule.kind === 'spelling')
          .map(rule => rule.name),
      ),
    ],
    search({ query, offset, limit }) {
      const now_ = open();
      if (!now_) return { contacts: [], total: 0 };
      const number = isNumber(query) ? normaliseNumber(query, numbers()).number : null;
      // "Wer ist 030 …?": whose number or range it is comes first, then numbers that begin so.
      const exact = number === null ? [] : now_.index.rowsWithNumber(number);
      const page = searchContacts(now_.set.db, { query, offset: 0, limit: MOST_FOUND });
      const rows = [...new Set([...exact, ...page.rows])];
      return {
        contacts: rows.slice(offset, offset + limit).flatMap(row => {
          const record = now_.set.byRowId(row);
          return record ? [found(record)] : [];
        }),
        total: rows.length,
      };
    },
    facts(callId) {
      const message = findMessageOfCall(db, callId as CallId);
      if (!message) return null;
      const first = firstMatch(db, message.id);
      const { match } = newestResults(db, message.id);
      const isCorrected = match !== null && isByPerson(match);
      return {
        number: findCall(db, callId as CallId)?.callerNumber ?? null,
        heardName: heardName(message.id, null),
        firstDecided: isCorrected && first ? inWords(first) : null,
      };
    },
    correct(callId, { contactId, learnNumber, learnSpelling }) {
      const message = findMessageOfCall(db, callId as CallId);
      const record = contactId === null ? null : (contacts.live()?.byContactId(contactId) ?? null);
      if (!message || (contactId !== null && !record)) return false;
      const callerNumber = findCall(db, callId as CallId)?.callerNumber ?? null;
      const stamp = { messageId: message.id, madeAt: now() };
      const spelling = record && learnSpelling ? spellingOf(record, message.id) : null;
      db.transaction(tx => {
        addMatch(tx, stamp, record ? decided(record) : nobody);
        const facts = { callId, createdAt: now() };
        if (record && learnNumber && callerNumber !== null) {
          const { contactId: id, name, street } = record;
          saveLearned(
            tx,
            { ...facts, kind: 'number', heard: callerNumber, contactId: id, name, street },
            callerNumber,
          );
        }
        if (spelling)
          saveLearned(tx, { ...facts, kind: 'spelling', ...spelling }, spellingKey(spelling.heard));
      });
      forget();
      return true;
    },
    view() {
      const set = contacts.live();
      return {
        phoneWins: readPhoneWins(db),
        rules: listLearned(db).map(rule => ({
          ruleId: rule.ruleId,
          kind: rule.kind,
          heard: rule.kind === 'number' ? formatNumber(rule.heard) : rule.heard,
          name: rule.name,
          street: rule.kind === 'number' ? rule.street : null,
          isUsable: rule.kind === 'spelling' || (set !== null && rowOfRule(set, rule) !== null),
          createdAt: rule.createdAt,
        })),
      };
    },
    setPhoneWins: phoneWins => savePhoneWins(db, phoneWins, now()),
    revoke(ruleId) {
      forget();
      return removeLearned(db, ruleId);
    },
  };

  /** What was heard, where it is another name than the list's, and alike enough to be the same person's. */
  function spellingOf(record: ContactRecord, messageId: MessageId): { heard: string; name: string } | null {
    const names = record.persons.flatMap(person => (person.lastName === null ? [] : [person.lastName]));
    for (const name of names) {
      const heard = heardName(messageId, spellingKey(name));
      if (heard === null || spellingKey(heard) === spellingKey(name)) continue;
      if (likeness(spellingKey(heard), spellingKey(name)) >= LEAST_ALIKE) return { heard, name };
    }
    return null;
  }
}

/** As many as the search itself finds. */
const MOST_FOUND = 500;
/** "Schmidt" is no way to hear "Yılmaz": such a rule would make strangers match. */
const LEAST_ALIKE = 0.45;

const nobody: Match = { kind: 'unknown' };

const decided = (record: ContactRecord): Match => ({
  kind: 'matched',
  contact: asContact(record),
  evidence: [{ kind: 'person', text: 'Von Hand zugeordnet' }],
});

const isByPerson = (match: MatchResult): boolean =>
  match.kind === 'unknown' ||
  (match.kind === 'matched' && match.evidence.some(each => each.kind === 'person'));

function inWords(match: MatchResult): string {
  if (match.kind === 'matched') return match.contact.name;
  if (match.kind === 'ambiguous')
    return `nicht eindeutig: ${match.candidates.map(each => each.name).join(' oder ')}`;
  return match.kind === 'unknown' ? 'unbekannt' : 'nicht abgeglichen';
}

const found = (record: ContactRecord): FoundContact => {
  const { contactId, name, role, company, street, city, object, unit, manager, numbers } = record;
  return { contactId, name, role, company, street, city, object, unit, manager, numbers };
};

function learnedOf(set: ContactSet, rules: readonly LearnedRule[]): Learned {
  const rows = new Map<string, number>();
  const spellings = new Map<string, string>();
  for (const rule of rules) {
    if (rule.kind === 'spelling') spellings.set(spellingKey(rule.heard), spellingKey(rule.name));
    else {
      const row = rowOfRule(set, rule);
      if (row !== null) rows.set(rule.heard, row);
    }
  }
  return {
    spellings,
    rowsWithNumber(number) {
      const row = rows.get(number);
      return row === undefined ? null : [row];
    },
  };
}

/** By the stable id; a list that brings new ids is asked for the same name at the same address. */
function rowOfRule(set: ContactSet, rule: Extract<LearnedRule, { kind: 'number' }>): number | null {
  const same = set.byContactId(rule.contactId);
  if (same) return same.rowId;
  const query = [rule.name, rule.street ?? ''].join(' ');
  const alike = searchContacts(set.db, { query, offset: 0, limit: 20 }).rows.flatMap(
    row => set.byRowId(row) ?? [],
  );
  const exact = alike.filter(record => record.name === rule.name && record.street === rule.street);
  return exact.length === 1 ? (exact[0]?.rowId ?? null) : null;
}
