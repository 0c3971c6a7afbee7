import type { Category, CategoryTester } from '../domain/category.ts';
import type { CategoryId } from '../domain/ids.ts';
import type { Transcript } from '../domain/transcript.ts';
import { makeExplain } from './categorise.ts';
import { asidesOf } from './categorise-scope.ts';
import { readingsOf } from './lemma.ts';
import { lookUp } from './lemma-lexicon.ts';
import { fold, tokensOf } from './words.ts';

/** What the page asks while categories are edited. The ids of a list that is not saved are its places. */
export const categoryTester: CategoryTester = {
  open(list) {
    const categories = list.map(
      (category, at): Category => ({ ...category, categoryId: String(at) as CategoryId }),
    );
    const explain = makeExplain(categories);
    return message => explain(typeof message === 'string' ? typed(message) : message);
  },
  nounsOf(transcript) {
    const tokens = tokensOf(transcript);
    const asides = asidesOf(tokens);
    const nouns = tokens.flatMap((token, at) => {
      // Unknown words are left out: most of them are names, and a name is no keyword.
      const before = tokens[at - 1];
      if (asides[at] !== null || !token.isCapitalised || token.bare.length < 4) return [];
      const readings = readingsOf(token.bare, {
        hasCapitals: true,
        isFirst: at === 0 || (before?.endsSentence ?? false),
        isNamed: false,
      });
      const isOther = readings.some(({ kind }) => kind !== 'noun') && lookUp(token.bare).length > 0;
      const noun = readings.find(({ kind }) => kind === 'noun');
      return noun && !isOther && !everyday.has(fold(noun.lemma)) ? [noun.lemma] : [];
    });
    return [...new Set(nouns)];
  },
};

/** A sentence as if it had been said; its words have no times. */
function typed(text: string): Transcript {
  const words = text
    .split(/\s+/)
    .filter(word => word !== '')
    .map(word => ({ text: word, fromMs: 0, toMs: 0, confidence: null }));
  return {
    kind: 'made',
    text,
    segments: [{ fromMs: 0, toMs: 0, words }],
    language: 'de',
    engine: 'sherpa-onnx',
    model: '',
    isDemo: false,
    speechMs: 0,
  };
}

/** Words of any call: they say nothing of its subject. */
const everyday = new Set(
  [
    'Abend Anliegen Anruf Anrufbeantworter Antwort Auskunft Bescheid Bitte Büro Dame Dank Datum Ding Ecke Ende Etage Fall Familie',
    'Frage Frau Freund Freundin Gruß Guten Hallo Handy Handynummer Haus Hausnummer Hausverwaltung Hilfe Herr Information',
    'Jahr Kind Kollege Kollegin Leute Mail Mailbox Mann Mieter Mieterin Minute Mitte Moment Monat Morgen Mutter Nachbar Nachbarin',
    'Nachmittag Nachricht Nacht Name Nummer Problem Rückmeldung Rückruf Sache Schwester Sohn Sommer Stadt Stelle Stock Stockwerk',
    'Straße Stunde Tag Teil Telefon Telefonnummer Tochter Uhr Uhrzeit Vater Verwaltung Vormittag Weise Wiederhören Winter',
    'Woche Wochenende Wohnung Wort Zeit Zimmer Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonnabend Sonntag',
    'Januar Februar März April Juni Juli August September Oktober November Dezember Email Adresse Bruder Eltern Erdgeschoss',
  ].flatMap(line => line.split(' ').map(fold)),
);
