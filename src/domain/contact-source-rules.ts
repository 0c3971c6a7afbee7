/** Rules of contact sources that a schema cannot say. Pure. */
import type { SourceDraft, SourcePlace, SourceSecret } from './contact-source.ts';
import { isAddress, isHostName } from './trunk.ts';

/** The same server and user: only there may a stored password be used. */
export function isSameAccount(a: SourcePlace, b: SourcePlace): boolean {
  return accountOf(a) === accountOf(b);
}

function accountOf(place: SourcePlace): string {
  switch (place.kind) {
    case 'sftp':
      return JSON.stringify(['sftp', place.host.toLowerCase(), place.port, place.user]);
    case 'webdav':
    case 'https':
      return JSON.stringify([
        place.kind,
        URL.canParse(place.url) ? new URL(place.url).origin : place.url,
        place.user,
      ]);
    default:
      return place.kind;
  }
}

/** `secret`: what it will sign in with. German; null: nothing is wrong. */
export function findDraftProblem(
  { place, pattern }: SourceDraft,
  secret: SourceSecret,
): { message: string; field: string } | null {
  if (pattern.split(';').every(each => each.trim() === '')) {
    return { message: 'Bitte tragen Sie ein, wie die Datei heißt, zum Beispiel *.csv.', field: 'pattern' };
  }
  switch (place.kind) {
    case 'folder':
      return place.path.startsWith('/')
        ? null
        : {
            message: 'Bitte tragen Sie den ganzen Pfad ein; er beginnt mit einem Schrägstrich.',
            field: 'path',
          };
    case 'sftp':
      if (!isAddress(place.host) && !isHostName(place.host)) {
        return {
          message: 'Bitte tragen Sie den Namen oder die IP-Adresse des Servers ein, ohne sftp://.',
          field: 'host',
        };
      }
      if (place.user === '') return { message: 'Bitte tragen Sie den Benutzernamen ein.', field: 'user' };
      if (place.signIn === 'password' && secret.password === null) return noPassword;
      if (place.signIn === 'key' && secret.privateKey === null) {
        return { message: 'Bitte fügen Sie den privaten Schlüssel ein.', field: 'privateKey' };
      }
      return null;
    case 'webdav':
    case 'https':
      return findUrlProblem(place.url) ?? (place.user !== '' && secret.password === null ? noPassword : null);
    case 'partner':
      return { message: 'Diese Quelle wird noch nicht angeboten.', field: 'kind' };
  }
}

const noPassword = {
  message:
    'Bitte tragen Sie das Passwort ein. Für einen anderen Server oder Benutzer gilt das gespeicherte nicht.',
  field: 'password',
};

function findUrlProblem(text: string): { message: string; field: string } | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !/^https?:$/.test(url.protocol)) {
    return { message: 'Bitte tragen Sie die ganze Adresse ein; sie beginnt mit https://.', field: 'url' };
  }
  return url.username === '' && url.password === ''
    ? null
    : {
        message: 'Bitte tragen Sie Benutzername und Passwort in die Felder ein, nicht in die Adresse.',
        field: 'url',
      };
}
