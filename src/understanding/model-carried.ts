/**
 * Whether the caller's words carry a word of a summary: the same word, another form of it, a compound of what was said,
 * or one of a few words that mean the same. Everything else that says something is not carried.
 */
import { compoundParts } from './compound.ts';
import { isParticle, lemmasOf, separatedVerbs } from './lemma.ts';
import { numberAt, spokenNumber } from './number-words.ts';
import { fold, type Token } from './words.ts';

/** The words a sentence may rest on, in the forms in which they can carry another word. */
export interface Ground {
  forms: ReadonlySet<string>;
  numbers: ReadonlySet<string>;
}

export function groundOf(tokens: readonly Token[]): Ground {
  const forms = new Set<string>();
  const numbers = new Set<string>();
  tokens.forEach((token, at) => {
    if (token.folded === '') return;
    if (spokenNumber(token.folded) === null) for (const form of formsOf(token)) forms.add(form);
    for (const part of headsOf(token)) forms.add(part);
    if (isParticle(token.bare)) for (const verb of joinedVerbs(tokens, at)) forms.add(fold(verb));
    const number = isDictated(tokens, at) ? null : numberAt(tokens, at);
    if (number) numbers.add(`${number.value}${number.letter ?? ''}`);
    if (!isDictated(tokens, at))
      for (const figures of token.folded.match(/\d+[a-h]?/g) ?? []) numbers.add(figures);
    const ofClock = clock.exec(token.text);
    if (ofClock) numbers.add(ofClock[0]);
  });
  for (const { written, said } of kin) {
    if (said.some(word => forms.has(word))) for (const word of written) forms.add(word);
  }
  const isBroken = [...forms].some(form => denials.has(form)) && [...forms].some(form => workings.has(form));
  if (isBroken || [...forms].some(form => failures.has(form))) for (const word of failures) forms.add(word);
  // "geht nicht" is "funktioniert nicht"; whether the "nicht" is there is for model-marks.ts to see.
  if (isBroken) for (const word of workings) forms.add(word);
  return { forms, numbers };
}

/** "null eins sieben eins": the digits of a telephone number count no rooms and no days. */
function isDictated(tokens: readonly Token[], at: number): boolean {
  const isDigit = (index: number): boolean => {
    const folded = tokens[index]?.folded ?? '';
    return /^\d{1,3}$/.test(folded) || spokenNumber(folded) !== null;
  };
  let [from, to] = [at, at];
  while (isDigit(from - 1) && to - from < FEWEST_DIGITS) from -= 1;
  while (isDigit(to + 1) && to - from < FEWEST_DIGITS) to += 1;
  return isDigit(at) && to - from + 1 >= FEWEST_DIGITS;
}

const FEWEST_DIGITS = 4;

/** True also of words that only hold a sentence together. */
export function isCarried(token: Token, ground: Ground): boolean {
  const { folded } = token;
  if (folded === '') return true;
  if (/\d/.test(folded)) return isNumberCarried(token, ground);
  if (glue.has(folded) || ground.forms.has(folded)) return true;
  const value = spokenNumber(folded);
  if (value !== null) return ground.numbers.has(String(value));
  if (formsOf(token).some(form => ground.forms.has(form) || isSameAct(form, ground))) return true;
  return isJoinedFrom(folded, ground);
}

export const isGlue = (token: Token): boolean => glue.has(token.folded);

const clock = /\d{1,2}[:.]\d{2}/;

function isNumberCarried({ text, folded }: Token, { numbers }: Ground): boolean {
  const time = clock.exec(text)?.[0];
  if (time !== undefined) return numbers.has(time) || numbers.has(time.replace(/[:.]00$/, ''));
  const all = folded.match(/\d+[a-h]?/g) ?? [];
  // "3-Zimmer" must be carried by its figure; what is neither figure nor letter was folded away.
  return all.every(figures => numbers.has(figures) || numbers.has(figures.replace(/^0+(?=\d)/, '')));
}

/** The word itself, its stem and its base forms, folded. */
function formsOf(token: Token): string[] {
  const forms = new Set([token.folded]);
  if (token.stem.length >= 4) forms.add(token.stem);
  for (const lemma of lemmasOf(token.bare)) forms.add(fold(lemma));
  return [...forms];
}

/** "Kündigung" where "kündigen" was said, and the other way round. */
function isSameAct(form: string, { forms }: Ground): boolean {
  const act = /^(\w{3,})ung$/.exec(form)?.[1];
  if (act !== undefined) return forms.has(`${act}en`) || forms.has(`${act}n`);
  const done = /^(\w{3,}?)e?n$/.exec(form)?.[1];
  return done !== undefined && forms.has(`${done}ung`);
}

