/** The states of a conversation, and the few pieces that most of its transitions are made of. */
import type { CallCommand, CallEnd, CallEvent, CallPlan, RecordingEnd } from '../domain/call.ts';
import type { Instant } from '../domain/ids.ts';
import type { Forwarding } from '../domain/menu.ts';

/** Longest playback we wait for: an upload may last 300 s, 2000 characters of greeting are about 150 s. */
const PLAYBACK_LIMIT_MS = 330_000;
/** How long a channel may take to vanish after we hung up. */
const HANG_UP_GRACE_MS = 5000;

export type CallState =
  | { name: 'new' }
  /** An announcement runs; digits count. */
  | (Asking & { name: 'greeting'; media: 'greeting' | 'safeGreeting' | 'pressZero'; playbackId: string })
  /** The announcement is over, the caller may think. */
  | (Asking & { name: 'choosing' })
  | { name: 'forwarding'; forwarding: Forwarding; forwards: number; answeredAt: Instant | null }
  /** The last words before we hang up without a message. */
  | { name: 'parting'; playbackId: string; outcome: 'no-choice' | 'not-reached' | 'turned-away' }
  /** The beep plays and the recording waits behind it: so not a syllable is lost in between. */
  | { name: 'beeping'; playbackId: string }
  | {
      name: 'recording';
      recordingName: string;
      since: Instant;
      /** When something last came from the caller. */
      mediaAt: Instant;
      /** Set once we asked Asterisk to stop, with the reason. */
      stopping: RecordingEnd | null;
      /** How often Asterisk was asked to stop. */
      asked: number;
    }
  | { name: 'goodbye'; playbackId: string; recordingEnd: RecordingEnd; since: Instant }
  | { name: 'leaving'; outcome: CallEnd; recordingEnd: RecordingEnd | null }
  | { name: 'ended' };

export interface Asking {
  /** 1, and 2 when the announcement is repeated; then the conversation ends. */
  round: 1 | 2;
  /** How many forwardings this call has seen. */
  forwards: number;
}

export interface Call {
  /** Names recording and playbacks, so that events of another call can never be taken for ours. */
  callId: string;
  plan: CallPlan;
}

export interface Step {
  state: CallState;
  commands: CallCommand[];
}

export const start: CallState = { name: 'new' };

export const stopTimer = (timerId: string): CallCommand => ({ type: 'stopTimer', timerId });
export const stopWatching = [stopTimer('watch'), stopTimer('limit'), stopTimer('early')];
export const stay = (state: CallState): Step => ({ state, commands: [] });

export function playing(playbackId: string, media: string): CallCommand[] {
  return [
    { type: 'startTimer', timerId: 'playback', afterMs: PLAYBACK_LIMIT_MS },
    { type: 'play', playbackId, media },
  ];
}

/** Whether this event ends our playback, and whether the caller heard it; null: it does not. */
export function playbackEnd(playbackId: string, event: CallEvent): 'heard' | 'not-heard' | null {
  if (event.type === 'playbackFinished' && event.playbackId === playbackId) {
    return event.heard ? 'heard' : 'not-heard';
  }
  if (event.type === 'commandFailed' && event.command === 'play') return 'not-heard';
  if (event.type === 'timerFired' && event.timerId === 'playback') return 'not-heard';
  return null;
}

/** Hangs up; the call is over when its channel has vanished. */
export function leave(outcome: CallEnd, recordingEnd: RecordingEnd | null, before: CallCommand[]): Step {
  return {
    state: { name: 'leaving', outcome, recordingEnd },
    commands: [
      ...before,
      { type: 'startTimer', timerId: 'leaving', afterMs: HANG_UP_GRACE_MS },
      { type: 'hangUp' },
    ],
  };
}

/** We cannot record this call: Asterisk's fallback can. */
export function handOver(before: CallCommand[] = [stopTimer('playback')]): Step {
  return finish('handed-over', null, [...before, { type: 'handOver' }]);
}

export function finish(outcome: CallEnd, recordingEnd: RecordingEnd | null, before: CallCommand[]): Step {
  return {
    state: { name: 'ended' },
    commands: [...before, { type: 'finish', outcome, recordingEnd }],
  };
}
