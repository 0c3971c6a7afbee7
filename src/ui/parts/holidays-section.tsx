import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { MailboxView } from '../../domain/api.ts';
import type { HolidaysReply } from '../../domain/api-telephone.ts';
import type { HolidayCalendar } from '../../domain/greeting.ts';
import { type ApiProblem, asProblem } from '../api.ts';
import { getHolidays } from '../api-telephone.ts';
import { de } from '../de.ts';
import type { SaveMailbox } from '../pages/flows.tsx';
import { ClosingDays, type ClosingDraft, YearlyDays, type YearlyDraft } from './closing-days.tsx';
import { Field } from './field.tsx';
import { nextKey } from './greeting-draft.ts';
import { SectionForm } from './section-form.tsx';

type State = NonNullable<HolidayCalendar['state']>;
type Region = NonNullable<HolidayCalendar['region']>;

/** Where parts of a state have holidays of their own (`domain/greeting.ts`). */
const regionsOf: Partial<Record<State, readonly Region[]>> = {
  BY: ['augsburg', 'catholic'],
  SN: ['catholic'],
  TH: ['catholic'],
};
const states = Object.keys(de.holidays.states) as State[];

/** Public holidays and own closing days of a mailbox. */
export function HolidaysSection({ mailbox, save }: { mailbox: MailboxView; save: SaveMailbox }) {
  const saved = mailbox.flow.greetings.calendar;
  const state = useSignal(saved.state);
  const region = useSignal(saved.region);
  const closing = useSignal<ClosingDraft[]>(saved.closingDays.map(day => ({ ...day, key: nextKey() })));
  const yearly = useSignal<YearlyDraft[]>(
    saved.yearlyClosingDays.map(({ monthDay, name }) => ({ day: dayOf(monthDay), name, key: nextKey() })),
  );
  const regions = state.value ? (regionsOf[state.value] ?? []) : [];
  const next: HolidayCalendar = {
    state: state.value,
    region: regions.find(each => each === region.value) ?? null,
    closingDays: closing.value.map(({ from, to, name }) => ({ from, to, name: name.trim() })),
    yearlyClosingDays: yearly.value.map(({ day, name }) => ({
      monthDay: monthDayOf(day),
      name: name.trim(),
    })),
  };

  return (
    <SectionForm
      title={de.holidays.title}
      intro={de.holidays.intro}
      fields={[]}
      isDirty={JSON.stringify(next) !== JSON.stringify(inOrder(saved))}
      onSave={() => {
        const { flow } = mailbox;
        return save(mailbox, { flow: { ...flow, greetings: { ...flow.greetings, calendar: next } } });
      }}
    >
      {() => (
        <>
          <div class="side-by-side">
            <Field label={de.holidays.state}>
              {attributes => (
                <select
                  {...attributes}
                  value={state.value ?? ''}
                  onChange={event => {
                    state.value = (event.currentTarget.value as State) || null;
                  }}
                >
                  <option value="">{de.holidays.noState}</option>
                  {states.map(each => (
                    <option key={each} value={each}>
                      {de.holidays.states[each]}
                    </option>
                  ))}
                </select>
              )}
            </Field>
            {regions.length > 0 && (
              <Field label={de.holidays.region}>
                {attributes => (
                  <select
                    {...attributes}
                    value={next.region ?? ''}
                    onChange={event => {
                      region.value = (event.currentTarget.value as Region) || null;
                    }}
                  >
                    <option value="">{de.holidays.noRegion}</option>
                    {regions.map(each => (
                      <option key={each} value={each}>
                        {de.holidays.regions[each]}
                      </option>
                    ))}
                  </select>
                )}
              </Field>
            )}
          </div>
          <ClosingDays days={closing} />
          <YearlyDays days={yearly} />
          <DayList mailbox={mailbox} />
        </>
      )}
    </SectionForm>
  );
}

/** The same keys in the same order as `next`, whatever order the server sent. */
const inOrder = ({ state, region, closingDays, yearlyClosingDays }: HolidayCalendar): HolidayCalendar => ({
  state,
  region,
  closingDays: closingDays.map(({ from, to, name }) => ({ from, to, name })),
  yearlyClosingDays: yearlyClosingDays.map(({ monthDay, name }) => ({ monthDay, name })),
});

/** 12-24 → 24.12. */
const dayOf = (monthDay: string) => `${monthDay.slice(3)}.${monthDay.slice(0, 2)}.`;

/** 24.12. → 12-24; what cannot be read goes to the server as it is, which says so. */
function monthDayOf(day: string): string {
  const found = /^\s*(\d{1,2})\.\s*(\d{1,2})\.?\s*$/.exec(day);
  const two = (part: string | undefined) => (part ?? '').padStart(2, '0');
  return found ? `${two(found[2])}-${two(found[1])}` : day;
}

function DayList({ mailbox }: { mailbox: MailboxView }) {
  const days = useSignal<HolidaysReply['days'] | null>(null);
  const problem = useSignal<ApiProblem | null>(null);
  const isOpen = useSignal(false);
  const year = new Date().getFullYear();
  const calendar = JSON.stringify(mailbox.flow.greetings.calendar);
  useEffect(() => {
    if (!isOpen.value) return;
    let isOver = false;
    Promise.all([year, year + 1].map(each => getHolidays(mailbox.mailboxId, each))).then(
      replies => {
        if (isOver) return;
        days.value = replies.flatMap(reply => reply.days);
        problem.value = null;
      },
      error => {
        if (!isOver) problem.value = asProblem(error);
      },
    );
    return () => {
      isOver = true;
    };
  }, [mailbox.mailboxId, calendar, isOpen.value]);
  return (
    <details
      class="fold"
      onToggle={event => {
        isOpen.value = event.currentTarget.open;
      }}
    >
      <summary>{de.holidays.list([year, year + 1])}</summary>
      <p class="field-hint">{de.holidays.listHint}</p>
      {problem.value && <p class="note bad">{problem.value.message}</p>}
      {days.value?.length === 0 && <p>{de.holidays.listEmpty}</p>}
      <ul class="day-list">
        {days.value?.map(({ date, name }) => (
          <li key={`${date} ${name}`}>
            <time dateTime={date}>{germanDate(date)}</time> <span>{name}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}

const weekdayFormat = new Intl.DateTimeFormat('de-DE', {
  weekday: 'short',
  day: '2-digit',
  month: '2-digit',
  year: 'numeric',
  timeZone: 'UTC',
});

/** 2026-12-24 → Do, 24.12.2026 */
const germanDate = (date: string): string => weekdayFormat.format(Date.parse(`${date}T00:00:00Z`));
