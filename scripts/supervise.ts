/**
 * Runs Asterisk and Hausruf side by side where there is no systemd (the container). Each is started
 * again within two seconds when it dies, and never takes the other one with it: Asterisk greets and
 * records without Hausruf, Hausruf delivers without Asterisk. It must never keep a process alive
 * after it has been told to end.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { programFile, thriftyEnvironment, thriftyFlags } from './thrift.ts';

export interface Service {
  name: string;
  command: string;
  args: string[];
  /** Variables besides those of this process. */
  environment?: Readonly<Record<string, string>>;
}

export interface Supervision {
  services: Service[];
  cwd: string;
  /** A line for the operator. */
  log: (line: string) => void;
  /** Aborted: end everything. */
  signal: AbortSignal;
  /** A service that ends sooner has not really started. Default five seconds. */
  startedAfterMs?: number;
}

const STARTED_AFTER_MS = 5_000;
/** Pauses before the next starts; the last one stays. Two seconds is what callers may notice. */
const PAUSES_MS = [200, 500, 1_000, 2_000];
/** Asterisk closes its recordings on SIGTERM, Hausruf finishes its step. */
const END_WITHIN_MS = 15_000;

/**
 * Supervises until the signal aborts; answers the exit code: 0, or that of a service whose very first
 * start failed, because a wrong configuration is to be seen, not repeated.
 */
export async function supervise(supervision: Supervision): Promise<number> {
  const { services, signal } = supervision;
  const everything = new AbortController();
  const stop = () => everything.abort();
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  const codes = await Promise.all(
    services.map(async service => {
      const code = await keepAlive(service, { ...supervision, signal: everything.signal });
      stop();
      return code;
    }),
  );
  return codes.find(code => code !== 0) ?? 0;
}

async function keepAlive(service: Service, supervision: Supervision): Promise<number> {
  const { cwd, log, signal, startedAfterMs = STARTED_AFTER_MS } = supervision;
  let hasEverStarted = false;
  let quickDeaths = 0;
  while (!signal.aborted) {
    const startedAt = performance.now();
    const { code, because } = await live(service, cwd, signal);
    if (signal.aborted) break;
    const isQuick = performance.now() - startedAt < startedAfterMs;
    if (isQuick && !hasEverStarted) {
      log(`${service.name} could not be started (${because}); everything is stopped.`);
      return code === 0 ? 1 : code;
    }
    hasEverStarted = true;
    const pause = PAUSES_MS[Math.min(isQuick ? quickDeaths : 0, PAUSES_MS.length - 1)] ?? 0;
    quickDeaths = isQuick ? quickDeaths + 1 : 0;
    log(`${service.name} ended (${because}); it is started again.`);
    await sleep(pause, undefined, { signal }).catch(() => {});
  }
  return 0;
}

/** One life of a service, until its whole process group is gone. */
async function live(
  { command, args, environment = {} }: Service,
  cwd: string,
  signal: AbortSignal,
): Promise<{ code: number; because: string }> {
  // A group of its own: what a killed service leaves behind (an Asterisk on our ports) can be ended.
  const child = spawn(command, args, {
    cwd,
    stdio: 'inherit',
    detached: true,
    env: { ...process.env, ...environment },
  });
  const onAbort = () => signalGroup(child, 'SIGTERM', { isLeaderOnly: true });
  signal.addEventListener('abort', onAbort, { once: true });
  const killer = new AbortController();
  const ended = new Promise<{ code: number; because: string }>(resolve => {
    child.once('error', error => resolve({ code: 127, because: error.message }));
    child.once('exit', (code, by) => resolve({ code: code ?? 128, because: by ?? `code ${code}` }));
  });
  void onceAborted(signal)
    .then(() => sleep(END_WITHIN_MS, undefined, { signal: killer.signal }))
    .then(() => signalGroup(child, 'SIGKILL'))
    .catch(() => {});
  const end = await ended;
  killer.abort();
  signal.removeEventListener('abort', onAbort);
  await endGroup(child);
  return end;
}

/** Ends what is left of the group: first politely, then not. Bounded, so that the next start is not late. */
async function endGroup(child: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 14 && hasLivingMember(child.pid); tries += 1) {
    signalGroup(child, tries < 10 ? 'SIGTERM' : 'SIGKILL');
    await sleep(100);
  }
}

/**
 * Whether a process of the group still runs. Asking with a signal is not enough: it also reaches dead
 * processes that nobody has collected, which in a container may stay for ever.
 */
function hasLivingMember(group: number | undefined): boolean {
  return readdirSync('/proc').some(name => {
    if (!/^\d+$/.test(name)) return false;
    const [state, , processGroup] = statOf(name);
    return Number(processGroup) === group && state !== 'Z' && state !== 'X';
  });
}

/** The fields of /proc/PID/stat after the name: state, parent, process group … */
function statOf(pid: string): string[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return [];
  }
}

function signalGroup(child: ChildProcess, name: NodeJS.Signals, { isLeaderOnly = false } = {}): void {
  if (child.pid === undefined) return;
  try {
    process.kill(isLeaderOnly ? child.pid : -child.pid, name);
  } catch {
    // Nobody is left to be told.
  }
}

function onceAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise(resolve => signal.addEventListener('abort', () => resolve(), { once: true }));
}

const help = `Usage: node scripts/supervise.ts

Runs Asterisk (scripts/run-asterisk.ts) and Hausruf (dist/server/main.mjs) in the foreground, with the HAUSRUF_
variables of the environment (docs/operating.md), and starts each again when it dies.
SIGTERM or Ctrl-C ends both.`;

if (import.meta.main) {
  if (process.argv.length > 2) {
    console.log(help);
    process.exit(process.argv[2] === '--help' ? 0 : 1);
  }
  const ending = new AbortController();
  for (const name of ['SIGTERM', 'SIGINT'] as const) process.on(name, () => ending.abort());
  const root = dirname(import.meta.dirname);
  const node = (file: string, flags: readonly string[] = []) => ({
    command: process.execPath,
    args: [...flags, join('.', file)],
  });
  process.exitCode = await supervise({
    services: [
      { name: 'Asterisk', ...node('scripts/run-asterisk.ts') },
      {
        name: 'Hausruf',
        ...node(relative(root, programFile), thriftyFlags),
        environment: thriftyEnvironment,
      },
    ],
    cwd: root,
    log: line => console.error(line),
    signal: ending.signal,
  });
}
