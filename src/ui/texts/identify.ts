/** Words of the look-up of contacts, of corrections, and of what was learned from them. */
import { formatCount } from '../format.ts';

export const identify = {
  title: 'Kontakte suchen',
  intro:
    'Name, Straße, Ort oder Rufnummer, in beliebiger Reihenfolge. Tippfehler und Wortanfänge ab drei Buchstaben genügen. „Wer ist 030 …?“: einfach die Nummer eingeben.',
  search: 'Suchen nach',
  searchHint: 'Mindestens drei Zeichen',
  found: (count: number) =>
    count === 0
      ? 'Nichts gefunden.'
      : count === 1
        ? '1 Kontakt gefunden.'
        : `${count >= 500 ? 'Mindestens 500' : formatCount(count)} Kontakte gefunden.`,
  more: 'Weitere anzeigen',
  rulesTitle: 'Was Hausruf gelernt hat',
  rulesIntro:
    'Aus Ihren Korrekturen in der Inbox. Jede Regel gilt ab dem nächsten Anruf, bleibt bei einem Import erhalten und lässt sich hier widerrufen.',
  noRules: 'Noch nichts. Wenn ein Anruf falsch zugeordnet ist, wählen Sie dort „Das war jemand anderes“.',
  numberRule: (number: string, name: string) => `Die Nummer ${number} gehört zu ${name}.`,
  spellingRule: (name: string, heard: string) => `„${name}“ wird als „${heard}“ gehört.`,
  unusable: 'Der Kontakt steht nicht mehr in der Liste: Die Regel ruht.',
  unusableSpelling: 'So heißt jemand in der Liste: Die Regel ruht.',
  revoke: 'Widerrufen',
  revokeLabel: (rule: string) => `Regel widerrufen: ${rule}`,
  phoneWins: 'Die bekannte Rufnummer gilt immer',
  phoneWinsHint:
    'Aus: Nennt jemand am Telefon eines Mieters einen anderen Namen, bleibt der Anruf „nicht eindeutig“. Ein: Der Inhaber der Nummer gilt als Anrufer, egal welcher Name fällt.',
  heardName: (heard: string) => `Gehörter Name: „${heard}“.`,
  chosen: (name: string) => `Das war ${name}.`,
  learnNumber: (number: string, name: string) => `Merken: Die Nummer ${number} gehört zu ${name}`,
  /** What the list says about the number. */
  numberReplaces: (owners: string) =>
    `Laut Liste gehört sie zu: ${owners}. Mit dem Haken gilt das nicht mehr.`,
  numberShared: (owners: string) =>
    `Laut Liste haben mehrere Kontakte diese Nummer${owners === '' ? '' : `, auch: ${owners}`}. Alle kommen weiter in Frage.`,
  learnSpelling: (heard: string, name: string) => `Merken: „${name}“ wird als „${heard}“ gehört`,
  save: 'Speichern',
  cancel: 'Andere Auswahl',
  saving: 'Wird gespeichert …',
  saved: (name: string) => `Gespeichert: ${name}.`,
  notSaved: 'Nichts gespeichert.',
  savedNobody: 'Gespeichert: niemand aus der Liste.',
  thisOne: (name: string) => `Das war ${name}`,
  nobody: 'Niemand aus der Liste',
  firstDecided: (who: string) => `Zuerst erkannt: ${who}. Danach von Hand geändert.`,
  loading: 'Wird geladen …',
};
