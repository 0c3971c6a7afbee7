import type { Claim, Urgency } from '../domain/summary.ts';
import { fold, type Token, withoutUmlauts } from './words.ts';

/**
 * How pressing the message is, by the words that say so. "Nicht dringend" and "kein Gasgeruch" do not
 * count, nor does a Frau Brand. Without a word there is no urgency: nothing is felt from the tone.
 * @param callerName its words are a name, whatever else they mean
 */
export function findUrgency(tokens: readonly Token[], callerName: Span | null): Urgency {
  const words = tokens.map((token, at) =>
    isName(tokens, at, callerName) ? '' : withoutUmlauts(token.folded),
  );
  const found: (Claim & { level: 'urgent' | 'emergency' })[] = [];
  for (const rule of rules) {
    for (const span of spansOf(rule, words, tokens)) {
      const overlaps = found.some(other => span.fromWord < other.toWord && other.fromWord < span.toWord);
      if (!overlaps) found.push({ level: rule.level, value: quote(tokens, span), ...span });
    }
  }
  const isEmergency = found.some(each => each.level === 'emergency');
  const because = found
    .slice(0, MOST_REASONS)
    .sort((a, b) => a.fromWord - b.fromWord)
    .map(({ value, fromWord, toWord }) => ({ value, fromWord, toWord }));
  return { level: isEmergency ? 'emergency' : found.length > 0 ? 'urgent' : 'normal', because };
}

interface Rule {
  level: 'urgent' | 'emergency';
  /** The word that the rule hangs on. */
  word: RegExp;
  /** A second word nearby in the same sentence, before or after. */
  near?: RegExp;
  /** The second word is itself a negation ("kein Strom", "Heizung geht nicht"). */
  isNegative?: boolean;
  /** Directly before the word it makes a mere case of it ("im Notfall erreichen Sie mich …"). */
  notAfter?: RegExp;
}

interface Span {
  fromWord: number;
  toWord: number;
}

const MOST_REASONS = 5;
/** "das Wasser in der Küche läuft": as far as two words of one thought stand apart. */
const NEAR_WORDS = 6;
/** "ist es nicht so sehr dringend". */
const NEGATION_WORDS = 3;

const whole = (words: string): RegExp =>
  new RegExp(
    `^(?:${words
      .split(/\s+/)
      .map(word => (word.includes('|') || word.includes('.') ? word : withoutUmlauts(fold(word))))
      .join('|')})$`,
  );
const heating = whole('Heizung Heizungen Heizkörper Zentralheizung Fußbodenheizung Therme Gasheizung');
const lift = whole('Aufzug Fahrstuhl Lift Personenaufzug Aufzugs');
const water = whole('Wasser Wassers Abwasser Leitungswasser');
const none = whole('kein keine keinen keinerlei');

/** Emergencies first: their words are not counted a second time. */
const rules: readonly Rule[] = [
  { level: 'emergency', word: whole('.*rohrbruch .*rohrbruche .*rohrbruches') },
  {
    level: 'emergency',
    word: whole('Rohr Rohre .*rohr Leitung Wasserleitung Schlauch'),
    near: whole('geplatzt platzt gebrochen gerissen gebrocken'),
  },
  {
    level: 'emergency',
    word: water,
    near: whole('läuft lief laufen spritzt schießt steht strömt dringt flutet fließt kommt steigt'),
  },
  { level: 'emergency', word: whole('überschwemmt überflutet Überschwemmung Überflutung') },
  {
    level: 'emergency',
    word: lift,
    near: whole(
      'fest feststecken stecke steckt stecken eingeschlossen eingesperrt gefangen steckengeblieben',
    ),
  },
  { level: 'emergency', word: whole('Gasgeruch Gasleck Gasaustritt') },
  { level: 'emergency', word: whole('Gas'), near: whole('riecht rieche riechen stinkt strömt Geruch') },
  { level: 'emergency', word: whole('brennt Brand Wohnungsbrand Kellerbrand Feuer Flammen Rauch Qualm') },
  { level: 'emergency', word: whole('Stromschlag Lebensgefahr bewusstlos eingestürzt Einsturz') },
  { level: 'emergency', word: whole('Notfall Notfälle'), notAfter: whole('im für falls bei') },
  {
    level: 'urgent',
    word: heating,
    near: whole('kalt aus ausgefallen ausfällt defekt kaputt streikt eiskalt tot'),
  },
  { level: 'urgent', word: heating, near: whole('nicht keine kein'), isNegative: true },
  {
    level: 'urgent',
    word: whole('Heizungsausfall Heizungsausfälle Stromausfall Wasserschaden Wasserschäden'),
  },
  { level: 'urgent', word: whole('Strom Wasser Warmwasser Licht Heizung'), near: none, isNegative: true },
  { level: 'urgent', word: water, near: whole('tropft tropfen Decke') },
  { level: 'urgent', word: whole('ausgesperrt Einbruch eingebrochen') },
  {
    level: 'urgent',
    word: whole('Schlüssel .*schlussel Schlüsselbund'),
    near: whole('verloren gestohlen weg'),
  },
  { level: 'urgent', word: whole('Toilette Klo WC Abfluss'), near: whole('verstopft übergelaufen läuft') },
  {
    level: 'urgent',
    word: whole(
      'dringend dringende dringender dringendes eilig eilt sofort umgehend unverzüglich schnellstmöglich schnellstens beeilen',
    ),
  },
];

