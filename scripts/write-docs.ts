/**
 * Writes what the documentation takes from the code: the call flow, the table of variables and the
 * table of error codes. A test holds files and code together; `node scripts/write-docs.ts` mends it.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { advance } from '../src/calls/advance.ts';
import { type Call, type CallState, start } from '../src/calls/call-state.ts';
import { type Variable, variables } from '../src/config/variables.ts';
import type { CallCommand, CallEvent, Happening } from '../src/domain/call.ts';
import { problemCodes } from '../src/domain/problem.ts';

const docsFolder = join(import.meta.dirname, '../docs');

/** File name → text as it should be. */
export function writtenDocs(): Map<string, string> {
  const operating = readFileSync(join(docsFolder, 'operating.md'), 'utf8');
  return new Map([
    ['call-flow.md', callFlow()],
    ['operating.md', between(between(operating, 'variables', variableTable()), 'errors', errorTable())],
  ]);
}

function between(text: string, name: string, content: string): string {
  const pattern = new RegExp(`(<!-- ${name} -->\n)[\\s\\S]*?(<!-- end ${name} -->)`);
  if (!pattern.test(text)) throw new Error(`docs/operating.md has no place for the ${name}`);
  return text.replace(pattern, (_all, open: string, close: string) => `${open}${content}${close}`);
}

function variableTable(): string {
  const rows = Object.entries<Variable>(variables).map(
    ([name, { means, default: value, isSecret }]) =>
      `| \`${name}\`${isSecret ? ' (secret)' : ''} | ${means} | ${value === null ? 'none' : value} |\n`,
  );
  return `| variable | means | default |\n|---|---|---|\n${rows.join('')}`;
}

function errorTable(): string {
  const rows = Object.entries(problemCodes).map(
    ([code, problem]) => `| \`${code}\` | ${problem.means} | ${problem.do} |\n`,
  );
  return `| code | means | what to do |\n|---|---|---|\n${rows.join('')}`;
}

const call: Call = {
  callId: 'call',
  plan: {
    limits: { maxSeconds: 180, maxSilenceSeconds: 10 },
    greeting: 'greeting',
    safeGreeting: 'built-in greeting',
    beep: 'beep',
    goodbye: 'goodbye',
    menu: null,
    turnedAway: null,
  },
};

/** The same mailbox with one forwarding. */
const callWithMenu: Call = {
  ...call,
  plan: {
    ...call.plan,
    menu: {
      forwardings: [
        {
          digit: '1',
          name: 'Hausmeister',
          target: '+491701234567',
          ringSeconds: 20,
          mustAccept: false,
          shownNumber: 'caller',
        },
      ],
      waitMs: 6000,
      withoutChoice: 'hang-up',
      pressZero: 'press-0 announcement',
      noChoice: 'no-choice announcement',
    },
  },
};

/** One of each kind of event, as a caller or Asterisk can bring it about. */
const happenings: { label: string; happening: Happening }[] = [
  { label: 'arrived', happening: { type: 'arrived' } },
  ...(['none', 'live', 'finished'] as const).map(recording => ({
    label: `adopted, recording ${recording}`,
    happening: { type: 'adopted' as const, recording, recordingSince: 0 },
  })),
  { label: 'heard', happening: { type: 'playbackFinished', playbackId: '', heard: true } },
  { label: 'not played', happening: { type: 'playbackFinished', playbackId: '', heard: false } },
  { label: 'digit 0', happening: { type: 'digit', digit: '0' } },
  { label: 'digit of a forwarding', happening: { type: 'digit', digit: '1' } },
  { label: 'wrong digit', happening: { type: 'digit', digit: '5' } },
  { label: 'no digit in time', happening: { type: 'timerFired', timerId: 'choice' } },
  { label: 'they talk', happening: { type: 'forwardAnswered' } },
  { label: 'person has hung up', happening: { type: 'forwardEnded', result: 'answered' } },
  { label: 'person not reached', happening: { type: 'forwardEnded', result: 'busy' } },
  {
    label: 'forwarding failed',
    happening: { type: 'commandFailed', command: 'forward', isGone: false, reason: '' },
  },
  { label: 'recording started', happening: { type: 'recordingStarted', recordingName: 'call' } },
  { label: 'only tones are left', happening: { type: 'listened', quietMs: 0, isLifeless: true } },
  { label: 'recording finished', happening: { type: 'recordingFinished', recordingName: 'call' } },
  {
    label: 'recording finished at once',
    happening: { type: 'recordingFinished', recordingName: 'call' },
  },
  { label: 'recording failed', happening: { type: 'recordingFailed', recordingName: 'call' } },
  {
    label: 'recording refused',
    happening: { type: 'commandFailed', command: 'record', isGone: false, reason: '' },
  },
  { label: 'nothing has come for 10 s', happening: { type: 'timerFired', timerId: 'watch' } },
  { label: 'limit passed', happening: { type: 'timerFired', timerId: 'limit' } },
  { label: 'recording over too early', happening: { type: 'timerFired', timerId: 'early' } },
  { label: 'channel does not vanish', happening: { type: 'timerFired', timerId: 'leaving' } },
  { label: 'hung up', happening: { type: 'hungUp' } },
];

