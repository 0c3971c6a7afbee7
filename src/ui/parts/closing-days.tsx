import type { Signal } from '@preact/signals';
import { de } from '../de.ts';
import { Field } from './field.tsx';
import { nextKey } from './greeting-draft.ts';
import { RemoveButton } from './greeting-times.tsx';
import { Icon } from './icon.tsx';

export interface ClosingDraft {
  key: number;
  from: string;
  to: string;
  name: string;
}

export interface YearlyDraft {
  key: number;
  /** As people write it: 24.12. */
  day: string;
  name: string;
}

function change<T extends { key: number }>(days: Signal<T[]>, key: number, part: Partial<T>): void {
  days.value = days.value.map(each => (each.key === key ? { ...each, ...part } : each));
}

function remove<T extends { key: number }>(days: Signal<T[]>, key: number): void {
  days.value = days.value.filter(each => each.key !== key);
}

/** Days on which the office is closed once, e.g. company holidays. */
export function ClosingDays({ days }: { days: Signal<ClosingDraft[]> }) {
  return (
    <div class="times">
      <h3>{de.holidays.closing}</h3>
      {days.value.map((day, index) => (
        <fieldset key={day.key} class="time-row closing">
          <legend class="unseen">{de.holidays.closingDay(index + 1)}</legend>
          <Field label={de.greetings.dateFrom}>
            {attributes => (
              <input
                {...attributes}
                type="date"
                required
                value={day.from}
                onInput={event => {
                  const from = event.currentTarget.value;
                  const isOneDay = day.to === '' || day.to === day.from;
                  change(days, day.key, isOneDay ? { from, to: from } : { from });
                }}
              />
            )}
          </Field>
          <Field label={de.greetings.dateTo}>
            {attributes => (
              <input
                {...attributes}
                type="date"
                required
                min={day.from}
                value={day.to}
                onInput={event => change(days, day.key, { to: event.currentTarget.value })}
              />
            )}
          </Field>
          <NameField name={day.name} onName={name => change(days, day.key, { name })} />
          <RemoveButton label={de.holidays.removeClosing(index + 1)} onRemove={() => remove(days, day.key)} />
        </fieldset>
      ))}
      <div class="actions">
        <button
          type="button"
          class="button"
          onClick={() => {
            days.value = [...days.value, { key: nextKey(), from: '', to: '', name: de.holidays.newName }];
          }}
        >
          <Icon name="plus" />
          {de.holidays.addClosing}
        </button>
      </div>
    </div>
  );
}

/** Days that come back every year, the usual two by one click. */
export function YearlyDays({ days }: { days: Signal<YearlyDraft[]> }) {
  const add = (day: string, name: string) => {
    days.value = [...days.value, { key: nextKey(), day, name }];
  };
  const offered = de.holidays.known.filter(known => !days.value.some(each => each.day === known.day));
  return (
    <div class="times">
      <h3>{de.holidays.yearly}</h3>
      {days.value.map((day, index) => (
        <fieldset key={day.key} class="time-row yearly">
          <legend class="unseen">{de.holidays.yearlyDay(index + 1)}</legend>
          <Field label={de.holidays.monthDay}>
            {attributes => (
              <input
                {...attributes}
                required
                pattern="\s*[0-9]{1,2}\.\s*[0-9]{1,2}\.?\s*"
                maxLength={8}
                value={day.day}
                onInput={event => change(days, day.key, { day: event.currentTarget.value })}
              />
            )}
          </Field>
          <NameField name={day.name} onName={name => change(days, day.key, { name })} />
          <RemoveButton label={de.holidays.removeYearly(index + 1)} onRemove={() => remove(days, day.key)} />
        </fieldset>
      ))}
      <div class="actions">
        {offered.map(({ day, name }) => (
          <button key={day} type="button" class="button" onClick={() => add(day, name)}>
            <Icon name="plus" />
            {de.holidays.addNamed(day)}
          </button>
        ))}
        <button type="button" class="button" onClick={() => add('', '')}>
          <Icon name="plus" />
          {de.holidays.addYearly}
        </button>
      </div>
    </div>
  );
}

function NameField({ name, onName }: { name: string; onName: (name: string) => void }) {
  return (
    <Field label={de.holidays.dayName}>
      {attributes => (
        <input
          {...attributes}
          required
          maxLength={80}
          value={name}
          onInput={event => onName(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}
