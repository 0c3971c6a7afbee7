/**
 * Which words of a message say nothing about its subject: names and addresses ("Frau Baum, Gartenstraße 4"), and what
 * the caller denies ("kein Wasserschaden"). What is merely lacking stays: "kein Wasser" is about the water.
 */
import { compoundParts } from './compound.ts';
import { readingsOf } from './lemma.ts';
import { lookUp } from './lemma-lexicon.ts';
import { fold, type Token } from './words.ts';

export type Aside = 'name' | 'address' | 'denied';

/** For each word: why it does not count, or null. */
export function asidesOf(tokens: readonly Token[]): (Aside | null)[] {
  const asides: (Aside | null)[] = tokens.map(() => null);
  const set = (from: number, to: number, why: Aside) => {
    for (let at = Math.max(0, from); at < to && at < asides.length; at++) asides[at] ??= why;
  };
  tokens.forEach((_, at) => {
    markNames(tokens, at, set);
    markAddresses(tokens, at, set);
    markDenials(tokens, at, set);
  });
  return asides;
}

type Mark = (from: number, to: number, why: Aside) => void;

const titles =
  /^(?:herr|herrn|frau|familie|fam|firma|fa|doktor|dr|prof|professor|eheleute|ehepaar|pfarrer|rechtsanwalt)$/;
/** Whoever is called by this may be called by name after it; the word itself may be a keyword. */
const bearers =
  /^(?:nachbar|nachbarin|kollege|kollegin|hausmeister|monteur|mieter|mieterin|schwester|bruder)$/;
/** A name may follow these, but also anything else ("hier ist Wasser im Keller"). */
const greetings = /^(?:hallo|tag|morgen|abend|moin|servus|gott|guten|ja)$/;
const farewells = /^(?:gruss|gruesse|wiederhoeren|wiedersehen|tschuess)$/;
const afterName = /^(?:aus|von|vom|und|ich|hier|guten|mein)$/;

function markNames(tokens: readonly Token[], at: number, mark: Mark): void {
  const token = tokens[at];
  if (!token) return;
  const word = token.folded;
  const next = tokens[at + 1]?.folded ?? '';
  if (token.isCapitalised && titles.test(word)) {
    const count = capitalsFrom(tokens, at + 1, /^fam|^fir/.test(word) ? 3 : 2);
    if (count > 0) mark(at, at + 1 + count, 'name');
  }
  if (token.isCapitalised && bearers.test(word) && !token.endsPhrase) {
    mark(at + 1, at + 1 + capitalsFrom(tokens, at + 1, 1), 'name');
  }
  if (word === 'name') {
    if (/^(?:ist|war|lautet)$/.test(next)) mark(at + 2, at + 2 + capitalsFrom(tokens, at + 2, 3), 'name');
    // "Baum mein Name", "Baum ist mein Name"
    const end = tokens[at - 2]?.folded === 'ist' ? at - 2 : at - 1;
    if (tokens[at - 1]?.folded === 'mein') mark(end - capitalsBefore(tokens, end, 3), end, 'name');
  }
  if (word === 'heisse') mark(at + 1, at + 1 + capitalsFrom(tokens, at + 1, 3), 'name');
  if (/^(?:apparat|telefon)$/.test(word) && tokens[at - 1]?.folded === 'am') {
    mark(at - 1 - capitalsBefore(tokens, at - 1, 3), at - 1, 'name');
  }
  if (token.isCapitalised && farewells.test(word)) {
    const from = /^(?:von|vom|ihre?|dein)$/.test(next) ? at + 2 : at + 1;
    const count = capitalsFrom(tokens, from, 3);
    if (tokens[from + count - 1]?.endsSentence || from + count >= tokens.length)
      mark(from, from + count, 'name');
  }
  if (word === 'hier') markCaller(tokens, at, mark);
  if (word === 'bin' && tokens[at - 1]?.folded === 'ich') {
    const count = capitalsFrom(tokens, at + 1, 3);
    if (count > 1 || (count === 1 && !isNoun(tokens[at + 1]?.bare ?? '')))
      mark(at + 1, at + 1 + count, 'name');
  }
}

/** "hier ist Baum aus …", "hier Baum, guten Tag", "Guten Tag, Baum hier". */
function markCaller(tokens: readonly Token[], at: number, mark: Mark): void {
  const isGreeted =
    at === 0 || tokens.slice(Math.max(0, at - 4), at).some(({ folded }) => greetings.test(folded));
  const from = /^(?:ist|spricht)$/.test(tokens[at + 1]?.folded ?? '') ? at + 2 : at + 1;
  const count = tokens[at]?.endsPhrase ? 0 : capitalsFrom(tokens, from, 3);
  if (count > 0) {
    const ends = tokens[from + count - 1]?.endsPhrase || afterName.test(tokens[from + count]?.folded ?? '');
    const isKnown = count === 1 && isNoun(tokens[from]?.bare ?? '');
    if ((from === at + 2 && !isKnown) || (isGreeted && ends)) mark(from, from + count, 'name');
    return;
  }
  const before = capitalsBefore(tokens, at, 3);
  // Without a greeting before or after it, "Wieder Wasser hier!" would be a name.
  const greetsBefore = greetings.test(tokens[at - before - 1]?.folded ?? '');
  const greetsAfter = at === before && greetings.test(tokens[at + 1]?.folded ?? '');
  if (tokens[at]?.endsPhrase && before > 0 && (greetsBefore || greetsAfter)) mark(at - before, at, 'name');
}

