import type { ComponentChildren } from 'preact';
import { useId, useRef } from 'preact/hooks';
import { de } from '../de.ts';

/** A button that asks before it acts. The dialog's own button says again what will happen. */
export function ConfirmButton({
  label,
  question,
  action,
  look = 'plain',
  children,
  onConfirm,
}: {
  /** Accessible name of the button. */
  label: string;
  question: string;
  action: string;
  look?: 'plain' | 'primary' | '';
  children: ComponentChildren;
  onConfirm: () => void;
}) {
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  return (
    <>
      <button
        type="button"
        class={`button ${look}`}
        aria-haspopup="dialog"
        aria-label={label}
        onClick={() => dialog.current?.showModal()}
      >
        {children}
      </button>
      <dialog ref={dialog} aria-labelledby={id}>
        <p id={id}>{question}</p>
        <div class="actions">
          <button
            type="button"
            class="button primary"
            onClick={() => {
              dialog.current?.close();
              onConfirm();
            }}
          >
            {action}
          </button>
          <button type="button" class="button" onClick={() => dialog.current?.close()}>
            {de.form.cancel}
          </button>
        </div>
      </dialog>
    </>
  );
}
