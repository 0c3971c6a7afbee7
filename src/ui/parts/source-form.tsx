import { useSignal } from '@preact/signals';
import { useEffect, useId, useRef } from 'preact/hooks';
import type { SourceTestReply, SourceView } from '../../domain/api-contact-sources.ts';
import { type ApiProblem, asProblem } from '../api.ts';
import { saveSource, testSource } from '../api-sources.ts';
import { sources as words } from '../texts/sources.ts';
import { Field } from './field.tsx';
import { Icon } from './icon.tsx';
import { fieldMessage } from './section-form.tsx';
import { bodyOf, fieldsOf, newFields, type SourceFields, type SourceKindName } from './source-fields.ts';
import { SourcePlace } from './source-place.tsx';
import { SourceSchedule } from './source-schedule.tsx';

/** One source, new or known, tested and saved as a whole. */
export function SourceForm({
  source,
  kind,
  importFolders,
  onDone,
  onCancel,
}: {
  /** null: a new one of `kind`. */
  source: SourceView | null;
  kind: SourceKindName;
  importFolders: readonly string[];
  onDone: () => void;
  onCancel: () => void;
}) {
  const id = useId();
  const heading = useRef<HTMLHeadingElement>(null);
  const form = useRef<HTMLFormElement>(null);
  const fields = useSignal<SourceFields>(source ? fieldsOf(source) : newFields(kind, importFolders[0] ?? ''));
  const state = useSignal<'idle' | 'saving' | 'testing'>('idle');
  const problem = useSignal<ApiProblem | null>(null);
  const tested = useSignal<SourceTestReply | null>(null);
  useEffect(() => heading.current?.focus(), []);

  const now = fields.value;
  const change = (part: Partial<SourceFields>) => {
    fields.value = { ...now, ...part };
    // What was tested was something else.
    tested.value = null;
  };
  const errorOf = (field: string) => fieldMessage(problem.value, field);
  const attempt = async (what: 'saving' | 'testing', work: () => Promise<void>) => {
    if (state.value !== 'idle') return;
    state.value = what;
    problem.value = null;
    try {
      await work();
    } catch (error) {
      problem.value = asProblem(error);
    } finally {
      state.value = 'idle';
    }
  };
  const sourceId = source?.sourceId ?? null;
  const submit = (event: Event) => {
    event.preventDefault();
    attempt('saving', async () => {
      // The key that the reader has just seen is the one that counts.
      await saveSource(sourceId, bodyOf(now, tested.value?.hostKey ?? null));
      onDone();
    });
  };
  const test = () => {
    if (!form.current?.reportValidity()) return;
    attempt('testing', async () => {
      tested.value = null;
      tested.value = await testSource({ ...bodyOf(now, null), sourceId });
    });
  };
  const atFields = [...Object.keys(now), 'weekday', 'monthDay', 'hour', 'every'];
  const isAtField = atFields.some(field => errorOf(field) !== null);

  return (
    <form class="card" aria-labelledby={id} ref={form} onSubmit={submit}>
      <h3 id={id} ref={heading} tabIndex={-1}>
        {source ? words.editNamed(source.name) : words.newTitle(words.kinds[kind])}
      </h3>
      <Field label={words.name} hint={words.nameHint} error={errorOf('name')}>
        {attributes => (
          <input
            {...attributes}
            required
            maxLength={60}
            autoComplete="off"
            value={now.name}
            onInput={event => change({ name: event.currentTarget.value })}
          />
        )}
      </Field>
      <SourcePlace
        fields={now}
        change={change}
        errorOf={errorOf}
        has={{ password: source?.hasPassword ?? false, privateKey: source?.hasPrivateKey ?? false }}
        importFolders={importFolders}
      />
      {now.kind !== 'https' && (
        <Field label={words.pattern} hint={words.patternHint} error={errorOf('pattern')}>
          {attributes => (
            <input
              {...attributes}
              required
              maxLength={200}
              autoComplete="off"
              spellcheck={false}
              value={now.pattern}
              onInput={event => change({ pattern: event.currentTarget.value })}
            />
          )}
        </Field>
      )}
      <SourceSchedule fields={now} change={change} errorOf={errorOf} />
      <label class="choice">
        <input
          type="checkbox"
          checked={now.isEnabled}
          onChange={event => change({ isEnabled: event.currentTarget.checked })}
        />
        {words.isEnabled}
      </label>
      {tested.value && <Tested reply={tested.value} />}
      {problem.value && !isAtField && (
        <p class="note bad" role="alert">
          {problem.value.message}
        </p>
      )}
      <div class="actions">
        <button type="submit" class="button primary" aria-disabled={state.value !== 'idle'}>
          {words.save}
        </button>
        <button type="button" class="button" aria-disabled={state.value !== 'idle'} onClick={test}>
          {words.test}
        </button>
        <button type="button" class="button" onClick={onCancel}>
          {words.cancel}
        </button>
        <span class="quiet" role="status">
          {state.value === 'saving' ? words.saving : state.value === 'testing' ? words.testing : ''}
        </span>
      </div>
    </form>
  );
}

/** Step by step, down to the one that failed. */
function Tested({ reply }: { reply: SourceTestReply }) {
  const isOk = reply.steps.every(step => step.isOk);
  return (
    <div class={`note ${isOk ? 'good' : 'bad'}`} role="status" aria-label={words.testResult}>
      <ul class="source-steps">
        {reply.steps.map(step => (
          <li key={step.step} class={`with-icon ${step.isOk ? 'good' : 'bad'}`}>
            <Icon name={step.isOk ? 'check' : 'alert'} />
            <span>
              <strong>{words.steps[step.step]}:</strong> {step.message}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
