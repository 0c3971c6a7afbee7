/** The part of the conversation from the beep on: recording and goodbye. Pure, as `advance.ts`. */
import type { CallCommand, CallEvent, RecordingEnd } from '../domain/call.ts';
import type { Instant } from '../domain/ids.ts';
import {
  type Call,
  type CallState,
  finish,
  handOver,
  leave,
  playbackEnd,
  playing,
  type Step,
  stay,
  stopTimer,
  stopWatching,
} from './call-state.ts';

/** How often we listen whether the caller is still there: Asterisk writes its file every two seconds. */
const WATCH_MS = 2000;
/** Asterisk ends the recording itself at `maxSeconds`; this only catches an event that got lost. */
const LIMIT_GRACE_MS = 5000;
/** Asterisk may be out of breath for a while (13 s were measured): half a minute is enough. */
const MOST_STOPS = 6;
/** A hang-up that ended the recording is told within milliseconds; a goodbye takes longer to hear. */
const HANG_UP_TOLD_MS = 500;

type Recording = CallState & { name: 'recording' };

export function whenBeeping(call: Call, state: CallState & { name: 'beeping' }, event: CallEvent): Step {
  const isOurs = 'recordingName' in event && event.recordingName === call.callId;
  if (
    (event.type === 'recordingFailed' && isOurs) ||
    (event.type === 'commandFailed' && event.command === 'record')
  ) {
    return handOver();
  }
  const hasBegun = event.type === 'recordingStarted' && isOurs;
  if (hasBegun || playbackEnd(state.playbackId, event) !== null) {
    return record(call, { since: event.at, now: event.at }, [stopTimer('playback')]);
  }
  // It is over before we heard of its beginning: told as any other end.
  if (event.type === 'recordingFinished' && isOurs) {
    const begun = record(call, { since: event.at, now: event.at }, [stopTimer('playback')]);
    const ended = whenRecording(call, begun.state as Recording, event);
    return { state: ended.state, commands: [...begun.commands, ...ended.commands] };
  }
  return stay(state);
}

/** A recording that runs: from now on we listen. `since`: when it began. */
export function record(call: Call, when: { since: Instant; now: Instant }, before: CallCommand[]): Step {
  const elapsedMs = Math.max(0, when.now - when.since);
  const left = Math.max(1000, call.plan.limits.maxSeconds * 1000 - elapsedMs);
  return {
    state: {
      name: 'recording',
      recordingName: call.callId,
      since: when.since,
      mediaAt: when.now,
      stopping: null,
      asked: 0,
    },
    commands: [
      ...before,
      { type: 'startTimer', timerId: 'watch', afterMs: WATCH_MS },
      { type: 'startTimer', timerId: 'limit', afterMs: left + LIMIT_GRACE_MS },
    ],
  };
}

export function whenRecording(call: Call, state: Recording, event: CallEvent): Step {
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
      // Nothing heard is no evidence that the line is dead: somebody may be talking.
      if (event.command === 'listen') return stay({ ...state, mediaAt: event.at });
      // The recording is over, but its event got lost (a reconnect, say): what was recorded counts.
      if (event.command === 'stopRecording' && event.isGone)
        return sayGoodbye(call, { recordingEnd: state.stopping ?? 'silence', at: event.at }, stopWatching);
      return stay(state);
    case 'listened': {
      if (event.isLifeless && !state.stopping) return stop(state, 'tone', LIMIT_GRACE_MS);
      return stay({ ...state, mediaAt: Math.max(state.since, event.at - event.quietMs) });
    }
    case 'timerFired':
      return whenWatching(call, state, event);
    default:
      return stay(state);
  }
}

function whenWatching(call: Call, state: Recording, event: CallEvent & { type: 'timerFired' }): Step {
  if (event.timerId === 'early') return handOver();
  if (event.timerId === 'limit') {
    // Asked again and again without an answer: the file in the spool is all there is.
    if (state.stopping && state.asked >= MOST_STOPS) {
      return sayGoodbye(call, { recordingEnd: state.stopping, at: event.at }, stopWatching);
    }
    return stop(state, state.stopping ?? 'limit', LIMIT_GRACE_MS);
  }
  if (event.timerId !== 'watch' || state.stopping) return stay(state);
  const { maxSilenceSeconds } = call.plan.limits;
  if (event.at - state.mediaAt >= maxSilenceSeconds * 1000) return stop(state, 'no-media', LIMIT_GRACE_MS);
  return {
    state,
    commands: [
      { type: 'listen', recordingName: state.recordingName, maxSilenceSeconds },
      { type: 'startTimer', timerId: 'watch', afterMs: WATCH_MS },
    ],
  };
}

function stop(state: Recording, reason: RecordingEnd, graceMs: number): Step {
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
function endReason(call: Call, state: Recording, at: Instant): RecordingEnd {
  return at - state.since >= (call.plan.limits.maxSeconds - 1) * 1000 ? 'limit' : 'silence';
}

export function sayGoodbye(
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

export function whenGoodbye(state: CallState & { name: 'goodbye' }, event: CallEvent): Step {
  if (playbackEnd(state.playbackId, event) === null) return stay(state);
  return leave('recorded', state.recordingEnd, [stopTimer('playback')]);
}

/** Asterisk ends the recording first and tells of the hang-up a moment later. */
export function hungUpInGoodbye(state: CallState & { name: 'goodbye' }, at: Instant): Step {
  const wasHangUp = state.recordingEnd === 'silence' && at - state.since < HANG_UP_TOLD_MS;
  return finish('recorded', wasHangUp ? 'hung-up' : state.recordingEnd, [stopTimer('playback')]);
}
