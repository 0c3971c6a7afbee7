/** Every path through the conversation: what must hold whatever a caller, a person or Asterisk does. */
import { describe, expect, it } from 'vitest';
import { advance } from '../../src/calls/advance.ts';
import { type Call, type CallState, start } from '../../src/calls/call-state.ts';
import type { CallCommand, CallEvent, Happening } from '../../src/domain/call.ts';

const plan: Call['plan'] = {
  limits: { maxSeconds: 180, maxSilenceSeconds: 10 },
  greeting: 'greeting',
  safeGreeting: 'safe',
  beep: 'beep',
  goodbye: 'bye',
  menu: null,
  turnedAway: null,
};
const menu = {
  forwardings: [
    {
      digit: '1',
      name: 'Hausmeister',
      target: '+491701234567',
      ringSeconds: 20,
      mustAccept: false,
      shownNumber: 'caller' as const,
    },
  ],
  waitMs: 6000,
  pressZero: 'press-zero',
  noChoice: 'no-choice',
};
const calls: { what: string; call: Call }[] = [
  { what: 'without a menu', call: { callId: 'c1', plan } },
  {
    what: 'with a menu',
    call: { callId: 'c1', plan: { ...plan, menu: { ...menu, withoutChoice: 'hang-up' } } },
  },
  {
    what: 'with a menu that records without a choice, and no goodbye',
    call: { callId: 'c1', plan: { ...plan, goodbye: null, menu: { ...menu, withoutChoice: 'record' } } },
  },
  { what: 'that is turned away', call: { callId: 'c1', plan: { ...plan, turnedAway: 'later' } } },
];

/** All events that could come in this state, with ids of this call and of another one. */
function alphabetOf(state: CallState): Happening[] {
  const playbackId = 'playbackId' in state ? state.playbackId : 'c1-none';
  return [
    { type: 'arrived' },
    { type: 'adopted', recording: 'none', recordingSince: null },
    { type: 'adopted', recording: 'live', recordingSince: 0 },
    { type: 'adopted', recording: 'finished', recordingSince: 0 },
    { type: 'playbackFinished', playbackId, heard: true },
    { type: 'playbackFinished', playbackId, heard: false },
    { type: 'playbackFinished', playbackId: 'another-beep', heard: true },
    ...['0', '1', '5', '#'].map(digit => ({ type: 'digit' as const, digit })),
    ...['watch', 'limit', 'playback', 'leaving', 'early', 'choice'].map(timerId => ({
      type: 'timerFired' as const,
      timerId,
    })),
    { type: 'listened', quietMs: 20_000, isLifeless: false },
    { type: 'listened', quietMs: 0, isLifeless: true },
    { type: 'recordingStarted', recordingName: 'c1' },
    { type: 'recordingFinished', recordingName: 'c1' },
    { type: 'recordingFinished', recordingName: 'another' },
    { type: 'recordingFailed', recordingName: 'c1' },
    ...(['record', 'play', 'hangUp', 'forward', 'listen'] as const).map(command => ({
      type: 'commandFailed' as const,
      command,
      isGone: false,
      reason: '',
    })),
    { type: 'commandFailed', command: 'stopRecording', isGone: false, reason: '' },
    { type: 'commandFailed', command: 'stopRecording', isGone: true, reason: '' },
    { type: 'forwardAnswered' },
    ...(['answered', 'busy', 'not-allowed'] as const).map(result => ({
      type: 'forwardEnded' as const,
      result,
    })),
    { type: 'hungUp' },
  ];
}