function callFlow(): string {
  const plain = walkAll(call);
  const menu = walkAll(callWithMenu);
  return `# The call flow

Drawn from \`src/calls/advance.ts\` by \`node scripts/write-docs.ts\`; a test keeps it true. Not shown: events
that change nothing (digits without a menu, stale playbacks), and the clock that listens each second.

## Without a menu

${plain}
## With a forwarding

${menu}`;
}

/** Diagram and table of all that can happen to a call with this plan. */
function walkAll(which: Call): string {
  const rows: string[] = [];
  const arrows = new Set<string>();
  const seen = new Set<string>();
  const walk = (state: CallState, at: number): void => {
    const name = nameOf(state);
    if (seen.has(name) || state.name === 'ended') return;
    seen.add(name);
    const next: CallState[] = [];
    for (const { label, happening } of happenings) {
      const event = { ...ofThisState(happening, state), at: at + waits(label) } as CallEvent;
      const step = advance(which, state, event);
      if (step.state === state && step.commands.length === 0) continue;
      const target = nameOf(step.state);
      rows.push(`| ${name} | ${label} | ${target} | ${step.commands.map(say).join(', ')} |\n`);
      if (target !== name) arrows.add(`  ${id(name)} -->|${label}| ${id(target)}\n`);
      next.push(step.state);
    }
    for (const each of next) walk(each, at + 11_000);
  };
  walk(start, 0);
  const nodes = [...seen, 'ended'].map(name => `  ${id(name)}["${name}"]\n`);
  return `\`\`\`mermaid
flowchart TD
${nodes.join('')}${[...arrows].join('')}\`\`\`

| in | when | then | and does |
|---|---|---|---|
${rows.join('')}`;
}

/** A playback that ends is always the one that runs. */
function ofThisState(happening: Happening, state: CallState): Happening {
  if (happening.type !== 'playbackFinished' || !('playbackId' in state)) return happening;
  return { ...happening, playbackId: state.playbackId };
}

function nameOf(state: CallState): string {
  if (state.name === 'greeting' || state.name === 'choosing') {
    const what =
      state.name === 'choosing'
        ? state.forwards > 0
          ? 'choosing after a forwarding'
          : 'choosing'
        : { greeting: 'greeting', safeGreeting: 'greeting (built-in)', pressZero: 'press-0 announcement' }[
            state.media
          ];
    return state.round === 2 ? `${what}, again` : what;
  }
  if (state.name === 'forwarding' && state.answeredAt !== null) return 'forwarding (they talk)';
  if (state.name === 'recording' && state.stopping) return 'recording (stopping)';
  return state.name;
}

/** A recording that ends at once is another thing than one that ends by silence. */
const waits = (label: string) => (label.endsWith('at once') ? 1000 : 11_000);

const id = (name: string) => name.replace(/\W+/g, '_');

function say(command: CallCommand): string {
  switch (command.type) {
    case 'play':
      return `play ${command.media}`;
    case 'forward':
      return `forward to digit ${command.forwarding.digit}`;
    case 'noteForward':
      return `note: ${command.result}`;
    case 'startTimer':
      return `start timer ${command.timerId}`;
    case 'stopTimer':
      return `stop timer ${command.timerId}`;
    case 'finish':
      return `finish: ${command.outcome}${command.recordingEnd ? ` (${command.recordingEnd})` : ''}`;
    default:
      return command.type;
  }
}

if (import.meta.main) {
  if (process.argv.includes('--help')) {
    console.log('node scripts/write-docs.ts: writes the parts of docs/ that come from the code.');
  } else {
    for (const [name, text] of writtenDocs()) writeFileSync(join(docsFolder, name), text);
  }
}
