import type { Token } from './words.ts';

/** Why a message holds no words of a caller. */
export type NoSpeechKind = 'subtitles' | 'noise' | 'greeting' | 'chatter';

export interface Span {
  fromWord: number;
  toWord: number;
}

/**
 * Stretches that nobody said to the mailbox: subtitle credits and thanks that engines invent on silence,
 * marks of music and noise, words of a greeting. The message may hold real words beside them.
 */
export function unspokenSpans(tokens: readonly Token[]): { span: Span; kind: NoSpeechKind }[] {
  return [...marks(tokens), ...credits(tokens), ...loops(tokens)];
}

/** "*Klingeln*", "[Musik]", "(Rauschen)", "♪ … ♪". */
function marks(tokens: readonly Token[]): { span: Span; kind: NoSpeechKind }[] {
  const found: { span: Span; kind: NoSpeechKind }[] = [];
  for (let at = 0; at < tokens.length; at += 1) {
    const text = tokens[at]?.text ?? '';
    if (text !== '' && /^[^\p{L}\p{N}+]+$/u.test(text) && /[♪♫*.…]/u.test(text)) {
      found.push({ span: { fromWord: at, toWord: at + 1 }, kind: 'noise' });
    }
    const close = /^[*[(♪]/u.test(text) ? closingOf(text.charAt(0)) : null;
    if (!close) continue;
    const end = tokens.findIndex(
      (token, index) => index >= at && index < at + 12 && closes(token.text, close, index === at),
    );
    if (end === -1 || /\d/.test(text) || !isSound(tokens.slice(at, end + 1))) continue;
    found.push({ span: { fromWord: at, toWord: end + 1 }, kind: 'noise' });
    at = end;
  }
  return found;
}

/** A mark names a sound in a few words; real speech may stand between brackets too. */
function isSound(marked: readonly Token[]): boolean {
  const words = marked.map(token => token.folded).filter(word => word !== '');
  const sounds = words.filter(word => soundWord.test(word)).length;
  if (sounds === words.length) return true;
  return words.length <= MOST_MARK_WORDS && (sounds > 0 || !words.some(word => cry.test(word)));
}

const MOST_MARK_WORDS = 3;
const soundWord =
  /^(?:\w*musik|\w*klingel\w*|\w*rausch\w*|\w*lach\w*|\w*geraeusch\w*|gelaechter|applaus|piep\w*|\w*ton|toene|stille|pause|husten|huste\w*|raeusper\w*|seufz\w*|atme\w*|klopf\w*|schritte|\w*bellen|bellt|hund|weinen|weint|stimmen|gemurmel|gespraech|unverstaendlich\w*|hintergrund\w*|leise\w*|laute?|spielt|laeuft|im|und|der|die|das|ein|eine|music|noise|laughter|silence|inaudible|knacken|knistern|tastentoene|freizeichen|besetztzeichen)$/;
const cry = /^(?:hilfe|brennt|feuer|gas|gasgeruch|wasser|rauch|qualm|notfall|bitte|kaputt)$/;

const closingOf = (open: string): string => ({ '[': ']', '(': ')' })[open] ?? open;

function closes(text: string, close: string, isFirst: boolean): boolean {
  const at = text.lastIndexOf(close);
  return at > (isFirst ? 0 : -1);
}

/** Credits as Whisper writes them; each begins with one of these and goes to the end of its sentences. */
const creditStarts: readonly RegExp[] = [
  /^(?:untertitel\w*|subtitles?|sous titres|sottotitoli|napisy|altyazi|amaraorg|субтитры|редактор субтитров)\b/,
  /^(?:copyright|c) (?:wdr|ndr|zdf|ard|swr|br|mdr|rbb|hr|orf|srf|arte|funk)\b/,
  /^(?:wdr|ndr|zdf|ard|swr|mdr|rbb|orf|srf|arte|br) (?:\w+ )?(?:19|20)\d\d\b/,
  /^(?:eine |im auftrag |produktion )?(?:im auftrag (?:von|des|der) )(?:zdf|ard|wdr|ndr|swr|funk|br|mdr)/,
  /^(?:vielen dank|danke|dankeschoen) (?:fuers?|fur das) zu(?:schauen|sehen|hoeren)/,
  /^thanks? (?:you )?(?:so much )?for watching/,
  /^(?:das war s|das wars) (?:fuer|von) /,
  /^(?:bis|wir sehen uns) (?:zum|im) naechsten (?:mal|video)/,
  /^(?:abonniert?|abonnieren sie|lasst? (?:ein|einen) (?:like|abo|daumen))\b/,
  /^(?:like|kommentiere?n?) und abonn/,
  /^(?:merci d avoir regarde|gracias por ver|grazie per aver guardato|izlediginiz icin)/,
  /^(?:mehr informationen|weitere informationen) (?:auf|unter) www/,
  /^(?:www\w+|transkri\w+ (?:von|by)|uebersetzt (?:von|im))\b/,
];

function credits(tokens: readonly Token[]): { span: Span; kind: NoSpeechKind }[] {
  const found: { span: Span; kind: NoSpeechKind }[] = [];
  for (let at = 0; at < tokens.length; at += 1) {
    if (at > 0 && !tokens[at - 1]?.endsSentence && !/^untertitel/.test(tokens[at]?.folded ?? '')) continue;
    const text = tokens
      .slice(at, at + 8)
      .map(token => token.folded.replace(/^dass?$/, word => word))
      .join(' ')
      .replace(/\bfuers\b/, 'fuers');
    if (!creditStarts.some(start => start.test(text))) continue;
    let end = at;
    while (end < tokens.length - 1 && !tokens[end]?.endsSentence) end += 1;
    // "Untertitelung. BR 2018", "…, 2017": what follows in figures and initials belongs to it.
    while (/^(?:br|zdf|ard|wdr|ndr|swr|mdr|funk|(?:19|20)\d\d)$/.test(tokens[end + 1]?.folded ?? ''))
      end += 1;
    // "Untertitel im Hausflur sind falsch" is said by somebody.
    const said = tokens.slice(at, end + 1).map(token => token.folded);
    if (
      said[0]?.startsWith('untertitel') &&
      said.some(word => /^(?:ist|sind|fehlt|fehlen|geht|gehen)$/.test(word))
    )
      continue;
    // A credit is short; more would be the caller's own words about subtitles.
    if (end - at > 14) continue;
    found.push({ span: { fromWord: at, toWord: end + 1 }, kind: 'subtitles' });
    at = end;
  }
  return found;
}

/**
 * "Danke. Danke. Danke.": the same short sentence three times or more. The first stays, for a caller may cry
 * "Es brennt!" three times; only what says nothing goes as a whole.
 */
function loops(tokens: readonly Token[]): { span: Span; kind: NoSpeechKind }[] {
  const sentences: (Span & { text: string })[] = [];
  let fromWord = 0;
  for (const [at, token] of tokens.entries()) {
    if (!token.endsSentence && at + 1 < tokens.length) continue;
    const text = tokens
      .slice(fromWord, at + 1)
      .map(each => each.folded)
      .join(' ');
    sentences.push({ fromWord, toWord: at + 1, text });
    fromWord = at + 1;
  }
  const found: { span: Span; kind: NoSpeechKind }[] = [];
  for (let at = 0; at < sentences.length; ) {
    let end = at;
    while (sentences[end + 1]?.text === sentences[at]?.text) end += 1;
    const first = sentences[at];
    const last = sentences[end];
    if (first && last && end - at >= 2) {
      found.push({
        span: { fromWord: isEmpty(tokens, first) ? first.fromWord : first.toWord, toWord: last.toWord },
        kind: 'subtitles',
      });
    }
    at = end + 1;
  }
  return found;
}

const isEmpty = (tokens: readonly Token[], span: Span): boolean =>
  tokens
    .slice(span.fromWord, span.toWord)
    .every(token => token.folded === '' || emptyWord.test(token.folded));

/** What is left on a line where nobody says anything, and what engines write then. */
export const emptyWord =
  /^(?:hallo|ja|nein|aeh|aehm|hm|hmm|mhm|oh|ah|ach|ok|okay|danke|dankeschoen|vielen|dank|tschuess|ciao|bye|you|thank|thanks|schoen|so|und|musik|applaus|amen|wiederhoeren|wiedersehen|auf|bis|bald|pause|stille|rauschen|klingeln|piep|tut|gelaechter|lachen|ende|die|sch|pst|na|also|naja|spaeter|gute|nacht|zdf|ard|wdr|ndr|swr|br|mdr|funk|2020|2017|2018|2019|2021|2022|im|auftrag|des|von|untertitel\w*|copyright|zum|naechsten|mal)$/;
