/**
 * The child process that decodes uploads; started by `import-greeting.ts` and never imported. Bytes come
 * on standard input until its end. Answers go out on descriptor 3: a line of JSON when it is ready, then
 * one with the outcome, then the bytes of both files.
 */
import { readFileSync, writeFileSync, writeSync } from 'node:fs';
import { setPriority } from 'node:os';
import { HausrufError } from '../domain/problem.ts';
import { decodeUpload } from './decode-upload.ts';

// Calls come first.
setPriority(10);
try {
  // If memory runs out, the kernel shall take this process, never the controller.
  writeFileSync('/proc/self/oom_score_adj', '500');
} catch {
  // A system without /proc: it then chooses for itself.
}
send('{"ready":true}\n');
try {
  const { alaw, sln16, ...facts } = await decodeUpload(readFileSync(0));
  send(`${JSON.stringify({ ...facts, alawBytes: alaw.length, sln16Bytes: sln16.length })}\n`);
  send(alaw);
  send(sln16);
} catch (error) {
  // What is not foreseen is a fault of ours or of the decoder: the parent gets no outcome and sees the exit code.
  if (!(error instanceof HausrufError)) throw error;
  send(`${JSON.stringify({ refused: error.message })}\n`);
}

function send(what: string | Uint8Array): void {
  const bytes = typeof what === 'string' ? Buffer.from(what) : what;
  for (let sent = 0; sent < bytes.length; ) sent += writeSome(bytes.subarray(sent));
}

/** The pipe may be full for a moment; it empties as the parent reads. */
function writeSome(bytes: Uint8Array): number {
  try {
    return writeSync(3, bytes);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    return 0;
  }
}
