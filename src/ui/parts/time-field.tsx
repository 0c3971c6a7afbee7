import { de } from '../de.ts';
import { Field } from './field.tsx';
import { readTime } from './read-time.ts';

/**
 * A clock time in 24 hours, HH:MM. Not the browser's own field: that one speaks the browser's language and
 * would show a German office "05:00 PM". Quick ways of writing ("8", "17.30", "1730") are put right on leaving.
 */
export function TimeField({
  label,
  value,
  isOptional = false,
  isEnd = false,
  onTime,
}: {
  label: string;
  value: string;
  isOptional?: boolean;
  /** An end may be 24:00. */
  isEnd?: boolean;
  onTime: (time: string) => void;
}) {
  return (
    <Field label={label}>
      {attributes => (
        <input
          {...attributes}
          class="time number"
          inputMode="numeric"
          autoComplete="off"
          required={!isOptional}
          maxLength={9}
          pattern={`([01][0-9]|2[0-3]):[0-5][0-9]${isEnd ? '|24:00' : ''}`}
          placeholder="hh:mm"
          title={de.greetings.timeHint}
          value={value}
          onInput={event => onTime(event.currentTarget.value)}
          onChange={event => onTime(readTime(event.currentTarget.value))}
        />
      )}
    </Field>
  );
}
