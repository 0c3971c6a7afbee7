/**
 * The Inbox as page and server speak of it: the list, one call, its audio. Rules as in `api.ts`.
 */
import { type Static, Type } from 'typebox';
import { AlarmView } from './api-alarms.ts';
import { NoteView } from './api-note.ts';
import { closed, nullable } from './api-parts.ts';
import { ForwardView } from './api-telephone.ts';

export const DeliveryState = Type.Union([
  /** Still in the pipeline. */
  Type.Literal('working'),
  /** No destination is set: the note stays in the Inbox. */
  Type.Literal('none'),
  Type.Literal('waiting'),
  Type.Literal('done'),
  Type.Literal('failed'),
]);
export type DeliveryState = Static<typeof DeliveryState>;

/** GET /calls?kind=message|attempt|forwarded&mailboxId=&query=&before=&limit= */
export const CallListQuery = Type.Object(
  {
    kind: Type.Optional(
      Type.Union([Type.Literal('message'), Type.Literal('attempt'), Type.Literal('forwarded')]),
    ),
    mailboxId: Type.Optional(Type.String({ maxLength: 40 })),
    /** Free text over transcript, contact, number. */
    query: Type.Optional(Type.String({ maxLength: 200 })),
    isDone: Type.Optional(Type.Boolean()),
    /** Only calls that arrived before this call (its id): the next page. */
    before: Type.Optional(Type.String({ maxLength: 40 })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
  },
  closed,
);
export type CallListQuery = Static<typeof CallListQuery>;

export const CallListItem = Type.Object(
  {
    callId: Type.String(),
    arrivedAt: Type.Integer(),
    mailboxId: Type.String(),
    mailboxName: Type.String(),
    callerNumber: nullable(Type.String()),
    kind: Type.Union([
      Type.Literal('open'),
      Type.Literal('message'),
      Type.Literal('attempt'),
      Type.Literal('forwarded'),
    ]),
    attemptReason: nullable(Type.String()),
    /** The last forwarding: who was dialled, and what became of it (null: it goes on). */
    forward: nullable(
      Type.Object({ name: Type.String(), result: nullable(Type.String()), talkMs: Type.Integer() }, closed),
    ),
    contactName: nullable(Type.String()),
    category: nullable(Type.String()),
    urgency: nullable(
      Type.Union([Type.Literal('normal'), Type.Literal('urgent'), Type.Literal('emergency')]),
    ),
    /** One line for the list; null: nothing was understood (yet). */
    line: nullable(Type.String()),
    durationMs: nullable(Type.Integer()),
    /** The step that runs or waits now; null: all done. */
    workingOn: nullable(Type.String()),
    delivery: DeliveryState,
    isDone: Type.Boolean(),
    isDemoTranscript: Type.Boolean(),
  },
  closed,
);
export type CallListItem = Static<typeof CallListItem>;

export const CallList = Type.Object(
  {
    items: Type.Array(CallListItem),
    /** Give it as `before` to get the next page; null: there is no more. */
    nextBefore: nullable(Type.String()),
    /** Messages not yet marked as done, over all mailboxes. */
    openMessages: Type.Integer(),
  },
  closed,
);
export type CallList = Static<typeof CallList>;

const Missing = Type.Object({ kind: Type.Literal('missing'), because: Type.String() }, closed);
const Claim = Type.Object({ value: Type.String(), fromWord: Type.Integer(), toWord: Type.Integer() }, closed);

export const TranscriptView = Type.Object(
  {
    kind: Type.Literal('made'),
    /** Words in order; spans of the summary count in this list. */
    words: Type.Array(
      Type.Object(
        {
          text: Type.String(),
          fromMs: Type.Integer(),
          toMs: Type.Integer(),
          confidence: nullable(Type.Number()),
          /** True for the first word after a pause. */
          startsSegment: Type.Boolean(),
          /** True: the stretch it belongs to may be invented by the engine. */
          isDoubtful: Type.Boolean(),
        },
        closed,
      ),
    ),
    model: Type.String(),
    isDemo: Type.Boolean(),
  },
  closed,
);

export const SummaryView = Type.Object(
  {
    kind: Type.Literal('made'),
    sentences: Type.Array(
      Type.Object({ text: Type.String(), fromWord: Type.Integer(), toWord: Type.Integer() }, closed),
    ),
    isQuote: Type.Boolean(),
    callerName: nullable(Claim),
    address: nullable(Claim),
    callbackNumber: nullable(Claim),
    urgency: Type.Object(
      {
        level: Type.Union([Type.Literal('normal'), Type.Literal('urgent'), Type.Literal('emergency')]),
        because: Type.Array(Claim),
        /** The weightiest rule in German. */
        label: Type.Optional(Type.String()),
        ruleIds: Type.Optional(Type.Array(Type.String())),
      },
      closed,
    ),
    // Absent in notes of earlier versions.
    concern: Type.Optional(nullable(Claim)),
    street: Type.Optional(nullable(Claim)),
    houseNumber: Type.Optional(nullable(Claim)),
    unit: Type.Optional(nullable(Claim)),
    bestTime: Type.Optional(nullable(Claim)),
    requestedAction: Type.Optional(nullable(Claim)),
    /** The words that ask for a call to the number that was shown. */
    wantsShownNumber: Type.Optional(nullable(Claim)),
    incompleteNumber: Type.Optional(
      nullable(Type.Object({ fromWord: Type.Integer(), toWord: Type.Integer() }, closed)),
    ),
    openQuestions: Type.Optional(
      Type.Array(
        Type.Union([
          Type.Literal('name'),
          Type.Literal('address'),
          Type.Literal('number'),
          Type.Literal('concern'),
        ]),
      ),
    ),
    language: Type.Optional(nullable(Type.String())),
    noSpeech: Type.Optional(
      nullable(
        Type.Union([
          Type.Literal('subtitles'),
          Type.Literal('noise'),
          Type.Literal('greeting'),
          Type.Literal('chatter'),
        ]),
      ),
    ),
    /** The language model's part; "missing": by rules alone. */
    byModel: Type.Optional(
      Type.Union([Type.Object({ kind: Type.Literal('made'), model: Type.String() }, closed), Missing]),
    ),
    /** The sentences are a machine's translation from this language (ISO 639-1). */
    translatedFrom: Type.Optional(nullable(Type.String())),
    ordersToSoftware: Type.Optional(
      Type.Array(Type.Object({ fromWord: Type.Integer(), toWord: Type.Integer() }, closed)),
    ),
  },
  closed,
);

export const ContactView = Type.Object(
  {
    contactId: Type.String(),
    name: Type.String(),
    role: nullable(Type.String()),
    street: nullable(Type.String()),
    object: nullable(Type.String()),
    unit: nullable(Type.String()),
    manager: nullable(Type.String()),
  },
  closed,
);

/** GET /calls/:callId. A step that has not run yet reads as null. */
export const CallDetail = Type.Object(
  {
    item: CallListItem,
    dialledNumber: Type.String(),
    numberSource: Type.String(),
    /** Which number was called before a telephone system diverted the call; null: not said. */
    originalNumber: nullable(Type.String()),
    forwards: Type.Array(ForwardView),
    /** GET /calls/:callId/diagnosis has something to say. */
    hasDiagnosis: Type.Boolean(),
    answeredBy: Type.Union([Type.Literal('controller'), Type.Literal('fallback')]),
    endedAt: nullable(Type.Integer()),
    recording: nullable(
      Type.Object(
        {
          durationMs: Type.Integer(),
          bytes: Type.Integer(),
          isComplete: Type.Boolean(),
          isCutAtLimit: Type.Boolean(),
          /** What is worth hearing; null: all of it. */
          shownFromMs: nullable(Type.Integer()),
          shownToMs: nullable(Type.Integer()),
        },
        closed,
      ),
    ),
    transcript: nullable(Type.Union([TranscriptView, Missing])),
    summary: nullable(Type.Union([SummaryView, Missing])),
    match: nullable(
      Type.Object(
        {
          kind: Type.Union([
            Type.Literal('matched'),
            Type.Literal('ambiguous'),
            Type.Literal('unknown'),
            Type.Literal('missing'),
          ]),
          contact: nullable(ContactView),
          candidates: Type.Array(ContactView),
          evidence: Type.Array(Type.String()),
        },
        closed,
      ),
    ),
    category: nullable(
      Type.Object(
        {
          name: Type.String(),
          keywords: Type.Array(Type.String()),
          /** The kind of emergency that named it, in German; null: its keywords did. */
          byEmergency: nullable(Type.String()),
        },
        closed,
      ),
    ),
    /** The same note with every field in one form and the words it rests on; null: not made yet. */
    note: nullable(NoteView),
    /** Who was woken, when, and what became of it. */
    alarms: Type.Array(AlarmView),
    deliveries: Type.Array(
      Type.Object(
        {
          address: Type.String(),
          state: Type.Union([Type.Literal('waiting'), Type.Literal('done'), Type.Literal('failed')]),
          generation: Type.Integer(),
          createdAt: Type.Integer(),
          endedAt: nullable(Type.Integer()),
          nextTryAt: nullable(Type.Integer()),
          tries: Type.Array(
            Type.Object(
              {
                number: Type.Integer(),
                startedAt: Type.Integer(),
                endedAt: nullable(Type.Integer()),
                outcome: nullable(Type.String()),
                detail: nullable(Type.String()),
              },
              closed,
            ),
          ),
        },
        closed,
      ),
    ),
    /** Problems of steps that were given up, in German. */
    problems: Type.Array(Type.String()),
  },
  closed,
);
export type CallDetail = Static<typeof CallDetail>;

/** GET /calls/:callId/peaks: 0..100 for the wave form. GET /calls/:callId/audio: WAV, with Range. */
export const PeaksReply = Type.Object(
  { peaks: Type.Array(Type.Integer({ minimum: 0, maximum: 100 })), durationMs: Type.Integer() },
  closed,
);
export type PeaksReply = Static<typeof PeaksReply>;

/** PUT /calls/:callId/done: 204. POST /calls/:callId/resend (empty object): 202, a new generation. */
export const DoneInput = Type.Object({ isDone: Type.Boolean() }, closed);
export type DoneInput = Static<typeof DoneInput>;
