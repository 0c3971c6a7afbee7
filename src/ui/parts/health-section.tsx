import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { HealthParts } from '../../domain/api.ts';
import { type ApiProblem, asProblem, getHealth } from '../api.ts';
import { de } from '../de.ts';
import { onNews } from '../live.ts';
import { ErrorNote } from './error-note.tsx';
import { Icon } from './icon.tsx';

const looks = { ok: 'good', warn: 'check', bad: 'bad' } as const;

/** How each part of the house is, in words. */
export function HealthSection() {
  const health = useSignal<HealthParts | null>(null);
  const problem = useSignal<ApiProblem | null>(null);
  const read = async () => {
    try {
      health.value = await getHealth();
      problem.value = null;
    } catch (error) {
      problem.value = asProblem(error);
    }
  };
  useEffect(() => {
    read();
    return onNews(news => {
      if (news.type === 'health-changed' || news.type === 'reconnected') read();
    });
  }, []);
  return (
    <section class="section" aria-labelledby="health-title">
      <h2 id="health-title" tabIndex={-1}>
        {de.settings.health}
      </h2>
      <p class="quiet">{de.settings.healthIntro}</p>
      {problem.value && <ErrorNote problem={problem.value} onRetry={read} />}
      <ul class="health-list">
        {health.value?.parts.map(part => (
          <li key={part.name}>
            <strong>{part.name}</strong>
            <span class={`with-icon ${looks[part.state]}`}>
              <Icon name={part.state === 'ok' ? 'check' : 'alert'} />
              {de.settings.partState[part.state]}
            </span>
            <span class="quiet">{part.message}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
