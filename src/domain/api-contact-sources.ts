/** Contact sources as page and server speak of them. Rules as in `api.ts`. */
import { type Static, Type } from 'typebox';
import { closed, nullable } from './api-parts.ts';
import { SourceInput } from './contact-source.ts';

const secretText = (maxLength: number) => nullable(Type.String({ minLength: 1, maxLength }));

/**
 * POST /contact-sources (201), PUT /contact-sources/:sourceId, and POST /contact-sources/test. Secrets only ever go in;
 * null: what is stored stays, as long as server and user are the same. `hostKey`: the one that a test has shown.
 */
export const SourceBody = Type.Object(
  {
    ...SourceInput.properties,
    secret: Type.Object(
      { password: secretText(500), privateKey: secretText(20_000), passphrase: secretText(500) },
      closed,
    ),
    hostKey: nullable(Type.String({ pattern: '^SHA256:[A-Za-z0-9+/]{43}$' })),
  },
  closed,
);
export type SourceBody = Static<typeof SourceBody>;

/** `sourceId`: its stored secrets are used where the body has none. */
export const SourceTestBody = Type.Object(
  { ...SourceBody.properties, sourceId: nullable(Type.String({ maxLength: 40 })) },
  closed,
);
export type SourceTestBody = Static<typeof SourceTestBody>;

const counts = Type.Object(
  {
    rows: Type.Integer(),
    contacts: Type.Integer(),
    leftOut: Type.Integer(),
    hints: Type.Integer(),
    before: Type.Integer(),
    added: Type.Integer(),
    changed: Type.Integer(),
    gone: Type.Integer(),
  },
  closed,
);

export const SourceRunView = Type.Object(
  {
    runId: Type.String(),
    trigger: Type.Enum(['schedule', 'hand']),
    state: Type.Enum(['queued', 'running', 'done']),
    outcome: nullable(Type.Enum(['applied', 'held', 'unchanged', 'failed'])),
    message: Type.String(),
    fileName: nullable(Type.String()),
    counts: nullable(counts),
    queuedAt: Type.Integer(),
    startedAt: nullable(Type.Integer()),
    endedAt: nullable(Type.Integer()),
  },
  closed,
);

export const SourceView = Type.Object(
  {
    ...SourceInput.properties,
    sourceId: Type.String(),
    hasPassword: Type.Boolean(),
    hasPrivateKey: Type.Boolean(),
    hostKey: nullable(Type.String()),
    offeredHostKey: nullable(Type.String()),
    nextRunAt: nullable(Type.Integer()),
    runs: Type.Array(SourceRunView),
    /** German: what a person must see to. */
    problem: nullable(Type.String()),
  },
  closed,
);
export type SourceView = Static<typeof SourceView>;

/** GET /contact-sources: ask again after a `health-changed` event. `importFolders`: what may be watched. */
export const SourcesReply = Type.Object(
  { sources: Type.Array(SourceView), importFolders: Type.Array(Type.String()) },
  closed,
);
export type SourcesReply = Static<typeof SourcesReply>;

/** POST /contact-sources/:sourceId/host-key: the key that the server showed last is trusted from now on. */
export const HostKeyBody = Type.Object({ hostKey: Type.String({ maxLength: 60 }) }, closed);

export const SourceTestReply = Type.Object(
  {
    steps: Type.Array(
      Type.Object(
        {
          step: Type.Enum(['dns', 'connect', 'host-key', 'sign-in', 'folder', 'file']),
          isOk: Type.Boolean(),
          message: Type.String(),
        },
        closed,
      ),
    ),
    hostKey: nullable(Type.String()),
  },
  closed,
);
export type SourceTestReply = Static<typeof SourceTestReply>;
