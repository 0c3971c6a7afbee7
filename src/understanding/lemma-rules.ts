/**
 * What an unknown German form may be, by its shape: the lexicon knows no comparatives, not every particle verb, and
 * no word that was coined last week. Everything that is returned rests on a word that the lexicon does know, except
 * `bareGuesses`.
 */
import { lookUp, type Reading } from './lemma-lexicon.ts';

/** The particles that stand apart from their verb ("schleppt … ab"). */
export const particles = [
  ...[
    'ab',
    'an',
    'auf',
    'aus',
    'bei',
    'da',
    'dar',
    'dazu',
    'durch',
    'ein',
    'entgegen',
    'entlang',
    'fehl',
    'fern',
  ],
  ...[
    'fest',
    'fort',
    'frei',
    'gegenüber',
    'heim',
    'her',
    'herab',
    'heran',
    'herauf',
    'heraus',
    'herein',
    'herum',
  ],
  ...[
    'herunter',
    'hervor',
    'hin',
    'hinauf',
    'hinaus',
    'hinein',
    'hinterher',
    'hinunter',
    'hinweg',
    'hinzu',
    'hoch',
  ],
  ...[
    'instand',
    'kaputt',
    'kennen',
    'klar',
    'krank',
    'leer',
    'los',
    'mit',
    'nach',
    'nieder',
    'quer',
    'raus',
    'rein',
  ],
  ...[
    'rum',
    'runter',
    'sauber',
    'schwarz',
    'statt',
    'still',
    'stehen',
    'still',
    'teil',
    'tot',
    'trocken',
    'über',
  ],
  ...['um', 'umher', 'unter', 'voll', 'vor', 'voran', 'voraus', 'vorbei', 'vorüber', 'warm', 'weg', 'weiter'],
  ...[
    'wieder',
    'zu',
    'zurück',
    'zusammen',
    'zwischen',
    'zurecht',
    'zuvor',
    'falsch',
    'offen',
    'bereit',
    'bekannt',
    'stecken',
    'hängen',
    'liegen',
  ],
];
const longestFirst = [...new Set(particles)].sort((a, b) => b.length - a.length);

/** Comparatives and superlatives ("stärker", "schnellste"); none: the form is no such thing. */
export function degreesOf(form: string): Reading[] {
  const irregular = irregularDegrees.find(({ forms }) => forms.test(form));
  if (irregular) return [{ lemma: irregular.lemma, kind: 'adjective' }];
  const cut = /^(.{2,}?)(?:er(?:e[nmrs]?)?|e?ste[nmrs]?)$/.exec(form)?.[1];
  if (!cut) return [];
  const bases = [cut, withoutLastUmlaut(cut), cut.replace(/([lr])$/, 'e$1'), `${cut}e`];
  for (const base of bases) {
    const found = lookUp(base).filter(
      ({ kind, lemma }) => kind === 'adjective' && lemma.toLowerCase() === base,
    );
    if (found.length > 0) return found;
  }
  return [];
}

const irregularDegrees = [
  { forms: /^(?:besser|beste)(?:e?[nmrs]?)$/, lemma: 'gut' },
  { forms: /^(?:höher|höchste)(?:e?[nmrs]?)$/, lemma: 'hoch' },
  { forms: /^(?:näher|nächste)(?:e?[nmrs]?)$/, lemma: 'nah' },
  { forms: /^(?:größer|größte|grösser|grösste)(?:e?[nmrs]?)$/, lemma: 'groß' },
  { forms: /^(?:meiste)(?:[nmrs]?)$/, lemma: 'viel' },
];

