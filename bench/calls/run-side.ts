/** One side under the whole load: ramp, the window that counts, the last calls, then every recording. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installedTool } from '../../scripts/tools.ts';
import { judgeMeasured, type Measured, type MeasuredFigures, placeMeasured } from './measured.ts';
import { makeVoice, round } from './profile.ts';
import { judgeRecordings } from './recordings.ts';
import type { Side } from './side.ts';
import { type Load, startLoad } from './sipp-load.ts';
import { type MemoryFigures, measureWindow, type WindowFigures, watchMemory } from './window.ts';

export interface SideOptions {
  side: Side;
  /** What every caller of the load says, as it is on the line. */
  speech: Int16Array;
  concurrent: number;
  seconds: number;
  /** So many calls in all, however long that takes; null: as many as `seconds` of full load need. */
  calls: number | null;
  /** Callers beside the load who measure where the recording begins. */
  measured: number;
  /** What to do when the bench is stopped. */
  onStop: (kill: () => void) => void;
}

export interface SideFigures
  extends WindowFigures,
    MemoryFigures,
    Omit<MeasuredFigures, 'failed' | 'shortRecordings'> {
  calls: number;
  failed: number;
  shortRecordings: number;
  mostLostMs: number;
  setupP50Ms: number;
  setupP99Ms: number;
  setupMaxMs: number;
  cpuPerCallPct: number;
}

/** Measured calls begin when all others are up, and have ended before those. */
const MEASURED_CALL_MS = 12_000;
/** Of sipp's errors: they are alike. */
const MOST_LINES = 10;

/** Throws Error when a recording cannot be read, or when the bench was stopped. Calls that fail are figures. */
export async function runSide(options: SideOptions): Promise<SideFigures> {
  const { side, concurrent, speech } = options;
  const voice = makeVoice({ untilBeepEndMs: side.untilBeepEndMs, speech });
  const perSecond = (concurrent * 1000) / voice.durationMs;
  const calls = options.calls ?? concurrent + Math.ceil(perSecond * options.seconds);
  const windowMs = Math.max(1000, ((calls - concurrent) * 1000) / perSecond);
  const folder = mkdtempSync(join(tmpdir(), 'hausruf-load-'));
  const killers: (() => void)[] = [];
  const ends: Promise<unknown>[] = [];
  const stopped = Promise.withResolvers<never>();
  stopped.promise.catch(() => {});
  options.onStop(() => {
    for (const kill of killers) kill();
    stopped.reject(new Error('the bench was stopped'));
  });
  const unlessStopped = <T>(work: Promise<T>) => Promise.race([work, stopped.promise]);
  const say = (what: string) => console.error(`${side.name}: ${what}`);
  try {
    say(`${calls} calls of ${round(voice.durationMs / 1000)} s, ${concurrent} at once`);
    const load = await startLoad({
      tool: installedTool('sipp'),
      folder,
      sip: side.sip,
      dialled: side.dialled,
      voice,
      concurrent,
      calls,
    });
    killers.push(load.kill);
    ends.push(load.exited);
    const memory = watchMemory(side, load);
    killers.push(() => void memory.stop());
    await unlessStopped(rampUp(load));
    say('all are up');
    const measuring = placeMeasured({
      side,
      count: options.measured,
      overMs: Math.max(0, Math.min(windowMs, options.seconds * 1000) - MEASURED_CALL_MS),
    });
    killers.push(measuring.kill);
    ends.push(measuring.done);
    const window = await unlessStopped(measureWindow(side, load, windowMs));
    const [end, measured] = await unlessStopped(Promise.all([load.exited, measuring.done]));
    const memoryFigures = memory.stop();
    const stats = load.stats();
    say(`${stats.succeeded} calls succeeded; sipp ended with ${end.exitCode}`);
    if (end.exitCode !== 0) say(end.log.split('\n').slice(0, MOST_LINES).join('\n'));
    const setup = load.setupMs().sort((a, b) => a - b);
    const recordings = await unlessStopped(side.recordings(calls + measured.calls.length));
    const judged = await judgeRecordings(recordings, { calls, speech });
    const beeps = await judgeMeasured(measured, recordings);
    const meanCalls = round(window.meanCalls + meanMeasured(measured, window.windowMs));
    return {
      calls: calls + beeps.measuredCalls,
      ...memoryFigures,
      ...beeps,
      ...window,
      failed: Math.max(calls - stats.succeeded, judged.missing) + beeps.failed,
      shortRecordings: judged.shortRecordings + beeps.shortRecordings,
      mostLostMs: judged.mostLostMs,
      setupP50Ms: quantile(setup, 0.5),
      setupP99Ms: quantile(setup, 0.99),
      setupMaxMs: round(setup.at(-1) ?? 0),
      meanCalls,
      cpuPerCallPct: round((window.asteriskCpuPct + window.controllerCpuPct) / meanCalls, 4),
    };
  } finally {
    for (const kill of killers) kill();
    await Promise.all(ends);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Until all calls are up, or the load has ended; a second for sipp itself to begin. */
async function rampUp(load: Load): Promise<void> {
  const endsAt = performance.now() + load.rampMs + 1000;
  while (performance.now() < endsAt && !load.hasEnded()) await new Promise(done => setTimeout(done, 100));
}

/** Each of them counts for as long as it lasted. */
function meanMeasured(measured: Measured, windowMs: number): number {
  return measured.calls.reduce((sum, call) => sum + call.durationMs, 0) / windowMs;
}

function quantile(sorted: readonly number[], share: number): number {
  return round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0);
}
