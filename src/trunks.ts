/**
 * The trunks' desk: what was entered becomes the file that Asterisk reads, and what Asterisk tells of them becomes
 * words. A change counts only when Asterisk has taken it; calls in progress never notice.
 */
import { join } from 'node:path';
import type { Logger } from 'pino';
import { type Config, readAriFile } from './config/read.ts';
import type { Instant, TrunkId } from './domain/ids.ts';
import { HausrufError } from './domain/problem.ts';
import {
  endpointOf,
  findTrunkProblem,
  type Trunk,
  type TrunkOutcome,
  type TrunkProblem,
  type TrunkService,
  type TrunkState,
  type TrunkStateName,
} from './domain/trunk.ts';
import type { Db } from './store/open.ts';
import { listTrunks, newTrunkId, removeTrunk, type StoredTrunk, saveTrunk } from './store/trunks.ts';
import type { AriClient } from './telephony/ari-client.ts';
import { type RegistrationState, type Registrations, watchRegistrations } from './telephony/registrations.ts';
import { type Section, trunkSections } from './telephony/trunk-config.ts';
import {
  askAsterisk,
  findMissing,
  holdsSections,
  readBind,
  replaceTrunkFile,
  type TrunkFileOutcome,
  writeTrunkFile,
} from './telephony/trunk-file.ts';
import { prepareTlsFiles, resolveServers, type TlsFiles } from './telephony/trunk-surroundings.ts';
import { findCertificateProblem, findClash, firstTrouble, refusedWords } from './trunk-words.ts';

/** Providers move their servers now and then. */
const RESOLVE_EVERY_MS = 3_600_000;

export interface TrunkDeskOptions {
  db: Db;
  config: Config;
  now: () => Instant;
  log: Logger;
  /** The state of a trunk has changed, or the trunks themselves. */
  onChanged: () => void;
}

export interface TrunkDesk extends TrunkService {
  channelLimit(trunkId: TrunkId | null): number | null;
  wayOut(trunkId: TrunkId | null): { endpoint: string; ownNumber: string | null } | null;
  ownNumbers(): string[];
  /** The line to Asterisk is up (again): it gets the trunks as they are stored. */
  onUp(request: AriClient['request']): void;
  /** German, for the state of the house; null: nothing is wrong. */
  problem(): string | null;
  /** Resolves when all that was begun is done: the file is written, or refused. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

export function openTrunkDesk(options: TrunkDeskOptions): TrunkDesk {
  const { db, config, now, log } = options;
  const folder = join(config.dataFolder, 'asterisk', 'trunks');
  /** What the environment says until Asterisk itself tells where it takes calls. */
  let sip = { host: config.asterisk.sipHost, port: config.asterisk.sipPort };
  let request: AriClient['request'] | null = null;
  let registrations: Registrations | null = null;
  let amiKey = '';
  let standings: ReadonlyMap<string, RegistrationState> | null = null;
  let addresses: ReadonlyMap<string, readonly string[]> = new Map();
  let fileProblem: string | null = null;
  const since = new Map<TrunkId, { state: TrunkStateName; at: Instant }>();
  let queue: Promise<unknown> = Promise.resolve();
  let isClosed = false;

  /** One change after the other: each begins with what the one before has left. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = queue.then(work);
    queue = turn.catch(() => {});
    return turn;
  };

  const sectionsFor = async (trunks: readonly StoredTrunk[]): Promise<Section[]> => {
    const used = trunks.filter(trunk => trunk.input.isEnabled);
    addresses = await resolveServers(used, addresses);
    const needsTls = used.some(trunk => trunk.input.transport === 'tls');
    const tls: TlsFiles = needsTls
      ? await prepareTlsFiles(folder)
      : { caFile: join(folder, 'ca.pem'), certificate: null };
    return trunkSections(used, {
      sipHost: sip.host,
      sipPort: sip.port,
      ...tls,
      addressesOf: host => addresses.get(host) ?? [],
    });
  };

  /** Makes Asterisk's trunks those of the database. What it refuses is told, and the rest counts. */
  const synchronise = async (): Promise<void> => {
    sip = (request && (await readBind(request))) ?? sip;
    const sections = await sectionsFor(listTrunks(db));
    let outcome: TrunkFileOutcome;
    if (await holdsSections(folder, sections)) {
      const isTaken = request !== null && (await findMissing(request, sections)).length === 0;
      outcome = isTaken ? { kind: 'done' } : await askAsterisk(request, sections);
    } else {
      await writeTrunkFile(folder, sections);
      outcome = await askAsterisk(request, sections);
    }
    fileProblem = outcome.kind === 'refused' ? refusedWords(outcome.missing, sip.port) : null;
    if (outcome.kind === 'refused') log.error({ missing: outcome.missing }, 'Asterisk refused trunks');
    registrations?.look();
    noticeStates();
  };

  const trySynchronise = (): void => {
    void inTurn(synchronise).catch(error => {
      if (error instanceof HausrufError && error.code === 'ASTERISK_UNREACHABLE') return;
      fileProblem =
        'Die Telefonanschlüsse konnten nicht eingerichtet werden. Bitte wenden Sie sich an Ihre Systembetreuung.';
      log.error({ reason: String(error) }, 'trunks could not be set up');
      noticeStates();
    });
  };

