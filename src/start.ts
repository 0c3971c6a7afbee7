/**
 * Wires the rooms together: who gets which capability is decided here. It must start with every
 * recording that waits in the spool, and stop without losing one.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { makeEncodeMp3 } from './audio/mp3.ts';
import { peaksOf } from './audio/peaks.ts';
import { repairWavHeader } from './audio/salvage.ts';
import { shownEnds } from './audio/shown-ends.ts';
import { readWav, wavFacts } from './audio/wav.ts';
import { findScheduleProblem } from './calls/overlaps.ts';
import type { Config } from './config/read.ts';
import { readContactsCsv } from './contacts/import-csv.ts';
import { makeMatchContact } from './contacts/match.ts';
import { normaliseNumber } from './contacts/number.ts';
import { routeMessage } from './delivery/route.ts';
import { makeDeliverBySmtp, makeSendTestMail } from './delivery/smtp.ts';
import type { HealthParts, LiveEvent } from './domain/api.ts';
import type { Categorise, MatchContact } from './domain/capabilities.ts';
import type { CallId } from './domain/ids.ts';
import { HausrufError } from './domain/problem.ts';
import { steps as allSteps, type Step } from './domain/step.ts';
import { fresh } from './fresh.ts';
import { openGreetingDesk } from './greetings.ts';
import { readHealth } from './health.ts';
import { openIntake } from './intake-desk.ts';
import { openLine } from './line.ts';
import { mailboxForCall } from './mailbox-of-call.ts';
import { backOff, giveUp, makeSteps, type StepsOptions } from './pipeline/steps.ts';
import { type RunStep, startWorker } from './pipeline/worker.ts';
import { provision } from './provision.ts';
import { openSpeech } from './speech-desk.ts';
import { findCall } from './store/calls.ts';
import { listCategories } from './store/categories.ts';
import { listContacts } from './store/contacts.ts';
import { findMailbox, listMailboxes } from './store/mailboxes.ts';
import { findMessage } from './store/messages.ts';
import { newId } from './store/new-id.ts';
import { isStoreBroken, isStoreFull, openStore, type Store } from './store/open.ts';
import { readTelephoneSettings } from './store/settings.ts';
import { parseFallbackName } from './telephony/fallback-name.ts';
import { readTools } from './tools.ts';
import { openTrunkDesk } from './trunks.ts';
import { defaultCategories, findKeywordClash, makeCategorise } from './understanding/categorise.ts';
import { makeSummarise } from './understanding/summarise.ts';
import { waitForRoom } from './voice-first.ts';
import { buildApp } from './web/app.ts';

const projectFolder = join(import.meta.dirname, '..');

export interface Hausruf {
  /** Address of the admin page. */
  url: string;
  store: Store;
  stop(): Promise<void>;
}

export interface StartOptions {
  config: Config;
  log: Logger;
  /** Nothing can be trusted any more: end the process, the next start takes up all work. */
  onFatal: (error: unknown) => void;
  /** For tests of faults: wraps each step of the pipeline. */
  wrapStep?: (step: Step, run: RunStep) => RunStep;
}

