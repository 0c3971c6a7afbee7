/** Kills, or fails, the pipeline process at one chosen system call, lets it recover, and judges what came out. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import Database from 'better-sqlite3';
import { build } from 'vite';
import { installedTool } from '../../scripts/tools.ts';
import { encodeWav } from '../../src/audio/wav.ts';
import { simpleFlow } from '../../src/domain/mailbox.ts';
import { addMailbox } from '../../src/store/mailboxes.ts';
import { openStore } from '../../src/store/open.ts';
import type { Variant } from './pipeline-process.ts';
import type { Sink } from './sink.ts';

/** Everything that can change what is on the disk, or what the mail server has. */
export const writes =
  'write,writev,pwrite64,pwritev,sendto,sendmsg,fsync,fdatasync,ftruncate,rename,renameat,renameat2,link,linkat,unlink,unlinkat,mkdir,mkdirat';

export interface Fault {
  syscalls: string;
  /** What happens at the Nth call of this kind, in strace's words: `signal=KILL`, `error=EIO`. */
  what: string;
  at: number;
}

const projectFolder = resolve(import.meta.dirname, '../..');
const migrationsFolder = join(projectFolder, 'migrations');
/** Beside node_modules, where the database's native part is found. */
const bundleFolder = join(projectFolder, '.runtime/faults');
const program = join(bundleFolder, 'pipeline-process.mjs');

/** One file instead of two hundred: a traced process pays for every call of its start, too. */
export async function buildProgram(): Promise<void> {
  await build({
    configFile: false,
    root: projectFolder,
    logLevel: 'warn',
    build: {
      ssr: 'test/faults/pipeline-process.ts',
      outDir: bundleFolder,
      emptyOutDir: true,
      minify: false,
      rollupOptions: { output: { entryFileNames: 'pipeline-process.mjs' } },
    },
    ssr: { noExternal: true, external: ['better-sqlite3'] },
  });
}

/** What the caller said: silence would do for a machine, but a checksum of it says nothing. */
const audio = encodeWav(
  Int16Array.from({ length: 8000 }, (_, index) => 8000 * Math.sin(index / 7)),
  8000,
);
export const spokenSha256 = createHash('sha256').update(audio).digest('hex');

/** A data folder with a mailbox and one recording that the fallback left; copied for each run. */
export function makeTemplate(): string {
  const folder = mkdtempSync(join(tmpdir(), 'hausruf-fault-'));
  for (const name of ['recordings', 'spool']) mkdirSync(join(folder, name));
  const store = openStore({
    folder: join(folder, 'data'),
    migrationsFolder,
  });
  addMailbox(
    store.db,
    {
      name: 'Muster',
      numbers: ['+493012345'],
      timeZone: 'Europe/Berlin',
      mailAddress: 'buero@muster.example',
      attachRecording: false,
      flow: simpleFlow({ greeting: 'Guten Tag', goodbye: '' }),
    },
    1,
  );
  store.close();
  writeFileSync(
    join(folder, 'spool', 'fb_1795464000_p49441783295_p493012345_hausruf-1795464000.1.wav'),
    audio,
  );
  return folder;
}

export interface Verdict {
  /** What the judge found wrong; empty: nothing. */
  wrong: string[];
  /** The same Message-ID arrived more than once: RFC 1047, allowed and counted. */
  repeats: number;
}

