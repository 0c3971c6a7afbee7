/**
 * The rows of the inbox: reads pages, and reads them again when the server says that a call has
 * changed. Rows keep their place and identity, so neither selection nor scroll is lost.
 */
import { type ReadonlySignal, signal } from '@preact/signals';
import type { CallListItem, CallListQuery } from '../../domain/api-calls.ts';
import { type ApiProblem, asProblem, getCall, listCalls } from '../api.ts';

export interface InboxList {
  /** Newest first; null: nothing was read yet. */
  items: ReadonlySignal<CallListItem[] | null>;
  hasMore: ReadonlySignal<boolean>;
  isLoading: ReadonlySignal<boolean>;
  problem: ReadonlySignal<ApiProblem | null>;
  /** Calls that came in while the list was shown: they appear softly. */
  arrived: ReadonlySignal<ReadonlySet<string>>;
  /** Shows the calls of this query, replacing what was there. */
  show(query: CallListQuery): Promise<void>;
  showMore(): Promise<void>;
  /** Takes in that a call has changed (null: any may have). Answers the calls that are new in the list. */
  renew(callId: string | null): Promise<CallListItem[]>;
}

const pageSize = 50;
/** The server's limit per page. */
const largestPage = 200;

export function makeInboxList(): InboxList {
  const items = signal<CallListItem[] | null>(null);
  const nextBefore = signal<string | null>(null);
  const hasMore = signal(false);
  const isLoading = signal(false);
  const problem = signal<ApiProblem | null>(null);
  const arrived = signal<ReadonlySet<string>>(new Set());
  let query: CallListQuery = {};
  // Replies to questions that are no longer asked are thrown away.
  let asked = 0;

  const setEnd = (before: string | null) => {
    nextBefore.value = before;
    hasMore.value = before !== null;
  };

  return {
    items,
    hasMore,
    isLoading,
    problem,
    arrived,

    async show(next) {
      query = next;
      asked += 1;
      const mine = asked;
      isLoading.value = true;
      problem.value = null;
      try {
        const list = await listCalls({ ...query, limit: pageSize });
        if (mine !== asked) return;
        arrived.value = new Set();
        items.value = list.items;
        setEnd(list.nextBefore);
      } catch (error) {
        if (mine === asked) problem.value = asProblem(error);
      } finally {
        if (mine === asked) isLoading.value = false;
      }
    },

    async showMore() {
      const before = nextBefore.value;
      if (before === null || isLoading.value) return;
      const mine = asked;
      isLoading.value = true;
      try {
        const list = await listCalls({ ...query, before, limit: pageSize });
        if (mine !== asked) return;
        items.value = [...(items.value ?? []), ...list.items];
        setEnd(list.nextBefore);
      } catch (error) {
        if (mine === asked) problem.value = asProblem(error);
      } finally {
        if (mine === asked) isLoading.value = false;
      }
    },

    async renew(callId) {
      const known = items.value;
      if (!known) return [];
      const mine = asked;
      try {
        const limit = Math.min(largestPage, Math.max(pageSize, known.length));
        const list = await listCalls({ ...query, limit });
        if (mine !== asked) return [];
        problem.value = null;
        const older = rowsBelow(items.value ?? [], list.items);
        const isFar = callId !== null && older.some(item => item.callId === callId);
        const changed = isFar ? await getCall(callId) : null;
        if (mine !== asked) return [];
        const knownIds = new Set(known.map(item => item.callId));
        const fresh = list.items.filter(item => !knownIds.has(item.callId));
        arrived.value = new Set([...arrived.value, ...fresh.map(item => item.callId)]);
        items.value = [
          ...list.items,
          ...older.map(item => (item.callId === changed?.item.callId ? changed.item : item)),
        ];
        if (older.length === 0) setEnd(list.nextBefore);
        return fresh;
      } catch {
        // The line is down or the session has ended; both are told elsewhere, and the rows stay readable.
        return [];
      }
    },
  };
}

/** The rows that are older than all of the freshly read page. */
function rowsBelow(known: readonly CallListItem[], page: readonly CallListItem[]): CallListItem[] {
  const last = page.at(-1);
  if (!last || page.length < pageSize) return [];
  const onPage = new Set(page.map(item => item.callId));
  return known.filter(item => item.arrivedAt <= last.arrivedAt && !onPage.has(item.callId));
}
