import { clauseAround, presentVerb } from './clause.ts';
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
  const everywhere = { fromWord: 0, toWord: tokens.length };
  const clause = clauseAround(tokens, everywhere, span);
  const word = (at: number): string => tokens[at]?.folded ?? '';
  const isAt = (at: number): boolean => negation.test(word(at)) && !belittles.test(word(at + 1));
  for (let at = span.fromWord - 1; at >= Math.max(clause.fromWord, span.fromWord - NEGATION_WORDS); at -= 1) {
    if (!isAt(at)) continue;
    const between = tokens.slice(at + 1, span.fromWord).map(token => token.folded);
    // "ich komm nicht raus", "wir wissen nicht weiter": the negation belongs to the verb before it.
    if (particle.test(between[0] ?? '')) return false;
    if (between.some(each => presentVerb.test(each))) return false;
    return between.length <= 1 || between.every(each => degree.test(each));
  }
  for (let at = span.fromWord; at < span.toWord; at += 1) {
    if (isAt(at) && !isOtherClause(tokens, at, span)) return true;
  }
  // "Das Wasser läuft nicht mehr." but "es brennt keiner geht ran".
  return (
    span.toWord < clause.toWord &&
    isAt(span.toWord) &&
    !/^(?:nicht|nichts|nix|nich|nit|net) zu (?:knapp|wenig|gering)/.test(
      textOf(tokens, span.toWord, span.toWord + 3),
    ) &&
    !presentVerb.test(word(span.toWord + 1))
  );
}

/** "nicht wenig", "nicht nur ein bisschen": more than the word says, not less. */
const belittles = /^(?:nur|wenig|knapp|schlecht|gerade|bloss|einfach)$/;
const particle = /^(?:raus|rein|weiter|ran|auf|zu|her|hin|runter|hoch|dran)$/;
const degree =
  /^(?:so|sehr|ganz|besonders|mehr|richtig|wirklich|nach|unbedingt|direkt|wieder|im|in|am|der|die|das|dem)$/;

/** Between the two words of a rule a comma closes the clause in which the negation stands. */
function isOtherClause(tokens: readonly Token[], at: number, span: Span): boolean {
  return clauseAround(tokens, span, { fromWord: at, toWord: at + 1 }).toWord < span.toWord;
}

const hypothetical =
  /\b(?:was (?:waere|ist|passiert|mache ich|machen wir|tun|tue ich|soll ich|soll man|sollte man|kann man|muss man|tut man|machen sie|muss ich|sollen wir|macht man)\b.*\b(?:wenn|bei|falls|im fall)|falls|angenommen|mal angenommen|fuer den fall|im falle?|was mache ich bei|wie verhalte|wen rufe ich|wen rufen wir|an wen wende|wohin wende|im ernstfall|theoretisch|hypothetisch|rein vorsorglich|vorsorglich|nicht dass|damit (?:es |da |das |uns |mal )?(?:nicht|nichts|kein|keine)|bevor (?:es|das|da|noch|mal|wieder|was)|what if|in case|koennte (?:da |es |das |ja )?(?:mal|irgendwann|theoretisch)|ob (?:es|das|da|die|der) .*(?:koennte|kann|wuerde)|wenns|wenn (?:\w+ ){1,4}mal|wenn (?:mal|nachts|am wochenende|es mal|die mal|irgendwann|wirklich|tatsaechlich|so was|sowas)|waere es .* wenn|versichert|versicherung zahlt|behauptet .*\b(?:haette|haetten|waere)|im fernsehen|in der zeitung|gelesen|probealarm|\w*uebung|testlauf|angekuendigt(?:e[mnrs]?)?\b(?! (?:war|wurde)(?: \w+){0,2} (?:nichts|nicht)\b)|ankuendigung|aushang|laut aushang|wird am \w+ (?:das|der|die)? ?\w* ?(?:abgestellt|abgeschaltet|gewartet|geprueft)|vertragstext|im vertrag)\b/;

/** These tell of their own clause only: "Der Hausmeister behauptet, das wäre nichts, aber es riecht nach Gas." */
const ownClauseOnly =
  /^(?:nicht dass|damit|bevor|vorsorglich|rein vorsorglich|behauptet|im fernsehen|in der zeitung|gelesen|aushang|laut aushang|versichert|versicherung zahlt|ob )/;
