/** German greetings as they are said: "Mo–Fr 8–17 Uhr" → "Montag bis Freitag acht bis siebzehn Uhr". Pure. */
import { type SignWords, sayAddresses, sayDigitGroups, sayPhones } from './greeting-text-common.ts';
import { cardinal, counting, eachDigit, year } from './greeting-text-de-numbers.ts';
import { ordinal, sayDates, sayMonths, sayTimes, sayWeekdays } from './greeting-text-de-times.ts';
import { sayAbbreviations, sayLetters, saySigns, sayUnits } from './greeting-text-de-words.ts';

const words: SignWords = {
  at: 'ät',
  dot: 'Punkt',
  hyphen: 'Bindestrich',
  underscore: 'Unterstrich',
  slash: 'Schrägstrich',
  plus: 'plus',
  eachDigit,
};

/**
 * From what is longest to what is shortest: what one rule has put into words no later one touches. `text` is
 * clean; brackets, quotes and pauses are tidied by the caller.
 */
export function germanText(text: string): string {
  const steps = [
    (each: string) => sayAddresses(each, words),
    sayEmergencies,
    sayWeekdays,
    sayMonths,
    sayDates,
    sayMoney,
    sayTimes,
    sayPostcodes,
    sayExtensions,
    (each: string) => sayPhones(each, words),
    sayUnits,
    sayAbbreviations,
    sayLetters,
    sayOrdinals,
    sayNumbers,
    saySigns,
  ];
  return steps.reduce((said, step) => step(said), text);
}

/** 110, 112, 115 and 116 117 are numbers to dial, not amounts. */
function sayEmergencies(text: string): string {
  return text
    .replace(/(?<![\p{L}\d.,:/-])116\s?117(?![\p{L}\d]|[.,:/]\d)/gu, () => sayDigitGroups('116 117', words))
    .replace(
      /(?<![\p{L}\d.,:/+-])(?<!\d )(11[0258])(?![\p{L}\d]|[.,:/-]\d| \d| ?(?:€|%|Euro|EUR|Prozent|m²|qm|Wohn|Einheit))/gu,
      (_, digits: string) => eachDigit(digits),
    );
}

/** "12,50 €", "€ 12,50", "1.234,56 EUR", "50 Cent", "12,- €". */
function sayMoney(text: string): string {
  return text
    .replace(
      /(?<![\p{L}\d.,])(?:€|EUR)\s?(\d{1,3}(?:\.\d{3})+|\d{1,9})(?:,(\d{2}|-{1,2}|–))?(?![\p{L}\d])/gu,
      (_, euros: string, cents?: string) => amount(euros, cents),
    )
    .replace(
      /(?<![\p{L}\d.,])(\d{1,3}(?:\.\d{3})+|\d{1,9})(?:,(\d{2}|-{1,2}|–))?\s?(?:€|EUR(?!\p{L})|Euro(?!\p{L}))/gu,
      (_, euros: string, cents?: string) => amount(euros, cents),
    );
}

function amount(euros: string, cents: string | undefined): string {
  const whole = String(Number(euros.replaceAll('.', '')));
  const part = cents !== undefined && /^\d+$/.test(cents) ? Number(cents) : 0;
  if (whole === '0' && part > 0) return ` ${counting(String(part))} Cent`;
  return ` ${counting(whole)} Euro${part === 0 ? '' : ` ${cardinal(String(part))}`}`;
}

/** "10115 Berlin": five digits before a name, and not an amount of something. */
function sayPostcodes(text: string): string {
  return text.replace(
    /(?<![\p{L}\d.,:/+-])(?<!\d )(?:D-)?(\d{5})(?=\s\p{Lu}\p{Ll}{2})(?!\s(?:Euro|Wohnungen|Einheiten|Mieter|Quadratmeter|Kunden|Menschen|Haushalte|Objekte|Stück|Tonnen|Meter|Prozent|Kilo))/gu,
    (_, digits: string) => eachDigit(digits),
  );
}

/** "Durchwahl 2550", "Tel.: 4711": numbers to dial that do not begin with a zero. */
function sayExtensions(text: string): string {
  const dialled = text
    .replace(/(?<!\p{L})(?:Tel\.?|Telefon)(?:\s?:)?\s?-(?=\d)/gu, 'Telefon, Durchwahl ')
    .replace(
      /(?<![\p{L}\d])([A-Z]{2})(\d{2}(?:\s?\d{2,4}){3,8})(?!\d)/gu,
      (_, country: string, code: string) => `${[...country].join(' ')} ${sayDigitGroups(code, words)}`,
    );
  return dialled.replace(
    /(?<![\p{L}])((?:Tel\.?|Telefon(?:nummer)?|Durchwahl|Fax|Rufnummer|Hotline|Kundennummer|Notruf(?:nummer)?|PIN)(?:\s?[:.])?\s)(\d(?:[\s/()-]{0,3}\d){1,18})(?![\p{L}\d]|[.,:]\d| Uhr)/gu,
    (all, before: string, number: string) =>
      number.startsWith('0') && number.replace(/\D/g, '').length >= 6
        ? all
        : before + sayDigitGroups(number, words),
  );
}

