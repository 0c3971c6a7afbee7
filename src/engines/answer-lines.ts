/** What every engine child does that is asked by lines of JSON on stdin: low priority, one at a time, answers on fd 3. */
import { writeFileSync, writeSync } from 'node:fs';
import { lowerPriority } from './nice.ts';

/** Answers each request (`id` and whatever it asks) with its value or its error's message. Ends with stdin. */
export function answerLines<R extends { id: number }>(work: (request: R) => Promise<unknown>): void {
  lowerPriority(process.pid);
  try {
    // If memory runs out, the kernel shall take the engine, never the controller.
    writeFileSync('/proc/self/oom_score_adj', '500');
  } catch {
    // A system without /proc: it then chooses for itself.
  }
  let received = '';
  let turn = Promise.resolve();
  process.stdin.setEncoding('utf8').on('data', (part: string) => {
    received += part;
    for (let end = received.indexOf('\n'); end >= 0; end = received.indexOf('\n')) {
      const request = JSON.parse(received.slice(0, end)) as R;
      received = received.slice(end + 1);
      turn = turn.then(() => answer(request, work));
    }
  });
  // SIGKILL, for native threads may be at work and an orderly exit would wait for them or crash.
  process.stdin.on('close', () => process.kill(process.pid, 'SIGKILL'));
}

async function answer<R extends { id: number }>(request: R, work: (request: R) => Promise<unknown>) {
  const said = await work(request).then(
    value => ({ id: request.id, value }),
    (error: unknown) => ({ id: request.id, error: error instanceof Error ? error.message : String(error) }),
  );
  const bytes = Buffer.from(`${JSON.stringify(said)}\n`);
  for (let sent = 0; sent < bytes.length; ) sent += writeSync(3, bytes, sent);
}
