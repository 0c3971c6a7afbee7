/**
 * The conversation as a pure function: no clock, no I/O, no randomness. Time comes in with the events,
 * ids are chosen here and tell stale events from live ones. It must never end a call twice, never
 * record before the beep, and never let a recorded message go unreported.
 */
import { type CallCommand, type CallEvent, type RecordingEnd, TALK_SILENCE_MS } from '../domain/call.ts';
import type { Instant } from '../domain/ids.ts';
import {
  type Call,
  type CallState,
  playbackEnd,
  playing,
  type Step,
  stay,
  stopTimer,
  stopWatching,
} from './call-state.ts';

/** How often the caller's packets are counted while recording. */
const WATCH_MS = 1000;
/** Asterisk ends the recording itself at `maxSeconds`; this only catches an event that got lost. */
const LIMIT_GRACE_MS = 5000;
/** Asterisk may be out of breath for a while (13 s were measured): half a minute is enough. */
const MOST_STOPS = 6;
/** How long a channel may take to vanish after we hung up. */
const HANG_UP_GRACE_MS = 5000;
/** A hang-up that ended the recording is told within milliseconds; a goodbye takes longer to hear. */
const HANG_UP_TOLD_MS = 500;

/** The next state and what to do for it. Events that do not fit the state change nothing. */
export function advance(call: Call, state: CallState, event: CallEvent): Step {
  if (state.name === 'ended') return stay(state);
  if (event.type === 'hungUp') return hungUp(state, event.at);
  switch (state.name) {
    case 'new':
      return whenNew(call, state, event);
    case 'greeting':
      return whenGreeting(call, state, event);
    case 'beeping':
      return whenBeeping(call, state, event);
    case 'recording':
      return whenRecording(call, state, event);
    case 'goodbye':
      return whenGoodbye(state, event);
    case 'leaving':
      return whenLeaving(state, event);
  }
}

function whenNew(call: Call, state: CallState, event: CallEvent): Step {
  if (event.type === 'arrived') return greet(call, [{ type: 'answer' }]);
  if (event.type !== 'adopted') return stay(state);
  if (event.recording === 'finished') return sayGoodbye(call, { recordingEnd: 'silence', at: event.at }, []);
  if (event.recording === 'none') return greet(call, [{ type: 'answer' }]);
  return {
    state: recordingState(call, event.recordingSince ?? event.at, event.at),
    commands: watch(call, Math.max(0, event.at - (event.recordingSince ?? event.at))),
  };
}

function greet(call: Call, before: CallCommand[]): Step {
  const playbackId = `${call.callId}-greeting`;
  return {
    state: { name: 'greeting', media: 'greeting', playbackId },
    commands: [...before, ...playing(playbackId, call.plan.greeting)],
  };
}

function whenGreeting(call: Call, state: CallState & { name: 'greeting' }, event: CallEvent): Step {
  const ended = playbackEnd(state.playbackId, event);
  if (ended === null)
    return event.type === 'commandFailed' && event.command === 'answer' ? handOver() : stay(state);
  // R166: the notice must be heard before anything is recorded.
  if (ended === 'not-heard' && state.media === 'greeting') {
    const playbackId = `${call.callId}-safe`;
    return {
      state: { name: 'greeting', media: 'safeGreeting', playbackId },
      commands: [stopTimer('playback'), ...playing(playbackId, call.plan.safeGreeting)],
    };
  }
  const playbackId = `${call.callId}-beep`;
  return {
    state: { name: 'beeping', playbackId },
    commands: [stopTimer('playback'), ...playing(playbackId, call.plan.beep)],
  };
}

function whenBeeping(call: Call, state: CallState & { name: 'beeping' }, event: CallEvent): Step {
  if (playbackEnd(state.playbackId, event) === null) return stay(state);
  const { limits } = call.plan;
  return {
    state: recordingState(call, event.at, event.at),
    commands: [
      stopTimer('playback'),
      {
        type: 'record',
        recordingName: call.callId,
        maxSeconds: limits.maxSeconds,
        maxSilenceSeconds: limits.maxSilenceSeconds,
      },
      ...watch(call, 0),
    ],
  };
}

