/** What went wrong at a source, in German: what it is, and what to do. Pure. */
import type { SourceKind, SourceReason, SourceStep } from '../../domain/contact-source.ts';

/** A server's words are shown cut and without control characters. */
const shown = (text: string): string => text.replace(/[\p{Cc}\p{Cf}]/gu, '').slice(0, 120);

export function reasonWords(reason: SourceReason, detail: string, kind: SourceKind): string {
  const what = shown(detail);
  switch (reason) {
    case 'address':
      return 'Die Adresse ist nicht gültig. Sie beginnt mit https:// und enthält kein Passwort.';
    case 'unencrypted':
      return 'Die Adresse beginnt mit http://, die Verbindung wäre unverschlüsselt. Bitte tragen Sie die Adresse mit https:// ein.';
    case 'private':
      return kind === 'sftp'
        ? 'Der Servername führt auf diesen Rechner selbst. Bitte prüfen Sie den Namen.'
        : 'Der Server steht im eigenen Netz. Das muss Ihre Systembetreuung erst freigeben (HAUSRUF_INTERNAL_TARGETS).';
    case 'dns':
      return 'Der Servername ist nicht bekannt. Bitte prüfen Sie die Schreibweise und die Internetverbindung.';
    case 'connect':
      return 'Der Server ist nicht erreichbar. Läuft er, und stimmt der Port? Vielleicht lässt eine Firewall die Verbindung nicht zu.';
    case 'time':
      return 'Der Server hat nicht rechtzeitig geantwortet. Bitte versuchen Sie es später noch einmal.';
    case 'tls':
      return 'Das Zertifikat des Servers ist nicht vertrauenswürdig. Ist es selbst ausgestellt, tragen Sie es unter „Zertifikat“ ein; ist es abgelaufen, muss der Betreiber es erneuern.';
    case 'protocol':
      return kind === 'webdav'
        ? 'Unter dieser Adresse antwortet kein WebDAV. Bei Nextcloud lautet sie https://…/remote.php/dav/files/BENUTZER/ORDNER/.'
        : kind === 'sftp'
          ? 'Auf diesem Port antwortet kein SFTP-Server. Meist ist es Port 22; FTP und FTPS sind etwas anderes.'
          : 'Die Antwort des Servers ist nicht zu verstehen. Bitte prüfen Sie die Adresse.';
    case 'redirect':
      return `Der Server leitet weiter${what === '' ? '' : ` (zu ${what})`}. Weiterleitungen zu anderen Servern folgt Hausruf nicht: Bitte tragen Sie die endgültige Adresse ein.`;
    case 'status':
      return `Der Server hat mit Fehler ${what} geantwortet. Bitte versuchen Sie es später noch einmal, oder fragen Sie den Betreiber.`;
    case 'host-key':
      return 'Der Server hat sich mit einem anderen Schlüssel ausgewiesen als bisher. Es wurde nichts gesendet und nichts abgerufen. Fragen Sie den Betreiber, ob der Schlüssel erneuert wurde; dann können Sie den neuen annehmen.';
    case 'sign-in':
      return kind === 'sftp'
        ? 'Der Server hat die Anmeldung abgelehnt. Bitte prüfen Sie Benutzername und Passwort oder Schlüssel.'
        : 'Der Server hat die Anmeldung abgelehnt. Bitte prüfen Sie Benutzername und Passwort; bei Nextcloud brauchen Sie ein App-Passwort.';
    case 'key-unreadable':
      return what === 'passphrase'
        ? 'Der private Schlüssel ist mit einer Passphrase geschützt, und sie fehlt oder ist falsch.'
        : 'Der private Schlüssel ist nicht lesbar. Gebraucht wird der ganze Text der Schlüsseldatei, von „-----BEGIN“ bis „-----END“.';
    case 'folder-missing':
      return 'Den Ordner gibt es dort nicht. Bitte prüfen Sie die Schreibweise, auch Groß- und Kleinbuchstaben.';
    case 'folder-forbidden':
      return 'Der Ordner darf nicht gelesen werden. Bitte lassen Sie dem Benutzer Leserecht geben.';
    case 'folder-foreign':
      return `Dieser Ordner ist nicht freigegeben. Überwacht werden darf nur, was in ${what} liegt (HAUSRUF_IMPORT_FOLDERS).`;
    case 'too-many-files':
      return 'In dem Ordner liegen zu viele Dateien. Bitte legen Sie die Listen in einen eigenen Ordner.';
    case 'no-file':
      return what === ''
        ? 'Die Datei gibt es unter dieser Adresse nicht.'
        : `In dem Ordner liegt keine Datei, die auf „${what}“ passt.`;
    case 'file-forbidden':
      return 'Die Datei darf nicht gelesen werden. Bitte lassen Sie dem Benutzer Leserecht geben.';
    case 'growing':
      return 'Die Datei ändert sich noch, sie wird wohl gerade geschrieben. Hausruf wartet und versucht es später noch einmal.';
    case 'broken-off':
      return 'Die Verbindung ist mitten in der Übertragung abgerissen. Die halbe Datei wurde verworfen.';
    case 'too-big':
      return `Die Datei ist zu groß${what === '' ? '' : ` (${what})`}. Eine Liste darf höchstens 200 MB haben.`;
    case 'empty':
      return 'Die Datei ist leer.';
    case 'web-page':
      return 'Unter dieser Adresse liegt eine Webseite, keine Liste. Meist ist es eine Anmeldeseite: Bitte tragen Sie die Adresse zum direkten Herunterladen ein.';
    case 'disk-full':
      return 'Auf dem Datenträger von Hausruf ist zu wenig Platz. Bitte schaffen Sie Platz.';
    case 'secret-missing':
      return 'Passwort oder Schlüssel fehlt. Bitte tragen Sie es ein.';
    case 'secret-lost':
      return 'Die gespeicherten Zugangsdaten lassen sich nicht mehr entschlüsseln. Bitte tragen Sie sie neu ein, oder lassen Sie die Datei master.key aus der Sicherung zurückholen.';
    case 'refused':
      return detail;
    case 'killed':
      return 'Der Abgleich wurde mehrmals mittendrin beendet. Bitte wenden Sie sich an Ihre Systembetreuung.';
    case 'stopped':
      return 'Der Abgleich wurde unterbrochen.';
    case 'unknown':
      return `Der Abgleich ist gescheitert${what === '' ? '' : ` (${what})`}. Bitte versuchen Sie es noch einmal.`;
  }
}

