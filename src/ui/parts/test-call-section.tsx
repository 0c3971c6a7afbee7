import { useSignal } from '@preact/signals';
import { useEffect, useId, useRef } from 'preact/hooks';
import type { MailboxView } from '../../domain/api.ts';
import type { TestCallReply } from '../../domain/api-telephone.ts';
import { type ApiProblem, asProblem } from '../api.ts';
import { getTestCall, startTestCall, stopTestCall } from '../api-telephone.ts';
import { de } from '../de.ts';
import { formatPhone, formatWhen, telHref } from '../format.ts';
import { onNews } from '../live.ts';
import { ErrorNote } from './error-note.tsx';
import { Icon } from './icon.tsx';
import { LineFacts } from './line-facts.tsx';

/** News may get lost on a bad line: while something goes on we also ask by ourselves. */
const askEveryMs = 2_000;

/** Testanruf: the next call to this mailbox, seen live by whoever set up the telephone system. */
export function TestCallSection({ mailbox }: { mailbox: MailboxView }) {
  const { mailboxId } = mailbox;
  const id = useId();
  const test = useSignal<TestCallReply | null>(null);
  const problem = useSignal<ApiProblem | null>(null);

  const asked = useRef(0);
  const take = async (ask: () => Promise<TestCallReply>) => {
    asked.current += 1;
    const mine = asked.current;
    // What was asked before and answered later is old news: it would bring a test back that was ended.
    const isNewest = () => mine === asked.current;
    try {
      const reply = await ask();
      if (!isNewest()) return;
      test.value = reply;
      problem.value = null;
    } catch (error) {
      if (isNewest()) problem.value = asProblem(error);
    }
  };
  const read = () => take(() => getTestCall(mailboxId));
  const state = test.value?.state ?? 'off';
  const isOn = state === 'waiting' || state === 'running';

  useEffect(() => {
    read();
    return onNews(news => {
      const isMine = news.type === 'test-call-changed' && news.mailboxId === mailboxId;
      if (isMine || news.type === 'reconnected') read();
    });
  }, [mailboxId]);
  useEffect(() => {
    if (!isOn) return;
    const timer = setInterval(read, askEveryMs);
    return () => clearInterval(timer);
  }, [isOn]);

  return (
    <section class="section" aria-labelledby={id}>
      <h2 id={id}>{de.testCall.title}</h2>
      <p class="quiet">{de.testCall.intro}</p>
      {problem.value && <ErrorNote problem={problem.value} onRetry={read} />}
      <div role="status">
        <State test={test.value} number={mailbox.numbers[0] ?? null} />
      </div>
      {test.value?.call && <LineFacts call={test.value.call} />}
      <div class="actions">
        {!isOn && (
          <button type="button" class="button" onClick={() => take(() => startTestCall(mailboxId))}>
            <Icon name="phone" />
            {state === 'ended' ? de.testCall.again : de.testCall.start}
          </button>
        )}
        {state !== 'off' && (
          <button
            type="button"
            class="button"
            onClick={() =>
              take(async () => {
                await stopTestCall(mailboxId);
                return getTestCall(mailboxId);
              })
            }
          >
            {de.testCall.stop}
          </button>
        )}
      </div>
    </section>
  );
}

function State({ test, number }: { test: TestCallReply | null; number: string | null }) {
  if (!test || test.state === 'off') return null;
  if (test.state === 'running') return <p class="note">{de.testCall.running}</p>;
  if (test.state === 'ended') return <p class="note">{de.testCall.ended}</p>;
  return (
    <p class="note">
      {number === null ? (
        de.testCall.callNowAny
      ) : (
        <>
          {de.testCall.callNow('before')}
          <a class="number" href={telHref(number) ?? '#/flows'}>
            {formatPhone(number)}
          </a>
          {de.testCall.callNow('after')}
        </>
      )}{' '}
      {test.until !== null && (
        <span class="quiet">{de.testCall.until(formatWhen(test.until, { withTime: true }))}</span>
      )}
    </p>
  );
}