function isName(tokens: readonly Token[], at: number, callerName: Span | null): boolean {
  if (callerName && callerName.fromWord <= at && at < callerName.toWord) return true;
  return /^(?:frau|herrn?|familie)$/.test(tokens[at - 1]?.folded ?? '');
}

function spansOf(rule: Rule, words: readonly string[], tokens: readonly Token[]): Span[] {
  const spans: Span[] = [];
  words.forEach((word, at) => {
    if (!rule.word.test(word) || rule.notAfter?.test(words[at - 1] ?? '')) return;
    const other = rule.near ? nearest(rule, words, tokens, at) : at;
    if (other === null) return;
    const span = { fromWord: Math.min(at, other), toWord: Math.max(at, other) + 1 };
    const isOver = isSettled(span, words, tokens);
    if (!isOver && (rule.isNegative || !isNegated(span, words, tokens))) spans.push(span);
  });
  return spans;
}

function nearest(rule: Rule, words: readonly string[], tokens: readonly Token[], at: number): number | null {
  for (let distance = 1; distance <= reach(rule); distance += 1) {
    for (const other of rule.isNegative
      ? negationPlaces(rule, at, distance)
      : [at + distance, at - distance]) {
      if (
        rule.near?.test(words[other] ?? '') &&
        !hasBreak(tokens, Math.min(at, other), Math.max(at, other))
      ) {
        return other;
      }
    }
  }
  return null;
}

/** "kein Strom", "kein warmes Wasser" stand before, "die Heizung geht nicht" shortly after. */
function negationPlaces(rule: Rule, at: number, distance: number): number[] {
  if (rule.near === none) return distance <= 2 ? [at - distance] : [];
  return [at + distance];
}

const reach = (rule: Rule): number => (rule.isNegative ? 4 : NEAR_WORDS);

/** A sentence ends between the two words. */
function hasBreak(tokens: readonly Token[], from: number, to: number): boolean {
  return tokens.slice(from, to).some(token => token.endsSentence);
}

/**
 * "hatte einen Rohrbruch, das ist aber schon behoben": no alarm. In doubt there is one: "nicht behoben",
 * and anything that goes on after it ("aber jetzt läuft es wieder"), count as open.
 */
function isSettled(span: Span, words: readonly string[], tokens: readonly Token[]): boolean {
  const end = tokens.findIndex((token, at) => at >= span.toWord - 1 && token.endsSentence);
  const rest = words.slice(span.toWord, end === -1 ? words.length : end + 1);
  const settled = rest.findIndex(word => /^(?:behoben|repariert|erledigt|fehlalarm|vorbei)$/.test(word));
  if (settled === -1) return false;
  const isDenied = rest
    .slice(Math.max(0, settled - 3), settled)
    .some(word => /^(?:nicht|nie|kaum|nur)$/.test(word));
  const goesOn = rest.slice(settled).some(word => /^(?:aber|wieder|erneut|trotzdem|jetzt|noch)$/.test(word));
  return !isDenied && !goesOn;
}

function isNegated(span: Span, words: readonly string[], tokens: readonly Token[]): boolean {
  const negation = (at: number): boolean =>
    /^(?:nicht|kein|keine|keinen|keinem|keiner|keinerlei|nie|niemals|nirgends|ohne|weder)$/.test(
      words[at] ?? '',
    );
  for (let at = span.fromWord - 1; at >= Math.max(0, span.fromWord - NEGATION_WORDS); at -= 1) {
    if (tokens[at]?.endsPhrase) break;
    if (negation(at)) return words[at + 1] !== 'nur';
  }
  for (let at = span.fromWord; at < span.toWord; at += 1) if (negation(at)) return true;
  // "Das Wasser läuft nicht mehr."
  return !tokens[span.toWord - 1]?.endsPhrase && negation(span.toWord);
}

function quote(tokens: readonly Token[], span: Span): string {
  return tokens
    .slice(span.fromWord, span.toWord)
    .map(token => token.text)
    .join(' ')
    .replace(/[\s,;:.!?…–—-]+$/u, '');
}
