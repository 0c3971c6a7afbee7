#!/usr/bin/env node
/**
 * The command `hausruf`: `hausruf models …`. Runs what it is told on the Node.js that comes with this
 * installation, whatever the machine has; itself it needs no more than Node 20.
 */
import { spawn } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Word → script. */
const commands = /** @type {Record<string, string>} */ ({
  models: 'models.ts',
  'login-link': 'login-link.ts',
});

const help = `hausruf models list | pull | import | verify | use   models for speech; see hausruf models --help
hausruf login-link [NAME]                            a link that logs a user in once`;

// The command may be a link from /usr/local/bin.
const scripts = dirname(realpathSync(fileURLToPath(import.meta.url)));
const [word, ...rest] = process.argv.slice(2);
const script = commands[word ?? ''];

if (word === '--help' || word === '-h') console.log(help);
else if (script === undefined) {
  console.error(help);
  process.exitCode = 2;
} else run(join(scripts, script), rest);

/**
 * @param {string} file
 * @param {string[]} args
 */
function run(file, args) {
  const pinned = join(dirname(scripts), 'node_modules', 'node', 'bin', 'node');
  // An image brings one Node.js only, and it is the right one.
  const child = spawn(existsSync(pinned) ? pinned : process.execPath, [file, ...args], { stdio: 'inherit' });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    // A terminal tells both of us; who was told alone passes it on and waits for the other's last words.
    process.on(signal, () => child.kill(signal));
  }
  child.on('error', error => {
    console.error(`Node.js cannot be started: ${error.message}. Run npm run setup in ${dirname(scripts)}.`);
    process.exitCode = 1;
  });
  child.on('close', (code, signal) => {
    process.exitCode = code ?? (signal ? 130 : 1);
  });
}
