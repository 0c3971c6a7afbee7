import { spokenNumber } from './number-words.ts';
import { fold, type Token } from './words.ts';

/** Number words of one language, folded, with their value. */
export type NumberTable = ReadonlyMap<string, number>;

/**
 * The number words of the language in which a message dictates most digits; null: German, or too few to
 * tell. A foreign table is used only then, for "six" and "on" are words elsewhere too.
 */
export function foreignNumbers(tokens: readonly Token[]): NumberTable | null {
  const german = tokens.filter(token => token.folded !== 'ein' && spokenNumber(token.folded) !== null).length;
  let best: { table: NumberTable; count: number } | null = null;
  for (const table of tables.values()) {
    const count = tokens.filter(token => table.has(token.folded)).length;
    if (count >= FEWEST && count > german && count > (best?.count ?? 0)) best = { table, count };
  }
  return best?.table ?? null;
}

/** The value of the foreign number that begins at `at`: "yetmiş iki" 72, "forty two" 42, "on iki" 12. */
export function foreignNumberAt(
  tokens: readonly Token[],
  at: number,
  table: NumberTable,
): { value: number; length: number } | null {
  const value = table.get(tokens[at]?.folded ?? '');
  if (value === undefined) return null;
  if (value < 10 || tokens[at]?.endsPhrase) return { value, length: 1 };
  const link = /^(?:y|et|und|i|e)$/.test(tokens[at + 1]?.folded ?? '') ? 1 : 0;
  const unit = table.get(tokens[at + 1 + link]?.folded ?? '');
  const isTens = value % 10 === 0;
  return isTens && unit !== undefined && unit > 0 && unit < 10
    ? { value: value + unit, length: 2 + link }
    : { value, length: 1 };
}

/** Fewer could be chance: "on", "do" and "sei" are German, Turkish, Polish and Italian. */
const FEWEST = 4;

/** From zero on, variants by a stroke; tens after a semicolon from ten or twenty on. */
const written: Record<string, string> = {
  en: 'zero/oh/o one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen; twenty thirty forty fifty sixty seventy eighty ninety',
  tr: 'sıfır bir iki üç dört beş altı yedi sekiz dokuz on; yirmi otuz kırk elli altmış yetmiş seksen doksan',
  fr: 'zéro/zero un/une deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize; vingt trente quarante cinquante soixante septante huitante nonante',
  es: 'cero uno/un dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince; veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa',
  it: 'zero uno due tre quattro cinque sei sette otto nove dieci undici dodici; venti trenta quaranta cinquanta sessanta settanta ottanta novanta',
  pl: 'zero jeden dwa trzy cztery pięć sześć siedem osiem dziewięć dziesięć jedenaście dwanaście; dwadzieścia trzydzieści czterdzieści pięćdziesiąt sześćdziesiąt siedemdziesiąt osiemdziesiąt dziewięćdziesiąt',
  ru: 'ноль/нуль один/одна два/две три четыре пять шесть семь восемь девять десять одиннадцать двенадцать; двадцать тридцать сорок пятьдесят шестьдесят семьдесят восемьдесят девяносто',
  uk: "нуль один/одна два/дві три чотири п'ять/пять шість сім вісім дев'ять/девять десять; двадцять тридцять сорок п'ятдесят шістдесят сімдесят вісімдесят дев'яносто",
  ro: 'zero unu/una doi/două trei patru cinci șase șapte opt nouă zece; douăzeci treizeci patruzeci cincizeci șaizeci șaptezeci optzeci nouăzeci',
  hr: 'nula jedan dva tri četiri pet šest sedam osam devet deset; dvadeset trideset četrdeset pedeset šezdeset sedamdeset osamdeset devedeset',
  pt: 'zero um/uma dois/duas três quatro cinco seis/meia sete oito nove dez; vinte trinta quarenta cinquenta sessenta setenta oitenta noventa',
  nl: 'nul een/één twee drie vier vijf zes zeven acht negen tien; twintig dertig veertig vijftig zestig zeventig tachtig negentig',
  sq: 'zero një dy tre katër pesë gjashtë shtatë tetë nëntë dhjetë',
  ar: 'صفر واحد اثنين/اثنان ثلاثة أربعة/اربعة خمسة ستة سبعة ثمانية تسعة',
  fa: 'صفر یک دو سه چهار پنج شش هفت هشت نه',
  vi: 'không một hai ba bốn năm sáu bảy tám chín',
};

const tables = new Map<string, NumberTable>(
  Object.entries(written).map(([language, text]) => {
    const table = new Map<string, number>();
    const [units = '', tens = ''] = text.split('; ');
    const put = (words: string, value: number): void => {
      for (const word of words.split('/')) if (!table.has(fold(word))) table.set(fold(word), value);
    };
    for (const [value, words] of units.split(' ').entries()) put(words, value);
    for (const [at, words] of tens.split(' ').entries()) if (words !== '') put(words, 20 + at * 10);
    return [language, table];
  }),
);
