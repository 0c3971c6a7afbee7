import type { CallCommand, CallEvent } from '../domain/call.ts';
import { advance } from './advance.ts';
import { type Call, type CallState, start } from './call-state.ts';

/** One turn of the loop. A whole trace holds no caller's words: it is safe to keep and to send. */
export interface TraceLine {
  event: CallEvent;
  state: CallState['name'];
  commands: CallCommand[];
}

/** Runs the events of a trace through today's `advance`: a production trace is a test fixture. */
export function replay(call: Call, events: Iterable<CallEvent>): TraceLine[] {
  let state: CallState = start;
  const lines: TraceLine[] = [];
  for (const event of events) {
    const step = advance(call, state, event);
    state = step.state;
    lines.push({ event, state: state.name, commands: step.commands });
  }
  return lines;
}
