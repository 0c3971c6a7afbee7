/**
 * The telephone's part of the web services for tests: the real greeting desk with the real voice, and the real
 * line without an Asterisk, so that no call comes in by itself.
 */
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Logger } from 'pino';
import { readWav } from '../../src/audio/wav.ts';
import { findScheduleProblem } from '../../src/calls/overlaps.ts';
import { readConfig } from '../../src/config/read.ts';
import { normaliseNumber } from '../../src/contacts/number.ts';
import type { LiveEvent } from '../../src/domain/api.ts';
import type { MailboxId } from '../../src/domain/ids.ts';
import { openGreetingDesk } from '../../src/greetings.ts';
import { openLine } from '../../src/line.ts';
import { type LineWatch, openLineWatch } from '../../src/line-watch.ts';
import { makeVoices, type PiperVoice } from '../../src/speech/voices.ts';
import { findMailbox } from '../../src/store/mailboxes.ts';
import type { Db } from '../../src/store/open.ts';
import { readTools } from '../../src/tools.ts';
import { openTrunkDesk } from '../../src/trunks.ts';
import type { WebServices } from '../../src/web/services.ts';

const root = resolve(import.meta.dirname, '../..');

export type TelephoneServices = ReturnType<typeof openTelephoneServices>;

/** `folder`: of this test alone. `close` ends timers. */
export function openTelephoneServices(options: {
  db: Db;
  folder: string;
  recordingsFolder: string;
  now: () => number;
  tell: (event: LiveEvent) => void;
  log: Logger;
  /** False: as on a machine where no voice is installed. */
  hasVoice?: boolean;
  /** Installed, but none of them can speak. */
  piperVoices?: readonly PiperVoice[];
}) {
  const { db, folder, now, tell, log } = options;
  const soundsFolder = join(root, 'asterisk-config/sounds');
  const spoolFolder = join(folder, 'spool');
  mkdirSync(spoolFolder, { recursive: true });
  const { espeak } = readTools(join(root, '.runtime/tools.json'));
  if (!espeak) throw new Error('The voice is missing: run npm run setup.');
  const voices = makeVoices({
    espeak: options.hasVoice === false ? null : espeak,
    readWav,
    piperVoices: () => options.piperVoices ?? [],
    // As an engine that cannot be started.
    runEngine: async () => ({ kind: 'retry', problem: { code: 'ENGINE_FAILED', message: 'no engine here' } }),
  });
  const greetings = openGreetingDesk({
    db,
    folder: join(folder, 'greetings'),
    builtInFolder: soundsFolder,
    voices,
    now,
    log,
  });
  const config = readConfig({ HAUSRUF_DATA: folder }, root);
  const trunks = openTrunkDesk({ db, config, now, log, onChanged: () => tell({ type: 'health-changed' }) });
  const line = openLine({
    db,
    config,
    spoolFolder,
    recordingsFolder: options.recordingsFolder,
    soundsFolder,
    greetings,
    trunks,
    speech: { openLive: () => ({ follow: () => undefined }) },
    isUntranscribed: () => false,
    normaliseNumber: raw => (raw === null ? null : normaliseNumber(raw, config.numbers).number),
    now,
    tell,
    onChanged: () => undefined,
    onUp: () => undefined,
    log,
  });
  /** Of its own, so that a test can begin a call that no Asterisk brings. */
  const lineWatch: LineWatch = openLineWatch({
    telephone: () => null,
    spoolFolder,
    now,
    onChanged: mailboxId => tell({ type: 'test-call-changed', mailboxId }),
  });
  const services = {
    ...line.services,
    lineWatch,
    trunks,
    greetings: { ...greetings, problem: findScheduleProblem },
    voices: { ...voices, problems: () => [] },
    pronunciationsChanged: () => void greetings.prepareAll(),
    telephoneChanged: () => undefined,
    mailboxChanged: (mailboxId: MailboxId) => {
      const mailbox = findMailbox(db, mailboxId);
      if (mailbox) void greetings.prepare(mailbox);
    },
  } satisfies Partial<WebServices>;
  return {
    services,
    lineWatch,
    async close(): Promise<void> {
      lineWatch.close();
      await line.close();
      await trunks.close();
    },
  };
}
