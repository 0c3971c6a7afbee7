import { fold } from './sound.ts';

/** Ways to say a street: its whole name first, then without preposition, then without the ending of an adjective. */
export interface StreetKeys {
  key: string;
  others: string[];
}

/** Kinds of street that callers tell apart, as they end a folded name. "str" is written, never said. */
const kinds: readonly [RegExp, string][] = [
  [/(?:strasse|strase|strass|str)$/, 'strasse'],
  [/(?:allee|alle)$/, 'allee'],
  [/(?:weg|wek)$/, 'weg'],
  [/(?:platz|plats)$/, 'platz'],
  [/(?:ring|rink)$/, 'ring'],
  [/(?:damm|dam)$/, 'damm'],
  [/(?:gasse|gase|gass)$/, 'gasse'],
  [/ufer$/, 'ufer'],
  [/pfad$/, 'pfad'],
  [/(?:steig|stieg)$/, 'steig'],
  [/(?:chaussee|schossee)$/, 'chaussee'],
  [/promenade$/, 'promenade'],
];

/** Folded street → its stem and kind: "rosenstr" → ["rosen", "strasse"]; kind '' where the name has none of them. */
export function splitKind(key: string): { stem: string; kind: string } {
  for (const [pattern, kind] of kinds) {
    const found = pattern.exec(key);
    if (found && found.index >= 2) return { stem: key.slice(0, found.index), kind };
  }
  return { stem: key, kind: '' };
}

/** One street → its keys, all folded, with the kind written out ("rosenstrasse"). */
export function streetKeys(street: string): StreetKeys {
  const words = street
    .split(/[\s\-–.]+/)
    .map(fold)
    .filter(word => word !== '');
  const key = written(words);
  const others = new Set<string>();
  const bare = withoutPreposition(words);
  if (bare.length < words.length) others.add(written(bare));
  for (const some of [words, bare]) {
    const stemmed = withoutEnding(some);
    if (stemmed) others.add(written(stemmed));
  }
  others.delete(key);
  return { key, others: [...others].filter(other => other.length >= 3) };
}

/** "im", "auf", "der" … as they begin a street's name. */
export const prepositions = new Set([
  ...[
    'am',
    'an',
    'auf',
    'bei',
    'beim',
    'im',
    'in',
    'zum',
    'zur',
    'zu',
    'unter',
    'hinter',
    'vor',
    'ueber',
    'vom',
  ],
  ...['der', 'dem', 'den', 'die', 'das'],
]);

function written(words: readonly string[]): string {
  const key = words.join('');
  const { stem, kind } = splitKind(key);
  return stem + kind;
}

function withoutPreposition(words: readonly string[]): string[] {
  let from = 0;
  while (from + 1 < words.length && prepositions.has(words[from] ?? '')) from += 1;
  return words.slice(from);
}

/** "Alte Straße", "in der Alten Straße" → "alt strasse"; null: the first word takes no ending. */
function withoutEnding(words: readonly string[]): string[] | null {
  const [first = '', ...rest] = words;
  if (rest.length === 0 || prepositions.has(first)) return null;
  const stem = first.replace(/(?:en|er|es|em|e)$/, '');
  return stem.length >= 3 && stem !== first ? [stem, ...rest] : null;
}
