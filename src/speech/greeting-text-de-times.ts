/** German dates, clock times and days of the week as words. */
import { cardinal, counting, ordinalStem, year } from './greeting-text-de-numbers.ts';

const months = [
  'Januar',
  'Februar',
  'März',
  'April',
  'Mai',
  'Juni',
  'Juli',
  'August',
  'September',
  'Oktober',
  'November',
  'Dezember',
] as const;
export const monthNames = months.join('|');
const weekdays: Record<string, string> = {
  mo: 'Montag',
  di: 'Dienstag',
  mi: 'Mittwoch',
  do: 'Donnerstag',
  fr: 'Freitag',
  sa: 'Samstag',
  so: 'Sonntag',
};

/** After these an ordinal ends in -en: "am ersten Mai". */
const weakBefore =
  '(?:am|im|vom|zum|beim|ab|bis|seit|dem|den|des|dieser|diesem|nach|vor|zur|(?:in|an|auf|aus|bei|mit|nach|von|zu|seit|vor|ab)\\s+der)';

/** "am Freitag, 27.11.": the day between them changes nothing. */
const weakPattern = new RegExp(
  // And "am 24.12. und 31.12.": what holds for the first date holds for those that are joined to it.
  `(?:^|[^\\p{L}])${weakBefore}\\s+(?:(?:${Object.values(weekdays).join('|')}),?\\s+)?(?:\\d{1,2}\\.\\s?(?:\\d{1,2}\\.(?:\\d{2,4})?|(?:${monthNames})(?:\\s\\d{4})?)?\\s?(?:,|und|oder|sowie)\\s+){0,3}$`,
  'iu',
);

/** The ordinal with the ending that the words before it ask for; `alone`: without an article. */
export function ordinal(value: number, before: string, alone: 'er' | 'e' | 'es'): string {
  const stem = ordinalStem(value);
  if (weakPattern.test(before)) return `${stem}en`;
  if (/(?:^|[^\p{L}])(?:der|die|das)\s+$/iu.test(before)) return `${stem}e`;
  return stem + alone;
}

/** How far back the words are that decide an ending. */
const sightBefore = 40;
const beforeOf = (whole: string, offset: number): string =>
  whole.slice(Math.max(0, offset - sightBefore), offset);

const isDate = (day: number, month: number): boolean => day >= 1 && day <= 31 && month >= 1 && month <= 12;
const fullYear = (digits: string | undefined): string =>
  digits === undefined || digits === ''
    ? ''
    : ` ${year(Number(digits.length === 2 ? `20${digits}` : digits))}`;

const shortMonths: Record<string, string> = {
  Jan: 'Januar',
  Feb: 'Februar',
  Apr: 'April',
  Aug: 'August',
  Sep: 'September',
  Sept: 'September',
  Okt: 'Oktober',
  Nov: 'November',
  Dez: 'Dezember',
};

/** "Nov. 2026", "24. Dez." */
export const sayMonths = (text: string): string =>
  text.replace(
    /(?<=\d\.\s?)(Jan|Feb|Apr|Aug|Sept?|Okt|Nov|Dez)\.|(?<!\p{L})(Jan|Feb|Apr|Aug|Sept?|Okt|Nov|Dez)\.(?=\s?\d{4}(?!\d))/gu,
    (_, after?: string, before?: string) => shortMonths[after ?? before ?? ''] ?? '',
  );

/** "24.12.2026", "24.12.", "24.–31.12.", "2026-12-24", "24. Dezember 2026". */
export function sayDates(text: string): string {
  return text
    .replace(/(?<![\d.,-])(\d{4})-(\d{2})-(\d{2})(?![\d-])/g, (all, y: string, m: string, d: string) =>
      isDate(Number(d), Number(m)) ? `${Number(d)}.${Number(m)}.${y}` : all,
    )
    .replace(
      /(?<![\d.,:/])(\d{1,2})\.\s?(?:[–-]|bis)\s?(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4}|\d{2})?(?![\d.:])/g,
      (all: string, ...found) => {
        const [from, to, month, yearDigits] = found as [string, string, string, string | undefined];
        if (!isDate(Number(from), Number(month)) || !isDate(Number(to), Number(month))) return all;
        const before = beforeOf(found.at(-1) as string, found.at(-2) as number);
        const first = ordinal(Number(from), before, 'er');
        const ending = /(?:en|e)$/.exec(first)?.[0] ?? 'er';
        return `${first} bis ${ordinalStem(Number(to))}${ending} ${months[Number(month) - 1]}${fullYear(yearDigits)} `;
      },
    )
    .replace(
      /(?<![\d.,:/])(\d{1,2})\.\s?(\d{1,2})\.(?:\s?(\d{4})|(\d{2})(?=[^\d:.]|$))?(?![\d:])(\s*[–-]\s*(?=\d{1,2}\.))?/g,
      (all: string, ...found) => {
        const [day, month, long, short, until] = found as [string, string, string?, string?, string?];
        if (!isDate(Number(day), Number(month))) return all;
        const whole = found.at(-1) as string;
        const offset = found.at(-2) as number;
        const said = `${ordinal(Number(day), beforeOf(whole, offset), 'er')} ${months[Number(month) - 1]}${fullYear(long ?? short)}`;
        if (until !== undefined) return `${said} bis `;
        // The dot of "24.12." may be the full stop of a sentence as well.
        const isSentenceEnd =
          long === undefined &&
          short === undefined &&
          /^\s*$|^\s+\p{Lu}/u.test(whole.slice(offset + all.length));
        return isSentenceEnd ? `${said}.` : said;
      },
    )
    .replace(
      new RegExp(
        `(?<![\\d.,:/])(\\d{1,2})\\.(?:\\s?(?:[–-]|bis)\\s?(\\d{1,2})\\.)?\\s?(${monthNames})(?:\\s(\\d{4}))?(?![\\p{L}\\d])`,
        'gu',
      ),
      (all: string, ...found) => {
        const [day, to, month, yearDigits] = found as [
          string,
          string | undefined,
          string,
          string | undefined,
        ];
        if (!isDate(Number(day), 1) || (to !== undefined && !isDate(Number(to), 1))) return all;
        const first = ordinal(Number(day), beforeOf(found.at(-1) as string, found.at(-2) as number), 'er');
        const ending = /(?:en|e)$/.exec(first)?.[0] ?? 'er';
        const until = to === undefined ? '' : ` bis ${ordinalStem(Number(to))}${ending}`;
        return `${first}${until} ${month}${fullYear(yearDigits)}`;
      },
    );
}

