import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { CallDetail } from '../../domain/api-calls.ts';
import type { CallDiagnosis } from '../../domain/api-telephone.ts';
import { type ApiProblem, asProblem } from '../api.ts';
import { getDiagnosis } from '../api-telephone.ts';
import { de } from '../de.ts';
import { formatDuration, formatPhone, formatWhen } from '../format.ts';
import { ErrorNote } from './error-note.tsx';
import { LineFacts } from './line-facts.tsx';

/** Whom the caller was connected to, or was not, in the order it happened. */
export function Forwards({ forwards }: { forwards: CallDetail['forwards'] }) {
  if (forwards.length === 0) return null;
  return (
    <section class="part" aria-labelledby="forwards-title">
      <h3 id="forwards-title">{de.forwards.title}</h3>
      <ol class="plain-list">
        {forwards.map(({ digit, name, target, result, startedAt, talkMs }) => (
          <li key={`${startedAt} ${digit}`}>
            <strong>{name}</strong> <span class="number">{formatPhone(target)}</span>
            {': '}
            {result === null ? de.forwards.running : (de.forwards.result[result] ?? result)}
            {talkMs > 0 && <span class="number">, {de.forwards.talked(formatDuration(talkMs))}</span>}
            <span class="quiet number">
              {' · '}
              {de.forwards.digit(digit)}
              {' · '}
              {formatWhen(startedAt, { withTime: true })}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}

/** "Leitung": how the call looked on the line; read only when somebody wants to know. */
export function LineOfCall({ callId }: { callId: string }) {
  const isOpen = useSignal(false);
  const call = useSignal<CallDiagnosis | null>(null);
  const problem = useSignal<ApiProblem | null>(null);
  const read = async () => {
    try {
      call.value = await getDiagnosis(callId);
      problem.value = null;
    } catch (error) {
      problem.value = asProblem(error);
    }
  };
  useEffect(() => {
    if (isOpen.value) read();
  }, [isOpen.value]);
  return (
    <details
      class="part line-of-call"
      onToggle={event => {
        isOpen.value = event.currentTarget.open;
      }}
    >
      <summary>
        <h3>{de.line.title}</h3>
      </summary>
      {problem.value && <ErrorNote problem={problem.value} onRetry={read} />}
      {call.value ? <LineFacts call={call.value} /> : !problem.value && <p class="quiet">{de.line.load}</p>}
    </details>
  );
}
