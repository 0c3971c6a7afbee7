import { execFile } from 'node:child_process';
import type { EncodeMp3 } from '../domain/capabilities.ts';
import { HausrufError } from '../domain/problem.ts';
import type { Tool } from '../domain/tool.ts';
import { encodeWav, readWav } from './wav.ts';

/**
 * MP3 for the mail by lame: mono, 16 kHz, 32 kbit/s constant, so that every player (Outlook, Apple Mail)
 * knows the duration from the size alone (R096). From memory to memory: no file is left behind. Of a
 * recording longer than `longestSeconds` only the beginning: more could not be sent by mail.
 */
export function makeEncodeMp3(tool: Tool | null, options: { timeoutMs?: number } = {}): EncodeMp3 {
  return async (wavFile, signal) => {
    if (!tool) throw new HausrufError('TOOL_MISSING', 'lame is not installed');
    // Through our own reader: lame believes broken headers and would encode nothing, or noise.
    const { samples, sampleRate } = await readWav(wavFile, { firstSeconds: longestSeconds });
    const { timeoutMs = timeoutFor(samples.length / sampleRate) } = options;
    return run(tool, encodeWav(samples, sampleRate), { timeoutMs, signal });
  };
}

/** 7.2 MB. A mailbox stops after 15 minutes: only a line that got stuck records for longer. */
export const longestSeconds = 1800;
/** lame takes 6 ms for a second of audio on an idle core; calls and engines may leave it a thirtieth of one. */
const timeoutFor = (seconds: number): number => Math.max(120_000, 200 * seconds);

const lameArguments = [
  '--quiet',
  // No information frame: lame cannot fill it in on a pipe, and an empty one would confuse players.
  '-t',
  '--cbr',
  '-b',
  '32',
  '-m',
  'm',
  // MPEG-2 at 16 kHz: players are surer with it than with MPEG-2.5 at 8 kHz, and 32 kbit/s is its home.
  '--resample',
  '16',
  '-',
  '-',
];

function run(
  tool: Tool,
  wav: Uint8Array,
  options: { timeoutMs: number; signal: AbortSignal | undefined },
): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      tool.command,
      [...tool.args, ...lameArguments],
      {
        env: { LANG: 'C.UTF-8', ...tool.env },
        encoding: 'buffer',
        timeout: options.timeoutMs,
        killSignal: 'SIGKILL',
        maxBuffer: 64 * 1024 * 1024,
        ...(tool.cwd === null ? {} : { cwd: tool.cwd }),
        ...(options.signal ? { signal: options.signal } : {}),
      },
      (error, stdout, stderr) => {
        if (!error && stdout.length > 0) return resolve(stdout);
        if (error?.code === 'ENOENT')
          return reject(new HausrufError('TOOL_MISSING', 'lame is not where it was'));
        const last = stderr.toString('utf8').trim().split('\n').at(-1)?.slice(0, 200) ?? '';
        const reason = error?.killed ? 'killed after its time limit' : last || error?.message || 'no output';
        reject(new HausrufError('TOOL_FAILED', `lame failed: ${reason}`, { temporary: true, cause: error }));
      },
    );
    // lame may end before it has read everything; its exit code then says why.
    child.stdin?.on('error', () => {});
    child.stdin?.end(wav);
  });
}
