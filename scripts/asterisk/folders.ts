/** Asterisk's folders and secrets, and whose they are. */
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HausrufError } from '../../src/domain/problem.ts';
import type { OtherUser } from './user.ts';

/** The path of a Unix socket has at most 107 bytes; Asterisk puts `/asterisk.ctl` after its folder. */
const LONGEST_RUN_PATH = 90;

export interface AsteriskFolders {
  libDir: string;
  logDir: string;
  runDir: string;
  spoolDir: string;
  recordingDir: string;
  /** What the controller writes for Asterisk to read: the trunks of the admin page. */
  trunksDir: string;
}

export function makeFolders(options: { stateDir: string; spoolDir: string }): AsteriskFolders {
  const { stateDir, spoolDir } = options;
  // Passing through is allowed, looking around is not: what lies below has its own rights.
  mkdirSync(stateDir, { recursive: true, mode: 0o711 });
  const near = join(stateDir, 'run');
  const folders = {
    libDir: join(stateDir, 'lib'),
    logDir: join(stateDir, 'log'),
    runDir: Buffer.byteLength(near) > LONGEST_RUN_PATH ? mkdtempSync(join(tmpdir(), 'hausruf-run-')) : near,
    spoolDir,
    recordingDir: join(spoolDir, 'recording'),
    trunksDir: join(stateDir, 'trunks'),
  };
  for (const folder of Object.values(folders)) mkdirSync(folder, { recursive: true, mode: 0o750 });
  // Asterisk remembers which files it has read: one that is missing at the start is never looked for again.
  const trunks = join(folders.trunksDir, 'trunks.conf');
  if (!existsSync(trunks)) writeFileSync(trunks, '', { mode: 0o640 });
  return folders;
}

/** Nothing is kept in it, and in the folder for temporary things nobody else would remove it. */
export function removeRunFolder(folders: AsteriskFolders): void {
  rmSync(folders.runDir, { recursive: true, force: true });
}

export interface Secrets {
  ariUser: string;
  ariPassword: string;
  amiPassword: string;
}

/** Made at the first start, kept for our own eyes. Throws HausrufError CONFIG_INVALID for a damaged file. */
export function readSecrets(stateDir: string): Secrets {
  const file = join(stateDir, 'secrets.json');
  if (!existsSync(file)) {
    const secret = () => randomBytes(24).toString('base64url');
    const fresh: Secrets = { ariUser: 'hausruf', ariPassword: secret(), amiPassword: secret() };
    writeFileSync(file, `${JSON.stringify(fresh)}\n`, { mode: 0o600, flag: 'wx' });
    return fresh;
  }
  try {
    const { ariUser, ariPassword, amiPassword } = JSON.parse(readFileSync(file, 'utf8')) as Record<
      string,
      unknown
    >;
    if (typeof ariUser === 'string' && typeof ariPassword === 'string' && typeof amiPassword === 'string') {
      return { ariUser, ariPassword, amiPassword };
    }
  } catch {
    // Falls through to the same clear line as a file of another form.
  }
  throw new HausrufError(
    'CONFIG_INVALID',
    `${file} is damaged. Remove it: it is made anew at the next start.`,
  );
}

/**
 * Asterisk may write where it must and only read its configuration. Recordings inherit our own group
 * from their folder, so that a controller in that group can read and remove them.
 */
export function giveTo(user: OtherUser, folders: AsteriskFolders & { etc: string }): void {
  const ourGroup = process.getgid?.() ?? user.gid;
  for (const folder of [folders.libDir, folders.logDir, folders.runDir]) {
    chownSync(folder, user.uid, user.gid);
    // From a time when it ran as somebody else.
    for (const name of readdirSync(folder)) chownSync(join(folder, name), user.uid, user.gid);
  }
  for (const folder of [folders.spoolDir, folders.recordingDir]) {
    chownSync(folder, user.uid, ourGroup);
    chmodSync(folder, 0o2770);
  }
  for (const folder of [folders.etc, folders.trunksDir]) {
    chownSync(folder, -1, user.gid);
    for (const name of readdirSync(folder)) chownSync(join(folder, name), -1, user.gid);
  }
  // What is written there later belongs to Asterisk's group, too.
  chmodSync(folders.trunksDir, 0o2750);
}
