/**
 * Keeps one native engine in a child process of its own: starts it on demand, feeds it one job at a
 * time, watches its deadline, ends it when idle. Whatever the engine does — crash, hang, answer
 * nonsense — the caller gets a Problem; it never blocks the controller and never throws into it.
 *
 * Plain pipes instead of Node's own message channel: a damaged message on that channel throws in the
 * parent's event loop, where nobody can catch it. The child reads requests from standard input and
 * ends with it, so it cannot outlive us.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import type { Problem, StepResult } from '../domain/problem.ts';
import { engineEnvironment } from './environment.ts';
import { lowerPriority, tiedToUs } from './nice.ts';
import type { Queue } from './queue.ts';
import { type Limits, type VoiceLoad, watch } from './watch.ts';

/** `audio` travels as bytes, everything else as JSON. */
export interface EngineRequest {
  type: string;
  /** 16 bit mono samples. */
  audio?: Int16Array;
  [name: string]: unknown;
}

export interface Engine {
  /**
   * Answers what the engine answered (unchecked: the caller validates it), or `retry` with ENGINE_FAILED,
   * ENGINE_TIMEOUT or ENGINE_MEMORY, or `snoozed` when `signal` was aborted.
   */
  run(
    request: EngineRequest,
    limits: Limits & { signal?: AbortSignal | undefined },
  ): Promise<StepResult<unknown>>;
  /** Process id while one is running. */
  pid(): number | null;
  /** Ends the child and waits until it is gone; later jobs are refused. */
  close(): Promise<void>;
}

export function makeEngine(options: {
  /** Absolute path of the child's program, a Node script that speaks this file's protocol. */
  program: string;
  queue: Queue;
  /** How long an idle child keeps its models in memory. */
  idleMs: number;
  /** Default: nobody telephones. */
  voiceLoad?: () => VoiceLoad;
}): Engine {
  const { voiceLoad = () => 'none' } = options;
  let child: RunningChild | null = null;
  let idleTimer: NodeJS.Timeout | undefined;
  let isClosed = false;
  let lastId = 0;

  const end = (ended: RunningChild) => {
    ended.process.kill('SIGKILL');
    if (child === ended) child = null;
  };

  const runNow: Engine['run'] = async (request, { signal, ...limits }) => {
    if (isClosed) return retry({ code: 'ENGINE_FAILED', message: 'the engine is shut down' });
    if (signal?.aborted) return aborted;
    clearTimeout(idleTimer);
    if (child?.hasEnded()) child = null;
    child ??= startChild(options.program);
    const running = child;
    const result = await askChild(running, { id: ++lastId, request, limits, voiceLoad, signal });
    if (result.kind !== 'done') {
      end(running);
    } else {
      idleTimer = setTimeout(() => end(running), options.idleMs);
      // A warm engine is no reason to keep the program running.
      idleTimer.unref();
    }
    return result.kind === 'refused' ? retry(result.problem) : result;
  };

  return {
    run: (request, limits) => options.queue(() => runNow(request, limits)),
    pid: () => (child?.hasEnded() ? null : (child?.process.pid ?? null)),
    close: async () => {
      isClosed = true;
      clearTimeout(idleTimer);
      const running = child;
      if (!running) return;
      end(running);
      await running.gone;
    },
  };
}

interface RunningChild {
  process: ChildProcess;
  hasEnded(): boolean;
  /** Settles when the process is gone. */
  gone: Promise<void>;
  isTied: boolean;
  /** Set while a job runs: told how the process ended. */
  onEnd: ((how: string) => void) | null;
  /** Set while a job runs: told what the child writes. */
  onData: ((text: string) => void) | null;
  /** The last line it wrote to standard error, for the operator. */
  lastWords(): string;
}

type Answer = StepResult<unknown> | { kind: 'refused'; problem: Problem };

const aborted = { kind: 'snoozed', forMs: 0 } as const;
const retry = (problem: Problem) => ({ kind: 'retry', problem }) as const;
/** Longest answer: 15 minutes of speech are under 1 MB of tokens and times. */
const maxAnswerCharacters = 16 * 1024 * 1024;

