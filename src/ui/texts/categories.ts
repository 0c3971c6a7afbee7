/** Words of the tester below the categories. */
import { formatCount } from '../format.ts';

const messages = (count: number): string =>
  count === 1 ? '1 Nachricht' : `${formatCount(count)} Nachrichten`;

export const categories = {
  mailAddress: 'Eigene E-Mail-Adresse (freiwillig)',
  mailAddressHint: 'Ohne Eintrag geht die Notiz an die Adresse des Anschlusses.',
  tryTitle: 'Schlagwörter ausprobieren',
  tryIntro:
    'Geprüft wird die Liste, wie sie oben steht, auch wenn sie noch nicht gespeichert ist. Nichts davon verändert Nachrichten.',
  sentence: 'Beispielsatz',
  sentenceHint: 'So, wie jemand es auf die Mailbox sprechen würde.',
  try: 'Satz prüfen',
  result: (name: string) => `Kategorie: ${name}`,
  noHit: 'Kein Schlagwort gefunden.',
  hit: { word: 'Schlagwort', head: 'als letzter Teil von', part: 'als Teil von' },
  because: {
    name: 'zählt nicht, weil es ein Name ist',
    address: 'zählt nicht, weil es zu einer Anschrift gehört',
    denied: 'zählt nicht, weil es verneint ist',
  },
  replay: 'Mit bisherigen Nachrichten prüfen',
  replaying: 'Nachrichten werden geprüft …',
  replayed: (count: number) =>
    count === 0 ? 'Es gibt noch keine Nachricht mit Text.' : `${messages(count)} geprüft.`,
  countOf: (name: string, count: number) => `${name}: ${formatCount(count)}`,
  nothingChanges: 'Jede Nachricht bekäme die Kategorie, die sie schon hat.',
  changes: 'Anders als bisher',
  change: (before: string, after: string) => `${before} → ${after}`,
  suggestions: 'Häufig in „Sonstiges“',
  suggestionsIntro: 'Fehlt eines dieser Wörter als Schlagwort? Tragen Sie es oben ein.',
  suggestion: (word: string, count: number) => `${word} (${messages(count)})`,
};
