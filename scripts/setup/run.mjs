/** Runs other programs: as argument arrays, never through a shell, never for ever. */
import { spawn } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { SetupError } from './report.mjs';

/**
 * @typedef {object} RunOptions
 * @property {string} [cwd]
 * @property {Record<string, string>} [env] added to the environment
 * @property {number} [timeoutMs] default one minute
 * @property {string} [logFile] gets all output, with the command on top
 * @property {(line: string) => void} [onStatus] lines that the program writes to file descriptor 3
 */

/** @typedef {{ code: number | null, stdout: string, stderr: string, isTimedOut: boolean }} RunResult */

/** @type {Set<import('node:child_process').ChildProcess>} */
const children = new Set();

/** More than this of a program's output is not kept: nobody reads it. */
const KEEP_BYTES = 8_000_000;

/**
 * Runs a program to its end. A program that cannot be started answers code null with the reason in
 * stderr; a non-zero code is an answer, not an error.
 * @param {string} command
 * @param {string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<RunResult>}
 */
export function run(command, args, options = {}) {
  const { cwd, env, timeoutMs = 60_000, logFile, onStatus } = options;
  if (logFile) appendFileSync(logFile, `\n$ ${[command, ...args].join(' ')}\n`);
  return new Promise(resolve => {
    const child = spawn(command, args, {
      ...(cwd === undefined ? {} : { cwd }),
      // The output is parsed, so it has to be in one language.
      env: { ...process.env, LC_ALL: 'C.UTF-8', LANGUAGE: '', ...env },
      stdio: ['ignore', 'pipe', 'pipe', onStatus ? 'pipe' : 'ignore'],
    });
    children.add(child);
    const result = { code: /** @type {number | null} */ (null), stdout: '', stderr: '', isTimedOut: false };
    const timer = setTimeout(() => {
      result.isTimedOut = true;
      child.kill('SIGTERM');
      setTimeout(() => child.kill('SIGKILL'), 3_000).unref();
    }, timeoutMs);
    const keep = (/** @type {'stdout' | 'stderr'} */ name) => (/** @type {Buffer} */ bytes) => {
      if (logFile) appendFileSync(logFile, bytes);
      if (result[name].length < KEEP_BYTES) result[name] += bytes.toString('utf8');
    };
    child.stdout?.on('data', keep('stdout'));
    child.stderr?.on('data', keep('stderr'));
    const status = child.stdio[3];
    if (onStatus && status) {
      createInterface({ input: /** @type {import('node:stream').Readable} */ (status) }).on('line', onStatus);
    }
    const end = (/** @type {number | null} */ code) => {
      clearTimeout(timer);
      children.delete(child);
      resolve({ ...result, code });
    };
    child.on('error', error => {
      result.stderr += error.message;
      end(null);
    });
    child.on('close', end);
  });
}

/** Ends what `run` started and has not ended yet, and waits until it is gone: npm needs a moment for that. */
export async function stopChildren() {
  const ended = [...children].map(child => new Promise(done => child.once('close', done)));
  for (const child of children) child.kill('SIGTERM');
  const last = setTimeout(() => {
    for (const child of children) child.kill('SIGKILL');
  }, 5_000);
  await Promise.all(ended);
  clearTimeout(last);
}

/**
 * Whether a program can be started at all.
 * @param {string} command
 * @param {string} whatToDo
 */
export async function needProgram(command, whatToDo) {
  const { code } = await run(command, ['--version'], { timeoutMs: 10_000 });
  if (code === null) throw new SetupError(`${command} is not on this machine. ${whatToDo}`);
}

/**
 * The last lines of a program's output that say something, for an error line.
 * @param {RunResult} result
 */
export function lastWords(result) {
  if (result.isTimedOut) return 'it took too long and was ended';
  const lines = `${result.stdout}\n${result.stderr}`.split('\n').map(line => line.trim());
  const loud = lines.filter(line => /^(E:|npm (error|ERR!)|error)/i.test(line));
  const said = (loud.length > 0 ? loud : lines.filter(line => line !== '')).slice(-2).join(' ');
  return said.slice(0, 400) || `it ended with code ${result.code}`;
}