/** "Haustürschlüssel" is a Schlüssel; it is no Haustür. */
function headsOf({ bare, folded }: Token): string[] {
  if (folded.length < SHORTEST_COMPOUND) return [];
  return compoundParts(bare)
    .filter(part => part.isHead)
    .map(part => fold(part.reading.lemma));
}

const SHORTEST_COMPOUND = 8;
/** "Die Heizung fällt bei uns im ganzen Haus immer wieder aus." */
const FARTHEST_PARTICLE = 12;

function joinedVerbs(tokens: readonly Token[], at: number): string[] {
  const found: string[] = [];
  for (let before = at - 1; before >= Math.max(0, at - FARTHEST_PARTICLE); before -= 1) {
    const token = tokens[before];
    if (!token || token.endsSentence) break;
    if (token.bare === '') continue;
    found.push(...separatedVerbs(token.bare, tokens[at]?.bare ?? '').map(({ lemma }) => lemma));
  }
  return found;
}

/** "Heizungsausfall" where Heizung and ausgefallen were said. Both parts have to be carried. */
function isJoinedFrom(folded: string, { forms }: Ground): boolean {
  if (folded.length < SHORTEST_COMPOUND) return false;
  const stands = (part: string): boolean => part.length >= 3 && forms.has(part);
  for (let at = 3; at <= folded.length - 3; at += 1) {
    const [first, second] = [folded.slice(0, at), folded.slice(at)];
    if (!stands(second)) continue;
    if (stands(first) || stands(first.replace(/(?:s|es|n|en|er)$/, '')) || stands(`${first}e`)) return true;
  }
  return false;
}

const list = (words: string): Set<string> => new Set(words.split(' '));

/**
 * Hold a sentence together or say that somebody calls; they claim nothing. No time, no measure, no degree of
 * urgency, nobody but "der Anrufer", and no negation, condition or doubt: those have to be the caller's own.
 */
const glue = list(
  'der die das den dem des ein eine einen einem einer eines und oder aber denn sowie sowohl als auch dass weil da damit zu zum zur im in ins am an ans auf aufs aus bei beim bis durch fuer gegen hinter mit nach neben ueber um unter von vom vor zwischen wegen seit er sie es ihm ihr ihn ihnen sein seine seinen seinem seiner seines ihre ihren ihrem ihrer ihres sich dort dazu darum darueber davon dafuer deshalb daher dies diese dieser dieses diesem diesen man ist sind war waren sei hat haben habe hatte hatten wird werden wurde wurden worden soll sollen will wollen moechte moechten kann bittet bitten bitte meldet berichtet teilt mit gibt fragt sagt wuenscht nennt anrufer anruf nachricht dabei hierzu so wie was wer wo wann warum',
);

/** Rewritings that say the same: `written` may stand for `said`. */
const kin: readonly { written: readonly string[]; said: readonly string[] }[] = [
  {
    written: ['rueckruf', 'zurueckrufen', 'zurueckzurufen', 'zurueckgerufen'],
    said: [
      ...[
        'rueckruf',
        'zurueckrufen',
        'zurueck',
        'anrufen',
        'anruf',
        'ruf',
        'rufen',
        'rueckmeldung',
        'melden',
      ],
      ...['zurueckmelden'],
    ],
  },
  { written: ['benoetigen', 'benoetigt', 'brauchen', 'braucht'], said: ['benoetigen', 'brauchen'] },
  { written: ['bereits', 'schon'], said: ['bereits', 'schon'] },
  { written: ['erneut', 'wieder'], said: ['erneut', 'wieder'] },
  { written: ['aufzug', 'fahrstuhl', 'lift'], said: ['aufzug', 'fahrstuhl', 'lift'] },
  { written: ['muell', 'abfall'], said: ['muell', 'abfall'] },
  { written: ['reparatur', 'reparieren'], said: ['reparatur', 'reparieren'] },
  { written: ['korrektur', 'korrigieren'], said: ['korrektur', 'korrigieren'] },
  { written: ['zusendung', 'zuschicken', 'zusenden'], said: ['zuschicken', 'zusenden', 'zusendung'] },
  { written: ['ueber', 'unter', 'an', 'in'], said: ['ueberm', 'unterm', 'am', 'im'] },
  { written: ['anfrage', 'frage', 'nachfrage'], said: ['frage', 'fragen', 'nachfragen', 'anfrage'] },
];

/** "funktioniert nicht" may be called "defekt", "ausgefallen" or "kaputt". */
const failures = list('defekt ausgefallen ausfall ausfallen kaputt');
const workings = list('gehen funktionieren laufen heizen anspringen tun tut');
const denials = list('nicht nichts nix net nie kein keine keinen keiner');
