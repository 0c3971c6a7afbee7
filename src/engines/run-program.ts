import { spawn } from 'node:child_process';
import type { Problem, StepResult } from '../domain/problem.ts';
import type { Tool } from '../domain/tool.ts';
import { lowerPriority, tiedToUs } from './nice.ts';
import type { Queue } from './queue.ts';
import { type Limits, type VoiceLoad, watch } from './watch.ts';

/**
 * Runs an engine that is a program of its own (whisper-cli) to its end, in the engines' queue. Its
 * results are in the files it was told to write; what it prints is dropped, for it may hold a caller's
 * words, but for what `find` names: its first group, in what is printed to standard error. Answers `done`,
 * or `retry` with TOOL_MISSING, ENGINE_FAILED, ENGINE_TIMEOUT or ENGINE_MEMORY, or `snoozed` when `signal`
 * was aborted.
 */
export type RunProgram = (
  tool: Tool,
  args: string[],
  limits: Limits & { signal?: AbortSignal | undefined; find?: RegExp | undefined },
) => Promise<StepResult<string | null>>;

export function makeRunProgram(
  queue: Queue,
  { voiceLoad = () => 'none' }: { voiceLoad?: () => VoiceLoad } = {},
): RunProgram {
  return (tool, args, limits) => queue(() => runNow({ tool, args, voiceLoad, ...limits }));
}

type Job = Parameters<RunProgram>[2] & { tool: Tool; args: string[]; voiceLoad: () => VoiceLoad };

function runNow({ tool, signal, find, ...job }: Job): Promise<StepResult<string | null>> {
  if (signal?.aborted) return Promise.resolve({ kind: 'snoozed', forMs: 0 });
  return new Promise(resolve => {
    const { command, args, isTied } = tiedToUs(tool.command, [...tool.args, ...job.args]);
    const child = spawn(command, args, {
      // A pipe that is read and thrown away: if we are killed, its next line ends the orphan (SIGPIPE).
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { LANG: 'C.UTF-8', PATH: programPath, ...tool.env },
      ...(tool.cwd === null ? {} : { cwd: tool.cwd }),
    });
    let lastWords = '';
    let found: string | null = null;
    let ended: Problem | 'aborted' | null = null;
    const endBy = (why: Problem | 'aborted') => {
      ended ??= why;
      child.kill('SIGKILL');
    };
    const { pid } = child;
    if (pid) lowerPriority(pid);
    const watched =
      pid === undefined ? null : watch({ pid, mayStandStill: isTied }, { ...job, onOver: endBy });
    const onAbort = () => endBy('aborted');
    signal?.addEventListener('abort', onAbort, { once: true });
    const settle = (result: StepResult<string | null>) => {
      watched?.stop();
      signal?.removeEventListener('abort', onAbort);
      resolve(result);
    };
    // Without file descriptors there are no pipes, and the error comes on the next tick.
    child.stdout?.resume();
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      lastWords = (lastWords + text).slice(-2000);
      if (find) found ??= find.exec(lastWords)?.[1] ?? null;
    });
    child.once('error', error => {
      settle({ kind: 'retry', problem: { code: 'TOOL_MISSING', message: error.message } });
    });
    child.once('close', (code, killedBy) => {
      if (ended === 'aborted') return settle({ kind: 'snoozed', forMs: 0 });
      if (ended) return settle({ kind: 'retry', problem: ended });
      if (code === 0) return settle({ kind: 'done', value: found });
      const last = lastWords.trim().split('\n').at(-1)?.slice(0, 200) ?? '';
      if (isTied && code === notStartable)
        return settle({ kind: 'retry', problem: { code: 'TOOL_MISSING', message: last } });
      const message = `ended with ${killedBy ?? `exit code ${code}`}${last ? `: ${last}` : ''}`;
      settle({ kind: 'retry', problem: { code: 'ENGINE_FAILED', message } });
    });
  });
}

/** Where setpriv is looked for. */
const programPath = '/usr/local/bin:/usr/bin:/bin';
/** setpriv ends so when the program is not there (126 and 127, as of a shell). */
const notStartable = 127;
