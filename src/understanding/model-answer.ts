/** What a language model is asked to fill in, and what of its answer has the right form. Nothing of it is a fact yet. */
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';

const orNull = (most: number) => Type.Union([Type.Null(), Type.String({ maxLength: most })]);
const most = {
  sentence: 220,
  sentences: 4,
  name: 60,
  street: 60,
  houseNumber: 12,
  unit: 40,
  time: 60,
} as const;
const longest = { number: 40, request: 200, urgencyWords: 120 } as const;

const ModelAnswer = Type.Object(
  {
    sentences: Type.Array(Type.String({ maxLength: most.sentence }), { maxItems: most.sentences }),
    callerName: orNull(most.name),
    street: orNull(most.street),
    houseNumber: orNull(most.houseNumber),
    unit: orNull(most.unit),
    callbackNumber: orNull(longest.number),
    bestTime: orNull(most.time),
    requestedAction: orNull(longest.request),
    urgency: Type.Union([Type.Literal('normal'), Type.Literal('urgent'), Type.Literal('emergency')]),
    urgencyWords: orNull(longest.urgencyWords),
  },
  { additionalProperties: false },
);
export type ModelAnswer = Static<typeof ModelAnswer>;

/**
 * The same for a grammar. "Or null" is written as `oneOf`: with a list of types the grammar forgets `maxLength`, and
 * the text runs on until it is cut off (research/engines.md §6).
 */
const nullable = (maxLength: number) => ({ oneOf: [{ type: 'null' }, { type: 'string', maxLength }] });
export const answerSchema = {
  type: 'object',
  properties: {
    sentences: {
      type: 'array',
      minItems: 0,
      maxItems: most.sentences,
      items: { type: 'string', maxLength: most.sentence },
    },
    callerName: nullable(most.name),
    street: nullable(most.street),
    houseNumber: nullable(most.houseNumber),
    unit: nullable(most.unit),
    callbackNumber: nullable(longest.number),
    bestTime: nullable(most.time),
    requestedAction: nullable(longest.request),
    urgency: { enum: ['normal', 'urgent', 'emergency'] },
    urgencyWords: nullable(longest.urgencyWords),
  },
} as const;

/** Null: no answer of this form, or one that was cut off. */
export function readAnswer(text: string): ModelAnswer | null {
  if (text.length > LONGEST_ANSWER) return null;
  try {
    const answer: unknown = JSON.parse(text);
    return Value.Check(ModelAnswer, answer) ? answer : null;
  } catch {
    return null;
  }
}

/** All fields at their longest, with escapes and blanks between them. */
const LONGEST_ANSWER = 10_000;