/** What a step that went well has found. */
export function stepWords(step: SourceStep, found: { hostKey: string | null; isPinned: boolean }): string {
  switch (step) {
    case 'dns':
      return 'Servername gefunden.';
    case 'connect':
      return 'Verbindung steht.';
    case 'host-key':
      return found.isPinned
        ? 'Der Server ist derselbe wie bisher.'
        : `Der Server weist sich zum ersten Mal aus: ${found.hostKey ?? ''}. Beim Speichern wird dieser Schlüssel gemerkt.`;
    case 'sign-in':
      return 'Anmeldung angenommen.';
    case 'folder':
      return 'Ordner gefunden.';
    case 'file':
      return 'Datei gefunden.';
  }
}

export function fileWords(fileName: string, bytes: number | null): string {
  const size = bytes === null ? '' : ` (${sizeWords(bytes)})`;
  return `Neueste Datei: ${shown(fileName)}${size}.`;
}

function sizeWords(bytes: number): string {
  if (bytes < 1024) return `${bytes} Byte`;
  const [amount, unit] = bytes < 1024 ** 2 ? [bytes / 1024, 'KB'] : [bytes / 1024 ** 2, 'MB'];
  return `${amount.toLocaleString('de-DE', { maximumFractionDigits: 1 })} ${unit}`;
}
