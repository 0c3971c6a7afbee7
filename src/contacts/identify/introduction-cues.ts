/** The words by which people say who they are, before and behind the name. Anchored at one word, pure. */
import type { SpokenWord } from './spoken-words.ts';

/** How sure it is that the caller says the own name. */
export type Cue =
  /** "mein Name ist X", "hier spricht X", "X am Apparat". */
  | 'named'
  /** "ich bin X", "hier X": may be followed by anything. */
  | 'plain'
  /** "…, X, …": a phrase of its own that may be a name. */
  | 'bare';

/** "ist" and what regions say for it, and other verbs of an introduction. */
const verb =
  '(?:ist|is|iss|isch|es|waere|waer|war|sind|san|spricht|sprechen|sprecht|schwaetzt|schnackt|redet|redt|telefoniert|meldet sich|meld sich|melden sich|ruft an|ruft)';
const again =
  '(?:(?: nochmal| nochmals| noch einmal| noch mal| wieder| mal| auch| jetzt| ja| schon wieder| nur)*)';
const openings: readonly [RegExp, Cue][] = [
  [
    new RegExp(
      `^(?:mein|unser|da|der|min|mei|moi|mi|main)? ?(?:voller |ganzer )?(?:nach|familien|zu)?name? (?:ist|is|isch|waere|waer|lautet|war|es)${again} `,
    ),
    'named',
  ],
  [
    /^(?:mein )?vorname (?:ist|lautet) \S+ (?:und )?(?:der |mein )?(?:nachname|familienname) (?:ist |lautet )?/,
    'named',
  ],
  [
    new RegExp(
      `^(?:hier|hia|hie|da|do|doa|dat|dit|des|es|jetzt) (?:am (?:telefon|apparat) )?${verb}(?: hier| da| do)?(?: am (?:telefon|apparat))?${again} `,
    ),
    'named',
  ],
  [
    new RegExp(`^am (?:telefon|apparat|hoerer|rohr|anderen ende)(?: hier)?(?: ${verb})?(?: hier)?${again} `),
    'named',
  ],
  [
    /^(?:hier am (?:apparat|telefon)|sie sprechen (?:hier )?mit|sie reden mit|es (?:gruesst|spricht|meldet sich)|ich melde mich (?:hier )?als|anrufer(?:in)? (?:ist|war)) /,
    'named',
  ],
  [/^(?:ich|i|ick|ik|wir|mir) (?:heiss|heisse|heissen|hoass|hoasse|heet|heete|nenne mich) /, 'named'],
  [
    /^(?:guten? (?:tag|morgen|abend)|hallo|servus|moin|gruess gott|gruesse) von (?:der |dem )?(?:firma )?/,
    'named',
  ],
  [
    new RegExp(
      `^(?:ich|i|ick|ik|isch|wir|mir) (?:bin|bins|bün|buen|sin|sind|san|waers|waere|waer)(?: es| s)?${again} `,
    ),
    'plain',
  ],
  [/^mein name /, 'plain'],
  [/^(?:bin|binn|bins) /, 'plain'],
  [/^(?:hier|hia) (?:nochmal |noch einmal |wieder |noch mal )?/, 'plain'],
  [/^ja (?:hallo )?(?=\S+(?: \S+)? (?:hallo|guten|gruess|servus|moin))/, 'plain'],
];

const isBareName = /^mein name $/;

/** An introduction that begins at `at`; its name begins at `to`. */
export function openedBy(words: readonly SpokenWord[], at: number): { cue: Cue; to: number } | null {
  const text = `${foldedFrom(words, at, 9)} `;
  for (const [pattern, cue] of openings) {
    const found = pattern.exec(text);
    if (!found || found[0].trim() === '') continue;
    const length = found[0].trim().split(' ').length;
    // "Sie wissen ja, wer hier ist. Die Mülltonnen …": an introduction does not go over a full stop.
    if (words.slice(at, at + length).some(word => word.stop)) continue;
    // "mein Name: Müller" opens a phrase; behind a name ("Müller mein Name, Peter Müller") it only adds to it.
    const isBehind = at > 0 && !words[at - 1]?.comma && !isGreeting(words[at - 1]?.folded ?? '');
    if (isBareName.test(found[0]) && isBehind) return { cue: 'bare', to: at + length };
    return { cue, to: at + length };
  }
  return null;
}

