/** Words of greetings, their times, holidays and closing days. */
import type { Forwarding } from '../../domain/menu.ts';
import { formatCount } from '../format.ts';

function sayDigit({ digit, name }: Pick<Forwarding, 'digit' | 'name'>): string {
  return `Mit der Taste ${digit} erreichen Sie: ${name}.`;
}
const sayZero = 'Um eine Nachricht zu hinterlassen, drücken Sie die 0.';
const sayNotice =
  'Dieser Anruf wird automatisiert verarbeitet, weitere Informationen finden Sie auf unserer Internetseite.';

export const greetings = {
  title: 'Ansagen',
  intro:
    'Das hören Anrufende zuerst. Die Standardansage spielt immer dann, wenn keine andere Ansage an der Reihe ist.',
  standard: 'Standardansage',
  standardHint: 'Spielt, wenn keine andere Ansage an der Reihe ist.',
  add: 'Ansage hinzufügen',
  newName: (number: number) => `Ansage ${number}`,
  name: 'Name der Ansage',
  remove: 'Ansage entfernen',
  removeNamed: (name: string) => `Ansage entfernen: „${name}“`,
  removeQuestion: (name: string) =>
    `Soll die Ansage „${name}“ mit ihren Zeiten entfernt werden? Endgültig wird das erst mit „Speichern“.`,
  source: (name: string) => `Art der Ansage „${name}“`,
  voice: 'KI-Stimme',
  upload: 'Tonaufnahme',
  text: 'Ansagetext',
  generate: 'Stimme erzeugen',
  generating: 'Stimme wird erzeugt …',
  generated: 'Die Stimme ist erzeugt. Hören Sie sie an und speichern Sie.',
  play: 'Anhören',
  pause: 'Anhalten',
  playNamed: (name: string) => `„${name}“ anhören`,
  pauseNamed: (name: string) => `„${name}“ anhalten`,
  playFailed: 'Diese Ansage lässt sich gerade nicht abspielen. Bitte laden Sie die Seite neu.',
  isNew: 'Der Text ist neu: Bitte Stimme erzeugen und speichern.',
  missing: 'Anrufende hören zurzeit die eingebaute Ansage: Das Audio für diese Ansage fehlt noch.',
  hintsTitle: 'Hinweise zur Aussprache',
  hints: [
    'Zahlen, Uhrzeiten, Abkürzungen und Zeichen spricht Hausruf von selbst aus; unter dem Text steht, wie. Klingt etwas falsch, schreiben Sie es aus: „Schrägstrich“ statt „/“.',
    'Einzeln gelesene Buchstaben brauchen ein Leerzeichen dazwischen: „W E G“ statt „WEG“.',
    'Firmennamen klingen oft besser, wenn Sie sie mit einem Leerzeichen trennen: „Haus Ruf“.',
    'Ein Komma ist eine Pause. Ohne Komma gibt es keine Pause.',
    'Namen, die immer wieder falsch klingen, tragen Sie einmal unter „Einstellungen“, „Aussprache“ ein.',
  ],
  examplesTitle: 'Ansage Beispiele',
  examples: (name: string, forwardings: readonly Pick<Forwarding, 'digit' | 'name'>[]) => {
    const keys = forwardings.map(each => ` ${sayDigit(each)}`).join('');
    const zero = forwardings.length > 0 ? ` ${sayZero}` : '';
    const speak =
      forwardings.length > 0
        ? ''
        : ' Bitte sprechen Sie nach dem Signalton Ihren Namen, Ihre Adresse und Ihr Anliegen.';
    return [
      {
        title: 'Während der Bürozeiten',
        text: `Willkommen bei ${name}. Zurzeit sind alle Leitungen belegt. ${sayNotice}${keys}${zero}${speak}`,
      },
      {
        title: 'Außerhalb der Bürozeiten',
        text: `Guten Tag, Sie sind verbunden mit ${name}. Unser Büro ist gerade nicht besetzt. ${sayNotice}${keys}${zero}${speak} Wir melden uns am nächsten Werktag bei Ihnen.`,
      },
      {
        title: 'Feiertage und Betriebsferien',
        text: `Willkommen bei ${name}. Unser Büro ist heute geschlossen. ${sayNotice}${keys}${zero}${speak} Wir kümmern uns, sobald wir wieder da sind.`,
      },
    ];
  },
  takeExample: 'Übernehmen',
  takeExampleNamed: (title: string) => `Beispiel „${title}“ übernehmen`,
  lint: {
    digit: ({ digit, name }: Pick<Forwarding, 'digit' | 'name'>) =>
      `Die Ziffer ${digit} (${name}) kommt im Text nicht vor: Anrufende wissen dann nicht, dass es sie gibt.`,
    zero: 'Die 0 kommt im Text nicht vor: Ohne sie kann niemand eine Nachricht hinterlassen.',
    notice: 'Es fehlt der Hinweis, dass der Anruf automatisch verarbeitet und aufgezeichnet wird.',
    repair: 'Satz anfügen',
    upload: 'Bitte hören Sie nach, ob die Tonaufnahme dies sagt:',
    uploadNotice: 'dass der Anruf automatisiert verarbeitet wird',
    uploadDigit: ({ digit, name }: Pick<Forwarding, 'digit' | 'name'>) => `die Ziffer ${digit} für ${name}`,
    uploadZero: 'die 0, um eine Nachricht zu hinterlassen',
  },
  sentences: {
    digit: sayDigit,
    zero: sayZero,
    notice: sayNotice,
  },
  file: 'MP3- oder WAV-Datei',
  fileHint: 'Höchstens 20 MB. Eine neue Datei ersetzt die alte, sobald sie geprüft ist.',
  fileNow: (name: string, duration: string) => `${name} (${duration})`,
  fileNone: 'Noch keine Tonaufnahme.',
  fileNeeded: (name: string) =>
    `Für „${name}“ fehlt die Tonaufnahme. Bitte laden Sie eine Datei hoch oder wählen Sie „KI-Stimme“.`,
  textNeeded: (name: string) => `Für „${name}“ fehlt der Ansagetext.`,
  tooLarge: 'Die Datei ist größer als 20 MB. Bitte wählen Sie eine kleinere.',
  uploading: (percent: number) => `Wird hochgeladen … ${formatCount(percent)} %`,
  converting: 'Wird geprüft und umgewandelt …',
  uploaded: 'Die Datei ist gültig. Hören Sie sie an und speichern Sie.',
  studioTip:
    'Tipp: Professionelle Studio-Aufnahmen gibt es bei Sprecherdiensten, zum Beispiel bei Anrufbeantworter24.',

  when: 'Wann sie spielt',
  never: 'Diese Ansage spielt noch nie. Bitte geben Sie an, wann.',
  weekdays: 'Wochentage',
  weekdayNames: ['Montag', 'Dienstag', 'Mittwoch', 'Donnerstag', 'Freitag', 'Samstag', 'Sonntag'],
  weekdayShort: ['Mo', 'Di', 'Mi', 'Do', 'Fr', 'Sa', 'So'],
  window: (number: number) => `Zeitfenster ${number}`,
  from: 'Von',
  to: 'Bis',
  addWindow: 'Zeitfenster hinzufügen',
  removeWindow: (number: number) => `Zeitfenster ${number} entfernen`,
  timeHint: 'Uhrzeit mit Stunde und Minute, z. B. 17:30',
  windowHint: 'Endet ein Zeitfenster nicht nach seinem Beginn, reicht es in den nächsten Tag.',
  onHolidays: 'an Feiertagen und Schließtagen',
  date: (number: number) => `Einzelne Tage ${number}`,
  dateFrom: 'Erster Tag',
  dateTo: 'Letzter Tag',
  fromTime: 'Ab (Uhrzeit)',
  toTime: 'Bis (Uhrzeit)',
  addDate: 'Einzelne Tage hinzufügen',
  removeDate: (number: number) => `Einzelne Tage ${number} entfernen`,
  dateHint: 'Ohne Uhrzeit: die ganzen Tage. Einzelne Tage gehen den Wochentagen vor.',
  week: 'Die Woche auf einen Blick',
  weekFree: 'frei: Standardansage',
};

