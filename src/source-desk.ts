/**
 * The desk of contact sources: what the page may change, what it shows, and what a person must be told. Passwords and
 * keys go in sealed and never out; one that was entered for a server is never sent to another.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Config } from './config/read.ts';
import { nextRun } from './contacts/sources/next-run.ts';
import { testSource } from './contacts/sources/test-source.ts';
import type { HealthParts } from './domain/api.ts';
import type { ImportContacts, ImportView } from './domain/contact-import.ts';
import type {
  ContactSource,
  ContactSourceId,
  ContactSourceService,
  SourceChange,
  SourceDraft,
  SourceRun,
  SourceSecret,
} from './domain/contact-source.ts';
import { findDraftProblem, isSameAccount } from './domain/contact-source-rules.ts';
import type { Instant, Milliseconds } from './domain/ids.ts';
import { startSourceRunner } from './source-runs.ts';
import { sourceProblem } from './source-words.ts';
import {
  addRun,
  findSource,
  listSources,
  newSourceId,
  noteSource,
  removeSource,
  runsOf,
  type StoredRun,
  type StoredSource,
  saveSource,
  touchSource,
} from './store/contact-sources.ts';
import { listMailboxes } from './store/mailboxes.ts';
import type { Db } from './store/open.ts';
import { openSecretBox, type SecretBox } from './store/secret-box.ts';

const SHOWN_RUNS = 10;

export interface SourceDeskOptions {
  db: Db;
  config: Pick<Config, 'dataFolder' | 'internalTargets' | 'importFolders'>;
  now: () => Instant;
  log: Logger;
  /** `find`: what has become of an import; null: it is forgotten. */
  contacts: { importContacts: ImportContacts; find(importId: string): Pick<ImportView, 'state'> | null };
  /** A run has begun or ended, or the sources have changed. */
  onChanged: () => void;
  onBroken: (error: unknown) => void;
  settleMs?: Milliseconds;
}

export interface SourceDesk extends ContactSourceService {
  /** For the state of the house: one part for each source that needs a person. */
  health(): HealthParts['parts'];
  settled(): Promise<void>;
  close(): Promise<void>;
}

const noSecret: SourceSecret = { password: null, privateKey: null, passphrase: null };