/** Verbs that the lexicon has only without their particle ("zugeparkt"), or in another form ("hab", "klingel"). */
export function verbsOf(form: string): Reading[] {
  for (const particle of longestFirst) {
    if (!form.startsWith(particle) || form.length < particle.length + 4) continue;
    const rest = form.slice(particle.length);
    const verbs = verbReadings(rest);
    // "abzubohren": zu stands between particle and verb.
    if (verbs.length === 0 && rest.startsWith('zu')) verbs.push(...verbReadings(rest.slice(2)));
    if (verbs.length > 0) return verbs.map(({ lemma }) => ({ lemma: particle + lemma, kind: 'verb' }));
  }
  // "geschrieen" is written with one e too many by many.
  if (form.includes('ieen')) return verbReadings(form.replace('ieen', 'ien'));
  // "ich hab", "klingel mal", "wär": the mute e at the end is not spoken.
  const spoken = verbReadings(`${form}e`);
  if (spoken.length > 0) return spoken;
  return participlesOf(form);
}

const verbReadings = (form: string): Reading[] => lookUp(form).filter(({ kind }) => kind === 'verb');

/** "gegoogelt" → googeln, "ausgetimed" stays: a participle whose verb the lexicon lacks, or knows as a noun only. */
function participlesOf(form: string): Reading[] {
  const [, stem] = /^ge(.{3,})t(?:e[nmrs]?)?$/.exec(form) ?? [];
  const [, foreign] = /^(.{3,}ier)t(?:e[nmrs]?|est)?$/.exec(form) ?? [];
  if (stem)
    return [{ lemma: /e[lr]$/.test(stem) ? `${stem}n` : `${stem.replace(/e$/, '')}en`, kind: 'verb' }];
  return foreign ? [{ lemma: `${foreign}en`, kind: 'verb' }] : [];
}

/** Base forms that an unknown word in small letters may have, as a verb or an adjective; the form itself is the last. */
export function plainGuesses(form: string): string[] {
  const stem = /^(.{3,}?)(?:test|ten|tet|te|est|st|t|e)$/.exec(form)?.[1];
  const adjective = /^(.{3,}?)e[nmrs]?$/.exec(form)?.[1];
  const infinitive = stem && (/e[lr]$/.test(stem) ? `${stem}n` : `${stem}en`);
  const guesses = [infinitive, adjective, adjective && `${adjective}en`];
  return [...new Set(guesses.flatMap(guess => (guess ? [guess] : []))), form];
}

/** Plurals with an umlaut, or a case that the lexicon lacks, of a noun that it has: "Sträucher", "Kräne". */
export function nounsOf(form: string): Reading[] {
  for (const cut of ['', 'ern', 'er', 'en', 'e', 'n', 's', 'es']) {
    if (!form.endsWith(cut) || form.length - cut.length < 4) continue;
    const base = form.slice(0, form.length - cut.length);
    for (const singular of new Set([base, withoutLastUmlaut(base)])) {
      if (singular === form || (cut === 'er' && singular === base)) continue;
      const found = lookUp(singular).filter(
        ({ kind, lemma }) => kind === 'noun' && lemma.toLowerCase() === singular,
      );
      if (found.length > 0) return found;
    }
  }
  return [];
}

/** Base forms that an unknown noun may have, the likeliest first; the form itself is the last. */
export function bareGuesses(form: string): string[] {
  const strong = /^(.{3,}(?:ung|heit|keit|schaft|ion|tät|enz|anz|ik|ei))en$/.exec(form)?.[1];
  if (strong) return [strong];
  const woman = /^(.{3,}in)nen$/.exec(form)?.[1];
  if (woman) return [woman];
  const guesses = [
    /^(.{3,}(?:er|el))[ns]$/.exec(form)?.[1],
    /^(.{3,}[^su])s$/.exec(form)?.[1],
    /^(.{3,}[^aeiou])en$/.exec(form)?.[1],
    /^(.{3,}e)n$/.exec(form)?.[1],
    /^(.{4,}[^aeiou])e$/.exec(form)?.[1],
  ];
  return [...new Set(guesses.flatMap(guess => (guess ? [guess] : []))), form];
}

function withoutLastUmlaut(text: string): string {
  return text.replace(/[äöü](?=[^äöü]*$)/, letter => ({ ä: 'a', ö: 'o', ü: 'u' })[letter] ?? letter);
}
