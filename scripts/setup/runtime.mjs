/** `.runtime/tools.json`: where the programs are that Hausruf, its demo and its tests run. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { needChromium } from './chromium.mjs';
import { contentOf, readStamp, stampOf, writeWhole } from './stamps.mjs';
import { kinds, machineTools, treeAsteriskFolders } from './tools.mjs';
import { makeTree, modulesIn } from './tree.mjs';

/**
 * @typedef {object} RuntimeOptions
 * @property {string} root
 * @property {boolean} isForTest also the browser and the programs that only tests run
 * @property {boolean} isForced
 * @property {import('./report.mjs').Reporter} reporter
 */

/** @typedef {{ tools: Record<string, import('./tools.mjs').Tool>, asterisk: import('./tools.mjs').AsteriskFolders }} ToolsFile */

/**
 * Sees to it that every program is there, and writes tools.json.
 * @param {RuntimeOptions} options
 * @returns {Promise<string[]>} names of programs that are missing and may be (chromium)
 */
export async function provideTools({ root, isForTest, isForced, reporter }) {
  const runtime = join(root, '.runtime');
  const file = join(runtime, 'tools.json');
  const stampFile = join(runtime, 'tools.stamp');
  const before = readTools(file);
  const known = isForced ? null : before;
  const names = wantedTools({ isForTest, before });
  const isComplete = [...names, ...(isForTest ? ['chromium'] : [])].every(name => known?.tools[name]);
  if (known && isComplete && readStamp(stampFile) === runtimeStamp(root, known)) return [];

  const step = reporter.step('Looking for the programs that Hausruf runs');
  const machine = await machineTools(names);
  const missing = names.filter(name => !machine.tools[name]);
  const tree = join(runtime, 'tree');
  step.done(missing.length === 0 ? 'all on this machine' : `not on this machine: ${missing.join(', ')}`);
  const fetched =
    missing.length === 0
      ? {}
      : await makeTree({
          runtime,
          tree,
          tools: missing,
          packages: missing.flatMap(name => kinds[name]?.packages ?? []),
          leaveOutFile: join(root, 'scripts/setup/leave-out.txt'),
          modules: asteriskModules(root),
          isForced,
          reporter,
        });
  /** @type {ToolsFile} */
  const result = {
    tools: { ...machine.tools, ...fetched },
    asterisk: machine.asterisk ?? treeAsteriskFolders(tree),
  };
  const logFile = join(runtime, 'logs', 'apt.log');
  const chromium = isForTest ? await needChromium({ logFile, reporter }) : (known?.tools.chromium ?? null);
  if (chromium) result.tools.chromium = chromium;
  writeWhole(file, `${JSON.stringify(result, null, 2)}\n`);
  writeWhole(stampFile, `${runtimeStamp(root, result)}\n`);
  return isForTest && !chromium ? ['chromium'] : [];
}

/**
 * The programs that have to be there. What only tests run stays once it is there: a set-up for something
 * else would make the tree anew without it, and the next one for tests once more.
 * @param {{ isForTest: boolean, before: ToolsFile | null }} options
 */
export function wantedTools({ isForTest, before }) {
  return Object.keys(kinds).filter(
    name => isForTest || kinds[name]?.isForTest !== true || before?.tools[name] !== undefined,
  );
}

/**
 * What tools.json stands on: our lists, and each program as it lies on the disk. An upgrade of the
 * machine changes size or time of a program, and it is tried again.
 * @param {string} root
 * @param {ToolsFile} known
 */
function runtimeStamp(root, known) {
  const programs = Object.entries(known.tools).map(([name, { command, args }]) => {
    const files = [command, ...args.slice(-1)].filter(each => each.startsWith('/'));
    return `${name} ${files.map(fingerprint).join(' ')}`;
  });
  return stampOf({
    ...contentOf(root, [
      'scripts/setup/leave-out.txt',
      'scripts/setup/tools.mjs',
      'scripts/setup/runtime.mjs',
    ]),
    modules: asteriskModules(root).join(' '),
    root,
    programs: programs.join('\n'),
  });
}

/** @param {string} file */
function fingerprint(file) {
  if (!existsSync(file)) return `${file} missing`;
  const { size, mtimeMs } = statSync(file);
  return `${file} ${size} ${mtimeMs}`;
}

/** The modules our configuration loads, wherever in asterisk-config/ it says so. @param {string} root */
function asteriskModules(root) {
  const folder = join(root, 'asterisk-config');
  const files = existsSync(folder) ? readdirSync(folder).filter(name => name.startsWith('modules.conf')) : [];
  return files.flatMap(name => modulesIn(readFileSync(join(folder, name), 'utf8')));
}

/** @param {string} file @returns {ToolsFile | null} */
function readTools(file) {
  try {
    const read = JSON.parse(readFileSync(file, 'utf8'));
    return read.tools && read.asterisk ? read : null;
  } catch {
    return null;
  }
}
