import { type Signal, useSignal } from '@preact/signals';
import { de } from '../de.ts';
import { Field } from './field.tsx';
import { Icon } from './icon.tsx';

/** A password that can be shown instead of being typed twice. Pasting and password managers work. */
export function PasswordField({
  label,
  value,
  autoComplete,
  minLength,
  hint,
  error,
}: {
  label: string;
  value: Signal<string>;
  autoComplete: 'current-password' | 'new-password';
  minLength?: number;
  hint?: string;
  error?: string | null;
}) {
  const isShown = useSignal(false);
  return (
    <Field label={label} hint={hint} error={error}>
      {attributes => (
        <div class="with-button">
          <input
            {...attributes}
            {...(isShown.value ? ({ type: 'text' } as const) : ({ type: 'password' } as const))}
            required
            minLength={minLength ?? 0}
            maxLength={128}
            autoComplete={autoComplete}
            autoCapitalize="none"
            spellcheck={false}
            value={value.value}
            onInput={event => {
              value.value = event.currentTarget.value;
            }}
          />
          <button
            type="button"
            class="button plain"
            aria-pressed={isShown.value}
            aria-label={de.login.show}
            title={isShown.value ? de.login.hide : de.login.show}
            onClick={() => {
              isShown.value = !isShown.value;
            }}
          >
            <Icon name={isShown.value ? 'eye-off' : 'eye'} />
          </button>
        </div>
      )}
    </Field>
  );
}
