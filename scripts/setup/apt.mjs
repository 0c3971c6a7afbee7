/**
 * A private apt: the machine's own program with folders of ours, so that packages of another release
 * can be fetched and checked without root and without touching the machine's packages.
 */
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { explainAptFailure, isOnlyOutOfDate } from './apt-failure.mjs';
import { matchingNames, statusOf } from './leave-out.mjs';
import { debootstrapMirrors, machineMirrors } from './mirrors.mjs';
import { megabytes, SetupError } from './report.mjs';
import { lastWords, run } from './run.mjs';

/** The Debian release with Asterisk 22.10.1 or newer (in November 2026 the only one beside unstable). */
const SUITE = 'forky';

/** @typedef {import('./mirrors.mjs').Mirror} Mirror */
/** @typedef {{ folder: string, configuration: string, logFile: string }} PrivateApt */

/**
 * A private apt whose lists are up to date. Tries the mirrors in turn.
 * @param {{ folder: string, logFile: string, reporter: import('./report.mjs').Reporter }} options
 * @returns {Promise<PrivateApt>}
 */
export async function openApt({ folder, logFile, reporter }) {
  const step = reporter.step('Reading the package lists of Debian');
  /** @type {string[]} */
  const problems = [];
  for (const find of [machineMirrors, debootstrapMirrors]) {
    for (const mirror of await find(folder, logFile)) {
      const apt = prepare(folder, logFile, mirror);
      const problem = await update(apt, step, reporter);
      if (problem === null) {
        step.done('read');
        return apt;
      }
      problems.push(problem);
    }
  }
  throw new SetupError(
    `Asterisk cannot be fetched: ${problems[0] ?? 'no Debian mirror is known here: run apt-get update as root once, or name a mirror in HAUSRUF_SETUP_MIRROR'}. See ${logFile}.`,
  );
}

/**
 * Downloads packages with all they need, without what the patterns leave out. Returns the files.
 * apt checks each against the signed list, and goes on with what an interrupted run has left.
 * @param {PrivateApt} apt
 * @param {{ packages: string[], leaveOut: string[], reporter: import('./report.mjs').Reporter }} options
 * @returns {Promise<{ files: string[], bytes: number }>}
 */
export async function download(apt, { packages, leaveOut, reporter }) {
  writeFileSync(join(apt.folder, 'status'), await pretend(apt, { leaveOut, packages }));
  const wanted = ['install', '-y', '--no-install-recommends', ...packages];
  // apt lists only what is not fetched yet: it has to look into an empty folder to list everything.
  const nothing = ['-o', `Dir::Cache::archives=${join(apt.folder, 'nothing')}`];
  const listed = await aptGet(apt, [...nothing, '--print-uris', ...wanted], {});
  if (listed.code !== 0) throw failure('The packages cannot be fetched', listed, apt.logFile);
  const { names, bytes } = readUris(listed.stdout);
  const step = reporter.step(`Fetching ${names.length} Debian packages, ${megabytes(bytes)}`);
  const result = await aptGet(apt, ['--download-only', ...wanted], {
    timeoutMs: 45 * 60_000,
    onStatus: line => {
      const percent = /^dlstatus:\d+:([\d.]+):/.exec(line)?.[1];
      if (percent !== undefined) step.progress(Number(percent) / 100);
    },
  });
  if (result.code !== 0) throw failure('The packages cannot be fetched', result, apt.logFile);
  const files = names.map(name => join(apt.folder, 'cache', 'archives', name));
  const missing = files.find(file => !existsSync(file));
  if (missing) throw new SetupError(`apt did not fetch ${missing}. See ${apt.logFile}.`);
  step.done('fetched and checked');
  return { files, bytes };
}

/**
 * Names and total size from `--print-uris`: `'URI' NAME SIZE HASH` a line.
 * @param {string} output
 */
