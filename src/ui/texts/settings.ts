/** Words of the settings page. */
export const settings = {
  title: 'Einstellungen',
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
