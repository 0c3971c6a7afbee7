/**
 * Who called: the contact set that is live, what was learned from corrections, and the look-up of both. A swap of
 * the set is seen at the next look-up. All of it is computed where it is asked: a look-up takes some milliseconds.
 */
import { type Heard, hear } from './contacts/identify/identify.ts';
import { type ContactIndex, makeContactIndex } from './contacts/identify/index-reader.ts';
import { isSurname, spellingKey, withLearned } from './contacts/identify/learned-index.ts';
import { asContact, matchContact } from './contacts/identify/match-contact.ts';
import { isNumber, searchContacts } from './contacts/identify/search.ts';
import { likeness } from './contacts/identify/sound.ts';
import { formatNumber, type NumberOptions, normaliseNumber } from './contacts/number.ts';
import type { FoundContact, IdentifyService, Learnable } from './domain/api-identify.ts';
import type { MatchContact } from './domain/capabilities.ts';
import type { ContactRecord } from './domain/contact.ts';
import type { CallId, MessageId } from './domain/ids.ts';
import type { LearnedRule } from './domain/learned.ts';
import type { Match, MatchResult } from './domain/match.ts';
import { type LearnedContacts, learnedContacts } from './learned-contacts.ts';
import { findCall } from './store/calls.ts';
import type { ContactSet } from './store/contact-set.ts';
import {
  isDecidedAgain,
  listLearned,
  readPhoneWins,
  removeLearned,
  saveLearned,
  savePhoneWins,
} from './store/learned.ts';
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
  let live: Live | null = null;

  function bare(set: ContactSet): ContactIndex {
    const known = indexes.get(set) ?? makeContactIndex(set.db);
    indexes.set(set, known);
    return known;
  }

  /** The live set with what was learned; null: there are no contacts. */
  function open(): Live | null {
    const set = contacts.live();
    if (!set) return null;
    if (live?.set === set) return live;
    const list = bare(set);
    const rules = listLearned(db);
    const learned = learnedContacts(set, list, rules);
    live = { set, rules, list, learned, index: withLearned(list, learned) };
    return live;
  }

  const forget = (): void => {
    live = null;
  };

  const matchText = (callerNumber: string | null, text: string): Match => {
    const now_ = open();
    if (!now_) return { kind: 'unknown' };
    const known = {
      index: now_.index,
      byRowId: now_.set.byRowId,
      isLearnedNumber: (number: string, row: number) => now_.learned.rowWithNumber(number) === row,
    };
    return matchContact({ callerNumber, text }, known, { phoneWins: readPhoneWins(db) });
  };

  function heardIn(messageId: MessageId): Heard | null {
    const { transcript } = newestResults(db, messageId);
    const now_ = open();
    return transcript?.kind === 'made' && now_ ? hear(transcript.text, now_.index) : null;
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
    facts(callId, contactId) {
      const message = findMessageOfCall(db, callId as CallId);
      if (!message) return null;
      const first = firstMatch(db, message.id);
      const { match } = newestResults(db, message.id);
      const isCorrected = match !== null && isByPerson(match) && isDecidedAgain(db, message.id);
      const number = findCall(db, callId as CallId)?.callerNumber ?? null;
      const record = contactId === null ? null : (contacts.live()?.byContactId(contactId) ?? null);
      return {
        number,
        heardName: heardName(heardIn(message.id), null),
        firstDecided: isCorrected && first && !isSame(first, match) ? inWords(first) : null,
        learnable: record ? learnableOf(record, message.id, number) : null,
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
      const now_ = open();
      return {
        phoneWins: readPhoneWins(db),
        rules: (now_?.rules ?? listLearned(db)).map(rule => ({
          ruleId: rule.ruleId,
          kind: rule.kind,
          heard: rule.kind === 'number' ? formatNumber(rule.heard) : rule.heard,
          name: rule.name,
          street: rule.kind === 'number' ? rule.street : null,
          isUsable: now_?.learned.isUsable(rule) ?? rule.kind === 'spelling',
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

  function learnableOf(record: ContactRecord, messageId: MessageId, number: string | null): Learnable {
    const now_ = open();
    const rows = now_ && number !== null ? now_.list.rowsWithNumber(number) : [];
    const names = rows.flatMap(row => now_?.set.byRowId(row)?.name ?? []);
    return {
      numberOwners: [...new Set(names)].filter(name => name !== record.name).slice(0, MOST_OWNERS),
      isNumberShared: rows.length > 1,
      spelling: spellingOf(record, messageId),
    };
  }

  /**
   * What was heard, where it is another name than the list's, alike enough to be the same person's, and nobody's
   * own: a daughter Schneider who calls for her mother Schreiber is no other spelling of her.
   */
  function spellingOf(record: ContactRecord, messageId: MessageId): { heard: string; name: string } | null {
    const now_ = open();
    const said = heardIn(messageId);
    if (!now_ || !said || said.speaksFor || said.isOthersPhone) return null;
    const names = record.persons.flatMap(person => (person.lastName === null ? [] : [person.lastName]));
    for (const name of names) {
      const meant = spellingKey(name);
      const heard = heardName(said, meant);
      const key = spellingKey(heard ?? '');
      if (heard === null || key === meant || isSurname(now_.list, key)) continue;
      if (likeness(key, meant) >= LEAST_ALIKE) return { heard, name };
    }
    return null;
  }
}

/** The set that is live with what was learned. Kept until either changes. */
interface Live {
  set: ContactSet;
  rules: LearnedRule[];
  /** As the list has it. */
  list: ContactIndex;
  learned: LearnedContacts;
  index: ContactIndex;
}

/** As many as the search itself finds. */
const MOST_FOUND = 500;
/** "Schmidt" is no way to hear "Yılmaz": such a rule would make strangers match. "Jörgens" for Jürgens is 0.88. */
const LEAST_ALIKE = 0.7;
const MOST_OWNERS = 5;

/** The family name that was heard, in the reading nearest to `meant` (folded). */
function heardName(heard: Heard | null, meant: string | null): string | null {
  const readings = (heard?.claims ?? []).flatMap(claim => claim.readings);
  const sorted =
    meant === null
      ? readings
      : [...readings].sort((a, b) => likeness(b.surname, meant) - likeness(a.surname, meant));
  return sorted[0]?.surnameSaid ?? null;
}

const nobody: Match = { kind: 'unknown' };

const decided = (record: ContactRecord): Match => ({
  kind: 'matched',
  contact: asContact(record),
  evidence: [{ kind: 'person', text: 'Von Hand zugeordnet' }],
});

const isByPerson = (match: MatchResult): boolean =>
  match.kind === 'unknown' ||
  (match.kind === 'matched' && match.evidence.some(each => each.kind === 'person'));

const isSame = (one: MatchResult, other: MatchResult): boolean =>
  one.kind === 'matched' && other.kind === 'matched'
    ? one.contact.contactId === other.contact.contactId
    : one.kind === other.kind;

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
