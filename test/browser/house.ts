/** The real web app on a real store in a folder of its own, with the page freshly built. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import type { Browser } from 'playwright-core';
import { build } from 'vite';
import { openAlarmDesk } from '../../src/alarm-desk.ts';
import { peaksOf } from '../../src/audio/peaks.ts';
import { readWav } from '../../src/audio/wav.ts';
import type { HealthParts, LiveEvent } from '../../src/domain/api.ts';
import type { UserId } from '../../src/domain/ids.ts';
import type { Mailbox } from '../../src/domain/mailbox.ts';
import type { Manifest } from '../../src/engines/models.ts';
import { openIdentifyDesk } from '../../src/identify-desk.ts';
import { openSourceDesk } from '../../src/source-desk.ts';
import { openStore, type Store } from '../../src/store/open.ts';
import { addUser } from '../../src/store/users.ts';
import { categoryTester } from '../../src/understanding/categorise-try.ts';
import { buildApp } from '../../src/web/app.ts';
import { hashPassword } from '../../src/web/passwords.ts';
import type { WebServices } from '../../src/web/services.ts';
import { makeLoginLink } from '../../src/web/sessions.ts';
import { openTestContacts, readHere } from '../contract/test-contacts.ts';
import { openTestModels, type TestModels } from '../contract/web-models.ts';
import { openTelephoneServices, type TelephoneServices } from '../contract/web-telephone-services.ts';
import { openVisitor, type Visitor } from './browser.ts';

const root = new URL('../../', import.meta.url).pathname;

export const userName = 'sommer';
export const password = 'Linden am Bach 7';

export interface House {
  address: string;
  store: Store;
  recordingsFolder: string;
  /** Folder of the built page. */
  uiFolder: string;
  health: HealthParts;
  /** Mailboxes that were asked to send a test mail. */
  testMails: Mailbox[];
  lineWatch: TelephoneServices['lineWatch'];
  models: TestModels;
  /** Tells all open pages, as the pipeline does. */
  tell(event: LiveEvent): void;
  /** Adds the user `sommer`. Slow on purpose: the password is really hashed. */
  addUser(): Promise<UserId>;
  /** A fragment that logs in once. */
  loginLink(userId: UserId): string;
  /** A fragment for the first run. */
  startLink(): string;
  /** Ends the server; `reopen` starts it again on the same port. */
  stopServer(): Promise<void>;
  reopen(): Promise<void>;
  close(): Promise<void>;
}

/** `services`: what a test wants to be different. */
export async function openHouse(
  services: Partial<WebServices> = {},
  options: { manifest?: Manifest } = {},
): Promise<House> {
  const folder = mkdtempSync(join(tmpdir(), 'hausruf-browser-'));
  const uiFolder = join(folder, 'ui');
  const recordingsFolder = join(folder, 'recordings');
  mkdirSync(recordingsFolder);
  await build({
    configFile: join(root, 'src/ui/vite.config.ts'),
    logLevel: 'error',
    build: { outDir: uiFolder },
  });
  const store = openStore({ folder: join(folder, 'data'), migrationsFolder: join(root, 'migrations') });
  const listeners = new Set<(event: LiveEvent) => void>();
  const testMails: Mailbox[] = [];
  const health: HealthParts = {
    status: 'ok',
    parts: [
      { name: 'Telefon', state: 'ok', message: 'Asterisk antwortet.' },
      { name: 'Spracherkennung', state: 'ok', message: 'Das Demo-Modell ist geladen.' },
      { name: 'Versand', state: 'ok', message: 'Der Mailserver nimmt an.' },
    ],
  };
  const log = pino({ level: 'silent' });
  const tell = (event: LiveEvent) => {
    for (const listener of listeners) listener(event);
  };
  const telephone = openTelephoneServices({
    db: store.db,
    folder: join(folder, 'telephone'),
    recordingsFolder,
    now: Date.now,
    tell,
    log,
  });
  const alarms = openAlarmDesk({ db: store.db, smtp: null, country: () => 'DE', now: Date.now, log });
  const models = await openTestModels({ folder, tell, now: Date.now, log, ...options });
  const contacts = await openTestContacts({ db: store.db, folder, log, read: readHere });
  const contactSources = openSourceDesk({
    db: store.db,
    config: { dataFolder: folder, internalTargets: ['127.0.0.1'], importFolders: [join(folder, 'import')] },
    contacts,
    now: Date.now,
    log,
    onChanged: () => tell({ type: 'health-changed' }),
    onBroken: () => undefined,
    settleMs: 1,
  });
  const given: WebServices = {
    ...telephone.services,
    contactSources,
    alarms: alarms.service,
    models: models.desk,
    db: store.db,
    now: Date.now,
    log,
    uiFolder,
    recordingsFolder,
    isDemo: false,
    readPeaks: async file => {
      const { samples, sampleRate } = await readWav(file);
      const peaks = peaksOf(samples).map(peak => Math.round(peak * 100));
      return { peaks, durationMs: Math.round((samples.length / sampleRate) * 1000) };
    },
    contacts,
    identify: openIdentifyDesk({
      db: store.db,
      contacts,
      numbers: () => ({ country: 'DE', areaCode: null }),
      now: Date.now,
    }),
    categoriesChanged: () => undefined,
    sendTestMail: async mailbox => {
      testMails.push(mailbox);
      return { isSent: true, message: `Die Test-Mail an ${mailbox.mailAddress} wurde angenommen.` };
    },
    checkCategories: () => null,
    categoryTester,
    jobsAdded: () => undefined,
    health: () => health,
    onLive: listener => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onStoreBroken: error => {
      throw error;
    },
    ...services,
  };
  let app = await buildApp(given);
  const address = await app.listen({ host: '127.0.0.1', port: 0 });
  const port = Number(new URL(address).port);
  return {
    address,
    store,
    recordingsFolder,
    uiFolder,
    health,
    testMails,
    tell,
    lineWatch: telephone.lineWatch,
    models,
    addUser: async () =>
      addUser(store.db, { name: userName, passwordHash: await hashPassword(password), now: Date.now() }),
    loginLink: userId => `#/login?token=${makeLoginLink(store.db, { userId, now: Date.now() })}`,
    startLink: () => `#/start?token=${makeLoginLink(store.db, { userId: null, now: Date.now() })}`,
    stopServer: () => app.close(),
    async reopen() {
      app = await buildApp(given);
      await app.listen({ host: '127.0.0.1', port });
    },
    async close() {
      await telephone.close();
      await models.desk.close();
      await app.close();
      await contactSources.close();
      await contacts.close();
      store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A window in which the user is logged in (by a one-time link) and looks at `fragment`. */
export async function openAs(
  browser: Browser,
  house: House,
  options: {
    userId: UserId;
    fragment?: string;
    colorScheme?: 'light' | 'dark';
    width?: number;
    height?: number;
  },
): Promise<Visitor> {
  const { userId, fragment, ...look } = options;
  const visitor = await openVisitor(browser, house.address, look);
  await visitor.page.goto(`/${house.loginLink(userId)}`);
  await visitor.page.getByRole('navigation', { name: 'Hauptmenü' }).waitFor();
  if (fragment !== undefined) await visitor.page.goto(`/${fragment}`);
  return visitor;
}