/** With a capital at the beginning of a sentence, but never part of a name. */
const noName = /^(?:der|die|das|ein|eine|kein|keine|unser|unsere|mein|meine|und|aber|auch|im|am|in)$/;

/** How many capitalised words stand before this place without a pause between them. */
function capitalsBefore(tokens: readonly Token[], end: number, most: number): number {
  let count = 0;
  while (count < most) {
    const token = tokens[end - 1 - count];
    if (!token?.isCapitalised || token.endsPhrase || noName.test(token.folded)) break;
    count++;
  }
  return count;
}

const isNoun = (word: string): boolean => lookUp(word).some(({ kind }) => kind === 'noun');

/** How many capitalised words follow without a pause between them. */
function capitalsFrom(tokens: readonly Token[], from: number, most: number): number {
  let count = 0;
  while (count < most && tokens[from + count]?.isCapitalised) {
    count++;
    if (tokens[from + count - 1]?.endsPhrase) break;
  }
  return count;
}

const street =
  /(?:strasse|str|allee|gasse|chaussee|weg|platz|ring|damm|ufer|steig|stieg|pfad|markt|graben|berg|hof)$/;
const surelyStreet = /.(?:strasse|str|allee|gasse|chaussee)$/;
const numberWords =
  /^(?:\d+[a-z]?|nummer|hausnummer|ein|eins|zwei|zwo|drei|vier|fuenf|sechs|sieben|acht|neun|zehn|elf|zwoelf|\w+(?:zehn|zig))$/;
const places = /^(?:am|im|an|auf|in|zum|zur|unter|hinter|vor|bei|beim|der|dem|den)$/;

function markAddresses(tokens: readonly Token[], at: number, mark: Mark): void {
  const token = tokens[at];
  if (!token) return;
  const isNumbered = !token.endsSentence && numberWords.test(tokens[at + 1]?.folded ?? '');
  if (surelyStreet.test(token.folded) || (street.test(token.folded) && isNumbered)) {
    mark(at, at + 1, 'address');
    // "Karl-Marx-Allee" is one word; "Am Alten Garten 5", "in der Langen Straße" are several.
    if (token.folded.length <= 7 && tokens[at - 1]?.isCapitalised) mark(at - 1, at, 'address');
    return;
  }
  // "Am Wasserturm 5", "An der Alten Mühle 7"; without a number when the small word has a capital inside a sentence.
  const from = token.isCapitalised ? placeBefore(tokens, at) : null;
  if (from !== null) {
    const place = tokens[from];
    const isTitled = place?.isCapitalised && from >= 1 && !tokens[from - 1]?.endsSentence;
    const saysHome = tokens
      .slice(Math.max(0, from - 3), from)
      .some(({ folded }) => /^wohn(?:e|en|t|haft)$/.test(folded));
    // "Am Dach 2 Ziegel" counts something: a house number has a pause or a small word after it.
    const counts = tokens[at + 2]?.isCapitalised && !tokens[at + 1]?.endsPhrase;
    const isHouse = isNumbered && !counts && !unit.test(tokens[at + 2]?.folded ?? '');
    if (isTitled || (isHouse && (saysHome || place?.isCapitalised))) mark(from, at + 1, 'address');
  }
  // "ich wohne in der …" says where, not what about.
  if (/^wohn(?:e|en|t|haft)$/.test(token.folded)) {
    const clause = clauseOf(tokens, at);
    const rest = tokens.slice(at + 1, clause.to);
    const saysWhere = rest.some(
      ({ folded }) => surelyStreet.test(folded) || numberWords.test(folded) || floor.test(folded),
    );
    if (saysWhere || places.test(rest[0]?.folded ?? '')) mark(at, at + 1, 'address');
  }
}

/** Where "Am", "An der", "Zum Alten" before a noun begins; null: nothing of the kind stands there. */
function placeBefore(tokens: readonly Token[], at: number): number | null {
  for (let from = at - 1; from >= 0 && from >= at - 3; from--) {
    const token = tokens[from];
    if (!token || token.endsPhrase) return null;
    const isArticle = /^(?:der|dem|den)$/.test(token.folded);
    if (!isArticle && places.test(token.folded)) return from;
    if (!isArticle && !token.isCapitalised) return null;
  }
  return null;
}

