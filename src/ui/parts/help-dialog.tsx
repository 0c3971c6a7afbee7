import { useRef } from 'preact/hooks';
import { de } from '../de.ts';
import { areKeysOn, switchKeys, useKeys } from '../keys.ts';
import { Icon } from './icon.tsx';

/** The list of shortcuts behind a button and the key "?", with the switch that turns them off. */
export function HelpDialog() {
  const dialog = useRef<HTMLDialogElement>(null);
  const show = () => dialog.current?.showModal();
  useKeys({ '?': show });
  return (
    <>
      <button
        type="button"
        class="button plain pointer-only"
        aria-haspopup="dialog"
        title={de.nav.help}
        onClick={show}
      >
        <Icon name="keyboard" />
        <span class="unseen">{de.nav.help}</span>
      </button>
      <dialog ref={dialog} aria-labelledby="help-title">
        <h2 id="help-title">{de.help.title}</h2>
        <dl class="keys">
          {de.help.rows.map(([keys, meaning]) => (
            <div key={keys}>
              <dt>
                <kbd>{keys}</kbd>
              </dt>
              <dd>{meaning}</dd>
            </div>
          ))}
        </dl>
        <label class="choice">
          <input
            type="checkbox"
            checked={areKeysOn.value}
            onChange={event => switchKeys(event.currentTarget.checked)}
          />
          {de.help.use}
        </label>
        <form method="dialog">
          <button type="submit" class="button primary">
            {de.help.close}
          </button>
        </form>
      </dialog>
    </>
  );
}