export function openSourceDesk(options: SourceDeskOptions): SourceDesk {
  const { db, config, contacts, now, log } = options;
  const importState = (importId: string) => contacts.find(importId)?.state ?? null;
  let opened: SecretBox | null = null;
  // Made when the first secret is entered: most houses upload their list by hand.
  const box = (): SecretBox => {
    opened ??= openSecretBox(join(config.dataFolder, 'master.key'));
    return opened;
  };
  const placeOf = (row: string) => ({ table: 'contact_sources', row, field: 'secret' });
  const secretOf = (source: StoredSource): SourceSecret =>
    source.secret === null
      ? noSecret
      : (JSON.parse(box().open(source.secret, placeOf(source.id))) as SourceSecret);
  // The one that needs no word of an administrator is there to be shared.
  const ownFolder = join(config.dataFolder, 'import');
  if (config.importFolders.includes(ownFolder)) mkdirSync(ownFolder, { recursive: true });
  const timeZone = () => listMailboxes(db)[0]?.timeZone ?? 'Europe/Berlin';
  const folder = join(config.dataFolder, 'contacts', 'incoming');
  const runner = startSourceRunner({
    db,
    now,
    log,
    folder,
    importFolders: config.importFolders,
    targets: () => config.internalTargets,
    secretOf,
    importContacts: contacts.importContacts,
    importState,
    timeZone,
    onChanged: options.onChanged,
    onBroken: options.onBroken,
    ...(options.settleMs === undefined ? {} : { settleMs: options.settleMs }),
  });

  /** What a draft signs in with: its own words, else those that are stored for the very same account. */
  const mergedSecret = (draft: SourceDraft, stored: StoredSource | null): SourceSecret | 'lost' => {
    let old = noSecret;
    try {
      if (stored && isSameAccount(draft.place, stored.body.place)) old = secretOf(stored);
    } catch {
      // The key is gone: whoever enters everything anew needs the old words no more.
      if (draft.secret.password === null && draft.secret.privateKey === null) return 'lost';
    }
    const { password, privateKey, passphrase } = draft.secret;
    return {
      password: password ?? old.password,
      privateKey: privateKey ?? old.privateKey,
      // A new key has its own passphrase or none.
      passphrase: passphrase ?? (privateKey === null ? old.passphrase : null),
    };
  };

  const viewOf = (source: StoredSource): ContactSource => {
    const runs = runsOf(db, source.id, SHOWN_RUNS);
    const { hasPassword, hasPrivateKey } = kindOfSecret(source);
    return {
      ...source.body,
      sourceId: source.id,
      hasPassword,
      hasPrivateKey,
      hostKey: source.hostKey,
      offeredHostKey: source.offeredHostKey,
      nextRunAt: source.nextRunAt,
      runs: runs.map(runView),
      problem: sourceProblem(source, runs, { now: now(), importState })?.message ?? null,
    };
  };
  const kindOfSecret = (source: StoredSource) => {
    try {
      const { password, privateKey } = secretOf(source);
      return { hasPassword: password !== null, hasPrivateKey: privateKey !== null };
    } catch {
      return { hasPassword: false, hasPrivateKey: false };
    }
  };
  const done = (sourceId: ContactSourceId): SourceChange => {
    const source = findSource(db, sourceId);
    return source ? { kind: 'done', source: viewOf(source) } : { kind: 'missing' };
  };
  const changed = (sourceId: ContactSourceId): SourceChange => {
    runner.poke();
    options.onChanged();
    return done(sourceId);
  };

  return {
    list: () => listSources(db).map(viewOf),
    importFolders: () => [...config.importFolders],
    async save(id, draft) {
      const stored = id === null ? null : findSource(db, id);
      if (id !== null && !stored) return { kind: 'missing' };
      const secret = mergedSecret(draft, stored);
      if (secret === 'lost') return refusedLost;
      const problem = findDraftProblem(draft, secret);
      if (problem) return { kind: 'refused', ...problem };
      const { secret: _, hostKey, ...input } = draft;
      const sourceId = stored?.id ?? newSourceId();
      const isKnown = stored !== null && isSameAccount(draft.place, stored.body.place);
      const isEmpty = secret.password === null && secret.privateKey === null;
      saveSource(db, {
        sourceId,
        input,
        secret: isEmpty ? null : box().seal(JSON.stringify(secret), placeOf(sourceId)),
        hostKey: (isKnown ? stored.hostKey : null) ?? hostKey,
        nextRunAt: input.isEnabled ? nextRun(input.schedule, timeZone(), now()) : null,
        now: now(),
      });
      return changed(sourceId);
    },
    async remove(sourceId) {
      const source = findSource(db, sourceId);
      if (!source) return { kind: 'missing' };
      const view = viewOf(source);
      removeSource(db, sourceId);
      options.onChanged();
      return { kind: 'done', source: view };
    },
    run(sourceId) {
      if (!findSource(db, sourceId)) return { kind: 'missing' };
      addRun(db, sourceId, 'hand', now());
      return changed(sourceId);
    },
    acceptHostKey(sourceId, hostKey) {
      const source = findSource(db, sourceId);
      if (!source) return { kind: 'missing' };
      if (source.offeredHostKey !== hostKey) {
        return {
          kind: 'refused',
          message: 'Der Server hat inzwischen einen anderen Schlüssel gezeigt.',
          field: null,
        };
      }
      noteSource(db, sourceId, { hostKey, offeredHostKey: null, failures: 0 });
      touchSource(db, sourceId);
      addRun(db, sourceId, 'hand', now());
      log.info({ sourceId }, 'a new host key of a contact source was accepted');
      return changed(sourceId);
    },
    async test(id, draft) {
      const stored = id === null ? null : findSource(db, id);
      if (id !== null && !stored) return { kind: 'missing' };
      const secret = mergedSecret(draft, stored);
      if (secret === 'lost') return refusedLost;
      const problem = findDraftProblem(draft, secret);
      if (problem) return { kind: 'refused', ...problem };
      const isKnown = stored !== null && isSameAccount(draft.place, stored.body.place);
      return testSource({
        place: draft.place,
        pattern: draft.pattern,
        secret,
        hostKey: isKnown ? stored.hostKey : null,
        mark: null,
        folder,
        importFolders: config.importFolders,
        targets: config.internalTargets,
        settleMs: 0,
        signal: new AbortController().signal,
      });
    },
    health: () =>
      listSources(db).flatMap(source => {
        const facts = { now: now(), importState };
        const problem = sourceProblem(source, runsOf(db, source.id, SHOWN_RUNS), facts);
        if (!problem) return [];
        return [{ name: 'Kontakte', state: problem.state, message: `${source.name}: ${problem.message}` }];
      }),
    settled: runner.settled,
    close: runner.close,
  };
}

const refusedLost: SourceChange = {
  kind: 'refused',
  message:
    'Die gespeicherten Zugangsdaten lassen sich nicht mehr entschlüsseln. Bitte tragen Sie sie neu ein.',
  field: 'password',
};

const runView = (run: StoredRun): SourceRun => ({
  runId: run.id,
  trigger: run.startedBy,
  state: run.state,
  outcome: run.outcome,
  message: run.message,
  fileName: run.fileName,
  counts: run.counts,
  queuedAt: run.queuedAt,
  startedAt: run.startedAt,
  endedAt: run.endedAt,
});
