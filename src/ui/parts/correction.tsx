import { useSignal } from '@preact/signals';
import type { ComponentType } from 'preact';
import type { CallDetail } from '../../domain/api-calls.ts';
import { de } from '../de.ts';
import type { CorrectionForm } from './correction-form.tsx';

/** "Das war jemand anderes": opens the form, whose script is fetched only then. */
export function Correction({ detail }: { detail: CallDetail }) {
  const form = useSignal<{ Form: ComponentType<Parameters<typeof CorrectionForm>[0]> } | null>(null);
  const hasFailed = useSignal(false);
  if (!detail.match) return null;
  const open = async () => {
    hasFailed.value = false;
    try {
      form.value = { Form: (await import('./correction-form.tsx')).CorrectionForm };
    } catch {
      hasFailed.value = true;
    }
  };
  const Form = form.value?.Form;
  return (
    <details
      class="part"
      onToggle={event => {
        if (event.currentTarget.open && !form.value) void open();
      }}
    >
      <summary>
        <h3>{de.contact.wrong}</h3>
      </summary>
      {hasFailed.value && <p class="note bad">{de.pageNotLoaded}</p>}
      {Form && <Form detail={detail} />}
    </details>
  );
}
