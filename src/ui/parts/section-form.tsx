import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { type ApiProblem, asProblem } from '../api.ts';
import { de } from '../de.ts';
import { Icon } from './icon.tsx';

/** The server's message when it refused this field, else null. Paths like `/flow/greetingText` count by part. */
export function fieldMessage(problem: ApiProblem | null, field: string): string | null {
  const parts = problem?.field?.split(/[./[\]]+/) ?? [];
  return problem && parts.includes(field) ? problem.message : null;
}

/**
 * A section of settings with its own "Speichern". `onSave` throws `ApiProblem` when the server refuses;
 * a problem whose field is among `fields` is left to that field, every other is shown here.
 */
export function SectionForm({
  title,
  intro,
  fields,
  isDirty,
  onSave,
  children,
  footer,
}: {
  title: string;
  intro: string;
  fields: readonly string[];
  isDirty: boolean;
  onSave: () => Promise<void>;
  children: (errorOf: (field: string) => string | null) => ComponentChildren;
  footer?: ComponentChildren;
}) {
  const id = useId();
  const state = useSignal<'idle' | 'saving' | 'saved'>('idle');
  const problem = useSignal<ApiProblem | null>(null);

  const submit = async (event: Event) => {
    event.preventDefault();
    if (state.value === 'saving') return;
    state.value = 'saving';
    problem.value = null;
    try {
      await onSave();
      state.value = 'saved';
    } catch (error) {
      problem.value = asProblem(error);
      state.value = 'idle';
    }
  };

  const errorOf = (field: string) => fieldMessage(problem.value, field);
  const isAtField = fields.some(field => errorOf(field) !== null);
  return (
    <section class="section" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <p class="quiet">{intro}</p>
      <form class="stack" onSubmit={submit}>
        {children(errorOf)}
        {problem.value && !isAtField && (
          <p class="note bad" role="alert">
            {problem.value.message}
          </p>
        )}
        <div class="actions">
          <button type="submit" class="button primary" aria-disabled={state.value === 'saving'}>
            {de.form.save}
          </button>
          {footer}
          <span class="quiet saved" role="status">
            <SaveState state={state.value} isDirty={isDirty} />
          </span>
        </div>
      </form>
    </section>
  );
}

function SaveState({ state, isDirty }: { state: 'idle' | 'saving' | 'saved'; isDirty: boolean }) {
  if (state === 'saving') return <>{de.form.saving}</>;
  if (isDirty) return <>{de.form.unsaved}</>;
  if (state !== 'saved') return null;
  return (
    <>
      <Icon name="check" /> {de.form.saved}
    </>
  );
}
