import { Field } from './field.tsx';

/** A whole number with its limits. The value is text: what is typed half-way is no number yet. */
export function NumberField({
  label,
  hint,
  error,
  range: [min, max],
  value,
  onValue,
}: {
  label: string;
  hint?: string;
  error?: string | null;
  range: readonly [min: number, max: number];
  value: string;
  onValue: (value: string) => void;
}) {
  return (
    <Field label={label} hint={hint} error={error}>
      {attributes => (
        <input
          {...attributes}
          type="number"
          required
          min={min}
          max={max}
          value={value}
          onInput={event => onValue(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}
