/** The part of the conversation before the beep: greeting, menu, forwarding. Pure, as `advance.ts`. */
import type { CallCommand, CallEvent } from '../domain/call.ts';
import type { Instant } from '../domain/ids.ts';
import type { ForwardResult } from '../domain/menu.ts';
import {
  type Asking,
  type Call,
  type CallState,
  finish,
  leave,
  playbackEnd,
  playing,
  type Step,
  stay,
  stopTimer,
} from './call-state.ts';

/** Who asks for a person more often than this is only offered to leave a message. */
const MOST_FORWARDS = 5;

/** Nothing of the menu may outlive it. */
const stopAsking = [stopTimer('playback'), stopTimer('choice')];

/** The first words of a call. */
export function greet(call: Call): Step {
  if (call.plan.turnedAway !== null) {
    return part(call, { outcome: 'turned-away', media: call.plan.turnedAway, before: [] });
  }
  return ask(call, { media: 'greeting', round: 1, forwards: 0 }, []);
}

/**
 * The first words once more, after a time that we do not know: the old greeting may still play, and its end must
 * not be taken for the end of this one.
 */
export function greetAgain(call: Call, at: number): Step {
  if (call.plan.turnedAway !== null) return greet(call);
  const old = `${call.callId}-greeting-1-0`;
  return ask(
    call,
    { media: 'greeting', round: 1, forwards: 0 },
    [{ type: 'stopPlayback', playbackId: old }],
    `-${at}`,
  );
}

export function whenGreeting(call: Call, state: CallState & { name: 'greeting' }, event: CallEvent): Step {
  if (event.type === 'digit') return choose(call, state, event.digit);
  const ended = playbackEnd(state.playbackId, event);
  if (ended === null) return stay(state);
  const { round, forwards, media } = state;
  // R166: the notice must be heard before anything is recorded.
  if (ended === 'not-heard' && media === 'greeting') {
    return ask(call, { media: 'safeGreeting', round, forwards }, [stopTimer('playback')]);
  }
  const { menu } = call.plan;
  // The built-in announcement says "after the tone": a menu it does not mention would be a trap.
  if (menu === null || media === 'safeGreeting') return beep(call, [stopTimer('playback')]);
  return {
    state: { name: 'choosing', round, forwards },
    commands: [stopTimer('playback'), { type: 'startTimer', timerId: 'choice', afterMs: menu.waitMs }],
  };
}

export function whenChoosing(call: Call, state: CallState & { name: 'choosing' }, event: CallEvent): Step {
  if (event.type === 'digit') return choose(call, state, event.digit);
  if (event.type === 'timerFired' && event.timerId === 'choice') return askAgain(call, state);
  return stay(state);
}

type Chooser = CallState & { name: 'greeting' | 'choosing' };

function choose(call: Call, state: Chooser, digit: string): Step {
  const { menu } = call.plan;
  // R075: without a menu keys do nothing, the recording follows by itself.
  if (menu === null) return stay(state);
  if (digit === '0') return beep(call, silence(state));
  const forwarding = menu.forwardings.find(each => each.digit === digit);
  // A wrong digit brings the announcement once more. In its second round the end comes by waiting, not by
  // digits: somebody who dials "17", or a line that floods us, must not use up the second chance.
  if (!forwarding) return state.round === 1 ? askAgain(call, state) : stay(state);
  const forwards = state.forwards + 1;
  if (forwards > MOST_FORWARDS) return offerMessage(call, state.forwards, silence(state));
  return {
    state: { name: 'forwarding', forwarding, forwards, answeredAt: null },
    commands: [...silence(state), { type: 'forward', forwarding, number: forwards }],
  };
}

/** R076: once more, then a defined end. */
function askAgain(call: Call, state: Chooser): Step {
  const { menu } = call.plan;
  if (state.round === 1) {
    const media = state.forwards > 0 ? 'pressZero' : 'greeting';
    return ask(call, { media, round: 2, forwards: state.forwards }, silence(state));
  }
  if (menu === null || menu.withoutChoice === 'record') return beep(call, silence(state));
  const outcome = state.forwards > 0 ? 'not-reached' : 'no-choice';
  return part(call, { outcome, media: menu.noChoice, before: silence(state) });
}

