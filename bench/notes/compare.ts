/** When two values of a note are the same, as the benchmark's README says. */

export interface Counter {
  tp: number;
  fp: number;
  fn: number;
}

export const counter = (): Counter => ({ tp: 0, fp: 0, fn: 0 });

export function ratesOf(count: Counter) {
  const { tp, fp, fn } = count;
  const f1 = tp > 0 ? (2 * tp) / (2 * tp + fp + fn) : fp + fn > 0 ? 0 : null;
  return { precision: share(tp, tp + fp), recall: share(tp, tp + fn), f1: round(f1), ...count };
}

export const share = (part: number, whole: number): number | null => (whole > 0 ? round(part / whole) : null);

const round = (value: number | null): number | null =>
  value === null ? null : Math.round(value * 10_000) / 10_000;

export const isNothing = (value: string | null | undefined): value is null | undefined =>
  value === null || value === undefined || value.trim() === '';

/** Lower case, ä = ae, ß = ss, other accents gone; what is no letter or figure is one blank. */
export function norm(value: string | null | undefined): string {
  return (value ?? '')
    .normalize('NFC')
    .toLowerCase()
    .replace(/ä/g, 'ae')
    .replace(/ö/g, 'oe')
    .replace(/ü/g, 'ue')
    .replace(/ß/g, 'ss')
    .replace(/ı/g, 'i')
    .replace(/ł/g, 'l')
    .replace(/đ/g, 'd')
    .replace(/ø/g, 'o')
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

const titles = new Set(
  'herr herrn frau dr doktor prof professor professorin familie eheleute firma schwester rechtsanwalt rechtsanwaeltin malermeister hausmeister brandmeister mr mrs ms und a d'.split(
    ' ',
  ),
);

export const nameWords = (value: string | null | undefined): string[] =>
  norm(value)
    .split(' ')
    .filter(word => word !== '' && !titles.has(word));

export const normName = (value: string | null): string => nameWords(value).sort().join(' ');

export const normStreet = (value: string | null): string =>
  norm(value)
    .replace(/strasse(?=\s|$)/g, 'str')
    .replace(/\s/g, '');

export const normHouse = (value: string | null): string =>
  (value ?? '')
    .toLowerCase()
    .replace(/[–—]/g, '-')
    .replace(/\bbis\b/g, '-')
    .replace(/^(haus)?(nummer|nr\.?)/, '')
    .replace(/[\s.]/g, '');

export function normPhone(value: string | null): string {
  const digits = (value ?? '').replace(/\(0\)/g, '').replace(/[^\d+]/g, '');
  if (digits.startsWith('00')) return `+${digits.slice(2)}`;
  return digits.startsWith('0') ? `+49${digits.slice(1)}` : digits;
}

const ordinals = ['erst', 'zweit', 'dritt', 'viert', 'fuenft', 'sechst', 'siebt', 'acht'];

export function normUnit(value: string | null): string {
  return norm(value)
    .split(' ')
    .map(word => {
      const stem = /^(.+?)e[nrs]?$/.exec(word)?.[1] ?? '';
      return ordinals.includes(stem) ? String(ordinals.indexOf(stem) + 1) : word;
    })
    .join(' ')
    .replace(/\b(stockwerk|stock|etage|obergeschoss|geschoss|og)\b/g, 'og')
    .replace(/\b(erdgeschoss|parterre)\b/g, 'eg')
    .replace(/\bdachgeschoss\b/g, 'dg')
    .replace(/\b(wohnung|whg|we|wohneinheit|einheit|apartment|nr|nummer|im|in|der|die)\b/g, '')
    .replace(/\s/g, '');
}

/** One alternative of a fact stands in the text; both normalised. Short ones must be words or their starts. */
export function mentions(text: string, alternative: string): boolean {
  const wanted = norm(alternative);
  const padded = ` ${text} `;
  if (wanted === '') return false;
  if (/^\d+$/.test(wanted) || wanted.length <= 2) return padded.includes(` ${wanted} `);
  return wanted.length === 3 ? padded.includes(` ${wanted}`) : padded.includes(wanted);
}

export const isOtherScript = (value: string): boolean =>
  /[\u0370-\u1dff]/u.test(value.replace(/[\u1e00-\u1eff]/gu, ''));