  const change = async (next: StoredTrunk[], store: () => void): Promise<TrunkProblem | null> => {
    const sections = await sectionsFor(next);
    const outcome = await replaceTrunkFile({ folder, request }, sections);
    if (outcome.kind === 'refused') {
      log.warn({ missing: outcome.missing }, 'Asterisk refused trunks; the old ones are back');
      return {
        message: `${refusedWords(outcome.missing, sip.port)} Es gilt weiter, was vorher galt.`,
        field: null,
      };
    }
    try {
      store();
    } catch (error) {
      // What could not be stored must not count either.
      await replaceTrunkFile({ folder, request }, await sectionsFor(listTrunks(db))).catch(() => {});
      throw error;
    }
    fileProblem = null;
    registrations?.look();
    noticeStates();
    return null;
  };

  const stateOf = ({ trunkId, input }: StoredTrunk): TrunkStateName => {
    if (!input.isEnabled) return 'off';
    if (input.kind === 'ip')
      return request !== null && (standings !== null || registrations === null) ? 'ready' : 'unknown';
    return standings === null ? 'unknown' : (standings.get(endpointOf(trunkId)) ?? 'unknown');
  };

  const noticeStates = (): void => {
    for (const trunk of listTrunks(db)) {
      const state = stateOf(trunk);
      if (since.get(trunk.trunkId)?.state === state) continue;
      since.set(trunk.trunkId, { state, at: now() });
      log.info({ trunkId: trunk.trunkId, state }, 'state of a trunk');
    }
    if (!isClosed) options.onChanged();
  };

  const watch = (): void => {
    const ami = readAriFile(join(config.dataFolder, 'asterisk', 'ari.json'))?.ami ?? null;
    const key = JSON.stringify(ami);
    if (key === amiKey) return;
    amiKey = key;
    registrations?.close();
    registrations = null;
    standings = null;
    if (!ami) return;
    registrations = watchRegistrations({
      address: ami,
      isReachable: async endpoint => {
        const reply = await request?.('GET', `/endpoints/PJSIP/${encodeURIComponent(endpoint)}-probe`);
        return (reply as { state?: unknown } | undefined)?.state === 'online';
      },
      onChange(states) {
        standings = states;
        noticeStates();
      },
      onProblem: (message, facts) => log.warn(facts, message),
    });
  };

  const resolving = setInterval(() => {
    if (request && listTrunks(db).length > 0) trySynchronise();
  }, RESOLVE_EVERY_MS);

  return {
    list: () => listTrunks(db).map(viewOf),
    states: () =>
      listTrunks(db).map((trunk): TrunkState => {
        const state = stateOf(trunk);
        const seen = since.get(trunk.trunkId);
        return { trunkId: trunk.trunkId, state, since: seen?.state === state ? seen.at : null };
      }),
    save: (trunkId, draft) =>
      inTurn(async (): Promise<TrunkOutcome> => {
        const all = listTrunks(db);
        const stored = all.find(each => each.trunkId === trunkId) ?? null;
        if (trunkId !== null && !stored) return { kind: 'missing' };
        const { password, ...input } = draft;
        const trunk: StoredTrunk = {
          trunkId: stored?.trunkId ?? newTrunkId(),
          input,
          password: password ?? stored?.password ?? null,
          updatedAt: Math.max(now(), (stored?.updatedAt ?? 0) + 1),
        };
        const others = all.filter(each => each.trunkId !== trunk.trunkId);
        const problem =
          findTrunkProblem(input, password, trunk.password !== null) ??
          findClash(input, others) ??
          (await findCertificateProblem(input, folder)) ??
          (await change(stored ? all.map(each => (each === stored ? trunk : each)) : [...all, trunk], () =>
            saveTrunk(db, trunk),
          ));
        return problem ? { kind: 'refused', ...problem } : { kind: 'done', trunk: viewOf(trunk) };
      }),
    remove: trunkId =>
      inTurn(async (): Promise<TrunkOutcome> => {
        const all = listTrunks(db);
        const stored = all.find(each => each.trunkId === trunkId);
        if (!stored) return { kind: 'missing' };
        const rest = all.filter(each => each !== stored);
        const problem = await change(rest, () => removeTrunk(db, trunkId));
        since.delete(trunkId);
        return problem ? { kind: 'refused', ...problem } : { kind: 'done', trunk: viewOf(stored) };
      }),
    channelLimit: trunkId =>
      listTrunks(db).find(trunk => trunk.trunkId === trunkId)?.input.maxChannels ?? null,
    wayOut(trunkId) {
      const usable = listTrunks(db).filter(trunk => trunk.input.isEnabled);
      // Where the call came in, it may also go out; calls of HAUSRUF_TRUNK_ADDRESSES take the first one there is.
      const way = usable.find(trunk => trunk.trunkId === trunkId) ?? usable[0];
      return way ? { endpoint: endpointOf(way.trunkId), ownNumber: way.input.ownNumber } : null;
    },
    ownNumbers: () => listTrunks(db).flatMap(trunk => trunk.input.ownNumber ?? []),
    onUp(ari) {
      request = ari;
      watch();
      trySynchronise();
    },
    problem: () => fileProblem ?? firstTrouble(listTrunks(db), stateOf),
    settled: async () => void (await queue),
    async close() {
      isClosed = true;
      clearInterval(resolving);
      registrations?.close();
      await queue;
    },
  };
}

const viewOf = (trunk: StoredTrunk): Trunk => ({
  ...trunk.input,
  trunkId: trunk.trunkId,
  hasPassword: trunk.password !== null,
});
