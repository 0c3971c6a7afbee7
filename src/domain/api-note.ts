/** A note as page and server speak of it, every field in one form. Rules as in `api.ts`. */
import { type Static, Type } from 'typebox';
import { closed, nullable } from './api-parts.ts';

export const noteFieldNames = [
  'summary',
  'concern',
  'requestedAction',
  'callerName',
  'address',
  'street',
  'houseNumber',
  'unit',
  'callbackNumber',
  'bestTime',
  'category',
  'urgency',
  'language',
  'openQuestions',
] as const;

export const NoteView = Type.Object(
  {
    fields: Type.Array(
      Type.Object(
        {
          name: Type.Enum([...noteFieldNames]),
          /** As said or as chosen; null: not said. */
          value: nullable(Type.String()),
          /** Spans of the transcript's words that it rests on. */
          evidence: Type.Array(
            Type.Object(
              { fromWord: Type.Integer({ minimum: 0 }), toWord: Type.Integer({ minimum: 0 }) },
              closed,
            ),
          ),
        },
        closed,
      ),
    ),
    /** `sure`: nothing speaks against it; `check`: somebody should listen. The reasons are German. */
    confidence: Type.Object(
      { level: Type.Enum(['sure', 'check']), reasons: Type.Array(Type.String()) },
      closed,
    ),
    /** In German; null: not known. */
    languageName: nullable(Type.String()),
  },
  closed,
);
export type NoteView = Static<typeof NoteView>;
