/**
 * Greetings whose voice failed for a moment are tried again by themselves, less and less often. The last time
 * another voice may speak: by then new words count more than a good voice.
 */
import type { MailboxId } from './domain/ids.ts';

/** An engine that was killed is back in seconds; a machine under calls may need minutes. */
const PAUSES_MS: readonly number[] = [30_000, 2 * 60_000, 10 * 60_000];

export interface Again {
  /** What was made of this mailbox is all right, or has been changed by the office: counts from the start. */
  forget(mailboxId: MailboxId): void;
  /** Its voice failed. */
  later(mailboxId: MailboxId): void;
}

export function makeAgain(options: {
  /** Never throws. */
  prepare: (mailboxId: MailboxId, isLast: boolean) => Promise<void>;
  pausesMs?: readonly number[];
}): Again {
  const { prepare, pausesMs = PAUSES_MS } = options;
  const tries = new Map<MailboxId, { count: number; timer: NodeJS.Timeout | null }>();
  return {
    forget(mailboxId) {
      clearTimeout(tries.get(mailboxId)?.timer ?? undefined);
      tries.delete(mailboxId);
    },
    later(mailboxId) {
      const { count, timer } = tries.get(mailboxId) ?? { count: 0, timer: null };
      const pause = pausesMs[count];
      if (timer !== null || pause === undefined) return;
      const waiting = setTimeout(() => {
        tries.set(mailboxId, { count: count + 1, timer: null });
        void prepare(mailboxId, count + 1 === pausesMs.length);
      }, pause);
      waiting.unref();
      tries.set(mailboxId, { count, timer: waiting });
    },
  };
}
