import { useSignal } from '@preact/signals';
import { useEffect, useId, useRef } from 'preact/hooks';
import type { CorrectionInput, Learnable } from '../../domain/api-identify.ts';
import { formatPhone } from '../format.ts';
import { identify as words } from '../texts/identify.ts';

/** Who it was, with what could be learned from that. */
export interface Chosen {
  contactId: string;
  name: string;
  number: string | null;
  learnable: Learnable;
}

export type Lesson = Omit<CorrectionInput, 'contactId'>;

/** What is to be learned, in full words, and then stored. A number of somebody else is not ticked beforehand. */
export function CorrectionLearn({
  chosen: { name, number, learnable },
  isBusy,
  onSave,
  onCancel,
}: {
  chosen: Chosen;
  isBusy: boolean;
  onSave: (lesson: Lesson) => void;
  onCancel: () => void;
}) {
  const id = useId();
  const heading = useRef<HTMLHeadingElement>(null);
  const { numberOwners, isNumberShared, spelling } = learnable;
  const isOthers = isNumberShared || numberOwners.length > 0;
  const learnNumber = useSignal(number !== null && !isOthers);
  const learnSpelling = useSignal(spelling !== null);
  useEffect(() => heading.current?.focus(), []);
  const owners = numberOwners.join('; ');
  return (
    <section class="card stack" aria-labelledby={id}>
      <h4 id={id} ref={heading} tabIndex={-1}>
        {words.chosen(name)}
      </h4>
      {number !== null && (
        <div class="field">
          <label class="choice">
            <input
              type="checkbox"
              checked={learnNumber.value}
              aria-describedby={isOthers ? `${id}-owners` : undefined}
              onChange={event => {
                learnNumber.value = event.currentTarget.checked;
              }}
            />{' '}
            {words.learnNumber(formatPhone(number), name)}
          </label>
          {isOthers && (
            <p id={`${id}-owners`} class="field-hint">
              {isNumberShared ? words.numberShared(owners) : words.numberReplaces(owners)}
            </p>
          )}
        </div>
      )}
      {spelling && (
        <label class="choice">
          <input
            type="checkbox"
            checked={learnSpelling.value}
            onChange={event => {
              learnSpelling.value = event.currentTarget.checked;
            }}
          />{' '}
          {words.learnSpelling(spelling.heard, spelling.name)}
        </label>
      )}
      <div class="actions">
        <button
          type="button"
          class="button primary"
          aria-disabled={isBusy}
          onClick={() => onSave({ learnNumber: learnNumber.value, learnSpelling: learnSpelling.value })}
        >
          {words.save}
        </button>
        <button type="button" class="button" aria-disabled={isBusy} onClick={onCancel}>
          {words.cancel}
        </button>
        <span class="quiet" role="status">
          {isBusy ? words.saving : ''}
        </span>
      </div>
    </section>
  );
}
