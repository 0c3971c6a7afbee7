/**
 * The Debian tree in `.runtime/tree`: programs of a newer Debian beside the machine's own, unpacked
 * without root. It appears whole or not at all, and only after every program in it has started.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statfsSync, symlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import { download, openApt } from './apt.mjs';
import { readLeaveOut } from './leave-out.mjs';
import { SetupError } from './report.mjs';
import { lastWords, needProgram, run } from './run.mjs';
import { stampOf, writeWhole } from './stamps.mjs';
import { kinds, treeAsteriskFolders, treeTool, tryTool } from './tools.mjs';

/** Download and unpacked files side by side, with some air. */
const NEEDED_BYTES = 900_000_000;

/** Documentation and translations nobody reads here. */
const unread = [
  'usr/share/doc',
  'usr/share/man',
  'usr/share/info',
  'usr/share/locale',
  'usr/share/lintian',
  'usr/libexec',
];

/**
 * @typedef {object} TreeOptions
 * @property {string} runtime the folder `.runtime`
 * @property {string} tree where the tree shall be
 * @property {string[]} packages
 * @property {string[]} tools names from `kinds` that have to start
 * @property {string} leaveOutFile
 * @property {string[]} modules of Asterisk that have to load
 * @property {boolean} isForced make it again although it is there
 * @property {import('./report.mjs').Reporter} reporter
 */

/**
 * Makes the tree unless it is there. Throws SetupError with one line of what to do.
 * @param {TreeOptions} options
 * @returns {Promise<Record<string, import('./tools.mjs').Tool>>} the tools, tried
 */
export async function makeTree(options) {
  const { runtime, tree, packages, leaveOutFile, tools, isForced, reporter } = options;
  const stamp = treeStamp(options);
  if (!isForced && readTreeStamp(tree) === stamp) {
    const { started, broken } = await tryTree(tree, tools, options.modules);
    if (broken.length === 0) return started;
    reporter.line(`The unpacked Debian tree is damaged (${broken[0]}); it is made again.`);
  }
  for (const program of ['apt-get', 'dpkg-deb']) {
    await needProgram(
      program,
      'Install Asterisk 22.10.1 or newer, sipp, lame, espeak-ng, whisper.cpp and strace (for tests also baresip, openssh-server and lighttpd with its modules for WebDAV and OpenSSL) by hand; set-up fetches them by itself on Debian and Ubuntu only.',
    );
  }
  mkdirSync(runtime, { recursive: true });
  needSpace(runtime);
  const logFile = join(runtime, 'logs', 'apt.log');
  mkdirSync(join(runtime, 'logs'), { recursive: true });
  const apt = await openApt({ folder: join(runtime, 'apt'), logFile, reporter });
  const patterns = readLeaveOut(readFileSync(leaveOutFile, 'utf8')).map(each => each.pattern);
  const staging = `${tree}.new`;
  const lacking = lackingPackages(tree, options);
  const there = lacking.length > 0 ? readTreePackages(tree) : [];
  const ways = [
    // All that the tree has already counts as installed, so that only the rest is fetched.
    ...(there.length > 0
      ? [{ base: tree, packages: lacking, leaveOut: [...patterns, ...there.map(nameOfPackage)] }]
      : []),
    { base: null, packages, leaveOut: patterns },
    { base: null, packages, leaveOut: [] },
  ];
  for (const way of ways) {
    const { files } = await download(apt, { ...way, reporter });
    await unpack(files, { base: way.base, staging, logFile, reporter });
    const { started, broken } = await tryTree(staging, tools, options.modules);
    if (broken.length > 0) {
      if (way.leaveOut.length === 0)
        throw new SetupError(`The fetched programs do not start: ${broken[0]}. See ${logFile}.`);
      reporter.line(
        way.base === null
          ? `Too much was left out (${broken[0]}); the other packages are fetched, too.`
          : `What was added does not fit the unpacked Debian tree (${broken[0]}); it is made again.`,
      );
      continue;
    }
    const all = [...(way.base === null ? [] : there), ...files.map(file => basename(file))];
    writeWhole(join(staging, '.hausruf-tree.json'), `${JSON.stringify({ stamp, packages: all }, null, 1)}\n`);
    replace(tree, staging);
    rmSync(join(runtime, 'apt'), { recursive: true, force: true });
    return retell(started, tree);
  }
  throw new SetupError('The Debian tree could not be made.');
}

/**
 * What the tree is made from: another list of packages makes another tree.
 * @param {Pick<TreeOptions, 'packages' | 'leaveOutFile'>} options
 */
export function treeStamp({ packages, leaveOutFile }) {
  return stampOf({ packages: [...packages].sort().join(' '), leaveOut: readFileSync(leaveOutFile) });
}

/** @param {string} tree */
export function readTreeStamp(tree) {
  const stamp = readTreeFile(tree)?.stamp;
  return stamp === undefined ? null : String(stamp);
}

/**
 * What a tree lacks that was made for running and shall now serve tests; empty: it cannot be completed
 * (there is none, or it was made from other lists).
 * @param {string} tree
 * @param {Pick<TreeOptions, 'packages' | 'leaveOutFile'>} options
 */
export function lackingPackages(tree, { packages, leaveOutFile }) {
  const stamp = readTreeStamp(tree);
  const forTest = packages.filter(name =>
    Object.values(kinds).some(kind => kind.isForTest && kind.packages.includes(name)),
  );
  // Any of what only tests need may be there already: an older tree for tests had fewer of them.
  for (let there = 0; there < 2 ** forTest.length - 1; there += 1) {
    const lacking = forTest.filter((_, index) => (there & (1 << index)) === 0);
    const rest = packages.filter(name => !lacking.includes(name));
    if (treeStamp({ packages: rest, leaveOutFile }) === stamp) return lacking;
  }
  return [];
}