/** Copies the template, runs it with each fault in turn, then without one, and judges. */
export async function runWithFaults(
  template: string,
  sink: Sink,
  options: { faults: Fault[]; variant?: Variant; keepLog?: (log: string) => void },
): Promise<Verdict & { exits: (number | string)[] }> {
  const folder = mkdtempSync(join(tmpdir(), 'hausruf-fault-run-'));
  const box = sink.open();
  try {
    cpSync(template, folder, { recursive: true });
    const exits: (number | string)[] = [];
    for (const fault of options.faults) {
      exits.push(await runOnce(folder, box.url, { fault, variant: options.variant ?? 'none' }));
    }
    // An injected error may end the process in good order more than once; a clean run must get through.
    for (let recovery = 0; recovery < 3; recovery += 1) {
      const exit = await runOnce(folder, box.url, { variant: options.variant ?? 'none' });
      exits.push(exit);
      if (exit === 0) break;
    }
    return { ...judge(folder, box.mails()), exits };
  } finally {
    box.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs the process once; the answer is its exit code, or the signal that ended it. */
export function runOnce(
  folder: string,
  smtpUrl: string,
  options: { fault?: Fault; variant?: Variant; logFile?: string; trace?: string },
): Promise<number | string> {
  const node = [process.execPath, program, folder, smtpUrl, options.variant ?? 'none', migrationsFolder];
  const { fault } = options;
  const strace = installedTool('strace');
  const traced = fault
    ? ['-e', `trace=${fault.syscalls}`, '-e', `inject=${fault.syscalls}:${fault.what}:when=${fault.at}`]
    : ['-e', `trace=${options.trace ?? ''}`];
  const isTraced = fault !== undefined || options.logFile !== undefined;
  const [command = '', ...args] = isTraced
    ? [strace.command, ...strace.args, '-qq', '-y', '-o', options.logFile ?? '/dev/null', ...traced, ...node]
    : node;
  return new Promise((done, fail) => {
    const child = spawn(command, args, {
      env: {
        PATH: process.env.PATH,
        UV_THREADPOOL_SIZE: '1',
        ...(isTraced ? strace.env : {}),
      },
      stdio: ['ignore', 'ignore', process.env.HAUSRUF_FAULT_VERBOSE ? 'inherit' : 'ignore'],
      timeout: 60_000,
      killSignal: 'SIGKILL',
    });
    child.once('error', fail);
    child.once('exit', (code, signal) => done(signal ?? code ?? 'gone'));
  });
}

/** Every single one of these calls that one clean run makes: strace counts each kind of call for itself. */
export async function findPoints(
  template: string,
  sink: Sink,
  syscalls: string,
): Promise<{ points: { syscalls: string; at: number }[]; log: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'hausruf-fault-run-'));
  const box = sink.open();
  try {
    cpSync(template, folder, { recursive: true });
    const logFile = join(folder, 'strace.log');
    const exit = await runOnce(folder, box.url, { logFile, trace: syscalls });
    if (exit !== 0) throw new Error(`a clean run ended with ${exit}`);
    const log = readFileSync(logFile, 'utf8');
    const seen = new Map<string, number>();
    const points = [...log.matchAll(/^(\w+)\(/gm)].map(([, name = '']) => {
      const at = (seen.get(name) ?? 0) + 1;
      seen.set(name, at);
      return { syscalls: name, at };
    });
    return { points, log };
  } finally {
    box.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function judge(folder: string, mails: { messageId: string; tryNumber: number }[]): Verdict {
  const wrong: string[] = [];
  const expect = (isTrue: boolean, what: string): void => {
    if (!isTrue) wrong.push(what);
  };
  const different = new Set(mails.map(mail => mail.messageId));
  expect(different.size >= 1, 'lost: no note arrived');
  expect(different.size <= 1, `duplicated: ${different.size} different notes arrived`);
  const unmarked = mails.filter(mail => mail.tryNumber === 1).length;
  expect(unmarked <= 1, `duplicated: ${unmarked} notes arrived without a mark of repetition`);

  const db = new Database(join(folder, 'data/hausruf.db'), { readonly: true });
  try {
    expect(db.pragma('integrity_check', { simple: true }) === 'ok', 'the database is damaged');
    const messages = db.prepare('SELECT count(*) AS n FROM messages').get() as { n: number };
    expect(messages.n === 1, `${messages.n} messages in the database`);
    const open = db.prepare("SELECT count(*) AS n FROM jobs WHERE state NOT IN ('done')").get() as {
      n: number;
    };
    expect(open.n === 0, `${open.n} jobs are not done`);
    const rows = db.prepare('SELECT file, sha256 FROM recordings').all() as {
      file: string;
      sha256: string;
    }[];
    const files = readdirSync(join(folder, 'recordings'));
    expect(files.join() === rows.map(row => row.file).join(), `orphans among ${files.join(', ')}`);
    for (const { file, sha256 } of rows) {
      const kept = createHash('sha256')
        .update(readFileSync(join(folder, 'recordings', file)))
        .digest('hex');
      expect(kept === spokenSha256 && sha256 === spokenSha256, 'the recording is not what was said');
    }
  } finally {
    db.close();
  }
  expect(readdirSync(join(folder, 'spool')).length === 0, 'something is left in the spool');
  return { wrong, repeats: mails.length - different.size };
}
