/**
 * Runs of contact sources, one after the other: fetch the newest list, hand it to the import, note what came of it. A
 * run is in the database before it begins, and one that is killed in the middle is done again from its beginning: what
 * it had fetched is thrown away, and the import takes a list over whole or not at all.
 */
import { rm } from 'node:fs/promises';
import type { Logger } from 'pino';
import { nextRun, retryAfter } from './contacts/sources/next-run.ts';
import { readSource, type SourceReading } from './contacts/sources/read-source.ts';
import { sweepReceived } from './contacts/sources/receive.ts';
import type { ImportContacts, ImportState } from './domain/contact-import.ts';
import type { SourceSecret } from './domain/contact-source.ts';
import type { Instant, Milliseconds } from './domain/ids.ts';
import { type End, outcomeOf } from './source-outcome.ts';
import {
  addRun,
  dropRun,
  dueSources,
  endRun,
  findSource,
  nextSourceDue,
  noteSource,
  requeueRun,
  requeueRuns,
  runsOf,
  type StoredRun,
  type StoredSource,
  sweepRuns,
  takeRun,
} from './store/contact-sources.ts';
import { type Db, isStoreBroken } from './store/open.ts';

/** A clock that is set, or a source that is saved meanwhile, is noticed after so long at the latest. */
const LOOK_EVERY_MS = 60_000;
/** How long a file has to stay as it is before it is read. */
const SETTLE_MS = 10_000;
/** A run that kills its process so often is not tried again. */
const MOST_TRIES = 3;
/** A list that brings its import down again and again is read once a day, not once a minute. */
const COSTLY_RETRY_MS = 24 * 3_600_000;

export interface SourceRunnerOptions {
  db: Db;
  now: () => Instant;
  log: Logger;
  /** Where lists are put while they come in. */
  folder: string;
  importFolders: readonly string[];
  targets: () => readonly string[];
  /** Throws HausrufError SECRET_LOST. */
  secretOf: (source: StoredSource) => SourceSecret;
  importContacts: ImportContacts;
  /** null: it is forgotten. */
  importState: (importId: string) => ImportState | null;
  timeZone: () => string;
  onChanged: () => void;
  /** The store cannot be trusted any more. */
  onBroken: (error: unknown) => void;
  settleMs?: Milliseconds;
}

export interface SourceRunner {
  /** There is a new run, or a source has changed. */
  poke(): void;
  /** Resolves when nothing is queued or under way. */
  settled(): Promise<void>;
  /** Stops what is under way; the next start does it again. */
  close(): Promise<void>;
}

export function startSourceRunner(options: SourceRunnerOptions): SourceRunner {
  const { db, now, log } = options;
  const stopping = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let working: Promise<void> | null = null;
  let isPoked = false;

  const work = async (): Promise<void> => {
    // Nothing is under way: what still says so is left from a start before, or could not be ended for a full disk.
    requeueRuns(db, { wasStopped: false });
    await sweepReceived(options.folder);
    queueDue(options);
    for (let run = takeRun(db, now()); run && !stopping.signal.aborted; run = takeRun(db, now())) {
      options.onChanged();
      await perform(options, run, stopping.signal);
      options.onChanged();
      queueDue(options);
    }
  };
  const untilNext = (): Milliseconds => {
    const wait = (nextSourceDue(db) ?? Number.POSITIVE_INFINITY) - now();
    return Math.min(Math.max(wait, 1000), LOOK_EVERY_MS);
  };
  const poke = (): void => {
    if (stopping.signal.aborted) return;
    isPoked = working !== null;
    if (working) return;
    clearTimeout(timer);
    let hasFailed = false;
    working = work()
      .catch(error => {
        hasFailed = true;
        log.error({ reason: String(error) }, 'a look at contact sources failed');
        if (isStoreBroken(error)) options.onBroken(error);
      })
      .finally(() => {
        working = null;
        if (isPoked) return poke();
        if (stopping.signal.aborted) return;
        timer = setTimeout(poke, hasFailed ? LOOK_EVERY_MS : untilNext());
        timer.unref();
      });
  };
  poke();
  return {
    poke,
    async settled() {
      while (working) await working;
    },
    async close() {
      stopping.abort();
      clearTimeout(timer);
      await working;
      try {
        requeueRuns(db, { wasStopped: true });
      } catch {
        // The store is broken or gone: the rest of the house must still stop in order, and the next start queues them.
      }
    },
  };
}

function queueDue({ db, now, timeZone }: SourceRunnerOptions): void {
  for (const source of dueSources(db, now())) {
    db.transaction(tx => {
      addRun(tx, source.id, 'schedule', now());
      noteSource(tx, source.id, { nextRunAt: nextRun(source.body.schedule, timeZone(), now()) });
    });
  }
}

