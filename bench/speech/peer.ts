/** The peer: whisper-cli on the whole file, as anybody would run it. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Tool } from '../../src/domain/tool.ts';

/**
 * Its text. `decoding`: `default`, what whisper-cli does by itself (beam of 5); `greedy`, what our driver
 * asks for. Random weights would send it through all its second tries, which no real ones do: with them
 * these are off, and so is the text carried over. Throws when whisper-cli fails.
 */
export function transcribeByPeer(
  tool: Tool,
  job: {
    modelFile: string;
    wavFile: string;
    threads: number;
    decoding: 'default' | 'greedy';
    isSynthetic: boolean;
  },
): string {
  const greedy = ['-bs', '1', '-bo', '1', '-nf', '-mc', '0', '-sns'];
  const args = [
    ...['-m', job.modelFile, '-l', 'de', '-t', String(job.threads)],
    ...(job.decoding === 'greedy' ? greedy : job.isSynthetic ? ['-nf', '-mc', '0'] : []),
    ...['-otxt', '-of', `${job.wavFile}.peer`, '-f', job.wavFile],
  ];
  const result = spawnSync(tool.command, [...tool.args, ...args], {
    env: { LANG: 'C.UTF-8', ...tool.env },
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: 30 * 60_000,
    ...(tool.cwd === null ? {} : { cwd: tool.cwd }),
  });
  if (result.status !== 0) throw new Error(`whisper-cli failed: ${String(result.stderr).slice(-200)}`);
  return readFileSync(`${job.wavFile}.peer.txt`, 'utf8').trim();
}
