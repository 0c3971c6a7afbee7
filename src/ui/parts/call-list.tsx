import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { CallListItem } from '../../domain/api-calls.ts';
import { listMailboxes } from '../api.ts';
import { de } from '../de.ts';
import { formatDuration, formatPhone, formatWhen, telHref } from '../format.ts';
import { hrefOf } from '../route.ts';
import { ErrorNote } from './error-note.tsx';
import { Icon } from './icon.tsx';
import type { InboxList } from './inbox-list.ts';

/** Who called, as far as it may be said as a fact. */
export function whoOf(item: CallListItem): string {
  if (item.contactName) return item.contactName;
  return item.callerNumber ? formatPhone(item.callerNumber) : de.inbox.withheld;
}

/** The list of calls: links in time order, the newest on top. */
export function CallList({
  list,
  chosenId,
  isFiltered,
  hrefFor,
}: {
  list: InboxList;
  chosenId: string | null;
  isFiltered: boolean;
  hrefFor: (callId: string) => string;
}) {
  const items = list.items.value;
  if (list.problem.value) return <ErrorNote problem={list.problem.value} onRetry={() => location.reload()} />;
  if (!items) return <SkeletonRows />;
  if (items.length === 0) return isFiltered ? <NoHits /> : <EmptyInbox />;
  return (
    <div class="rows-scroll">
      <ol class="rows" aria-label={de.inbox.listLabel}>
        {items.map(item => (
          <Row
            key={item.callId}
            item={item}
            href={hrefFor(item.callId)}
            isChosen={item.callId === chosenId}
            isNew={list.arrived.value.has(item.callId)}
          />
        ))}
      </ol>
      {list.hasMore.value && (
        <button
          type="button"
          class="button more"
          aria-disabled={list.isLoading.value}
          onClick={list.showMore}
        >
          {de.inbox.more}
        </button>
      )}
    </div>
  );
}

function Row({
  item,
  href,
  isChosen,
  isNew,
}: {
  item: CallListItem;
  href: string;
  isChosen: boolean;
  isNew: boolean;
}) {
  const look = ['row'];
  if (item.urgency === 'emergency' && !item.isDone) look.push('emergency');
  if (item.kind === 'attempt' || item.kind === 'forwarded') look.push('attempt');
  if (item.isDone) look.push('done');
  if (isNew) look.push('new');
  return (
    <li>
      <a
        id={`row-${item.callId}`}
        class={look.join(' ')}
        href={href}
        aria-current={isChosen ? 'true' : undefined}
        // Opened by Enter, the reader follows into the call; a click leaves the focus where it is.
        onClick={event => {
          if (event.detail === 0) setTimeout(() => document.getElementById('call-title')?.focus(), 0);
        }}
      >
        <span class="row-top">
          <span class="who">
            {item.urgency === 'emergency' && <strong class="emergency-word">{de.inbox.emergency} </strong>}
            {whoOf(item)}
          </span>
          <time dateTime={new Date(item.arrivedAt).toISOString()}>{formatWhen(item.arrivedAt)}</time>
        </span>
        <span class="line">{lineOf(item)}</span>
        <span class="row-facts">
          <RowFacts item={item} />
        </span>
      </a>
    </li>
  );
}

function lineOf(item: CallListItem): string {
  if (item.kind === 'open') return item.forward ? forwardLine(item.forward) : de.inbox.running;
  if (item.kind === 'forwarded') return item.forward ? forwardLine(item.forward) : de.inbox.forwarded;
  if (item.kind === 'attempt') {
    return item.attemptReason === 'not-reached' && item.forward ? forwardLine(item.forward) : reasonOf(item);
  }
  if (item.line) return item.line;
  return item.workingOn ? de.inbox.working : de.inbox.nothingUnderstood;
}

const forwardLine = ({ name, result, talkMs }: NonNullable<CallListItem['forward']>): string =>
  de.forwards.line(name, result, formatDuration(talkMs));

/** Why the call left no message, in words. */
export function reasonOf(item: CallListItem): string {
  return de.inbox.attemptReason[item.attemptReason ?? ''] ?? de.inbox.attemptUnknown;
}

function RowFacts({ item }: { item: CallListItem }) {
  if (item.kind === 'open') return <span>{item.mailboxName}</span>;
  if (item.kind === 'attempt' || item.kind === 'forwarded') {
    return (
      <>
        <span>{item.kind === 'attempt' ? de.inbox.attempt : de.inbox.forwarded}</span>
        <span>{item.mailboxName}</span>
      </>
    );
  }
  return (
    <>
      {item.urgency === 'urgent' && <span class="urgent-word">{de.inbox.urgent}</span>}
      {item.category && <span>{item.category}</span>}
      <DeliveryWord item={item} />
      {item.isDone && (
        <span class="with-icon">
          <Icon name="check" />
          {de.inbox.done}
        </span>
      )}
    </>
  );
}

function DeliveryWord({ item }: { item: CallListItem }) {
  const words = de.inbox.delivery[item.delivery];
  if (item.delivery === 'failed') {
    return (
      <span class="with-icon bad">
        <Icon name="alert" />
        {words}
      </span>
    );
  }
  if (item.delivery === 'done') {
    return (
      <span class="with-icon after good">
        {words}
        <Icon name="check" />
      </span>
    );
  }
  return <span>{words}</span>;
}

function NoHits() {
  return (
    <div class="empty">
      <p>{de.inbox.noHits}</p>
      <a class="button" href={hrefOf(['inbox'])}>
        {de.inbox.showAll}
      </a>
    </div>
  );
}

/** The first look at an empty house: what will be here, and the number to call now. */
function EmptyInbox() {
  const number = useSignal<string | null | undefined>(undefined);
  useEffect(() => {
    listMailboxes().then(
      reply => {
        number.value = reply.mailboxes.flatMap(mailbox => mailbox.numbers)[0] ?? null;
      },
      () => {
        number.value = null;
      },
    );
  }, []);
  if (number.value === undefined) return null;
  return (
    <div class="empty">
      <p class="empty-title">{de.inbox.emptyTitle}</p>
      {number.value === null ? (
        <p>{de.inbox.emptyNoNumber}</p>
      ) : (
        <p>
          {de.inbox.emptyCall('before')}
          <a class="number" href={telHref(number.value) ?? '#/inbox'}>
            {formatPhone(number.value)}
          </a>
          {de.inbox.emptyCall('after')}
        </p>
      )}
    </div>
  );
}

function SkeletonRows() {
  return (
    <div class="skeleton" aria-hidden="true">
      {[0, 1, 2, 3, 4].map(row => (
        <div key={row} class="skeleton-row" />
      ))}
    </div>
  );
}
