import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import type { MailboxView } from '../../domain/api.ts';
import { type ApiProblem, addMailbox, asProblem } from '../api.ts';
import { de } from '../de.ts';
import { Field } from './field.tsx';
import { Icon } from './icon.tsx';
import { readNumbers } from './read-numbers.ts';
import { fieldMessage } from './section-form.tsx';

/** A button and the dialog behind it: name and number make a mailbox, the rest has good defaults. */
export function AddMailbox({ onAdded }: { onAdded: (mailbox: MailboxView) => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const name = useSignal('');
  const numbers = useSignal('');
  const problem = useSignal<ApiProblem | null>(null);

  const submit = async (event: Event) => {
    event.preventDefault();
    problem.value = null;
    try {
      const title = name.value.trim();
      const mailbox = await addMailbox({
        name: title,
        numbers: readNumbers(numbers.value),
        timeZone: 'Europe/Berlin',
        mailAddress: null,
        attachRecording: false,
        flow: {
          // The defaults of `simpleFlow` in `domain/mailbox.ts` (R080, R081).
          greetings: {
            standard: { kind: 'voice', text: de.flows.defaultGreeting(title) },
            timed: [],
            calendar: { state: null, region: null, closingDays: [], yearlyClosingDays: [] },
          },
          menu: { forwardings: [], waitSeconds: 6, withoutChoice: 'hang-up' },
          goodbyeText: de.flows.defaultGoodbye,
          limits: { maxSeconds: 180, maxSilenceSeconds: 10 },
        },
      });
      name.value = '';
      numbers.value = '';
      dialog.current?.close();
      onAdded(mailbox);
    } catch (error) {
      problem.value = asProblem(error);
    }
  };

  const numberError = fieldMessage(problem.value, 'numbers');
  return (
    <>
      <button type="button" class="button" aria-haspopup="dialog" onClick={() => dialog.current?.showModal()}>
        <Icon name="plus" />
        {de.flows.add}
      </button>
      <dialog ref={dialog} aria-labelledby="add-mailbox-title">
        <h2 id="add-mailbox-title">{de.flows.add}</h2>
        <form class="stack" onSubmit={submit}>
          {problem.value && !numberError && (
            <p class="note bad" role="alert">
              {problem.value.message}
            </p>
          )}
          <Field label={de.flows.name}>
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
          <Field label={de.flows.numbers} hint={de.flows.numbersHint} error={numberError}>
            {attributes => (
              <textarea
                {...attributes}
                rows={2}
                value={numbers.value}
                onInput={event => {
                  numbers.value = event.currentTarget.value;
                }}
              />
            )}
          </Field>
          <div class="actions">
            <button type="submit" class="button primary">
              {de.flows.addSubmit}
            </button>
            <button type="button" class="button" onClick={() => dialog.current?.close()}>
              {de.form.cancel}
            </button>
          </div>
        </form>
      </dialog>
    </>
  );
}
