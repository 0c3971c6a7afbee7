import type { Claim, Urgency } from '../domain/summary.ts';
import { announcedSpans } from './announcement.ts';
import { emptyWord, type NoSpeechKind, unspokenSpans } from './unspoken.ts';
import type { Token } from './words.ts';

/**
 * Whether nobody spoke to the mailbox, and what is heard instead. In doubt somebody did: null. The
 * recording is kept and sent either way.
 * @param heard all words
 * @param spoken the same with invented and forbidden words silenced
 */
export function findNoSpeech(
  heard: readonly Token[],
  spoken: readonly Token[],
  found: { claimed: readonly Claim[]; urgency: Urgency; hasOrders: boolean },
): NoSpeechKind | null {
  if (found.urgency.level !== 'normal' || found.hasOrders) return null;
  const unspoken = unspokenSpans(heard);
  const covered = (at: number): boolean =>
    unspoken.some(({ span }) => span.fromWord <= at && at < span.toWord);
  const rest = heard.filter((token, at) => token.folded !== '' && !covered(at));
  if (rest.length === 0) return unspoken[0]?.kind ?? 'noise';
  if (isAnnouncement(heard, covered) && !speaksForItself(spoken, found.claimed)) return 'greeting';
  if (rest.every(token => emptyWord.test(token.folded)) && rest.length <= MOST_EMPTY_WORDS) {
    // "Hallo? Hallo?" and "Tschüss." say nothing; a name or a number would.
    return unspoken[0]?.kind ?? 'chatter';
  }
  return isChatter(rest, found.claimed) ? 'chatter' : null;
}

const MOST_EMPTY_WORDS = 14;

/** A machine speaks, and nothing is left beside its words but such as say nothing. */
function isAnnouncement(heard: readonly Token[], covered: (at: number) => boolean): boolean {
  const announced = announcedSpans(heard);
  if (announced.length === 0) return false;
  return heard.every(
    (token, at) =>
      token.folded === '' ||
      covered(at) ||
      announced.some(span => span.fromWord <= at && at < span.toWord) ||
      emptyWord.test(token.folded),
  );
}

/** The caller's own words beside an announcement: a name with an address or number. */
function speaksForItself(tokens: readonly Token[], claimed: readonly Claim[]): boolean {
  const text = tokens.map(token => token.folded).join(' ');
  return claimed.length >= 2 || /\b(?:ich|mein|meine|bei mir|bei uns|unsere)\b/.test(text);
}

/**
 * A call from a pocket: people talk with each other, not to an office. Only where there is no greeting,
 * name, number, address, wish or word of courtesy, and where someone is spoken to as "du".
 */
function isChatter(rest: readonly Token[], claimed: readonly Claim[]): boolean {
  if (claimed.length > 0 || rest.length > 80) return false;
  const words = rest.map(token => token.folded);
  if (words.some(word => addressing.test(word))) return false;
  return words.some(word => spokenTo.test(word)) && new Set(words.filter(word => among.test(word))).size >= 2;
}

const addressing =
  /^(?:guten|sie|ihnen|ihre?n?|euch|bitte|rueckruf|zurueck\w*|melde\w*|anruf\w*|rufe?|hausverwaltung|verwaltung|vermieter\w*|mieter\w*|miete|wohnung\w*|hausmeister\w*|heizung\w*|aufzug\w*|wasser\w*|strom\w*|schluessel\w*|muell\w*|laerm\w*|keller\w*|decke|rohr\w*|abrechnung\w*|kuendig\w*|treppenhaus\w*|nachbar\w*|hilfe|notfall|termin|reparier\w*|kaputt|defekt|handwerker|tuer|haustuer|fenster|toilette|bad|dusche|name|adresse|nummer|\w*strasse|brief\w*|vertrag\w*|kaution|tropft|laeuft|stinkt|brennt|rauch|gas|problem|schaden|schimmel|fahrstuhl|lift|moin|servus|gruess|hier|hello|please|merhaba|water|heating|euer|eure|ihr|garage|stellplatz|parkplatz|balkon|dach|flur|garten|versammlung|protokoll|zaehler\w*)$/;
const spokenTo =
  /^(?:du|dich|dir|dein|deine|deinen|schatz|mama|papa|mutti|hasi|hast|bist|kommst|willst|weisst|machst)$/;
const among =
  /^(?:du|dich|dir|dein|deine|deinen|schatz|mama|papa|mutti|hasi|warte|guck|schau|gib|hast|bist|kommst|willst|weisst|machst|nimm|komm|hol|tuete|kassenbon|bon|karte|blinker|ampel|abbiegen|kreisverkehr|tor|halbzeit|nachrichten|wetter|moderator)$/;