const subordinate = /^(?:und |oder )?(?:dass|ob|wenn|falls|sofern|weil|damit|bevor|wo)\b/;
const realNow = /\b(?:bei uns|bei mir|jetzt|schon|aber|gerade)\b/;

/** "Was wäre, wenn …", "falls", a drill, what one has read of. A main clause that says what is now is real. */
export function isHypothetical(tokens: readonly Token[], sentence: Span, span: Span): boolean {
  const until = Math.min(sentence.toWord, span.toWord + 8);
  const text = textOf(tokens, Math.max(sentence.fromWord, span.fromWord - 16), until);
  const found = hypothetical.exec(text);
  if (!found) return false;
  const clause = lastClause(tokens, sentence, span);
  const own = textOf(tokens, clause.fromWord, clause.toWord);
  const isWhole = clause.fromWord === sentence.fromWord && clause.toWord === sentence.toWord;
  const isQuestion = tokens[sentence.toWord - 1]?.text.endsWith('?') ?? false;
  if (!isWhole && !isQuestion && !hypothetical.test(own) && !subordinate.test(own)) {
    if (ownClauseOnly.test(found[0]) || realNow.test(own) || (startsNew.test(own) && !drill.test(found[0])))
      return false;
  }
  // "… nicht dass da einer drunter steht": what stands behind it is imagined, not what stands before.
  const before = textOf(tokens, Math.max(sentence.fromWord, span.fromWord - 16), span.fromWord);
  const isFear = /^(?:nicht dass|damit|bevor|falls|vorsorglich|im falle?)/.test(found[0]);
  return !isFear || found.index <= before.length;
}

/** Where a rule's words stand in two clauses, the last one says whether it is so. */
const lastClause = (tokens: readonly Token[], sentence: Span, span: Span): Span =>
  clauseAround(tokens, sentence, { fromWord: span.toWord - 1, toWord: span.toWord });

const drill = /uebung|probealarm|testlauf|angenommen|theoretisch|hypothetisch/;
/** "…, da steht schon Wasser": said as it is, unlike "…, läuft alles in den Keller". */
const startsNew = /^(?:da|es) (?:ist|laeuft|riecht|steht|kommt|brennt|tropft)\b/;

const pastTime =
  /\b(?:(?:letzte\w*|vorige\w*|vergangene\w*|vorletzte\w*|letztes|letzten) (?:woche\w*|monat\w*|jahr\w*|mal|winter|sommer|herbst|fruehling|fruehjahr|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|wochenende|januar|februar|maerz|april|mai|juni|juli|august|september|oktober|november|dezember|weihnachten|silvester)|vor (?:\w+ ){0,2}(?:wochen?|monat\w*|jahr\w*|tagen?)|damals|frueher|neulich|kuerzlich|seinerzeit|vorgestern|(?:ist|war) (?:schon )?(?:lange|laengst) her|anno \w+|(?:stand|standen) (?:\w+ ){0,2}im (?:sommer|winter|herbst|fruehling|fruehjahr)|(?:hatten|hatte|gab|war|waren) (?:\w+ ){0,4}(?:im|ende|anfang|mitte) (?:januar|februar|maerz|april|mai|juni|juli|august|september|oktober|november|dezember)|(?:im|vom|am) (?:januar|februar|maerz|april|mai|juni|juli|august|september|oktober|november|dezember)|von (?:neulich|damals|letztens)|last (?:week|month|year))\b/;
const presentTime =
  /\b(?:jetzt|gerade|grad|immer noch|noch immer|seit|wieder|nun|aktuell|momentan|eben|soeben|heute|schon wieder|erneut|now|again)\b/;
const pastVerb = /\b(?:hatten|hatte|war|waren|gab|wurde|wurden|gewesen|hatt)\b/;

/** "Vor drei Wochen hatten wir …"; not "seit drei Wochen", and not where it goes on now. */
export function isPast(tokens: readonly Token[], sentence: Span, span: Span): boolean {
  const clause = lastClause(tokens, sentence, span);
  const own = textOf(tokens, clause.fromWord, clause.toWord);
  const text = textOf(
    tokens,
    Math.max(sentence.fromWord, span.fromWord - 18),
    Math.min(sentence.toWord, span.toWord + 12),
  );
  if (!pastTime.test(own) && saysNow(own.replace(/\b(?:und )?(?:war |waren )?gestern\b.*/, ''))) return false;
  if (goesOn.test(text) || /\b(?:seitdem|seither)\b/.test(own)) return false;
  if (pastTime.test(text))
    return (
      !presentTime.test(phraseAround(tokens, sentence, span)) &&
      !/\b(?:aber|doch|und|nun) (?:\w+ ){0,2}(?:jetzt|wieder|heute|nun)\b/.test(text)
    );
  if (presentTime.test(text)) return false;
  return /\bgestern\b/.test(text) && pastVerb.test(text) && !saysNow(own.replace(/^.*\bgestern\b/, ''));
}

