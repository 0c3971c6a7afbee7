import { numberWord } from './number-words.ts';
import type { SpokenWord } from './spoken-words.ts';

/** A house number as it was said: "27a", "zwölf bis vierzehn". */
export interface HeardHouse {
  low: number;
  high: number;
  letter: string;
  /** First word behind it. */
  end: number;
}

/** The house number that begins at `at`, after "Nummer", "Nr.", "Hausnummer" or nothing. null: none. */
export function houseAt(words: readonly SpokenWord[], at: number): HeardHouse | null {
  let from = at;
  while (isNumberSign(words[from])) from += 1;
  const number = numberAt(words, from);
  if (!number || number.value < 1 || number.value > 999) return null;
  let { letter, end } = number;
  let high = number.high ?? number.value;
  if (letter === '' && number.high === null && !words[end - 1]?.stop) {
    const said = words[end - 1]?.comma ? null : letterAt(words, end);
    if (said) [letter, end] = [said.letter, said.end];
  }
  if (/^(?:bis|strich|schraegstrich)$/.test(words[end]?.folded ?? '')) {
    const upper = numberAt(words, end + 1);
    if (upper && upper.value > number.value && upper.value - number.value <= WIDEST_RANGE)
      [high, end] = [upper.value, upper.end];
  }
  if (isMeasure(words[end]) && !words[end - 1]?.comma) return null;
  return { low: number.value, high, letter, end };
}

/** How far a range of one entrance may go. */
const WIDEST_RANGE = 60;

const isNumberSign = (word: SpokenWord | undefined): boolean =>
  word !== undefined &&
  /^(?:nummer|nr|hausnummer|hausnr|haus|no|numero|die)$/.test(word.folded) &&
  !word.stop;

/** What makes a number something else: "16 Grad", "14 Tage", "17 Uhr", "zweite Stock". */
const isMeasure = (word: SpokenWord | undefined): boolean =>
  word !== undefined &&
  /^(?:grad|tage?n?|wochen?|monaten?|jahren?|uhr|euro|prozent|stunden?|minuten?|meter|quadratmeter|qm|liter|stock|stockwerk|etage|parteien|mal|leute|personen|zimmer|cent|kilo)$/.test(
    word.folded,
  );

interface Said {
  value: number;
  high: number | null;
  letter: string;
  end: number;
}

function numberAt(words: readonly SpokenWord[], at: number): Said | null {
  const figures = /^(\d{1,3})\s?([a-zA-Z])?(?:\s?[-–/]\s?(\d{1,3}))?$/.exec(words[at]?.raw ?? '');
  if (figures) {
    const value = Number(figures[1]);
    const upper = figures[3] === undefined ? null : Number(figures[3]);
    return {
      value,
      high: upper !== null && upper > value ? upper : null,
      letter: (figures[2] ?? '').toLowerCase(),
      end: at + 1,
    };
  }
  let joined = '';
  let best: Said | null = null;
  for (let end = at; end < Math.min(at + MOST_PARTS, words.length); end += 1) {
    joined += words[end]?.folded ?? '';
    const letter = /^(.{4,})([a-h])$/.exec(joined);
    const value = numberWord(joined) ?? null;
    if (value !== null) best = { value, high: null, letter: '', end: end + 1 };
    else if (letter && numberWord(letter[1] ?? '') !== null && best === null)
      best = { value: numberWord(letter[1] ?? '') ?? 0, high: null, letter: letter[2] ?? '', end: end + 1 };
    if (words[end]?.comma) break;
  }
  // "ein Haus", "eine Wohnung": an article is no number.
  return best && best.end === at + 1 && /^(?:ein|eine)$/.test(words[at]?.folded ?? '') ? null : best;
}

/** "h und ert neun und vierzig" has six. */
const MOST_PARTS = 6;

/** "27 a", "27 A wie Anton", "27 Anton", "27 klein b". */
function letterAt(words: readonly SpokenWord[], at: number): { letter: string; end: number } | null {
  let from = at;
  if (/^(?:klein|kleines|gross|buchstabe)$/.test(words[from]?.folded ?? '')) from += 1;
  const folded = words[from]?.folded ?? '';
  if (/^[a-h]$/.test(folded)) {
    const isSpelled = words[from + 1]?.folded === 'wie' && words[from + 2] !== undefined;
    return { letter: folded, end: from + (isSpelled ? 3 : 1) };
  }
  const named = Object.hasOwn(letterNames, folded) ? letterNames[folded] : undefined;
  return named === undefined ? null : { letter: named, end: from + 1 };
}

const letterNames: Record<string, string> = {
  // Not the towns of the newer alphabet: "Rosenweg 3, Berlin" is in Berlin.
  ...{ anton: 'a', berta: 'b', caesar: 'c', dora: 'd', be: 'b', ce: 'c' },
};
