import { type Static, Type } from 'typebox';
import type { CategoryId } from './ids.ts';
import { MailAddress } from './mailbox.ts';
import type { Missing } from './missing.ts';
import type { Claim } from './summary.ts';
import type { Transcript } from './transcript.ts';

export const CategoryInput = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 60 }),
    keywords: Type.Array(Type.String({ minLength: 2, maxLength: 60 }), { maxItems: 500 }),
    /** R142: notes of this category go here and not to the address of the mailbox. */
    mailAddress: Type.Optional(MailAddress),
  },
  { additionalProperties: false },
);
export type CategoryInput = Static<typeof CategoryInput>;

export interface Category extends CategoryInput {
  categoryId: CategoryId;
}

/** R147: the name where no keyword was found. */
export const otherCategory = 'Sonstiges';

/** What a message is about, and which of its words say so. `categoryId` null: none fits ("Sonstiges"). */
export interface Categorisation {
  kind: 'made';
  categoryId: CategoryId | null;
  name: string;
  hits: { keyword: string; wordIndex: number }[];
  /** An emergency named the category: why, and the words that say so. */
  emergency?: { label: string; because: Claim[] };
}

/** Why a word speaks for a category: it is the keyword itself, a compound's head (Kellerheizung), or its first part. */
export interface CategoryHit {
  keyword: string;
  wordIndex: number;
  word: string;
  how: 'word' | 'head' | 'part';
}

export interface CategoryFound {
  categoryId: CategoryId;
  name: string;
  hits: CategoryHit[];
}

/** For the tester: which category a message gets and why; which words did not count (names, addresses, denials). */
export interface CategorisationReason {
  /** null: "Sonstiges". */
  winner: CategoryFound | null;
  /** Every category that was met, best first. */
  found: CategoryFound[];
  ignored: { wordIndex: number; word: string; because: 'name' | 'address' | 'denied' }[];
}

/** Tries a list of categories out, before or after it is saved. */
export interface CategoryTester {
  /** Makes the list ready once; the answer explains one message or typed sentence after the other. */
  open: (list: readonly CategoryInput[]) => (message: Transcript | string) => CategorisationReason;
  /** Base forms of the nouns of a message that may be missing keywords: no names, no addresses, no everyday words. */
  nounsOf: (transcript: Transcript) => string[];
}

export type CategorisationResult = Categorisation | Missing;
