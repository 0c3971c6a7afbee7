#!/usr/bin/env node
/**
 * Makes a fresh clone ready for `npm run demo`, `npm test` and for running: npm packages, Asterisk and
 * the other programs, the admin page. Runs on plain Node 20 with nothing installed; whatever is done
 * already is not done again. It must never change the machine outside this folder, with one exception
 * that it names: chromium for the tests, where it may install packages.
 */
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { buildAdminPage } from './setup/admin-page.mjs';
import { takeLock } from './setup/lock.mjs';
import { installNpmPackages } from './setup/npm-packages.mjs';
import { buildProgram } from './setup/program.mjs';
import { createReporter, SetupError, seconds } from './setup/report.mjs';
import { stopChildren } from './setup/run.mjs';
import { provideTools } from './setup/runtime.mjs';

const help = `Usage: node scripts/setup.mjs [--for demo|test|run|image] [--force]

Makes everything ready that Hausruf needs; what is ready already is left alone.
  --for demo    (default) npm packages, Asterisk and the other programs, the admin page, the program
  --for run     the same
  --for test    also chromium for the tests of the page, baresip (a telephone), sshd and lighttpd
  --for image   npm packages, admin page and program only: the image brings the programs itself
  --force       do every step again
  --help        this text

Asterisk 22.10.1 or newer, sipp, lame, espeak-ng, whisper-cli, strace, baresip, sshd and lighttpd are the machine's own where
they are new enough; the others are unpacked into .runtime/tree from the machine's Debian mirror,
without root. HAUSRUF_SETUP_MIRROR and HAUSRUF_SETUP_KEYRING name another mirror and its keyring.
Logs are in .runtime/logs.`;

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** @param {string[]} args */
async function main(args) {
  const { purpose, isForced, isHelp } = readArguments(args);
  if (isHelp) {
    console.log(help);
    return;
  }
  const startedAt = Date.now();
  const reporter = createReporter(process.stderr);
  mkdirSync(join(root, '.runtime', 'logs'), { recursive: true });
  const release = await takeLock(join(root, '.runtime', 'setup.lock'), pid =>
    reporter.line(`Another set-up (process ${pid}) is at work here; waiting for it.`),
  );
  process.on('exit', release);
  const logFile = join(root, '.runtime', 'logs', 'setup.log');
  await installNpmPackages({ root, logFile, reporter, isForced });
  const isTools = purpose !== 'image';
  const missing = isTools
    ? await provideTools({ root, isForTest: purpose === 'test', isForced, reporter })
    : [];
  await buildAdminPage({ root, logFile, reporter, isForced });
  await buildProgram({ root, logFile, reporter, isForced });
  const ready = missing.length === 0 ? 'Ready' : `Ready without ${missing.join(', ')}`;
  const built = 'admin page, program';
  const what = isTools ? `npm packages, Asterisk and its companions, ${built}` : `npm packages, ${built}`;
  // Nothing was done: one short line is enough.
  reporter.line(
    reporter.hasSpoken() ? `${ready}: ${what} (${seconds(Date.now() - startedAt)}).` : `${ready}.`,
  );
  if (missing.length > 0 && process.env.REQUIRE_REAL === '1') process.exitCode = 1;
}

/** @param {string[]} args */
function readArguments(args) {
  const purposes = ['demo', 'test', 'run', 'image'];
  try {
    const { values } = parseArgs({
      args,
      options: {
        for: { type: 'string', default: 'demo' },
        force: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    if (!purposes.includes(values.for ?? '')) throw new Error(`--for ${values.for} does not exist`);
    return { purpose: values.for, isForced: values.force === true, isHelp: values.help === true };
  } catch (error) {
    throw new SetupError(`${/** @type {Error} */ (error).message}. See node scripts/setup.mjs --help.`);
  }
}

for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  // The lock goes with this process: it must not go while npm or apt still write.
  process.once(signal, () => void stopChildren().finally(() => process.exit(130)));
}

if (Number(process.versions.node.split('.')[0]) < 20) {
  console.error(`Hausruf needs Node.js 20 or newer; this is ${process.version}.`);
  process.exit(1);
}
main(process.argv.slice(2)).catch(error => {
  const code = /** @type {NodeJS.ErrnoException} */ (error).code;
  if (error instanceof SetupError) console.error(`Set-up stopped: ${error.message}`);
  else if (code === 'ENOSPC')
    console.error('Set-up stopped: the disk is full. Free 1 GB and run this again.');
  else if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
    console.error(
      `Set-up stopped: ${error.message}. This folder has to be writable for the user who runs set-up.`,
    );
  } else console.error(error);
  process.exit(1);
});
