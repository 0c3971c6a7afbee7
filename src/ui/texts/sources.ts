/** Words of the sources of contact lists. */
import type { SourceView } from '../../domain/api-contact-sources.ts';
import { formatCount } from '../format.ts';

type Schedule = SourceView['schedule'];

const weekdays = ['Montag', 'Dienstag', 'Mittwoch', 'Donnerstag', 'Freitag', 'Samstag', 'Sonntag'];

export const sources = {
  title: 'Quellen',
  intro:
    'Von hier holt Hausruf die Kontaktliste von selbst, einmal in der Woche oder so oft Sie möchten. An der Quelle wird nie etwas geändert oder gelöscht.',
  none: 'Noch keine Quelle. Wählen Sie, wo Ihre Hausverwaltungs-Software die Liste ablegt.',
  kind: 'Ort der Liste',
  kinds: {
    sftp: 'SFTP-Server',
    webdav: 'Nextcloud oder WebDAV',
    https: 'Adresse zum Herunterladen (HTTPS)',
    folder: 'Ordner auf diesem Server',
  },
  add: 'Quelle hinzufügen',
  newTitle: (kind: string) => `Neue Quelle: ${kind}`,
  edit: 'Bearbeiten',
  editNamed: (name: string) => `${name} bearbeiten`,
  remove: 'Entfernen',
  removeNamed: (name: string) => `${name} entfernen`,
  removeQuestion: (name: string) =>
    `„${name}“ entfernen? Die Kontakte bleiben, bis eine andere Liste eingelesen wird; dann werden sie gelöscht. Die Zugangsdaten werden gelöscht.`,
  run: 'Jetzt abgleichen',
  runNamed: (name: string) => `${name} jetzt abgleichen`,
  outcomes: {
    applied: 'übernommen',
    held: 'wartet auf Ihre Entscheidung',
    unchanged: 'unverändert',
    failed: 'gescheitert',
  },
  states: { queued: 'wartet', running: 'läuft …' },
  neverRun: 'noch nicht abgeglichen',
  off: 'ausgeschaltet',
  next: (when: string) => `Nächster Abgleich: ${when}`,
  runs: 'Letzte Abgleiche',
  when: 'Zeit',
  result: 'Ergebnis',
  file: 'Datei',
  counts: (counts: { contacts: number; added: number; changed: number; gone: number }) =>
    `${counts.contacts === 1 ? '1 Kontakt' : `${formatCount(counts.contacts)} Kontakte`}: ${formatCount(counts.added)} neu, ${formatCount(counts.changed)} geändert, ${formatCount(counts.gone)} entfallen`,
  hostKey: 'Schlüssel des Servers',
  newHostKey: 'Neuer Schlüssel',
  acceptHostKey: 'Neuen Schlüssel annehmen',
  acceptQuestion: (name: string, hostKey: string) =>
    `Den neuen Schlüssel von „${name}“ annehmen? Tun Sie das nur, wenn der Betreiber des Servers diesen Schlüssel bestätigt hat: ${hostKey}`,
  name: 'Name',
  nameHint: 'Zum Beispiel „Mieterliste“.',
  host: 'Server',
  hostHint: 'Name oder IP-Adresse, ohne sftp://.',
  port: 'Port',
  user: 'Benutzername',
  userOptional: 'Leer, wenn keine Anmeldung nötig ist.',
  signIn: 'Anmelden mit',
  signIns: { password: 'Passwort', key: 'Schlüssel' },
  password: 'Passwort',
  appPassword: 'Bei Nextcloud ein App-Passwort (Einstellungen, Sicherheit).',
  privateKey: 'Privater Schlüssel',
  privateKeyHint: 'Der ganze Text der Schlüsseldatei, von „-----BEGIN“ bis „-----END“.',
  show: 'Anzeigen',
  hide: 'Verbergen',
  passphrase: 'Passphrase des Schlüssels',
  passphraseHint: 'Leer, wenn er keine hat.',
  kept: 'Ist gespeichert. Leer lassen, um es zu behalten.',
  folder: 'Ordner',
  folderHint: 'Leer: der Ordner, in den die Anmeldung führt.',
  path: 'Ordner',
  pathHint: (folders: readonly string[]) => `Ein Ordner in ${folders.join(' oder ')}.`,
  url: 'Adresse',
  urlHint: {
    webdav: 'Bei Nextcloud: https://cloud.example.de/remote.php/dav/files/BENUTZER/ORDNER/',
    https: 'Die Adresse, unter der die Datei selbst liegt.',
  },
  ca: 'Zertifikat',
  caHint: 'Nur wenn der Server ein selbst ausgestelltes hat: der Text von „-----BEGIN CERTIFICATE“ an.',
  pattern: 'Dateiname',
  patternHint:
    '* steht für beliebige Zeichen; mehrere mit Strichpunkt getrennt. Genommen wird die neueste Datei.',
  schedule: 'Abgleichen',
  every: {
    change: 'sobald eine neue Datei da ist',
    day: 'täglich',
    week: 'wöchentlich',
    month: 'monatlich',
    hand: 'nur von Hand',
  },
  weekday: 'Wochentag',
  weekdays,
  monthDay: 'Tag im Monat',
  hour: 'Uhrzeit',
  hourOf: (hour: number) => `${hour} Uhr`,
  stale: 'Melden, wenn keine neue Liste kommt',
  staleUnit: 'Nach so vielen Tagen',
  isEnabled: 'Eingeschaltet',
  test: 'Verbindung testen',
  testing: 'Verbindung wird getestet …',
  testResult: 'Ergebnis des Tests',
  steps: {
    dns: 'Name',
    connect: 'Verbindung',
    'host-key': 'Schlüssel',
    'sign-in': 'Anmeldung',
    folder: 'Ordner',
    file: 'Datei',
  },
  save: 'Speichern',
  saving: 'Wird gespeichert …',
  cancel: 'Abbrechen',
  scheduleWords: ({ every, weekday, monthDay, hour }: Schedule): string => {
    switch (every) {
      case 'change':
        return 'sobald eine neue Datei da ist';
      case 'hand':
        return 'nur von Hand';
      case 'day':
        return `täglich um ${hour} Uhr`;
      case 'week':
        return `jeden ${weekdays[weekday - 1]} um ${hour} Uhr`;
      case 'month':
        return `am ${monthDay}. jedes Monats um ${hour} Uhr`;
    }
  },
};
