/**
 * The one loop: takes one event, lets `advance` decide, carries out its commands in order, then takes
 * the next event. A command that fails becomes an event. It must never let two commands of one call
 * run at once, and never lose an event.
 */
import {
  type CallCommand,
  type CallEnd,
  type CallEvent,
  CallerGone,
  type Happening,
  type Listened,
  NothingThere,
  type PhoneCommand,
  type RecordingEnd,
} from '../domain/call.ts';
import { advance } from './advance.ts';
import { type Call, type CallState, start } from './call-state.ts';
import type { TraceLine } from './trace.ts';

/** So many keys without effect tell all there is to tell. */
const MOST_IDLE_DIGITS = 100;

export interface CallRunOptions {
  call: Call;
  /** Carries one command out; throws when it could not be, CallerGone when nobody is there any more. `listen` is answered. */
  perform: (command: PhoneCommand) => Promise<Listened | undefined>;
  now: () => number;
  /** Called once, with the whole trace. */
  onFinish: (end: { outcome: CallEnd; recordingEnd: RecordingEnd | null; trace: TraceLine[] }) => void;
}

export interface CallRun {
  push(happening: Happening): void;
  /** Stops timers and ignores all that comes; the call itself goes on (shutdown: the next start adopts it). */
  abandon(): void;
  /** True where the call goes on well without us: it is recorded, or connected, or nearly over. */
  goesOnAlone(): boolean;
}

export function runCall(options: CallRunOptions): CallRun {
  const { call, perform, now, onFinish } = options;
  const queue: CallEvent[] = [];
  const timers = new Map<string, NodeJS.Timeout>();
  const trace: TraceLine[] = [];
  let state: CallState = start;
  let isBusy = false;
  let idleDigits = 0;
  let isOver = false;

  const push = (happening: Happening): void => {
    if (isOver) return;
    queue.push({ ...happening, at: now() } as CallEvent);
    if (!isBusy) void drain();
  };

  const drain = async (): Promise<void> => {
    isBusy = true;
    for (let event = queue.shift(); event && !isOver; event = queue.shift()) {
      const step = advance(call, state, event);
      state = step.state;
      // A flood of keys that change nothing must not fill memory and database.
      if (event.type === 'digit' && step.commands.length === 0) idleDigits += 1;
      if (event.type !== 'digit' || step.commands.length > 0 || idleDigits <= MOST_IDLE_DIGITS) {
        trace.push({ event, state: state.name, commands: step.commands });
      }
      for (const command of step.commands) await carryOut(command);
    }
    isBusy = false;
  };

  const carryOut = async (command: CallCommand): Promise<void> => {
    if (command.type === 'startTimer') return startTimer(command.timerId, command.afterMs);
    if (command.type === 'stopTimer') return stopTimer(command.timerId);
    if (command.type === 'finish') {
      isOver = true;
      clearTimers();
      onFinish({ outcome: command.outcome, recordingEnd: command.recordingEnd, trace });
      return;
    }
    try {
      const answer = await perform(command);
      if (answer) push({ type: 'listened', ...answer });
    } catch (error) {
      if (error instanceof CallerGone) return push({ type: 'hungUp' });
      const reason = error instanceof Error ? error.message : String(error);
      push({ type: 'commandFailed', command: command.type, isGone: error instanceof NothingThere, reason });
    }
  };

  const startTimer = (timerId: string, afterMs: number): void => {
    stopTimer(timerId);
    const timer = setTimeout(() => {
      timers.delete(timerId);
      push({ type: 'timerFired', timerId });
    }, afterMs);
    timers.set(timerId, timer);
  };
  const stopTimer = (timerId: string): void => {
    clearTimeout(timers.get(timerId));
    timers.delete(timerId);
  };
  const clearTimers = (): void => {
    for (const timer of timers.values()) clearTimeout(timer);
    timers.clear();
  };

  return {
    push,
    abandon() {
      isOver = true;
      clearTimers();
    },
    goesOnAlone: () => alone.has(state.name),
  };
}

const alone: ReadonlySet<CallState['name']> = new Set([
  'forwarding',
  'beeping',
  'recording',
  'goodbye',
  'leaving',
]);