const clock = '(\\d{1,2})[:.](\\d{2})';

/** "8:30 Uhr", "17.00 Uhr", "8–17 Uhr", "8:30 - 12:00". */
export function sayTimes(text: string): string {
  return text
    .replace(
      new RegExp(
        `(?<![\\d.,:])(?:${clock}|(\\d{1,2}))(?:\\s?Uhr)?\\s?[–-]\\s?(?:${clock}|(\\d{1,2}))\\s?(?:Uhr|h)(?![\\p{L}\\d])`,
        'gu',
      ),
      (all, h1?: string, m1?: string, o1?: string, h2?: string, m2?: string, o2?: string) => {
        const from = [h1 ?? o1 ?? '', m1] as const;
        const to = [h2 ?? o2 ?? '', m2] as const;
        if (!isTime(from) || !isTime(to)) return all;
        // "acht bis siebzehn Uhr": without minutes the first "Uhr" is not said.
        const first = Number(from[1] ?? 0) === 0 ? counting(String(Number(from[0]))) : sayTime(from);
        return `${first === 'ein' ? 'eins' : first} bis ${sayTime(to)}`;
      },
    )
    .replace(
      /(?<![\d.,:])(\d{1,2}):(\d{2})\s?[–-]\s?(\d{1,2}):(\d{2})(?![\p{L}\d:])/gu,
      (all, h1: string, m1: string, h2: string, m2: string) =>
        isTime([h1, m1]) && isTime([h2, m2]) ? `${sayTime([h1, m1])} bis ${sayTime([h2, m2])}` : all,
    )
    .replace(
      new RegExp(`(?<![\\d.,:])${clock}\\s?(?:Uhr|h)(?![\\p{L}\\d])`, 'gu'),
      (all, hours: string, minutes: string) => (isTime([hours, minutes]) ? sayTime([hours, minutes]) : all),
    )
    .replace(/(?<![\d.,:])(\d{1,2}):(\d{2})(?![\p{L}\d:])/gu, (all, hours: string, minutes: string) =>
      isTime([hours, minutes]) ? sayTime([hours, minutes]) : all,
    )
    .replace(
      /(?<![\d.,:])(\d{1,2})\s?Uhr(?:\s(\d{1,2}))?(?![\p{L}\d.,:])/gu,
      (all, hours: string, minutes?: string) => (isTime([hours, minutes]) ? sayTime([hours, minutes]) : all),
    )
    .replace(/(?<![\d.,:])(\d{1,2})\s?Uhr(?![\p{L}\d])/gu, (all, hours: string) =>
      isTime([hours, undefined]) ? sayTime([hours, undefined]) : all,
    )
    .replace(/(?<![\d.,:/])24\s?\/\s?7(?![\p{L}\d.,:/])/gu, 'vierundzwanzig sieben')
    .replace(/(?<![\d.,:])(\d{1,3})\s?h(?![\p{L}\d])/gu, (_, hours: string) =>
      Number(hours) === 1 ? 'eine Stunde' : `${cardinal(String(Number(hours)))} Stunden`,
    );
}

const isTime = ([hours, minutes]: readonly [string, string | undefined]): boolean =>
  hours !== '' && Number(hours) <= 24 && Number(minutes ?? 0) <= 59;

function sayTime([hours, minutes]: readonly [string, string | undefined]): string {
  const hour = `${counting(String(Number(hours)))} Uhr`;
  return Number(minutes ?? 0) === 0 ? hour : `${hour} ${cardinal(String(Number(minutes)))}`;
}

const day = '(Mo|Di|Mi|Do|Fr|Sa|So)';

/** "Mo–Fr", "Sa/So", "Di.": short names only where nothing else can be meant ("so" and "do" are words). */
export function sayWeekdays(text: string): string {
  return text
    .replace(
      new RegExp(
        `(?<![\\p{L}\\d.-])${day}(?:\\.?\\s?(?:[-–/+&,]|bis|und|u\\.)\\s?${day}){1,6}(?![\\p{L}\\d-])\\.?`,
        'gu',
      ),
      found =>
        found
          .replace(new RegExp(`${day}\\.?`, 'gu'), name => weekdays[name.slice(0, 2).toLowerCase()] ?? name)
          .replace(/\s?[-–]\s?/g, ' bis ')
          .replace(/\s?(?:[/+&]|u\.)\s?/g, ' und '),
    )
    .replace(
      new RegExp(
        `(?<![\\p{L}\\d.-])${day}(?:\\.:?|:)?(?=,?\\s?(?:von\\s|ab\\s|bis\\s)?\\d|\\s(?:ganztägig|nur|und|ist|geschlossen|zu)(?!\\p{L}))`,
        'gu',
      ),
      (found, name: string) => (weekdays[name.toLowerCase()] ?? name) + (found.endsWith(':') ? ':' : ''),
    );
}
