/**
 * Greetings, menu, telephone settings, test calls and probe calls as page and server speak of them. Rules as
 * in `api.ts`.
 */
import { type Static, Type } from 'typebox';
import { closed, nullable } from './api-parts.ts';
import { LineDiagnosis } from './diagnosis.ts';
import { TelephoneSettings } from './telephone.ts';

/** POST /greetings/audio?fileName=… with the MP3 or WAV file as body, at most 20 MB; 201. */
export const UploadQuery = Type.Object({ fileName: Type.String({ minLength: 1, maxLength: 200 }) }, closed);
export const UploadReply = Type.Object(
  { audioId: Type.String(), fileName: Type.String(), durationMs: Type.Integer() },
  closed,
);
export type UploadReply = Static<typeof UploadReply>;

/** GET /mailboxes/:mailboxId/heard?at=2026-12-24T15:00 (local time of the mailbox). */
export const HeardQuery = Type.Object(
  { at: Type.String({ pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}$' }) },
  closed,
);
export const HeardReply = Type.Object(
  {
    /** null: the Standardansage. */
    greetingId: nullable(Type.String()),
    name: Type.String(),
    /** German: why this one. */
    because: Type.String(),
    /** What to play; null: this greeting has no audio, callers hear the built-in announcement. */
    audioId: nullable(Type.String()),
    /** The digits that lead somewhere, with 0 for a message; empty: no menu. */
    digits: Type.Array(Type.Object({ digit: Type.String(), name: Type.String() }, closed)),
  },
  closed,
);
export type HeardReply = Static<typeof HeardReply>;

/** GET /mailboxes/:mailboxId/holidays?year=2027: public holidays and closing days of this mailbox. */
export const HolidaysQuery = Type.Object({ year: Type.Integer({ minimum: 2000, maximum: 2100 }) }, closed);
export const HolidaysReply = Type.Object(
  { days: Type.Array(Type.Object({ date: Type.String(), name: Type.String() }, closed)) },
  closed,
);
export type HolidaysReply = Static<typeof HolidaysReply>;

/** GET and PUT /telephone. `environment`: what holds where country or area code are null. */
export const TelephoneReply = Type.Object(
  {
    settings: TelephoneSettings,
    environment: Type.Object({ country: Type.String(), areaCode: nullable(Type.String()) }, closed),
  },
  closed,
);
export type TelephoneReply = Static<typeof TelephoneReply>;

export const ForwardView = Type.Object(
  {
    digit: Type.String(),
    name: Type.String(),
    target: Type.String(),
    /** null: it rings, or they talk. */
    result: nullable(Type.String()),
    startedAt: Type.Integer(),
    talkMs: Type.Integer(),
  },
  closed,
);
export type ForwardView = Static<typeof ForwardView>;

const Finding = Type.Object({ cause: Type.String(), seen: Type.String(), remedy: Type.String() }, closed);

/** GET /calls/:callId/diagnosis: how the call looked on the line. 404 for calls the fallback took. */
export const CallDiagnosis = Type.Object(
  {
    callId: Type.String(),
    arrivedAt: Type.Integer(),
    isRunning: Type.Boolean(),
    callerNumber: nullable(Type.String()),
    numberSource: Type.String(),
    dialledNumber: Type.String(),
    originalNumber: nullable(Type.String()),
    mailboxName: Type.String(),
    diagnosis: LineDiagnosis,
    forwards: Type.Array(ForwardView),
    findings: Type.Array(Finding),
  },
  closed,
);
export type CallDiagnosis = Static<typeof CallDiagnosis>;

/** GET, POST (start, empty object) and DELETE /mailboxes/:mailboxId/test-call. */
export const TestCallReply = Type.Object(
  {
    state: Type.Union([
      Type.Literal('off'),
      Type.Literal('waiting'),
      Type.Literal('running'),
      Type.Literal('ended'),
    ]),
    /** Until when we wait for the call; null: off. */
    until: nullable(Type.Integer()),
    call: nullable(CallDiagnosis),
  },
  closed,
);
export type TestCallReply = Static<typeof TestCallReply>;

export const ProbeView = Type.Object(
  {
    probeId: Type.String(),
    mailboxId: Type.String(),
    mailboxName: Type.String(),
    startedAt: Type.Integer(),
    endedAt: nullable(Type.Integer()),
    outcome: nullable(Type.Union([Type.Literal('ok'), Type.Literal('failed')])),
    detail: nullable(Type.String()),
  },
  closed,
);
/** GET /probes: the newest 20. */
export const ProbesReply = Type.Object({ probes: Type.Array(ProbeView) }, closed);
export type ProbesReply = Static<typeof ProbesReply>;
/** POST /probes: places a probe call now; 202, 503 when Asterisk is away. */
export const ProbeInput = Type.Object({ mailboxId: Type.String({ maxLength: 40 }) }, closed);
export const ProbeReply = Type.Object({ probeId: Type.String() }, closed);
export type ProbeReply = Static<typeof ProbeReply>;
