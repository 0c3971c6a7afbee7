/** Words of the contacts and their import. */
import type { ImportReply } from '../../domain/api-contacts.ts';
import { formatCount } from '../format.ts';

type State = ImportReply['state'];
type Because = NonNullable<ImportReply['because']>;

const countOf = (count: number, one: string, many: string) =>
  count === 1 ? `1 ${one}` : `${formatCount(count)} ${many}`;

export const contacts = {
  title: 'Kontakte',
  intro:
    'Mit einer Kontaktliste erkennt Hausruf Anrufende an Rufnummer, Namen und Adresse. Eine neue Liste ersetzt die alte erst, wenn Sie sie gesehen und übernommen haben.',
  count: (count: number) =>
    count === 0 ? 'Noch keine Kontakte.' : `${countOf(count, 'Kontakt ist', 'Kontakte sind')} geladen.`,
  changedAt: (when: string) => `Zuletzt geändert: ${when}.`,
  undo: 'Letzte Änderung zurücknehmen',
  undoQuestion:
    'Die Kontakte vor der letzten Änderung gelten dann wieder. Das lässt sich nicht noch einmal umkehren.',
  undoAction: 'Zurücknehmen',
  file: 'Excel- oder CSV-Datei',
  fileHint: 'XLSX oder CSV, höchstens 256 MB. Umlaute, Trennzeichen und Spalten erkennt Hausruf selbst.',
  templates: 'Vorlage mit allen Spalten:',
  xlsx: 'Excel (XLSX)',
  csv: 'CSV',
  read: 'Liste einlesen',
  sending: 'Datei wird übertragen …',
  reading: (rows: number) =>
    rows === 0 ? 'Liste wird gelesen …' : `Liste wird gelesen … ${formatCount(rows)} Zeilen`,
  chooseFile: 'Bitte wählen Sie zuerst eine Datei.',
  state: {
    reading: 'wird gelesen',
    held: 'wartet auf Sie',
    applied: 'übernommen',
    refused: 'nicht lesbar',
    discarded: 'verworfen',
  } satisfies Record<State, string>,
  because: {
    preview: 'Bitte sehen Sie sich an, was sich ändert.',
    shrunken: 'Die Liste ist viel kürzer als die bisherige. Ist sie vollständig?',
    empty: 'Die Liste ist leer. Sollen wirklich alle Kontakte entfernt werden?',
    unmapped: 'Bitte sagen Sie, was in den Spalten steht.',
  } satisfies Record<Because, string>,
  added: 'neu',
  changed: 'geändert',
  gone: 'nicht mehr dabei',
  leftOut: 'nicht übernommen',
  examples: (names: readonly string[]) => `zum Beispiel ${names.join(' · ')}`,
  accept: 'Übernehmen',
  acceptAnyway: 'Trotzdem übernehmen',
  acceptQuestion: (contacts: number, before: number) =>
    `Danach gibt es ${countOf(contacts, 'Kontakt', 'Kontakte')} statt ${formatCount(before)}.`,
  discard: 'Verwerfen',
  columns: 'Spalten',
  columnsHint: 'Hausruf merkt sich Ihre Angaben für die nächste Liste.',
  noField: 'nicht übernehmen',
  encoding: 'Zeichensatz',
  encodings: {
    auto: 'automatisch',
    'utf-8': 'UTF-8',
    'windows-1252': 'Windows-1252',
    'utf-16le': 'UTF-16',
    'utf-16be': 'UTF-16 (BE)',
  } as Record<string, string>,
  saveColumns: 'Speichern und neu lesen',
  fields: {
    externalId: 'Kontaktnummer',
    salutation: 'Anrede',
    title: 'Titel',
    firstName: 'Vorname',
    lastName: 'Nachname',
    name: 'Name',
    company: 'Firma',
    role: 'Rolle',
    street: 'Straße',
    houseNumber: 'Hausnummer',
    postcode: 'PLZ',
    city: 'Ort',
    object: 'Objekt',
    unit: 'Einheit',
    number: 'Rufnummer',
    mailAddress: 'E-Mail',
    manager: 'Sachbearbeiter',
    managerMailAddress: 'E-Mail Sachbearbeiter',
    language: 'Sprache',
    noTranscription: 'Nicht verschriften',
  } as Record<string, string>,
  problems: (count: number) => `${countOf(count, 'Hinweis', 'Hinweise')} zu Zeilen`,
  line: 'Zeile',
  problem: 'Hinweis',
  isLeftOut: 'nicht übernommen',
  moreProblems: (count: number) => `… und ${formatCount(count)} weitere.`,
  allProblems: 'Alle Hinweise als Datei',
  last: 'Letzte Importe',
  source: 'Quelle',
  when: 'Wann',
  result: 'Ergebnis',
  uploaded: 'Hochgeladen',
};
