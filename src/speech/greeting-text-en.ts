/** English greetings as they are said. Telephone numbers, addresses and dates as a German office writes them. Pure. */
import { type SignWords, sayAddresses, sayPhones } from './greeting-text-common.ts';

const small =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  );
const tens = ['', '', 'twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety'];
const months = 'January February March April May June July August September October November December'.split(
  ' ',
);
const weekdays: Record<string, string> = {
  mon: 'Monday',
  tue: 'Tuesday',
  tues: 'Tuesday',
  wed: 'Wednesday',
  thu: 'Thursday',
  thur: 'Thursday',
  thurs: 'Thursday',
  fri: 'Friday',
  sat: 'Saturday',
  sun: 'Sunday',
};

const eachDigit = (digits: string): string => [...digits].map(digit => small[Number(digit)] ?? '').join(' ');
const words: SignWords = {
  at: 'at',
  dot: 'dot',
  hyphen: 'hyphen',
  underscore: 'underscore',
  slash: 'slash',
  plus: 'plus',
  eachDigit,
};

export function englishText(text: string): string {
  const steps = [
    (each: string) => sayAddresses(each, words),
    (each: string) =>
      each.replace(/(?<![\p{L}\d.,:/+-])(11[0258]|911|999)(?![\p{L}\d]|[.,:/-]\d)/gu, eachDigit),
    sayDates,
    sayMoney,
    sayTimes,
    (each: string) => sayPhones(each, words),
    sayShort,
    sayNumbers,
    saySigns,
  ];
  return steps.reduce((said, step) => step(said), text);
}

function cardinal(digits: string): string {
  if (digits.length > 9 || (digits.length > 1 && digits.startsWith('0'))) return eachDigit(digits);
  return numberWords(Number(digits));
}

function numberWords(value: number): string {
  if (value < 20) return small[value] ?? '';
  if (value < 100) {
    const ten = tens[Math.floor(value / 10)] ?? '';
    return value % 10 === 0 ? ten : `${ten}-${small[value % 10]}`;
  }
  const [size, name] =
    value >= 1_000_000 ? [1_000_000, 'million'] : value >= 1000 ? [1000, 'thousand'] : [100, 'hundred'];
  const rest = value % size;
  const head = `${numberWords(Math.floor(value / size))} ${name}`;
  if (rest === 0) return head;
  return `${head} ${rest < 100 ? 'and ' : ''}${numberWords(rest)}`;
}

function ordinal(value: number): string {
  const irregular: Record<string, string> = {
    one: 'first',
    two: 'second',
    three: 'third',
    five: 'fifth',
    eight: 'eighth',
    nine: 'ninth',
    twelve: 'twelfth',
  };
  return numberWords(value).replace(/[a-z]+$/, last => irregular[last] ?? `${last.replace(/y$/, 'ie')}th`);
}

function yearWords(digits: string): string {
  const value = Number(digits);
  const rest = value % 100;
  if (value < 1100 || (value >= 2000 && value < 2010) || value > 2099) return numberWords(value);
  const head = numberWords(Math.floor(value / 100));
  if (rest === 0) return `${head} hundred`;
  return `${head} ${rest < 10 ? `oh ${small[rest]}` : numberWords(rest)}`;
}

function sayDates(text: string): string {
  const names = months.join('|');
  const said = (day: string, month: string, year?: string) =>
    `the ${ordinal(Number(day))} of ${month}${year ? ` ${yearWords(year)}` : ''}`;
  return text
    .replace(
      /(?<![\d.,:/])(\d{1,2})\.(\d{1,2})\.(?:(\d{4})(?!\d)|(?!\d))/g,
      (all, d: string, m: string, y?: string) =>
        Number(d) >= 1 && Number(d) <= 31 && Number(m) >= 1 && Number(m) <= 12
          ? said(d, months[Number(m) - 1] ?? '', y)
          : all,
    )
    .replace(
      new RegExp(
        `(?<![\\p{L}\\d.,:/])(?:the )?(\\d{1,2})(?:st|nd|rd|th)?(?: of)? (${names})(?:,? (\\d{4}))?(?![\\p{L}\\d])`,
        'gu',
      ),
      (_, d: string, m: string, y?: string) => said(d, m, y),
    )
    .replace(
      new RegExp(
        `(?<![\\p{L}])(${names}) (\\d{1,2})(?:st|nd|rd|th)?(?:,? (\\d{4}))?(?![\\p{L}\\d]|:\\d)`,
        'gu',
      ),
      (_, m: string, d: string, y?: string) => `${m} ${ordinal(Number(d))}${y ? ` ${yearWords(y)}` : ''}`,
    );
}

