import { describe, expect, it } from 'vitest';
import type { Call } from '../../src/calls/call-state.ts';
import { replay } from '../../src/calls/trace.ts';
import type { CallCommand, CallEvent } from '../../src/domain/call.ts';

const call: Call = {
  callId: 'c1',
  plan: {
    limits: { maxSeconds: 180, maxSilenceSeconds: 10 },
    greeting: 'greeting',
    safeGreeting: 'safe',
    beep: 'beep',
    goodbye: 'bye',
    menu: null,
    turnedAway: null,
  },
};

type Untimed = CallEvent extends infer Event ? (Event extends CallEvent ? Omit<Event, 'at'> : never) : never;

/** Plays events given as [seconds, event]; answers all commands. */
function play(...timed: [number, Untimed][]): { commands: CallCommand[]; state: string } {
  const lines = replay(
    call,
    timed.map(([seconds, event]) => ({ ...event, at: seconds * 1000 }) as CallEvent),
  );
  return { commands: lines.flatMap(line => line.commands), state: lines.at(-1)?.state ?? 'new' };
}

/** As `asking.ts` names its playbacks: what, which round, after how many forwardings. */
const idOf = (name: string) =>
  ({ greeting: 'c1-greeting-1-0', again: 'c1-greeting-2-0', safe: 'c1-safeGreeting-1-0' })[name] ??
  `c1-${name}`;
const linesOf = (...timed: [number, Untimed][]) =>
  replay(
    call,
    timed.map(([seconds, event]) => ({ ...event, at: seconds * 1000 }) as CallEvent),
  );

const heard = (name: string): Untimed => ({ type: 'playbackFinished', playbackId: idOf(name), heard: true });
const failed = (name: string): Untimed => ({
  type: 'playbackFinished',
  playbackId: idOf(name),
  heard: false,
});
const toBeep: [number, Untimed][] = [
  [0, { type: 'arrived' }],
  [5, heard('greeting')],
];
const toRecording: [number, Untimed][] = [...toBeep, [6, heard('beep')]];
const watch: Untimed = { type: 'timerFired', timerId: 'watch' };
const finishes = (commands: CallCommand[]) => commands.filter(command => command.type === 'finish');
const recordingEndOf = (commands: CallCommand[]) => {
  const [finish] = finishes(commands);
  return finish?.type === 'finish' ? finish.recordingEnd : undefined;
};

