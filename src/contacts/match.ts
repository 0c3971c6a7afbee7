/**
 * Contacts: who called, by what the customer's own list says. It must never guess: a number with
 * several people behind it is ambiguous, and none of them is named as the caller (R129).
 */
import type { MatchContact } from '../domain/capabilities.ts';
import type { Contact } from '../domain/contact.ts';
import type { Match, MatchEvidence } from '../domain/match.ts';
import { formatNumber } from './number.ts';

/** Builds the index once; each look-up then costs the same, however long the list is. */
export function makeMatchContact(contacts: Iterable<Contact>): MatchContact {
  const byNumber = new Map<string, Contact[]>();
  for (const contact of contacts) {
    for (const number of new Set(contact.numbers)) {
      const known = byNumber.get(number);
      if (known) known.push(contact);
      else byNumber.set(number, [contact]);
    }
  }
  return ({ callerNumber }): Match => {
    const found = callerNumber === null ? [] : (byNumber.get(callerNumber) ?? []);
    const [contact] = found;
    if (callerNumber === null || !contact) return { kind: 'unknown' };
    const shown = formatNumber(callerNumber);
    if (found.length === 1) {
      return { kind: 'matched', contact, evidence: evidence(`Rufnummer ${shown} ist bekannt`) };
    }
    return {
      kind: 'ambiguous',
      candidates: [...found],
      evidence: evidence(`Rufnummer ${shown} gehört zu ${found.length} Kontakten`),
    };
  };
}

const evidence = (text: string): MatchEvidence[] => [{ kind: 'number', text }];
