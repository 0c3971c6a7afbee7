/**
 * Uploaded greetings (R050–R054): what somebody recorded becomes files that Asterisk plays, and the
 * original stays. The file is decoded in a child process with a deadline: it is untrusted, and its
 * computing must not delay a call. A greeting that is refused changes nothing on the disk.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import type { Readable } from 'node:stream';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { HausrufError } from '../domain/problem.ts';
import type { DecodedUpload } from './decode-upload.ts';
import { writePair } from './greeting-files.ts';
import { maxUploadBytes, refused } from './upload-refusal.ts';

/**
 * MP3 or WAV bytes (the content decides) → `<audioId>.alaw`, `<audioId>.sln16` and the original as
 * `<audioId>.mp3|.wav` in `folder`. `mediaPath` has no ending; `durationMs` is the greeting's as played.
 * One upload at a time; `timeoutMs` counts from its turn. Throws HausrufError INPUT_INVALID with a
 * German message for the person who uploaded, TOOL_FAILED when the child cannot run, and what the file
 * system throws; files that were there then stay.
 */
export async function importGreeting(upload: {
  bytes: Uint8Array;
  /** Absolute. */
  folder: string;
  /** A UUID. */
  audioId: string;
  timeoutMs?: number;
}): Promise<{ mediaPath: string; durationMs: number; format: 'mp3' | 'wav'; originalFile: string }> {
  const { bytes, folder, audioId, timeoutMs = defaultTimeoutMs } = upload;
  if (!isAbsolute(folder)) throw new Error('the folder of a greeting must be absolute');
  if (!/^[0-9a-f-]{36}$/.test(audioId)) throw new HausrufError('INPUT_INVALID', 'audioId is no UUID');
  // Before a process is started for them.
  if (bytes.length === 0) throw refused('empty');
  if (bytes.length > maxUploadBytes) throw refused('too-large');
  const decoded = await inTurn(() => decodeInChild(bytes, timeoutMs));
  const mediaPath = join(folder, audioId);
  const originalFile = `${mediaPath}.${decoded.format}`;
  await writePair(mediaPath, decoded, { [originalFile]: bytes });
  await rm(`${mediaPath}.${decoded.format === 'mp3' ? 'wav' : 'mp3'}`, { force: true });
  return { mediaPath, durationMs: decoded.durationMs, format: decoded.format, originalFile };
}

/** Five minutes of stereo MP3 take 7 s of computing (measured); calls and engines may leave us a tenth of a core. */
const defaultTimeoutMs = 90_000;
/** Of JavaScript objects; samples lie outside and are bounded by the limits of an upload. */
const heapMb = 256;
const program = join(import.meta.dirname, 'upload-child.ts');

/** Two decoders at once would need twice the memory, and nobody uploads two greetings at once. */
let turn: Promise<unknown> = Promise.resolve();
function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const mine = turn.then(work);
  turn = mine.catch(() => {});
  return mine;
}

const Outcome = Type.Union([
  Type.Object({ refused: Type.String({ minLength: 1 }) }),
  Type.Object({
    format: Type.Union([Type.Literal('mp3'), Type.Literal('wav')]),
    durationMs: Type.Integer({ minimum: 1 }),
    alawBytes: Type.Integer({ minimum: 1 }),
    sln16Bytes: Type.Integer({ minimum: 1 }),
  }),
]);

function decodeInChild(bytes: Uint8Array, timeoutMs: number): Promise<DecodedUpload> {
  const child = spawn(process.execPath, [`--max-old-space-size=${heapMb}`, program], {
    stdio: ['pipe', 'ignore', 'ignore', 'pipe'],
    env: childEnvironment(),
  });
  // A child that ends early does not read everything; what it has said tells why.
  child.stdin?.on('error', () => {});
  child.stdin?.end(bytes);
  return outcomeOf(child, timeoutMs);
}

/** No secrets; only what a Node without TypeScript support is told to load before it (see the image). */
function childEnvironment(): NodeJS.ProcessEnv {
  const { NODE_OPTIONS } = { ...process.env };
  return { LANG: 'C.UTF-8', ...(NODE_OPTIONS === undefined ? {} : { NODE_OPTIONS }) };
}

function outcomeOf(child: ChildProcess, timeoutMs: number): Promise<DecodedUpload> {
  return new Promise((resolve, reject) => {
    const answers: Buffer[] = [];
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      child.kill('SIGKILL');
    }, timeoutMs);
    // Without file descriptors there are no pipes, and the error comes on the next tick.
    const pipe = child.stdio?.[3] as Readable | undefined;
    pipe?.on('error', () => {}).on('data', (part: Buffer) => answers.push(part));
    child.once('error', error => {
      clearTimeout(timer);
      reject(toolFailed(error.message));
    });
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      if (isLate) return reject(refused('takes-too-long'));
      try {
        resolve(readAnswer(Buffer.concat(answers), `ended with ${signal ?? `exit code ${code}`}`));
      } catch (error) {
        reject(error);
      }
    });
  });
}

/** `ending`: how the child ended, for when it has not said enough. */
function readAnswer(answer: Buffer, ending: string): DecodedUpload {
  const readyEnd = answer.indexOf(10) + 1;
  if (readyEnd === 0) throw toolFailed(ending);
  const outcomeEnd = answer.indexOf(10, readyEnd) + 1;
  // It was ready and broke over this file: whatever it was, another file will do.
  if (outcomeEnd === 0) throw refused('damaged', new Error(`the decoder ${ending}`));
  const outcome: unknown = JSON.parse(answer.toString('utf8', readyEnd, outcomeEnd));
  if (!Value.Check(Outcome, outcome)) throw toolFailed('said something unexpected');
  if ('refused' in outcome) throw new HausrufError('INPUT_INVALID', outcome.refused);
  const { format, durationMs, alawBytes, sln16Bytes } = outcome;
  if (answer.length !== outcomeEnd + alawBytes + sln16Bytes) throw toolFailed(ending);
  return {
    format,
    durationMs,
    alaw: answer.subarray(outcomeEnd, outcomeEnd + alawBytes),
    sln16: answer.subarray(outcomeEnd + alawBytes),
  };
}

function toolFailed(what: string): HausrufError {
  return new HausrufError('TOOL_FAILED', `the decoder for uploads ${what}`, { temporary: true });
}
