/**
 * A whole Hausruf of one's own on 127.0.0.1: real Asterisk, the real process, a real mail server, all on
 * free ports and in one folder. The demo and the end-to-end tests live in it.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import {
  chmodSync,
  createWriteStream,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CategoryInput } from '../../src/domain/category.ts';
import type { MailboxInput } from '../../src/domain/mailbox.ts';
import { HausrufError } from '../../src/domain/problem.ts';
import type { TrunkDraft } from '../../src/domain/trunk.ts';
import { type RunningAsterisk, startAsterisk } from '../asterisk/process.ts';
import { buildProgram } from '../setup/program.mjs';
import { createReporter } from '../setup/report.mjs';
import { programFile, thriftyEnvironment, thriftyFlags } from '../thrift.ts';
import { freePorts, installedTool, projectFolder, readTools, voicePorts } from '../tools.ts';
import { type MailCatcher, startMailCatcher } from './mail-catcher.ts';

const UP_LIMIT_MS = 30_000;
const STOP_LIMIT_MS = 15_000;

export interface HouseOptions {
  mailboxes: readonly MailboxInput[];
  categories?: readonly CategoryInput[];
  /** Lines besides the one of 127.0.0.1, which every house has. */
  trunks?: readonly TrunkDraft[];
  /** A CSV file. */
  contactsFile?: string;
  /** More environment for Hausruf; undefined takes a variable away. */
  environment?: Record<string, string | undefined>;
  /** Program to run instead of the one set-up built (for tests of faults). */
  program?: string;
  /** How many ports Asterisk has for voice, two a call; default 40. */
  voicePorts?: number;
  onStep?: (what: string) => void;
}

export interface House {
  folder: string;
  mail: MailCatcher;
  sip: { host: string; port: number };
  http: { url: string; port: number };
  asterisk(): RunningAsterisk;
  /** The process of Hausruf now; null: not running. */
  process(): ChildProcess | null;
  startHausruf(environment?: Record<string, string>): Promise<void>;
  /** SIGTERM, and SIGKILL when that does not help in 15 s. */
  stopHausruf(): Promise<void>;
  killHausruf(): Promise<void>;
  startAsterisk(): Promise<void>;
  killAsterisk(): Promise<void>;
  /** What Hausruf has printed since the house was opened. */
  log(): string;
  close(): Promise<void>;
}

