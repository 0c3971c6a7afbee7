import { isFirstName } from './first-names.ts';
import { lookUp } from './lemma-lexicon.ts';
import { titles } from './name-words.ts';
import { isNounSurname } from './noun-surnames.ts';
import { numberWord } from './number-words.ts';
import { streetWord } from './street-words.ts';
import type { Token } from './words.ts';

/**
 * How surely the words before say that a name follows: `named` "mein Name ist", `here` "hier ist", which begins
 * sentences about things too, `bare` "ich bin" and a phrase of its own, which professions and things also are.
 */
export type NameCue = 'named' | 'here' | 'bare';

/** The words are more likely a thing, a trade or a state than a name: better no name than an invented one. */
export function isDoubtful(
  tokens: readonly Token[],
  span: { fromWord: number; toWord: number },
  cue: NameCue,
): boolean {
  const words = tokens.slice(span.fromWord, span.toWord);
  const names = words.filter(word => !titles.has(word.folded));
  const last = names.at(-1);
  if (!last) return true;
  if (names.some(word => numberWord(word.folded) !== null && word.folded.length > 4)) return true;
  if (names.some(word => noNames.has(word.folded)) || relatives.test(names[0]?.folded ?? '')) return true;
  // "Mein Name ist bekannt": a state; "Herr Winter sagt", "Laterne kaputt": a small known word is no family name.
  if (!last.isCapitalised && isDescribing(last)) return true;
  if (cue === 'bare' && isSpokenTo(tokens, span)) return true;
  if (names.length < words.length || cue === 'named') return false;
  if (names.some(word => isFirstName(word.folded))) return false;
  if (!names.every(word => isKnown(word))) return false;
  return !isNounSurname(last.folded) || (cue === 'bare' && !standsAlone(tokens, span, last));
}

/** "Guten Tag, Vogel, Rosenweg 4", "Fuchs aus der Lindenstraße"; not "Schlosser, ich brauche einen". */
function standsAlone(
  tokens: readonly Token[],
  span: { fromWord: number; toWord: number },
  last: Token,
): boolean {
  const [before, next] = [tokens[span.fromWord - 1], tokens[span.toWord]];
  if (before?.folded === 'bin' && trades.has(last.folded)) return false;
  if (!last.endsPhrase && !/^(?:aus|vom|von)$/.test(next?.folded ?? '')) return false;
  if (before !== undefined || next === undefined) return before !== undefined;
  return (
    streetWord.test(next.folded) ||
    (/^(?:ich|guten|hallo|wir)$/.test(next.folded) && !trades.has(last.folded))
  );
}

/** "Guten Tag, Frau Kern, die Heizung …": that is who is greeted, unless a street or the caller follows. */
function isSpokenTo(tokens: readonly Token[], span: { fromWord: number; toWord: number }): boolean {
  const [first, before, next] = [tokens[span.fromWord], tokens[span.fromWord - 1], tokens[span.toWord]];
  if (!/^(?:frau|herr)$/.test(first?.folded ?? '') || before?.folded === 'bin') return false;
  if (!before || !tokens[span.toWord - 1]?.endsPhrase || !next) return false;
  return (
    !streetWord.test(next.folded) &&
    /^(?:die|der|das|es|bei|da|im|in|haben|koennen|wann|was)$/.test(next.folded)
  );
}

/** What callers say to be, and are also called; a "Müller" works in no mill any more. */
const trades = new Set(
  `koch baecker bauer gaertner lehrer fleischer metzger maler schreiner schlosser maurer dreher fischer jaeger foerster
   richter wirt gast glaser sattler schneider schuster saenger reiter meister diener held engel geist teufel binder
   koenig kaiser mann`.split(/\s+/),
);

const isKnown = (word: Token): boolean => lookUp(word.bare).length > 0;

/** Small and an adjective or a verb, and no family name that a recogniser wrote small. */
const isDescribing = (word: Token): boolean =>
  !isNounSurname(word.folded) &&
  !isFirstName(word.folded) &&
  lookUp(word.bare).some(reading => reading.kind !== 'noun');

/** "die Mutter von Lena" is said of the caller and names another. */
const relatives =
  /^(?:mutter|vater|tochter|sohn|schwester|bruder|oma|opa|ehefrau|ehemann|freundin|freund|kollegin|kollege|enkelin|enkel)$/;

/** Neither in the lexicon nor a name. */
const noNames = new Set(
  `nr hausnr egal quatsch treppenhaus hinterhaus vorderhaus hochhaus wohnhaus mietshaus anonym unwichtig geheim tschuldigung
   mist mensch hilfe prima spitze jawohl ausserdem uebrigens drittens zweitens erstens`.split(/\s+/),
);

/** Whether a small word behind "hier ist" can be a family name: unknown to the lexicon, or a common name. */
export const mayBeSurname = (word: Token): boolean =>
  /^\p{Ll}{3,}$/u.test(word.bare) &&
  !noNames.has(word.folded) &&
  (isNounSurname(word.folded) || (!isKnown(word) && numberWord(word.folded) === null));
