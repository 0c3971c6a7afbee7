import { describe, expect, it } from 'vitest';
import type { Call } from '../../src/calls/call-state.ts';
import { replay } from '../../src/calls/trace.ts';
import type { CallCommand, CallEvent, CallMenu, Happening } from '../../src/domain/call.ts';
import type { Forwarding, ForwardResult } from '../../src/domain/menu.ts';

const janitor: Forwarding = {
  digit: '1',
  name: 'Hausmeister',
  target: '+491701234567',
  ringSeconds: 20,
  mustAccept: false,
  shownNumber: 'caller',
};
const menu: CallMenu = {
  forwardings: [janitor, { ...janitor, digit: '9', name: 'Notdienst' }],
  waitMs: 6000,
  withoutChoice: 'hang-up',
  pressZero: 'press-zero',
  noChoice: 'no-choice',
};
const callWith = (change: Partial<Call['plan']>): Call => ({
  callId: 'c1',
  plan: {
    limits: { maxSeconds: 180, maxSilenceSeconds: 10 },
    greeting: 'greeting',
    safeGreeting: 'safe',
    beep: 'beep',
    goodbye: 'bye',
    menu,
    turnedAway: null,
    ...change,
  },
});

/** Plays [seconds, event]; says what the caller hears and what is done, in order, without the timers. */
function story(call: Call, ...timed: [number, Happening][]): string[] {
  const lines = replay(
    call,
    timed.map(([seconds, event]) => ({ ...event, at: seconds * 1000 }) as CallEvent),
  );
  return lines.flatMap(line => line.commands).flatMap(said);
}

function said(command: CallCommand): string[] {
  switch (command.type) {
    case 'startTimer':
    case 'stopTimer':
      return [];
    case 'play':
      return [`play ${command.media}`];
    case 'forward':
      return [`forward ${command.forwarding.digit} as ${command.number}`];
    case 'noteForward':
      return [`note ${command.number} ${command.result} ${command.talkMs}`];
    case 'finish':
      return [`finish ${command.outcome}`];
    default:
      return [command.type];
  }
}

const arrived: [number, Happening] = [0, { type: 'arrived' }];
const digit = (at: number, pressed: string): [number, Happening] => [at, { type: 'digit', digit: pressed }];
const played = (at: number, playbackId: string, heard = true): [number, Happening] => [
  at,
  { type: 'playbackFinished', playbackId: `c1-${playbackId}`, heard },
];
const thought = (at: number): [number, Happening] => [at, { type: 'timerFired', timerId: 'choice' }];
const back = (at: number, result: ForwardResult): [number, Happening] => [
  at,
  { type: 'forwardEnded', result },
];
const hungUp = (at: number): [number, Happening] => [at, { type: 'hungUp' }];

