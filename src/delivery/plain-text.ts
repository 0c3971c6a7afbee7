import parsePhoneNumber from 'libphonenumber-js';

/**
 * Untrusted text → one line that is only text: no line breaks, no control and no direction-turning
 * characters, no halves of characters, at most `limit` characters.
 */
export function oneLine(text: string, limit: number): string {
  const clean = text
    .toWellFormed()
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .replace(/\p{Cf}/gu, '')
    .trim();
  const characters = [...clean];
  return characters.length <= limit
    ? clean
    : `${characters
        .slice(0, limit - 1)
        .join('')
        .trimEnd()}…`;
}

export const isE164 = (number: string): boolean => /^\+[1-9][0-9]{2,14}$/.test(number);

/** "+49 441 783295"; digits that are no whole number stay as they are. */
export function shownNumber(number: string): string {
  if (!isE164(number)) return oneLine(number, 40);
  return parsePhoneNumber(number)?.formatInternational() ?? number;
}

/** Day and time of the mailbox's clock. */
export function localTime(at: number, timeZone: string): { date: string; time: string; fileStamp: string } {
  const parts = new Map(
    formatter(timeZone)
      .formatToParts(at)
      .map(part => [part.type, part.value]),
  );
  const get = (type: Intl.DateTimeFormatPartTypes): string => parts.get(type) ?? '';
  return {
    date: `${get('day')}.${get('month')}.${get('year')}`,
    time: `${get('hour')}:${get('minute')}`,
    fileStamp: `${get('year')}-${get('month')}-${get('day')}-${get('hour')}${get('minute')}`,
  };
}

/** "0:27", "3:00". */
export function shownDuration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

function formatter(timeZone: string): Intl.DateTimeFormat {
  const fields = {
    day: '2-digit',
    month: '2-digit',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  } as const;
  try {
    return new Intl.DateTimeFormat('de-DE', { ...fields, timeZone });
  } catch {
    // An unknown zone must not keep the note back.
    return new Intl.DateTimeFormat('de-DE', { ...fields, timeZone: 'Europe/Berlin' });
  }
}
