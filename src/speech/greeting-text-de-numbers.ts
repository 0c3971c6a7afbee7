/** German numbers as words. Whole numbers from 0; what is larger than a billion is read digit by digit. */

const small = [
  'null',
  'eins',
  'zwei',
  'drei',
  'vier',
  'fünf',
  'sechs',
  'sieben',
  'acht',
  'neun',
  'zehn',
  'elf',
  'zwölf',
  'dreizehn',
  'vierzehn',
  'fünfzehn',
  'sechzehn',
  'siebzehn',
  'achtzehn',
  'neunzehn',
] as const;
const tens = [
  '',
  '',
  'zwanzig',
  'dreißig',
  'vierzig',
  'fünfzig',
  'sechzig',
  'siebzig',
  'achtzig',
  'neunzig',
] as const;
/** Nobody says longer numbers as one; they are codes. */
const longest = 9;

/** `digits` holds digits only. 1 is "eins". */
export function cardinal(digits: string): string {
  if (digits.length > longest || (digits.length > 1 && digits.startsWith('0'))) return eachDigit(digits);
  return words(Number(digits));
}

/** As before a noun: 1 is "ein". */
export const counting = (digits: string): string => cardinal(digits).replace(/eins$/, 'ein');

export const eachDigit = (digits: string): string =>
  [...digits].map(digit => small[Number(digit)] ?? '').join(' ');

/** 24 → "vierundzwanzigst", to which an ending is added. */
export function ordinalStem(value: number): string {
  const rest = value % 100;
  const before = value - rest === 0 ? '' : words(value - rest);
  const irregular: Record<number, string> = { 1: 'erst', 3: 'dritt', 7: 'siebt', 8: 'acht' };
  if (rest === 0) return `${before || 'null'}st`;
  return before + (irregular[rest] ?? words(rest) + (rest < 20 ? 't' : 'st'));
}

/** 1995 → "neunzehnhundertfünfundneunzig"; from 2000 on as any number. */
export function year(value: number): string {
  if (value < 1100 || value > 1999) return words(value);
  const rest = value % 100;
  return `${words(Math.floor(value / 100))}hundert${rest === 0 ? '' : words(rest)}`;
}

function words(value: number): string {
  if (value >= 1_000_000) {
    const millions = Math.floor(value / 1_000_000);
    const head = millions === 1 ? 'eine Million' : `${words(millions)} Millionen`;
    return value % 1_000_000 === 0 ? head : `${head} ${words(value % 1_000_000)}`;
  }
  if (value >= 1000) return joined(Math.floor(value / 1000), 'tausend', value % 1000);
  if (value >= 100) return joined(Math.floor(value / 100), 'hundert', value % 100);
  const ones = value % 10;
  if (value < 20) return small[value] ?? '';
  const ten = tens[Math.floor(value / 10)] ?? '';
  return ones === 0 ? ten : `${ones === 1 ? 'ein' : small[ones]}und${ten}`;
}

function joined(count: number, unit: string, rest: number): string {
  const head = count === 1 ? `ein${unit}` : `${words(count).replace(/eins$/, 'ein')}${unit}`;
  return rest === 0 ? head : head + words(rest);
}
