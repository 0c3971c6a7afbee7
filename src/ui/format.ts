/** Values as German office people read them. Times are the browser's local time. */
import { signal } from '@preact/signals';

/** The current minute, so that "heute" turns into "gestern" while the page stays open. */
export const minute = signal(Date.now());
setInterval(() => {
  minute.value = Date.now();
}, 60_000);

/** "heute 10:42", "gestern 10:42", then "20.11.2026", with `withTime` "20.11.2026 10:42". */
export function formatWhen(at: number, options: { withTime?: boolean } = {}): string {
  const now = minute.value;
  const time = timeFormat.format(at);
  if (daysBetween(at, now) === 0) return `heute ${time}`;
  if (daysBetween(at, now) === 1) return `gestern ${time}`;
  return options.withTime ? `${dateFormat.format(at)} ${time}` : dateFormat.format(at);
}

/** Minutes and seconds: 0:41. */
export function formatDuration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** 1.234 */
export const formatCount = (count: number): string => countFormat.format(count);

/**
 * Groups a number for reading: +49441783295 → +49 441 783295. Area codes are guessed by rule (two and
 * three digits where known, else four), good enough for the eye; what is dialled is never changed.
 */
export function formatPhone(number: string): string {
  const german = /^\+49([1-9]\d{4,})$/.exec(number)?.[1];
  if (german) {
    const length = areaLength(german);
    return `+49 ${german.slice(0, length)} ${german.slice(length)}`;
  }
  const foreign = /^(\+(?:1|7|2[07]|3[0-469]|4[013-8]|5[1-8]|6[0-6]|8[1246]|9[0-58]|\d{3}))(\d{4,})$/.exec(
    number,
  );
  return foreign ? `${foreign[1]} ${foreign[2]}` : number;
}

/** A link that dials; null for what no telephone can dial. */
export function telHref(number: string): string | null {
  const digits = number.replace(/[\s/()-]/g, '');
  return /^\+?\d{2,20}$/.test(digits) ? `tel:${digits}` : null;
}

const timeFormat = new Intl.DateTimeFormat('de-DE', { hour: '2-digit', minute: '2-digit' });
const dateFormat = new Intl.DateTimeFormat('de-DE', { day: '2-digit', month: '2-digit', year: 'numeric' });
const countFormat = new Intl.NumberFormat('de-DE');

function daysBetween(at: number, now: number): number {
  const start = (moment: number) => {
    const day = new Date(moment);
    // Counted in UTC from local dates: a day with 23 or 25 hours is one day all the same.
    return Date.UTC(day.getFullYear(), day.getMonth(), day.getDate());
  };
  return (start(now) - start(at)) / 86_400_000;
}

/** Area codes of three digits that do not end in 1 (Rufnummernplan of the Bundesnetzagentur). */
const threeDigits = /^(20[12389]|21[24]|2[23][48]|335|34[05]|355|365|375|385|395|906)/;

function areaLength(national: string): number {
  if (/^1[567]/.test(national)) return 3;
  if (/^(30|40|69|89)/.test(national)) return 2;
  if (/^[2-9][1-9]1/.test(national) || threeDigits.test(national)) return 3;
  return 4;
}
