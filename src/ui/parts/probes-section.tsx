import { useSignal } from '@preact/signals';
import { useEffect, useId } from 'preact/hooks';
import type { MailboxView } from '../../domain/api.ts';
import type { ProbesReply } from '../../domain/api-telephone.ts';
import { type ApiProblem, asProblem, listMailboxes } from '../api.ts';
import { getProbes, startProbe } from '../api-telephone.ts';
import { de } from '../de.ts';
import { formatWhen } from '../format.ts';
import { onNews } from '../live.ts';
import { ErrorNote } from './error-note.tsx';
import { Icon } from './icon.tsx';

type Probe = ProbesReply['probes'][number];

/** While a probe runs, its end is looked for this often, in case news get lost. */
const askEveryMs = 2_000;

/** Probe calls: place one now, and what became of the newest. */
export function ProbesSection() {
  const id = useId();
  const probes = useSignal<Probe[]>([]);
  const mailboxes = useSignal<MailboxView[] | null>(null);
  const problem = useSignal<ApiProblem | null>(null);
  const hasStarted = useSignal(false);
  const read = async () => {
    try {
      probes.value = (await getProbes()).probes;
    } catch (error) {
      problem.value = asProblem(error);
    }
  };
  useEffect(() => {
    read();
    listMailboxes().then(
      reply => {
        mailboxes.value = reply.mailboxes;
      },
      error => {
        problem.value = asProblem(error);
      },
    );
    return onNews(news => {
      if (news.type === 'health-changed' || news.type === 'reconnected') read();
    });
  }, []);
  const isRunning = probes.value.some(probe => probe.outcome === null);
  useEffect(() => {
    if (!isRunning) return;
    const timer = setInterval(read, askEveryMs);
    return () => clearInterval(timer);
  }, [isRunning]);

  const start = async (mailboxId: string) => {
    problem.value = null;
    hasStarted.value = false;
    try {
      await startProbe(mailboxId);
      hasStarted.value = true;
      await read();
    } catch (error) {
      problem.value = asProblem(error);
    }
  };

  return (
    <section class="section" aria-labelledby={id}>
      <h2 id={id}>{de.probes.title}</h2>
      <p class="quiet">{de.probes.intro}</p>
      {problem.value && <ErrorNote problem={problem.value} />}
      {mailboxes.value?.length === 0 && <p>{de.probes.noMailbox}</p>}
      <div class="actions">
        {mailboxes.value?.map(({ mailboxId, name }) => (
          <button key={mailboxId} type="button" class="button" onClick={() => start(mailboxId)}>
            <Icon name="phone" />
            {mailboxes.value?.length === 1 ? de.probes.now : de.probes.nowFor(name)}
          </button>
        ))}
        <span class="quiet" role="status">
          {hasStarted.value && isRunning ? de.probes.started : ''}
        </span>
      </div>
      {probes.value.length === 0 ? (
        <p class="quiet">{de.probes.none}</p>
      ) : (
        <ul class="probe-list">
          {probes.value.map(probe => (
            <li key={probe.probeId}>
              <time dateTime={new Date(probe.startedAt).toISOString()}>
                {formatWhen(probe.startedAt, { withTime: true })}
              </time>
              <span>{probe.mailboxName}</span>
              <Outcome outcome={probe.outcome} />
              {probe.detail !== null && <span class="quiet">{probe.detail}</span>}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Outcome({ outcome }: { outcome: Probe['outcome'] }) {
  if (outcome === null) return <span>{de.probes.outcome.running}</span>;
  return (
    <span class={`with-icon ${outcome === 'ok' ? 'good' : 'bad'}`}>
      <Icon name={outcome === 'ok' ? 'check' : 'alert'} />
      {de.probes.outcome[outcome]}
    </span>
  );
}
