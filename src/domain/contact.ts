import type { ContactId } from './ids.ts';

/** A contact as it is shown and copied into notes. */
export interface Contact {
  contactId: ContactId;
  name: string;
  /** "Mieterin", "Eigentümer", "Hausmeister" …, as the list has it; null: not known. */
  role: string | null;
  /** With the house number: "Bahnhofstr. 12a". */
  street: string | null;
  /** The property's name or number, as the customer writes it. */
  object: string | null;
  /** Flat, e.g. "2. OG links". */
  unit: string | null;
  /** The person in the office who looks after it. */
  manager: string | null;
  /** Theirs, from the same list: the note may go there. Not in results from before 0009. */
  managerMailAddress?: string | null;
  /** E.164 where it could be made so. */
  numbers: string[];
}

/** What a role is to us, where its word is known. */
export type RoleKind = 'tenant' | 'owner' | 'caretaker' | 'company';

/** One of the people that a row names; a couple's row names two. All as the list writes them. */
export interface PersonName {
  /** "Herr", "Frau"; null: not said. */
  salutation: string | null;
  /** "Dr.", "Prof. Dr."; null: none. */
  title: string | null;
  firstName: string | null;
  /** With its particle: "von der Heide". null: only a first name is known. */
  lastName: string | null;
}

/** "0441 7832-10 bis -29": all numbers from `first` to `last`, both E.164 and of the same length. */
export interface NumberRange {
  first: string;
  last: string;
}

/** One row of a contact set: all that identification may use. Written by the import, read by `contacts/identify`. */
export interface ContactRecord extends Contact {
  /** Its `contacts.id` in the set file: small, without gaps, only valid within this set. */
  rowId: number;
  /** Where it comes from: `upload`, or the id of a source. */
  source: string;
  /** Line of the list, or row of the sheet, counted from 1. */
  line: number;
  /** The property software's own number of this row; null: the list has none. */
  externalId: string | null;
  /** At least one, unless the row names only a company. */
  persons: PersonName[];
  company: string | null;
  roleKind: RoleKind | null;
  /** The street without the house number, as the list writes it. */
  streetName: string | null;
  /** As the list writes it: "12-14 a". */
  houseNumber: string | null;
  /** "12–14" is 12 and 14, "12a" is 12 and 12; null: no number in it. */
  houseFrom: number | null;
  houseTo: number | null;
  /** Lower case: the "a" of 12a. */
  houseLetter: string | null;
  postcode: string | null;
  city: string | null;
  /** ISO 639-1, e.g. `tr`; null: the list says nothing. */
  language: string | null;
  mailAddress: string | null;
  managerMailAddress: string | null;
  numberRanges: NumberRange[];
  /** R126: calls from this contact's numbers are not transcribed. */
  isUntranscribed: boolean;
}
