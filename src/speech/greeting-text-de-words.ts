/** German abbreviations, company forms, units and signs as words. */

/** As written, longest first where one begins another. A dot at their end belongs to them. */
const abbreviations: readonly [pattern: string, spoken: string][] = [
  ['z\\.\\s?B\\.', 'zum Beispiel'],
  ['d\\.\\s?h\\.', 'das heißt'],
  ['u\\.\\s?a\\.', 'unter anderem'],
  ['v\\.\\s?a\\.', 'vor allem'],
  ['o\\.\\s?ä\\.', 'oder Ähnliches'],
  ['u\\.\\s?ä\\.', 'und Ähnliches'],
  ['i\\.\\s?d\\.\\s?R\\.', 'in der Regel'],
  ['i\\.\\s?V\\.', 'in Vertretung'],
  ['i\\.\\s?H\\.\\s?v\\.', 'in Höhe von'],
  ['v\\.\\s?Chr\\.', 'vor Christus'],
  ['MwSt\\.?', 'Mehrwertsteuer'],
  ['USt\\.?', 'Umsatzsteuer'],
  ['s\\.\\s?o\\.', 'siehe oben'],
  ['s\\.\\s?u\\.', 'siehe unten'],
  ['u\\.\\s?U\\.', 'unter Umständen'],
  ['z\\.\\s?T\\.', 'zum Teil'],
  ['z\\.\\s?Z(?:t)?\\.', 'zurzeit'],
  ['z\\.\\s?H(?:d)?\\.', 'zu Händen'],
  ['e\\.\\s?V\\.', 'e V'],
  ['e\\.\\s?K\\.', 'e K'],
  ['usw\\.', 'und so weiter'],
  ['etc\\.', 'et cetera'],
  ['bzw\\.', 'beziehungsweise'],
  ['ca\\.', 'circa'],
  ['zzgl\\.', 'zuzüglich'],
  ['inkl\\.', 'inklusive'],
  ['exkl\\.', 'exklusive'],
  ['einschl\\.', 'einschließlich'],
  ['evtl\\.', 'eventuell'],
  ['ggf\\.', 'gegebenenfalls'],
  ['vgl\\.', 'vergleiche'],
  ['tägl\\.', 'täglich'],
  ['mtl\\.', 'monatlich'],
  ['jährl\\.', 'jährlich'],
  ['vorm\\.', 'vormittags'],
  ['nachm\\.', 'nachmittags'],
  ['mind\\.', 'mindestens'],
  ['max\\.', 'maximal'],
  ['Nr\\.', 'Nummer'],
  ['Tel\\.?', 'Telefon'],
  ['Tel\\.-Nr\\.', 'Telefonnummer'],
  ['Dr\\.', 'Doktor'],
  ['Prof\\.', 'Professor'],
  ['Dipl\\.-Ing\\.', 'Diplomingenieur'],
  ['Ing\\.', 'Ingenieur'],
  ['Hr\\.', 'Herr'],
  ['Fr\\.(?=\\s\\p{Lu})', 'Frau'],
  ['St\\.(?=[\\s-]\\p{Lu})', 'Sankt'],
  ['Str\\.', 'Straße'],
  ['Std\\.', 'Stunden'],
  ['Min\\.', 'Minuten'],
  ['Sek\\.', 'Sekunden'],
  ['Mio\\.?', 'Millionen'],
  ['Mrd\\.?', 'Milliarden'],
  ['Tsd\\.', 'Tausend'],
  ['Whg\\.', 'Wohnung'],
  ['Abt\\.', 'Abteilung'],
  ['Abs\\.', 'Absatz'],
  ['Art\\.(?=\\s\\d)', 'Artikel'],
  ['Hausverw\\.', 'Hausverwaltung'],
  ['gegr\\.', 'gegründet'],
];
const abbreviationPatterns = abbreviations
  // Longest first: "Tel.-Nr." is not "Tel." with something behind it.
  .toSorted(([a], [b]) => b.length - a.length)
  .map(
    ([pattern, spoken]) => [new RegExp(`(?<![\\p{L}\\d.-])${pattern}(?![\\p{L}\\d])`, 'gu'), spoken] as const,
  );
/** After these a sentence may end: then the dot says that, too. */
const mayEndSentence = /^(?:usw|etc|o\.|u\.\s?ä|e\.)/;

export function sayAbbreviations(text: string): string {
  let said = text
    // "Gartenstr. 5", "Bahnhof-Str."; a full stop that ends the sentence stays.
    .replace(/(\p{L}[\p{L}-]*)(s|S)tr\.(?=\s*$)/gu, '$1$2traße.')
    .replace(/(\p{L}[\p{L}-]*)(s|S)tr\.(?![\p{L}\d])/gu, '$1$2traße');
  for (const [pattern, spoken] of abbreviationPatterns) {
    said = said.replace(pattern, (found: string, ...rest) => {
      const whole = rest.findLast(part => typeof part === 'string') as string;
      const offset = rest.find(part => typeof part === 'number') as number;
      const after = whole.slice(offset + found.length);
      return found.endsWith('.') &&
        (/^\s*$/.test(after) || (mayEndSentence.test(found) && /^\s+\p{Lu}/u.test(after)))
        ? `${spoken}.`
        : spoken;
    });
  }
  return said;
}

