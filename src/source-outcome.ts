/** What came of one look at a source: nothing new, a list that the import took over, held or refused, or a failure. */
import type { Logger } from 'pino';
import { failureOf } from './contacts/sources/failure.ts';
import type { SourceReading } from './contacts/sources/read-source.ts';
import { reasonWords } from './contacts/sources/words.ts';
import type { ImportContacts, ImportResult, ImportState } from './domain/contact-import.ts';
import type { SourceOutcome, SourceReason } from './domain/contact-source.ts';
import { lastHandOver, type StoredSource } from './store/contact-sources.ts';
import type { Db } from './store/open.ts';

interface OutcomeOptions {
  db: Db;
  log: Logger;
  importContacts: ImportContacts;
  /** null: it is forgotten. */
  importState: (importId: string) => ImportState | null;
}

export interface End {
  outcome: SourceOutcome;
  reason: SourceReason | null;
  message: string;
  isTemporary: boolean;
  /** It has taken minutes of computing: a watched folder, too, is not tried again at once. */
  isCostly: boolean;
  hostKey: string | null;
  fileName: string | null;
  result: ImportResult | null;
  /** Of the list that was handed over now; null: it is the one from before. */
  handedOver: { sha256: string } | null;
  mark: StoredSource['mark'];
  importId: string | null;
}

const nothing = {
  isTemporary: false,
  isCostly: false,
  hostKey: null,
  fileName: null,
  result: null,
  handedOver: null,
  mark: null,
  importId: null,
};

/** Hands a new list to the import. Never throws for what is in it. */
export async function outcomeOf(
  options: OutcomeOptions,
  source: StoredSource,
  reading: SourceReading,
  signal: AbortSignal,
): Promise<End> {
  if (reading.kind === 'failed') {
    const { reason, detail, isTemporary, hostKey } = reading;
    const message = reasonWords(reason, detail, source.kind);
    return { ...nothing, outcome: 'failed', reason, message, isTemporary, hostKey };
  }
  const { fileName } = reading;
  if (reading.kind !== 'file') return { ...nothing, ...asBefore(options, source), fileName };
  const { received, mark } = reading;
  if (received.sha256 === source.contentSha256)
    return { ...nothing, ...asBefore(options, source), fileName, mark };
  const order = {
    file: received.file,
    fileName,
    format: 'auto',
    source: source.id,
    apply: 'if-sound',
  } as const;
  let result: ImportResult;
  try {
    result = await options.importContacts(order, signal);
  } catch (error) {
    // Not for what is in the list, but for a full disk or a stop: next time the same list is handed over again.
    const { reason, detail, isTemporary } = failureOf(error);
    if (!signal.aborted)
      options.log.warn({ sourceId: source.id, reason: String(error) }, 'a list could not be imported');
    return {
      ...nothing,
      outcome: 'failed',
      reason,
      message: reasonWords(reason, detail, source.kind),
      isTemporary,
      isCostly: true,
      fileName,
    };
  }
  if (result.kind === 'refused' && result.isTemporary) {
    // As above: with the old mark and hash, the next run hands it over again.
    const { message } = result;
    return {
      ...nothing,
      outcome: 'failed',
      reason: 'unknown',
      message,
      isTemporary: true,
      isCostly: true,
      fileName,
    };
  }
  const { importId, message } = result;
  const known = {
    ...nothing,
    fileName,
    mark,
    importId,
    message,
    result,
    handedOver: { sha256: received.sha256 },
  };
  if (result.kind === 'refused') return { ...known, outcome: 'failed', reason: 'refused' };
  return { ...known, outcome: result.kind, reason: null };
}

/** The same list as before: what became of it then still holds, unless somebody has decided meanwhile. */
function asBefore(
  { db, importState }: OutcomeOptions,
  source: StoredSource,
): Pick<End, 'outcome' | 'reason' | 'message' | 'importId'> {
  const last = lastHandOver(db, source.id);
  const importId = last?.importId ?? null;
  if (last?.outcome === 'held' && importId !== null && importState(importId) === 'held') {
    return { outcome: 'held', reason: null, message: last.message, importId };
  }
  if (last?.outcome === 'failed')
    return { outcome: 'failed', reason: 'refused', message: last.message, importId };
  return {
    outcome: 'unchanged',
    reason: null,
    message: 'Die Liste ist dieselbe wie beim letzten Mal.',
    importId: null,
  };
}
