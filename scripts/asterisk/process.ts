/**
 * Starts one Asterisk in the foreground with our configuration, and stops it. Its secrets are made once
 * per installation. It must never run with more rights than it needs, nor write a file that the
 * controller could not read and remove.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { HausrufError } from '../../src/domain/problem.ts';
import type { Tool } from '../../src/domain/tool.ts';
import { giveTo, makeFolders, readSecrets, removeRunFolder } from './folders.ts';
import { endOrphan, rememberChild } from './orphan.ts';
import { assertPortsFree, portTaken, type WantedPort } from './ports.ts';
import { type AsteriskSettings, soundsFolder, writeAsteriskConfig } from './render.ts';
import { otherUser } from './user.ts';

/** From a cold disk it took 1.3 s (asterisk.md §0); a busy box may need much longer. */
const START_LIMIT_MS = 30_000;
/** Live recordings get their right length at SIGTERM (asterisk.md §6): worth waiting for. */
const STOP_LIMIT_MS = 10_000;
/** Enough of its output to quote the lines that say why it did not start. */
const TAIL_BYTES = 16_384;

export interface AsteriskOptions
  extends Pick<
    AsteriskSettings,
    'sipHost' | 'sipPort' | 'httpPort' | 'amiPort' | 'tapPort' | 'rtpStart' | 'rtpEnd'
  > {
  tool: Tool;
  asterisk: { moduleDir: string; dataDir: string };
  /** Configuration, log and secrets; absolute; made when missing. */
  stateDir: string;
  /** Recordings come to `recording` below it; absolute; made when missing. */
  spoolDir: string;
  trunkAddresses: readonly string[];
  /** User to run as when we are root; null or absent: asterisk, else nobody, else ourselves. */
  user?: string | null;
  /** Every piece of its output, as it comes. */
  onOutput?: (text: string) => void;
}

export interface AsteriskExit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

export interface RunningAsterisk {
  ari: { url: string; user: string; password: string };
  /** The manager interface, on 127.0.0.1. */
  ami: { port: number; user: string; password: string };
  pid: number;
  /** The user it runs as; null: the same as ours. */
  runsAs: string | null;
  stateDir: string;
  spoolDir: string;
  /** Where recordings come: `<spoolDir>/recording`. */
  recordingDir: string;
  /** SIGTERM, then SIGKILL after 10 s. Can be called again and after its end. */
  stop(): Promise<void>;
  exited: Promise<AsteriskExit>;
  /** The last of its output. */
  lastOutput(): string;
}

/** Throws HausrufError PORT_TAKEN, CONFIG_INVALID, or ASTERISK_NOT_STARTABLE (with the last lines of its log). */
export async function startAsterisk(options: AsteriskOptions): Promise<RunningAsterisk> {
  const { tool, asterisk, stateDir, spoolDir, httpPort } = options;
  await endOrphan(stateDir);
  const ports = wantedPorts(options);
  await assertPortsFree(ports);
  const folders = makeFolders({ stateDir, spoolDir });
  const secrets = readSecrets(stateDir);
  const etc = writeAsteriskConfig({
    ...options,
    ...secrets,
    moduleDir: asterisk.moduleDir,
    dataDir: asterisk.dataDir,
    runDir: folders.runDir,
    soundsDir: soundsFolder,
    trunk: { matchAddresses: options.trunkAddresses },
  });
  const user = otherUser({
    wanted: options.user ?? null,
    mustReach: [
      tool.command,
      asterisk.moduleDir,
      asterisk.dataDir,
      soundsFolder,
      stateDir,
      dirname(spoolDir),
    ],
  });
  if (user) giveTo(user, { ...folders, etc });

  const child = spawn(tool.command, [...tool.args, '-f', '-n', '-C', join(etc, 'asterisk.conf')], {
    env: { PATH: '/usr/bin:/bin', HOME: folders.libDir, LANG: 'C.UTF-8', ...tool.env },
    cwd: folders.libDir,
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own: Ctrl-C and a closed terminal reach us, and we stop it in our order
    // (a hang-up signal would make it reload).
    detached: true,
    ...(user ? { uid: user.uid, gid: user.gid } : {}),
  });
  if (child.pid !== undefined) rememberChild(stateDir, child.pid);
  const lastOutput = keepTail(child, options.onOutput);
  const exited = watchExit(child).finally(() => removeRunFolder(folders));
  const stop = () => stopProcess(child, exited);

  const ari = {
    url: `http://127.0.0.1:${httpPort}/ari`,
    user: secrets.ariUser,
    password: secrets.ariPassword,
  };
  const isUp = await Promise.race([isReady(ari), exited.then(() => false)]);
  const problem = startProblem({ isUp: isUp && child.pid !== undefined, output: lastOutput(), ports });
  if (problem || child.pid === undefined) {
    await stop();
    throw problem;
  }
  return {
    ari,
    ami: { port: options.amiPort, user: 'hausruf', password: secrets.amiPassword },
    pid: child.pid,
    runsAs: user?.name ?? null,
    stateDir,
    spoolDir,
    recordingDir: folders.recordingDir,
    stop,
    exited,
    lastOutput,
  };
}

