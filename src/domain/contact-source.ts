/** Where contact lists come from by themselves, and what came of each look. */
import { type Static, Type } from 'typebox';
import { closed, nullable } from './api-parts.ts';
import type { ImportCounts } from './contact-import.ts';
import type { Id, Instant } from './ids.ts';

export type ContactSourceId = Id<'contact-source'>;
export type SourceRunId = Id<'source-run'>;

/**
 * `change`: a watched folder is looked at every minute. `hand`: only when somebody says so. `hour` is of the house's
 * clock; `weekday` counts from Monday = 1; `monthDay` ends at 28, so that every month has it.
 */
export const SourceSchedule = Type.Object(
  {
    every: Type.Enum(['change', 'day', 'week', 'month', 'hand']),
    weekday: Type.Integer({ minimum: 1, maximum: 7 }),
    monthDay: Type.Integer({ minimum: 1, maximum: 28 }),
    hour: Type.Integer({ minimum: 0, maximum: 23 }),
  },
  closed,
);
export type SourceSchedule = Static<typeof SourceSchedule>;

/** R123: once a week, in the night to Monday's work. */
export const weekly: SourceSchedule = { every: 'week', weekday: 1, monthDay: 1, hour: 3 };

const place = Type.String({ maxLength: 1000 });
const user = Type.String({ maxLength: 200 });
/** Certificates to trust besides the usual ones, PEM; null: none. */
const ca = nullable(Type.String({ maxLength: 20_000 }));

export const SourcePlace = Type.Union([
  Type.Object({ kind: Type.Literal('folder'), path: place }, closed),
  Type.Object(
    {
      kind: Type.Literal('sftp'),
      host: Type.String({ maxLength: 255 }),
      port: Type.Integer({ minimum: 1, maximum: 65_535 }),
      user,
      signIn: Type.Enum(['password', 'key']),
      /** Empty: where the sign-in leads to. */
      folder: place,
    },
    closed,
  ),
  Type.Object({ kind: Type.Literal('webdav'), url: place, user, ca }, closed),
  /** `user` empty: no sign-in. */
  Type.Object({ kind: Type.Literal('https'), url: place, user, ca }, closed),
]);
/** A partner's interface comes through the recipes of connectors; the page does not offer it yet. */
export type SourcePlace = Static<typeof SourcePlace> | { kind: 'partner'; connection: string };
export type SourceKind = SourcePlace['kind'];
export type PlaceOf<Kind extends SourceKind> = Extract<SourcePlace, { kind: Kind }>;

export const SourceInput = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 60 }),
    place: SourcePlace,
    /** `*` and `?`, several separated by `;`. The newest file that fits is taken. */
    pattern: Type.String({ minLength: 1, maxLength: 200 }),
    schedule: SourceSchedule,
    /** An alarm when the list has not changed for so many days; null: never. */
    staleAfterDays: nullable(Type.Integer({ minimum: 1, maximum: 400 })),
    isEnabled: Type.Boolean(),
  },
  closed,
);
export type SourceInput = Omit<Static<typeof SourceInput>, 'place'> & { place: SourcePlace };

/** What signs in. Goes in and never out. */
export interface SourceSecret {
  password: string | null;
  /** OpenSSH, PEM or PuTTY. */
  privateKey: string | null;
  passphrase: string | null;
}

/** By what a file is known without reading it. */
export interface SourceMark {
  name: string;
  size: number | null;
  modifiedAt: Instant | null;
  etag: string | null;
  /** As the server wrote it, for If-Modified-Since. */
  lastModified: string | null;
}

/** Why a list could not be had. `words.ts` of the sources says each in German. */
export type SourceReason =
  | 'address'
  | 'unencrypted'
  | 'private'
  | 'dns'
  | 'connect'
  | 'time'
  | 'tls'
  | 'protocol'
  | 'redirect'
  | 'status'
  | 'host-key'
  | 'sign-in'
  | 'key-unreadable'
  | 'folder-missing'
  | 'folder-forbidden'
  | 'folder-foreign'
  | 'too-many-files'
  | 'no-file'
  | 'file-forbidden'
  | 'growing'
  | 'broken-off'
  | 'too-big'
  | 'empty'
  | 'web-page'
  | 'disk-full'
  | 'secret-missing'
  | 'secret-lost'
  /** The import could not read it at all; its words are the detail. */
  | 'refused'
  | 'killed'
  | 'stopped'
  | 'unknown';

export type SourceStep = 'dns' | 'connect' | 'host-key' | 'sign-in' | 'folder' | 'file';

export interface TestStep {
  step: SourceStep;
  isOk: boolean;
  /** German. */
  message: string;
}

export interface SourceTest {
  steps: TestStep[];
  /** What the server showed (SFTP): `SHA256:…`, as ssh-keygen writes it; null: none was seen. */
  hostKey: string | null;
}

export type SourceOutcome = 'applied' | 'held' | 'unchanged' | 'failed';

export interface SourceRun {
  runId: SourceRunId;
  trigger: 'schedule' | 'hand';
  state: 'queued' | 'running' | 'done';
  outcome: SourceOutcome | null;
  /** German; empty while it is under way. */
  message: string;
  fileName: string | null;
  counts: ImportCounts | null;
  queuedAt: Instant;
  startedAt: Instant | null;
  endedAt: Instant | null;
}

/** A source as the page shows it. */
export interface ContactSource extends SourceInput {
  sourceId: ContactSourceId;
  hasPassword: boolean;
  hasPrivateKey: boolean;
  /** `SHA256:…` of the server that is trusted; null: not seen yet. */
  hostKey: string | null;
  /** Another one that the server showed last; null: none. */
  offeredHostKey: string | null;
  nextRunAt: Instant | null;
  /** Newest first, the last ten. */
  runs: SourceRun[];
  /** German: what a person must see to; null: all is well. */
  problem: string | null;
}

/** A field that is null keeps what is stored. */
export interface SourceDraft extends SourceInput {
  secret: SourceSecret;
  /** The one that a test has shown; null: what is stored, else the first that is seen. */
  hostKey: string | null;
}

export type SourceChange =
  | { kind: 'done'; source: ContactSource }
  | { kind: 'refused'; message: string; field: string | null }
  | { kind: 'missing' };

/** What the admin page asks of the sources. */
export interface ContactSourceService {
  list(): ContactSource[];
  /** Folders of this machine that may be watched. */
  importFolders(): string[];
  /** `sourceId` null: a new one. */
  save(sourceId: ContactSourceId | null, draft: SourceDraft): Promise<SourceChange>;
  remove(sourceId: ContactSourceId): Promise<SourceChange>;
  /** "Jetzt abgleichen": is done in its turn. */
  run(sourceId: ContactSourceId): SourceChange;
  /** Trusts the key that the server showed last, if it is this one. */
  acceptHostKey(sourceId: ContactSourceId, hostKey: string): SourceChange;
  /** Nothing is imported. `sourceId`: its stored secrets are used where the draft has none. */
  test(sourceId: ContactSourceId | null, draft: SourceDraft): Promise<SourceTest | SourceChange>;
}