/** Opens the house with Asterisk and mail server running; Hausruf starts by `startHausruf`. */
export async function openHouse(options: HouseOptions): Promise<House> {
  const say = options.onStep ?? (() => {});
  const folder = mkdtempSync(join(tmpdir(), 'hausruf-house-'));
  // Asterisk may run as another user and must pass through.
  chmodSync(folder, 0o711);
  if (!options.program) await freshProgram();
  const { tools, asterisk } = readTools();
  const asteriskTool = tools.asterisk ?? installedTool('asterisk');
  const [ariPort = 0, amiPort = 0, httpPort = 0] = await freePorts(3);
  const [sipPort = 0, tapPort = 0] = await freePorts(2);
  const voice = voicePorts(options.voicePorts);
  const dataFolder = join(folder, 'data');
  const spoolFolder = join(folder, 'spool');
  const logFile = join(folder, 'hausruf.log');
  mkdirSync(dataFolder, { mode: 0o711 });
  const provisionFile = join(folder, 'provision.json');
  writeFileSync(
    provisionFile,
    JSON.stringify({
      mailboxes: options.mailboxes,
      ...(options.categories ? { categories: options.categories } : {}),
      ...(options.trunks ? { trunks: options.trunks } : {}),
      ...(options.contactsFile ? { contactsFile: options.contactsFile } : {}),
    }),
  );
  const mail = await startMailCatcher();
  let pbx: RunningAsterisk | null = null;
  let hausruf: ChildProcess | null = null;
  let hausrufEnd: Promise<unknown> = Promise.resolve();
  const log = createWriteStream(logFile, { flags: 'a' });

  const house: House = {
    folder,
    mail,
    sip: { host: '127.0.0.1', port: sipPort },
    http: { url: `http://127.0.0.1:${httpPort}`, port: httpPort },
    asterisk() {
      if (!pbx) throw new Error('Asterisk is not running in this house');
      return pbx;
    },
    process: () => hausruf,
    async startAsterisk() {
      say('Asterisk startet');
      pbx = await startAsterisk({
        tool: asteriskTool,
        asterisk,
        stateDir: join(dataFolder, 'asterisk'),
        spoolDir: spoolFolder,
        sipHost: '127.0.0.1',
        sipPort,
        httpPort: ariPort,
        amiPort,
        tapPort,
        ...voice,
        trunkAddresses: ['127.0.0.1'],
      });
    },
    async killAsterisk() {
      if (!pbx) return;
      process.kill(pbx.pid, 'SIGKILL');
      await pbx.exited;
      pbx = null;
    },
    async startHausruf(more = {}) {
      if (hausruf) throw new Error('Hausruf runs already in this house');
      say('Hausruf startet');
      const { ari } = house.asterisk();
      const program = options.program ?? programFile;
      const child = spawn(process.execPath, [...thriftyFlags, program], {
        env: {
          ...withoutOurs(process.env),
          ...thriftyEnvironment,
          HAUSRUF_DATA: dataFolder,
          HAUSRUF_SPOOL: spoolFolder,
          HAUSRUF_HTTP_PORT: String(httpPort),
          HAUSRUF_TAP_PORT: String(tapPort),
          HAUSRUF_ARI_URL: ari.url,
          HAUSRUF_ARI_USER: ari.user,
          HAUSRUF_ARI_PASSWORD: ari.password,
          HAUSRUF_SMTP_URL: mail.url,
          HAUSRUF_MAIL_FROM: 'hausruf@muster.example',
          HAUSRUF_PROVISION: provisionFile,
          HAUSRUF_DEMO_MODEL: '1',
          ...options.environment,
          ...more,
        },
        cwd: folder,
        stdio: ['ignore', 'pipe', 'pipe'],
        // A group of its own: Ctrl-C reaches whoever opened the house, who closes it in order.
        detached: true,
      });
      hausruf = child;
      child.stdout?.pipe(log, { end: false });
      child.stderr?.pipe(log, { end: false });
      const gone = new Promise<'gone'>(done => child.once('exit', () => done('gone')));
      hausrufEnd = gone.then(() => {
        if (hausruf === child) hausruf = null;
      });
      const answer = await Promise.race([isUp(house.http.url), gone]);
      if (answer !== 'up') {
        throw new HausrufError('STEP_CRASHED', `Hausruf did not start:\n${house.log().slice(-2000)}`);
      }
    },
    async stopHausruf() {
      if (!hausruf) return;
      const child = hausruf;
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS);
      await hausrufEnd;
      clearTimeout(timer);
    },
    async killHausruf() {
      hausruf?.kill('SIGKILL');
      await hausrufEnd;
    },
    log: () => readFileSync(logFile, 'utf8'),
    async close() {
      await house.stopHausruf();
      await pbx?.stop();
      pbx = null;
      await mail.close();
      log.end();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  log.write('');
  try {
    await house.startAsterisk();
  } catch (error) {
    await house.close();
    throw error;
  }
  return house;
}

/** A house has its own settings: those of the shell it was started from do not count. */
function withoutOurs(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith('HAUSRUF_')));
}

async function isUp(url: string): Promise<'up' | 'late'> {
  const deadline = Date.now() + UP_LIMIT_MS;
  while (Date.now() < deadline) {
    try {
      const reply = await fetch(`${url}/api/v1/health`, { signal: AbortSignal.timeout(1000) });
      const { status } = (await reply.json()) as { status?: string };
      if (reply.ok && status === 'ok') return 'up';
    } catch {
      // Not up yet.
    }
    await new Promise(done => setTimeout(done, 50));
  }
  return 'late';
}

/** Whoever changed src/ and runs a test sees the change. */
const freshProgram = () =>
  buildProgram({
    root: projectFolder,
    logFile: join(projectFolder, '.runtime/logs/program.log'),
    reporter: createReporter(process.stderr),
    isForced: false,
  });
