/** Looking contacts up, and what corrections have taught, as page and server speak of it. Rules as in `api.ts`. */
import { type Static, Type } from 'typebox';
import { closed, nullable } from './api-parts.ts';

/** GET /contacts?q=&offset=&limit=: words in any order, parts, typing errors, or (a part of) a number. */
export const ContactQuery = Type.Object(
  {
    q: Type.String({ minLength: 1, maxLength: 120 }),
    offset: Type.Optional(Type.Integer({ minimum: 0, maximum: 10_000 })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
  },
  closed,
);

export const FoundContact = Type.Object(
  {
    contactId: Type.String(),
    name: Type.String(),
    role: nullable(Type.String()),
    company: nullable(Type.String()),
    street: nullable(Type.String()),
    city: nullable(Type.String()),
    object: nullable(Type.String()),
    unit: nullable(Type.String()),
    manager: nullable(Type.String()),
    numbers: Type.Array(Type.String()),
  },
  closed,
);
export type FoundContact = Static<typeof FoundContact>;

/** Best first. `total` counts 500 at most. */
export const ContactPage = Type.Object({ contacts: Type.Array(FoundContact), total: Type.Integer() }, closed);
export type ContactPage = Static<typeof ContactPage>;

/**
 * POST /calls/:callId/contact: who it was. `contactId` null: nobody of the list. What is to be learned holds from
 * the next call on; what was first decided stays stored.
 */
export const CorrectionInput = Type.Object(
  {
    contactId: nullable(Type.String({ maxLength: 200 })),
    learnNumber: Type.Boolean(),
    learnSpelling: Type.Boolean(),
  },
  closed,
);
export type CorrectionInput = Static<typeof CorrectionInput>;

/** GET /calls/:callId/contact?contactId=: with a contact, what a correction to it could teach. */
export const CorrectionQuery = Type.Object(
  { contactId: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })) },
  closed,
);

/** What can be learned from a correction to one contact. */
export const Learnable = Type.Object(
  {
    /** Whom else the list gives this number to, five at most. */
    numberOwners: Type.Array(Type.String()),
    /** The list gives the number to several: they go on to come into question, whatever is learned. */
    isNumberShared: Type.Boolean(),
    /** null: the name was heard right, is too different, or is another one's of the list. */
    spelling: nullable(Type.Object({ heard: Type.String(), name: Type.String() }, closed)),
  },
  closed,
);
export type Learnable = Static<typeof Learnable>;

export const CorrectionFacts = Type.Object(
  {
    /** E.164; null: suppressed. */
    number: nullable(Type.String()),
    /** The family name as it was heard; null: none. */
    heardName: nullable(Type.String()),
    /** Who was decided before a person corrected it, in German; null: nothing was corrected. */
    firstDecided: nullable(Type.String()),
    /** null: no contact was asked for, or it is in no list. */
    learnable: nullable(Learnable),
  },
  closed,
);
export type CorrectionFacts = Static<typeof CorrectionFacts>;

export const LearnedView = Type.Object(
  {
    ruleId: Type.String(),
    kind: Type.Union([Type.Literal('number'), Type.Literal('spelling')]),
    heard: Type.String(),
    name: Type.String(),
    street: nullable(Type.String()),
    /** The contact is in the list now; of a spelling: nobody of the list is called as it was heard. */
    isUsable: Type.Boolean(),
    createdAt: Type.Integer(),
  },
  closed,
);
export type LearnedView = Static<typeof LearnedView>;

/** GET /identification, PUT the switch; DELETE /identification/rules/:ruleId. */
export const IdentificationView = Type.Object(
  {
    /** R125: a known number names its owner though another name is spoken. */
    phoneWins: Type.Boolean(),
    rules: Type.Array(LearnedView),
  },
  closed,
);
export type IdentificationView = Static<typeof IdentificationView>;

export const IdentificationInput = Type.Object({ phoneWins: Type.Boolean() }, closed);

/** What the server needs for all this. */
export interface IdentifyService {
  search(order: { query: string; offset: number; limit: number }): ContactPage;
  /** `contactId` null: without what could be learned. */
  facts(callId: string, contactId: string | null): CorrectionFacts | null;
  /** False: there is no such call with a message, or no such contact. */
  correct(callId: string, input: CorrectionInput): boolean;
  view(): IdentificationView;
  setPhoneWins(phoneWins: boolean): void;
  /** False: there is no such rule. */
  revoke(ruleId: string): boolean;
}
