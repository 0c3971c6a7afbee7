import type { Contact } from './contact.ts';
import type { Missing } from './missing.ts';

/** Why we think so, in German, for the reader ("Rufnummer bekannt"). */
export interface MatchEvidence {
  kind:
    | 'number'
    | 'name'
    | 'address'
    | 'company'
    /** What speaks against it: "Name weicht ab". */
    | 'doubt'
    /** A person in the office said so. */
    | 'person';
  text: string;
}

/**
 * Who called. `matched` only when exactly one contact fits; several are `ambiguous` and none of them
 * is shown as fact (R129). Contacts are copied in, so that an old note stays true when the list changes.
 */
export type Match =
  | { kind: 'matched'; contact: Contact; evidence: MatchEvidence[] }
  /** Best first. */
  | { kind: 'ambiguous'; candidates: Contact[]; evidence: MatchEvidence[] }
  | { kind: 'unknown' };

export type MatchResult = Match | Missing;
