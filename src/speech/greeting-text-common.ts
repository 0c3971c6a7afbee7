/** What the texts of all languages need: clean characters, tidy pauses, addresses and telephone numbers. */

/** The words in which one language says signs and digits. */
export interface SignWords {
  at: string;
  dot: string;
  hyphen: string;
  underscore: string;
  slash: string;
  plus: string;
  /** Digits one by one. */
  eachDigit(digits: string): string;
}

/** The same characters for the same thing; nothing that a voice could take for markup or phonemes. */
export function clean(text: string): string {
  return (
    text
      .normalize('NFC')
      // NFC leaves the ligatures and full-width signs that word processors and web pages bring.
      .replace(/[\uFB00-\uFB06\uFF01-\uFF5E]/g, sign => sign.normalize('NFKC'))
      // A line of its own is a sentence of its own, unless it ends with a stop.
      .replace(/([.!?:;,…])[ \t]*[\r\n]+\s*/g, '$1 ')
      .replace(/[ \t]*[\r\n]+\s*/g, '. ')
      // Soft hyphens and marks of zero width stand inside words.
      .replace(/[\u00AD\u200B-\u200F\u2060\uFEFF]/g, '')
      // Half a pair of surrogates would be damaged on its way to the voice.
      .replace(/[\p{Cc}\p{Cs}\p{Co}\p{Cn}\p{Z}]/gu, ' ')
      .replace(/[‐‑‒−]/g, '-')
      .replace(/—/g, '–')
      .replace(/[’‘‛ʼ´`]/g, "'")
      .replace(/…/g, '.')
  );
}

/** Brackets are pauses, quotes and pictures are silent, and no two pauses follow each other. */
export function tidy(text: string): string {
  return (
    text
      .replace(/[()[\]{}|•·]/g, ', ')
      .replace(/[„“”"«»‹›‚]/g, ' ')
      .replace(/(^|[^\p{L}\p{M}\d])'+|'+(?![\p{L}\d])/gu, '$1 ')
      // Other signs, pictures and lone accents have no sound.
      .replace(/[^\p{L}\p{M}\p{N} .,;:!?'-]/gu, ' ')
      .replace(/(^|[^\p{L}\p{M}])\p{M}+/gu, '$1')
      // A hyphen that joins nothing is a pause; one beside a word belongs to it ("Haus-").
      .replace(/(?<![\p{L}\p{N}])-+(?![\p{L}\p{N}])/gu, ', ')
      .replace(/-{2,}/g, '-')
      .replace(/\s+/g, ' ')
      .replace(/ +([.,;:!?])/g, '$1')
      // Of several pauses the longest is kept.
      .replace(/[.,;:!?](?:\s*[.,;:!?])+/g, run => longestPause(run))
      .replace(/([.,;:!?])(?=[\p{L}\p{N}])/gu, '$1 ')
      .replace(/^[\s.,;:!?]+|[\s,;:]+$/g, '')
      .replace(/ {2,}/g, ' ')
      .trim()
  );
}

function longestPause(run: string): string {
  for (const stop of ['?', '!', '.', ':', ';']) if (run.includes(stop)) return `${stop} `;
  return ', ';
}

const domainEnds =
  'de|com|net|org|eu|info|at|ch|io|app|biz|gmbh|haus|immo|immobilien|berlin|hamburg|koeln|bayern|nrw|shop|online|co\\.uk|uk|fr|it|pl|example';
const label = '[\\p{L}\\d](?:[\\p{L}\\d-]{0,61}[\\p{L}\\d])?';
const mailPattern = new RegExp(
  `(?<![\\p{L}\\d._%+-])([\\p{L}\\d](?:[\\p{L}\\d._%+-]{0,62}[\\p{L}\\d])?)@((?:${label}\\.){1,5}[\\p{L}]{2,20})(?![\\p{L}\\d])`,
  'giu',
);
const pagePattern = new RegExp(
  `(?<![\\p{L}\\d.@-])(?:https?://)?((?:${label}\\.){1,5}(?:${domainEnds}))((?:/(?:[\\p{L}\\d_~%-]{1,80}(?:\\.[\\p{L}\\d_~%-]{1,20}){0,3})?){0,8})(?![\\p{L}\\d@-])`,
  'giu',
);

/** Mail addresses and pages on the Internet, as one dictates them: "info ät haus Bindestrich ruf Punkt d e". */
export function sayAddresses(text: string, words: SignWords): string {
  return text
    .replace(
      mailPattern,
      (_, name: string, host: string) => `${sayName(name, words)} ${words.at} ${sayHost(host, words)}`,
    )
    .replace(pagePattern, (_, host: string, path: string) => {
      const places = path.split('/').filter(part => part !== '');
      return [sayHost(host, words), ...places.map(part => `${words.slash} ${sayName(part, words)}`)].join(
        ' ',
      );
    });
}

function sayHost(host: string, words: SignWords): string {
  return host
    .split('.')
    .map((part, index) => {
      // "www", "de", "eu" are said letter by letter, "com" and "info" as words.
      const isSpelled =
        part.toLowerCase() === 'www' || (index > 0 && part.length === 2 && /^[a-z]+$/i.test(part));
      return isSpelled ? [...part.toLowerCase()].join(' ') : sayName(part, words);
    })
    .join(` ${words.dot} `);
}

const sayName = (name: string, words: SignWords): string =>
  name
    .replace(/\d+/g, digits => ` ${words.eachDigit(digits)} `)
    .replace(/\./g, ` ${words.dot} `)
    .replace(/-/g, ` ${words.hyphen} `)
    .replace(/_/g, ` ${words.underscore} `)
    .replace(/\+/g, ` ${words.plus} `)
    .replace(/\s+/g, ' ')
    .trim();

/** "+49 (0)30 / 23 12 55-43": begins with plus or zero and has at least six digits. */
const phonePattern =
  /(?<![\p{L}\d.,:/+-])(?:\+|00?(?=\d|\s?[89]00(?!\d)|\s?\())(?:[\s/()-]{0,3}\d){4,18}(?![\p{L}\d]|[.,:]\d)/gu;

/** Telephone numbers digit by digit, in the groups in which they are written, with a pause after each. */
export function sayPhones(text: string, words: SignWords): string {
  return text.replace(phonePattern, number => {
    // "+49 (0)30": nobody who dials the one dials the other.
    const dialled = number.startsWith('+') ? number.replace(/\(0\)/, ' ') : number;
    if (dialled.replace(/\D/g, '').length < 6) return number;
    return sayDigitGroups(dialled, words);
  });
}

/** Digits in groups of two or three; what is no digit parts the groups. */
export function sayDigitGroups(number: string, words: SignWords): string {
  const groups = number.match(/\d+/g) ?? [];
  const said = groups.flatMap(group => inThrees(group).map(part => words.eachDigit(part)));
  return `${number.startsWith('+') ? `${words.plus} ` : ''}${said.join(', ')}`;
}

/** 23125543 → 231 255 43; up to four digits stay together, and none stays alone. */
function inThrees(digits: string): string[] {
  if (digits.length <= 4) return [digits];
  const parts: string[] = [];
  let left = digits;
  while (left.length > 4) {
    parts.push(left.slice(0, 3));
    left = left.slice(3);
  }
  return left.length === 4 ? [...parts, left.slice(0, 2), left.slice(2)] : [...parts, left];
}