const currencies: Record<string, [one: string, many: string, part: string]> = {
  '€': ['euro', 'euros', 'cents'],
  EUR: ['euro', 'euros', 'cents'],
  '£': ['pound', 'pounds', 'pence'],
  $: ['dollar', 'dollars', 'cents'],
};

function sayMoney(text: string): string {
  const amount = (sign: string, whole: string, part?: string) => {
    const [one, many, small] = currencies[sign] ?? ['', '', ''];
    const value = String(Number(whole.replaceAll(',', '')));
    const rest = Number(part ?? 0);
    return ` ${cardinal(value)} ${value === '1' ? one : many}${rest === 0 ? '' : ` and ${numberWords(rest)} ${small}`}`;
  };
  return text
    .replace(
      /(€|£|\$|EUR(?=\s?\d))\s?(\d{1,3}(?:,\d{3})+|\d{1,9})(?:[.,](\d{2}))?(?![\p{L}\d])/gu,
      (_, sign: string, whole: string, part?: string) => amount(sign, whole, part),
    )
    .replace(
      /(?<![\p{L}\d.,])(\d{1,3}(?:,\d{3})+|\d{1,9})(?:[.,](\d{2}))?\s?(€|£|\$|EUR(?!\p{L}))/gu,
      (_, whole: string, part: string | undefined, sign: string) => amount(sign, whole, part),
    );
}

function sayTimes(text: string): string {
  const half = (letters: string | undefined) =>
    letters ? ` ${letters.toLowerCase().startsWith('a') ? 'a m' : 'p m'}` : '';
  const said = (hours: string, minutes: string | undefined, letters?: string) => {
    const rest = Number(minutes ?? 0);
    const tail =
      rest === 0 ? (letters ? '' : " o'clock") : rest < 10 ? ` oh ${small[rest]}` : ` ${numberWords(rest)}`;
    return cardinal(String(Number(hours))) + tail + half(letters);
  };
  const isTime = (hours: string, minutes = '0') => Number(hours) <= 24 && Number(minutes) <= 59;
  return text
    .replace(
      /(?<![\d.,:])(\d{1,2})(?:[:.](\d{2}))?\s?[–-]\s?(?=\d{1,2}(?:[:.]\d{2})?\s?[ap]\.?m\.?(?!\p{L}))/giu,
      (all, h: string, m?: string) => (isTime(h, m) ? `${said(h, m, 'x').replace(/ [ap] m$/, '')} to ` : all),
    )
    .replace(
      /(?<![\d.,:])(\d{1,2})(?:[:.](\d{2}))?\s?([ap])\.?\s?m\b\.?(\s?[–-]\s?(?=\d))?/giu,
      (all, h: string, m: string | undefined, letter: string, until?: string) =>
        isTime(h, m) ? said(h, m, letter) + (until === undefined ? '' : ' to ') : all,
    )
    .replace(/(?<![\d.,:])(\d{1,2}):(\d{2})\s?[–-]\s?(?=\d{1,2}:\d{2})/g, (all, h: string, m: string) =>
      isTime(h, m) ? `${said(h, m)} to ` : all,
    )
    .replace(/(?<![\d.,:])(\d{1,2}):(\d{2})(?![\p{L}\d:])/gu, (all, h: string, m: string) =>
      isTime(h, m) ? said(h, m) : all,
    )
    .replace(/(?<![\d/])24\s?\/\s?7(?![\d/])/g, 'twenty-four seven');
}

const short: readonly [RegExp, string][] = [
  [/(?<!\p{L})e\.\s?g\.,?/giu, 'for example'],
  [/(?<!\p{L})i\.\s?e\.,?/giu, 'that is'],
  [/(?<!\p{L})etc\.(?=\s*$|\s\p{Lu})/gu, 'et cetera.'],
  [/(?<!\p{L})etc\./gu, 'et cetera'],
  [/(?<!\p{L})approx\./giu, 'approximately'],
  [/(?<!\p{L})incl\./giu, 'including'],
  [/(?<!\p{L})Mr\./gu, 'Mister'],
  [/(?<!\p{L})Mrs\./gu, 'Missis'],
  [/(?<!\p{L})Ms\./gu, 'Miz'],
  [/(?<!\p{L})Dr\./gu, 'Doctor'],
  [/(?<!\p{L})Prof\./gu, 'Professor'],
  [/(?<!\p{L})No\.(?=\s?\d)/gu, 'number'],
  [/(?<!\p{L})Tel\.?(?=:|\s)/gu, 'telephone'],
  [/(?<!\p{L})Ltd\.?(?!\p{L})/gu, 'Limited'],
  [/(?<!\p{L})Inc\.(?!\p{L})/gu, 'Incorporated'],
  [/(?<!\p{L})(g?)GmbH(?!\p{L})/gu, ' $1 G m b H '],
  [/(?<!\p{L})Co\.(?=\s)/gu, 'Co'],
];
const dayName = '(Mon|Tues?|Wed|Thu(?:rs?)?|Fri|Sat|Sun)';

