import { fold } from './sound.ts';
import type { SpokenWord } from './spoken-words.ts';

/** A name that was spelled, folded ("maier"), and where. */
export interface Spelled {
  key: string;
  from: number;
  to: number;
}

/** "M-E-I-E-R", "M wie Martha, E wie Emil …", "S. C. H.", "Martha, Emil, Ida …" → each run of at least three letters. */
export function spelledNames(words: readonly SpokenWord[]): Spelled[] {
  const found: Spelled[] = [];
  let at = 0;
  while (at < words.length) {
    const run = runFrom(words, at);
    if (run) found.push(run);
    at = run ? run.to : at + 1;
  }
  return found;
}

function runFrom(words: readonly SpokenWord[], start: number): Spelled | null {
  let key = '';
  let letters = 0;
  let at = start;
  while (at < words.length) {
    const next = letterAt(words, at, letters > 0);
    if (!next) break;
    key += next.text;
    letters += next.count;
    at = next.end;
  }
  return letters >= LEAST_LETTERS ? { key, from: start, to: at } : null;
}

const LEAST_LETTERS = 3;

interface Letter {
  text: string;
  count: number;
  end: number;
}

function letterAt(words: readonly SpokenWord[], at: number, isRunning: boolean): Letter | null {
  const word = words[at];
  if (!word) return null;
  const raw = word.raw;
  const joined = /^(?:\p{L}[-.]){2,}\p{L}?$/u.test(raw) ? raw.replace(/[-.]/g, '') : '';
  if (joined !== '') return { text: fold(joined), count: joined.length, end: at + 1 };
  if (/^(?:\p{L}|sch|ch)$/iu.test(raw)) {
    const isNamed = /^(?:wie|von|fuer)$/.test(words[at + 1]?.folded ?? '') && words[at + 2] !== undefined;
    return { text: fold(raw), count: raw.length === 1 ? 1 : 2, end: at + (isNamed ? 3 : 1) };
  }
  if (!isRunning && !/^(?:scharfes|eszett|doppel)/.test(word.folded)) return tableLetter(words, at);
  const next = words[at + 1]?.raw ?? '';
  if (/^(?:scharfes|rucksack)$/.test(word.folded) && /^s$/i.test(next))
    return { text: 'ss', count: 1, end: at + 2 };
  if (word.folded === 'eszett') return { text: 'ss', count: 1, end: at + 1 };
  if (/^(?:doppel|zweimal|doppeltes)$/.test(word.folded) && /^\p{L}$/u.test(next)) {
    const isNamed = words[at + 2]?.folded === 'wie' && words[at + 3] !== undefined;
    return { text: fold(next).repeat(2), count: 2, end: at + (isNamed ? 4 : 2) };
  }
  const doubled = /^doppel-?(\p{L})$/iu.exec(raw)?.[1];
  if (doubled) return { text: fold(doubled).repeat(2), count: 2, end: at + 1 };
  if (/^(?:bindestrich|strich|minus|leerzeichen|neues|dann|und|nochmal)$/.test(word.folded))
    return letterAt(words, at + 1, true) && word.folded !== 'neues'
      ? { text: '', count: 0, end: at + 1 }
      : null;
  return tableLetter(words, at);
}

/** Words of the spelling alphabets said alone; only a run of three of them is spelling. */
function tableLetter(words: readonly SpokenWord[], at: number): Letter | null {
  const folded = words[at]?.folded ?? '';
  const letter = alphabet.get(folded);
  if (letter === undefined) return null;
  // "Anton Berta" may be people: both neighbours decide by the length of the run.
  const neighbour = alphabet.has(words[at + 1]?.folded ?? '') || alphabet.has(words[at - 1]?.folded ?? '');
  return neighbour ? { text: letter, count: 1, end: at + 1 } : null;
}

/** The old German alphabet and DIN 5009:2022; the first letter is meant, "Schule" and "Charlotte" have more. */
const alphabet = new Map<string, string>([
  ...`anton berta caesar dora emil friedrich gustav heinrich ida julius kaufmann konrad ludwig martha nordpol otto
  paula quelle richard samuel siegfried theodor ulrich viktor wilhelm xanthippe ypsilon zacharias zeppelin aachen
  berlin chemnitz duesseldorf essen frankfurt goslar hamburg ingelheim jena koeln leipzig muenchen nuernberg
  offenbach potsdam quickborn rostock salzwedel tuebingen unna voelklingen wuppertal xanten zwickau nordpol cottbus`
    .split(/\s+/)
    .map((word): [string, string] => [word, word.slice(0, 1)]),
  ['schule', 'sch'],
  ['charlotte', 'ch'],
  ['aerger', 'ae'],
  ['oekonom', 'oe'],
  ['uebermut', 'ue'],
  ['umlautaerger', 'ae'],
]);