export function whenForwarding(
  call: Call,
  state: CallState & { name: 'forwarding' },
  event: CallEvent,
): Step {
  switch (event.type) {
    case 'forwardAnswered':
      return stay(state.answeredAt === null ? { ...state, answeredAt: event.at } : state);
    case 'forwardEnded': {
      const note = noteForward(state, event.result, event.at);
      // Both legs end together: who was connected and is back has been hung up on.
      if (event.result === 'answered') return leave('forwarded', null, [note]);
      return offerMessage(call, state.forwards, [note]);
    }
    case 'commandFailed': {
      if (event.command !== 'forward') return stay(state);
      const note = noteForward(state, 'unreachable', event.at);
      return offerMessage(call, state.forwards, [note]);
    }
    default:
      return stay(state);
  }
}

/** The caller is back, whatever we remember of the time before: R077, never a dead line. */
export function offerMessage(call: Call, forwards: number, before: CallCommand[]): Step {
  // The menu may have been taken away meanwhile: then a message is all there is.
  if (call.plan.menu === null) return beep(call, before);
  return ask(call, { media: 'pressZero', round: 1, forwards: Math.max(1, forwards) }, before);
}

/** R077: the caller hung up while it rang, or while they talked. */
export function hungUpForwarding(state: CallState & { name: 'forwarding' }, at: Instant): Step {
  const result: ForwardResult = state.answeredAt === null ? 'caller-gone' : 'answered';
  const outcome = state.answeredAt === null ? 'not-reached' : 'forwarded';
  return finish(outcome, null, [noteForward(state, result, at)]);
}

function noteForward(
  state: CallState & { name: 'forwarding' },
  result: ForwardResult,
  at: Instant,
): CallCommand {
  const talkMs = result === 'answered' && state.answeredAt !== null ? Math.max(0, at - state.answeredAt) : 0;
  return { type: 'noteForward', number: state.forwards, result, talkMs };
}

function ask(
  call: Call,
  asking: Asking & { media: 'greeting' | 'safeGreeting' | 'pressZero' },
  before: CallCommand[],
  /** Tells this playback from an older one of the same name. */
  suffix = '',
): Step {
  const { media, round, forwards } = asking;
  const playbackId = `${call.callId}-${media}-${round}-${forwards}${suffix}`;
  return {
    state: { name: 'greeting', playbackId, ...asking },
    commands: [...before, ...playing(playbackId, mediaOf(call, media))],
  };
}

function mediaOf(call: Call, media: 'greeting' | 'safeGreeting' | 'pressZero'): string {
  const { plan } = call;
  if (media === 'pressZero') return plan.menu?.pressZero ?? plan.safeGreeting;
  return plan[media];
}

/** The last words to somebody who leaves no message. */
function part(
  call: Call,
  end: { outcome: 'no-choice' | 'not-reached' | 'turned-away'; media: string; before: CallCommand[] },
): Step {
  const playbackId = `${call.callId}-parting`;
  return {
    state: { name: 'parting', playbackId, outcome: end.outcome },
    commands: [...end.before, ...playing(playbackId, end.media)],
  };
}

export function whenParting(state: CallState & { name: 'parting' }, event: CallEvent): Step {
  if (playbackEnd(state.playbackId, event) === null) return stay(state);
  return leave(state.outcome, null, [stopTimer('playback')]);
}

/** Ends what is heard and what is waited for. */
function silence(state: Chooser): CallCommand[] {
  return state.name === 'greeting'
    ? [...stopAsking, { type: 'stopPlayback', playbackId: state.playbackId }]
    : stopAsking;
}

/** The tone, and the recording that starts in the very moment it ends. */
function beep(call: Call, before: CallCommand[]): Step {
  const playbackId = `${call.callId}-beep`;
  const { limits } = call.plan;
  return {
    state: { name: 'beeping', playbackId },
    commands: [
      ...before,
      ...playing(playbackId, call.plan.beep),
      {
        type: 'record',
        recordingName: call.callId,
        maxSeconds: limits.maxSeconds,
        maxSilenceSeconds: limits.maxSilenceSeconds,
      },
    ],
  };
}