function sayShort(text: string): string {
  let said = text
    .replace(
      new RegExp(`(?<![\\p{L}\\d.-])${dayName}\\.?\\s?[–-]\\s?${dayName}(?![\\p{L}\\d-])\\.?`, 'gu'),
      (_, from: string, to: string) => `${weekdays[from.toLowerCase()]} to ${weekdays[to.toLowerCase()]}`,
    )
    .replace(
      new RegExp(`(?<![\\p{L}\\d.-])${dayName}\\.?(?=:?,? ?\\d)`, 'gu'),
      (_, name: string) => weekdays[name.toLowerCase()] ?? name,
    );
  for (const [pattern, words] of short) said = said.replace(pattern, words);
  return said.replace(/(?<![\p{L}\p{M}\d'-])\p{Lu}{2,5}(?![\p{L}\p{M}\d'])/gu, word =>
    /^(?:[B-DF-HJ-NP-TV-XZ]+|UK|USA|EU|AG|IT)$/.test(word) ? [...word].join(' ') : word,
  );
}

function sayNumbers(text: string): string {
  return text
    .replace(/(?<![\p{L}\d.,])(\d{1,3})(?:st|nd|rd|th)(?!\p{L})/gu, (_, digits: string) =>
      ordinal(Number(digits)),
    )
    .replace(/½/g, ' one half ')
    .replace(/¼/g, ' one quarter ')
    .replace(/¾/g, ' three quarters ')
    .replace(/(?<=\d)\s?m²/g, ' square metres')
    .replace(/(?<=\d)\s?%/g, ' percent')
    .replace(/(?<![\p{L}\d]|\d\s)[-–](?=\d)/gu, ' minus ')
    .replace(/(?<=\d\p{Ll}?)\s?[-–]\s?(?=\d)/gu, ' to ')
    .replace(/(?<![\d.,])(\d{1,3}(?:,\d{3})+)(?![\d,]|\.\d{3})/g, thousands => thousands.replaceAll(',', ''))
    .replace(
      /(?<!\d)(\d{1,12})\.(\d{1,6})(?![\d.])/g,
      (_, whole: string, part: string) => ` ${cardinal(whole)} point ${eachDigit(part)}`,
    )
    .replace(/\d+/g, (digits: string, offset: number, whole: string) => {
      const isYear =
        digits.length === 4 && /(?:in|since|of|year)\s$/iu.test(whole.slice(Math.max(0, offset - 8), offset));
      const said = isYear ? yearWords(digits) : cardinal(digits);
      const isApart =
        !/[\p{L}\d]/u.test(whole[offset - 1] ?? '') &&
        !/[\p{L}\d]/u.test(whole[offset + digits.length] ?? '');
      return isApart ? said : ` ${said} `;
    })
    .replace(
      /\p{N}/gu,
      sign =>
        ` ${sign
          .normalize('NFKC')
          .replace(/\d+/g, eachDigit)
          .replace(/[^\p{L} ]/gu, ' ')} `,
    );
}

const signs: readonly [RegExp, string][] = [
  [/&/g, ' and '],
  [/@/g, ' at '],
  [/%/g, ' percent '],
  [/€/g, ' euros '],
  [/\$/g, ' dollars '],
  [/£/g, ' pounds '],
  [/§/g, ' section '],
  [/°\s?C(?!\p{L})/gu, ' degrees Celsius '],
  [/°/g, ' degrees '],
  [/\\/g, ' backslash '],
  [/\//g, ' slash '],
  [/\+/g, ' plus '],
  [/=/g, ' equals '],
  [/\*/g, ' star '],
  [/#/g, ' hash '],
  [/_/g, ' underscore '],
  [/</g, ' less than '],
  [/>/g, ' greater than '],
];

function saySigns(text: string): string {
  let said = text;
  for (const [pattern, word] of signs) said = said.replace(pattern, word);
  return said.replace(/\s*–\s*|\s+-\s+/g, ', ');
}
