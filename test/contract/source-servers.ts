/** A real SFTP server for tests: OpenSSH of Debian on loopback, without root's rights. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { connect } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { installedTool } from '../../scripts/tools.ts';
import type { Tool } from '../../src/domain/tool.ts';

export interface SftpHost {
  port: number;
  user: string;
  /** What is listed: the sign-in leads there. */
  folder: string;
  privateKey: string;
  /** Starts again on the same port with a host key of its own. */
  changeHostKey(): Promise<void>;
  fingerprint(): string;
  /** As if somebody had pulled its plug: all connections end. */
  kill(): Promise<void>;
  close(): Promise<void>;
}

/** sshd with its own SFTP server; a key signs in, passwords are asked for and always wrong. */
export async function startSshd(port: number): Promise<SftpHost> {
  const tool = installedTool('sshd');
  const base = realpathSync(mkdtempSync(join(tmpdir(), 'hausruf-sshd-')));
  chmodSync(base, 0o755);
  const folder = join(base, 'listen');
  mkdirSync(folder, { mode: 0o755 });
  const isRoot = process.getuid?.() === 0;
  // sshd of root wants a user and a folder that only an installation makes, so root becomes somebody else.
  const { username: user, uid, gid } = isRoot ? someUser() : userInfo();
  const owner = isRoot ? { uid, gid } : {};
  const clientKey = makeKey(join(base, 'client'));
  writeFileSync(join(base, 'authorized'), readFileSync(`${clientKey}.pub`), { mode: 0o644 });
  const configuration = join(base, 'sshd_config');
  let hostKey = '';
  let child: ChildProcess;
  const start = async (): Promise<void> => {
    const lines = [
      `Port ${port}`,
      'ListenAddress 127.0.0.1',
      `HostKey ${hostKey}`,
      `AuthorizedKeysFile ${join(base, 'authorized')}`,
      'PidFile none',
      'StrictModes no',
      'UsePAM no',
      'PasswordAuthentication yes',
      'KbdInteractiveAuthentication no',
      'LogLevel QUIET',
      `Subsystem sftp internal-sftp -d ${folder}`,
      `ForceCommand internal-sftp -d ${folder}`,
      ...ownPrograms(tool, base),
    ];
    writeFileSync(configuration, `${lines.join('\n')}\n`);
    child = spawn(tool.command, [...tool.args, '-D', '-e', '-f', configuration], {
      ...owner,
      env: { ...process.env, ...tool.env },
      stdio: ['ignore', 'ignore', 'pipe'],
      // Its sessions are processes of their own, and have to end with it.
      detached: true,
    });
    await listening(child, port);
  };
  const stop = async (): Promise<void> => {
    const ended = new Promise(done => child.once('exit', done));
    if (child.exitCode !== null || child.signalCode !== null) return;
    endSessions(child.pid ?? 0);
    process.kill(-(child.pid ?? 0), 'SIGKILL');
    await ended;
  };
  const newHostKey = () => {
    hostKey = makeKey(join(base, `host-${Date.now()}-${Math.round(Math.random() * 1e6)}`));
    if (isRoot) execFileSync('chown', [String(uid), hostKey]);
  };
  newHostKey();
  await start();
  return {
    port,
    user,
    folder,
    privateKey: readFileSync(clientKey, 'utf8'),
    async changeHostKey() {
      await stop();
      newHostKey();
      await start();
    },
    fingerprint: () =>
      execFileSync('ssh-keygen', ['-lf', `${hostKey}.pub`], { encoding: 'utf8' }).split(' ')[1] ?? '',
    kill: stop,
    async close() {
      await stop();
      rmSync(base, { recursive: true, force: true });
    },
  };
}

/**
 * From 9.8 on sshd starts two more programs, and those of the unpacked tree need its loader, too; and it shuts out for a
 * while whoever has signed in wrongly, which is what the tests do.
 */
function ownPrograms(tool: Tool, folder: string): string[] {
  const program = tool.args.at(-1) ?? tool.command;
  const beside = join(dirname(dirname(program)), 'lib/openssh');
  if (!existsSync(join(beside, 'sshd-session'))) return [];
  const isOfTree = tool.args.length > 0;
  const paths = (['SshdSessionPath', 'SshdAuthPath'] as const).map((option, index) => {
    const script = join(folder, `start-${index}`);
    const file = join(beside, index === 0 ? 'sshd-session' : 'sshd-auth');
    const words = [tool.command, ...tool.args.slice(0, -1), file].map(word => `'${word}'`);
    writeFileSync(script, `#!/bin/sh\nexec ${words.join(' ')} "$@"\n`);
    chmodSync(script, 0o755);
    return `${option} ${script}`;
  });
  return ['PerSourcePenalties no', ...(isOfTree ? paths : [])];
}

function makeKey(file: string): string {
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'test', '-f', file]);
  return file;
}

/** A user that is no person's and not locked, or sshd would not let it in even with its key. */
function someUser(): { username: string; uid: number; gid: number } {
  const rows = (file: string) =>
    readFileSync(file, 'utf8')
      .split('\n')
      .map(line => line.split(':'));
  const isLocked = new Set(
    rows('/etc/shadow')
      .filter(([, word = '!']) => word.startsWith('!'))
      .map(([name]) => name),
  );
  const found = rows('/etc/passwd').find(([name, , uid, , , , shell]) => {
    return Number(uid) > 0 && !isLocked.has(name) && existsSync(shell || '/bin/sh');
  });
  if (!found) throw new Error('no system user is free to be signed in');
  return { username: found[0] ?? '', uid: Number(found[2]), gid: Number(found[3]) };
}

/** The sessions of a server have left its process group; some end while they are looked for. */
function endSessions(parent: number): void {
  const file = `/proc/${parent}/task/${parent}/children`;
  for (const pid of textOf(file).split(' ').filter(Boolean)) {
    endSessions(Number(pid));
    try {
      process.kill(Number(pid), 'SIGKILL');
    } catch {
      // It has just ended by itself.
    }
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** Many files that nobody wants. One file with many names: that is quick. */
export function putMany(folder: string, count: number): void {
  const first = join(folder, 'protokoll-0.log');
  writeFileSync(first, '');
  for (let i = 1; i < count; i += 1) linkSync(first, join(folder, `protokoll-${i}.log`));
}

/** Resolves when somebody answers on the port; throws what the program has said when it ends before that. */
export async function listening(child: ChildProcess, port: number): Promise<void> {
  let said = '';
  child.stderr?.on('data', chunk => {
    said += String(chunk);
  });
  for (let tries = 0; tries < 200; tries += 1) {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}: ${said}`);
    if (await isOpen(port)) return;
    await new Promise(done => setTimeout(done, 50));
  }
  throw new Error(`nobody listens on ${port}: ${said}`);
}

function isOpen(port: number): Promise<boolean> {
  return new Promise(done => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.once('connect', () => {
      socket.destroy();
      done(true);
    });
    socket.once('error', () => done(false));
  });
}
