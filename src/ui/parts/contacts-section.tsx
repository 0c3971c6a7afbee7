import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { ContactsOverview } from '../../domain/api-contacts.ts';
import { type ApiProblem, asProblem } from '../api.ts';
import { getContacts, templateUrl, undoContacts, uploadContacts } from '../api-contacts.ts';
import { formatWhen } from '../format.ts';
import { contacts as words } from '../texts/contacts.ts';
import { ConfirmButton } from './confirm-button.tsx';
import { ContactImport } from './contact-import.tsx';
import { ContactImports } from './contact-imports.tsx';
import { Field } from './field.tsx';

/** While a list is read, its state is asked for this often. */
const LOOK_AGAIN_MS = 700;

/** How many contacts there are, a new list's way in, and what became of the last ones. */
export function ContactsSection() {
  const overview = useSignal<ContactsOverview | null>(null);
  const problem = useSignal<ApiProblem | null>(null);
  const isSending = useSignal(false);
  const hint = useSignal('');
  const input = useRef<HTMLInputElement>(null);

  /** Does something and shows how things stand after it. */
  const act = async (work: () => Promise<ContactsOverview>) => {
    problem.value = null;
    try {
      overview.value = await work();
    } catch (error) {
      problem.value = asProblem(error);
    }
  };
  useEffect(() => {
    act(getContacts);
  }, []);
  const isReading = overview.value?.imports.some(each => each.state === 'reading') ?? false;
  useEffect(() => {
    if (!isReading) return;
    const timer = setInterval(() => act(getContacts), LOOK_AGAIN_MS);
    return () => clearInterval(timer);
  }, [isReading]);

  const submit = async (event: Event) => {
    event.preventDefault();
    const file = input.current?.files?.[0];
    hint.value = file ? '' : words.chooseFile;
    if (!file || isSending.value) return;
    isSending.value = true;
    await act(async () => {
      await uploadContacts(file);
      return getContacts();
    });
    isSending.value = false;
    if (input.current && !problem.value) input.current.value = '';
  };

  const now = overview.value;
  const reading = now?.imports.find(each => each.state === 'reading');
  return (
    <section class="section" aria-labelledby="contacts-title">
      <h2 id="contacts-title">{words.title}</h2>
      <p class="quiet">{words.intro}</p>
      {now && (
        <p>
          {words.count(now.count)}{' '}
          {now.changedAt && words.changedAt(formatWhen(now.changedAt, { withTime: true }))}
        </p>
      )}
      {now?.canUndo && (
        <ConfirmButton
          label={words.undo}
          question={words.undoQuestion}
          action={words.undoAction}
          onConfirm={() => act(undoContacts)}
        >
          {words.undo}
        </ConfirmButton>
      )}
      <form class="stack" onSubmit={submit}>
        <Field label={words.file} hint={words.fileHint} error={hint.value || null}>
          {attributes => <input {...attributes} ref={input} type="file" accept=".xlsx,.csv,.txt,text/csv" />}
        </Field>
        <p class="quiet">
          {words.templates} <a href={templateUrl('xlsx')}>{words.xlsx}</a> ·{' '}
          <a href={templateUrl('csv')}>{words.csv}</a>
        </p>
        <div class="actions">
          <button type="submit" class="button" aria-disabled={isSending.value}>
            {words.read}
          </button>
          <span class="quiet" role="status">
            {isSending.value && words.sending}
            {!isSending.value && reading && words.reading(reading.rowsRead)}
          </span>
        </div>
      </form>
      {problem.value && (
        <p class="note bad" role="alert">
          {problem.value.message}
        </p>
      )}
      {now?.imports
        .filter(each => each.state === 'held')
        .map(each => (
          <ContactImport key={`${each.importId} ${each.endedAt}`} shown={each} act={act} />
        ))}
      {now && <ContactImports imports={now.imports} />}
    </section>
  );
}
