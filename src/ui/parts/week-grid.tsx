import { de } from '../de.ts';
import type { GreetingDraft, WindowDraft } from './greeting-draft.ts';

interface Block {
  key: string;
  /** Minutes of the day. */
  from: number;
  to: number;
  /** Which greeting, counted from 1. */
  number: number;
  name: string;
}

/**
 * Monday to Sunday, 24 hours: which timed greeting plays when. Only to look at, and only for eyes: the fields
 * beside it say the same.
 */
export function WeekGrid({ drafts }: { drafts: readonly GreetingDraft[] }) {
  const shown = drafts.filter(draft => draft.windows.length > 0);
  if (shown.length === 0) return null;
  const days = blocksByDay(shown);
  return (
    <div class="week" aria-hidden="true">
      <h3>{de.greetings.week}</h3>
      <div class="week-days">
        <span />
        <div class="week-hours number">
          {[0, 6, 12, 18, 24].map(hour => (
            <span key={hour}>{hour}</span>
          ))}
        </div>
        {days.map((blocks, index) => (
          <WeekDay key={de.greetings.weekdayShort[index]} index={index} blocks={blocks} />
        ))}
      </div>
      <p class="small quiet">
        {shown.map((draft, index) => (
          <span key={draft.greetingId} class="week-key">
            <span class={`week-block look-${index % looks}`}>{index + 1}</span> {draft.name}
          </span>
        ))}
        <span class="week-key">{de.greetings.weekFree}</span>
      </p>
    </div>
  );
}

/** Shades; the number in each block tells them apart. */
const looks = 3;
const dayMinutes = 24 * 60;

function WeekDay({ index, blocks }: { index: number; blocks: readonly Block[] }) {
  return (
    <>
      <span class="small">{de.greetings.weekdayShort[index]}</span>
      <div class="week-day">
        {blocks.map(({ key, from, to, number, name }) => (
          <span
            key={key}
            class={`week-block look-${(number - 1) % looks}`}
            style={{ left: `${(from / dayMinutes) * 100}%`, width: `${((to - from) / dayMinutes) * 100}%` }}
            title={name}
          >
            {number}
          </span>
        ))}
      </div>
    </>
  );
}

function blocksByDay(drafts: readonly GreetingDraft[]): Block[][] {
  const days: Block[][] = Array.from({ length: 7 }, () => []);
  drafts.forEach((draft, index) => {
    for (const window of draft.windows) {
      for (const day of window.weekdays) {
        for (const { offset, from, to } of partsOf(window)) {
          const key = `${draft.greetingId}-${window.key}-${day}-${offset}`;
          days[(day - 1 + offset) % 7]?.push({ key, from, to, number: index + 1, name: draft.name });
        }
      }
    }
  });
  return days;
}

/** A window that does not end after its beginning goes on into the next day. */
function partsOf({ from, to }: WindowDraft): { offset: number; from: number; to: number }[] {
  const start = minutesOf(from);
  const end = minutesOf(to);
  if (start === null || end === null) return [];
  if (end > start) return [{ offset: 0, from: start, to: end }];
  const today = { offset: 0, from: start, to: dayMinutes };
  return end === 0 ? [today] : [today, { offset: 1, from: 0, to: end }];
}

function minutesOf(time: string): number | null {
  const found = /^(\d\d):(\d\d)$/.exec(time);
  return found ? Number(found[1]) * 60 + Number(found[2]) : null;
}
