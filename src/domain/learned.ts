import type { ContactId, Instant } from './ids.ts';

/**
 * What a person in the office has taught the house by correcting a call. Kept here only, listed, and
 * revocable; it holds for the next call on and survives imports.
 */
export type LearnedRule = LearnedNumber | LearnedSpelling;

/** "Diese Nummer gehört zu …". */
export interface LearnedNumber {
  ruleId: string;
  kind: 'number';
  /** E.164, or an extension. */
  heard: string;
  /** The same in every import while external id, or name and address, stay. */
  contactId: ContactId;
  /** As they stood when it was learned: they find the contact again when a list brings new ids. */
  name: string;
  street: string | null;
  callId: string | null;
  createdAt: Instant;
}

/** "'Jürgens' wird als 'Jörgens' gehört". */
export interface LearnedSpelling {
  ruleId: string;
  kind: 'spelling';
  /** As the recogniser wrote it. */
  heard: string;
  /** The family name as the list has it. */
  name: string;
  callId: string | null;
  createdAt: Instant;
}