/** The package files it was unpacked from. @param {string} tree @returns {string[]} */
function readTreePackages(tree) {
  return readTreeFile(tree)?.packages ?? [];
}

/** @param {string} tree @returns {{ stamp?: string, packages?: string[] } | null} */
function readTreeFile(tree) {
  try {
    return JSON.parse(readFileSync(join(tree, '.hausruf-tree.json'), 'utf8'));
  } catch {
    return null;
  }
}

/** `NAME_VERSION_ARCHITECTURE.deb`. @param {string} file */
function nameOfPackage(file) {
  return file.split('_', 1)[0] ?? file;
}

/**
 * The modules that an Asterisk configuration loads.
 * @param {string} text modules.conf or its template
 */
export function modulesIn(text) {
  return [
    ...text.matchAll(
      /^\s*(?:load|require|preload|preload-require)\s*=>?\s*([A-Za-z0-9_]+)(?:\.so)?\s*(?:;.*)?$/gm,
    ),
  ].map(([, name]) => `${name}.so`);
}

/**
 * Starts every program and lets the loader look for the libraries of every module.
 * @param {string} tree @param {string[]} names @param {string[]} modules
 */
async function tryTree(tree, names, modules) {
  /** @type {Record<string, import('./tools.mjs').Tool>} */
  const started = {};
  /** @type {string[]} */
  const broken = [];
  for (const name of names) {
    const kind = kinds[name];
    const tool = kind ? await tryTool(kind, treeTool(tree, name)) : null;
    if (tool) started[name] = tool;
    else broken.push(`${name} does not start`);
  }
  if (names.includes('asterisk')) {
    const { command, args } = treeTool(tree, 'asterisk');
    const { moduleDir } = treeAsteriskFolders(tree);
    for (const module of modules) {
      const file = join(moduleDir, module);
      const listed = await run(command, [...args.slice(0, -1), '--list', file], {});
      const missing = /^\s*(\S+) => not found/m.exec(listed.stdout)?.[1];
      if (!existsSync(file)) broken.push(`Asterisk has no module ${module}`);
      else if (missing) broken.push(`${module} needs ${missing}`);
      else if (listed.code !== 0) broken.push(`${module}: ${lastWords(listed)}`);
    }
  }
  return { started, broken };
}

/**
 * Into an empty folder, or beside what is in another tree, which stays as it is.
 * @param {string[]} files
 * @param {{ base: string | null, staging: string, logFile: string, reporter: import('./report.mjs').Reporter }} options
 */
async function unpack(files, { base, staging, logFile, reporter }) {
  const step = reporter.step(`Unpacking ${files.length} packages`);
  rmSync(staging, { recursive: true, force: true });
  if (base === null) mkdirSync(staging, { recursive: true });
  else {
    // Links instead of copies: no space, no time, and programs that run keep the very files they use.
    const copied = await run('cp', ['-al', base, staging], { timeoutMs: 120_000, logFile });
    if (copied.code !== 0)
      throw new SetupError(
        `The unpacked Debian tree cannot be copied: ${lastWords(copied)}. See ${logFile}.`,
      );
  }
  const waiting = [...files];
  let done = 0;
  const work = async () => {
    for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
      const result = await run('dpkg-deb', ['-x', file, staging], { timeoutMs: 120_000, logFile });
      if (result.code !== 0) {
        waiting.length = 0;
        const isFull = /No space left/i.test(result.stderr);
        throw new SetupError(
          isFull
            ? 'The disk is full: free 1 GB and run this again.'
            : `${basename(file)} cannot be unpacked: ${lastWords(result)}. See ${logFile}.`,
        );
      }
      done += 1;
      step.progress(done / files.length);
    }
  };
  // Two at a time: unpacking is half computing, half writing.
  await Promise.all([work(), work()]);
  for (const folder of unread) rmSync(join(staging, folder), { recursive: true, force: true });
  linkTopFolders(staging);
  step.done('unpacked');
}

/**
 * The names `/lib`, `/bin` … that base-files would bring; without them a chroot into the tree finds no loader.
 * @param {string} staging
 */
function linkTopFolders(staging) {
  for (const name of ['bin', 'sbin', 'lib', 'lib64']) {
    if (!existsSync(join(staging, name)) && existsSync(join(staging, 'usr', name))) {
      symlinkSync(`usr/${name}`, join(staging, name));
    }
  }
}

/** @param {string} tree @param {string} staging */
function replace(tree, staging) {
  // Programs that run from the old tree keep their open files.
  const old = `${tree}.old`;
  rmSync(old, { recursive: true, force: true });
  if (existsSync(tree)) renameSync(tree, old);
  renameSync(staging, tree);
  rmSync(old, { recursive: true, force: true });
}

/**
 * The tools were tried where they were unpacked; from now on they are elsewhere.
 * @param {Record<string, import('./tools.mjs').Tool>} started @param {string} to
 */
function retell(started, to) {
  return Object.fromEntries(
    Object.entries(started).map(([name, { version }]) => [name, { ...treeTool(to, name), version }]),
  );
}

/** @param {string} folder */
function needSpace(folder) {
  const { bavail, bsize } = statfsSync(folder);
  if (bavail * bsize < NEEDED_BYTES) {
    throw new SetupError(
      `Too little space on the disk of ${folder}: 900 MB are needed while unpacking, ${Math.round((bavail * bsize) / 1e6)} MB are free.`,
    );
  }
}
