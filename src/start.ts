/**
 * Wires the rooms together: who gets which capability is decided here. It must start with every
 * recording that waits in the spool, and stop without losing one.
 */
import { join } from 'node:path';
import type { Logger } from 'pino';
import { makeEncodeMp3 } from './audio/mp3.ts';
import { peaksOfFile, shownEndsOfFile } from './audio/of-file.ts';
import { repairWavHeader } from './audio/salvage.ts';
import { wavFacts } from './audio/wav.ts';
import { findScheduleProblem } from './calls/overlaps.ts';
import type { Config } from './config/read.ts';
import { readContactsCsv } from './contacts/import-csv.ts';
import { makeMatchContact } from './contacts/match.ts';
import { normaliseNumber } from './contacts/number.ts';
import { spokenNames } from './contacts/spoken-names.ts';
import { routeMessage } from './delivery/route.ts';
import { makeDeliverBySmtp, makeSendTestMail } from './delivery/smtp.ts';
import type { HealthParts, LiveEvent } from './domain/api.ts';
import type { Categorise } from './domain/capabilities.ts';
import type { CallId } from './domain/ids.ts';
import { HausrufError } from './domain/problem.ts';
import { steps as allSteps, type Step } from './domain/step.ts';
import { makeFolders } from './folders.ts';
import { fresh } from './fresh.ts';
import { openGreetingDesk } from './greetings.ts';
import { readHealth } from './health.ts';
import { openIntake } from './intake-desk.ts';
import { openLine } from './line.ts';
import { mailboxForCall } from './mailbox-of-call.ts';
import { openModelsDesk } from './models-desk.ts';
import { backOff, giveUp, makeSteps, type StepsOptions } from './pipeline/steps.ts';
import { type RunStep, startWorker } from './pipeline/worker.ts';
import { provision } from './provision.ts';
import { openSpeech } from './speech-desk.ts';
import { findCall } from './store/calls.ts';
import { listCategories } from './store/categories.ts';
import { listContacts } from './store/contacts.ts';
import { findMessage } from './store/messages.ts';
import { newId } from './store/new-id.ts';
import { isStoreBroken, isStoreFull, openStore, type Store } from './store/open.ts';
import { readTelephoneSettings } from './store/settings.ts';
import { parseFallbackName } from './telephony/fallback-name.ts';
import { readTools } from './tools.ts';
import { openTrunkDesk } from './trunks.ts';
import { defaultCategories, findKeywordClash, makeCategorise } from './understanding/categorise.ts';
import { categoryTester } from './understanding/categorise-try.ts';
import { makeSummarise } from './understanding/summarise.ts';
import { openVoiceDesk } from './voice-desk.ts';
import { voiceLoad, waitForRoom } from './voice-first.ts';
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

  const projectModelsFolder = join(projectFolder, 'models');
  const known = fresh(() => {
    const contacts = listContacts(db);
    return { match: makeMatchContact(contacts), names: spokenNames(contacts) };
  });
  // The line is opened after those who give way to it.
  let callsNow = () => 0;
  const engines = { config, tools, projectModelsFolder, log, voiceLoad: () => voiceLoad(callsNow()) };
  const speech = await openSpeech({ ...engines, hotWords: () => known.get().names });
  const soundsFolder = join(projectFolder, 'asterisk-config/sounds');
  const voices = await openVoiceDesk(engines);
  const greetings = openGreetingDesk({
    db,
    folder: join(config.dataFolder, 'greetings'),
    builtInFolder: soundsFolder,
    voices,
    now,
    log,
  });
  // A slow voice must not keep callers waiting: after ten seconds they hear what was heard before.
  await Promise.race([greetings.prepareAll(), new Promise(done => setTimeout(done, 10_000).unref())]);

  const encodeMp3 = makeEncodeMp3(tools.lame);
  const mail = config.smtp
    ? makeDeliverBySmtp({ ...config.smtp, encodeMp3, recordingsFolder: folders.recordings })
    : null;
  const categorising = fresh<Categorise>(() => makeCategorise(listCategories(db)));
  const mailDomain = config.smtp?.from.split('@')[1] ?? 'hausruf.invalid';
  const stepsOptions: StepsOptions = {
    db,
    now,
    recordingsFolder: folders.recordings,
    transcribe: async (recording, signal) => {
      await waitForRoom(line.callsNow, { signal });
      return speech.transcribe(recording, signal);
    },
    shownPart: shownEndsOfFile,
    match: input => known.get().match(input),
    categorise: transcript => categorising.get()(transcript),
    summarise: (transcript, { date }) =>
      makeSummarise({ country: numbers.get().country, callDate: date })(transcript),
    deliver: async (delivery, note, signal) =>
      mail
        ? mail.deliver(delivery, note, signal)
        : { kind: 'no', problem: { code: 'NO_DESTINATION', message: 'No mail server is set.' } },
    route: (mailbox, categoryAddress) => routeMessage(mailbox, mail !== null, categoryAddress),
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
    speech,
    normaliseNumber: toNumber,
    now,
    tell,
    onChanged: changed,
    onUp: telephone => trunks.onUp(telephone.request),
    log,
  });
  callsNow = line.callsNow;
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
        worker.poke('transcribe');
        changed(callId);
      },
      onProblem: seriously,
    },
    channelIds: line.channelIds,
    log,
    onError: error => seriously('a call could not be taken in; its recording stays in the spool', {}, error),
  });
  const models = await openModelsDesk({
    config,
    projectModelsFolder,
    speech,
    callsNow: () => line.callsNow(),
    tell,
    now,
    log,
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
      modelProblem: models.problem,
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
    readPeaks: peaksOfFile,
    importContacts: readContacts,
    contactsChanged: known.forget,
    categoriesChanged: categorising.forget,
    mailboxChanged: () => void greetings.prepareAll(),
    greetings: { ...greetings, problem: findScheduleProblem },
    voices,
    pronunciationsChanged: () => void greetings.prepareAll(),
    ...line.services,
    telephoneChanged: numbers.forget,
    trunks,
    models,
    sendTestMail: makeSendTestMail(config.smtp),
    checkCategories: findKeywordClash,
    categoryTester,
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
    await models.close();
    await speech.close();
    await voices.close();
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
