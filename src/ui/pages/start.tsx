/** The first run: makes the first account with the token of the set-up link (`#/start?token=`). */
import { useSignal } from '@preact/signals';
import { useLayoutEffect } from 'preact/hooks';
import { type ApiProblem, asProblem, makeFirstUser, session } from '../api.ts';
import { de } from '../de.ts';
import { Field } from '../parts/field.tsx';
import { Gate } from '../parts/gate.tsx';
import { PasswordField } from '../parts/password-field.tsx';
import { fieldMessage } from '../parts/section-form.tsx';
import { go, route } from '../route.ts';

const shortestPassword = 12;

export function Start() {
  // Kept in memory only: the address bar is cleared at once.
  const token = useSignal<string | null>(null);
  const given = route.value.page === 'start' ? route.value.query.get('token') : null;
  const problem = useSignal<ApiProblem | null>(null);
  const isBusy = useSignal(false);
  const userName = useSignal('');
  const password = useSignal('');

  useLayoutEffect(() => {
    if (given === null) return;
    token.value = given;
    go('#/start', { replace: true });
  }, [given]);

  const submit = async (event: Event) => {
    event.preventDefault();
    if (isBusy.value || token.value === null) return;
    isBusy.value = true;
    problem.value = null;
    try {
      const state = await makeFirstUser({
        token: token.value,
        userName: userName.value.trim(),
        password: password.value,
      });
      go('#/inbox', { replace: true });
      session.value = state;
    } catch (error) {
      problem.value = asProblem(error);
      isBusy.value = false;
    }
  };

  if (token.value === null) {
    return (
      <Gate title={de.start.noTokenTitle}>
        <p>{de.start.noToken}</p>
        <p class="quiet">{de.start.noTokenMore}</p>
      </Gate>
    );
  }
  const nameError = fieldMessage(problem.value, 'userName');
  const passwordError = fieldMessage(problem.value, 'password');
  const isAtField = nameError !== null || passwordError !== null;
  const missing = shortestPassword - password.value.length;
  return (
    <Gate title={de.start.title}>
      <p>{de.start.intro}</p>
      <form class="stack" onSubmit={submit}>
        {problem.value && !isAtField && (
          <p class="note bad" role="alert">
            {problem.value.message}
          </p>
        )}
        <Field label={de.login.userName} error={nameError}>
          {attributes => (
            <input
              {...attributes}
              type="text"
              required
              maxLength={80}
              autoComplete="username"
              autoCapitalize="none"
              spellcheck={false}
              value={userName.value}
              onInput={event => {
                userName.value = event.currentTarget.value;
              }}
            />
          )}
        </Field>
        <PasswordField
          label={de.login.password}
          value={password}
          autoComplete="new-password"
          minLength={shortestPassword}
          hint={password.value !== '' && missing > 0 ? de.start.tooShort(missing) : de.start.passwordHint}
          error={passwordError}
        />
        <button type="submit" class="button primary" aria-disabled={isBusy.value}>
          {de.start.submit}
        </button>
      </form>
    </Gate>
  );
}
