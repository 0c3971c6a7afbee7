import type { Token } from './words.ts';

/** "nicht fünfundvierzig, sondern vierundfünfzig" behind a dictated number. */
export interface NotBut {
  denied: string;
  /** null: what is meant instead was not said. */
  meant: string | null;
  toWord: number;
  /** "am Ende nicht …": the denied digits are the last ones. */
  isAtEnd: boolean;
}

type GroupAt = (at: number) => { digits: string; length: number } | null;

/** How many words may stand between the number and "nicht". */
const MOST_BETWEEN = 7;
const between =
  /^(?:|aeh|aehm|ach|also|nein|nee|ne|falsch|quatsch|entschuldigung|sorry|halt|moment|stimmt|und|am|ganz|ende|hinten|zum|schluss|zuletzt|das|es|ist|war|waren|heisst|die|letzte|letzten|ziffer|ziffern|zahl|zahlen|stelle|natuerlich|ich|meine|meinte|sage|sagte|wollte|sagen)$/;

/** The correction that follows the digits up to `from`; null: none does. */
export function notButAfter(tokens: readonly Token[], from: number, groupAt: GroupAt): NotBut | null {
  let at = from;
  let isAtEnd = false;
  while (at - from < MOST_BETWEEN && between.test(tokens[at]?.folded ?? 'x') && tokens[at]?.text !== '') {
    if (groupAt(at)) return null;
    isAtEnd ||= /^(?:ende|hinten|schluss|zuletzt|letzten?)$/.test(tokens[at]?.folded ?? '');
    at += 1;
  }
  if (tokens[at]?.folded !== 'nicht') return null;
  const denied = digitsFrom(tokens, at + 1, groupAt, null);
  // A whole other number is not a part of this one.
  if (!denied || /^[0+]\d{8}/.test(denied.digits) || notDigits.test(tokens[denied.toWord]?.folded ?? ''))
    return null;
  // "nicht zwei Wohnungen": what is counted follows.
  const isOver = tokens[denied.toWord - 1]?.endsPhrase === true;
  if (!isOver && !/^(?:|sondern|die|am|ist|aber|hinten)$/.test(tokens[denied.toWord]?.folded ?? ''))
    return null;
  const isBut = tokens[denied.toWord]?.folded === 'sondern';
  const place = denied.toWord + (isBut ? 1 : 0);
  // Without "sondern" the article tells the two apart: "nicht die neun, die null".
  const isMeant = isBut || (tokens[at + 1]?.folded === 'die' && tokens[place]?.folded === 'die');
  const meant = isMeant ? digitsFrom(tokens, place, groupAt, denied.digits.length) : null;
  return {
    denied: denied.digits,
    meant: meant?.digits ?? null,
    toWord: meant?.toWord ?? denied.toWord,
    isAtEnd,
  };
}

/** What follows makes an hour or an amount of the digits. */
const notDigits = /^(?:uhr|euro|tage|tagen|wochen|minuten|stunden|mal|prozent|grad)$/;

/** Groups up to a break, or up to `most` digits where the number goes on behind them. */
function digitsFrom(
  tokens: readonly Token[],
  start: number,
  groupAt: GroupAt,
  most: number | null,
): { digits: string; toWord: number } | null {
  let at = /^(?:die|mit|auf)$/.test(tokens[start]?.folded ?? '') ? start + 1 : start;
  let digits = '';
  for (let group = groupAt(at); group; group = groupAt(at)) {
    digits += group.digits;
    at += group.length;
    if (tokens[at - 1]?.endsPhrase || (most !== null && digits.length >= most)) break;
  }
  return digits === '' ? null : { digits, toWord: at };
}
