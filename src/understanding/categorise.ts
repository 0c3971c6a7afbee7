/**
 * What a message is about, by the customer's keywords. It must never invent a category: what no
 * keyword is found in is "Sonstiges", and every hit names its word.
 */
import type { Categorise } from '../domain/capabilities.ts';
import { type Categorisation, type Category, type CategoryInput, otherCategory } from '../domain/category.ts';
import { missing } from '../domain/missing.ts';
import { stem, type Token, tokensOf, withoutUmlauts } from './words.ts';

/**
 * Most hits win; of two with as many the one that stands first (R147). A word counts once, for the
 * keyword that describes it best: "Warmwasser" is not also "Wasser".
 */
export function makeCategorise(categories: readonly Category[]): Categorise {
  const keywords = categories.flatMap((category, order) =>
    category.keywords.map(keyword => ({ keyword, order, stems: stemsOf(keyword) })),
  );
  const index = buildIndex(keywords);
  return transcript => {
    if (transcript.kind === 'missing') return missing('no-transcript');
    const tokens = tokensOf(transcript);
    const hits = categories.map((): Categorisation['hits'] => []);
    for (let at = 0; at < tokens.length; ) {
      const found = bestKeyword(index, tokens, at);
      if (found) hits[found.order]?.push({ keyword: found.keyword, wordIndex: at });
      // "warmes Wasser" is not also "Wasser".
      at += Math.max(1, found?.stems.length ?? 1);
    }
    let best = -1;
    hits.forEach((list, order) => {
      if (list.length > (hits[best]?.length ?? 0)) best = order;
    });
    const category = categories[best];
    if (!category) return { kind: 'made', categoryId: null, name: otherCategory, hits: [] };
    return { kind: 'made', categoryId: category.categoryId, name: category.name, hits: hits[best] ?? [] };
  };
}

/**
 * R144, R146: no keyword, in whatever form, in two categories. Returns a German sentence that names both
 * places; null: all is well.
 */
export function findKeywordClash(categories: readonly CategoryInput[]): string | null {
  const taken = new Map<string, { category: string; keyword: string; order: number }>();
  for (const [order, { name, keywords }] of categories.entries()) {
    for (const keyword of keywords) {
      const key = stemsOf(keyword).join(' ');
      if (key === '') return `Das Schlagwort „${keyword}“ in „${name}“ enthält keine Buchstaben.`;
      const other = taken.get(key);
      if (other && other.order !== order) {
        const sameWord = other.keyword === keyword ? '' : ` (als „${other.keyword}“)`;
        return `Das Schlagwort „${keyword}“ in „${name}“ gibt es schon in der Kategorie „${other.category}“${sameWord}. Bitte entfernen Sie eines von beiden.`;
      }
      taken.set(key, { category: name, keyword, order });
    }
  }
  return null;
}

interface Keyword {
  keyword: string;
  order: number;
  stems: string[];
}

interface KeywordIndex {
  /** Single words by their stem. */
  single: Map<string, Keyword>;
  /** "kein Warmwasser": by the stem of the first word. */
  phrases: Map<string, Keyword[]>;
  /** Stems of single words that may be part of a compound, longest first. */
  parts: Keyword[];
}

/** Shorter stems hide in too many other words ("bad" in "Badenweiler"). */
const SHORTEST_PART = 4;
/** What is left of the compound must be a word too, not an ending: "Mieter" is not "Miet-er". */
const SHORTEST_REST = 3;

function stemsOf(keyword: string): string[] {
  return keyword
    .split(/[\s/]+/)
    .map(stem)
    .filter(part => part !== '');
}

function buildIndex(keywords: readonly Keyword[]): KeywordIndex {
  const index: KeywordIndex = { single: new Map(), phrases: new Map(), parts: [] };
  for (const keyword of keywords) {
    const [first] = keyword.stems;
    if (first === undefined) continue;
    if (keyword.stems.length > 1) {
      index.phrases.set(first, [...(index.phrases.get(first) ?? []), keyword]);
      continue;
    }
    if (!index.single.has(first)) index.single.set(first, keyword);
    if (first.length >= SHORTEST_PART) index.parts.push(keyword);
  }
  index.parts.sort((a, b) => (b.stems[0]?.length ?? 0) - (a.stems[0]?.length ?? 0));
  return index;
}

function bestKeyword(index: KeywordIndex, tokens: readonly Token[], at: number): Keyword | undefined {
  const token = tokens[at];
  if (!token || token.stem === '') return undefined;
  const phrase = index.phrases
    .get(token.stem)
    ?.find(({ stems }) => stems.every((each, offset) => tokens[at + offset]?.stem === each));
  if (phrase) return phrase;
  const single = index.single.get(token.stem);
  if (single) return single;
  // A recogniser writes compounds apart: "Heiz körper".
  const next = token.endsPhrase ? undefined : tokens[at + 1];
  const joined = next && index.single.get(stem(token.bare + next.bare));
  if (joined) return joined;
  // Both forms: the stem of "Abwasser" has lost the ending that "Wasser" is too short to lose.
  const forms = [token.stem, withoutUmlauts(token.folded)];
  const isStreet = streetEnding.test(token.folded);
  return index.parts.find(({ stems }) => forms.some(form => isPartOf(stems[0] ?? '', form, isStreet)));
}

