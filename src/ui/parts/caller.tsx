import type { ComponentChildren } from 'preact';
import type { CallDetail } from '../../domain/api-calls.ts';
import { de } from '../de.ts';
import { formatPhone, telHref } from '../format.ts';
import type { CallModel } from './call-model.ts';
import { ClaimQuote } from './claim-quote.tsx';
import { Icon } from './icon.tsx';

type Contact = NonNullable<NonNullable<CallDetail['match']>['contact']>;

/**
 * Who called, where they live, and how to call back. Only a sure match gives a name as fact; what the
 * caller said is shown as said.
 */
export function Caller({ detail, call }: { detail: CallDetail; call: CallModel }) {
  const { item, match, summary } = detail;
  const contact = match?.kind === 'matched' ? match.contact : null;
  const claims = summary?.kind === 'made' ? summary : null;
  const saidNumber = claims?.callbackNumber ?? null;
  const isOtherNumber = saidNumber !== null && saidNumber.value !== item.callerNumber;
  // Somebody else may call from a known telephone: a name that was said is always shown.
  const isOtherName = claims?.callerName && !isSameName(claims.callerName.value, contact?.name ?? '');
  return (
    <header class="caller">
      <div class="caller-top">
        <h2 id="call-title" tabIndex={-1}>
          {contact?.name ?? (item.callerNumber ? formatPhone(item.callerNumber) : de.inbox.withheld)}
          {contact?.role && <span class="role"> · {contact.role}</span>}
        </h2>
        {item.kind === 'message' && (
          <button type="button" class="button done-button" aria-keyshortcuts="e" onClick={call.toggleDone}>
            <Icon name={item.isDone ? 'retry' : 'check'} />
            {item.isDone ? de.detail.reopen : de.detail.done}
            <span class="key" aria-hidden="true">
              e
            </span>
          </button>
        )}
      </div>
      {match?.kind === 'ambiguous' && (
        <p class="with-icon check">
          <Icon name="alert" />
          {de.detail.ambiguous}
        </p>
      )}
      {match?.kind === 'unknown' && <p class="quiet">{de.detail.unknown}</p>}
      {contact && <Where contact={contact} />}
      <dl class="facts">
        {claims?.callerName && isOtherName && (
          <Fact name={de.detail.saidName}>
            <ClaimQuote claim={claims.callerName} call={call} />
          </Fact>
        )}
        {claims?.address && (
          <Fact name={de.detail.saidAddress}>
            <ClaimQuote claim={claims.address} call={call} />
          </Fact>
        )}
        {claims?.unit && (
          <Fact name={de.detail.saidUnit}>
            <ClaimQuote claim={claims.unit} call={call} />
          </Fact>
        )}
        {claims?.bestTime && (
          <Fact name={de.detail.bestTime}>
            <ClaimQuote claim={claims.bestTime} call={call} />
          </Fact>
        )}
        {saidNumber && isOtherNumber && (
          <Fact name={de.detail.saidNumber}>
            <Dial number={saidNumber.value} /> <ClaimQuote claim={saidNumber} call={call} isPlace />
          </Fact>
        )}
        <Fact name={de.detail.calledFrom}>
          {item.callerNumber ? <Dial number={item.callerNumber} /> : de.inbox.withheld}
          {saidNumber && !isOtherNumber && <span class="quiet"> {de.detail.saidToo}</span>}
        </Fact>
        {contact?.manager && <Fact name={de.detail.manager}>{contact.manager}</Fact>}
      </dl>
    </header>
  );
}

const isSameName = (said: string, known: string) =>
  said.trim().toLocaleLowerCase('de') === known.trim().toLocaleLowerCase('de');

function Where({ contact }: { contact: Contact }) {
  const place = [contact.street, contact.unit].filter(part => part !== null).join(', ');
  return (
    <p class="where">
      {place}
      {contact.object && contact.object !== contact.street && (
        <span class="quiet">{place === '' ? contact.object : ` · ${contact.object}`}</span>
      )}
    </p>
  );
}

function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** A number to read and to dial; what cannot be dialled is only shown. */
function Dial({ number }: { number: string }) {
  const href = telHref(number);
  if (!href) return <span class="number">{number}</span>;
  return (
    <a class="dial with-icon number" href={href}>
      <Icon name="phone" />
      {formatPhone(number)}
    </a>
  );
}