function recordingState(call: Call, since: Instant, now: Instant): CallState {
  return {
    name: 'recording',
    recordingName: call.callId,
    since,
    packets: 0,
    mediaAt: now,
    quietSince: null,
    stopping: null,
    asked: 0,
  };
}

function watch(call: Call, elapsedMs: number): CallCommand[] {
  const left = Math.max(1000, call.plan.limits.maxSeconds * 1000 - elapsedMs);
  return [
    { type: 'startTimer', timerId: 'watch', afterMs: WATCH_MS },
    { type: 'startTimer', timerId: 'limit', afterMs: left + LIMIT_GRACE_MS },
  ];
}

function whenRecording(call: Call, state: CallState & { name: 'recording' }, event: CallEvent): Step {
  switch (event.type) {
    case 'recordingFinished': {
      if (event.recordingName !== state.recordingName) return stay(state);
      const recordingEnd = state.stopping ?? endReason(call, state, event.at);
      // Nobody stopped it, and silence takes longer: the caller hung up, which is told within
      // milliseconds, or nothing could be written (asterisk answers "finished" for a full disk, too).
      const { maxSilenceSeconds } = call.plan.limits;
      const isEarly = event.at - state.since < (maxSilenceSeconds - 1) * 1000;
      if (!state.stopping && recordingEnd !== 'limit' && isEarly) {
        return {
          state: { ...state, stopping: 'hung-up' },
          commands: [...stopWatching, { type: 'startTimer', timerId: 'early', afterMs: HANG_UP_TOLD_MS }],
        };
      }
      return sayGoodbye(call, { recordingEnd, at: event.at }, stopWatching);
    }
    case 'recordingFailed':
      return event.recordingName === state.recordingName ? handOver(stopWatching) : stay(state);
    case 'commandFailed':
      if (event.command === 'record') return handOver(stopWatching);
      // No count is no evidence that the line is dead: somebody may be talking.
      if (event.command === 'countMedia') return stay({ ...state, mediaAt: event.at });
      // The recording is over, but its event got lost (a reconnect, say): what was recorded counts.
      if (event.command === 'stopRecording' && event.isGone)
        return sayGoodbye(call, { recordingEnd: state.stopping ?? 'silence', at: event.at }, stopWatching);
      return stay(state);
    case 'talkingStarted':
      return stay({ ...state, quietSince: null });
    case 'talkingFinished':
      return stay({ ...state, quietSince: Math.max(state.since, event.at - TALK_SILENCE_MS) });
    case 'mediaCounted':
      return stay(
        event.packets === state.packets ? state : { ...state, packets: event.packets, mediaAt: event.at },
      );
    case 'timerFired':
      return whenWatching(call, state, event);
    default:
      return stay(state);
  }
}

function whenWatching(
  call: Call,
  state: CallState & { name: 'recording' },
  event: CallEvent & { type: 'timerFired' },
): Step {
  if (event.timerId === 'early') return handOver();
  if (event.timerId === 'limit') {
    // Asked again and again without an answer: the file in the spool is all there is.
    if (state.stopping && state.asked >= MOST_STOPS) {
      return sayGoodbye(call, { recordingEnd: state.stopping, at: event.at }, stopWatching);
    }
    return stop(state, state.stopping ?? 'limit', LIMIT_GRACE_MS);
  }
  if (event.timerId !== 'watch' || state.stopping) return stay(state);
  const allowedMs = call.plan.limits.maxSilenceSeconds * 1000;
  if (event.at - state.mediaAt >= allowedMs) return stop(state, 'no-media', LIMIT_GRACE_MS);
  if (state.quietSince !== null && event.at - state.quietSince >= allowedMs) {
    return stop(state, 'silence', LIMIT_GRACE_MS);
  }
  return {
    state,
    commands: [{ type: 'countMedia' }, { type: 'startTimer', timerId: 'watch', afterMs: WATCH_MS }],
  };
}

