import { withdrawals } from './figures-of-speech.ts';
import { findPatterns, patternsOf } from './word-patterns.ts';
import type { Token } from './words.ts';

/** Whether words say what is, or what was, might be, is not, or was taken back. In doubt it is. */

interface Span {
  fromWord: number;
  toWord: number;
}

const textOf = (tokens: readonly Token[], from: number, to: number): string =>
  tokens
    .slice(Math.max(0, from), to)
    .map(token => token.folded)
    .join(' ');

/** "ist es nicht so sehr dringend". */
const NEGATION_WORDS = 3;
const negation =
  /^(?:nicht|nich|net|nit|nix|nichts|koa|koan|kein|keine|keinen|keinem|keiner|keinerlei|nie|niemals|nirgends|ohne|weder|not|no|never|nie)$/;

export function isNegated(tokens: readonly Token[], span: Span): boolean {
  const isAt = (at: number): boolean => negation.test(tokens[at]?.folded ?? '');
  for (let at = span.fromWord - 1; at >= Math.max(0, span.fromWord - NEGATION_WORDS); at -= 1) {
    if (tokens[at]?.endsPhrase) break;
    // "nicht nur", and "ich kriege den Hahn nicht zu, …" that stands before another verb.
    if (isAt(at)) return tokens[at + 1]?.folded !== 'nur';
  }
  for (let at = span.fromWord; at < span.toWord; at += 1) {
    if (isAt(at) && tokens[at + 1]?.folded !== 'nur' && !isOtherClause(tokens, at, span)) return true;
  }
  // "Das Wasser läuft nicht mehr."
  return (
    !tokens[span.toWord - 1]?.endsPhrase && isAt(span.toWord) && tokens[span.toWord + 1]?.folded !== 'nur'
  );
}

/** Between the two words of a rule a comma closes the clause in which the negation stands. */
function isOtherClause(tokens: readonly Token[], at: number, span: Span): boolean {
  return tokens.slice(at, span.toWord - 1).some(token => token.endsPhrase);
}

const hypothetical =
  /\b(?:was (?:waere|ist|passiert|mache ich|machen wir|tun|tue ich|soll ich|soll man|sollte man|kann man|muss man|tut man|machen sie|muss ich|sollen wir|macht man)\b.*\b(?:wenn|bei|falls|im fall)|falls|angenommen|mal angenommen|fuer den fall|im falle?|was mache ich bei|wie verhalte|wen rufe ich|wen rufen wir|an wen wende|wohin wende|im ernstfall|theoretisch|hypothetisch|rein vorsorglich|vorsorglich|nicht dass|damit (?:es |da |das |uns |mal )?(?:nicht|nichts|kein|keine)|bevor (?:es|das|da|noch|mal|wieder|was)|what if|in case|koennte (?:da |es |das |ja )?(?:mal|irgendwann|theoretisch)|ob (?:es|das|da|die|der) .*(?:koennte|kann|wuerde)|wenn (?:mal|nachts|am wochenende|es mal|die mal|irgendwann|wirklich|tatsaechlich|so was|sowas)|waere es .* wenn|versichert|versicherung zahlt|behauptet .*\b(?:haette|haetten|waere)|im fernsehen|in der zeitung|gelesen|probealarm|\w*uebung|testlauf|angekuendigt\w*|ankuendigung|aushang|laut aushang|wird am \w+ (?:das|der|die)? ?\w* ?(?:abgestellt|abgeschaltet|gewartet|geprueft)|vertragstext|im vertrag)\b/;

/** "Was wäre, wenn …", "falls", a drill, what one has read of. */
export function isHypothetical(tokens: readonly Token[], sentence: Span, span: Span): boolean {
  const until = Math.min(sentence.toWord, span.toWord + 8);
  const text = textOf(tokens, Math.max(sentence.fromWord, span.fromWord - 16), until);
  const found = hypothetical.exec(text);
  if (!found) return false;
  // "… nicht dass da einer drunter steht": what stands behind it is imagined, not what stands before.
  const before = textOf(tokens, Math.max(sentence.fromWord, span.fromWord - 16), span.fromWord);
  const isFear = /^(?:nicht dass|damit|bevor|falls|vorsorglich|im falle?)/.test(found[0]);
  return !isFear || found.index <= before.length;
}

