import type { CallDetail } from '../../domain/api-calls.ts';
import { de } from '../de.ts';
import { formatWhen } from '../format.ts';
import { Icon } from './icon.tsx';

type Alarm = CallDetail['alarms'][number];

/** Who was woken because of this call, when, and what became of it. */
export function Alarms({ detail }: { detail: CallDetail }) {
  if (detail.alarms.length === 0) return null;
  return (
    <section class="part" aria-labelledby="alarms-title">
      <h3 id="alarms-title">{de.alarmsOfCall.title}</h3>
      {detail.alarms.map(alarm => (
        <AlarmFacts key={`${alarm.name} ${alarm.target}`} alarm={alarm} />
      ))}
    </section>
  );
}

function AlarmFacts({ alarm }: { alarm: Alarm }) {
  const look = { waiting: '', done: 'good', failed: 'bad' }[alarm.state];
  return (
    <div class="delivery">
      <p>
        <strong class={`with-icon ${look}`}>
          {alarm.state !== 'waiting' && <Icon name={alarm.state === 'done' ? 'check' : 'alert'} />}
          {de.alarmsOfCall.state[alarm.state]}
        </strong>{' '}
        {alarm.name} <span class="quiet address">{alarm.target}</span>
        <span class="quiet"> · {de.alarmsOfCall.because(alarm.reason)}</span>
      </p>
      <ol class="tries">
        {alarm.tries.map(each => (
          <li key={each.number}>
            <span class="number">{formatWhen(each.startedAt, { withTime: true })}</span>
            {' · '}
            {de.delivery.tryNumber(each.number)}:{' '}
            {each.outcome === null
              ? de.delivery.running
              : (de.delivery.outcome[each.outcome] ?? each.outcome)}
            {each.detail && (
              <details>
                <summary>{de.delivery.technical}</summary>
                <code>{each.detail}</code>
              </details>
            )}
          </li>
        ))}
      </ol>
      {alarm.state === 'waiting' && alarm.nextTryAt !== null && (
        <p class="quiet">{de.delivery.nextTry(formatWhen(alarm.nextTryAt, { withTime: true }))}</p>
      )}
    </div>
  );
}
