/**
 * The npm packages, exactly as the lockfile says, without running their install scripts; only those that
 * package.json allows are run. `npm ci` is not used: it wants the packages of other platforms, too,
 * which not every registry has.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { SetupError } from './report.mjs';
import { lastWords, needProgram, run } from './run.mjs';
import { readStamp, stampOf, writeWhole } from './stamps.mjs';

/** Files without which nothing works: proof that node_modules is not half-made. */
const keyFiles = [
  '.bin/node',
  'better-sqlite3/lib/index.js',
  'fastify/package.json',
  'vite/bin/vite.js',
  'typescript/package.json',
];

/**
 * @param {{ root: string, logFile: string, reporter: import('./report.mjs').Reporter, isForced: boolean }} options
 */
export async function installNpmPackages({ root, logFile, reporter, isForced }) {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const lockfile = join(root, 'package-lock.json');
  const stamp = npmStamp(manifest, readFileSync(lockfile));
  const stampFile = join(root, 'node_modules', '.hausruf-stamp');
  const isWhole = keyFiles.every(name => existsSync(join(root, 'node_modules', name)));
  if (!isForced && isWhole && readStamp(stampFile) === stamp) return;

  await needProgram('npm', 'Install Node.js 20 or newer together with npm.');
  const before = readFileSync(lockfile);
  const total = Object.keys(JSON.parse(before.toString('utf8')).packages).length;
  const step = reporter.step('Installing npm packages');
  const timer = setInterval(() => step.progress(Math.min(0.99, countPackages(root) / total)), 500);
  try {
    await npm(root, logFile, ['install', '--ignore-scripts', '--no-save', '--include=dev']);
    for (const name of allowedScripts(manifest)) {
      step.progress(0.99, `setting up ${name}`);
      await npm(root, logFile, ['rebuild', name, '--ignore-scripts=false']);
    }
  } finally {
    clearInterval(timer);
    if (!readFileSync(lockfile).equals(before)) writeFileSync(lockfile, before);
  }
  const version = await projectNodeVersion(root);
  if (!version?.startsWith('v24.')) {
    throw new SetupError(
      `The project's own Node 24 does not run (${version ?? 'no answer'}). Remove node_modules and run this again; see ${logFile}.`,
    );
  }
  writeWhole(stampFile, `${stamp}\n`);
  step.done(`${countPackages(root)} installed, Node ${version.slice(1)}`);
}

/**
 * What the installed packages depend on. Not the Node that runs set-up: the first run is the machine's,
 * the next ones are the project's own, and the native packages fit both.
 * @param {Record<string, unknown>} manifest
 * @param {Buffer | string} lockfile
 */
export function npmStamp(manifest, lockfile) {
  const names = ['dependencies', 'devDependencies', 'optionalDependencies', 'overrides', 'allowScripts'];
  return stampOf({
    manifest: JSON.stringify(names.map(name => manifest[name] ?? null)),
    lockfile,
    platform: `${process.platform} ${process.arch}`,
  });
}

/**
 * Packages whose install scripts may run: `"allowScripts": { "node": true, "node@24.1.0": true }`.
 * @param {Record<string, unknown>} manifest
 * @returns {string[]}
 */
export function allowedScripts(manifest) {
  const listed = /** @type {Record<string, unknown>} */ (manifest.allowScripts ?? {});
  const names = Object.keys(listed).filter(name => listed[name] === true);
  return [...new Set(names.map(name => name.replace(/(.)@.*$/, '$1')))];
}

/** @param {string} root @param {string} logFile @param {string[]} args */
async function npm(root, logFile, args) {
  const { npmArguments, env } = quietNpm(root);
  const result = await run('npm', [...args, ...npmArguments], {
    cwd: root,
    env,
    logFile,
    timeoutMs: 20 * 60_000,
  });
  if (result.code === 0) return;
  throw new SetupError(
    `npm ${args[0]} failed: ${explainNpmFailure(result) ?? lastWords(result)}. See ${logFile}.`,
  );
}

/** @param {import('./run.mjs').RunResult} result */
function explainNpmFailure({ stderr, stdout }) {
  const output = stdout + stderr;
  if (/ENOSPC/.test(output)) return 'the disk is full: free 1 GB and run this again';
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ECONNRESET|network/i.test(output)) {
    return 'the npm registry cannot be reached: check the network (and the proxy in the configuration of npm), then run this again';
  }
  if (/EACCES|EPERM/.test(output))
    return 'a file belongs to another user: change its owner or run this as that user';
  return null;
}

/** @param {string} root */
function quietNpm(root) {
  // With our own node_modules/.bin on PATH npm would run on the very Node it is about to replace.
  const path = (process.env.PATH ?? '')
    .split(delimiter)
    .filter(folder => !folder.startsWith(join(root, 'node_modules')));
  return {
    npmArguments: ['--no-audit', '--no-fund', '--loglevel=error', '--no-progress'],
    env: { PATH: path.join(delimiter), NODE_ENV: '' },
  };
}

/** @param {string} root */
async function projectNodeVersion(root) {
  const { code, stdout } = await run(join(root, 'node_modules/.bin/node'), ['--version'], {});
  return code === 0 ? stdout.trim() : null;
}

/** @param {string} root */
function countPackages(root) {
  const top = join(root, 'node_modules');
  const names = (/** @type {string} */ folder) => (existsSync(folder) ? readdirSync(folder) : []);
  return names(top)
    .flatMap(name =>
      name.startsWith('@') ? names(join(top, name)).map(inner => `${name}/${inner}`) : [name],
    )
    .filter(name => !name.startsWith('.') && existsSync(join(top, name, 'package.json'))).length;
}
