/**
 * A real caller: one SIP call with voice over RTP, made by sipp. It speaks files, presses keys, falls
 * silent, goes off the network or hangs up, whatever its steps say. For tests and the demo; it must
 * never leave a process or a file behind.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resample } from '../../src/audio/resample.ts';
import { readWav } from '../../src/audio/wav.ts';
import type { Tool } from '../../src/domain/tool.ts';
import { freePorts } from '../tools.ts';
import { type CallerIdentity, type CallerStep, makeScenario } from './scenario.ts';

export interface CallerOptions extends CallerIdentity {
  /** sipp 3.7 or newer. */
  tool: Tool;
  sipHost: string;
  sipPort: number;
  /** Address the caller calls from; must be one of the trunk's. */
  localHost: string;
  /** Without an end among them the caller hangs up after the last one. */
  steps: readonly CallerStep[];
}

export interface CallerExit {
  /** Every step happened as written, and the call ended as it should. */
  ok: boolean;
  /** sipp's: 0 fine, 1 something else happened, 255 it could not start. null: it was killed. */
  exitCode: number | null;
  /** What went wrong, in sipp's words. */
  log: string;
}

export interface PlacedCall {
  exited: Promise<CallerExit>;
  /** How long the steps take in ms if nobody else hangs up. */
  durationMs: number;
  /** The telephone vanishes: no more packets, no goodbye. */
  kill(): void;
}

/** Answer and dialogue may take this long on a busy machine, besides the steps themselves. */
const GRACE_SECONDS = 30;

/** Throws what `readWav` throws for a `say` file, and Error for steps or numbers that cannot be. */
export async function placeCall(options: CallerOptions): Promise<PlacedCall> {
  const speech = await readSpeech(options.steps);
  const folder = mkdtempSync(join(tmpdir(), 'hausruf-caller-'));
  const removeFolder = () => rmSync(folder, { recursive: true, force: true });
  try {
    const scenario = makeScenario({
      identity: options,
      steps: options.steps,
      speech: file => speech.get(file) ?? new Int16Array(),
      folder,
    });
    for (const [name, bytes] of scenario.voices) writeFileSync(join(folder, name), bytes);
    writeFileSync(join(folder, 'call.xml'), scenario.xml);
    const [sip = 0, rtp = 0] = await freePorts(2);
    const seconds = Math.ceil(scenario.durationMs / 1000) + GRACE_SECONDS;
    const { exited, kill } = runSipp(options.tool, folder, [
      `${options.sipHost}:${options.sipPort}`,
      ...['-sf', join(folder, 'call.xml'), '-m', '1', '-l', '1', '-nostdin'],
      ...['-i', options.localHost, '-p', String(sip), '-mi', options.localHost],
      ...['-min_rtp_port', String(rtp), '-max_rtp_port', String(Math.min(rtp + 40, 65_535))],
      ...['-timeout', `${seconds}s`, '-timeout_error', '-recv_timeout', `${seconds * 1000}`],
      ...['-trace_err', '-error_file', join(folder, 'errors.log')],
    ]);
    return { exited: exited.finally(removeFolder), durationMs: scenario.durationMs, kill };
  } catch (error) {
    removeFolder();
    throw error;
  }
}

async function readSpeech(steps: readonly CallerStep[]): Promise<Map<string, Int16Array>> {
  const speech = new Map<string, Int16Array>();
  for (const step of steps) {
    if (!('say' in step)) continue;
    const { samples, sampleRate } = await readWav(step.say);
    speech.set(step.say, resample(samples, { fromHz: sampleRate, toHz: 8000 }));
  }
  return speech;
}

function runSipp(
  tool: Tool,
  folder: string,
  args: string[],
): { exited: Promise<CallerExit>; kill: () => void } {
  const child = spawn(tool.command, [...tool.args, ...args], {
    // Its own files (counters, logs) go where everything else is removed.
    cwd: folder,
    env: { PATH: '/usr/bin:/bin', LANG: 'C.UTF-8', TERM: 'dumb', ...tool.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  const listen = (chunk: Buffer) => {
    said = (said + chunk.toString('utf8')).slice(-4096);
  };
  child.stdout.on('data', listen);
  child.stderr.on('data', listen);
  const takeAlong = () => child.kill('SIGKILL');
  process.once('exit', takeAlong);
  const errors = join(folder, 'errors.log');
  const exited = new Promise<CallerExit>(done => {
    child.once('error', error => done({ ok: false, exitCode: null, log: error.message }));
    child.once('close', exitCode => {
      const log = existsSync(errors) ? readFileSync(errors, 'utf8') : '';
      done({ ok: exitCode === 0, exitCode, log: log === '' && exitCode !== 0 ? said.trim() : log });
    });
  }).finally(() => process.removeListener('exit', takeAlong));
  return { exited, kill: takeAlong };
}
