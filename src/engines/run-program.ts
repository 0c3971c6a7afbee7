import { spawn } from 'node:child_process';
import type { StepResult } from '../domain/problem.ts';
import type { Tool } from '../domain/tool.ts';
import { lowerPriority } from './nice.ts';
import type { Queue } from './queue.ts';

/**
 * Runs an engine that is a program of its own (whisper-cli) to its end, in the engines' queue. Its
 * results are in the files it was told to write; what it prints is dropped, for it may hold a caller's
 * words. Answers `done`, or `retry` with TOOL_MISSING, ENGINE_FAILED or ENGINE_TIMEOUT, or `snoozed`
 * when `signal` was aborted. `timeoutMs` counts from the job's turn, and ends in SIGKILL.
 */
export type RunProgram = (
  tool: Tool,
  args: string[],
  limits: { timeoutMs: number; signal?: AbortSignal | undefined },
) => Promise<StepResult<null>>;

export function makeRunProgram(queue: Queue): RunProgram {
  return (tool, args, limits) => queue(() => runNow(tool, args, limits));
}

function runNow(...[tool, args, { timeoutMs, signal }]: Parameters<RunProgram>): Promise<StepResult<null>> {
  if (signal?.aborted) return Promise.resolve({ kind: 'snoozed', forMs: 0 });
  return new Promise(resolve => {
    const child = spawn(tool.command, [...tool.args, ...args], {
      // A pipe that is read and thrown away: if we are killed, its next line ends the orphan (SIGPIPE).
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { LANG: 'C.UTF-8', ...tool.env },
      ...(tool.cwd === null ? {} : { cwd: tool.cwd }),
    });
    if (child.pid) lowerPriority(child.pid);
    let lastWords = '';
    let ended: 'itself' | 'deadline' | 'abort' = 'itself';
    const endBy = (why: 'deadline' | 'abort') => {
      ended = why;
      child.kill('SIGKILL');
    };
    const timer = setTimeout(() => endBy('deadline'), timeoutMs);
    const onAbort = () => endBy('abort');
    signal?.addEventListener('abort', onAbort, { once: true });
    const settle = (result: StepResult<null>) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      resolve(result);
    };
    child.stdout.resume();
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      lastWords = (lastWords + text).slice(-2000);
    });
    child.once('error', error => {
      settle({ kind: 'retry', problem: { code: 'TOOL_MISSING', message: error.message } });
    });
    child.once('exit', (code, killedBy) => {
      if (ended === 'abort') return settle({ kind: 'snoozed', forMs: 0 });
      if (ended === 'deadline') {
        const message = `not ready within ${Math.round(timeoutMs / 1000)} s`;
        return settle({ kind: 'retry', problem: { code: 'ENGINE_TIMEOUT', message } });
      }
      if (code === 0) return settle({ kind: 'done', value: null });
      const last = lastWords.trim().split('\n').at(-1)?.slice(0, 200) ?? '';
      const message = `ended with ${killedBy ?? `exit code ${code}`}${last ? `: ${last}` : ''}`;
      settle({ kind: 'retry', problem: { code: 'ENGINE_FAILED', message } });
    });
  });
}
