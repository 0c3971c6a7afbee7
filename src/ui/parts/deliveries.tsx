import type { CallDetail } from '../../domain/api-calls.ts';
import { de } from '../de.ts';
import { formatWhen } from '../format.ts';
import type { CallModel } from './call-model.ts';
import { Icon } from './icon.tsx';

type Delivery = CallDetail['deliveries'][number];

/** Where the message went: every delivery with its tries, and a way to send it again. */
export function Deliveries({ detail, call }: { detail: CallDetail; call: CallModel }) {
  const { deliveries, item } = detail;
  const isWaiting = deliveries.some(delivery => delivery.state === 'waiting');
  return (
    <section class="part" aria-labelledby="delivery-title">
      <h3 id="delivery-title">{de.delivery.title}</h3>
      {deliveries.length === 0 && (
        <p class="quiet">{item.delivery === 'none' ? de.delivery.none : de.delivery.later}</p>
      )}
      {deliveries.map(delivery => (
        <DeliveryFacts key={delivery.generation} delivery={delivery} />
      ))}
      <div class="actions">
        {deliveries.length > 0 && !isWaiting && (
          <button type="button" class="button" onClick={call.sendAgain}>
            <Icon name="mail" />
            {de.delivery.resend}
          </button>
        )}
        <span class="quiet" role="status">
          {call.isResent.value ? de.delivery.resent : ''}
        </span>
      </div>
    </section>
  );
}

function DeliveryFacts({ delivery }: { delivery: Delivery }) {
  return (
    <div class="delivery">
      <p>
        <DeliveryState state={delivery.state} /> <span class="address">{delivery.address}</span>
        {delivery.generation > 1 && <span class="quiet"> · {de.delivery.repeated(delivery.generation)}</span>}
      </p>
      <ol class="tries">
        {delivery.tries.map(each => (
          <li key={each.number}>
            <span class="number">{formatWhen(each.startedAt, { withTime: true })}</span>
            {' · '}
            {de.delivery.tryNumber(each.number)}: {outcomeText(each.outcome)}
            {each.detail && (
              <details>
                <summary>{de.delivery.technical}</summary>
                <code>{each.detail}</code>
              </details>
            )}
          </li>
        ))}
      </ol>
      {delivery.state === 'waiting' && delivery.nextTryAt !== null && (
        <p class="quiet">{de.delivery.nextTry(formatWhen(delivery.nextTryAt, { withTime: true }))}</p>
      )}
    </div>
  );
}

function DeliveryState({ state }: { state: Delivery['state'] }) {
  const words = de.delivery.state[state];
  if (state === 'waiting') return <strong>{words}</strong>;
  const look = state === 'done' ? 'good' : 'bad';
  return (
    <strong class={`with-icon ${look}`}>
      <Icon name={state === 'done' ? 'check' : 'alert'} />
      {words}
    </strong>
  );
}

function outcomeText(outcome: string | null): string {
  return outcome === null ? de.delivery.running : (de.delivery.outcome[outcome] ?? outcome);
}

/** Why we think it is this contact, or which ones it could be. */
export function ContactReasons({ detail }: { detail: CallDetail }) {
  const { match, item } = detail;
  if (!match && item.kind !== 'message') return null;
  return (
    <details class="part">
      <summary>
        <h3>{de.contact.title}</h3>
      </summary>
      {!match && <p class="quiet">{de.contact.waiting}</p>}
      {match?.kind === 'unknown' && <p class="quiet">{de.contact.none}</p>}
      {match?.kind === 'missing' && <p class="quiet">{de.contact.missing}</p>}
      {match && match.evidence.length > 0 && (
        <ul class="plain-list">
          {match.evidence.map(text => (
            <li key={text}>{text}</li>
          ))}
        </ul>
      )}
      {match?.kind === 'ambiguous' && (
        <>
          <p>{de.contact.candidates}</p>
          <ul class="plain-list">
            {match.candidates.map(each => (
              <li key={`${each.name} ${each.street} ${each.unit}`}>
                {[each.name, each.role, each.street, each.unit].filter(part => part !== null).join(' · ')}
              </li>
            ))}
          </ul>
        </>
      )}
    </details>
  );
}
