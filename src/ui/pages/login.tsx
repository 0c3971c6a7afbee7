/** Logging in by name and password, or by a one-time link (`#/login?token=`). */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { type ApiProblem, asProblem, logIn, redeemLink, session } from '../api.ts';
import { de } from '../de.ts';
import { Field } from '../parts/field.tsx';
import { Gate } from '../parts/gate.tsx';
import { PasswordField } from '../parts/password-field.tsx';
import { go, route } from '../route.ts';

export function Login() {
  const problem = useSignal<ApiProblem | null>(null);
  const isBusy = useSignal(false);
  const userName = useSignal('');
  const password = useSignal('');
  const token = route.value.page === 'login' ? route.value.query.get('token') : null;
  const isRedeeming = useSignal(token !== null);

  // Also when the link is opened in a window that shows this page already.
  useEffect(() => {
    if (token === null) return;
    // A token that stays in the address bar ends up in histories and screenshots.
    go('#/login', { replace: true });
    isRedeeming.value = true;
    redeemLink(token).then(enter, error => {
      problem.value = asProblem(error);
      isRedeeming.value = false;
    });
  }, [token]);

  const submit = async (event: Event) => {
    event.preventDefault();
    if (isBusy.value) return;
    isBusy.value = true;
    problem.value = null;
    try {
      enter(await logIn({ userName: userName.value.trim(), password: password.value }));
    } catch (error) {
      problem.value = asProblem(error);
      isBusy.value = false;
    }
  };

  if (isRedeeming.value) {
    return (
      <Gate title={de.login.title}>
        <p role="status">{de.login.linkWorking}</p>
      </Gate>
    );
  }
  return (
    <Gate title={de.login.title}>
      <form class="stack" onSubmit={submit}>
        {problem.value && (
          <p class="note bad" role="alert">
            {problem.value.message}
          </p>
        )}
        <Field label={de.login.userName}>
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
        <PasswordField label={de.login.password} value={password} autoComplete="current-password" />
        <button type="submit" class="button primary" aria-disabled={isBusy.value}>
          {de.login.submit}
        </button>
        <p class="quiet small">{de.login.forgotten}</p>
      </form>
    </Gate>
  );
}

/** Someone is logged in: the page that was asked for is shown, else the inbox. */
function enter(state: NonNullable<typeof session.value>): void {
  if (['', 'login', 'start'].includes(route.value.page)) go('#/inbox', { replace: true });
  session.value = state;
}
