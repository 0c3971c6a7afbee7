/** What every kind of source is given, and what it answers. */
import type {
  PlaceOf,
  SourceKind,
  SourceMark,
  SourceSecret,
  SourceStep,
} from '../../domain/contact-source.ts';
import type { Milliseconds } from '../../domain/ids.ts';
import type { Received } from './receive.ts';

export type Look<Kind extends SourceKind = SourceKind> = LookAnywhere & { place: PlaceOf<Kind> };

interface LookAnywhere {
  pattern: string;
  secret: SourceSecret;
  /** `SHA256:…` that is trusted; null: the first one that is seen. */
  hostKey: string | null;
  /** Of the list that was taken over last; null: read whatever is there. */
  mark: SourceMark | null;
  /** True: look for the file, but do not read it. */
  isTest: boolean;
  /** Where the file is put. */
  folder: string;
  /** Folders on this machine that may be watched. */
  importFolders: readonly string[];
  /** Host names, addresses and networks of the own network that the administrator has named. */
  targets: readonly string[];
  /** How long a file has to stay as it is before it is read. */
  settleMs: Milliseconds;
  /** Is told of each step when it begins. */
  onStep: (step: SourceStep) => void;
  /** Is told what key a server shows, before it is trusted. */
  onHostKey: (hostKey: string) => void;
  signal: AbortSignal;
}

export type Seen =
  /** Taken over already, as its outside tells. */
  | { kind: 'same'; fileName: string }
  /** Only looked for (`isTest`). */
  | { kind: 'there'; fileName: string; bytes: number | null }
  | { kind: 'file'; fileName: string; mark: SourceMark; received: Received };

/** A file that still grows is looked at so often. */
const SETTLE_ROUNDS = 30;

/**
 * The newest file when two looks in a row see the same; else throws SOURCE_FAILED growing. One that is renamed or
 * replaced meanwhile starts the count again.
 */
export async function settled<T>(options: {
  /** What was seen already. */
  first: T;
  look: () => Promise<T>;
  isSame: (a: T, b: T) => boolean;
  waitMs: Milliseconds;
  signal: AbortSignal;
  grows: () => Error;
}): Promise<T> {
  const { first, look, isSame, waitMs, signal, grows } = options;
  let before = first;
  for (let round = 0; round < SETTLE_ROUNDS; round += 1) {
    await pause(waitMs, signal);
    const now = await look();
    if (isSame(before, now)) return now;
    before = now;
  }
  throw grows();
}

export function pause(ms: Milliseconds, signal: AbortSignal): Promise<void> {
  return new Promise((done, fail) => {
    if (signal.aborted) return fail(signal.reason);
    const stop = () => {
      clearTimeout(timer);
      fail(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      done();
    }, ms);
    signal.addEventListener('abort', stop, { once: true });
  });
}
