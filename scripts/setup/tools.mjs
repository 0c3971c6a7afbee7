/**
 * The programs Hausruf runs: how each is tried, from which version it is good enough, and how it is
 * started from the machine or from the unpacked tree.
 */
import { accessSync, constants, existsSync, readdirSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { run } from './run.mjs';

/**
 * @typedef {object} Tool the contract of src/domain/tool.ts, and which version it is
 * @property {string} command
 * @property {string[]} args
 * @property {Record<string, string>} env
 * @property {string | null} cwd
 * @property {string} version
 */

/**
 * @typedef {object} Kind
 * @property {string} program path inside the tree
 * @property {string[]} packages Debian packages that bring it
 * @property {string[]} ask arguments that make it say its version
 * @property {RegExp} version
 * @property {string} atLeast
 * @property {true} [isForTest] only tests run it, so only `--for test` brings it
 */

/** @type {Record<string, Kind>} */
export const kinds = {
  asterisk: {
    program: 'usr/sbin/asterisk',
    packages: ['asterisk'],
    ask: ['-V'],
    version: /Asterisk (\d+\.\d+(?:\.\d+)?)/,
    // Older ones can be stopped by one SIP packet (CVE-2026-57191).
    atLeast: '22.10.1',
  },
  sipp: {
    program: 'usr/bin/sipp',
    packages: ['sip-tester'],
    ask: ['-v'],
    version: /SIPp v(\d+\.\d+(?:\.\d+)?)/,
    // The test caller chooses its voice ports with an option that came with 3.7.
    atLeast: '3.7.0',
  },
  lame: {
    program: 'usr/bin/lame',
    packages: ['lame'],
    ask: ['--version'],
    version: /version (\d+\.\d+(?:\.\d+)?)/,
    atLeast: '3.99',
  },
  'espeak-ng': {
    program: 'usr/bin/espeak-ng',
    packages: ['espeak-ng'],
    ask: ['--version'],
    version: /(\d+\.\d+(?:\.\d+)?)/,
    atLeast: '1.49',
  },
  'whisper-cli': {
    program: 'usr/bin/whisper-cli',
    packages: ['whisper.cpp-tools'],
    ask: ['--version'],
    version: /(\d+\.\d+\.\d+)/,
    atLeast: '1.7.0',
  },
  strace: {
    program: 'usr/bin/strace',
    packages: ['strace'],
    ask: ['-V'],
    version: /version (\d+\.\d+)/,
    atLeast: '5.0',
  },
  baresip: {
    program: 'usr/bin/baresip',
    packages: ['baresip-core'],
    // It knows no option for its version, but says it before it explains the others.
    ask: ['-h'],
    version: /baresip v(\d+\.\d+(?:\.\d+)?)/,
    // The test phone keeps what it hears in a file, which older ones cannot.
    atLeast: '1.1.0',
    isForTest: true,
  },
  sshd: {
    program: 'usr/sbin/sshd',
    packages: ['openssh-server'],
    // It knows no option for its version before 9.2, but says it before it explains the others.
    ask: ['-V'],
    version: /OpenSSH_(\d+\.\d+)/,
    atLeast: '8.4',
    isForTest: true,
  },
  lighttpd: {
    program: 'usr/sbin/lighttpd',
    packages: ['lighttpd', 'lighttpd-mod-webdav', 'lighttpd-mod-openssl'],
    ask: ['-v'],
    version: /lighttpd\/(\d+\.\d+\.\d+)/,
    // The first one with the WebDAV module that the tests configure.
    atLeast: '1.4.56',
    isForTest: true,
  },
};

/** Without these modules Asterisk cannot take a call for us, whatever its version. */
const vitalModules = ['chan_pjsip.so', 'res_ari_channels.so', 'app_stasis.so', 'res_stasis_recording.so'];

/** @typedef {{ moduleDir: string, dataDir: string }} AsteriskFolders */

/**
 * The programs of the machine that work and are new enough; the others are left out.
 * @param {string[]} names
 * @returns {Promise<{ tools: Record<string, Tool>, asterisk: AsteriskFolders | null }>}
 */
export async function machineTools(names) {
  /** @type {Record<string, Tool>} */
  const tools = {};
  const folders = machineAsteriskFolders();
  for (const name of names) {
    const kind = kinds[name];
    const command = kind && findProgram(kind.program.split('/').at(-1) ?? '');
    if (!kind || !command || (name === 'asterisk' && folders === null)) continue;
    const backends = join('/usr/lib', multiarch(), 'ggml/backends0');
    const cwd = name === 'whisper-cli' && existsSync(backends) ? backends : null;
    const tool = await tryTool(kind, { command, args: [], env: {}, cwd });
    if (tool && isAtLeast(tool.version, kind.atLeast)) tools[name] = tool;
  }
  return { tools, asterisk: tools.asterisk ? folders : null };
}

/**
 * How a program of the tree is started: through the tree's own loader, with the tree's libraries only.
 * @param {string} tree
 * @param {string} name
 */
export function treeTool(tree, name) {
  const libraries = join(tree, 'usr/lib', multiarch());
  const path = ['', '/asterisk', '/pulseaudio'].map(folder => `${libraries}${folder}`).join(':');
  const program = kinds[name]?.program ?? `usr/bin/${name}`;
  return {
    command: loaderOf(tree),
    args: ['--library-path', path, join(tree, program)],
    /** @type {Record<string, string>} */
    env: name === 'espeak-ng' ? { ESPEAK_DATA_PATH: join(libraries, 'espeak-ng-data') } : {},
    // whisper-cli looks for the code that fits the processor in the folder it is started in.
    cwd: name === 'whisper-cli' ? join(libraries, 'ggml/backends0') : null,
  };
}

/** @param {string} tree @returns {AsteriskFolders} */
export function treeAsteriskFolders(tree) {
  return {
    moduleDir: join(tree, 'usr/lib', multiarch(), 'asterisk/modules'),
    dataDir: join(tree, 'usr/share/asterisk'),
  };
}

/**
 * Starts a program and reads its version; null when it does not start.
 * @param {Kind} kind
 * @param {Omit<Tool, 'version'>} tool
 * @returns {Promise<Tool | null>}
 */
export async function tryTool(kind, tool) {
  const { stdout, stderr, code } = await run(tool.command, [...tool.args, ...kind.ask], {
    env: tool.env,
    timeoutMs: 20_000,
    ...(tool.cwd === null ? {} : { cwd: tool.cwd }),
  });
  // Not the exit code (sipp ends with 99): a program that says its version has found its libraries.
  const version = code === null ? null : kind.version.exec(stdout + stderr)?.[1];
  return version ? { ...tool, version } : null;
}

/**
 * Compares versions number by number, as text would put 22.10 before 22.9.
 * @param {string} version @param {string} least
 */
export function isAtLeast(version, least) {
  const [a, b] = [version, least].map(text => text.split('.').map(Number));
  for (let i = 0; i < Math.max(a?.length ?? 0, b?.length ?? 0); i += 1) {
    const difference = (a?.[i] ?? 0) - (b?.[i] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}

/**
 * The full path of a program on PATH; set-up's own node_modules does not count.
 * @param {string} name
 */
export function findProgram(name) {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'];
  for (const folder of folders) {
    if (!folder.startsWith('/') || folder.includes('/node_modules/')) continue;
    const file = join(folder, name);
    try {
      accessSync(file, constants.X_OK);
      if (statSync(file).isFile()) return file;
    } catch {
      // Not in this folder.
    }
  }
  return null;
}

/** The folder name Debian gives to libraries of this processor. */
export function multiarch() {
  return process.arch === 'arm64' ? 'aarch64-linux-gnu' : 'x86_64-linux-gnu';
}

/** @param {string} tree */
function loaderOf(tree) {
  for (const folder of ['usr/lib64', 'usr/lib', `usr/lib/${multiarch()}`]) {
    const path = join(tree, folder);
    const name = existsSync(path)
      ? readdirSync(path).find(each => /^ld-linux-.*\.so\.\d+$/.test(each))
      : undefined;
    if (name) return join(path, name);
  }
  return join(tree, 'usr/lib', 'ld-linux-missing.so');
}

/** @returns {AsteriskFolders | null} */
function machineAsteriskFolders() {
  const moduleDir = [
    `/usr/lib/${multiarch()}/asterisk/modules`,
    '/usr/lib/asterisk/modules',
    '/usr/lib64/asterisk/modules',
  ].find(folder => vitalModules.every(name => existsSync(join(folder, name))));
  const dataDir = ['/usr/share/asterisk', '/var/lib/asterisk'].find(
    folder => existsSync(join(folder, 'rest-api')) || existsSync(join(folder, 'documentation')),
  );
  return moduleDir && dataDir ? { moduleDir, dataDir } : null;
}
