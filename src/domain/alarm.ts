/**
 * Emergencies that an office may change, and whom they wake. An alarm goes beside the note, never in its place,
 * and never replaces 112.
 */
import { type Static, Type } from 'typebox';
import { closed, nullable } from './api-parts.ts';
import type { DeliveryOutcome, Note } from './delivery.ts';
import type { Instant, MessageId } from './ids.ts';
import { E164 } from './number.ts';
import type { Claim, Summary } from './summary.ts';
import type { TranscriptResult } from './transcript.ts';

/** Words and short phrases as an office writes them; each is read by its base form. */
const Phrases = Type.Array(Type.String({ minLength: 1, maxLength: 300 }), { maxItems: 500 });

/** What an office changes about a kind of emergency, or a kind of its own. */
export const AlarmKindInput = Type.Object(
  {
    /** A built-in kind, or one of the office's own; null: a new one of its own. */
    kindId: nullable(Type.String({ maxLength: 40 })),
    /** Of a built-in kind it is not changed. */
    name: Type.String({ minLength: 1, maxLength: 60 }),
    /** Off: such messages are only urgent, and nobody is woken. */
    isOn: Type.Boolean(),
    /** More words that make an emergency of this kind. */
    words: Phrases,
    /** No emergency of this kind where one of these stands beside it. */
    exceptions: Phrases,
  },
  closed,
);
export type AlarmKindInput = Static<typeof AlarmKindInput>;
export const mostAlarmKinds = 40;

/** A person to be rung, in order. Nobody is dialled yet: the list goes out with the alarm. */
export const CallChainEntry = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 60 }),
    number: E164,
    ringSeconds: Type.Integer({ minimum: 10, maximum: 120 }),
  },
  closed,
);
export type CallChainEntry = Static<typeof CallChainEntry>;

/** What the house keeps of this, besides the outputs: only what differs from the built-in rules. */
export const AlarmSettings = Type.Object(
  {
    kinds: Type.Array(
      Type.Object({ ...AlarmKindInput.properties, kindId: Type.String({ maxLength: 40 }) }, closed),
      { maxItems: mostAlarmKinds },
    ),
    callChain: Type.Array(CallChainEntry, { maxItems: 20 }),
    /** Hosts, addresses or networks (CIDR) of our own network that an alarm may be sent to. */
    internalTargets: Type.Array(Type.String({ minLength: 1, maxLength: 255 }), { maxItems: 20 }),
  },
  closed,
);
export type AlarmSettings = Static<typeof AlarmSettings>;
export type AlarmKindChange = AlarmSettings['kinds'][number];

export const noAlarmSettings: AlarmSettings = { kinds: [], callChain: [], internalTargets: [] };

/** Where alarms go. `target`: a mail address, or an https address that takes JSON. */
export const AlarmOutputInput = Type.Object(
  {
    /** null: a new one. */
    outputId: nullable(Type.String({ maxLength: 40 })),
    name: Type.String({ minLength: 1, maxLength: 60 }),
    kind: Type.Enum(['mail', 'webhook']),
    target: Type.String({ minLength: 1, maxLength: 500 }),
    /** whsec_…, of a webhook; it goes in and never out. null: the one that is stored stays. */
    secret: nullable(Type.String({ maxLength: 120 })),
    isOn: Type.Boolean(),
  },
  closed,
);
export type AlarmOutputInput = Static<typeof AlarmOutputInput>;
export const mostAlarmOutputs = 10;

export interface AlarmOutput extends Omit<AlarmOutputInput, 'outputId'> {
  outputId: string;
}

/** Why a message is an emergency and what is known of it, taken from the words alone. */
export interface AlarmFacts {
  /** German, ends the sentence "Notfall, weil: …". */
  label: string;
  ruleIds: string[];
  because: Claim[];
  callerName: string | null;
  address: string | null;
  unit: string | null;
  callbackNumber: string | null;
  /** ISO 639-1; null: not known. */
  language: string | null;
}

/** One alarm on its way to one output. */
export interface Alarm {
  messageId: MessageId;
  output: AlarmOutput;
  facts: AlarmFacts;
  raisedAt: Instant;
  /** The same for every try: message and output. */
  idempotencyKey: string;
  /** From 1. From 2 on the other side may already have it. */
  tryNumber: number;
}

/** What an alarm rests on, from a note; null: it is no emergency. */
export function alarmFactsOf(note: Summary): AlarmFacts | null {
  const { urgency, callerName, address, unit, callbackNumber, language } = note;
  if (urgency.level !== 'emergency') return null;
  return {
    label: urgency.label ?? 'Der Anruf klingt nach einem Notfall',
    ruleIds: urgency.ruleIds ?? [],
    because: urgency.because,
    callerName: callerName?.value ?? null,
    address: address?.value ?? null,
    unit: unit?.value ?? null,
    callbackNumber: callbackNumber?.value ?? null,
    language: language ?? null,
  };
}

/** Finds an emergency in the words, by the rules as they are set now. Quick; null: there is none. */
export type FindEmergency = (transcript: TranscriptResult, call: { date: string }) => AlarmFacts | null;

/** Takes an alarm to its output once. Never throws for what the other side does. */
export type SendAlarm = (alarm: Alarm, note: Note, signal?: AbortSignal) => Promise<DeliveryOutcome>;
