import { clausesOf } from './clause.ts';
import type { Token } from './words.ts';

interface Span {
  fromWord: number;
  toWord: number;
}

/**
 * The clauses in which a machine speaks, the own or another's; what stands beside them is somebody's. Where
 * two of them tell a machine, its first words (who it is) and its courtesies belong to it.
 */
export function announcedSpans(tokens: readonly Token[]): Span[] {
  const clauses = clausesOf(tokens, { fromWord: 0, toWord: tokens.length });
  const text = (span: Span): string =>
    tokens
      .slice(span.fromWord, span.toWord)
      .map(token => token.folded)
      .join(' ');
  const found = clauses.filter(clause => {
    const words = text(clause);
    return announcements.some(each => each.test(words)) && !callersOwn.test(words);
  });
  const whole = text({ fromWord: 0, toWord: tokens.length });
  const first = found[0];
  const kinds = announcements.filter(each => each.test(whole)).length;
  if (!first || kinds < 2) return found;
  const courtesies = clauses.filter(
    clause =>
      clause.toWord <= first.fromWord ||
      tokens
        .slice(clause.fromWord, clause.toWord)
        .every(token => token.folded === '' || machineWord.test(token.folded)),
  );
  return [...found, ...courtesies];
}

/** "… auf meinem Anrufbeantworter": no machine says so. */
const callersOwn = /\b(?:ich|mein|meine\w*|gestern)\b/;

const machineWord =
  /^(?:guten|tag|morgen|abend|herzlich|willkommen|wir|sie|sind|ihr|ihren|ihre|ihnen|uns|unser|unsere|unserer|namen?|nummer|telefonnummer|rueckrufnummer|adresse|anliegen|anschrift|nachricht|hinterlassen|sprechen|nennen|bitte|rufen|zurueck|zurueckrufen|melden|bei|so|schnell|bald|wie|moeglich|umgehend|schnellstmoeglich|montag|montags|donnerstag|freitag|freitags|bis|von|uhr|leider|persoenlich|und|oder|die|der|das|den|dann|danke|vielen|dank|haben|gerne?|auf|wiederhoeren|buero|acht|neun|zwoelf|siebzehn|achtzehn|\d{1,2})$/;

const announcements: readonly RegExp[] = [
  /\b(?:sie sind|sie haben) (?:mit )?(?:dem anrufbeantworter|der mailbox|verbunden mit|den anrufbeantworter)/,
  /\bsie sind verbunden mit\b|\bsie sind mit (?:der|dem|unserer?m?) \w+/,
  /\b(?:hinterlassen|sprechen) sie (?:uns |bitte |mir )*(?:eine |ihre |ihr )?(?:kurze )?(?:nachricht|mitteilung|anliegen)?(?: bitte)? ?(?:nach|auf (?:dem|das|unser\w*) ?(?:band|anruf\w*|mailbox)?)/,
  /\b(?:sie|bitte|nachricht|anliegen|namen|sprechen) (?:\w+ ){0,6}nach dem (?:signal|pfeif|piep|signalton|ton|piepton|pfeifton)\w*/,
  /\b(?:willkommen bei|herzlich willkommen)\b.*\b(?:hausverwaltung|verwaltung|immobilien)/,
  /\bunser buero ist (?:derzeit|zurzeit|im moment|momentan|leider)? ?\w* ?(?:nicht besetzt|geschlossen)/,
  /\bunsere (?:buero|geschaefts|sprech|oeffnungs)zeiten\b/,
  /\b(?:zur zeit|zurzeit|derzeit|momentan|voruebergehend) (?:leider )?nicht (?:erreichbar|besetzt|zu erreichen)/,
  /\bkein anschluss unter dieser nummer\b/,
  /\b(?:der|die) gewuenschte (?:gespraechspartner|teilnehmer|rufnummer|anschluss)/,
  /\b(?:ihr anruf wird|bitte (?:warten|legen) sie (?:nicht )?auf|alle (?:mitarbeiter|leitungen)|naechste freie)/,
  /\b(?:druecken|waehlen) sie (?:bitte )?die (?:\d|eins|zwei|drei|null|taste)/,
  /\bthe (?:person|number|subscriber) you (?:have|are)\b|\bleave (?:a|your) message after\b/,
  /\bvielen dank fuer ihren anruf\b/,
];
