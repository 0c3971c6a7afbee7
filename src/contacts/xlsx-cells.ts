/** What a number in an Excel sheet looks like to the person who sees the sheet. */

/** `date`: a day or time; a string of zeros: shown with at least as many digits (the format "00000"). */
export type CellFormat = 'plain' | 'date' | `0${string}`;

/** Fed with the tags of xl/styles.xml; answers the format of each cell style. */
export function cellFormats(): {
  open(name: string, attributes: Record<string, string>): void;
  close(name: string): void;
  found(): CellFormat[];
} {
  const codes = new Map<number, string>();
  const used: number[] = [];
  let isInCells = false;
  return {
    open(name, attributes) {
      if (name === 'numFmt') codes.set(Number(attributes.numFmtId), attributes.formatCode ?? '');
      if (name === 'cellXfs') isInCells = true;
      if (name === 'xf' && isInCells) used.push(Number(attributes.numFmtId ?? 0));
    },
    close(name) {
      if (name === 'cellXfs') isInCells = false;
    },
    found: () => used.map(id => formatOf(id, codes.get(id))),
  };
}

/**
 * A number as it is shown. Up to 15 digits Excel keeps it exactly, whatever the cell shows; longer ones have
 * lost digits and come in the form "4.9E+16".
 */
export function textOfNumber(value: string, format: CellFormat): string {
  const number = Number(value);
  if (!Number.isFinite(number)) return value;
  if (format === 'date') return dateText(number);
  if (!Number.isInteger(number)) return String(number).replace('.', ',');
  if (Math.abs(number) >= 1e15) return number.toExponential().replace('e', 'E');
  const text = String(number);
  return format.startsWith('0') ? text.padStart(format.length, '0') : text;
}

/** ECMA-376 part 1, §18.8.30: the formats that every workbook knows. */
const isKnownDate = (id: number): boolean =>
  (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47);

function formatOf(id: number, code: string | undefined): CellFormat {
  if (code === undefined) return isKnownDate(id) ? 'date' : 'plain';
  if (/^0{2,20}$/.test(code)) return code as CellFormat;
  // What stands in quotation marks, brackets or behind a backslash is no format letter.
  const letters = code.replace(/"[^"]*"|\[[^\]]*\]|\\./g, '');
  return /[dmyhst]/i.test(letters) && !/general|standard|[#0]/i.test(letters.split(';')[0] ?? '')
    ? 'date'
    : 'plain';
}

/** Excel counts days from 1899-12-30 (with the leap day of 1900 that there was not). */
function dateText(days: number): string {
  const date = new Date(Date.UTC(1899, 11, 30) + Math.round(days * 86_400_000));
  return Number.isNaN(date.getTime()) ? String(days) : date.toISOString().slice(0, 10);
}