const foldedFrom = (words: readonly SpokenWord[], at: number, count: number): string =>
  words
    .slice(at, at + count)
    .map(word => word.folded)
    .join(' ');

/** "dass hier … ist", "wer hier ist", "sein Name ist", "der Name ist auf der Klingel". */
export function isQuoted(words: readonly SpokenWord[], at: number): boolean {
  const before = words[at - 1];
  if (!before || before.stop) return false;
  return /^(?:wer|dass|ob|wenn|weil|sein|seine|ihr|ihre|deren|dessen|was|wo|wie|falls|als|sonst|nicht)$/.test(
    before.folded,
  );
}

const closings: readonly [RegExp, Cue][] = [
  [/^(?:ist |is |war |isch |waere )?(?:mein|unser|min|mei|moi) (?:familien|nach)?name\b/, 'named'],
  [/^(?:hier )?(?:am|an) (?:apparat|telefon|rohr|hoerer|der strippe|der leitung)\b/, 'named'],
  [/^(?:heiss|heisse|hoass|heissen) (?:ich|i|wir)\b/, 'named'],
  [/^(?:ist|is|isch|waere) (?:hier|dran|am)\b/, 'named'],
  [/^(?:bin|waers) (?:ich|i)\b/, 'named'],
  [/^(?:meldet|melde) (?:sich|mich)\b/, 'named'],
  [/^(?:ruft|rufe) (?:nochmal |wieder |noch einmal )?an\b/, 'named'],
  [/^(?:spricht|schnackt|schwaetzt|redet) (?:hier|aus|von|vom|ich|guten|hallo|und)\b/, 'named'],
  [
    /^hier (?:aus|von|vom|ich|wegen|und|guten|hallo|noch|nochmal|wieder|mieter|mieterin|mein|gruess|schoenen|ausm)\b/,
    'plain',
  ],
];

/** Words at `at` that stand behind a name. */
export function closedBy(words: readonly SpokenWord[], at: number): Cue | null {
  const word = words[at];
  if (!word || words[at - 1]?.stop) return null;
  if (word.comma && /^(?:spricht|hier|schnackt|dran)$/.test(word.folded)) return 'named';
  // Without marks and capitals the clause goes on behind "spricht" and "hier".
  const text = foldedFrom(words, at, 4);
  if (
    /^spricht (?!nicht|mit|kein|immer|man|er|sie|dagegen|dafuer|laut|leise|kaum|ueber|deutsch|nie|davon|jemand)\S/.test(
      text,
    )
  )
    return 'named';
  for (const [pattern, cue] of closings) if (pattern.test(text)) return cue;
  if (/^(?:hallo|guten|gruess|servus|moin)$/.test(word.folded) && saysYes(words, at)) return 'plain';
  return null;
}

/** "ja, Müller, hallo": the name stands between the two. */
function saysYes(words: readonly SpokenWord[], at: number): boolean {
  for (let back = at - 2; back >= Math.max(0, at - 5); back -= 1) {
    if (words[back]?.stop) return false;
    if (words[back]?.folded === 'ja') return true;
  }
  return false;
}

/** Words of greeting, and what else stands before a name and is none. */
export const isGreeting = (folded: string): boolean =>
  /^(?:guten|gute|gutn|schoenen|schoen|einen|tag|morgen|abend|hallo|halo|tach|tachchen|gudn|gutten|gutn|moinsen|halloechen|ja|hi|moin|servus|gruess|gruesse|gott|dich|sie|mahlzeit|danke|vielen|dank|bitte|tschuess|wiederhoeren|auf|also|nochmal|und|ihr|ihre|liebe|freundliche|mit|freundlichen|gruessen|so|genau)$/.test(
    folded,
  );
