/** Bodies of the tester of categories: which category a sentence would get, and what past messages would get. */
import { type Static, Type } from 'typebox';
import { CategoryInput } from './category.ts';

const closed = { additionalProperties: false } as const;

/** The list as it stands on the page, saved or not; left out: the saved one. */
const draft = { categories: Type.Optional(Type.Array(CategoryInput, { maxItems: 100 })) };

/** POST /categories/try. */
export const TryInput = Type.Object(
  { text: Type.String({ minLength: 1, maxLength: 5000 }), ...draft },
  closed,
);
export type TryInput = Static<typeof TryInput>;

const Hit = Type.Object(
  {
    keyword: Type.String(),
    /** As it was said. */
    word: Type.String(),
    wordIndex: Type.Integer({ minimum: 0 }),
    /** The word itself, the last part of a compound (Kellerheizung), or another part (Heizungsausfall). */
    how: Type.Union([Type.Literal('word'), Type.Literal('head'), Type.Literal('part')]),
  },
  closed,
);

export const TryReply = Type.Object(
  {
    /** "Sonstiges" where no keyword was met. */
    category: Type.String(),
    /** Every category that was met, best first. */
    found: Type.Array(Type.Object({ name: Type.String(), hits: Type.Array(Hit) }, closed)),
    /** Words that did not count: names, addresses, and what was denied. */
    ignored: Type.Array(
      Type.Object(
        {
          word: Type.String(),
          wordIndex: Type.Integer({ minimum: 0 }),
          because: Type.Union([Type.Literal('name'), Type.Literal('address'), Type.Literal('denied')]),
        },
        closed,
      ),
    ),
  },
  closed,
);
export type TryReply = Static<typeof TryReply>;

/** POST /categories/replay. */
export const ReplayInput = Type.Object(draft, closed);
export type ReplayInput = Static<typeof ReplayInput>;

export const ReplayReply = Type.Object(
  {
    /** How many of the newest messages were looked at. */
    messages: Type.Integer({ minimum: 0 }),
    /** In the order of the list, "Sonstiges" last. */
    counts: Type.Array(Type.Object({ name: Type.String(), messages: Type.Integer({ minimum: 0 }) }, closed)),
    /** Messages that would get another category than they had, newest first; at most 50. */
    changed: Type.Array(
      Type.Object(
        {
          callId: Type.String(),
          receivedAt: Type.Integer(),
          before: Type.String(),
          after: Type.String(),
          keywords: Type.Array(Type.String()),
        },
        closed,
      ),
    ),
    /** Nouns that several messages without a category have in common: keywords that may be missing. */
    suggestions: Type.Array(
      Type.Object({ word: Type.String(), messages: Type.Integer({ minimum: 2 }) }, closed),
    ),
  },
  closed,
);
export type ReplayReply = Static<typeof ReplayReply>;