describe('a call', () => {
  it('is greeted, hears the beep, and only then is recorded', () => {
    const types = play(...toRecording).commands.map(command =>
      command.type === 'play' ? `play ${command.media}` : command.type,
    );
    expect(types.filter(type => !/Timer/.test(type))).toEqual(['play greeting', 'play beep', 'record']);
  });

  it('passes the limits of its mailbox on to the recording', () => {
    expect(play(...toRecording).commands.find(command => command.type === 'record')).toEqual({
      type: 'record',
      recordingName: 'c1',
      maxSeconds: 180,
      maxSilenceSeconds: 10,
    });
  });

  it('hears the built-in announcement when the greeting cannot be played, so that nobody is recorded unwarned', () => {
    const { commands } = play([0, { type: 'arrived' }], [0.01, failed('greeting')], [4, heard('safe')]);
    expect(commands.filter(command => command.type === 'play').map(command => command.media)).toEqual([
      'greeting',
      'safe',
      'beep',
    ]);
  });

  it('is still recorded when no announcement can be played at all', () => {
    const { state } = play(
      [0, { type: 'arrived' }],
      [1, failed('greeting')],
      [2, failed('safe')],
      [3, failed('beep')],
    );
    expect(state).toBe('recording');
  });

  it('ends in a goodbye and a hang-up when the recording ends by silence', () => {
    const { commands } = play(
      ...toRecording,
      [25, { type: 'recordingFinished', recordingName: 'c1' }],
      [27, heard('goodbye')],
      [27.1, { type: 'hungUp' }],
    );
    expect(finishes(commands)).toEqual([{ type: 'finish', outcome: 'recorded', recordingEnd: 'silence' }]);
    expect(commands.some(command => command.type === 'hangUp')).toBe(true);
  });

  it('is marked as cut when it ran to the limit', () => {
    const { commands } = play(
      ...toRecording,
      [186.2, { type: 'recordingFinished', recordingName: 'c1' }],
      [188, heard('goodbye')],
      [188.1, { type: 'hungUp' }],
    );
    expect(recordingEndOf(commands)).toBe('limit');
  });

  it('keeps what was said when the caller hangs up in the middle of it', () => {
    const { commands } = play(...toRecording, [20, { type: 'hungUp' }]);
    expect(finishes(commands)).toEqual([{ type: 'finish', outcome: 'recorded', recordingEnd: 'hung-up' }]);
  });

  it('counts as hung up on by the caller when Asterisk ends the recording a moment before it tells', () => {
    const { commands } = play(
      ...toRecording,
      [20, { type: 'recordingFinished', recordingName: 'c1' }],
      [20.01, { type: 'hungUp' }],
    );
    expect(recordingEndOf(commands)).toBe('hung-up');
  });

  it('is an attempt when the caller hangs up during the greeting', () => {
    const { commands } = play([0, { type: 'arrived' }], [2, { type: 'hungUp' }]);
    expect(finishes(commands)).toEqual([{ type: 'finish', outcome: 'nothing-recorded', recordingEnd: null }]);
    expect(commands.some(command => command.type === 'record')).toBe(false);
  });

  it('stops once nothing has come from the caller for 10 s', () => {
    const ticks: [number, Untimed][] = [];
    for (let second = 7; second <= 30; second += 1) {
      const quietMs = Math.max(0, second - 14) * 1000;
      ticks.push([second, watch], [second, { type: 'listened', quietMs, isLifeless: false }]);
    }
    const lines = linesOf(...toRecording, ...ticks);
    const stopped = lines.find(line => line.commands.some(command => command.type === 'stopRecording'));
    expect(stopped?.event.at).toBe(24_000);
    expect(stopped?.state).toBe('recording');
  });

  it('stops at once when only tones or steady noise are left, and says so', () => {
    const { commands } = play(
      ...toRecording,
      [30, { type: 'listened', quietMs: 0, isLifeless: true }],
      [30.2, { type: 'recordingFinished', recordingName: 'c1' }],
      [31, heard('goodbye')],
      [31.1, { type: 'hungUp' }],
    );
    expect(commands.filter(command => command.type === 'stopRecording')).toHaveLength(1);
    expect(recordingEndOf(commands)).toBe('tone');
  });

  it('goes to the fallback when it cannot be recorded here', () => {
    for (const event of [
      { type: 'commandFailed', command: 'record', isGone: false, reason: '500' },
      { type: 'recordingFailed', recordingName: 'c1' },
    ] as const) {
      const { commands, state } = play(...toRecording, [7, event]);
      expect(commands.filter(command => command.type === 'handOver')).toHaveLength(1);
      expect(finishes(commands)).toEqual([{ type: 'finish', outcome: 'handed-over', recordingEnd: null }]);
      expect(state).toBe('ended');
    }
  });

  it('goes to the fallback when Asterisk says at once that the recording is finished: nothing could be written', () => {
    const { commands, state } = play(
      ...toRecording,
      [6.5, { type: 'recordingFinished', recordingName: 'c1' }],
      [7, { type: 'timerFired', timerId: 'early' }],
    );
    expect(commands.filter(command => command.type === 'handOver')).toHaveLength(1);
    expect(commands.some(command => command.type === 'play' && command.media === 'bye')).toBe(false);
    expect(state).toBe('ended');
  });

  it('of five seconds at most is thanked at its limit, not handed over', () => {
    const short: Call = { ...call, plan: { ...call.plan, limits: { maxSeconds: 5, maxSilenceSeconds: 10 } } };
    const events = [...toRecording, [11.2, { type: 'recordingFinished', recordingName: 'c1' }] as const];
    const lines = replay(
      short,
      events.map(([seconds, event]) => ({ ...event, at: seconds * 1000 }) as CallEvent),
    );
    expect(lines.at(-1)?.state).toBe('goodbye');
  });

  it('is never cut off because nothing could be heard', () => {
    const ticks: [number, Untimed][] = [];
    for (let second = 7; second <= 60; second += 1) {
      ticks.push(
        [second, { type: 'commandFailed', command: 'listen', isGone: false, reason: 'slow' }],
        [second, watch],
      );
    }
    expect(play(...toRecording, ...ticks).commands.some(command => command.type === 'stopRecording')).toBe(
      false,
    );
  });

  it('is asked to stop again while Asterisk does not answer, and ends when it says the recording is gone', () => {
    const dead: [number, Untimed][] = [
      [20, watch],
      [20.1, { type: 'commandFailed', command: 'stopRecording', isGone: false, reason: 'slow' }],
      [25, { type: 'timerFired', timerId: 'limit' }],
    ];
    const { commands, state } = play(...toRecording, ...dead);
    expect(commands.filter(command => command.type === 'stopRecording')).toHaveLength(2);
    expect(state).toBe('recording');
    const gone: [number, Untimed] = [
      25.1,
      { type: 'commandFailed', command: 'stopRecording', isGone: true, reason: '' },
    ];
    expect(play(...toRecording, ...dead, gone).state).toBe('goodbye');
  });

  it('found after a restart with its recording running is watched on, not recorded anew', () => {
    const { commands, state } = play(
      [100, { type: 'adopted', recording: 'live', recordingSince: 90_000 }],
      [101, watch],
    );
    expect(state).toBe('recording');
    expect(commands.some(command => command.type === 'record' || command.type === 'play')).toBe(false);
    expect(commands.some(command => command.type === 'listen')).toBe(true);
  });

  it('found after a restart with its recording over hears the goodbye and counts as recorded', () => {
    const { commands } = play(
      [100, { type: 'adopted', recording: 'finished', recordingSince: 90_000 }],
      [102, heard('goodbye')],
      [102.1, { type: 'hungUp' }],
    );
    expect(finishes(commands)).toEqual([{ type: 'finish', outcome: 'recorded', recordingEnd: 'silence' }]);
  });

  it('found after a restart in its greeting is greeted from the beginning', () => {
    const { commands } = play([100, { type: 'adopted', recording: 'none', recordingSince: null }]);
    expect(commands.filter(command => command.type === 'play').map(command => command.media)).toEqual([
      'greeting',
    ]);
  });
});
