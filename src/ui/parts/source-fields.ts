import type { SourceBody, SourceView } from '../../domain/api-contact-sources.ts';

export type SourceKindName = keyof typeof ports;

/** A source as the fields of its form have it: all kinds at once, of which one is shown. */
export interface SourceFields {
  kind: SourceKindName;
  name: string;
  host: string;
  port: string;
  user: string;
  signIn: 'password' | 'key';
  folder: string;
  path: string;
  url: string;
  ca: string;
  pattern: string;
  schedule: SourceBody['schedule'];
  hasStale: boolean;
  staleAfterDays: string;
  isEnabled: boolean;
  password: string;
  privateKey: string;
  passphrase: string;
}

const ports = { sftp: 22, webdav: 443, https: 443, folder: 0 } as const;
export const sourceKinds = Object.keys(ports) as SourceKindName[];

/** A new one: once a week in the night to Monday, a folder as soon as something lies in it. */
export const newFields = (kind: SourceKindName, importFolder: string): SourceFields => ({
  kind,
  name: '',
  host: '',
  port: String(ports[kind]),
  user: '',
  signIn: 'password',
  folder: '',
  path: importFolder,
  url: 'https://',
  ca: '',
  pattern: '*.csv;*.xlsx',
  schedule: { every: kind === 'folder' ? 'change' : 'week', weekday: 1, monthDay: 1, hour: 3 },
  hasStale: true,
  staleAfterDays: '35',
  isEnabled: true,
  password: '',
  privateKey: '',
  passphrase: '',
});

export function fieldsOf(source: SourceView): SourceFields {
  const { place, staleAfterDays } = source;
  const { ca, ...known } = { ca: null, ...place };
  return {
    ...newFields(place.kind, ''),
    ...known,
    port: place.kind === 'sftp' ? String(place.port) : '',
    ca: ca ?? '',
    name: source.name,
    pattern: source.pattern,
    schedule: source.schedule,
    hasStale: staleAfterDays !== null,
    staleAfterDays: String(staleAfterDays ?? 35),
    isEnabled: source.isEnabled,
  };
}

/** `hostKey`: the one that a test has shown; null: none. */
export function bodyOf(fields: SourceFields, hostKey: string | null): SourceBody {
  const orNull = (text: string) => (text === '' ? null : text);
  return {
    name: fields.name,
    place: placeOf(fields),
    pattern: fields.kind === 'https' ? '*' : fields.pattern,
    schedule: fields.schedule,
    staleAfterDays: fields.hasStale ? Number(fields.staleAfterDays) : null,
    isEnabled: fields.isEnabled,
    secret: {
      password: orNull(fields.password),
      privateKey: orNull(fields.privateKey),
      passphrase: orNull(fields.passphrase),
    },
    hostKey,
  };
}

function placeOf(fields: SourceFields): SourceBody['place'] {
  const { kind, host, user, signIn, folder, path, url } = fields;
  const ca = fields.ca.trim() === '' ? null : fields.ca;
  switch (kind) {
    case 'sftp':
      return { kind, host, port: Number(fields.port), user, signIn, folder };
    case 'webdav':
      return { kind, url, user, ca };
    case 'https':
      return { kind, url, user, ca };
    case 'folder':
      return { kind, path };
  }
}

/** Where it leads, in one line. */
export function whereOf({ place }: SourceView): string {
  switch (place.kind) {
    case 'sftp':
      return [place.user, `${place.host}${place.port === 22 ? '' : `:${place.port}`}`, place.folder]
        .filter(each => each !== '')
        .join(' · ');
    case 'folder':
      return place.path;
    default:
      return place.url;
  }
}