function stop(state: CallState & { name: 'recording' }, reason: RecordingEnd, graceMs: number): Step {
  return {
    state: { ...state, stopping: reason, asked: state.asked + 1 },
    commands: [
      stopTimer('watch'),
      { type: 'startTimer', timerId: 'limit', afterMs: graceMs },
      { type: 'stopRecording', recordingName: state.recordingName },
    ],
  };
}

/** Asterisk does not say why it ended a recording; the clock does. Its limit is in whole seconds. */
function endReason(call: Call, state: CallState & { name: 'recording' }, at: Instant): RecordingEnd {
  return at - state.since >= (call.plan.limits.maxSeconds - 1) * 1000 ? 'limit' : 'silence';
}

function sayGoodbye(
  call: Call,
  end: { recordingEnd: RecordingEnd; at: Instant },
  before: CallCommand[],
): Step {
  const { recordingEnd, at } = end;
  if (call.plan.goodbye === null) return leave('recorded', recordingEnd, before);
  const playbackId = `${call.callId}-goodbye`;
  return {
    state: { name: 'goodbye', playbackId, recordingEnd, since: at },
    commands: [...before, ...playing(playbackId, call.plan.goodbye)],
  };
}

function whenGoodbye(state: CallState & { name: 'goodbye' }, event: CallEvent): Step {
  if (playbackEnd(state.playbackId, event) === null) return stay(state);
  return leave('recorded', state.recordingEnd, [stopTimer('playback')]);
}

function leave(
  outcome: 'recorded' | 'nothing-recorded',
  recordingEnd: RecordingEnd | null,
  before: CallCommand[],
): Step {
  return {
    state: { name: 'leaving', outcome, recordingEnd },
    commands: [
      ...before,
      { type: 'startTimer', timerId: 'leaving', afterMs: HANG_UP_GRACE_MS },
      { type: 'hangUp' },
    ],
  };
}

function whenLeaving(state: CallState & { name: 'leaving' }, event: CallEvent): Step {
  const isOver =
    (event.type === 'timerFired' && event.timerId === 'leaving') ||
    (event.type === 'commandFailed' && event.command === 'hangUp');
  return isOver ? finish(state.outcome, state.recordingEnd, [stopTimer('leaving')]) : stay(state);
}

function hungUp(state: CallState, at: Instant): Step {
  switch (state.name) {
    case 'recording':
      return finish('recorded', state.stopping ?? 'hung-up', stopWatching);
    case 'goodbye': {
      // Asterisk ends the recording first and tells of the hang-up a moment later.
      const wasHangUp = state.recordingEnd === 'silence' && at - state.since < HANG_UP_TOLD_MS;
      return finish('recorded', wasHangUp ? 'hung-up' : state.recordingEnd, [stopTimer('playback')]);
    }
    case 'leaving':
      return finish(state.outcome, state.recordingEnd, [stopTimer('leaving')]);
    default:
      return finish('nothing-recorded', null, [stopTimer('playback')]);
  }
}

/** We cannot record this call: Asterisk's fallback can. */
function handOver(before: CallCommand[] = [stopTimer('playback')]): Step {
  return {
    state: { name: 'ended' },
    commands: [
      ...before,
      { type: 'handOver' },
      { type: 'finish', outcome: 'handed-over', recordingEnd: null },
    ],
  };
}

function finish(
  outcome: 'recorded' | 'nothing-recorded',
  recordingEnd: RecordingEnd | null,
  before: CallCommand[],
): Step {
  return {
    state: { name: 'ended' },
    commands: [...before, { type: 'finish', outcome, recordingEnd }],
  };
}