const pastTime =
  /\b(?:(?:letzte\w*|vorige\w*|vergangene\w*|vorletzte\w*|letztes|letzten) (?:woche\w*|monat\w*|jahr\w*|mal|winter|sommer|herbst|fruehling|fruehjahr|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|wochenende|januar|februar|maerz|april|mai|juni|juli|august|september|oktober|november|dezember|weihnachten|silvester)|vor (?:\w+ ){0,2}(?:wochen?|monat\w*|jahr\w*|tagen?)|damals|frueher|neulich|kuerzlich|seinerzeit|vorgestern|(?:ist|war) (?:schon )?(?:lange|laengst) her|anno \w+|(?:hatten|hatte|gab|war|waren) (?:\w+ ){0,4}(?:im|ende|anfang|mitte) (?:januar|februar|maerz|april|mai|juni|juli|august|september|oktober|november|dezember)|(?:im|vom|am) (?:januar|februar|maerz|april|mai|juni|juli|august|september|oktober|november|dezember)|von (?:neulich|damals|letztens)|last (?:week|month|year))\b/;
const presentTime =
  /\b(?:jetzt|gerade|grad|immer noch|noch immer|seit|wieder|nun|aktuell|momentan|eben|soeben|heute|schon wieder|erneut|now|again)\b/;
const pastVerb = /\b(?:hatten|hatte|war|waren|gab|wurde|wurden|gewesen|hatt)\b/;

/** "Vor drei Wochen hatten wir …"; not "seit drei Wochen", and not where it goes on now. */
export function isPast(tokens: readonly Token[], sentence: Span, span: Span): boolean {
  const text = textOf(
    tokens,
    Math.max(sentence.fromWord, span.fromWord - 18),
    Math.min(sentence.toWord, span.toWord + 12),
  );
  if (pastTime.test(text))
    return (
      !presentTime.test(phraseAround(tokens, sentence, span)) &&
      !/\b(?:aber|doch|und|nun) (?:\w+ ){0,2}(?:jetzt|wieder|heute|nun)\b/.test(text)
    );
  if (presentTime.test(text)) return false;
  return /\bgestern\b/.test(text) && pastVerb.test(text);
}

/** The words between the commas around the find. */
function phraseAround(tokens: readonly Token[], sentence: Span, span: Span): string {
  let from = span.fromWord;
  while (from > sentence.fromWord && !tokens[from - 1]?.endsPhrase) from -= 1;
  let to = span.toWord;
  while (to < sentence.toWord && !tokens[to - 1]?.endsPhrase) to += 1;
  return textOf(tokens, from, to);
}

const takenBack = patternsOf(withdrawals.join(' '));
const doubt =
  /\b(?:nicht|nie|kaum|noch nicht|ob|wann|wenn|sobald|bis|angeblich|wurde da|falls|vorhin meinte|hiess es|dachte|denen|sagt|sagen|meint|behauptet|drueben|obwohl|trotz|erst gestern|muss|sollte|soll)\b/;
/** Water "läuft wieder" is no good news. */
const badAgain = /\b(?:wasser|tropft|ueberschwemm\w*|brennt|qualmt|riecht|stinkt|gas)\b/;

/** Where the caller takes back what was said before it; null: nowhere. Denied or asked, it does not count. */
export function withdrawnFrom(tokens: readonly Token[]): Span | null {
  let last: Span | null = null;
  for (const found of findPatterns(takenBack, tokens, { fromWord: 0, toWord: tokens.length })) {
    const sentenceStart = startOf(tokens, found.fromWord);
    const before = textOf(tokens, Math.max(sentenceStart, found.fromWord - 4), found.fromWord);
    const sentence = textOf(tokens, sentenceStart, endOf(tokens, found.toWord));
    const after = textOf(tokens, found.toWord, endOf(tokens, found.toWord));
    const isAsked = tokens[endOf(tokens, found.toWord) - 1]?.text.endsWith('?') ?? false;
    if (doubt.test(before) || isAsked || /^(?:werden|worden sein|haben)\b/.test(after)) continue;
    if (
      /\b(?:aber|trotzdem|allerdings|doch) (?:\w+ ){0,3}(?:jetzt|wieder|noch|nicht|heute|nun)\b/.test(after)
    )
      continue;
    const isBad = /wieder/.test(textOf(tokens, found.fromWord, found.toWord)) && badAgain.test(sentence);
    if (isBad && !/\b(?:heizung|strom|aufzug|fahrstuhl|warmwasser|warmes)\b/.test(sentence)) continue;
    if (!last || found.fromWord > last.fromWord) last = found;
  }
  return last;
}

function startOf(tokens: readonly Token[], at: number): number {
  let from = at;
  while (from > 0 && at - from < 20 && !tokens[from - 1]?.endsSentence) from -= 1;
  return from;
}

function endOf(tokens: readonly Token[], at: number): number {
  let to = at;
  while (to < tokens.length && to - at < 14 && !tokens[to - 1]?.endsSentence) to += 1;
  return to;
}
