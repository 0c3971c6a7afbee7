/** Puts the controller into one file (dist/server) when its sources changed; see scripts/program/bundle.mjs. */
import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { takeLock } from './lock.mjs';
import { SetupError } from './report.mjs';
import { lastWords, run } from './run.mjs';
import { contentOf, readStamp, stampOf, writeWhole } from './stamps.mjs';

/**
 * @param {{ root: string, logFile: string, reporter: import('./report.mjs').Reporter, isForced: boolean }} options
 */
export async function buildProgram({ root, logFile, reporter, isForced }) {
  const program = join(root, 'dist/server');
  const stampFile = join(root, 'dist/.server-stamp');
  const isFresh = (/** @type {string} */ stamp) =>
    existsSync(join(program, 'main.mjs')) && readStamp(stampFile) === stamp;
  if (!isForced && isFresh(stampOf(contentOf(root, sourcesOf(root))))) return;

  // Tests build it, too, and several at once.
  const release = await takeLock(join(root, '.runtime/program.lock'), () => {});
  try {
    const stamp = stampOf(contentOf(root, sourcesOf(root)));
    if (isForced || !isFresh(stamp)) await build(stamp);
  } finally {
    release();
  }

  async function build(/** @type {string} */ stamp) {
    const step = reporter.step('Building the program');
    const draft = join(root, `dist/server.${process.pid}.new`);
    rmSync(draft, { recursive: true, force: true });
    const result = await run(
      join(root, 'node_modules/.bin/node'),
      [join(root, 'scripts/program/bundle.mjs'), draft],
      { cwd: root, logFile, timeoutMs: 5 * 60_000, env: { NODE_ENV: 'production' } },
    );
    if (result.code !== 0 || !existsSync(join(draft, 'main.mjs'))) {
      throw new SetupError(`The program cannot be built: ${lastWords(result)}. See ${logFile}.`);
    }
    rmSync(stampFile, { force: true });
    rmSync(program, { recursive: true, force: true });
    renameSync(draft, program);
    writeWhole(stampFile, `${stamp}\n`);
    step.done('built');
  }
}

/** All of src/ but the admin page, and what decides about the packages. */
function sourcesOf(/** @type {string} */ root) {
  const rooms = readdirSync(join(root, 'src')).filter(name => name !== 'ui');
  return ['package-lock.json', 'scripts/program', ...rooms.map(name => `src/${name}`)];
}
