/**
 * Everything that hangs on the telephone line: the telephone itself, which may come and go with Asterisk,
 * test calls that are watched, probe calls, and what the admin page asks of them.
 */
import { join } from 'node:path';
import type { Logger } from 'pino';
import { isLifeless } from './audio/live-ear.ts';
import { diagnose } from './calls/diagnose.ts';
import { explainChoice, greetingAt, instantOf } from './calls/greeting-at.ts';
import { holidaysOf } from './calls/holidays.ts';
import { type Config, readAriFile } from './config/read.ts';
import type { LiveEvent } from './domain/api.ts';
import type { HeardReply } from './domain/api-telephone.ts';
import type { CallId, Instant } from './domain/ids.ts';
import type { Mailbox } from './domain/mailbox.ts';
import type { GreetingDesk } from './greetings.ts';
import type { IntakeDesk } from './intake-desk.ts';
import { openLineWatch } from './line-watch.ts';
import { openProbeDesk } from './probe-desk.ts';
import type { SpeechDesk } from './speech-desk.ts';
import { findCall } from './store/calls.ts';
import { jobsOfMessage } from './store/jobs.ts';
import type { Db } from './store/open.ts';
import { readTelephoneSettings } from './store/settings.ts';
import { openTelephone, type Telephone, type TrunkFacts } from './telephone.ts';
import { openSipTap, type SipTap } from './telephony/sip-tap.ts';
import type { WebServices } from './web/services.ts';

/** How often we look whether Asterisk has been started on this data folder. */
const LOOK_FOR_ASTERISK_MS = 1000;

export interface LineOptions {
  db: Db;
  config: Config;
  /** The folder Asterisk records into. */
  spoolFolder: string;
  recordingsFolder: string;
  /** Folder of the built-in sounds. */
  soundsFolder: string;
  greetings: GreetingDesk;
  trunks: TrunkFacts;
  speech: Pick<SpeechDesk, 'openLive'>;
  /** Callers with this number want no transcript (R126). */
  isUntranscribed: (callerNumber: string | null) => boolean;
  normaliseNumber: (raw: string | null) => string | null;
  now: () => Instant;
  tell: (event: LiveEvent) => void;
  onChanged: (callId: CallId) => void;
  /** The line to Asterisk is up: trunks may want to know. */
  onUp: (telephone: Telephone) => void;
  log: Logger;
}

export interface Line {
  isUp(): boolean;
  callsNow(): number;
  channelIds(): Promise<ReadonlySet<string> | null>;
  /** Takes calls from now on, as soon as Asterisk is there. */
  open(intake: IntakeDesk): void;
  services: Pick<
    WebServices,
    | 'heardAt'
    | 'holidaysOf'
    | 'diagnose'
    | 'liveDiagnosis'
    | 'lineWatch'
    | 'startProbe'
    | 'numbersOfEnvironment'
  >;
  close(): Promise<void>;
}

export function openLine(options: LineOptions): Line {
  const { db, config, now, tell, log } = options;
  let telephone: Telephone | null = null;
  let tap: SipTap | null = null;
  let tapping: Promise<void> | undefined;
  let looking: NodeJS.Timeout | undefined;
  const settings = () => readTelephoneSettings(db);
  const watch = openLineWatch({
    telephone: () => telephone,
    spoolFolder: options.spoolFolder,
    now,
    onChanged: mailboxId => tell({ type: 'test-call-changed', mailboxId }),
  });
  const probes = openProbeDesk({
    db,
    now,
    telephone: () => telephone,
    settings,
    recordingsFolder: options.recordingsFolder,
    speech: join(options.soundsFolder, 'probe-speech'),
    noteProblem: messageId => {
      const jobs = jobsOfMessage(db, messageId);
      if (jobs.some(job => job.state === 'dead')) return 'Ein Schritt auf dem Weg zur Notiz ist gescheitert.';
      return jobs.some(job => job.state !== 'done') ? 'working' : null;
    },
    onEnded: () => tell({ type: 'health-changed' }),
    log,
  });

  const callsNow = () => telephone?.callsNow() ?? 0;
  const live = options.speech.openLive({ spoolFolder: options.spoolFolder, callsNow });

  const connect = (intake: IntakeDesk): void => {
    const address = config.ari ?? readAriFile(join(config.dataFolder, 'asterisk', 'ari.json'));
    if (!address || telephone) return;
    telephone = openTelephone({
      db,
      address,
      spoolFolder: options.spoolFolder,
      greetings: options.greetings,
      intake,
      trunks: options.trunks,
      settings,
      normaliseNumber: options.normaliseNumber,
      isLifeless: samples => isLifeless(samples) !== null,
      now,
      howCame: async (...digit) => (await tap?.howCame(...digit)) ?? 'unknown',
      mailboxOfProbe: probes.mailboxOf,
      takeOther: probes.takeOther,
      onEvent: probes.onEvent,
      onBegun(call) {
        probes.onBegun(call);
        watch.onBegun(call);
        const { callId, channelId } = call;
        if (call.kind !== 'caller' || options.isUntranscribed(call.callerNumber)) return;
        live.follow({ callId, isOver: () => !telephone?.callOf(channelId) });
      },
      onChanged: options.onChanged,
      onConnection(isUp) {
        log.info({ isUp }, 'line to Asterisk');
        tell({ type: 'health-changed' });
        if (isUp && telephone) options.onUp(telephone);
      },
      log,
    });
  };

  return {
    isUp: () => telephone?.isConnected() ?? false,
    callsNow,
    channelIds: async () => (await telephone?.channelIds()) ?? null,
    open(intake) {
      if (config.tapPort !== null) {
        const onProblem = (message: string, facts: Record<string, unknown>) => log.warn(facts, message);
        tapping = openSipTap({ port: config.tapPort, now, onProblem }).then(opened => {
          tap = opened;
        });
      }
      connect(intake);
      // Asterisk may be started after us: it leaves its address in the data folder.
      looking = setInterval(() => connect(intake), LOOK_FOR_ASTERISK_MS);
    },
    services: {
      numbersOfEnvironment: config.numbers,
      heardAt: (mailbox, at) => heardAt(options.greetings, mailbox, at),
      holidaysOf,
      diagnose,
      liveDiagnosis: callId => {
        const call = findCall(db, callId);
        return call?.outcome === 'open' ? (telephone?.callOf(call.channelId)?.diagnosis ?? null) : null;
      },
      lineWatch: watch,
      startProbe: probes.start,
    },
    async close() {
      clearInterval(looking);
      probes.close();
      watch.close();
      await telephone?.close();
      await tapping;
      await tap?.close();
    },
  };
}

/** "What is heard on 24.12. at 15:00?" */
function heardAt(greetings: GreetingDesk, mailbox: Mailbox, local: string): HeardReply {
  const { greetings: schedule, menu } = mailbox.flow;
  const { timeZone } = mailbox;
  const choice = greetingAt({ schedule, timeZone, at: instantOf(local, timeZone) });
  const timed = schedule.timed.find(each => each.greetingId === choice.greetingId);
  return {
    greetingId: choice.greetingId,
    name: timed?.name ?? 'Standardansage',
    because: explainChoice(choice),
    audioId: greetings.audioIdOf(mailbox, choice.greetingId),
    digits:
      menu.forwardings.length === 0
        ? []
        : [
            ...menu.forwardings.map(({ digit, name }) => ({ digit, name })),
            { digit: '0', name: 'Nachricht hinterlassen' },
          ],
  };
}
