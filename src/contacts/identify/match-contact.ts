import type { Contact, ContactRecord } from '../../domain/contact.ts';
import type { Match, MatchEvidence } from '../../domain/match.ts';
import { formatNumber } from '../number.ts';
import {
  type Candidate,
  type Identified,
  type IdentifyInput,
  type IdentifyOptions,
  identify,
} from './identify.ts';
import type { ContactIndex } from './index-reader.ts';

/** A set of contacts to look callers up in. */
export interface KnownContacts {
  index: ContactIndex;
  byRowId(row: number): ContactRecord | null;
  /** A person said that this number belongs to this row. */
  isLearnedNumber(number: string, row: number): boolean;
}

/** Who called, with the reasons in German. Never guesses: see `identify`. */
export function matchContact(input: IdentifyInput, known: KnownContacts, options: IdentifyOptions): Match {
  const found = identify(input, known.index, options);
  const contacts = found.candidates.flatMap(candidate => {
    const record = known.byRowId(candidate.row);
    return record ? [{ candidate, contact: asContact(record) }] : [];
  });
  const [first] = contacts;
  if (!first || found.decision === 'unknown') return { kind: 'unknown' };
  const evidence = evidenceOf(found, contacts, { input, known });
  if (found.decision === 'matched') return { kind: 'matched', contact: first.contact, evidence };
  return { kind: 'ambiguous', candidates: contacts.map(({ contact }) => contact), evidence };
}

/** What a note keeps: the rest of the row is nobody's business there. */
export function asContact(record: ContactRecord): Contact {
  const { contactId, name, role, street, object, unit, manager, managerMailAddress, numbers } = record;
  return { contactId, name, role, street, object, unit, manager, managerMailAddress, numbers };
}

type Found = { candidate: Candidate; contact: Contact };

function evidenceOf(
  found: Identified,
  contacts: readonly Found[],
  { input, known }: { input: IdentifyInput; known: KnownContacts },
): MatchEvidence[] {
  const best = contacts[0];
  if (!best) return [];
  const { candidate } = best;
  const evidence: MatchEvidence[] = [];
  const owners = contacts.filter(each => each.candidate.isNumberKnown).length;
  if (candidate.isNumberKnown && input.callerNumber !== null) {
    const number = formatNumber(input.callerNumber);
    const text =
      owners > 1
        ? `Rufnummer ${number} gehört zu ${owners} Kontakten`
        : known.isLearnedNumber(input.callerNumber, candidate.row)
          ? `Rufnummer ${number} wurde von Hand zugeordnet`
          : `Rufnummer ${number} ist bekannt`;
    evidence.push({ kind: 'number', text });
  }
  if (found.nameDiffers) evidence.push({ kind: 'doubt', text: 'Name weicht ab' });
  else evidence.push(...nameEvidence(candidate));
  if (candidate.company !== null)
    evidence.push({ kind: 'company', text: `Firma genannt: „${candidate.company}“` });
  evidence.push(...addressEvidence(candidate));
  if (found.decision === 'ambiguous' && owners < 2 && contacts.length > 1 && !found.nameDiffers)
    evidence.push({ kind: 'doubt', text: `${contacts.length} Kontakte kommen in Frage` });
  return evidence;
}

function nameEvidence({ name, nameSaid }: Candidate): MatchEvidence[] {
  if (!name) return [];
  const text =
    name.surname === 1
      ? `Name genannt: „${nameSaid}“`
      : `Name klingt so: „${nameSaid}“${name.isSpelled ? ' (buchstabiert)' : ''}`;
  const found: MatchEvidence[] = [{ kind: 'name', text }];
  if (name.first === 'contradicts') found.push({ kind: 'doubt', text: 'Vorname weicht ab' });
  if (name.isOtherGender) found.push({ kind: 'doubt', text: 'Anrede weicht ab' });
  return found;
}

function addressEvidence({ address }: Candidate): MatchEvidence[] {
  if (!address) return [];
  const said = `„${address.said}“`;
  if (address.isOthers) return [{ kind: 'doubt', text: `Anschrift eines anderen genannt: ${said}` }];
  if (address.isOtherCity) return [{ kind: 'doubt', text: `Straße genannt, aber ein anderer Ort: ${said}` }];
  if (address.house === 'contradicts')
    return [{ kind: 'doubt', text: `Straße genannt, aber eine andere Hausnummer: ${said}` }];
  const text = address.house === 'absent' ? 'Straße genannt' : 'Straße und Hausnummer genannt';
  return [{ kind: 'address', text: `${text}: ${said}` }];
}
