import { useSignal } from '@preact/signals';
import { useEffect, useId } from 'preact/hooks';
import type { MailboxView } from '../../domain/api.ts';
import type { HeardReply } from '../../domain/api-telephone.ts';
import { type ApiProblem, asProblem } from '../api.ts';
import { getHeard } from '../api-telephone.ts';
import { de } from '../de.ts';
import { Field } from './field.tsx';
import { Icon } from './icon.tsx';
import { playing, stopPreview, togglePreview } from './preview.ts';
import { TimeField } from './time-field.tsx';

/** "Was hört man am … um …?": asks the server, which decides as it does for a call. */
export function HeardSection({ mailbox }: { mailbox: MailboxView }) {
  const id = useId();
  const [today = '', now = ''] = localNow(mailbox.timeZone);
  const date = useSignal(today);
  const time = useSignal(now);
  const reply = useSignal<HeardReply | null>(null);
  const problem = useSignal<ApiProblem | null>(null);
  useEffect(() => stopPreview, []);
  // What was answered holds for what was saved then.
  const flow = JSON.stringify(mailbox.flow);
  useEffect(() => {
    reply.value = null;
  }, [flow]);

  const ask = async (event: Event) => {
    event.preventDefault();
    stopPreview();
    try {
      reply.value = await getHeard(mailbox.mailboxId, `${date.value}T${time.value}`);
      problem.value = null;
    } catch (error) {
      reply.value = null;
      problem.value = asProblem(error);
    }
  };
  const change = (target: typeof date, value: string) => {
    target.value = value;
    reply.value = null;
  };

  return (
    <section class="section" aria-labelledby={id}>
      <h2 id={id}>{de.heard.title}</h2>
      <p class="quiet">{de.heard.intro}</p>
      <form class="stack" onSubmit={ask}>
        <div class="heard-ask">
          <Field label={de.heard.date}>
            {attributes => (
              <input
                {...attributes}
                type="date"
                required
                value={date.value}
                onInput={event => change(date, event.currentTarget.value)}
              />
            )}
          </Field>
          <TimeField label={de.heard.time} value={time.value} onTime={text => change(time, text)} />
          <button type="submit" class="button primary">
            {de.heard.ask}
          </button>
        </div>
        <div role="status">
          {problem.value && <p class="note bad">{problem.value.message}</p>}
          {reply.value && <Answer heard={reply.value} />}
        </div>
      </form>
    </section>
  );
}

function Answer({ heard }: { heard: HeardReply }) {
  const isUnplayable = useSignal(false);
  const { audioId } = heard;
  const isPlaying = audioId !== null && playing.value === audioId;
  return (
    <div class="heard-answer">
      {audioId !== null && (
        <button
          type="button"
          class="button round primary"
          aria-label={isPlaying ? de.greetings.pauseNamed(heard.name) : de.greetings.playNamed(heard.name)}
          onClick={async () => {
            isUnplayable.value = !(await togglePreview(audioId));
          }}
        >
          <Icon name={isPlaying ? 'pause' : 'play'} />
        </button>
      )}
      <div>
        <p>
          <strong>{heard.name}</strong>
        </p>
        <p class="quiet">{heard.because}</p>
        {audioId === null && <p class="with-icon check">{de.heard.noAudio}</p>}
        {isUnplayable.value && <p class="bad">{de.greetings.playFailed}</p>}
        {heard.digits.length === 0 ? (
          <p>{de.heard.noDigits}</p>
        ) : (
          <dl class="digits" aria-label={de.heard.digits}>
            {heard.digits.map(({ digit, name }) => (
              <div key={digit}>
                <dt class="number">{digit}</dt>
                <dd>{name}</dd>
              </div>
            ))}
          </dl>
        )}
      </div>
    </div>
  );
}

/** Date and time of the mailbox now, as the fields want them; the browser's own when the zone is unknown. */
function localNow(timeZone: string): string[] {
  const parts = {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  } as const;
  const format = (zone: string | undefined) =>
    new Intl.DateTimeFormat('sv-SE', { ...parts, hourCycle: 'h23', ...(zone ? { timeZone: zone } : {}) });
  try {
    return format(timeZone).format(Date.now()).split(' ');
  } catch {
    return format(undefined).format(Date.now()).split(' ');
  }
}