export function readUris(output) {
  const found = [...output.matchAll(/^'[^']+' (\S+\.deb) (\d+)/gm)];
  return {
    names: found.map(([, name = '']) => name),
    bytes: found.reduce((sum, [, , size]) => sum + Number(size), 0),
  };
}

/**
 * The configuration, as text. Read after the machine's own, so its proxies and credentials stay while
 * its hooks, pins and package sources do not count.
 * @param {{ folder: string, isRoot: boolean, architecture: string, hasKeyring: boolean }} options
 */
export function aptConfiguration({ folder, isRoot, architecture, hasKeyring }) {
  return `${[
    '#clear APT::Update::Pre-Invoke;',
    '#clear APT::Update::Post-Invoke;',
    '#clear APT::Update::Post-Invoke-Success;',
    '#clear DPkg::Pre-Invoke;',
    '#clear DPkg::Post-Invoke;',
    '#clear DPkg::Pre-Install-Pkgs;',
    '#clear APT::Default-Release;',
    '#clear APT::Architectures;',
    `APT::Architectures { "${architecture}"; };`,
    `Dir::State "${folder}/state";`,
    `Dir::State::status "${folder}/status";`,
    `Dir::Cache "${folder}/cache";`,
    'Dir::Cache::archives "archives";',
    `Dir::Log "${folder}";`,
    `Dir::Etc::sourcelist "${folder}/sources.list";`,
    `Dir::Etc::sourceparts "${folder}/none";`,
    `Dir::Etc::preferences "${folder}/no-file";`,
    `Dir::Etc::preferencesparts "${folder}/none";`,
    ...(hasKeyring
      ? [`Dir::Etc::trusted "${folder}/no-file";`, `Dir::Etc::trustedparts "${folder}/keys";`]
      : []),
    'APT::Install-Recommends "false";',
    'APT::Install-Suggests "false";',
    'APT::Update::Error-Mode "any";',
    'Acquire::Languages "none";',
    'Acquire::Retries "3";',
    'Acquire::http::Timeout "30";',
    'Acquire::https::Timeout "30";',
    'Debug::NoLocking "true";',
    // apt's own user could not write into a folder below somebody's home.
    ...(isRoot ? ['APT::Sandbox::User "root";'] : []),
  ].join('\n')}\n`;
}

/** @param {string} folder @param {string} logFile @param {Mirror} mirror @returns {PrivateApt} */
function prepare(folder, logFile, { uri, signedBy }) {
  for (const name of ['state/lists/partial', 'cache/archives/partial', 'nothing/partial', 'keys', 'none']) {
    mkdirSync(join(folder, name), { recursive: true });
  }
  rmSync(join(folder, 'keys'), { recursive: true });
  mkdirSync(join(folder, 'keys'));
  signedBy.files.forEach((file, index) => {
    if (existsSync(file))
      copyFileSync(file, join(folder, 'keys', `${index}${file.endsWith('.asc') ? '.asc' : '.gpg'}`));
  });
  if (signedBy.block !== null) writeFileSync(join(folder, 'keys', 'block.asc'), signedBy.block);
  // "target=Packages": neither translations nor icons nor file lists, whatever the machine collects.
  writeFileSync(join(folder, 'sources.list'), `deb [target=Packages] ${uri} ${SUITE} main\n`);
  writeFileSync(join(folder, 'status'), '');
  const configuration = join(folder, 'apt.conf');
  writeFileSync(
    configuration,
    aptConfiguration({
      folder,
      isRoot: process.getuid?.() === 0,
      architecture: debianArchitecture(),
      hasKeyring: signedBy.files.length > 0 || signedBy.block !== null,
    }),
  );
  return { folder, configuration, logFile };
}

/** @returns {'amd64' | 'arm64'} */
export function debianArchitecture() {
  if (process.arch === 'x64') return 'amd64';
  if (process.arch === 'arm64') return 'arm64';
  throw new SetupError(`Hausruf runs on amd64 and arm64, not on ${process.arch}.`);
}

/**
 * @param {PrivateApt} apt
 * @param {import('./report.mjs').Step} step
 * @param {import('./report.mjs').Reporter} reporter
 * @returns {Promise<string | null>} what went wrong
 */
async function update(apt, step, reporter) {
  const options = {
    timeoutMs: 10 * 60_000,
    onStatus: (/** @type {string} */ line) => {
      const percent = /^dlstatus:\d+:([\d.]+):/.exec(line)?.[1];
      if (percent !== undefined) step.progress(Number(percent) / 100);
    },
  };
  let result = await aptGet(apt, ['update'], options);
  if (result.code !== 0 && isOnlyOutOfDate(result.stdout + result.stderr)) {
    reporter.line(
      'The Debian mirror is out of date; its signature is good, so Asterisk is taken from it all the same.',
    );
    const text = readFileSync(apt.configuration, 'utf8');
    writeFileSync(apt.configuration, `${text}Acquire::Check-Valid-Until "false";\n`);
    result = await aptGet(apt, ['update'], options);
  }
  if (result.code === 0) return null;
  return explainAptFailure(result.stdout + result.stderr) ?? `apt says: ${lastWords(result)}`;
}

/**
 * @param {PrivateApt} apt
 * @param {string[]} args
 * @param {import('./run.mjs').RunOptions} options
 */
function aptGet(apt, args, options) {
  const status = options.onStatus ? ['-o', 'APT::Status-Fd=3'] : [];
  return run('apt-get', ['-c', apt.configuration, '-q', ...status, ...args], {
    logFile: apt.logFile,
    ...options,
  });
}

/** @param {PrivateApt} apt @param {{ leaveOut: string[], packages: string[] }} lists */
async function pretend(apt, { leaveOut, packages }) {
  const ask = (/** @type {string[]} */ args) => run('apt-cache', ['-c', apt.configuration, ...args], {});
  const known = (await ask(['pkgnames'])).stdout.split('\n');
  // What is asked for by name is fetched even if it is on the list.
  const names = matchingNames(leaveOut, known).filter(name => !packages.includes(name));
  if (names.length === 0) return '';
  // Some names are only mentioned by others: apt-cache complains about them and shows the rest.
  return statusOf((await ask(['show', '--no-all-versions', ...names])).stdout);
}

/** @param {string} what @param {import('./run.mjs').RunResult} result @param {string} logFile */
function failure(what, result, logFile) {
  const reason = explainAptFailure(result.stdout + result.stderr) ?? `apt says: ${lastWords(result)}`;
  return new SetupError(`${what}: ${reason}. See ${logFile}.`);
}
