import type { CallDetail } from '../../domain/api-calls.ts';
import { de } from '../de.ts';
import { formatDuration, formatPhone, formatWhen } from '../format.ts';
import { Alarms } from './alarms.tsx';
import { reasonOf } from './call-list.tsx';
import type { CallModel } from './call-model.ts';
import { Caller } from './caller.tsx';
import { Correction } from './correction.tsx';
import { ContactReasons, Deliveries } from './deliveries.tsx';
import { ErrorNote } from './error-note.tsx';
import { Forwards, LineOfCall } from './forwards.tsx';
import { Icon } from './icon.tsx';
import { Recording } from './player.tsx';
import { TranscriptText } from './transcript.tsx';
import { Wish } from './wish.tsx';

/** The right half of the inbox: the chosen call, or a word on how to choose one. */
export function CallDetailPane({
  call,
  backHref,
  hasCalls,
}: {
  call: CallModel;
  backHref: string;
  hasCalls: boolean;
}) {
  const detail = call.detail.value;
  const problem = call.problem.value;
  if (call.callId.value === null) {
    return <div class="inbox-detail none">{hasCalls && <p class="quiet">{de.inbox.choose}</p>}</div>;
  }
  return (
    <div class="inbox-detail">
      <a class="button plain back" href={backHref}>
        <Icon name="back" />
        {de.detail.back}
      </a>
      {problem && problem.status === 404 && <p class="note">{de.detail.notFound}</p>}
      {problem && problem.status !== 404 && <ErrorNote problem={problem} onRetry={call.renew} />}
      {!problem && !detail && <SkeletonCall />}
      {detail && <Call detail={detail} call={call} />}
    </div>
  );
}

function Call({ detail, call }: { detail: CallDetail; call: CallModel }) {
  const { item } = detail;
  const player = call.player.value;
  return (
    <article class="call" key={item.callId} aria-labelledby="call-title">
      <p class="quiet call-when">
        <time dateTime={new Date(item.arrivedAt).toISOString()}>
          {formatWhen(item.arrivedAt, { withTime: true })}
        </time>
        {' · '}
        {item.mailboxName}
        {' · '}
        <span class="number">{de.detail.dialled(formatPhone(detail.dialledNumber))}</span>
        {detail.originalNumber !== null && detail.originalNumber !== detail.dialledNumber && (
          <>
            {' · '}
            <span class="number">{de.detail.originally(formatPhone(detail.originalNumber))}</span>
          </>
        )}
      </p>
      <Caller detail={detail} call={call} />
      {call.actionProblem.value && (
        <p class="note bad" role="alert">
          {call.actionProblem.value.message}
        </p>
      )}
      {detail.answeredBy === 'fallback' && <p class="note">{de.detail.fallback}</p>}
      {detail.problems.map(problem => (
        <p key={problem} class="note warn with-icon">
          <Icon name="alert" />
          {problem}
        </p>
      ))}
      {item.kind === 'open' && <p>{de.inbox.running}</p>}
      {item.kind === 'attempt' && <Attempt detail={detail} />}
      <Forwards forwards={detail.forwards} />
      {item.kind === 'message' && <Wish detail={detail} call={call} />}
      <Alarms detail={detail} />
      {player && detail.recording && <Recording player={player} facts={detail.recording} />}
      {item.kind === 'message' && <TranscriptText detail={detail} call={call} />}
      {item.kind === 'message' && <Deliveries detail={detail} call={call} />}
      {item.kind !== 'open' && <ContactReasons detail={detail} />}
      {item.kind === 'message' && <Correction detail={detail} />}
      {detail.hasDiagnosis && <LineOfCall callId={item.callId} />}
    </article>
  );
}

function Attempt({ detail }: { detail: CallDetail }) {
  const { item } = detail;
  const lastedMs = detail.endedAt === null ? null : detail.endedAt - item.arrivedAt;
  return (
    <section class="part" aria-labelledby="attempt-title">
      <h3 id="attempt-title">{de.detail.attemptTitle}</h3>
      <p>
        {de.inbox.attempt}: {reasonOf(item)}
        {lastedMs !== null && <span class="quiet number"> · {formatDuration(lastedMs)}</span>}
      </p>
    </section>
  );
}

function SkeletonCall() {
  return (
    <div class="skeleton" role="status">
      <span class="unseen">{de.detail.loading}</span>
      <div class="skeleton-title" />
      <div class="skeleton-line" />
      <div class="skeleton-line" />
      <div class="skeleton-row" />
    </div>
  );
}
