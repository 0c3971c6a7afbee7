/** The web room for tests: the real server on a real port, a real store in a folder of its own. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Writable } from 'node:stream';
import { pino } from 'pino';
import { openAlarmDesk } from '../../src/alarm-desk.ts';
import type { HealthParts, LiveEvent } from '../../src/domain/api.ts';
import type { UserId } from '../../src/domain/ids.ts';
import { type Mailbox, type MailboxInput, simpleFlow } from '../../src/domain/mailbox.ts';
import type { Manifest } from '../../src/engines/models.ts';
import { openIdentifyDesk } from '../../src/identify-desk.ts';
import { openSourceDesk } from '../../src/source-desk.ts';
import { addMailbox } from '../../src/store/mailboxes.ts';
import { openStore } from '../../src/store/open.ts';
import { addUser } from '../../src/store/users.ts';
import { categoryTester } from '../../src/understanding/categorise-try.ts';
import { buildApp } from '../../src/web/app.ts';
import { hashPassword } from '../../src/web/passwords.ts';
import type { WebServices } from '../../src/web/services.ts';
import { cookieName, makeLoginLink } from '../../src/web/sessions.ts';
import { openTestContacts, readHere } from './test-contacts.ts';
import { openTestModels } from './web-models.ts';
import { openTelephoneServices } from './web-telephone-services.ts';

export const password = 'Drei Birnen am Zaun';
const migrationsFolder = resolve(import.meta.dirname, '../../migrations');

export interface Reply {
  status: number;
  headers: IncomingHttpHeaders;
  bytes: Buffer;
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into replies of every shape.
  json: any;
}

export interface Ask {
  body?: unknown;
  headers?: Record<string, string>;
  /** False: without a cookie; a string: this token. */
  session?: string | false;
  /** False: neither Origin nor Sec-Fetch-Site. */
  ownPage?: boolean;
}

export type House = Awaited<ReturnType<typeof openHouse>>;

