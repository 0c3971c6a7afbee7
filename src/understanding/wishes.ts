import type { Claim } from '../domain/summary.ts';
import { numberWord } from './number-words.ts';
import type { Token } from './words.ts';

interface Span {
  fromWord: number;
  toWord: number;
}

/** "nach 18 Uhr", "zwischen acht und zwölf", "nicht vor zehn", "morgens": when to call. null: not said. */
export function findBestTime(tokens: readonly Token[]): Claim | null {
  for (let at = 0; at < tokens.length; at += 1) {
    const length = timeLength(tokens, at);
    if (length === 0 || !isAboutCalling(tokens, at)) continue;
    if (isUnreachableAt(tokens, { fromWord: at, toWord: at + length })) continue;
    const isDenied = tokens[at - 1]?.folded === 'nicht';
    return claimOf(tokens, { fromWord: isDenied ? at - 1 : at, toWord: at + length });
  }
  return null;
}

const isHour = (token: Token | undefined): boolean => {
  const value = /^\d{1,2}$/.test(token?.folded ?? '')
    ? Number(token?.folded)
    : numberWord(token?.folded ?? '');
  return value !== null && value >= 0 && value <= 24;
};

function timeLength(tokens: readonly Token[], at: number): number {
  const said = (offset: number): string => tokens[at + offset]?.folded ?? '';
  const oClock = (offset: number): number => (said(offset) === 'uhr' ? 1 : 0);
  if (said(0) === 'zwischen' && isHour(tokens[at + 1])) {
    const first = 2 + oClock(2);
    if (said(first) === 'und' && isHour(tokens[at + first + 1])) return first + 2 + oClock(first + 2);
  }
  if (said(0) === 'von' && isHour(tokens[at + 1])) {
    const first = 2 + oClock(2);
    if (said(first) === 'bis' && isHour(tokens[at + first + 1])) return first + 2 + oClock(first + 2);
  }
  if (/^(?:nach|ab|vor|bis|gegen|um)$/.test(said(0)) && isHour(tokens[at + 1])) {
    if (said(2) === 'uhr') return 3;
    // "nicht vor zehn": without "Uhr" a bare number is an hour only so.
    return /^(?:vor|nach|ab)$/.test(said(0)) && tokens[at + 1]?.endsPhrase ? 2 : 0;
  }
  if (/^(?:vormittags|nachmittags|abends|morgens|mittags|tagsueber|jederzeit|wochentags)$/.test(said(0)))
    return 1;
  if (/^(?:am|im)$/.test(said(0)) && /^(?:vormittag|nachmittag|abend|wochenende|mittag)$/.test(said(1)))
    return 2;
  return 0;
}

/** A time is about calling where the sentence speaks of calling or reaching. */
function isAboutCalling(tokens: readonly Token[], at: number): boolean {
  let from = at;
  while (from > 0 && at - from < 14 && !tokens[from - 1]?.endsSentence) from -= 1;
  let to = at;
  while (to < tokens.length && to - at < 12 && !tokens[to]?.endsSentence) to += 1;
  return tokens.slice(from, to + 1).some(token => calling.test(token.folded));
}

/** "Ab 14 Uhr bin ich nicht erreichbar": the time when not to call. */
export function isUnreachableAt(tokens: readonly Token[], { fromWord, toWord }: Span): boolean {
  const isBorder = (at: number): boolean =>
    tokens[at]?.endsPhrase === true || /^(?:aber|sondern|sonst|dafuer)$/.test(tokens[at + 1]?.folded ?? '');
  let from = fromWord;
  while (from > 0 && fromWord - from < 14 && !isBorder(from - 1)) from -= 1;
  let to = toWord;
  while (to < tokens.length && to - toWord < 12 && !isBorder(to - 1)) to += 1;
  const clause = tokens.slice(from, to).map(token => token.folded);
  return clause.some(
    (word, at) =>
      /^(?:nicht|nie|niemand|kaum|schlecht|schwer|un\w*erreichbar)$/.test(word) &&
      (word.startsWith('un') || clause.slice(at + 1, at + 4).some(next => reached.test(next))),
  );
}

const reached = /^(?:erreich\w*|da|zuhause|daheim|hause|telefonier\w*)$/;

const calling =
  /^(?:erreich\w*|rueckruf|anruf\w*|zurueck\w*|ruf|rufen|ruft|meld\w*|termin|vorbeikomm\w*|kommen|telefonisch|da|zuhause|daheim)$/;

const asking =
  /^(?:bitte|schicken|schickt|schick|kommen|koennen|koennten|koennte|kann|brauche|brauchen|moechte|wuerde|rueckruf|reparieren|wann|wer|wie|wohin|warum|ob|melden|rufen|ruft|erledigen|kuemmern|klaeren|soll|sollte|muss|hilfe|wollte)$/;

/** The sentence in which the caller asks for something: the last that asks most. null: none does. */
export function findRequest(tokens: readonly Token[], sentences: readonly Span[]): Claim | null {
  let best: { span: Span; score: number } | null = null;
  for (const span of sentences) {
    const words = tokens.slice(span.fromWord, span.toWord);
    if (words.length < 3 || words.length > 40) continue;
    const isQuestion = words.at(-1)?.text.endsWith('?') ?? false;
    const score = words.filter(token => asking.test(token.folded)).length + (isQuestion ? 1 : 0);
    // "Bitte Rückruf unter …" asks for what every caller asks for.
    const isMereCall =
      words.some(token => /^(?:rueckruf|zurueckrufen)$/.test(token.folded)) && words.length < 9;
    const weighed = isMereCall ? score - 1 : score;
    if (weighed > 0 && (!best || weighed >= best.score)) best = { span, score: weighed };
  }
  return best && claimOf(tokens, best.span);
}

function claimOf(tokens: readonly Token[], span: Span): Claim {
  const value = tokens
    .slice(span.fromWord, span.toWord)
    .map(token => token.text)
    .filter(text => text !== '')
    .join(' ')
    .replace(/[\s,;:–—-]+$/u, '');
  return { value, ...span };
}
