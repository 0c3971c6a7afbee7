/**
 * The inbox: filters and list at the left, the chosen call at the right; on phones one after the other.
 * What is chosen, filtered and searched stands in the URL. Audio is never fetched without a click.
 */
import { useSignal } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { CallListItem } from '../../domain/api-calls.ts';
import { openMessages } from '../api.ts';
import { de } from '../de.ts';
import { useKeys } from '../keys.ts';
import { onNews } from '../live.ts';
import { CallDetailPane } from '../parts/call-detail.tsx';
import { CallList, whoOf } from '../parts/call-list.tsx';
import { type CallModel, makeCallModel } from '../parts/call-model.ts';
import { type FilterName, Filters, queryOf, readFilter } from '../parts/filters.tsx';
import { makeInboxList } from '../parts/inbox-list.ts';
import { go, hrefOf, route } from '../route.ts';

export function Inbox() {
  const list = useMemo(makeInboxList, []);
  const call = useMemo(makeCallModel, []);
  const announced = useSignal('');
  const search = useRef<HTMLInputElement>(null);
  const { rest, query } = route.value;
  const chosenId = rest[0] || null;
  const filter = readFilter(query.get('filter'));
  const words = query.get('query') ?? '';

  useEffect(() => {
    list.show(queryOf(filter, words));
  }, [filter, words]);
  useEffect(() => {
    call.show(chosenId);
  }, [chosenId]);
  useEffect(() => () => call.show(null), []);
  useTitle();
  useNews({ list, call, announce: fresh => (announced.value = announcement(fresh)) });

  const hrefFor = (callId: string | null) => inboxHref(callId, { filter, words });
  const choose = (step: 1 | -1) => {
    const next = neighbour(list.items.value ?? [], chosenId, step);
    if (!next) return;
    go(hrefFor(next.callId), { replace: chosenId !== null });
    focusRow(next.callId);
  };
  useKeys({
    j: () => choose(1),
    k: () => choose(-1),
    e: () => call.toggleDone(),
    ' ': () => call.player.value?.toggle(),
    '/': () => search.current?.focus(),
  });

  return (
    <div class={chosenId ? 'inbox has-choice' : 'inbox'}>
      <h1 class="unseen">{de.inbox.title}</h1>
      <div class="inbox-list">
        <Filters
          filter={filter}
          words={words}
          searchRef={search}
          onChange={next => go(inboxHref(chosenId, next), { replace: true })}
        />
        <CallList
          list={list}
          chosenId={chosenId}
          isFiltered={filter !== 'all' || words !== ''}
          hrefFor={hrefFor}
        />
        <p class="unseen" role="status">
          {announced.value}
        </p>
      </div>
      <CallDetailPane call={call} backHref={hrefFor(null)} hasCalls={(list.items.value ?? []).length > 0} />
    </div>
  );
}

function inboxHref(callId: string | null, shown: { filter: FilterName; words: string }): string {
  return hrefOf(callId === null ? ['inbox'] : ['inbox', callId], {
    filter: shown.filter === 'all' ? '' : shown.filter,
    query: shown.words,
  });
}

/** The row after (1) or before (-1) the chosen one; the first when the chosen one is not in the list. */
function neighbour(
  items: readonly CallListItem[],
  chosenId: string | null,
  step: 1 | -1,
): CallListItem | null {
  const at = items.findIndex(item => item.callId === chosenId);
  return (at === -1 ? items[0] : items[at + step]) ?? null;
}

function focusRow(callId: string): void {
  const row = document.getElementById(`row-${callId}`);
  row?.focus({ preventScroll: true });
  row?.scrollIntoView({ block: 'nearest' });
}

function useTitle(): void {
  const count = openMessages.value;
  useEffect(() => {
    document.title = `${count > 0 ? `(${count}) ` : ''}${de.inbox.title} · ${de.productName}`;
  }, [count]);
}

/** Reads again what the server says has changed; several events in a row become one question. */
function useNews({
  list,
  call,
  announce,
}: {
  list: ReturnType<typeof makeInboxList>;
  call: CallModel;
  announce: (fresh: CallListItem[]) => void;
}): void {
  useEffect(() => {
    let timer = 0;
    const changed = new Set<string | null>();
    const read = async () => {
      const ids = [...changed];
      changed.clear();
      const one = ids.length === 1 ? (ids[0] ?? null) : null;
      const fresh = await list.renew(one);
      if (fresh.length > 0) announce(fresh);
    };
    const stop = onNews(news => {
      if (news.type !== 'call-changed' && news.type !== 'reconnected') return;
      changed.add(news.type === 'call-changed' ? news.callId : null);
      if (news.type === 'reconnected' || news.callId === call.callId.value) call.renew();
      clearTimeout(timer);
      timer = window.setTimeout(read, 150);
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, []);
}

function announcement(fresh: readonly CallListItem[]): string {
  const only = fresh.length === 1 ? fresh[0] : undefined;
  return only ? de.inbox.newMessage(whoOf(only)) : de.inbox.newCalls(fresh.length);
}
