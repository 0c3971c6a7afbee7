/**
 * `npm run test:faults -- --suite pipeline|calls|speech|contacts|all`: runs the tests of faults, all or a part of them.
 * Whatever else is given goes to vitest.
 */
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** @param {string} suite */
const without = suite => ['--exclude', `test/faults/${suite}/**`];

/**
 * What vitest is told to run.
 * @type {Record<string, string[]>}
 */
const suites = {
  calls: ['test/faults/calls/'],
  speech: ['test/faults/speech/'],
  contacts: ['test/faults/contacts/'],
  pipeline: ['test/faults/', ...without('calls'), ...without('speech'), ...without('contacts')],
  all: ['test/faults/'],
};
const usage = `Usage: npm run test:faults -- [--suite ${Object.keys(suites).join('|')}] [--help] [options of vitest]
  calls     hang-ups, kills, overload, strangers: real Asterisk, real process (about 6 minutes)
  speech    models, engines, recordings and uploads that are broken: real engines (about 4 minutes)
  contacts  10,000 broken lists, and an import killed at every write (about 10 minutes; in "all": a part of them)
  pipeline  the pipeline is killed, or its disk fails, at every single write
  all       all of them (default)`;

/**
 * The suite and what is left for vitest; null: the arguments are wrong.
 * @param {readonly string[]} given
 */
function readArguments(given) {
  const rest = [...given];
  const at = rest.findIndex(each => each === '--suite' || each.startsWith('--suite='));
  if (at < 0) return { suite: 'all', rest };
  const [option = ''] = rest.splice(at, 1);
  const suite = option === '--suite' ? rest.splice(at, 1)[0] : option.slice('--suite='.length);
  return suite !== undefined && Object.hasOwn(suites, suite) ? { suite, rest } : null;
}

const wanted = readArguments(process.argv.slice(2));
if (wanted === null || wanted.rest.includes('--help')) {
  console.error(usage);
  process.exit(wanted === null ? 2 : 0);
}
const projectFolder = dirname(dirname(fileURLToPath(import.meta.url)));
const vitest = join(projectFolder, 'node_modules/vitest/vitest.mjs');
const { status, signal } = spawnSync(
  process.execPath,
  [vitest, 'run', '--project', 'faults', ...(suites[wanted.suite] ?? []), ...wanted.rest],
  {
    cwd: projectFolder,
    stdio: 'inherit',
    // Who asks for this suite alone wants all of it.
    env: { ...process.env, ...(wanted.suite === 'contacts' ? { HAUSRUF_FAULTS_WHOLE: '1' } : {}) },
  },
);
// Ended by a signal is not passed.
process.exit(signal ? 1 : (status ?? 1));
