/** The states of a conversation, and the few pieces that most of its transitions are made of. */
import type { CallCommand, CallEvent, CallPlan, RecordingEnd } from '../domain/call.ts';
import type { Instant } from '../domain/ids.ts';

/** Longest playback we wait for: 2000 characters of greeting are about 150 s of speech. */
const PLAYBACK_LIMIT_MS = 240_000;

export type CallState =
  | { name: 'new' }
  | { name: 'greeting'; media: 'greeting' | 'safeGreeting'; playbackId: string }
  | { name: 'beeping'; playbackId: string }
  | {
      name: 'recording';
      recordingName: string;
      since: Instant;
      packets: number;
      /** When the packet counter last grew. */
      mediaAt: Instant;
      /** Where talk last ended; null: talking now, or nothing heard yet. */
      quietSince: Instant | null;
      /** Set once we asked Asterisk to stop, with the reason. */
      stopping: RecordingEnd | null;
      /** How often Asterisk was asked to stop. */
      asked: number;
    }
  | { name: 'goodbye'; playbackId: string; recordingEnd: RecordingEnd; since: Instant }
  | { name: 'leaving'; outcome: 'recorded' | 'nothing-recorded'; recordingEnd: RecordingEnd | null }
  | { name: 'ended' };

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
