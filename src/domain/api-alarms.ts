/** Emergencies as page and server speak of them. Rules as in `api.ts`. */
import { type Static, Type } from 'typebox';
import {
  AlarmKindInput,
  AlarmOutputInput,
  CallChainEntry,
  mostAlarmKinds,
  mostAlarmOutputs,
} from './alarm.ts';
import { closed, nullable } from './api-parts.ts';

export const AlarmKindView = Type.Object(
  {
    ...AlarmKindInput.properties,
    kindId: Type.String(),
    isBuiltIn: Type.Boolean(),
    /** What the built-in rules of this kind know, in German; empty: a kind of the office's own. */
    knows: Type.Array(Type.String()),
  },
  closed,
);
export type AlarmKindView = Static<typeof AlarmKindView>;

/** A secret goes in and never out. */
export const AlarmOutputView = Type.Object(
  {
    outputId: Type.String(),
    name: Type.String(),
    kind: Type.Enum(['mail', 'webhook']),
    target: Type.String(),
    hasSecret: Type.Boolean(),
    isOn: Type.Boolean(),
  },
  closed,
);
export type AlarmOutputView = Static<typeof AlarmOutputView>;

/** GET /alarms, and the answer of each PUT below. */
export const AlarmsBody = Type.Object(
  {
    kinds: Type.Array(AlarmKindView),
    outputs: Type.Array(AlarmOutputView),
    callChain: Type.Array(CallChainEntry),
    /** True once somebody dials the call chain; until then it is only passed on. */
    isCallChainDialled: Type.Boolean(),
    internalTargets: Type.Array(Type.String()),
  },
  closed,
);
export type AlarmsBody = Static<typeof AlarmsBody>;

/** PUT /alarms/kinds: all of them. A kind of the office's own that is left out is removed. */
export const AlarmKindsInput = Type.Object(
  { kinds: Type.Array(AlarmKindInput, { maxItems: mostAlarmKinds }) },
  closed,
);
export type AlarmKindsInput = Static<typeof AlarmKindsInput>;

/** PUT /alarms/outputs. An output that is left out is removed. */
export const AlarmOutputsInput = Type.Object(
  {
    outputs: Type.Array(AlarmOutputInput, { maxItems: mostAlarmOutputs }),
    internalTargets: Type.Array(Type.String({ minLength: 1, maxLength: 255 }), { maxItems: 20 }),
  },
  closed,
);
export type AlarmOutputsInput = Static<typeof AlarmOutputsInput>;

/** PUT /alarms/call-chain. */
export const CallChainInput = Type.Object(
  { callChain: Type.Array(CallChainEntry, { maxItems: 20 }) },
  closed,
);
export type CallChainInput = Static<typeof CallChainInput>;

/** POST /alarms/try: a sentence, by the kinds as they stand on the page, or the saved ones. */
export const AlarmTryInput = Type.Object(
  {
    text: Type.String({ minLength: 1, maxLength: 5000 }),
    kinds: Type.Optional(AlarmKindsInput.properties.kinds),
    /** In the heating season a cold house is an emergency. Left out: as it is today. */
    isWinter: Type.Optional(Type.Boolean()),
  },
  closed,
);
export type AlarmTryInput = Static<typeof AlarmTryInput>;

const Quote = Type.Object({ value: Type.String(), fromWord: Type.Integer(), toWord: Type.Integer() }, closed);

export const AlarmTryReply = Type.Object(
  {
    level: Type.Enum(['normal', 'urgent', 'emergency']),
    /** "Notfall, weil: Rohrbruch" as the note will say it; null: nothing was found. */
    reason: nullable(Type.String()),
    because: Type.Array(Quote),
    /** German: a switch or an exception of this office that kept an emergency from being one; null: none. */
    prevented: nullable(Type.String()),
  },
  closed,
);
export type AlarmTryReply = Static<typeof AlarmTryReply>;

/** POST /alarms/outputs/:outputId/test: sends a marked test alarm. */
export const AlarmTestReply = Type.Object({ isSent: Type.Boolean(), message: Type.String() }, closed);
export type AlarmTestReply = Static<typeof AlarmTestReply>;

/** What became of an alarm, in the detail of its call. */
export const AlarmView = Type.Object(
  {
    name: Type.String(),
    kind: Type.Enum(['mail', 'webhook']),
    /** The mail address, or the host of the webhook. */
    target: Type.String(),
    reason: Type.String(),
    state: Type.Enum(['waiting', 'done', 'failed']),
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
);
export type AlarmView = Static<typeof AlarmView>;

/** Null: saved; else in German what is wrong, and the field. */
export type AlarmSaveProblem = { message: string; field: string } | null;

/** What the server needs of the alarms; `by` is the user's name, for the log. */
export interface AlarmService {
  view: () => AlarmsBody;
  saveKinds: (kinds: AlarmKindsInput['kinds'], by: string) => AlarmSaveProblem;
  saveOutputs: (input: AlarmOutputsInput, by: string) => AlarmSaveProblem;
  saveCallChain: (callChain: CallChainInput['callChain'], by: string) => AlarmSaveProblem;
  /** `kinds` left out: as saved. A German message where the kinds cannot be used. */
  tryOut: (input: AlarmTryInput) => AlarmTryReply | { message: string };
  /** Null: there is no such output. Never throws for what the other side does. */
  test: (outputId: string) => Promise<AlarmTestReply> | null;
}
