/** Which Debian mirrors set-up may fetch from, and the keys they are checked with. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { debianMirrors, debootstrapMirror, readSources } from './apt-sources.mjs';
import { SetupError } from './report.mjs';
import { run } from './run.mjs';

/** @typedef {{ uri: string, signedBy: import('./apt-sources.mjs').SignedBy }} Mirror */

/**
 * What HAUSRUF_SETUP_MIRROR names, else the Debian mirrors in the machine's own configuration of apt.
 * @param {string} folder a place for files @param {string} logFile @returns {Promise<Mirror[]>}
 */
export async function machineMirrors(folder, logFile) {
  const keyring = process.env.HAUSRUF_SETUP_KEYRING;
  const uri = process.env.HAUSRUF_SETUP_MIRROR;
  const usual = '/usr/share/keyrings/debian-archive-keyring.gpg';
  const own = { files: [keyring ?? usual].filter(file => existsSync(file)), block: null };
  if (keyring && own.files.length === 0)
    throw new SetupError(`HAUSRUF_SETUP_KEYRING: ${keyring} does not exist.`);
  if (uri) {
    // On a machine that is not Debian the keyring has to be fetched before the mirror can be trusted.
    if (own.files.length === 0) own.files.push(...(await unpackDebootstrap(folder, logFile)).keyrings);
    return [{ uri, signedBy: own }];
  }
  const parts = '/etc/apt/sources.list.d';
  const names = [
    '/etc/apt/sources.list',
    ...(existsSync(parts) ? readdirSync(parts).map(name => join(parts, name)) : []),
  ];
  const sources = readSources(
    names.filter(name => existsSync(name)).map(name => ({ name, text: readFileSync(name, 'utf8') })),
  );
  return debianMirrors(sources).map(mirror => {
    const isNamed = mirror.signedBy.block !== null || mirror.signedBy.files.some(file => existsSync(file));
    return keyring || !isNamed ? { uri: mirror.uri, signedBy: own } : mirror;
  });
}

/**
 * For Ubuntu and for a Debian whose mirror lacks the release: mirror and keyring from the packages
 * that the distribution itself offers for this purpose.
 * @param {string} folder @param {string} logFile @returns {Promise<Mirror[]>}
 */
export async function debootstrapMirrors(folder, logFile) {
  if (process.env.HAUSRUF_SETUP_MIRROR) return [];
  const keyring = process.env.HAUSRUF_SETUP_KEYRING;
  const { uri, keyrings: unpacked } = await unpackDebootstrap(folder, logFile);
  const keyrings = keyring ? [keyring] : unpacked;
  return uri === null || keyrings.length === 0 ? [] : [{ uri, signedBy: { files: keyrings, block: null } }];
}

/** @param {string} folder @param {string} logFile */
async function unpackDebootstrap(folder, logFile) {
  const into = join(folder, 'debootstrap');
  rmSync(into, { recursive: true, force: true });
  mkdirSync(into, { recursive: true });
  const fetch = () =>
    run('apt-get', ['download', 'debootstrap', 'debian-archive-keyring'], {
      cwd: into,
      logFile,
      timeoutMs: 300_000,
    });
  let fetched = await fetch();
  if (fetched.code !== 0 && process.getuid?.() === 0) {
    // A fresh container has no package lists at all.
    await run('apt-get', ['update'], { logFile, timeoutMs: 600_000 });
    fetched = await fetch();
  }
  const archives = readdirSync(into).filter(name => name.endsWith('.deb'));
  for (const name of archives) await run('dpkg-deb', ['-x', join(into, name), into], { logFile });
  const program = join(into, 'usr/sbin/debootstrap');
  const keyring = join(into, 'usr/share/keyrings/debian-archive-keyring.gpg');
  return {
    uri: existsSync(program) ? debootstrapMirror(readFileSync(program, 'utf8')) : null,
    keyrings: existsSync(keyring) ? [keyring] : [],
  };
}
