/**
 * How a call looked on the line: what the SIP request said, what was taken from it and why, and what came
 * over the voice line. For the diagnosis page only; a suppressed number stands nowhere in it.
 */
import { type Static, Type } from 'typebox';
import type { AttemptReason, NumberSource } from './call.ts';
import type { Milliseconds } from './ids.ts';
import type { ForwardResult } from './menu.ts';

const closed = { additionalProperties: false } as const;
const text = Type.String({ maxLength: 600 });
const textOrNull = Type.Union([text, Type.Null()]);

/** What a header offered as the caller's number, and what we made of it. */
const NumberCandidate = Type.Object(
  {
    header: Type.Union([
      Type.Literal('p-asserted-identity'),
      Type.Literal('remote-party-id'),
      Type.Literal('from'),
    ]),
    /** As sent; null: suppressed, or no number. */
    number: textOrNull,
    verdict: Type.Union([
      Type.Literal('used'),
      Type.Literal('not-needed'),
      Type.Literal('private'),
      Type.Literal('no-number'),
      /** It is the number that diverted the call, or one of our own: not the caller's. */
      Type.Literal('own-number'),
    ]),
  },
  closed,
);
export type NumberCandidate = Static<typeof NumberCandidate>;

const DigitSeen = Type.Object(
  {
    digit: Type.String({ maxLength: 1 }),
    /** Since the call came in. */
    atMs: Type.Integer(),
    durationMs: Type.Integer(),
    by: Type.Union([
      Type.Literal('rfc4733'),
      Type.Literal('info'),
      Type.Literal('in-band'),
      Type.Literal('unknown'),
    ]),
  },
  closed,
);
export type DigitSeen = Static<typeof DigitSeen>;

const LineQuality = Type.Object(
  {
    packetsReceived: Type.Integer(),
    packetsLost: Type.Integer(),
    jitterMs: Type.Number(),
    /** Loudness of what was heard, dB below full scale (0 is the loudest); null: nothing heard yet. */
    levelDb: Type.Union([Type.Number(), Type.Null()]),
    /** How long nothing has been heard. */
    silentMs: Type.Integer(),
  },
  closed,
);
export type LineQuality = Static<typeof LineQuality>;

export const LineDiagnosis = Type.Object(
  {
    /** Header name → value as sent, at most 600 characters; digits are masked when the caller wants privacy. */
    headers: Type.Record(Type.String({ maxLength: 40 }), text),
    candidates: Type.Array(NumberCandidate, { maxItems: 10 }),
    mailboxBy: Type.Union([
      Type.Literal('original-number'),
      Type.Literal('dialled-number'),
      Type.Literal('to-header'),
      Type.Literal('first-mailbox'),
    ]),
    /** E.g. alaw. */
    codec: textOrNull,
    /** Who sent us the call, address and port. */
    address: textOrNull,
    digits: Type.Array(DigitSeen, { maxItems: 100 }),
    quality: Type.Union([LineQuality, Type.Null()]),
  },
  closed,
);
export type LineDiagnosis = Static<typeof LineDiagnosis>;

/** What `calls/diagnose.ts` needs of a call to name what may be wrong with its line. */
export interface DiagnosedLine {
  callerNumber: string | null;
  numberSource: NumberSource;
  dialledNumber: string;
  originalNumber: string | null;
  hasEnded: boolean;
  attemptReason: AttemptReason | null;
  hasMenu: boolean;
  /** null: nothing was recorded, or it still runs. */
  recording: { end: string | null; durationMs: Milliseconds; trailingSilenceMs: Milliseconds } | null;
  maxSilenceSeconds: number;
  forwards: { target: string; result: ForwardResult | null; talkMs: Milliseconds; ringMs: Milliseconds }[];
  diagnosis: LineDiagnosis;
}
