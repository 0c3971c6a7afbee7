/**
 * The conversation as a pure function: no clock, no I/O, no randomness. Time comes in with the events,
 * ids are chosen here and tell stale events from live ones. It must never end a call twice, never
 * record before the beep or while two people talk, and never let a recorded message go unreported.
 * `asking.ts` holds what comes before the beep, `recording.ts` what comes after.
 */
import type { CallEvent } from '../domain/call.ts';
import type { Instant } from '../domain/ids.ts';
import {
  greet,
  greetAgain,
  hungUpForwarding,
  offerMessage,
  whenChoosing,
  whenForwarding,
  whenGreeting,
  whenParting,
} from './asking.ts';
import {
  type Call,
  type CallState,
  finish,
  leave,
  type Step,
  stay,
  stopTimer,
  stopWatching,
} from './call-state.ts';
import { hungUpInGoodbye, record, sayGoodbye, whenBeeping, whenGoodbye, whenRecording } from './recording.ts';

/** The next state and what to do for it. Events that do not fit the state change nothing. */
export function advance(call: Call, state: CallState, event: CallEvent): Step {
  if (state.name === 'ended') return stay(state);
  if (event.type === 'hungUp') return hungUp(state, event.at);
  switch (state.name) {
    case 'new':
      return whenNew(call, state, event);
    case 'greeting':
      return whenGreeting(call, state, event);
    case 'choosing':
      return whenChoosing(call, state, event);
    case 'forwarding':
      return whenForwarding(call, state, event);
    case 'parting':
      return whenParting(state, event);
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
  if (event.type === 'arrived') return greet(call);
  // Back from a forwarding that began before a restart.
  if (event.type === 'forwardEnded') {
    return event.result === 'answered' ? leave('forwarded', null, []) : offerMessage(call, 1, []);
  }
  if (event.type !== 'adopted') return stay(state);
  if (event.recording === 'finished') return sayGoodbye(call, { recordingEnd: 'silence', at: event.at }, []);
  if (event.recording === 'none') return greetAgain(call, event.at);
  return record(call, { since: event.recordingSince ?? event.at, now: event.at }, []);
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
    // The recording waited behind the beep: it may have begun without our knowing.
    case 'beeping':
      return finish('recorded', 'hung-up', [stopTimer('playback')]);
    case 'goodbye':
      return hungUpInGoodbye(state, at);
    case 'leaving':
      return finish(state.outcome, state.recordingEnd, [stopTimer('leaving')]);
    case 'forwarding':
      return hungUpForwarding(state, at);
    case 'parting':
      return finish(state.outcome, null, [stopTimer('playback')]);
    case 'greeting':
    case 'choosing': {
      const outcome = state.forwards > 0 ? 'not-reached' : 'nothing-recorded';
      return finish(outcome, null, [stopTimer('playback'), stopTimer('choice')]);
    }
    default:
      return finish('nothing-recorded', null, []);
  }
}
