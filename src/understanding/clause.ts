import type { Token } from './words.ts';

interface Span {
  fromWord: number;
  toWord: number;
}

/**
 * Clauses, the one notion that all rules share: what stands between commas and full stops, and where an
 * engine set none, what begins like a new clause ("… es läuft", "… bei uns riecht", "… und jetzt").
 */
export function clausesOf(tokens: readonly Token[], within: Span): Span[] {
  const spans: Span[] = [];
  let fromWord = within.fromWord;
  for (let at = within.fromWord + 1; at <= within.toWord; at += 1) {
    if (at < within.toWord && !isBoundary(tokens, at)) continue;
    spans.push({ fromWord, toWord: at });
    fromWord = at;
  }
  return spans;
}

/** From the start of the clause in which the stretch begins to the end of that in which it ends. */
export function clauseAround(tokens: readonly Token[], within: Span, span: Span): Span {
  let fromWord = span.fromWord;
  while (fromWord > within.fromWord && !isBoundary(tokens, fromWord)) fromWord -= 1;
  let toWord = span.toWord;
  while (toWord < within.toWord && !isBoundary(tokens, toWord)) toWord += 1;
  return { fromWord, toWord };
}

/** How many clauses end inside the stretch; what only enumerates ("…, das ganze Treppenhaus, …") is none. */
export function boundariesIn(tokens: readonly Token[], span: Span): number {
  const clauses = clausesOf(tokens, span);
  const between = clauses
    .slice(1, -1)
    .filter(clause =>
      tokens.slice(clause.fromWord, clause.toWord).some(token => presentVerb.test(token.folded)),
    );
  return between.length + (clauses.length > 1 ? 1 : 0);
}

/** A verb of what is now, as callers say it of water, fire, heating, lifts. */
export const presentVerb =
  /^(?:ist|is|sind|laeuft|laufen|lauft|riecht|stinkt|steht|stehen|kommt|kommen|brennt|tropft|qualmt|raucht|spritzt|stroemt|fliesst|geht|gehen|haengt|liegt|sitzt|sitzen|steckt|stecken|drueckt|steigt|friert|schmort|faellt|hoert|macht|wird|hat|haben)$/;

/** Whether a clause begins at this word. */
function isBoundary(tokens: readonly Token[], at: number): boolean {
  const before = tokens[at - 1];
  if (!before || before.endsPhrase) return true;
  const word = (offset: number): string => tokens[at + offset]?.folded ?? '';
  const isVerb = (offset: number): boolean => presentVerb.test(word(offset));
  switch (word(0)) {
    case 'aber':
      // "jetzt stecken aber zwei Leute fest" is one clause.
      return !isVerb(-1);
    case 'und':
      return (
        /^(?:jetzt|ausserdem|nun)$/.test(word(1)) ||
        (/^(?:es|da|wir|ich)$/.test(word(1)) && isVerb(2)) ||
        (/^(?:der|die|das|unser|unsere|mein|meine)$/.test(word(1)) && isVerb(3))
      );
    case 'es':
      // "läuft es aus der Decke" is one clause, "komme nicht raus es brennt" are two.
      return isVerb(1) && !conjunction.test(before.folded) && !presentVerb.test(before.folded);
    case 'da':
      return isVerb(1) && !conjunction.test(before.folded);
    case 'bei':
      return /^(?:uns|mir)$/.test(word(1)) && isVerb(2) && !conjunction.test(before.folded);
    default:
      return false;
  }
}

const conjunction = /^(?:und|oder|aber|dass|weil|wenn|ob|denn|falls|wo|doch)$/;