/** What must never be true of the commands of one path; empty: all is well. */
function wrongWith(state: CallState, seen: readonly CallCommand[]): string[] {
  const count = (type: CallCommand['type']) => seen.filter(command => command.type === type).length;
  const end = seen.find(command => command.type === 'finish');
  const isReported = end?.type === 'finish' && (end.outcome === 'recorded' || end.outcome === 'handed-over');
  const at = (type: CallCommand['type']) => seen.findIndex(command => command.type === type);
  const wrong: string[] = [];
  if (count('finish') > 1) wrong.push('ended twice');
  if (count('record') > 1) wrong.push('recorded twice');
  if (count('record') > 0 && end && !isReported) wrong.push('a recording unreported');
  if ((state.name === 'ended') !== (end !== undefined))
    wrong.push('ended without an end, or the other way round');
  if (count('noteForward') > count('forward')) wrong.push('a forwarding noted that was not begun');
  if (end && count('noteForward') !== count('forward')) wrong.push('a forwarding without its result');
  if (count('forward') - count('noteForward') > 1) wrong.push('two forwardings at once');
  if (count('record') > 0 && seen.findLastIndex(command => command.type === 'forward') > at('record'))
    wrong.push('a forwarding while it is recorded');
  const beep = seen.findIndex(command => command.type === 'play' && command.media === 'beep');
  if (count('record') > 0 && (beep < 0 || beep > at('record'))) wrong.push('recorded before the beep');
  return wrong;
}

describe.each(calls)('every path of a call $what', ({ call }) => {
  const depth = 6;

  it(`up to ${depth} events that matter holds what must hold`, () => {
    const wrong = new Set<string>();
    // A state and what led to it decide all that follows: the same pair need not be walked twice.
    const walked = new Set<string>();
    let paths = 0;
    const walk = (state: CallState, at: number, seen: CallCommand[], names: string[]): void => {
      paths += 1;
      for (const problem of wrongWith(state, seen)) wrong.add(`${problem}: ${names.join(' > ')}`);
      if (names.length === depth || state.name === 'ended') return;
      const key = `${at} ${JSON.stringify(state)} ${seen.map(command => command.type).join()}`;
      if (walked.has(key)) return;
      walked.add(key);
      for (const event of alphabetOf(state)) {
        const step = advance(call, state, { ...event, at } as CallEvent);
        // What changes nothing leads nowhere new.
        if (step.state === state && step.commands.length === 0) continue;
        walk(step.state, at + 11_000, [...seen, ...step.commands], [...names, event.type]);
      }
    };
    walk(start, 0, [], []);
    expect([...wrong].slice(0, 10)).toEqual([]);
    expect(paths).toBeGreaterThan(call.plan.turnedAway === null ? 500 : 50);
  });

  it('comes to an end when the caller hangs up, wherever he does', () => {
    const states = new Map<string, CallState>();
    const collect = (state: CallState, at: number, left: number): void => {
      const key = `${left} ${JSON.stringify(state)}`;
      if (states.has(key)) return;
      states.set(key, state);
      if (left === 0) return;
      for (const event of alphabetOf(state)) {
        const step = advance(call, state, { ...event, at } as CallEvent);
        if (step.state !== state) collect(step.state, at + 11_000, left - 1);
      }
    };
    collect(start, 0, 5);
    expect(states.size).toBeGreaterThan(10);
    for (const state of states.values()) {
      expect(advance(call, state, { type: 'hungUp', at: 10 ** 9 }).state.name).toBe('ended');
    }
  });

  it('waits for something in every state: a timer of its own, or an event that Asterisk owes', () => {
    // Whatever is lost on the line, no caller stays in a state for ever.
    const stuck: string[] = [];
    const visit = (state: CallState, running: ReadonlySet<string>, at: number, left: number): void => {
      const owes = state.name === 'forwarding' || state.name === 'new' || state.name === 'ended';
      if (!owes && running.size === 0) stuck.push(state.name);
      if (left === 0 || state.name === 'ended') return;
      for (const event of alphabetOf(state)) {
        if (event.type === 'timerFired' && !running.has(event.timerId)) continue;
        const step = advance(call, state, { ...event, at } as CallEvent);
        if (step.state === state && step.commands.length === 0) continue;
        const next = new Set(running);
        if (event.type === 'timerFired') next.delete(event.timerId);
        for (const command of step.commands) {
          if (command.type === 'startTimer') next.add(command.timerId);
          if (command.type === 'stopTimer') next.delete(command.timerId);
        }
        visit(step.state, next, at + 11_000, left - 1);
      }
    };
    visit(start, new Set(), 0, 4);
    expect([...new Set(stuck)]).toEqual([]);
  });
});
