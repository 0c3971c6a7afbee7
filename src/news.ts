/** What open pages are told as it happens. */
import type { LiveEvent } from './domain/api.ts';
import type { CallId } from './domain/ids.ts';
import { findCall } from './store/calls.ts';
import type { Db } from './store/open.ts';

export interface News {
  tell(event: LiveEvent): void;
  /** Something about this call is new. */
  changed(callId: CallId): void;
  /** Answers how to stop listening. */
  onLive(listener: (event: LiveEvent) => void): () => void;
}

export function openNews(db: Db): News {
  const listeners = new Set<(event: LiveEvent) => void>();
  const tell = (event: LiveEvent): void => {
    for (const listener of listeners) listener(event);
  };
  return {
    tell,
    changed(callId) {
      // Our own probe calls are nobody's news.
      if (listeners.size > 0 && findCall(db, callId)?.kind === 'caller')
        tell({ type: 'call-changed', callId });
    },
    onLive(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