describe('a caller at a mailbox with forwardings', () => {
  it('is not recorded before he has pressed 0, and then at once', () => {
    expect(story(callWith({}), arrived, played(8, 'greeting-1-0'), digit(9, '0'))).toEqual([
      'play greeting',
      'play beep',
      'record',
    ]);
  });

  it('need not hear the greeting out to press 0', () => {
    expect(story(callWith({}), arrived, digit(2, '0'))).toEqual([
      'play greeting',
      'stopPlayback',
      'play beep',
      'record',
    ]);
  });

  it.each(['1', '9'])('is connected by digit %s in the middle of the greeting', pressed => {
    expect(story(callWith({}), arrived, digit(2, pressed))).toEqual([
      'play greeting',
      'stopPlayback',
      `forward ${pressed} as 1`,
    ]);
  });

  it('hears the greeting once more after a wrong digit or none, and then a defined end', () => {
    const twice = story(
      callWith({}),
      arrived,
      played(8, 'greeting-1-0'),
      thought(14),
      played(22, 'greeting-2-0'),
      thought(28),
      played(30, 'parting'),
      hungUp(31),
    );
    expect(twice).toEqual(['play greeting', 'play greeting', 'play no-choice', 'hangUp', 'finish no-choice']);
    const wrong = story(
      callWith({}),
      arrived,
      digit(2, '5'),
      digit(6, '*'),
      played(10, 'greeting-2-0'),
      thought(16),
      played(18, 'parting'),
      hungUp(19),
    );
    expect(wrong).toEqual([
      'play greeting',
      'stopPlayback',
      'play greeting',
      'play no-choice',
      'hangUp',
      'finish no-choice',
    ]);
  });

  it('is recorded without a choice where the mailbox says so', () => {
    const call = callWith({ menu: { ...menu, withoutChoice: 'record' } });
    const all = story(
      call,
      arrived,
      played(8, 'greeting-1-0'),
      thought(14),
      played(22, 'greeting-2-0'),
      thought(28),
    );
    expect(all.slice(-2)).toEqual(['play beep', 'record']);
  });

  it('does not use up his second chance by a flood of wrong digits', () => {
    const flood = Array.from({ length: 50 }, (_, index) => digit(2 + index / 100, '5'));
    expect(story(callWith({}), arrived, ...flood, digit(4, '0')).slice(-3)).toEqual([
      'stopPlayback',
      'play beep',
      'record',
    ]);
  });

  it('hears the built-in announcement without a menu when the greeting is broken, and is recorded', () => {
    expect(
      story(callWith({}), arrived, played(0.01, 'greeting-1-0', false), played(14, 'safeGreeting-1-0')),
    ).toEqual(['play greeting', 'play safe', 'play beep', 'record']);
  });

  it.each<ForwardResult>(['busy', 'no-answer', 'refused', 'unreachable', 'not-accepted', 'not-allowed'])(
    'is led back to "press 0" when the person is %s, and can leave a message',
    result => {
      expect(story(callWith({}), arrived, digit(2, '1'), back(12, result), digit(14, '0'))).toEqual([
        'play greeting',
        'stopPlayback',
        'forward 1 as 1',
        `note 1 ${result} 0`,
        'play press-zero',
        'stopPlayback',
        'play beep',
        'record',
      ]);
    },
  );

  it('is led back when the forwarding cannot even be tried', () => {
    const all = story(callWith({}), arrived, digit(2, '1'), [
      2.1,
      { type: 'commandFailed', command: 'forward', isGone: false, reason: 'no trunk' },
    ]);
    expect(all.slice(-2)).toEqual(['note 1 unreachable 0', 'play press-zero']);
  });

  it('can try another person, but not for ever', () => {
    const tries = Array.from({ length: 8 }, (_, index) => [
      digit(10 * index + 2, '1'),
      back(10 * index + 8, 'busy' as const),
    ]).flat();
    const all = story(callWith({}), arrived, ...tries);
    expect(all.filter(each => each.startsWith('forward'))).toHaveLength(5);
    expect(all.at(-1)).toBe('play press-zero');
  });

  it('is hung up on when the person has hung up: both ends go together', () => {
    expect(
      story(
        callWith({}),
        arrived,
        digit(2, '1'),
        [9, { type: 'forwardAnswered' }],
        back(69, 'answered'),
        hungUp(70),
      ),
    ).toEqual([
      'play greeting',
      'stopPlayback',
      'forward 1 as 1',
      'note 1 answered 60000',
      'hangUp',
      'finish forwarded',
    ]);
  });

  it('who hangs up while they talk has been forwarded; while it rings he has reached nobody', () => {
    expect(
      story(callWith({}), arrived, digit(2, '1'), [9, { type: 'forwardAnswered' }], hungUp(39)).slice(-2),
    ).toEqual(['note 1 answered 30000', 'finish forwarded']);
    expect(story(callWith({}), arrived, digit(2, '1'), hungUp(9)).slice(-2)).toEqual([
      'note 1 caller-gone 0',
      'finish not-reached',
    ]);
  });

  it('who hangs up after nobody was reached, without a message, is an attempt of its own kind', () => {
    expect(story(callWith({}), arrived, digit(2, '1'), back(12, 'busy'), hungUp(14)).at(-1)).toBe(
      'finish not-reached',
    );
  });

  it('is never recorded while two people talk', () => {
    const all = story(
      callWith({}),
      arrived,
      digit(2, '1'),
      [9, { type: 'forwardAnswered' }],
      digit(10, '0'),
      digit(11, '1'),
      [12, { type: 'recordingStarted', recordingName: 'c1' }],
    );
    expect(all).not.toContain('record');
    expect(all.filter(each => each.startsWith('forward'))).toHaveLength(1);
  });

  it('who comes back from a forwarding after a restart is led to "press 0", or hung up on after a talk', () => {
    expect(story(callWith({}), back(50, 'busy'))).toEqual(['play press-zero']);
    expect(story(callWith({}), back(50, 'answered'))).toEqual(['hangUp']);
    expect(story(callWith({ menu: null }), back(50, 'busy'))).toEqual(['play beep', 'record']);
  });
});

describe('a caller at a mailbox without forwardings', () => {
  it('is recorded after the greeting, whatever keys he presses', () => {
    expect(
      story(callWith({ menu: null }), arrived, digit(1, '0'), digit(2, '1'), played(8, 'greeting-1-0')),
    ).toEqual(['play greeting', 'play beep', 'record']);
  });
});

describe('a caller beyond the number of calls', () => {
  it('hears "later" and nothing else', () => {
    expect(
      story(callWith({ turnedAway: 'later' }), arrived, digit(1, '0'), played(7, 'parting'), hungUp(8)),
    ).toEqual(['play later', 'hangUp', 'finish turned-away']);
  });
});
