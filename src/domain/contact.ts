import type { ContactId } from './ids.ts';

export interface Contact {
  contactId: ContactId;
  name: string;
  /** "Mieterin", "Eigentümer", "Hausmeister" …; null: not known. */
  role: string | null;
  street: string | null;
  /** The property's name or number, as the customer writes it. */
  object: string | null;
  /** Flat, e.g. "2. OG links". */
  unit: string | null;
  /** The person in the office who looks after it. */
  manager: string | null;
  /** E.164 where it could be made so. */
  numbers: string[];
}

/** One line of a contact list that could not be used. */
export interface RowProblem {
  /** Line of the file, counted from 1; the header is line 1. */
  line: number;
  /** German, for the person who owns the list. */
  message: string;
}
