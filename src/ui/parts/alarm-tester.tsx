import { useSignal } from '@preact/signals';
import { useId } from 'preact/hooks';
import type { AlarmKindInput } from '../../domain/alarm.ts';
import type { AlarmTryReply } from '../../domain/api-alarms.ts';
import { type ApiProblem, asProblem } from '../api.ts';
import { tryAlarm } from '../api-alarms.ts';
import { alarms as texts } from '../texts/alarms.ts';
import { ErrorNote } from './error-note.tsx';
import { Field } from './field.tsx';

type Season = keyof typeof texts.seasons;

/** Whether a sentence would be an emergency by the kinds as they stand on the page, and why. Nobody is told. */
export function AlarmTester({ kinds }: { kinds: AlarmKindInput[] }) {
  const id = useId();
  const sentence = useSignal('');
  const season = useSignal<Season>('now');
  const reply = useSignal<AlarmTryReply | null>(null);
  const problem = useSignal<ApiProblem | null>(null);
  const ask = async (event: Event) => {
    event.preventDefault();
    const text = sentence.value.trim();
    if (text === '') return;
    problem.value = null;
    try {
      const isWinter = season.value === 'winter';
      reply.value = await tryAlarm({ text, kinds, ...(season.value === 'now' ? {} : { isWinter }) });
    } catch (error) {
      problem.value = asProblem(error);
      reply.value = null;
    }
  };
  return (
    <section class="section" aria-labelledby={id}>
      <h2 id={id}>{texts.tryTitle}</h2>
      <p class="quiet">{texts.tryIntro}</p>
      <form class="stack" onSubmit={ask}>
        <Field label={texts.sentence}>
          {attributes => (
            <textarea
              {...attributes}
              rows={2}
              maxLength={5000}
              value={sentence.value}
              onInput={event => {
                sentence.value = event.currentTarget.value;
              }}
            />
          )}
        </Field>
        <Field label={texts.season}>
          {attributes => (
            <select
              {...attributes}
              value={season.value}
              onChange={event => {
                season.value = event.currentTarget.value as Season;
              }}
            >
              {Object.entries(texts.seasons).map(([value, label]) => (
                <option key={value} value={value}>
                  {label}
                </option>
              ))}
            </select>
          )}
        </Field>
        <div class="actions">
          <button type="submit" class="button">
            {texts.try}
          </button>
        </div>
      </form>
      {problem.value && <ErrorNote problem={problem.value} />}
      <div role="status">{reply.value && <Verdict reply={reply.value} />}</div>
    </section>
  );
}

function Verdict({ reply }: { reply: AlarmTryReply }) {
  const said = reply.because.map(claim => `„${claim.value}“`).join(', ');
  return (
    <>
      <p class={`urgency ${reply.level}`}>
        <strong>{reply.reason ?? texts.normal}</strong>
      </p>
      {said !== '' && <p class="quiet">{texts.saidWords(said)}</p>}
      {reply.prevented && <p class="note warn">{reply.prevented}</p>}
    </>
  );
}
