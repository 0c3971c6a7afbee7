import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { ImportReply } from '../../domain/api.ts';
import { type ApiProblem, asProblem, countContacts, importContacts } from '../api.ts';
import { de } from '../de.ts';
import { formatCount } from '../format.ts';
import { Field } from './field.tsx';

/** More rows than this help nobody on a page. */
const shownProblems = 100;

/** How many contacts there are, and reading a new list from a CSV file. */
export function ContactsSection() {
  const count = useSignal<number | null>(null);
  const result = useSignal<ImportReply | null>(null);
  const problem = useSignal<ApiProblem | null>(null);
  const isBusy = useSignal(false);
  const hint = useSignal('');
  const input = useRef<HTMLInputElement>(null);

  const read = async () => {
    try {
      count.value = (await countContacts()).count;
    } catch (error) {
      problem.value = asProblem(error);
    }
  };
  useEffect(() => {
    read();
  }, []);

  const submit = async (event: Event) => {
    event.preventDefault();
    const file = input.current?.files?.[0];
    hint.value = file ? '' : de.settings.chooseFile;
    if (!file || isBusy.value) return;
    isBusy.value = true;
    result.value = null;
    problem.value = null;
    try {
      result.value = await importContacts(file);
      await read();
    } catch (error) {
      problem.value = asProblem(error);
    } finally {
      isBusy.value = false;
    }
  };

  return (
    <section class="section" aria-labelledby="contacts-title">
      <h2 id="contacts-title">{de.settings.contacts}</h2>
      <p class="quiet">{de.settings.contactsIntro}</p>
      {count.value !== null && <p>{de.settings.contactCount(count.value)}</p>}
      <form class="stack" onSubmit={submit}>
        <Field label={de.settings.csvFile} hint={de.settings.csvHint} error={hint.value || null}>
          {attributes => <input {...attributes} ref={input} type="file" accept=".csv,text/csv" />}
        </Field>
        <div class="actions">
          <button type="submit" class="button" aria-disabled={isBusy.value}>
            {de.settings.import}
          </button>
          <span class="quiet" role="status">
            {isBusy.value && de.settings.importing}
            {result.value && de.settings.imported(result.value.added)}
          </span>
        </div>
        {problem.value && (
          <p class="note bad" role="alert">
            {problem.value.message}
          </p>
        )}
      </form>
      {result.value && result.value.problems.length > 0 && <RowProblems problems={result.value.problems} />}
    </section>
  );
}

function RowProblems({ problems }: { problems: ImportReply['problems'] }) {
  return (
    <div class="note warn">
      <p>{de.settings.notImported(problems.length)}</p>
      <table>
        <thead>
          <tr>
            <th scope="col">{de.settings.line}</th>
            <th scope="col">{de.settings.problem}</th>
          </tr>
        </thead>
        <tbody>
          {problems.slice(0, shownProblems).map(problem => (
            <tr key={`${problem.line} ${problem.message}`}>
              <td class="number">{formatCount(problem.line)}</td>
              <td>{problem.message}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {problems.length > shownProblems && <p>{de.settings.moreProblems(problems.length - shownProblems)}</p>}
    </div>
  );
}
