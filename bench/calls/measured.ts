/** From the end of the beep to the first recorded sample, by callers beside the load. */
import { spawn } from 'node:child_process';
import { setPriority } from 'node:os';
import { join } from 'node:path';
import { readWav } from '../../src/audio/wav.ts';
import { findFrames, indexFrames } from './frames.ts';
import { type MeasuredOrder, type MeasuredReply, noiseOf } from './measured-process.ts';
import { asOnTheLine, FRAME, measuredNumber, round } from './profile.ts';
import type { Side } from './side.ts';

/** What a measured caller says after the beep: long enough to be a message. */
export const AFTER_BEEP_MS = 4000;
/** Room for an answer and a greeting that come late. */
const SPARE_MS = 20_000;
const INSTRUMENT_NICENESS = -10;

export interface Measured extends MeasuredReply {
  noiseMs: number;
}

export interface MeasuredFigures {
  measuredCalls: number;
  failed: number;
  shortRecordings: number;
  beepToRecordMinMs: number | null;
  beepToRecordP50Ms: number | null;
  beepToRecordP99Ms: number | null;
  /** How late this machine let a measured caller speak, at worst: the other times are good to within that. */
  callerLateMs: number;
}

/** `count` calls, begun evenly over `overMs`. Never throws: calls that did not happen are failed ones. */
export function placeMeasured(options: { side: Side; count: number; overMs: number }): {
  done: Promise<Measured>;
  kill: () => void;
} {
  const { side, count, overMs } = options;
  const noiseMs = side.untilBeepEndMs + AFTER_BEEP_MS + SPARE_MS;
  const calls = Array.from({ length: count }, (_, index) => ({
    from: measuredNumber(index),
    to: side.dialled(index),
    seed: 1000 + index,
  }));
  const order: MeasuredOrder = {
    sip: side.sip,
    calls,
    overMs,
    noiseMs,
    afterBeepMs: AFTER_BEEP_MS,
    untilBeepEndMs: side.untilBeepEndMs,
  };
  const program = join(import.meta.dirname, 'measured-process.ts');
  const child = spawn(process.execPath, [program, JSON.stringify(order)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  // They are the measuring instrument: what keeps them waiting is measured along. Only root may do this.
  try {
    if (child.pid !== undefined) setPriority(child.pid, INSTRUMENT_NICENESS);
  } catch {
    // As anybody else, then; `callerLateMs` tells how much that mattered.
  }
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    text += part;
  });
  const nothing = calls.map(call => ({ ...call, atBeepEnd: 0, atHangUp: 0, durationMs: 0 }));
  const done = new Promise<Measured>(resolve => {
    child.once('close', code => {
      const problem = `the measured callers ended with ${code}`;
      const failed = { calls: nothing.map(call => ({ ...call, problem })), lateMs: 0 };
      resolve({ ...(code === 0 ? (JSON.parse(text) as MeasuredReply) : failed), noiseMs });
    });
    child.once('error', () => {});
  });
  return { done, kill: () => child.kill('SIGKILL') };
}

/** Compares what was spoken with what was recorded. Throws what `readWav` throws. */
export async function judgeMeasured(
  measured: Measured,
  recordings: ReadonlyMap<string, string>,
): Promise<MeasuredFigures> {
  const delays: number[] = [];
  let failed = 0;
  let shortRecordings = 0;
  for (const call of measured.calls) {
    const file = recordings.get(call.from);
    if (call.problem !== null || !file) {
      console.error(`measured call ${call.from}: ${call.problem ?? 'no recording'}`);
      failed += 1;
      continue;
    }
    const { samples } = await readWav(file);
    const held = findFrames(samples, indexFrames(asOnTheLine(noiseOf(call.seed, measured.noiseMs))));
    if (held.firstSpoken === null) {
      console.error(`measured call ${call.from}: the recording holds nothing of what was spoken`);
      failed += 1;
      continue;
    }
    delays.push((held.firstSpoken - call.atBeepEnd) / 8);
    // One packet may be on its way at the moment of the hang-up.
    const spoken = Math.floor((call.atHangUp - held.firstSpoken) / FRAME);
    if (held.count < spoken - 1) shortRecordings += 1;
  }
  delays.sort((a, b) => a - b);
  const at = (share: number) =>
    delays.length === 0
      ? null
      : round(delays[Math.min(delays.length - 1, Math.floor(delays.length * share))] ?? 0);
  return {
    measuredCalls: measured.calls.length,
    failed,
    shortRecordings,
    beepToRecordMinMs: at(0),
    beepToRecordP50Ms: at(0.5),
    beepToRecordP99Ms: at(0.99),
    callerLateMs: measured.lateMs,
  };
}
