/**
 * Wires the rooms together: who gets which capability is decided here. It must start with every
 * recording that waits in the spool, and stop without losing one.
 */
import { join } from 'node:path';
import type { Logger } from 'pino';
import { openAlarmDesk } from './alarm-desk.ts';
import { makeEncodeMp3 } from './audio/mp3.ts';
import { peaksOfFile, shownEndsOfFile } from './audio/of-file.ts';
import { repairWavHeader } from './audio/salvage.ts';
import { wavFacts } from './audio/wav.ts';
import { findScheduleProblem } from './calls/overlaps.ts';
import type { Config } from './config/read.ts';
import { normaliseNumber } from './contacts/number.ts';
import { openContactsDesk } from './contacts-desk.ts';
import { routeMessage } from './delivery/route.ts';
import { makeDeliverBySmtp, makeSendTestMail } from './delivery/smtp.ts';
import type { HealthParts } from './domain/api.ts';
import { steps as allSteps, type Step } from './domain/step.ts';
import { makeFolders } from './folders.ts';
import { fresh } from './fresh.ts';
import { openGreetingDesk } from './greetings.ts';
import { readHealth } from './health.ts';
import { openIdentifyDesk } from './identify-desk.ts';
import { openIntake } from './intake-desk.ts';
import { openLine } from './line.ts';
import { listenOrStop } from './listen.ts';
import { mailboxForCall } from './mailbox-of-call.ts';
import { openModelsDesk } from './models-desk.ts';
import { openNews } from './news.ts';
import { lanes } from './pipeline/lanes.ts';
import { backOff, giveUp, makeSteps, type StepsOptions } from './pipeline/steps.ts';
import { type RunStep, startWorker } from './pipeline/worker.ts';
import { provision } from './provision.ts';
import { openSourceDesk } from './source-desk.ts';
import { openSpeech } from './speech-desk.ts';
import { listCategories } from './store/categories.ts';
import { findMessage } from './store/messages.ts';
import { isStoreBroken, isStoreFull, openStore, type Store } from './store/open.ts';
import { readTelephoneSettings } from './store/settings.ts';
import { parseFallbackName } from './telephony/fallback-name.ts';
import { readTools } from './tools.ts';
import { openTrunkDesk } from './trunks.ts';
import { defaultCategories, findKeywordClash } from './understanding/categorise.ts';
import { makeCategoriseMessage } from './understanding/categorise-message.ts';
import { categoryTester } from './understanding/categorise-try.ts';
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

  const { tell, changed, onLive } = openNews(db);
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
  // The line is opened after those who give way to it.
  let callsNow = () => 0;
  const contacts = await openContactsDesk({
    db,
    folder: join(config.dataFolder, 'contacts'),
    numbers: numbers.get,
    voiceLoad: () => voiceLoad(callsNow()),
    now,
    log,
  });
  const { importContacts } = contacts;
  await provision({ db, now: now(), file: config.provisionFile, importContacts, defaultCategories });

  const projectModelsFolder = join(projectFolder, 'models');
  const engines = { config, tools, projectModelsFolder, log, voiceLoad: () => voiceLoad(callsNow()) };
  const identify = openIdentifyDesk({ db, contacts, numbers: numbers.get, now });
  const hotWords = () => [...identify.learnedNames(), ...contacts.spokenNames()];
  const speech = await openSpeech({ ...engines, hotWords });
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
  const categorising = fresh(() => makeCategoriseMessage(listCategories(db)));
  const country = () => numbers.get().country;
  const alarms = openAlarmDesk({ ...config, db, country, now, log });
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
    match: identify.match,
    isUntranscribed: contacts.isUntranscribed,
    findEmergency: alarms.findEmergency,
    categorise: (transcript, emergency) => categorising.get()(transcript, emergency),
    sendAlarm: alarms.sendAlarm,
    summarise: (transcript, { date }, signal) =>
      speech.summariseBy({ country: country(), callDate: date, rules: alarms.rules() })(transcript, signal),
    deliver: async (delivery, note, signal) =>
      mail
        ? mail.deliver(delivery, note, signal)
        : { kind: 'no', problem: { code: 'NO_DESTINATION', message: 'No mail server is set.' } },
    route: (mailbox, hints) => routeMessage(mailbox, mail !== null, hints),
    idempotencyKey: (messageId, generation) => `${messageId}.${generation}@${mailDomain}`,
    pageUrl: callId => (config.publicUrl === null ? null : `${config.publicUrl}/#/inbox/${callId}`),
  };
  const run = makeSteps(stepsOptions);
  if (options.wrapStep) for (const step of allSteps) run[step] = options.wrapStep(step, run[step]);

  const onChanged = () => tell({ type: 'health-changed' });
  const trunks = openTrunkDesk({ db, config, now, log, onChanged });
  const line = openLine({
    db,
    config,
    spoolFolder: folders.spool,
    recordingsFolder: folders.recordings,
    soundsFolder,
    greetings,
    trunks,
    speech,
    isUntranscribed: contacts.isUntranscribed,
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
    lanes,
    onChange: job => {
      if (job.step === 'alarm') tell({ type: 'health-changed' });
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
  const sources = openSourceDesk({ db, config, contacts, now, log, onChanged, onBroken: fatal });
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
      alarms: alarms.health,
      contactSources: sources.health,
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
    contacts,
    identify,
    contactSources: sources,
    categoriesChanged: categorising.forget,
    mailboxChanged: () => void greetings.prepareAll(),
    greetings: { ...greetings, problem: findScheduleProblem },
    voices,
    pronunciationsChanged: () => void greetings.prepareAll(),
    ...line.services,
    telephoneChanged: numbers.forget,
    trunks,
    alarms: alarms.service,
    models,
    sendTestMail: makeSendTestMail(config.smtp),
    checkCategories: findKeywordClash,
    categoryTester,
    jobsAdded: worker.poke,
    health,
    onLive,
    onStoreBroken: fatal,
  });
  const stop = async (): Promise<void> => {
    await line.close();
    await trunks.close();
    await intake.close();
    await app.close();
    await worker.stop();
    await mail?.close();
    await sources.close();
    await contacts.close();
    await models.close();
    await speech.close();
    await voices.close();
    store.close();
  };
  await listenOrStop(app, { ...config.http, stop });
  const { host, port } = config.http;
  return { url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`, store, stop };
}
