/** The browser that the page's tests drive: the machine's own, or Debian's package where we may install it. */
import { existsSync, realpathSync } from 'node:fs';
import { run } from './run.mjs';
import { findProgram } from './tools.mjs';

const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];

/**
 * @param {{ logFile: string, reporter: import('./report.mjs').Reporter }} options
 * @returns {Promise<import('./tools.mjs').Tool | null>} null: not there, and the reporter has said what to do
 */
export async function needChromium({ logFile, reporter }) {
  const found = await tryChromium();
  if (found) return found;
  const asRoot = await rootCommand();
  if (asRoot !== null && findProgram('apt-get')) {
    const step = reporter.step('Installing chromium for the tests of the page');
    const apt = (/** @type {string[]} */ args) => {
      const [command = 'apt-get', ...rest] = [...asRoot, 'apt-get', '-q', ...args];
      return run(command, rest, {
        logFile,
        timeoutMs: 15 * 60_000,
        env: { DEBIAN_FRONTEND: 'noninteractive' },
      });
    };
    const timer = setInterval(() => step.progress(null), 1_000);
    try {
      const install = ['install', '-y', '--no-install-recommends', 'chromium'];
      if ((await apt(install)).code !== 0) {
        await apt(['update']);
        await apt(install);
      }
    } finally {
      clearInterval(timer);
    }
    const installed = await tryChromium();
    step.done(installed ? `version ${installed.version}` : `not possible, see ${logFile}`);
    if (installed) return installed;
  }
  reporter.line(
    'Missing for the tests of the page: chromium. Install it with: sudo apt-get install -y --no-install-recommends chromium',
  );
  return null;
}

async function tryChromium() {
  for (const name of names) {
    const command = findProgram(name);
    if (!command || isSnapStub(command)) continue;
    const { code, stdout } = await run(command, ['--version'], { timeoutMs: 30_000 });
    const version = /(\d+(?:\.\d+)+)/.exec(stdout)?.[1];
    if (code === 0 && version) return { command, args: [], env: {}, cwd: null, version };
  }
  return null;
}

/** Ubuntu's chromium is a script that wants to install a snap. @param {string} file */
function isSnapStub(file) {
  return realpathSync(file).includes('/snap') && !existsSync('/run/snapd.socket');
}

/** What has to stand before a command to run it as root without a password; null: impossible. */
async function rootCommand() {
  if (process.getuid?.() === 0) return [];
  if (!findProgram('sudo')) return null;
  return (await run('sudo', ['-n', 'true'], { timeoutMs: 10_000 })).code === 0 ? ['sudo', '-n'] : null;
}