/** Throws HausrufError (CONFIG_INVALID, PORT_TAKEN, DATA_FOLDER_IN_USE, STORE_…, PROVISION_INVALID). */
export async function startHausruf(options: StartOptions): Promise<Hausruf> {
  const { config, log } = options;
  // Recordings and notes are for our own user alone.
  process.umask(0o077);
  const now = () => Date.now();
  const folders = makeFolders(config);
  const store = openStore({ folder: config.dataFolder, migrationsFolder: join(projectFolder, 'migrations') });
  const { db } = store;
  const tools = readTools(config.toolsFile);

  const listeners = new Set<(event: LiveEvent) => void>();
  const tell = (event: LiveEvent): void => {
    for (const listener of listeners) listener(event);
  };
  const changed = (callId: CallId): void => {
    // Our own probe calls are nobody's news.
    if (listeners.size > 0 && findCall(db, callId)?.kind === 'caller') tell({ type: 'call-changed', callId });
  };
  let isBroken = false;
  const fatal = (error: unknown): void => {
    isBroken = true;
    options.onFatal(error);
  };
  const seriously = (message: string, facts: Record<string, unknown>, error: unknown): void => {
    log.error({ ...facts, reason: String(error) }, message);
    if (isStoreBroken(error)) fatal(error);
  };

  const numbers = fresh(() => {
    const { country, areaCode } = readTelephoneSettings(db);
    return { country: country ?? config.numbers.country, areaCode: areaCode ?? config.numbers.areaCode };
  });
  const toNumber = (raw: string | null): string | null =>
    raw === null ? null : normaliseNumber(raw, numbers.get()).number;
  const readContacts = (csv: Uint8Array) =>
    readContactsCsv(csv, { ...numbers.get(), newId: () => newId<'contact'>() });
  provision({ db, now: now(), file: config.provisionFile, readContacts, defaultCategories });

  const speech = await openSpeech({ config, tools, projectModelsFolder: join(projectFolder, 'models'), log });
  const soundsFolder = join(projectFolder, 'asterisk-config/sounds');
  const greetings = openGreetingDesk({
    db,
    folder: join(config.dataFolder, 'greetings'),
    builtInFolder: soundsFolder,
    synthesise: speech.synthesise,
    now,
    log,
  });
  for (const mailbox of listMailboxes(db)) await greetings.prepare(mailbox);

  const encodeMp3 = makeEncodeMp3(tools.lame);
  const mail = config.smtp
    ? makeDeliverBySmtp({ ...config.smtp, encodeMp3, recordingsFolder: folders.recordings })
    : null;
  const matching = fresh<MatchContact>(() => makeMatchContact(listContacts(db)));
  const categorising = fresh<Categorise>(() => makeCategorise(listCategories(db)));
  const mailDomain = config.smtp?.from.split('@')[1] ?? 'hausruf.invalid';
  const stepsOptions: StepsOptions = {
    db,
    now,
    recordingsFolder: folders.recordings,
    transcribe: async (recording, signal) => {
      await waitForRoom(() => line.callsNow(), { signal });
      return speech.transcribe(recording, signal);
    },
    shownPart: async file => {
      const { samples, sampleRate } = await readWav(file);
      return shownEnds(samples, sampleRate);
    },
    match: input => matching.get()(input),
    categorise: transcript => categorising.get()(transcript),
    summarise: transcript => makeSummarise({ country: numbers.get().country })(transcript),
    deliver: async (delivery, note, signal) =>
      mail
        ? mail.deliver(delivery, note, signal)
        : { kind: 'no', problem: { code: 'NO_DESTINATION', message: 'No mail server is set.' } },
    route: mailbox => routeMessage(mailbox, mail !== null),
    idempotencyKey: (messageId, generation) => `${messageId}.${generation}@${mailDomain}`,
    pageUrl: callId => (config.publicUrl === null ? null : `${config.publicUrl}/#/inbox/${callId}`),
  };
  const run = makeSteps(stepsOptions);
  if (options.wrapStep) for (const step of allSteps) run[step] = options.wrapStep(step, run[step]);

  const trunks = openTrunkDesk({ db, config, now, log, onChanged: () => tell({ type: 'health-changed' }) });
  const line = openLine({
    db,
    config,
    spoolFolder: folders.spool,
    recordingsFolder: folders.recordings,
    soundsFolder,
    greetings,
    trunks,
    normaliseNumber: toNumber,
    now,
    tell,
    onChanged: changed,
    onUp: telephone => trunks.onUp(telephone.request),
    log,
  });
  const worker = startWorker({
    db,
    now,
    run,
    giveUp: (job, problem) => giveUp(stepsOptions, job, problem),
    backOff: job => backOff(job, now()),
    lanes: [
      { steps: allSteps.filter(step => step !== 'deliver'), workers: 1 },
      // A slow mail server must not hold up the recogniser, nor one message another.
      { steps: ['deliver'], workers: 4 },
    ],
    onChange: job => {
      const message = findMessage(db, job.messageId);
      if (message) changed(message.callId);
      log.debug({ messageId: job.messageId, step: job.step }, 'step ended');
    },
    onProblem: (message, facts) => log.warn(facts, message),
    isBroken: isStoreBroken,
    isFull: isStoreFull,
    onBroken: fatal,
  });

  const intake = openIntake({
    sweep: {
      db,
      now,
      wav: { facts: wavFacts, repair: async file => void (await repairWavHeader(file)) },
      recordingsFolder: folders.recordings,
      spoolFolder: folders.spool,
      parseFallbackName,
      normaliseNumber: toNumber,
      mailboxFor: called => mailboxForCall(db, called, toNumber),
      onAccepted: (accepted, callId) => {
        log.info({ callId, kind: accepted.kind }, 'call taken in');
        worker.poke();
        changed(callId);
      },
      onProblem: seriously,
    },
    channelIds: line.channelIds,
    log,
    onError: error => seriously('a call could not be taken in; its recording stays in the spool', {}, error),
  });
  line.open(intake);
  intake.sweep();

  const health = (): HealthParts =>
    readHealth({
      db,
      dataFolder: config.dataFolder,
      isTelephoneUp: line.isUp,
      trunkProblem: trunks.problem,
      speech: speech.state,
      hasMailServer: mail !== null,
      isStoreBroken: () => isBroken,
    });
  const app = await buildApp({
    db,
    now,
    log,
    uiFolder: join(projectFolder, 'dist/ui'),
    recordingsFolder: folders.recordings,
    isDemo: config.isDemo,
    readPeaks: async file => {
      const { samples, sampleRate } = await readWav(file);
      return {
        peaks: peaksOf(samples).map(peak => Math.round(peak * 100)),
        durationMs: Math.round((samples.length * 1000) / sampleRate),
      };
    },
    importContacts: readContacts,
    contactsChanged: matching.forget,
    categoriesChanged: categorising.forget,
    mailboxChanged: mailboxId => {
      const mailbox = findMailbox(db, mailboxId);
      if (mailbox) void greetings.prepare(mailbox);
    },
    greetings: { ...greetings, problem: findScheduleProblem },
    ...line.services,
    telephoneChanged: numbers.forget,
    trunks,
    sendTestMail: makeSendTestMail(config.smtp),
    checkCategories: findKeywordClash,
    jobsAdded: worker.poke,
    health,
    onLive: listener => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onStoreBroken: fatal,
  });
  const { host, port } = config.http;
  const stop = async (): Promise<void> => {
    await line.close();
    await trunks.close();
    await intake.close();
    await app.close();
    await worker.stop();
    await mail?.close();
    await speech.close();
    store.close();
  };
  try {
    await app.listen({ host, port });
  } catch (error) {
    await stop();
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new HausrufError(
      'PORT_TAKEN',
      `Port ${port} on ${host} is taken by another program. Stop it, or choose another port in HAUSRUF_HTTP_PORT.`,
    );
  }
  return { url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`, store, stop };
}

function makeFolders(config: Config): { recordings: string; spool: string } {
  const recordings = join(config.dataFolder, 'recordings');
  const spool = join(config.spoolFolder, 'recording');
  try {
    mkdirSync(config.dataFolder, { recursive: true, mode: 0o711 });
    mkdirSync(recordings, { recursive: true, mode: 0o700 });
    mkdirSync(spool, { recursive: true });
  } catch (error) {
    throw new HausrufError(
      'CONFIG_INVALID',
      `The data folder cannot be used: ${(error as Error).message}. Correct HAUSRUF_DATA or HAUSRUF_SPOOL, or their rights.`,
    );
  }
  return { recordings, spool };
}
