/** The process: reads the environment, starts Hausruf, prints where its page is, and ends in good order. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { pino } from 'pino';
import { readConfig } from './config/read.ts';
import { HausrufError, problemCodes } from './domain/problem.ts';
import { giveMemoryBack } from './give-back.ts';
import { type Hausruf, type StartOptions, startHausruf } from './start.ts';
import { addUser, countUsers } from './store/users.ts';
import { hashPassword } from './web/passwords.ts';
import { makeLoginLink } from './web/sessions.ts';

/** A stop that takes longer than this is cut short: everything that matters is on the disk already. */
const STOP_LIMIT_MS = 10_000;

export async function main(options: Pick<StartOptions, 'wrapStep'> = {}): Promise<void> {
  try {
    const config = readConfig(process.env, join(import.meta.dirname, '..'));
    const log = pino({ level: config.logLevel, base: null, timestamp: pino.stdTimeFunctions.isoTime });
    const hausruf = await startHausruf({
      ...options,
      config,
      log,
      onFatal: error => {
        log.fatal(
          { reason: String(error) },
          'the store cannot be trusted: ending, the next start takes up all work',
        );
        process.exit(70);
      },
    });
    log.info({ url: hausruf.url }, 'Hausruf runs');
    if (countUsers(hausruf.store.db) === 0) {
      await greetFirstUser(hausruf, { url: config.publicUrl ?? hausruf.url, isDemo: config.isDemo });
    }
    stopOnSignal(hausruf);
    await giveMemoryBack();
  } catch (error) {
    if (!(error instanceof HausrufError)) throw error;
    process.stderr.write(`${error.code}: ${error.message}\n${problemCodes[error.code].do}\n`);
    process.exitCode = 1;
    // What was opened on the way must not keep a failed start alive.
    setImmediate(() => process.exit());
  }
}

/** The link that opens an empty house. A demonstration has its user already and is entered by one click. */
async function greetFirstUser(hausruf: Hausruf, options: { url: string; isDemo: boolean }): Promise<void> {
  const { db } = hausruf.store;
  const now = Date.now();
  const passwordHash = options.isDemo ? await hashPassword(randomBytes(24).toString('base64url')) : null;
  const userId = passwordHash === null ? null : addUser(db, { name: 'Demo', passwordHash, now });
  const token = makeLoginLink(db, { userId, now });
  const text = options.isDemo
    ? `${options.url}/#/login?token=${token}`
    : `\nHausruf ist bereit. Legen Sie jetzt das erste Konto an (der Link gilt einmal, 30 Minuten):\n  ${options.url}/#/start?token=${token}\n`;
  process.stdout.write(`${text}\n`);
}

function stopOnSignal(hausruf: Hausruf): void {
  let isStopping = false;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (isStopping) return;
      isStopping = true;
      setTimeout(() => process.exit(0), STOP_LIMIT_MS).unref();
      void hausruf.stop().finally(() => process.exit(0));
    });
  }
}

if (import.meta.main) await main();
