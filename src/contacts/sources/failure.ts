import type { SourceReason } from '../../domain/contact-source.ts';
import { HausrufError } from '../../domain/problem.ts';

/** What a failed look says besides its code. */
export interface SourceFailure {
  reason: SourceReason;
  /** A status, a number of files or a name that the words need; never a secret. */
  detail: string;
  /** The key that a server showed instead of the one that is trusted. */
  hostKey: string | null;
}

/** Reasons that may be gone by themselves in an hour. */
const passing = new Set<SourceReason>([
  'dns',
  'connect',
  'time',
  'protocol',
  'growing',
  'broken-off',
  'disk-full',
  'killed',
  'stopped',
]);

/** The end of a look at a source: thrown wherever it cannot go on, caught once by `readSource`. */
export function sourceFailed(reason: SourceReason, detail = '', hostKey: string | null = null): HausrufError {
  const failure: SourceFailure = { reason, detail, hostKey };
  return new HausrufError('SOURCE_FAILED', `${reason}${detail === '' ? '' : `: ${detail}`}`, {
    temporary: passing.has(reason) || (reason === 'status' && /^(429|5)/.test(detail)),
    cause: failure,
  });
}

/** The failure in any thrown value; a full disk is known by its code, wherever it comes from. */
export function failureOf(error: unknown): SourceFailure & { isTemporary: boolean } {
  if (error instanceof HausrufError && error.code === 'SOURCE_FAILED') {
    return { ...(error.cause as SourceFailure), isTemporary: error.temporary };
  }
  const { code, name } = (error ?? {}) as { code?: unknown; name?: unknown };
  if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'STORE_FULL')
    return { reason: 'disk-full', detail: '', hostKey: null, isTemporary: true };
  if (name === 'TimeoutError') return { reason: 'time', detail: '', hostKey: null, isTemporary: true };
  if (name === 'AbortError') return { reason: 'stopped', detail: '', hostKey: null, isTemporary: true };
  return { reason: 'unknown', detail: String(code ?? name ?? ''), hostKey: null, isTemporary: true };
}
