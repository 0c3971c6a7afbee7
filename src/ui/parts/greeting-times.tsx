import { de } from '../de.ts';
import { Field } from './field.tsx';
import {
  type DateDraft,
  type GreetingDraft,
  newWindow,
  nextKey,
  type WindowDraft,
} from './greeting-draft.ts';
import { Icon } from './icon.tsx';
import { TimeField } from './time-field.tsx';

/** When a greeting plays: weekday windows, holidays, and single days, as plain fields. */
export function GreetingTimes({
  draft,
  onChange,
}: {
  draft: GreetingDraft;
  onChange: (part: Partial<GreetingDraft>) => void;
}) {
  const { windows, dates, onHolidays } = draft;
  const isNever = windows.length === 0 && dates.length === 0 && !onHolidays;
  return (
    <div class="times">
      <h4>{de.greetings.when}</h4>
      {isNever && <p class="note warn">{de.greetings.never}</p>}
      {windows.map((window, index) => (
        <WindowRow
          key={window.key}
          number={index + 1}
          window={window}
          onChange={part => onChange({ windows: changed(windows, window.key, part) })}
          onRemove={() => onChange({ windows: windows.filter(each => each.key !== window.key) })}
        />
      ))}
      {windows.length > 0 && <p class="field-hint">{de.greetings.windowHint}</p>}
      {dates.map((range, index) => (
        <DateRow
          key={range.key}
          number={index + 1}
          range={range}
          onChange={part => onChange({ dates: changed(dates, range.key, part) })}
          onRemove={() => onChange({ dates: dates.filter(each => each.key !== range.key) })}
        />
      ))}
      {dates.length > 0 && <p class="field-hint">{de.greetings.dateHint}</p>}
      <label class="choice">
        <input
          type="checkbox"
          checked={onHolidays}
          onChange={event => onChange({ onHolidays: event.currentTarget.checked })}
        />
        {de.greetings.onHolidays}
      </label>
      <div class="actions">
        <button type="button" class="button" onClick={() => onChange({ windows: [...windows, newWindow()] })}>
          <Icon name="plus" />
          {de.greetings.addWindow}
        </button>
        <button type="button" class="button" onClick={() => onChange({ dates: [...dates, newDates()] })}>
          <Icon name="plus" />
          {de.greetings.addDate}
        </button>
      </div>
    </div>
  );
}

function changed<T extends { key: number }>(list: readonly T[], key: number, part: Partial<T>): T[] {
  return list.map(each => (each.key === key ? { ...each, ...part } : each));
}

const newDates = (): DateDraft => ({ key: nextKey(), from: '', to: '', fromTime: null, toTime: null });

function WindowRow({
  number,
  window,
  onChange,
  onRemove,
}: {
  number: number;
  window: WindowDraft;
  onChange: (part: Partial<WindowDraft>) => void;
  onRemove: () => void;
}) {
  const { weekdays, from, to } = window;
  return (
    <fieldset class="time-row">
      <legend class="unseen">{de.greetings.window(number)}</legend>
      <div class="weekdays">
        {de.greetings.weekdayShort.map((short, index) => (
          <label key={short} class="weekday" title={de.greetings.weekdayNames[index]}>
            <input
              type="checkbox"
              aria-label={de.greetings.weekdayNames[index]}
              checked={weekdays.includes(index + 1)}
              onChange={event => {
                const others = weekdays.filter(day => day !== index + 1);
                const days = event.currentTarget.checked ? [...others, index + 1] : others;
                onChange({ weekdays: days.sort((a, b) => a - b) });
              }}
            />
            <span aria-hidden="true">{short}</span>
          </label>
        ))}
      </div>
      <div class="time-span">
        <TimeField label={de.greetings.from} value={from} onTime={time => onChange({ from: time })} />
        <TimeField label={de.greetings.to} value={to} isEnd onTime={time => onChange({ to: time })} />
        <RemoveButton label={de.greetings.removeWindow(number)} onRemove={onRemove} />
      </div>
    </fieldset>
  );
}

function DateRow({
  number,
  range,
  onChange,
  onRemove,
}: {
  number: number;
  range: DateDraft;
  onChange: (part: Partial<DateDraft>) => void;
  onRemove: () => void;
}) {
  return (
    <fieldset class="time-row dates">
      <legend class="unseen">{de.greetings.date(number)}</legend>
      <div class="time-span">
        <Field label={de.greetings.dateFrom}>
          {attributes => (
            <input
              {...attributes}
              type="date"
              required
              value={range.from}
              onInput={event => {
                const from = event.currentTarget.value;
                // One day is what most people mean; the last day follows until it is set.
                onChange(range.to === '' || range.to === range.from ? { from, to: from } : { from });
              }}
            />
          )}
        </Field>
        <TimeField
          label={de.greetings.fromTime}
          value={range.fromTime ?? ''}
          isOptional
          onTime={time => onChange({ fromTime: time || null })}
        />
      </div>
      <div class="time-span">
        <Field label={de.greetings.dateTo}>
          {attributes => (
            <input
              {...attributes}
              type="date"
              required
              min={range.from}
              value={range.to}
              onInput={event => onChange({ to: event.currentTarget.value })}
            />
          )}
        </Field>
        <TimeField
          label={de.greetings.toTime}
          value={range.toTime ?? ''}
          isOptional
          isEnd
          onTime={time => onChange({ toTime: time || null })}
        />
        <RemoveButton label={de.greetings.removeDate(number)} onRemove={onRemove} />
      </div>
    </fieldset>
  );
}

export function RemoveButton({ label, onRemove }: { label: string; onRemove: () => void }) {
  return (
    <button type="button" class="button plain" aria-label={label} title={label} onClick={onRemove}>
      <Icon name="close" />
    </button>
  );
}