/** `overrides` replace what main.ts would hand over. */
export async function openHouse(
  options: {
    overrides?: Partial<WebServices>;
    heartbeatMs?: number;
    isEmpty?: boolean;
    hasVoice?: boolean;
    /** In place of the alarm desk without a mail server. */
    withAlarms?: (parts: Pick<WebServices, 'db' | 'now' | 'log'>) => WebServices['alarms'];
    models?: { manifest: Manifest };
  } = {},
) {
  const folder = mkdtempSync(join(tmpdir(), 'hausruf-web-'));
  const recordingsFolder = join(folder, 'recordings');
  const uiFolder = join(folder, 'ui');
  mkdirSync(recordingsFolder);
  const store = openStore({ folder: join(folder, 'data'), migrationsFolder });
  const clock = { now: Date.parse('2026-11-23T10:00:00Z') };
  const listeners = new Set<(event: LiveEvent) => void>();
  const told: string[] = [];
  let logged = '';
  const logTo = new Writable({
    write(chunk, _encoding, done) {
      logged += String(chunk);
      done();
    },
  });
  const health: HealthParts = {
    status: 'ok',
    parts: [{ name: 'Telefonanlage', state: 'ok', message: 'Verbunden.' }],
  };
  const log = pino({ level: 'debug' }, logTo);
  const emit = (event: LiveEvent) => {
    for (const listener of listeners) listener(event);
  };
  const telephone = openTelephoneServices({
    db: store.db,
    folder: join(folder, 'telephone'),
    recordingsFolder,
    now: () => clock.now,
    tell: emit,
    log,
    hasVoice: options.hasVoice ?? true,
  });
  const forAlarms = { db: store.db, now: () => clock.now, log };
  const alarms =
    options.withAlarms?.(forAlarms) ??
    openAlarmDesk({ ...forAlarms, smtp: null, country: () => 'DE' }).service;
  const models = await openTestModels({ folder, tell: emit, now: () => clock.now, log, ...options.models });
  const contacts = await openTestContacts({
    db: store.db,
    folder,
    read: readHere,
    onChanged: () => told.push('contacts'),
    log,
  });
  const contactSources = openSourceDesk({
    db: store.db,
    config: { dataFolder: folder, internalTargets: ['127.0.0.1'], importFolders: [join(folder, 'import')] },
    contacts,
    now: () => clock.now,
    log,
    onChanged: () => told.push('sources'),
    onBroken: () => told.push('broken'),
    settleMs: 1,
  });
  const services: WebServices = {
    ...telephone.services,
    contactSources,
    alarms,
    models: models.desk,
    db: store.db,
    now: () => clock.now,
    log,
    uiFolder,
    recordingsFolder,
    isDemo: false,
    readPeaks: async () => ({ peaks: [0, 50, 100], durationMs: 1500 }),
    contacts,
    identify: openIdentifyDesk({
      db: store.db,
      contacts,
      numbers: () => ({ country: 'DE', areaCode: null }),
      now: () => clock.now,
    }),
    categoriesChanged: () => told.push('categories'),
    mailboxChanged: mailboxId => told.push(`mailbox ${mailboxId}`),
    telephoneChanged: () => told.push('telephone'),
    sendTestMail: async () => ({ isSent: true, message: 'Gesendet.' }),
    checkCategories: () => null,
    categoryTester,
    jobsAdded: () => told.push('jobs'),
    health: () => health,
    onLive(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onStoreBroken: () => told.push('broken'),
    ...options.overrides,
  };
  const app = await buildApp(
    services,
    options.heartbeatMs === undefined ? {} : { heartbeatMs: options.heartbeatMs },
  );
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  let userId: UserId | null = null;
  let token = '';

  const ask = (method: string, path: string, how: Ask = {}): Promise<Reply> =>
    send(port, method, path, { ...how, session: how.session ?? (token === '' ? false : token) });

  const house = {
    app,
    store,
    db: store.db,
    services,
    clock,
    port,
    folder,
    recordingsFolder,
    uiFolder,
    told,
    ask,
    logged: () => logged,
    listeners,
    emit,
    lineWatch: telephone.lineWatch,
    models,
    contactSources,
    userId: () => {
      if (userId === null) throw new Error('this house has no user');
      return userId;
    },
    token: () => token,
    /** Logs in afresh by a one-time link, which costs no hashing. */
    async logIn(): Promise<string> {
      token = await house.logInElsewhere();
      return token;
    },
    /** A second browser: the house goes on asking as the first one. */
    async logInElsewhere(): Promise<string> {
      const link = makeLoginLink(store.db, { userId: house.userId(), now: clock.now });
      return tokenOf(await ask('POST', '/api/v1/session/link', { body: { token: link }, session: false }));
    },
    async close(): Promise<void> {
      await telephone.close();
      await models.desk.close();
      await app.close();
      await contactSources.close();
      await contacts.close();
      store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  if (!options.isEmpty) {
    userId = addUser(store.db, { name: 'Petra', passwordHash: await storedHash(), now: clock.now });
    await house.logIn();
  }
  return house;
}

/** The session token that a reply sets. */
export function tokenOf(reply: Reply): string {
  const cookie = cookieOf(reply);
  const found = new RegExp(`^${cookieName}=([^;]+)`).exec(cookie);
  if (!found?.[1]) throw new Error(`no session in this reply: ${reply.status} ${reply.text}`);
  return found[1];
}

export const cookieOf = (reply: Reply): string => reply.headers['set-cookie']?.[0] ?? '';

export const mailboxInput = (changes: Partial<MailboxInput> = {}): MailboxInput => ({
  name: 'Hausverwaltung Muster',
  numbers: [],
  timeZone: 'Europe/Berlin',
  mailAddress: 'buero@example.de',
  attachRecording: true,
  flow: simpleFlow({ greeting: 'Guten Tag.', goodbye: '' }),
  ...changes,
});

export const makeMailbox = (house: House, changes: Partial<MailboxInput> = {}): Mailbox =>
  addMailbox(house.db, mailboxInput(changes), house.clock.now);

/** Hashed once for all tests of a file: it takes half a second on purpose. */
let hash: Promise<string> | null = null;
function storedHash(): Promise<string> {
  hash ??= hashPassword(password);
  return hash;
}

function send(port: number, method: string, path: string, how: Ask): Promise<Reply> {
  const isRaw = typeof how.body === 'string' || Buffer.isBuffer(how.body);
  const body = how.body === undefined ? null : isRaw ? (how.body as string) : JSON.stringify(how.body);
  const headers = {
    ...(how.ownPage === false ? {} : { origin: `http://127.0.0.1:${port}` }),
    ...(body === null
      ? {}
      : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
    ...(how.session ? { cookie: `${cookieName}=${how.session}` } : {}),
    ...how.headers,
  };
  return new Promise((done, failed) => {
    const asked = httpRequest({ host: '127.0.0.1', port, method, path, headers, agent: false }, reply => {
      const chunks: Buffer[] = [];
      reply.on('data', chunk => chunks.push(chunk));
      reply.on('error', failed);
      reply.on('end', () => {
        const bytes = Buffer.concat(chunks);
        const text = bytes.toString('utf8');
        const isJson = reply.headers['content-type']?.startsWith('application/json');
        const json = isJson && text !== '' ? JSON.parse(text) : null;
        done({ status: reply.statusCode ?? 0, headers: reply.headers, bytes, text, json });
      });
    });
    asked.setTimeout(20_000, () => asked.destroy(new Error(`no answer to ${method} ${path}`)));
    asked.on('error', failed);
    asked.end(body ?? undefined);
  });
}
