import type { CallId, Instant, MailboxId, Milliseconds } from './ids.ts';
import type { Limits } from './mailbox.ts';

/** Which part of the SIP request told the caller's number; `none`: suppressed or not sent. */
export type NumberSource = 'p-asserted-identity' | 'from' | 'none';

/** A call as it comes in. */
export interface IncomingCall {
  callId: CallId;
  mailboxId: MailboxId;
  /** E.164 where it could be made so, else the digits as sent (internal extensions); null: suppressed. */
  callerNumber: string | null;
  numberSource: NumberSource;
  /** As sent by the trunk, normalised to E.164 where possible. */
  dialledNumber: string;
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
  | 'interrupted';

export type CallOutcome = { type: 'message' } | { type: 'attempt'; reason: AttemptReason };

/** Why the recording ended. */
export type RecordingEnd = 'hung-up' | 'silence' | 'no-media' | 'limit' | 'interrupted';

export interface FinishedCall {
  callId: CallId;
  outcome: CallOutcome;
  recordingEnd: RecordingEnd | null;
  endedAt: Instant;
}

/** Everything the conversation needs to know of the mailbox, as data. */
export interface CallPlan {
  limits: Limits;
  /** Media to play, in the telephony room's own terms (opaque here). */
  greeting: string;
  /** Built-in announcement with the notice of R166, played when the greeting cannot be. */
  safeGreeting: string;
  beep: string;
  goodbye: string | null;
}

/** What happens to a call. `at` is the moment, for `advance` has no clock of its own. */
export type CallEvent = { at: Instant } & (
  | { type: 'arrived' }
  /** The call was found running after a restart: `recording` says whether its recording still grows. */
  | { type: 'adopted'; recording: 'none' | 'live' | 'finished'; recordingSince: Instant | null }
  | { type: 'playbackFinished'; playbackId: string; heard: boolean }
  | { type: 'digit'; digit: string }
  | { type: 'timerFired'; timerId: string }
  /** Packets received from the caller so far (a counter that only grows). */
  | { type: 'mediaCounted'; packets: number }
  | { type: 'talkingStarted' }
  | { type: 'talkingFinished' }
  | { type: 'recordingFinished'; recordingName: string }
  | { type: 'recordingFailed'; recordingName: string }
  /** `isGone`: what the command was about (a recording, say) is not there any more. */
  | { type: 'commandFailed'; command: CallCommand['type']; isGone: boolean; reason: string }
  | { type: 'hungUp' }
);

/** What the conversation asks of the telephone. */
export type CallCommand =
  | { type: 'answer' }
  | { type: 'play'; playbackId: string; media: string }
  | { type: 'stopPlayback'; playbackId: string }
  | { type: 'record'; recordingName: string; maxSeconds: number; maxSilenceSeconds: number }
  | { type: 'stopRecording'; recordingName: string }
  | { type: 'startTimer'; timerId: string; afterMs: Milliseconds }
  | { type: 'stopTimer'; timerId: string }
  | { type: 'countMedia' }
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

/** How the conversation ended. Whether a recorded call is a message is decided by its recording. */
export type CallEnd = 'recorded' | 'nothing-recorded' | 'handed-over';

/** Thrown by a command that met a caller who had hung up: normal, and told to the conversation as `hungUp`. */
export class CallerGone extends Error {
  override readonly name = 'CallerGone';
}

/** Thrown by a command whose recording or playback is over already. */
export class NothingThere extends Error {
  override readonly name = 'NothingThere';
}

/**
 * Silence after which Asterisk reports the end of talk, in ms: asked for in `telephony/perform.ts`,
 * subtracted again in `calls/advance.ts`. Long enough for a breath, short against the limit of 10 s.
 */
export const TALK_SILENCE_MS = 2000;
