/** Words of the settings page. */
import { formatCount } from '../format.ts';

export const settings = {
  title: 'Einstellungen',
  contacts: 'Kontakte',
  contactsIntro:
    'Mit einer Kontaktliste erkennt Hausruf Anrufende an ihrer Rufnummer. Eine neue Liste ersetzt die alte ganz.',
  contactCount: (count: number) =>
    count === 0
      ? 'Noch keine Kontakte.'
      : count === 1
        ? '1 Kontakt ist geladen.'
        : `${formatCount(count)} Kontakte sind geladen.`,
  csvFile: 'CSV-Datei',
  csvHint: 'Aus Excel als CSV gespeichert, höchstens 20 MB.',
  import: 'Liste einlesen',
  importing: 'Liste wird eingelesen …',
  chooseFile: 'Bitte wählen Sie zuerst eine CSV-Datei.',
  imported: (added: number) => {
    if (added === 0) return 'Nichts übernommen: Die bisherige Liste bleibt, wie sie ist.';
    return added === 1 ? '1 Kontakt übernommen.' : `${formatCount(added)} Kontakte übernommen.`;
  },
  notImported: (count: number) =>
    count === 1 ? '1 Zeile braucht Ihre Prüfung:' : `${formatCount(count)} Zeilen brauchen Ihre Prüfung:`,
  line: 'Zeile',
  problem: 'Hinweis',
  moreProblems: (count: number) => `… und ${formatCount(count)} weitere.`,
  categories: 'Kategorien',
  categoriesIntro:
    'Schlagwörter ordnen jede Nachricht einer Kategorie zu. Gebeugte Formen gehören dazu. Ein Schlagwort darf nur in einer Kategorie stehen. Enter oder Komma fügt ein Schlagwort hinzu.',
  categoryName: 'Name der Kategorie',
  keywords: 'Schlagwörter',
  addKeyword: 'Schlagwort hinzufügen',
  removeKeyword: (keyword: string) => `Schlagwort ${keyword} entfernen`,
  addCategory: 'Weitere Kategorie hinzufügen',
  removeCategory: (name: string) => `Kategorie ${name || 'ohne Namen'} entfernen`,
  remove: 'Entfernen',
  health: 'Zustand',
  healthIntro: 'So geht es den Teilen von Hausruf gerade.',
  partState: { ok: 'in Ordnung', warn: 'bitte prüfen', bad: 'gestört' },
  account: 'Konto',
  loggedInAs: (name: string) => `Angemeldet als ${name}.`,
};
