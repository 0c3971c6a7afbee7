import type { CallId, Instant, MailboxId, Milliseconds, TrunkId } from './ids.ts';
import type { Limits } from './mailbox.ts';
import type { Forwarding, ForwardResult, Menu } from './menu.ts';

/** Which part of the SIP request told the caller's number; `none`: suppressed, not sent, or not the caller's. */
export type NumberSource = 'p-asserted-identity' | 'from' | 'none';

/** Who is at the other end: a caller, or our own probe call, which no office ever sees. */
export type CallKind = 'caller' | 'probe';

/** A call as it comes in. */
export interface IncomingCall {
  callId: CallId;
  mailboxId: MailboxId;
  kind: CallKind;
  /** E.164 where it could be made so, else the digits as sent (internal extensions); null: suppressed. */
  callerNumber: string | null;
  numberSource: NumberSource;
  /** As sent by the trunk, normalised to E.164 where possible. */
  dialledNumber: string;
  /** Which number was called before a telephone system diverted the call; null: not said. */
  originalNumber: string | null;
  /** null: the trunk of the environment (HAUSRUF_TRUNK_ADDRESSES), or none. */
  trunkId: TrunkId | null;
  arrivedAt: Instant;
}

/** Why a call left no message. */
export type AttemptReason =
  /** Hung up before the beep. */
  | 'hung-up-early'
  /** Recorded, but nobody spoke. */
  | 'no-speech'
  /** The recording could not be made or kept nothing. */
  | 'no-audio'
  /** The call was lost with Asterisk or with us before anything was recorded. */
  | 'interrupted'
  /** Two greetings, and no digit that leads anywhere. */
  | 'no-choice'
  /** Wanted to be connected, reached nobody, and left no message. */
  | 'not-reached'
  /** More calls at once than are allowed: heard "later". */
  | 'turned-away';

export type CallOutcome =
  | { type: 'message' }
  | { type: 'attempt'; reason: AttemptReason }
  /** Was connected to a person. */
  | { type: 'forwarded' };

/** Why the recording ended. `tone`: nothing but tones or steady noise was left on the line. */
export type RecordingEnd = 'hung-up' | 'silence' | 'tone' | 'no-media' | 'limit' | 'interrupted';

export interface FinishedCall {
  callId: CallId;
  outcome: CallOutcome;
  recordingEnd: RecordingEnd | null;
  endedAt: Instant;
}

/** Everything the conversation needs to know of the mailbox, as data. Media in the telephony room's own terms. */
export interface CallPlan {
  limits: Limits;
  greeting: string;
  /** Built-in announcement with the notice of R166, played when the greeting cannot be. */
  safeGreeting: string;
  beep: string;
  goodbye: string | null;
  /** null: no forwarding, so recording follows the greeting (R075). */
  menu: CallMenu | null;
  /** Set: there are too many calls, this one only hears "later". */
  turnedAway: string | null;
}

export interface CallMenu extends Omit<Menu, 'waitSeconds'> {
  waitMs: Milliseconds;
  /** "Nobody can be reached; press 0 to leave a message." */
  pressZero: string;
  /** "No choice was made; goodbye." */
  noChoice: string;
}

/** What happens to a call. `at` is the moment, for `advance` has no clock of its own. */
export type CallEvent = { at: Instant } & (
  | { type: 'arrived' }
  /** The call was found running after a restart: `recording` says whether its recording still grows. */
  | { type: 'adopted'; recording: 'none' | 'live' | 'finished'; recordingSince: Instant | null }
  | { type: 'playbackFinished'; playbackId: string; heard: boolean }
  | { type: 'digit'; digit: string }
  | { type: 'timerFired'; timerId: string }
  /** `quietMs`: how long nothing at all has come from the caller; `isLifeless`: only tones or steady noise have, for as long as silence may last. */
  | { type: 'listened'; quietMs: Milliseconds; isLifeless: boolean }
  | { type: 'recordingStarted'; recordingName: string }
  | { type: 'recordingFinished'; recordingName: string }
  | { type: 'recordingFailed'; recordingName: string }
  /** `isGone`: what the command was about (a recording, say) is not there any more. */
  | { type: 'commandFailed'; command: CallCommand['type']; isGone: boolean; reason: string }
  /** Caller and person are talking. */
  | { type: 'forwardAnswered' }
  /** The caller is back with us. */
  | { type: 'forwardEnded'; result: ForwardResult }
  | { type: 'hungUp' }
);

/** What the conversation asks of the telephone. */
export type CallCommand =
  | { type: 'play'; playbackId: string; media: string }
  | { type: 'stopPlayback'; playbackId: string }
  | { type: 'record'; recordingName: string; maxSeconds: number; maxSilenceSeconds: number }
  | { type: 'stopRecording'; recordingName: string }
  | { type: 'startTimer'; timerId: string; afterMs: Milliseconds }
  | { type: 'stopTimer'; timerId: string }
  /** Hears into the recording: answered by `listened`. */
  | { type: 'listen'; recordingName: string; maxSilenceSeconds: number }
  /** Connects the caller to a person; `number` counts the forwardings of this call from 1. */
  | { type: 'forward'; forwarding: Forwarding; number: number }
  /** For the office: what became of that forwarding. */
  | { type: 'noteForward'; number: number; result: ForwardResult; talkMs: Milliseconds }
  /** Gives the call to Asterisk's own fallback, which greets and records without us. */
  | { type: 'handOver' }
  | { type: 'hangUp' }
  | { type: 'finish'; outcome: CallEnd; recordingEnd: RecordingEnd | null };

/** An event without its moment: the loop stamps it. */
export type Happening = CallEvent extends infer Event
  ? Event extends CallEvent
    ? Omit<Event, 'at'>
    : never
  : never;

/** What the loop leaves to the telephone; timers and the end are its own. */
export type PhoneCommand = Exclude<
  CallCommand,
  { type: 'startTimer' } | { type: 'stopTimer' } | { type: 'finish' }
>;

/** What the telephone answers to `listen`; nothing else is answered. */
export type Listened = { quietMs: Milliseconds; isLifeless: boolean };

/** How the conversation ended. Whether a recorded call is a message is decided by its recording. */
export type CallEnd =
  | 'recorded'
  | 'nothing-recorded'
  | 'no-choice'
  | 'not-reached'
  | 'forwarded'
  | 'turned-away'
  | 'handed-over';

/** Thrown by a command that met a caller who had hung up: normal, and told to the conversation as `hungUp`. */
export class CallerGone extends Error {
  override readonly name = 'CallerGone';
}

/** Thrown by a command whose recording or playback is over already. */
export class NothingThere extends Error {
  override readonly name = 'NothingThere';
}
