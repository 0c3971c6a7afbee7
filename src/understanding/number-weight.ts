import type { Run } from './dictated.ts';
import type { Token } from './words.ts';

/** The number of somebody else, an old one, or one not to be called, weighs against it. */
export function weightOf(tokens: readonly Token[], run: Run, isAnnounced: boolean): number {
  const [from, to] = [clauseStart(tokens, run.fromWord), clauseEnd(tokens, run.toWord)];
  const before = wordsBetween(tokens, from, run.fromWord);
  const after = wordsBetween(tokens, run.toWord, to);
  let weight = isAnnounced ? 1 : 0;
  const phrase = wordsBetween(tokens, phraseStart(tokens, run.fromWord), run.fromWord);
  const isOldBefore = /\b(?:alte|alten|frueher|bisher\w*|ehemalig\w*|vorherige\w*)\b/.test(phrase);
  // "Meine Nummer ist noch die alte" is the one in use.
  if (isOldBefore && !/\b(?:noch|immer) die (?:alte|bisherige)|\bnoch immer\b/.test(before)) weight -= 4;
  if (
    /^(?:ist|war|das ist|das war)?\s*(?:die|meine)? ?(?:alte|alten|nicht mehr|falsch|veraltet|abgemeldet|gilt nicht)/.test(
      after,
    )
  )
    weight -= 4;
  if (/\b(?:gilt|stimmt|geht|funktioniert|gibt es|existiert) nicht(?: mehr)?\b/.test(after)) weight -= 4;
  if (/\b(?:neu|neue|neuen|aktuelle|aktuell|lieber|besser|richtig|richtige|stattdessen|jetzt)\b/.test(before))
    weight += 2;
  if (/\b(?:nicht|nie|niemals) (?:auf|unter|an|ueber|die|mehr)\b/.test(phrase)) weight -= 5;
  // Only as a phrase of its own: "die Heizung geht nicht 0441 …" denies no number.
  if (/^nicht(?: die)?(?: \w*nummer)?$/.test(phrase)) weight -= 5;
  if (/\b(?:lieber|am besten|bevorzugt)\b/.test(after.slice(0, 30))) weight += 1;
  const isOthers =
    /\b(?:hausmeisters?|vermieters?|nachbarn?|nachbarin|stoerung\w*|notdienst\w*|feuerwehr|polizei|versorgers?|stadtwerke|vormieters?)\b/.test(
      before,
    );
  const isOwn = /\b(?:mich|mir|meine|uns|unsere|ruf\w*|rueckruf|erreich\w*)\b/.test(before);
  if (isOthers && !isOwn) weight -= 2;
  if (isRelatives(before)) weight -= 6;
  return weight;
}

const relative =
  /\b(?:mein|sein|ihr|unser|dein)\w* (?:\w+ )?(?:schwester|bruder|bruders|mutter|vater|vaters|mann|mannes|frau|sohn|sohns|tochter|eltern|schwiegermutter|schwiegervater|schwager|schwaegerin|oma|opa|tante|onkel|cousine?|neffe|nichte|freundin|freund|kollegin|kollege|kollegen|chefin|chef|partnerin|partner)\b(.*)$/;

/** "meine Schwester unter …"; not "rufen Sie meine Tochter an" and not "meine Mutter ist krank, meine Nummer …". */
function isRelatives(before: string): boolean {
  const found = relative.exec(before);
  if (!found || /\bruf\w*\b/.test(before) || /\b(?:mich|mir|uns) (?:oder|und) m/.test(before)) return false;
  return !/\b(?:mich|mir|uns|ich|wir|rueckruf|zurueck\w*|(?:meine|unsere|die) (?:\w+ )?\w*nummer)\b/.test(
    found[1] ?? '',
  );
}

export function clauseStart(tokens: readonly Token[], at: number): number {
  let from = at;
  while (from > 0 && at - from < 14 && !tokens[from - 1]?.endsSentence) from -= 1;
  // Digits of another number end the clause.
  for (let place = at - 1; place >= from; place -= 1)
    if (/^\d{4,}$/.test(tokens[place]?.folded ?? '')) return place + 1;
  return from;
}

function phraseStart(tokens: readonly Token[], at: number): number {
  let from = at;
  while (from > clauseStart(tokens, at) && (at - from < 1 || !tokens[from - 1]?.endsPhrase)) from -= 1;
  return from;
}

export function clauseEnd(tokens: readonly Token[], at: number): number {
  if (tokens[at - 1]?.endsSentence) return at;
  let to = at;
  while (to < tokens.length && to - at < 8) {
    to += 1;
    if (tokens[to - 1]?.endsPhrase) break;
  }
  return to;
}

export const wordsBetween = (tokens: readonly Token[], from: number, to: number): string =>
  tokens
    .slice(from, to)
    .map(token => token.folded)
    .join(' ');