export const holidays = {
  title: 'Feiertage und Schließtage',
  intro:
    'An diesen Tagen spielt die Ansage, bei der „an Feiertagen und Schließtagen“ angekreuzt ist. Zeitfenster ruhen.',
  state: 'Bundesland',
  noState: 'keine Feiertage',
  states: {
    BW: 'Baden-Württemberg',
    BY: 'Bayern',
    BE: 'Berlin',
    BB: 'Brandenburg',
    HB: 'Bremen',
    HH: 'Hamburg',
    HE: 'Hessen',
    MV: 'Mecklenburg-Vorpommern',
    NI: 'Niedersachsen',
    NW: 'Nordrhein-Westfalen',
    RP: 'Rheinland-Pfalz',
    SL: 'Saarland',
    SN: 'Sachsen',
    ST: 'Sachsen-Anhalt',
    SH: 'Schleswig-Holstein',
    TH: 'Thüringen',
  },
  region: 'Gebiet',
  noRegion: 'übriges Land',
  regions: { augsburg: 'Stadt Augsburg', catholic: 'überwiegend katholische Gemeinde' },
  closing: 'Schließtage',
  closingDay: (number: number) => `Schließtag ${number}`,
  addClosing: 'Schließtag hinzufügen',
  removeClosing: (number: number) => `Schließtag ${number} entfernen`,
  dayName: 'Name',
  newName: 'Betriebsferien',
  yearly: 'Jedes Jahr geschlossen',
  yearlyDay: (number: number) => `Jährlicher Tag ${number}`,
  addYearly: 'Jährlichen Tag hinzufügen',
  addNamed: (day: string) => `${day} hinzufügen`,
  removeYearly: (number: number) => `Jährlichen Tag ${number} entfernen`,
  monthDay: 'Tag (TT.MM.)',
  known: [
    { monthDay: '12-24', day: '24.12.', name: 'Heiligabend' },
    { monthDay: '12-31', day: '31.12.', name: 'Silvester' },
  ],
  list: (years: readonly number[]) => `Alle Tage ${years.join(' und ')}`,
  listHint: 'So, wie zuletzt gespeichert.',
  listEmpty: 'In diesen Jahren gibt es keine.',
};

export const heard = {
  title: 'Was hört man am … um …?',
  intro: 'Zeigt für einen Zeitpunkt, welche Ansage spielt. Es gilt, was gespeichert ist.',
  date: 'Tag',
  time: 'Uhrzeit',
  ask: 'Nachsehen',
  digits: 'Ziffern',
  noDigits: 'Danach folgt gleich die Aufnahme.',
  noAudio: 'Das Audio dieser Ansage fehlt: Anrufende hören die eingebaute Ansage.',
};