function wantedPorts(options: AsteriskOptions): WantedPort[] {
  return [
    { host: options.sipHost, port: options.sipPort, protocol: 'udp', variable: 'HAUSRUF_SIP_PORT' },
    { host: '127.0.0.1', port: options.httpPort, protocol: 'tcp', variable: 'HAUSRUF_ARI_PORT' },
    { host: '127.0.0.1', port: options.amiPort, protocol: 'tcp', variable: 'HAUSRUF_AMI_PORT' },
  ];
}

/**
 * A port may have been taken after we looked: Asterisk then runs on without it, and says so in its log
 * only. That is no telephone.
 */
function startProblem(start: { isUp: boolean; output: string; ports: WantedPort[] }): HausrufError | null {
  const lines = start.output.split('\n').filter(line => line.trim() !== '');
  // TCP and TLS are the trunks' own: without them the other trunks still ring, and Hausruf tells which does not.
  const taken = lines.find(
    line => /address already in use/i.test(line) && !/Transport 'transport-(tcp|tls)'/.test(line),
  );
  if (taken) {
    const known = start.ports.find(({ port }) => taken.includes(`:${port}`));
    return portTaken(known ?? (/http/i.test(taken) ? start.ports[1] : start.ports[0]) ?? noPort);
  }
  if (start.isUp) return null;
  const telling = lines.filter(line => /ERROR|error|refus|cannot|fail/i.test(line));
  const quoted = firstAndLast(telling.length > 0 ? telling : lines);
  return new HausrufError(
    'ASTERISK_NOT_STARTABLE',
    quoted === ''
      ? 'Asterisk did not start and said nothing.'
      : `Asterisk did not start. Its log says:\n${quoted}`,
  );
}

/** One failure brings forth many lines: the first ones name the cause, the last ones the end. */
function firstAndLast(lines: string[]): string {
  return [...lines.slice(0, -3).slice(0, 4), ...lines.slice(-3)].join('\n');
}

const noPort: WantedPort = { host: '127.0.0.1', port: 0, protocol: 'udp', variable: 'HAUSRUF_SIP_PORT' };

/** Up is: it answers, and it knows the trunk that calls come from. */
async function isReady(ari: RunningAsterisk['ari']): Promise<boolean> {
  const authorization = `Basic ${Buffer.from(`${ari.user}:${ari.password}`).toString('base64')}`;
  const deadline = Date.now() + START_LIMIT_MS;
  while (Date.now() < deadline) {
    try {
      const reply = await fetch(`${ari.url}/endpoints/PJSIP/trunk`, {
        headers: { authorization },
        signal: AbortSignal.timeout(2000),
      });
      await reply.body?.cancel();
      if (reply.ok) return true;
    } catch {
      // Not up yet.
    }
    await new Promise(done => setTimeout(done, 50));
  }
  return false;
}

function watchExit(child: ChildProcess): Promise<AsteriskExit> {
  // Also when we end without stopping it: it must not stay behind.
  const takeAlong = () => child.kill('SIGTERM');
  process.once('exit', takeAlong);
  return new Promise<AsteriskExit>(done => {
    child.once('exit', (code, signal) => done({ code, signal }));
    child.once('error', () => done({ code: 127, signal: null }));
  }).finally(() => process.removeListener('exit', takeAlong));
}

async function stopProcess(child: ChildProcess, exited: Promise<AsteriskExit>): Promise<void> {
  if (child.pid === undefined) return;
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS);
  await exited;
  clearTimeout(timer);
}

function keepTail(child: ChildProcess, onOutput: AsteriskOptions['onOutput']): () => string {
  let tail = '';
  const add = (chunk: Buffer) => {
    const text = chunk.toString('utf8');
    tail = (tail + text).slice(-TAIL_BYTES);
    onOutput?.(text);
  };
  child.stdout?.on('data', add);
  child.stderr?.on('data', add);
  child.once('error', error => add(Buffer.from(`ERROR ${error.message}\n`)));
  return () => tail;
}