const goesOn = /\b(?:hoert nicht auf|immer noch|wird immer)\b/;
const now =
  /\b(?:laeuft|laufen|lauft|riecht|stinkt|steht|stehen|kommt|brennt|tropft|qualmt|spritzt|stroemt|fliesst|steckt|stecken|geht)\b/;

/** A verb of now; "ist" only where it is no part of a past ("ist geplatzt", "ist vollgelaufen"). */
function saysNow(clause: string): boolean {
  if (pastVerb.test(clause)) return false;
  return (
    now.test(clause) ||
    (/\b(?:ist|sind)\b/.test(clause) &&
      !/\b(?!ausge|einge|stehenge|steckenge)\w{0,8}ge\w{3,}(?:t|en)\b/.test(clause))
  );
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
  /\b(?:nicht|nie|kein|keine|keinen|sonst|ansonsten|kaum|noch nicht|ob|wann|wenn|sobald|bis|angeblich|wurde da|falls|vorhin meinte|hiess es|dachte|denen|sagt|sagen|meint|behauptet|drueben|obwohl|trotz|erst gestern|muss|sollte|soll)\b/;
/** Water "läuft wieder" is no good news. */
const badAgain = /\b(?:wasser|tropft|ueberschwemm\w*|brennt|qualmt|riecht|stinkt|gas)\b/;
/** Said of something else, or by somebody who was not asked. */
const otherSubject =
  /\b(?:termin|schluessel|rechnung|abrechnung|das von (?:gestern|neulich|letzte\w*)|strasse|(?:stadtwerke|hausmeister|versorger|nachbar\w*) (?:\w+ )?(?:sagt|sagte|sagen|meint|meinte|behauptet))\b/;
/** Alone these do not say that the danger is gone. */
const weakly = /^(?:alles gut|repariert|nicht noetig|nicht mehr noetig)$/;

export interface Withdrawal extends Span {
  isWeak: boolean;
}

/** Where the caller takes back what was said before it. Denied or asked, it does not count. */
export function withdrawalsIn(tokens: readonly Token[]): Withdrawal[] {
  const standing: Withdrawal[] = [];
  for (const found of findPatterns(takenBack, tokens, { fromWord: 0, toWord: tokens.length })) {
    const sentenceStart = startOf(tokens, found.fromWord);
    const sentenceEnd = endOf(tokens, found.toWord);
    const before = textOf(tokens, Math.max(sentenceStart, found.fromWord - 4), found.fromWord);
    const sentence = textOf(tokens, sentenceStart, sentenceEnd);
    const after = textOf(tokens, found.toWord, sentenceEnd);
    const isAsked = tokens[sentenceEnd - 1]?.text.endsWith('?') ?? false;
    if (doubt.test(before) || isAsked || /^(?:werden|worden sein|haben)\b/.test(after)) continue;
    // "… bitte nicht einen schicken, der keine Ahnung hat" speaks of the one who comes.
    if (!tokens[found.toWord - 1]?.endsPhrase && /^(?:der|die)\b/.test(after)) continue;
    if (
      /\b(?:aber|trotzdem|allerdings|doch) (?:\w+ ){0,3}(?:jetzt|wieder|noch|nicht|heute|nun)\b/.test(after)
    )
      continue;
    const isBad = /wieder/.test(textOf(tokens, found.fromWord, found.toWord)) && badAgain.test(sentence);
    if (isBad && !/\b(?:heizung|strom|aufzug|fahrstuhl|warmwasser|warmes)\b/.test(sentence)) continue;
    const said = textOf(
      tokens,
      Math.max(
        sentenceStart,
        clauseAround(tokens, { fromWord: 0, toWord: tokens.length }, found).fromWord - 6,
      ),
      found.toWord,
    );
    if (otherSubject.test(said)) continue;
    standing.push({ ...found, isWeak: weakly.test(textOf(tokens, found.fromWord, found.toWord)) });
  }
  return standing;
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