/** A street is no reason to call: "Gartenstraße" is not about the garden. */
const streetEnding = /(?:strasse|str|weg|allee|gasse|platz|ring|damm|ufer|chaussee)$/;

/** As the first part (Heizung-s-ausfall) or the last part (Keller-heizung) of a compound. */
function isPartOf(part: string, compound: string, isStreet: boolean): boolean {
  if (compound.length < part.length + SHORTEST_REST) return false;
  if (compound.endsWith(part)) return true;
  if (isStreet || !compound.startsWith(part)) return false;
  const rest = compound.slice(part.length).replace(/^(?:es|en|er|s|n|e)(?=.{3})/, '');
  return rest.length >= SHORTEST_REST && !/^(?:er|en|ern|es|ung|lich|bar|los|ig|isch|t|te|ten)$/.test(rest);
}

/** A start for property managers (R143); everything about it can be changed in the page. */
export const defaultCategories: CategoryInput[] = [
  {
    name: 'Wasserschaden',
    keywords: [
      'Wasser',
      'Wasserschaden',
      'Abwasser',
      'Rohr',
      'Rohrbruch',
      'Leitung',
      'undicht',
      'tropft',
      'tropfen',
      'überschwemmt',
      'Überschwemmung',
      'Überflutung',
      'feucht',
      'Wasserfleck',
      'Haupthahn',
    ],
  },
  {
    name: 'Heizung',
    keywords: [
      'Heizung',
      'Heizkörper',
      'Warmwasser',
      'warmes Wasser',
      'kalt',
      'Thermostat',
      'Thermometer',
      'Therme',
      'Heizkessel',
      'Brenner',
    ],
  },
  {
    name: 'Aufzug',
    keywords: ['Aufzug', 'Fahrstuhl', 'Lift', 'steckengeblieben', 'Aufzugskabine'],
  },
  {
    name: 'Schlüssel',
    keywords: [
      'Schlüssel',
      'Schließanlage',
      'Türschloss',
      'ausgesperrt',
      'Schlüsseldienst',
      'Haustür',
      'Transponder',
    ],
  },
  {
    name: 'Strom',
    keywords: ['Strom', 'Sicherung', 'Steckdose', 'Kurzschluss', 'Treppenhauslicht', 'Beleuchtung', 'Lampe'],
  },
  {
    name: 'Lärm',
    keywords: [
      'Lärm',
      'laut',
      'lauter',
      'Krach',
      'Musik',
      'Party',
      'gefeiert',
      'feiern',
      'Geschrei',
      'schreien',
      'Ruhestörung',
      'Nachtruhe',
      'Hundegebell',
    ],
  },
  {
    name: 'Abrechnung',
    keywords: [
      'Abrechnung',
      'Nebenkosten',
      'Betriebskosten',
      'Heizkostenabrechnung',
      'Hausgeld',
      'Nachzahlung',
      'Guthaben',
      'Rechnung',
      'Belege',
      'Vorauszahlung',
      'Mahnung',
      'überwiesen',
      'Überweisung',
      'Kaution',
    ],
  },
  {
    name: 'Mangel',
    keywords: [
      'Mangel',
      'Schimmel',
      'kaputt',
      'defekt',
      'Fenster',
      'Rollladen',
      'Dach',
      'Riss',
      'Reparatur',
      'reparieren',
      'verstopft',
      'Handwerker',
    ],
  },
  {
    name: 'Vermietung',
    keywords: [
      'Vermietung',
      'Wohnungssuche',
      'Besichtigung',
      'Mietvertrag',
      'Kündigung',
      'kündigen',
      'Einzug',
      'Auszug',
      'Nachmieter',
      'Mietinteressent',
      'Wohnungsübergabe',
    ],
  },
  {
    name: 'Eigentümerversammlung',
    keywords: ['Eigentümerversammlung', 'Versammlung', 'Beschluss', 'Protokoll', 'Beirat', 'Tagesordnung'],
  },
  {
    name: 'Reinigung und Außenanlagen',
    keywords: [
      'Reinigung',
      'Treppenhausreinigung',
      'Putzfrau',
      'Müll',
      'Mülltonne',
      'Winterdienst',
      'Schnee',
      'Garten',
      'Hecke',
      'Laub',
      'Parkplatz',
      'Stellplatz',
    ],
  },
];