/** Letters that are read singly, also where they could be read as a word. */
const spelled = new Set(
  'AG WEG EDV IT USA EU AGB ADAC UG SEPA OHG EWE IHK KFZ LKW PKW DSL GEZ HGB BGB ETW EFH MFH BHKW ARD EON AOK'.split(
    ' ',
  ),
);
/** Mixed case or said in part as a word. */
const companyForms: readonly [RegExp, string][] = [
  [/(?<![\p{L}\d])(g?)GmbH(?![\p{L}\d])/gu, ' $1 G m b H '],
  [/(?<![\p{L}\d])GbR(?![\p{L}\d])/gu, 'G b R'],
  [/(?<![\p{L}\d])eG(?![\p{L}\d])/gu, 'e G'],
  [/(?<![\p{L}\d])KGaA(?![\p{L}\d])/gu, 'K G a A'],
  [/(?<![\p{L}\d])mbH(?![\p{L}\d])/gu, 'm b H'],
  [/(?<![\p{L}\d])(Kfz|Pkw|Lkw)(?![\p{L}\d])/gu, '$1'],
  [/(?<![\p{L}\d])Co\.(?=\s)/gu, 'Co'],
];

/** "GmbH & Co. KG" → "G m b H und Co K G"; capitals without a vowel are read singly. */
export function sayLetters(text: string): string {
  let said = text;
  for (const [pattern, spoken] of companyForms) said = said.replace(pattern, spoken);
  return said.replace(/(?<![\p{L}\p{M}\d'-])\p{Lu}{2,5}(?![\p{L}\p{M}\d'])/gu, word =>
    spelled.has(word) || /^[B-DF-HJ-NP-TV-XZ]+$/.test(word) ? [...word].join(' ') : word,
  );
}

/** Floors, when a number or a preposition stands before them: "UG" is a company form, too. */
const floors: Record<string, string> = {
  EG: 'Erdgeschoss',
  OG: 'Obergeschoss',
  UG: 'Untergeschoss',
  DG: 'Dachgeschoss',
  HH: 'Hinterhaus',
  VH: 'Vorderhaus',
};
const unitWords: readonly [RegExp, string][] = [
  [/(?<=\d)\s?(?:m²|qm|m2)(?![\p{L}\d])/gu, ' Quadratmeter'],
  [/(?<=\d)\s?(?:m³|cbm|m3)(?![\p{L}\d])/gu, ' Kubikmeter'],
  [/(?<=\d)\s?km\/h(?![\p{L}\d])/gu, ' Stundenkilometer'],
  [/(?<=\d)\s?km(?![\p{L}\d])/gu, ' Kilometer'],
  [/(?<=\d)\s?cm(?![\p{L}\d])/gu, ' Zentimeter'],
  [/(?<=\d)\s?mm(?![\p{L}\d])/gu, ' Millimeter'],
  [/(?<=\d)\s?m(?![\p{L}\d²³'])/gu, ' Meter'],
  [/(?<=\d)\s?kg(?![\p{L}\d])/gu, ' Kilogramm'],
  [/(?<=\d)\s?kWh(?![\p{L}\d])/gu, ' Kilowattstunden'],
  [/(?<=\d)\s?kW(?![\p{L}\d])/gu, ' Kilowatt'],
  [/(?<=\d)\s?(?:°\s?C)(?![\p{L}\d])/gu, ' Grad Celsius'],
  [/(?<=\d)\s?(?:ct|Ct)\.?(?![\p{L}\d])/gu, ' Cent'],
];

export function sayUnits(text: string): string {
  let said = text.replace(
    /((?:\d\.|(?<![\p{L}\d])(?:im|Im|ins|vom|zum|das|Das))\s?)(EG|OG|UG|DG|HH|VH)(?![\p{L}\d])/gu,
    (_, before: string, floor: string) => `${before.trimEnd()} ${floors[floor]}`,
  );
  said = said.replace(/(?<![\p{L}\d])(EG|OG|DG)(?![\p{L}\d])/gu, floor => floors[floor] ?? floor);
  for (const [pattern, unit] of unitWords) said = said.replace(pattern, unit);
  return said;
}

/** Signs that are still there when everything that they could be part of has been said. */
const signs: readonly [RegExp, string][] = [
  // "Mieter*innen", "Mieter:innen", "Mieter/-innen": said with a short stop.
  [/(?<=\p{L})(?:[*:_]|\/-?)(?=innen?(?!\p{L}))/gu, ' '],
  [/\s?\/\s?(?=oder(?!\p{L}))/gu, ' '],
  [/&/g, ' und '],
  [/@/g, ' ät '],
  [/§§/g, ' Paragrafen '],
  [/§/g, ' Paragraf '],
  [/%/g, ' Prozent '],
  [/‰/g, ' Promille '],
  [/€/g, ' Euro '],
  [/\$/g, ' Dollar '],
  [/£/g, ' Pfund '],
  [/°/g, ' Grad '],
  [/\\/g, ' Backslash '],
  [/\//g, ' Schrägstrich '],
  [/\+/g, ' plus '],
  [/=/g, ' gleich '],
  [/\*/g, ' Stern '],
  [/#/g, ' Raute '],
  [/_/g, ' Unterstrich '],
  [/</g, ' kleiner als '],
  [/>/g, ' größer als '],
  [/[×✕]/g, ' mal '],
];

export function saySigns(text: string): string {
  let said = text;
  for (const [pattern, word] of signs) said = said.replace(pattern, word);
  // What is left of dashes: between words a pause.
  return said.replace(/\s*–\s*|\s+-\s+/g, ', ');
}
