import { execFile } from 'node:child_process';
import type { Synthesise } from '../domain/capabilities.ts';
import { HausrufError } from '../domain/problem.ts';
import type { Tool } from '../domain/tool.ts';

/**
 * German text → speech by espeak-ng: robotic but clear, and needs no model. The text goes in through a
 * pipe, so no text can be taken for an option. Throws HausrufError TOOL_MISSING or TOOL_FAILED.
 */
export function makeSynthesise(
  tool: Tool | null,
  options: {
    /** The bytes of a WAV file → samples. espeak-ng leaves wrong sizes in its header when it writes to a pipe. */
    readWav: (wav: Uint8Array) => Promise<{ samples: Int16Array; sampleRate: number }>;
    /** An espeak-ng voice; German by default. */
    voice?: string;
    timeoutMs?: number;
  },
): Synthesise {
  return async (text, signal) => {
    if (!tool) throw new HausrufError('TOOL_MISSING', 'espeak-ng is not installed');
    const wav = await speak(tool, text, {
      voice: options.voice ?? 'de',
      timeoutMs: options.timeoutMs ?? 30_000,
      signal,
    });
    const { samples, sampleRate } = await options.readWav(wav);
    return { samples, sampleRate };
  };
}

/** 150 words a minute: the speed at which foreign and elderly callers still follow. */
const espeakArguments = ['-s', '150', '-b', '1', '--stdin', '--stdout'];

function speak(
  tool: Tool,
  text: string,
  options: { voice: string; timeoutMs: number; signal: AbortSignal | undefined },
): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      tool.command,
      [...tool.args, '-v', options.voice, ...espeakArguments],
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
        if (!error && stdout.length > 44) return resolve(stdout);
        if (error?.code === 'ENOENT')
          return reject(new HausrufError('TOOL_MISSING', 'espeak-ng is not where it was'));
        const last = stderr.toString('utf8').trim().split('\n').at(-1)?.slice(0, 200) ?? '';
        const reason = error?.killed ? 'killed after its time limit' : last || error?.message || 'no sound';
        reject(
          new HausrufError('TOOL_FAILED', `espeak-ng failed: ${reason}`, { temporary: true, cause: error }),
        );
      },
    );
    // It may end before it has read everything; its exit code then says why.
    child.stdin?.on('error', () => {});
    child.stdin?.end(text);
  });
}