function startChild(program: string): RunningChild {
  const { command, args, isTied } = tiedToUs(process.execPath, [program]);
  const process_ = spawn(command, args, {
    stdio: ['pipe', 'ignore', 'pipe', 'pipe'],
    env: engineEnvironment(),
  });
  if (process_.pid) lowerPriority(process_.pid);
  let isEnded = false;
  let lastWords = '';
  // Without file descriptors there are no pipes, and the error comes on the next tick: `gone` tells the job.
  process_.once('error', () => {});
  process_.stderr?.setEncoding('utf8').on('data', (text: string) => {
    lastWords = (lastWords + text).slice(-2000);
  });
  // Writing to a child that is gone: `gone` tells the job.
  process_.stdin?.on('error', () => {});
  const answers = process_.stdio?.[3] as Readable | undefined;
  answers?.setEncoding('utf8').on('error', () => {});
  answers?.on('data', (text: string) => {
    // Who talks without having been asked is out of its mind; the next job gets a new one.
    if (child.onData) child.onData(text);
    else process_.kill('SIGKILL');
  });
  const child: RunningChild = {
    process: process_,
    hasEnded: () => isEnded,
    gone: new Promise(resolve => {
      const settle = (how: string) => {
        isEnded = true;
        child.onEnd?.(how);
        resolve();
      };
      process_.once('error', error => settle(`could not be started: ${error.message}`));
      process_.once('exit', (code, signal) => settle(`ended with ${signal ?? `exit code ${code}`}`));
    }),
    isTied,
    onEnd: null,
    onData: null,
    lastWords: () => lastWords.trim().split('\n').at(-1)?.slice(0, 200) ?? '',
  };
  return child;
}

function askChild(
  child: RunningChild,
  job: {
    id: number;
    request: EngineRequest;
    limits: Limits;
    voiceLoad: () => VoiceLoad;
    signal: AbortSignal | undefined;
  },
): Promise<Answer> {
  return new Promise(resolve => {
    let received = '';
    const settle = (answer: Answer) => {
      watched?.stop();
      job.signal?.removeEventListener('abort', onAbort);
      child.onData = null;
      child.onEnd = null;
      resolve(answer);
    };
    const failed = (message: string) =>
      settle({ kind: 'refused', problem: { code: 'ENGINE_FAILED', message } });
    const onAbort = () => settle(aborted);
    const { pid } = child.process;
    const watched =
      pid === undefined
        ? null
        : watch(
            { pid, mayStandStill: child.isTied },
            {
              ...job.limits,
              voiceLoad: job.voiceLoad,
              onOver: problem => settle({ kind: 'refused', problem }),
            },
          );
    job.signal?.addEventListener('abort', onAbort, { once: true });
    child.onData = text => {
      // Only the news is searched: an answer may be long, and come in many parts.
      const at = text.indexOf('\n');
      const end = at < 0 ? -1 : received.length + at;
      received += text;
      if (received.length > maxAnswerCharacters) return failed('the engine answered without end');
      if (end >= 0) settle(readAnswer(received.slice(0, end), job.id));
    };
    child.onEnd = how => failed(`the engine ${how}${child.lastWords() ? `: ${child.lastWords()}` : ''}`);
    sendRequest(child, job.id, job.request);
  });
}

/** One line of JSON, then the samples as they lie in memory (little-endian on every machine we run on). */
function sendRequest(child: RunningChild, id: number, request: EngineRequest): void {
  const { audio = new Int16Array(0), ...rest } = request;
  child.process.stdin?.write(`${JSON.stringify({ ...rest, id, audioBytes: audio.byteLength })}\n`);
  child.process.stdin?.write(Buffer.from(audio.buffer, audio.byteOffset, audio.byteLength));
}

function readAnswer(line: string, id: number): Answer {
  const garbage: Answer = {
    kind: 'refused',
    problem: { code: 'ENGINE_FAILED', message: 'the engine answered nonsense' },
  };
  let answer: unknown;
  try {
    answer = JSON.parse(line);
  } catch {
    return garbage;
  }
  if (typeof answer !== 'object' || answer === null || !('id' in answer) || answer.id !== id) return garbage;
  if ('value' in answer) return { kind: 'done', value: answer.value };
  if ('error' in answer && typeof answer.error === 'string') {
    return { kind: 'refused', problem: { code: 'ENGINE_FAILED', message: answer.error.slice(0, 300) } };
  }
  return garbage;
}
