import { useSignal } from '@preact/signals';
import type { MailboxView } from '../../domain/api.ts';
import { de } from '../de.ts';
import { formatPhone } from '../format.ts';
import type { SaveMailbox } from '../pages/flows.tsx';
import { Field } from './field.tsx';
import { GreetingsSection } from './greetings-section.tsx';
import { HeardSection } from './heard-section.tsx';
import { HolidaysSection } from './holidays-section.tsx';
import { LanguagesSection } from './languages-section.tsx';
import { MenuSection } from './menu-section.tsx';
import { readNumbers } from './read-numbers.ts';
import { SectionForm } from './section-form.tsx';
import { TestCallSection } from './test-call-section.tsx';

interface Props {
  mailbox: MailboxView;
  save: SaveMailbox;
}

/** Eingänge, top-down as the caller meets it: who answers, greetings, menu, recording, goodbye; then a test. */
export function MailboxInputs({ mailbox, save }: Props) {
  return (
    <>
      <NameAndNumbers mailbox={mailbox} save={save} />
      <GreetingsSection mailbox={mailbox} save={save} />
      <HolidaysSection mailbox={mailbox} save={save} />
      <HeardSection mailbox={mailbox} />
      <MenuSection mailbox={mailbox} save={save} />
      <RecordingLimits mailbox={mailbox} save={save} />
      <LanguagesSection mailbox={mailbox} save={save} />
      <Goodbye mailbox={mailbox} save={save} />
      <TestCallSection mailbox={mailbox} />
    </>
  );
}

function NameAndNumbers({ mailbox, save }: Props) {
  const name = useSignal(mailbox.name);
  const numbers = useSignal(mailbox.numbers.map(formatPhone).join('\n'));
  const timeZone = useSignal(mailbox.timeZone);
  const isDirty =
    name.value !== mailbox.name ||
    timeZone.value !== mailbox.timeZone ||
    readNumbers(numbers.value).join() !== mailbox.numbers.join();
  return (
    <SectionForm
      title={de.flows.mailbox.title}
      intro={de.flows.mailbox.intro}
      fields={['name', 'numbers', 'timeZone']}
      isDirty={isDirty}
      onSave={() =>
        save(mailbox, {
          name: name.value.trim(),
          numbers: readNumbers(numbers.value),
          timeZone: timeZone.value.trim(),
        })
      }
    >
      {errorOf => (
        <>
          <Field label={de.flows.name} error={errorOf('name')}>
            {attributes => (
              <input
                {...attributes}
                required
                maxLength={80}
                value={name.value}
                onInput={event => {
                  name.value = event.currentTarget.value;
                }}
              />
            )}
          </Field>
          <Field label={de.flows.numbers} hint={de.flows.numbersHint} error={errorOf('numbers')}>
            {attributes => (
              <textarea
                {...attributes}
                class="number"
                rows={Math.max(2, numbers.value.split('\n').length)}
                value={numbers.value}
                onInput={event => {
                  numbers.value = event.currentTarget.value;
                }}
              />
            )}
          </Field>
          <Field label={de.flows.timeZone} error={errorOf('timeZone')}>
            {attributes => (
              <input
                {...attributes}
                required
                maxLength={60}
                value={timeZone.value}
                onInput={event => {
                  timeZone.value = event.currentTarget.value;
                }}
              />
            )}
          </Field>
        </>
      )}
    </SectionForm>
  );
}

function RecordingLimits({ mailbox, save }: Props) {
  const { limits } = mailbox.flow;
  const maxSeconds = useSignal(String(limits.maxSeconds));
  const maxSilenceSeconds = useSignal(String(limits.maxSilenceSeconds));
  const next = { maxSeconds: Number(maxSeconds.value), maxSilenceSeconds: Number(maxSilenceSeconds.value) };
  const isDirty =
    next.maxSeconds !== limits.maxSeconds || next.maxSilenceSeconds !== limits.maxSilenceSeconds;
  return (
    <SectionForm
      title={de.flows.recording.title}
      intro={de.flows.recording.intro}
      fields={['maxSeconds', 'maxSilenceSeconds']}
      isDirty={isDirty}
      onSave={() => save(mailbox, { flow: { ...mailbox.flow, limits: next } })}
    >
      {errorOf => (
        <div class="side-by-side">
          <Field label={de.flows.maxSeconds} error={errorOf('maxSeconds')}>
            {attributes => (
              <input
                {...attributes}
                type="number"
                required
                min={5}
                max={900}
                value={maxSeconds.value}
                onInput={event => {
                  maxSeconds.value = event.currentTarget.value;
                }}
              />
            )}
          </Field>
          <Field label={de.flows.maxSilenceSeconds} error={errorOf('maxSilenceSeconds')}>
            {attributes => (
              <input
                {...attributes}
                type="number"
                required
                min={3}
                max={60}
                value={maxSilenceSeconds.value}
                onInput={event => {
                  maxSilenceSeconds.value = event.currentTarget.value;
                }}
              />
            )}
          </Field>
        </div>
      )}
    </SectionForm>
  );
}

function Goodbye({ mailbox, save }: Props) {
  const text = useSignal(mailbox.flow.goodbyeText);
  return (
    <SectionForm
      title={de.flows.goodbye.title}
      intro={de.flows.goodbye.intro}
      fields={['goodbyeText']}
      isDirty={text.value !== mailbox.flow.goodbyeText}
      onSave={() => save(mailbox, { flow: { ...mailbox.flow, goodbyeText: text.value.trim() } })}
    >
      {errorOf => (
        <Field label={de.flows.goodbyeText} hint={de.flows.goodbyeHint} error={errorOf('goodbyeText')}>
          {attributes => (
            <textarea
              {...attributes}
              rows={2}
              maxLength={500}
              value={text.value}
              onInput={event => {
                text.value = event.currentTarget.value;
              }}
            />
          )}
        </Field>
      )}
    </SectionForm>
  );
}
