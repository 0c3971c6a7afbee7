/**
 * The peer: Asterisk's own VoiceMail() on the same Asterisk, trunk and sounds, without anything of ARI.
 * It gets the best conditions it can have: a mailbox of its own for each caller at a time, no mail.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { giveTo, makeFolders, readSecrets } from '../../scripts/asterisk/folders.ts';
import { renderAsteriskConfig, soundsFolder } from '../../scripts/asterisk/render.ts';
import { type OtherUser, otherUser } from '../../scripts/asterisk/user.ts';
import { freePorts, installedTool, readTools, voicePorts } from '../../scripts/tools.ts';
import type { Greeting } from './greeting.ts';
import type { Side } from './side.ts';

const START_LIMIT_MS = 30_000;
const STOP_LIMIT_MS = 10_000;
const CONTEXT = 'bench';

/** Throws Error when it does not start, with its last output. */
export async function openPeer(options: {
  greeting: Greeting;
  voicePorts: number;
  mailboxes: number;
}): Promise<Side> {
  const folder = mkdtempSync(join(tmpdir(), 'hausruf-peer-'));
  chmodSync(folder, 0o711);
  try {
    return await start(folder, options);
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

async function start(folder: string, options: Parameters<typeof openPeer>[0]): Promise<Side> {
  const { asterisk } = readTools();
  const tool = installedTool('asterisk');
  const stateDir = join(folder, 'state');
  const spoolDir = join(folder, 'spool');
  const folders = makeFolders({ stateDir, spoolDir });
  const [httpPort = 0, amiPort = 0] = await freePorts(2);
  const [sipPort = 0] = await freePorts(1);
  const etc = join(stateDir, 'etc');
  mkdirSync(etc, { mode: 0o750 });
  const dataDir = layData(folder, asterisk.dataDir);
  const files = renderAsteriskConfig({
    ...readSecrets(stateDir),
    ...voicePorts(options.voicePorts),
    sipHost: '127.0.0.1',
    sipPort,
    httpPort,
    amiPort,
    moduleDir: asterisk.moduleDir,
    dataDir,
    stateDir,
    runDir: folders.runDir,
    spoolDir,
    soundsDir: soundsFolder,
    trunk: { matchAddresses: ['127.0.0.1'] },
  });
  const names = Array.from({ length: options.mailboxes }, (_, index) => String(1000 + index));
  for (const [name, text] of withVoiceMail(files, names))
    writeFileSync(join(etc, name), text, { mode: 0o640 });
  const user = otherUser({
    wanted: null,
    mustReach: [tool.command, asterisk.moduleDir, dataDir, stateDir, dirname(spoolDir)],
  });
  layMailboxes({ spoolDir, greetingFile: options.greeting.file, names, user });
  if (user) giveTo(user, { ...folders, etc });
  const run = (args: string[]) => [...tool.args, ...args, '-C', join(etc, 'asterisk.conf')];
  const environment = { PATH: '/usr/bin:/bin', HOME: folders.libDir, LANG: 'C.UTF-8', ...tool.env };
  const as = user ? { uid: user.uid, gid: user.gid } : {};
  const child = spawn(tool.command, run(['-f', '-n']), {
    env: environment,
    cwd: folders.libDir,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
    ...as,
  });
  const lastOutput = keepTail(child);
  const isUp = () =>
    spawnSync(tool.command, run(['-rx', 'core waitfullybooted']), { env: environment, ...as }).status === 0;
  const close = async () => {
    await stop(child);
    rmSync(folders.runDir, { recursive: true, force: true });
    rmSync(folder, { recursive: true, force: true });
  };
  const deadline = Date.now() + START_LIMIT_MS;
  while (!isUp()) {
    if (Date.now() > deadline || child.exitCode !== null || child.pid === undefined) {
      await close();
      throw new Error(`the peer's Asterisk did not start:\n${lastOutput()}`);
    }
    await new Promise(done => setTimeout(done, 100));
  }
  return {
    name: 'peer',
    sip: { host: '127.0.0.1', port: sipPort },
    dialled: index => names[index % names.length] ?? '',
    untilBeepEndMs: options.greeting.untilBeepEndMs,
    pids: { asterisk: child.pid ?? 0, controller: null },
    recordings: async () => readMessages(join(spoolDir, 'voicemail', CONTEXT)),
    close,
  };
}

/** Our own configuration, with VoiceMail() in the place of everything that leads to the controller. */
function withVoiceMail(files: ReadonlyMap<string, string>, names: readonly string[]): Map<string, string> {
  const without =
    /^(?:require|load) = (?:res_ari|res_stasis|app_stasis|res_http_websocket|res_websocket).*$/gm;
  const modules = (files.get('modules.conf') ?? '').replace(without, '');
  const more = ['res_adsi', 'res_smdi', 'app_voicemail'].map(name => `require = ${name}.so`);
  return new Map([
    ...files,
    ['modules.conf', `${modules}\n${more.join('\n')}\n`],
    ['http.conf', '[general]\nenabled = no\n'],
    // u: the mailbox's own greeting; s: no instructions after it. Then it beeps and records.
    [
      'extensions.conf',
      `[general]\nstatic = yes\n[from-trunk]\nexten => _X.,1,VoiceMail(\${EXTEN}@${CONTEXT},us)\n same => n,Hangup()\n`,
    ],
    [
      'voicemail.conf',
      [
        '[general]',
        ...['format = wav', 'maxsecs = 180', 'minsecs = 1', 'maxsilence = 10', 'maxmsg = 9999'],
        ...['attach = no', 'review = no', 'operator = no', 'sendvoicemail = no', 'pollmailboxes = no'],
        `[${CONTEXT}]`,
        ...names.map(name => `${name} => 0000,Bench`),
        '',
      ].join('\n'),
    ],
    ['smdi.conf', '[interfaces]\n'],
    ['adsi.conf', '[intro]\n'],
  ]);
}

/** Sounds that VoiceMail() knows by name; the documentation is what Asterisk describes its own modules with. */
function layData(folder: string, dataDir: string): string {
  const own = join(folder, 'data');
  mkdirSync(join(own, 'sounds'), { recursive: true, mode: 0o755 });
  symlinkSync(join(dataDir, 'documentation'), join(own, 'documentation'));
  copyFileSync(join(soundsFolder, 'beep.alaw'), join(own, 'sounds/beep.alaw'));
  chmodSync(join(own, 'sounds/beep.alaw'), 0o644);
  for (const path of [own, join(own, 'sounds')]) chmodSync(path, 0o755);
  return own;
}

function layMailboxes(options: {
  spoolDir: string;
  greetingFile: string;
  names: readonly string[];
  user: OtherUser | null;
}): void {
  const root = join(options.spoolDir, 'voicemail', CONTEXT);
  mkdirSync(root, { recursive: true });
  const greeting = join(root, 'greeting.alaw');
  copyFileSync(options.greetingFile, greeting);
  for (const name of options.names) {
    mkdirSync(join(root, name));
    linkSync(greeting, join(root, name, 'unavail.alaw'));
  }
  const { user } = options;
  if (user) spawnSync('chown', ['-R', `${user.uid}:${user.gid}`, join(options.spoolDir, 'voicemail')]);
}

/** Caller number → recording; each lies beside a text that names its caller. */
function readMessages(root: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const name of readdirSync(root, { recursive: true, encoding: 'utf8' })) {
    if (!/INBOX\/msg\d+\.txt$/.test(name)) continue;
    const text = readFileSync(join(root, name), 'utf8');
    const caller = /^callerid=.*?(\+?\d+)>?\s*$/m.exec(text)?.[1];
    if (caller) found.set(caller, join(root, name.replace(/txt$/, 'wav')));
  }
  return found;
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null) return;
  const exited = new Promise(done => child.once('exit', done));
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS);
  await exited;
  clearTimeout(timer);
}

function keepTail(child: ChildProcess): () => string {
  let tail = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      tail = (tail + chunk.toString('utf8')).slice(-8192);
    });
  }
  const takeAlong = () => child.kill('SIGKILL');
  process.once('exit', takeAlong);
  child.once('exit', () => process.removeListener('exit', takeAlong));
  return () => tail;
}