const unit = /^(?:uhr|euro|tage|tagen|wochen|stunden|monate|jahre|jahren|mal|prozent|grad|meter)$/;
const floor = /^(?:stock|etage|og|eg|dg|erdgeschoss|obergeschoss|dachgeschoss|hinterhaus|vorderhaus)$/;

/** The words between two pauses around a word. */
function clauseOf(tokens: readonly Token[], at: number): { from: number; to: number } {
  let from = at;
  while (from > 0 && !tokens[from - 1]?.endsPhrase && !tokens[from - 1]?.endsSentence) from--;
  let to = at;
  while (to < tokens.length && !tokens[to]?.endsPhrase && !tokens[to]?.endsSentence) to++;
  return { from, to: Math.min(tokens.length, to + 1) };
}

const no = /^kein(?:e[nmrs]?|erlei)?$/;
const not = /^(?:nicht|nichts|nie|niemals|weder)$/;
/** How far from its negation a word can be denied; German puts an adjective or two between. */
const NEAR = 3;

function markDenials(tokens: readonly Token[], at: number, mark: Mark): void {
  const word = tokens[at]?.folded ?? '';
  const { to } = clauseOf(tokens, at);
  const isNo = no.test(word);
  const isNot = not.test(word);
  if (!isNo && !isNot && word !== 'ohne') return;
  // "nicht die Heizung, sondern der Aufzug": what stands before "sondern" is denied, whatever it is.
  if (tokens[at]?.endsPhrase === false && tokens[to]?.folded === 'sondern') {
    mark(at + 1, to, 'denied');
    return;
  }
  if (isNot) {
    const next = tokens[at + 1]?.folded ?? '';
    // "nicht um die Heizung", "nicht wegen …"; "nichts mit … zu tun", "liegt nicht an …".
    const hasNothingToDo =
      /^(?:mit|an|am)$/.test(next) && tokens.slice(at, to).some(({ folded }) => folded === 'tun');
    const liesElsewhere =
      /^(?:an|am)$/.test(next) && /^(?:liegt|lag|liegen)$/.test(tokens[at - 1]?.folded ?? '');
    if (/^(?:um|wegen)$/.test(next) || hasNothingToDo || liesElsewhere) mark(at + 2, to, 'denied');
  }
  if (
    isNo &&
    /^(?:fragen?|beschwerden?|anliegen|probleme?|interesse)$/.test(nounAfter(tokens, at)?.folded ?? '')
  ) {
    mark(at + 1, to, 'denied');
    return;
  }
  for (let near = at + 1; near < to && near <= at + NEAR + (word === 'weder' ? 4 : 0); near++) {
    const token = tokens[near];
    if (!token || !isHarm(token.bare)) continue;
    mark(near, near + 1, 'denied');
    // "kein Brand oder Wasserschaden"
    if (/^(?:oder|und|noch)$/.test(tokens[near + 1]?.folded ?? '')) {
      for (let more = near + 2; more < Math.min(to, near + 5); more++) {
        if (isHarm(tokens[more]?.bare ?? '')) mark(more, more + 1, 'denied');
      }
    }
    return;
  }
  // "es tropft nicht mehr"
  const before = tokens[at - 1];
  if (isNot && before && !before.endsPhrase && isHarm(before.bare) && isVerb(before.bare))
    mark(at - 1, at, 'denied');
}

function nounAfter(tokens: readonly Token[], at: number): Token | undefined {
  return tokens.slice(at + 1, at + 4).find(({ isCapitalised }) => isCapitalised);
}

const isVerb = (word: string): boolean => readingsOf(word).some(({ kind }) => kind === 'verb');

/** Whether a word means something bad that can be denied; "kein Wasser" denies nothing, it complains. */
function isHarm(word: string): boolean {
  const readings = readingsOf(word);
  if (readings.some(({ lemma }) => harms.has(fold(lemma)))) return true;
  if (!/^\p{Lu}/u.test(word) || word.length < 7) return false;
  return compoundParts(word).some(({ isHead, reading }) => isHead && harms.has(fold(reading.lemma)));
}

const harms = new Set(
  [
    'Schaden Bruch Rohrbruch Brand Feuer Rauch Leck Defekt Störung Einbruch Diebstahl Schimmel Lärm Krach Notfall Mangel',
    'Kündigung Ausfall Verstopfung Überschwemmung Überflutung Geruch Gestank Unfall Ungeziefer Streit Graffiti Fleck Riss',
    'Vandalismus Befall Kurzschluss Maus Ratte Kakerlake Schabe Wespe Problem Beschwerde Gefahr Explosion Feuchtigkeit',
    'brennen einbrechen stehlen klauen tropfen auslaufen überschwemmen überfluten überlaufen verstopfen beschädigen',
    'beschmieren schimmeln stinken kündigen platzen zerstören zerkratzen',
    'undicht kaputt defekt feucht nass verstopft beschädigt verschimmelt schimmlig überschwemmt',
  ].flatMap(line => line.split(' ').map(fold)),
);
