/** The seconds that count: all calls are up, as many end as begin. */
import { busySeconds, memoryMb, processorSeconds } from './processor.ts';
import { round } from './profile.ts';
import type { Side } from './side.ts';
import type { Load } from './sipp-load.ts';

export interface WindowFigures {
  /** Calls of the load in progress, on average. */
  meanCalls: number;
  /** How long the window was in fact. */
  windowMs: number;
  /** Percent of one processor. */
  asteriskCpuPct: number;
  controllerCpuPct: number;
  /** The part of the controller's that its child processes used (ended ones, such as lame). */
  childrenCpuPct: number;
  /** All that ran on this machine, callers and bystanders included. */
  machineCpuPct: number;
}

export interface MemoryFigures {
  /** The controller's, at most, while the calls of the load are up. */
  rssMb: number;
  /** At most in the whole run: afterwards, too, when all the recordings wait for transcription. */
  rssMostMb: number;
  /** Calls that had ended → what the controller had then. */
  rssAtCalls: Record<string, number>;
  asteriskRssMb: number;
}

/** "Flat" is looked at here. */
const MARKS = [200, 500, 1000, 1500, 2000, 3000, 5000];

/** Looks every second from now until `stop`. */
export function watchMemory(side: Side, load: Load): { stop(): MemoryFigures } {
  const { asterisk, controller } = side.pids;
  const figures: MemoryFigures = { rssMb: 0, rssMostMb: 0, rssAtCalls: {}, asteriskRssMb: 0 };
  const look = () => {
    figures.asteriskRssMb = Math.max(figures.asteriskRssMb, round(memoryMb(asterisk)));
    if (controller === null) return;
    const now = round(memoryMb(controller));
    figures.rssMostMb = Math.max(figures.rssMostMb, now);
    if (!load.hasEnded()) figures.rssMb = Math.max(figures.rssMb, now);
    const { succeeded, failed } = load.stats();
    const mark = MARKS.findLast(each => each <= succeeded + failed);
    if (mark !== undefined) figures.rssAtCalls[mark] ??= now;
  };
  const timer = setInterval(look, 1000);
  return {
    stop() {
      clearInterval(timer);
      look();
      return figures;
    },
  };
}

/** Measures for `windowMs`, or until the load has ended. */
export async function measureWindow(side: Side, load: Load, windowMs: number): Promise<WindowFigures> {
  const counts: number[] = [];
  const before = usage(side);
  const endsAt = before.at + windowMs;
  while (performance.now() < endsAt && !load.hasEnded()) {
    await new Promise(done => setTimeout(done, Math.min(1000, endsAt - performance.now())));
    counts.push(load.stats().current);
  }
  const after = usage(side);
  const passed = after.at - before.at;
  const percent = (name: Exclude<keyof ReturnType<typeof usage>, 'at'>) =>
    round(((after[name] - before[name]) * 1000 * 100) / passed, 2);
  return {
    meanCalls: round(counts.reduce((sum, each) => sum + each, 0) / Math.max(1, counts.length)),
    windowMs: Math.round(passed),
    asteriskCpuPct: percent('asterisk'),
    controllerCpuPct: percent('controller'),
    childrenCpuPct: percent('children'),
    machineCpuPct: percent('machine'),
  };
}

function usage({ pids }: Side) {
  const controller = pids.controller === null ? { all: 0, children: 0 } : processorSeconds(pids.controller);
  return {
    at: performance.now(),
    asterisk: processorSeconds(pids.asterisk).all,
    controller: controller.all,
    children: controller.children,
    machine: busySeconds(),
  };
}
