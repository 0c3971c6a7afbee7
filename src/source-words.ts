/** What a person must see to at a contact source, in German. Pure. */
import { overdueAfter } from './contacts/sources/next-run.ts';
import { reasonWords } from './contacts/sources/words.ts';
import type { ImportState } from './domain/contact-import.ts';
import type { Instant } from './domain/ids.ts';
import type { StoredRun, StoredSource } from './store/contact-sources.ts';

const DAY_MS = 24 * 3_600_000;
/** What may pass by itself is tried so often before it is an alarm. */
const QUIET_FAILURES = 3;
/** These do not pass by themselves. */
const lasting = new Set<StoredRun['reason']>([
  ...([
    'address',
    'unencrypted',
    'private',
    'tls',
    'redirect',
    'host-key',
    'sign-in',
    'key-unreadable',
  ] as const),
  ...([
    'folder-missing',
    'folder-forbidden',
    'folder-foreign',
    'file-forbidden',
    'no-file',
    'too-many-files',
  ] as const),
  ...(['too-big', 'empty', 'web-page', 'secret-missing', 'secret-lost', 'killed', 'refused'] as const),
]);

export interface SourceProblem {
  state: 'bad' | 'warn';
  message: string;
}

/** `runs`: newest first. null: nothing, or the source is switched off. */
export function sourceProblem(
  source: StoredSource,
  runs: readonly StoredRun[],
  facts: { now: Instant; importState: (importId: string) => ImportState | null },
): SourceProblem | null {
  const { body } = source;
  if (!body.isEnabled) return null;
  const bad = (message: string): SourceProblem => ({ state: 'bad', message });
  if (source.offeredHostKey !== null) return bad(reasonWords('host-key', '', source.kind));
  const last = runs.find(run => run.state === 'done');
  if (last?.outcome === 'failed' && (lasting.has(last.reason) || source.failures >= QUIET_FAILURES)) {
    return bad(`${last.message} Die bisherigen Kontakte gelten weiter.`);
  }
  if (last?.outcome === 'held' && facts.importState(last.importId ?? '') === 'held') return bad(last.message);
  const overdueMs = overdueAfter(body.schedule);
  const reachedAt = source.reachedAt ?? source.createdAt;
  if (overdueMs !== null && facts.now - reachedAt > overdueMs) {
    return bad(
      `Seit ${daysWords(facts.now - reachedAt)} ist kein Abgleich gelungen. Die bisherigen Kontakte gelten weiter.`,
    );
  }
  const { changedAt } = source;
  if (
    body.staleAfterDays !== null &&
    changedAt !== null &&
    facts.now - changedAt > body.staleAfterDays * DAY_MS
  ) {
    return {
      state: 'warn',
      message: `Seit ${daysWords(facts.now - changedAt)} kam keine neue Liste. Schreibt das andere Programm sie noch?`,
    };
  }
  return null;
}

const daysWords = (ms: number): string => `${Math.floor(ms / DAY_MS)} Tagen`;