async function perform(options: SourceRunnerOptions, run: StoredRun, signal: AbortSignal): Promise<void> {
  const { db, log } = options;
  const source = findSource(db, run.sourceId);
  if (!source) return;
  const reading: SourceReading =
    run.tries > MOST_TRIES
      ? { kind: 'failed', reason: 'killed', detail: '', hostKey: null, isTemporary: false }
      : await fetchList(options, source, signal);
  try {
    if (signal.aborted || isOutdated(options, source, run)) return;
    const end = await outcomeOf(options, source, reading, signal);
    // Stopped in the middle of the import: it has taken the list over whole or not at all, and is asked again.
    if (signal.aborted && end.outcome === 'failed') return;
    if (isOutdated(options, source, run)) return;
    finish(options, source, run, end);
    const { outcome, reason } = end;
    log[outcome === 'failed' ? 'warn' : 'info'](
      { sourceId: source.id, outcome, reason },
      'contact source was looked at',
    );
  } finally {
    if (reading.kind === 'file') await rm(reading.received.file, { force: true });
  }
}

/**
 * True: the source was saved or removed while it was read; what was found belongs to what it was. The run is done again,
 * unless nobody wants it any more.
 */
function isOutdated({ db }: SourceRunnerOptions, source: StoredSource, run: StoredRun): boolean {
  const now = findSource(db, source.id);
  if (now && now.updatedAt === source.updatedAt) return false;
  if (now && !now.body.isEnabled && run.startedBy === 'schedule') dropRun(db, run.id);
  else requeueRun(db, run.id);
  return true;
}

async function fetchList(
  options: SourceRunnerOptions,
  source: StoredSource,
  signal: AbortSignal,
): Promise<SourceReading> {
  const { place, pattern } = source.body;
  let secret: SourceSecret;
  try {
    secret = options.secretOf(source);
  } catch {
    return { kind: 'failed', reason: 'secret-lost', detail: '', hostKey: null, isTemporary: false };
  }
  return readSource({
    place,
    pattern,
    secret,
    hostKey: source.hostKey,
    mark: source.mark,
    isTest: false,
    folder: options.folder,
    importFolders: options.importFolders,
    targets: options.targets(),
    settleMs: options.settleMs ?? SETTLE_MS,
    onStep: () => {},
    onHostKey(hostKey) {
      // Trusted as it is first seen, and shown on the page.
      const isSame = findSource(options.db, source.id)?.updatedAt === source.updatedAt;
      if (source.hostKey === null && isSame) noteSource(options.db, source.id, { hostKey });
    },
    signal,
  });
}

function finish(options: SourceRunnerOptions, source: StoredSource, run: StoredRun, end: End): void {
  const { db } = options;
  const now = options.now();
  const { schedule } = source.body;
  const failures = end.outcome === 'failed' ? source.failures + 1 : 0;
  const retryMs = end.isTemporary && schedule.every !== 'hand' ? retryAfter(failures) : null;
  const next = nextTry(findSource(db, source.id)?.nextRunAt ?? null, {
    now,
    retryMs,
    isWatched: schedule.every === 'change',
    end,
  });
  const { outcome, reason, message, fileName, importId, result } = end;
  const counts = result && result.kind !== 'refused' ? result.counts : null;
  db.transaction(tx => {
    if (isNoNews(options, source, run, end)) dropRun(tx, run.id);
    else endRun(tx, run.id, { outcome, reason, message, fileName, importId, counts, now });
    noteSource(tx, source.id, {
      failures: reason === 'no-file' && schedule.every === 'change' ? 0 : failures,
      ...(outcome === 'failed' && reason !== 'refused' ? {} : { reachedAt: now }),
      ...(end.handedOver === null ? {} : { contentSha256: end.handedOver.sha256, changedAt: now }),
      ...(end.mark === null ? {} : { mark: end.mark }),
      // A key that fits again clears what was offered.
      offeredHostKey: end.hostKey ?? (reason === null ? null : source.offeredHostKey),
      ...(next === null ? {} : { nextRunAt: next }),
    });
    sweepRuns(tx, source.id);
  });
}

/** null: as the schedule says. */
function nextTry(
  planned: Instant | null,
  how: { now: Instant; retryMs: Milliseconds | null; isWatched: boolean; end: End },
): Instant | null {
  const { now, retryMs, isWatched, end } = how;
  if (planned === null) return null;
  if (end.isCostly && isWatched) return now + (retryMs ?? COSTLY_RETRY_MS);
  return retryMs === null ? null : Math.min(planned, now + retryMs);
}

/** A watched folder is looked at every minute: only what is new is kept. */
function isNoNews({ db }: SourceRunnerOptions, source: StoredSource, run: StoredRun, end: End): boolean {
  if (run.startedBy !== 'schedule' || source.body.schedule.every !== 'change') return false;
  if (end.outcome === 'unchanged' || end.reason === 'no-file') return true;
  const before = runsOf(db, source.id, 2).find(each => each.id !== run.id);
  return end.handedOver === null && before?.outcome === end.outcome && before.reason === end.reason;
}
