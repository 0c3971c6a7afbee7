import { useSignal } from '@preact/signals';
import type { ColumnsInput, ImportReply } from '../../domain/api-contacts.ts';
import { saveColumns } from '../api-contacts.ts';
import { contacts as words } from '../texts/contacts.ts';
import type { Act } from './contact-import.tsx';
import { Field } from './field.tsx';

/** What the columns of a list were taken for, open to correction; open from the start where nothing was understood. */
export function ContactColumns({ shown, act }: { shown: ImportReply; act: Act }) {
  const mapping = useSignal<ColumnsInput['mapping']>({});
  const encoding = useSignal<ColumnsInput['encoding'] | null>(null);
  if (shown.columns.length === 0) return null;
  const send = (event: Event) => {
    event.preventDefault();
    const input = { mapping: mapping.value, encoding: encoding.value ?? shown.encoding ?? 'auto' };
    act(() => saveColumns(shown.importId, input as ColumnsInput));
  };
  return (
    <details open={shown.because === 'unmapped'}>
      <summary>{words.columns}</summary>
      <form class="stack" onSubmit={send}>
        <p class="quiet">{words.columnsHint}</p>
        {shown.columns.map(({ header, field, samples }, index) => (
          <Field
            key={`${index} ${header}`}
            label={header || `(${index + 1})`}
            hint={samples.join(' · ') || undefined}
          >
            {attributes => (
              <select
                {...attributes}
                value={(header in mapping.value ? mapping.value[header] : field) ?? ''}
                onChange={event => {
                  const chosen = event.currentTarget.value as NonNullable<typeof field> | '';
                  mapping.value = { ...mapping.value, [header]: chosen === '' ? null : chosen };
                }}
              >
                <option value="">{words.noField}</option>
                {Object.entries(words.fields).map(([name, label]) => (
                  <option key={name} value={name}>
                    {label}
                  </option>
                ))}
              </select>
            )}
          </Field>
        ))}
        {shown.encoding !== null && (
          <Field label={words.encoding}>
            {attributes => (
              <select
                {...attributes}
                value={encoding.value ?? shown.encoding ?? 'auto'}
                onChange={event => {
                  encoding.value = event.currentTarget.value as ColumnsInput['encoding'];
                }}
              >
                {Object.entries(words.encodings).map(([name, label]) => (
                  <option key={name} value={name}>
                    {label}
                  </option>
                ))}
              </select>
            )}
          </Field>
        )}
        <div class="actions">
          <button type="submit" class="button">
            {words.saveColumns}
          </button>
        </div>
      </form>
    </details>
  );
}
