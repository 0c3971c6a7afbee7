/**
 * Many calls at once, as one JSON line: Hausruf against Asterisk's own VoiceMail() in the same run, on the
 * same machine, with the same calls. Everything else goes to stderr. How to read it: docs/benches.md.
 *
 *   node bench/calls.ts [--concurrent 200] [--seconds 60] [--calls N] [--measured 40] [--only ours|peer]
 */
import { fixtures } from '../scripts/demo/muster.ts';
import { makeGreeting } from './calls/greeting.ts';
import { help, makeRoomForFiles, readOptions } from './calls/options.ts';
import { openOurs } from './calls/ours.ts';
import { openPeer } from './calls/peer.ts';
import { makeSpeech, round } from './calls/profile.ts';
import { runSide, type SideFigures } from './calls/run-side.ts';
import type { Side } from './calls/side.ts';

/** As a shell says it of a program that was interrupted. */
const STOPPED = 130;
const isStopped = () => process.exitCode === STOPPED;

const options = readOptions(process.argv.slice(2));
if (options === null) console.log(help);
else await main(options);

async function main({ concurrent, only, ...more }: NonNullable<typeof options>): Promise<void> {
  makeRoomForFiles(concurrent);
  const stops: (() => void)[] = [];
  // npm passes on what the terminal has sent already: a second signal means no more than the first.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      process.exitCode = STOPPED;
      for (const stop of stops) stop();
    });
  }
  const speech = await makeSpeech(fixtures);
  // Those that measure come on top; and a port is not free again at once when a call has ended.
  const mostCalls = concurrent + more.measured + 50;
  const voicePorts = mostCalls * 2;
  const run = async (open: () => Promise<Side>): Promise<SideFigures | null> => {
    if (isStopped()) return null;
    const side = await open();
    try {
      if (isStopped()) return null;
      return await runSide({ side, speech, concurrent, ...more, onStop: stop => stops.push(stop) });
    } catch (error) {
      if (isStopped()) return null;
      throw error;
    } finally {
      await side.close();
    }
  };
  const greeting = await makeGreeting();
  try {
    const ours = only === 'peer' ? null : await run(() => openOurs({ greeting, voicePorts, mostCalls }));
    const peer =
      only === 'ours' ? null : await run(() => openPeer({ greeting, voicePorts, mailboxes: concurrent }));
    if (!isStopped()) report({ concurrent, seconds: more.seconds, ours, peer });
  } finally {
    greeting.remove();
  }
}

interface Result {
  concurrent: number;
  seconds: number;
  ours: SideFigures | null;
  peer: SideFigures | null;
}

function report({ concurrent, seconds, ours, peer }: Result): void {
  const ratio = (figure: (side: SideFigures) => number, digits: number) =>
    ours && peer && figure(peer) > 0 ? round(figure(ours) / figure(peer), digits) : null;
  const line = {
    bench: 'calls',
    concurrent,
    seconds,
    ...ours,
    peer,
    ratioSetupP99: ratio(side => side.setupP99Ms, 2),
    ratioCpu: ratio(side => side.cpuPerCallPct, 3),
  };
  console.log(JSON.stringify(line));
  for (const missed of missedGoals(line)) console.error(`not reached: ${missed}`);
}

/** Issue 3, "Numbers to reach". */
function missedGoals(line: Partial<SideFigures> & { ratioSetupP99: number | null; ratioCpu: number | null }) {
  const over = (name: string, value: number | null | undefined, most: number) =>
    typeof value === 'number' && value > most ? [`${name} is ${value}, not ${most} or less`] : [];
  return [
    ...over('failed', line.failed, 0),
    ...over('ratioSetupP99', line.ratioSetupP99, 1.5),
    ...over('ratioCpu', line.ratioCpu, 1.1),
    ...over('beepToRecordP99Ms', line.beepToRecordP99Ms, 40),
    ...over('shortRecordings', line.shortRecordings, 0),
    ...over('rssMb', line.rssMb, 120),
  ];
}
