import { sources as words } from '../texts/sources.ts';
import { Field } from './field.tsx';
import { NumberField } from './number-field.tsx';
import type { SourceFields } from './source-fields.ts';

type Schedule = SourceFields['schedule'];

/** When the source is looked at, and when its silence is told. */
export function SourceSchedule({
  fields,
  change,
  errorOf,
}: {
  fields: SourceFields;
  change: (part: Partial<SourceFields>) => void;
  errorOf: (field: string) => string | null;
}) {
  const { schedule, kind } = fields;
  const set = (part: Partial<Schedule>) => change({ schedule: { ...schedule, ...part } });
  const choices: Schedule['every'][] = [
    ...(kind === 'folder' ? (['change'] as const) : []),
    ...(['day', 'week', 'month', 'hand'] as const),
  ];
  const select = (key: 'weekday' | 'monthDay' | 'hour', label: string, options: [number, string][]) => (
    <Field label={label} error={errorOf(key)}>
      {attributes => (
        <select
          {...attributes}
          value={String(schedule[key])}
          onChange={event => set({ [key]: Number(event.currentTarget.value) })}
        >
          {options.map(([value, text]) => (
            <option key={value} value={String(value)}>
              {text}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
  const hasHour = schedule.every !== 'change' && schedule.every !== 'hand';
  return (
    <>
      <div class="side-by-side top">
        <Field label={words.schedule} error={errorOf('every')}>
          {attributes => (
            <select
              {...attributes}
              value={schedule.every}
              onChange={event => set({ every: event.currentTarget.value as Schedule['every'] })}
            >
              {choices.map(every => (
                <option key={every} value={every}>
                  {words.every[every]}
                </option>
              ))}
            </select>
          )}
        </Field>
        {schedule.every === 'week' &&
          select(
            'weekday',
            words.weekday,
            words.weekdays.map((name, index) => [index + 1, name]),
          )}
        {schedule.every === 'month' &&
          select(
            'monthDay',
            words.monthDay,
            Array.from({ length: 28 }, (_, index) => [index + 1, `${index + 1}.`]),
          )}
        {hasHour &&
          select(
            'hour',
            words.hour,
            Array.from({ length: 24 }, (_, hour) => [hour, words.hourOf(hour)]),
          )}
      </div>
      <label class="choice">
        <input
          type="checkbox"
          checked={fields.hasStale}
          onChange={event => change({ hasStale: event.currentTarget.checked })}
        />
        {words.stale}
      </label>
      {fields.hasStale && (
        <NumberField
          label={words.staleUnit}
          error={errorOf('staleAfterDays')}
          range={[1, 400]}
          value={fields.staleAfterDays}
          onValue={staleAfterDays => change({ staleAfterDays })}
        />
      )}
    </>
  );
}
