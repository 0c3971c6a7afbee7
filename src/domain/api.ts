/**
 * What the admin page and the server say to each other: one TypeBox schema per body. The server
 * validates with them, OpenAPI is made of them, and the page takes its types from them.
 * All paths begin with /api/v1; times are milliseconds since 1970 UTC; errors are `ApiError`.
 */
import { type Static, Type } from 'typebox';
import { closed, nullable } from './api-parts.ts';
import { CategoryInput } from './category.ts';
import { MailboxInput } from './mailbox.ts';

/** Every error reply. `message` is German, Sie-form: what happened and what to do. */
export const ApiError = Type.Object(
  { code: Type.String(), message: Type.String(), field: Type.Optional(Type.String()) },
  closed,
);
export type ApiError = Static<typeof ApiError>;

/** GET /session. `needsFirstRun`: no user exists yet. */
export const SessionState = Type.Object(
  {
    user: nullable(Type.Object({ name: Type.String() }, closed)),
    needsFirstRun: Type.Boolean(),
    isDemo: Type.Boolean(),
  },
  closed,
);
export type SessionState = Static<typeof SessionState>;

/** POST /session: 200 SessionState, 401, 429. */
export const LoginInput = Type.Object(
  { userName: Type.String({ minLength: 1, maxLength: 80 }), password: Type.String({ maxLength: 128 }) },
  closed,
);
export type LoginInput = Static<typeof LoginInput>;

/** POST /session/link: redeems a one-time login link; 200 SessionState, 401 when used or expired. */
export const LinkInput = Type.Object({ token: Type.String({ minLength: 20, maxLength: 200 }) }, closed);
export type LinkInput = Static<typeof LinkInput>;

/** POST /first-run: makes the first admin with the token of the set-up link; 201 SessionState, logged in. */
export const FirstRunInput = Type.Object(
  {
    token: Type.String({ minLength: 20, maxLength: 200 }),
    userName: Type.String({ minLength: 1, maxLength: 80 }),
    password: Type.String({ minLength: 12, maxLength: 128 }),
  },
  closed,
);
export type FirstRunInput = Static<typeof FirstRunInput>;

/** GET /mailboxes; POST /mailboxes (MailboxInput) 201; PUT /mailboxes/:mailboxId (MailboxInput) 200. */
export const MailboxView = Type.Object(
  {
    mailboxId: Type.String(),
    ...MailboxInput.properties,
    /** What callers hear now: the AI voice, or the built-in announcement while that cannot be made. */
    greetingState: Type.Union([Type.Literal('ready'), Type.Literal('built-in')]),
    /** Greetings whose audio is not there: ids, `standard` for the Standardansage. */
    missingGreetings: Type.Array(Type.String()),
    /** Greetings that callers still hear as they were before the last change: the new one is not spoken yet. */
    staleGreetings: Type.Array(Type.String()),
  },
  closed,
);
export type MailboxView = Static<typeof MailboxView>;
export const MailboxListReply = Type.Object({ mailboxes: Type.Array(MailboxView) }, closed);
export type MailboxListReply = Static<typeof MailboxListReply>;

/** POST /mailboxes/:mailboxId/test-mail (empty object): sends a test note, answers what became of it. */
export const TestMailReply = Type.Object({ isSent: Type.Boolean(), message: Type.String() }, closed);
export type TestMailReply = Static<typeof TestMailReply>;

/** GET and PUT /categories. */
export const CategoriesBody = Type.Object(
  { categories: Type.Array(CategoryInput, { maxItems: 100 }) },
  closed,
);
export type CategoriesBody = Static<typeof CategoriesBody>;

const PartState = Type.Union([Type.Literal('ok'), Type.Literal('warn'), Type.Literal('bad')]);

/** GET /health: open to all, says only the status; GET /health/parts: logged in, each part in German. */
export const Health = Type.Object(
  { status: Type.Union([Type.Literal('ok'), Type.Literal('degraded')]) },
  closed,
);
export type Health = Static<typeof Health>;
export const HealthParts = Type.Object(
  {
    status: Type.Union([Type.Literal('ok'), Type.Literal('degraded')]),
    parts: Type.Array(Type.Object({ name: Type.String(), state: PartState, message: Type.String() }, closed)),
  },
  closed,
);
export type HealthParts = Static<typeof HealthParts>;

/** GET /events (server-sent events): one JSON of these per event, and a comment line every 15 s. */
export type LiveEvent =
  | { type: 'call-changed'; callId: string }
  | { type: 'health-changed' }
  /** GET /models says more. */
  | { type: 'models-changed' }
  /** A watched call to this mailbox: GET /mailboxes/:mailboxId/test-call says more. */
  | { type: 'test-call-changed'; mailboxId: string };