/** Genders of what is counted by ordinals at a property manager's: the ending without an article. */
const feminine =
  'Etage|Rate|Mahnung|Hilfe|Stelle|Wahl|Person|Tür|Klasse|Stufe|Woche|Seite|Wohnung|Hälfte|Reihe|Instanz|Auflage|Ausgabe';
const neuter =
  'OG|UG|Obergeschoss|Untergeschoss|Geschoss|Quartal|Halbjahr|Mal|Haus|Stockwerk|Jahr|Viertel|Kapitel';
const masculine =
  'Stock|Advent|Aufgang|Eingang|Hof|Feiertag|Weihnachtsfeiertag|Tag|Monat|Platz|Werktag|Arbeitstag|Vorsitzende|Geschäftsführer|Bauabschnitt';
const counted = new RegExp(`^(?:(${feminine})|(${neuter})|(${masculine})|\\p{Ll})(?!\\p{L}{4})`, 'u');
const beforeOrdinal = /(?:^|[^\p{L}])(?:am|im|vom|zum|beim|dem|den|des|jeden|jedem|jedes|dieses)\s$/iu;

/** "im 2. Stock". A number before a full stop is none: "Drücken Sie die 1. Wir …" stays a sentence's end. */
function sayOrdinals(text: string): string {
  return text.replace(
    /(?<![\p{L}\d.,:/-])(\d{1,3})\.(?=(\s*[–-]\s*\d{1,3}\.)?(\s\p{L}|$)?)(?!\d)/gu,
    (all: string, ...found) => {
      const whole = found.at(-1) as string;
      const offset = found.at(-2) as number;
      const before = whole.slice(Math.max(0, offset - 40), offset);
      const after = whole.slice(offset + all.length).trimStart();
      const noun = counted.exec(after);
      if (after === '' || (!noun && !beforeOrdinal.test(before))) return all;
      const alone = noun?.[1] ? 'e' : noun?.[2] ? 'es' : 'er';
      return ordinal(Number(found[0]), before, alone);
    },
  );
}

/** Before these 1 is "eine" or "ein": "1 Stunde". */
const oneOfThem =
  /^\s(?:(Stunde|Minute|Sekunde|Woche|Person|Wohnung|Nachricht|Einheit|Kaution|Million|Milliarde)|(Tag|Monat|Jahr|Meter|Quadratmeter|Kubikmeter|Kilometer|Zentimeter|Kilogramm|Cent|Grad|Prozent|Stellplatz|Zimmer|Werktag|Arbeitstag))(?!\p{L})/u;

function sayNumbers(text: string): string {
  return text
    .replace(/½|(?<![\p{L}\d.,:/-])1\/2(?![\p{L}\d.,:/])/gu, ' einhalb ')
    .replace(/¼|(?<![\p{L}\d.,:/-])1\/4(?![\p{L}\d.,:/])/gu, ' ein Viertel ')
    .replace(/¾|(?<![\p{L}\d.,:/-])3\/4(?![\p{L}\d.,:/])/gu, ' drei Viertel ')
    .replace(/²/g, ' hoch zwei ')
    .replace(/³/g, ' hoch drei ')
    .replace(/(?<=\d)\s?%/g, ' Prozent')
    .replace(/(?<=\d)\s?‰/g, ' Promille')
    .replace(/(?<![\p{L}\d]|\d\s)[-–](?=\d)/gu, ' minus ')
    .replace(/(?<=\d\p{Ll}?)\s?[-–]\s?(?=\d)/gu, ' bis ')
    .replace(/(?<![\p{L}\d.,])(\d+)\s?[x×](?![\p{L}\d])/gu, (_, times: string) => `${counting(times)}mal`)
    .replace(/(?<![\d.,])(\d{1,3}(?:\.\d{3})+)(?![\d.]|,\d{3})/g, thousands => thousands.replaceAll('.', ''))
    .replace(
      /(?<!\d)(\d{1,12}),(\d{1,6})(?![\d,])/g,
      (_, whole: string, part: string) => ` ${cardinal(whole)} Komma ${eachDigit(part)}`,
    )
    .replace(
      /(?<![\d.,])(\d{1,9})\.(\d{1,2})(?![\d.,])/g,
      (_, whole: string, part: string) => ` ${cardinal(whole)} Punkt ${eachDigit(part)}`,
    )
    .replace(/\d+/g, (digits: string, offset: number, whole: string) => {
      const said = sayNumber(
        digits,
        whole.slice(Math.max(0, offset - 12), offset),
        whole.slice(offset + digits.length, offset + digits.length + 20),
      );
      const isApart =
        !/[\p{L}\d]/u.test(whole[offset - 1] ?? '') &&
        !/[\p{L}\d]/u.test(whole[offset + digits.length] ?? '');
      // "12a" and "B2" are two words each.
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

function sayNumber(digits: string, before: string, after: string): string {
  if (
    digits.length === 4 &&
    (/^1[89]/.test(digits) || /(?:Jahre?n?|seit|anno|Sommer|Winter|Anfang|Ende|Mitte)\s$/iu.test(before))
  ) {
    return year(Number(digits));
  }
  if (digits === '1') {
    const noun = oneOfThem.exec(after);
    if (noun) return noun[1] ? 'eine' : 'ein';
  }
  return cardinal(digits);
}
