/**
 * The page's only way to the server: one typed function per route of `domain/api.ts`. Every failure
 * is thrown as `ApiProblem` with a German message that can be shown as it is.
 */
import { signal } from '@preact/signals';
import type {
  ApiError,
  CategoriesBody,
  FirstRunInput,
  HealthParts,
  LoginInput,
  MailboxListReply,
  MailboxView,
  SessionState,
  TestMailReply,
} from '../domain/api.ts';
import type { CallDetail, CallList, CallListQuery, PeaksReply } from '../domain/api-calls.ts';
import type { MailboxInput } from '../domain/mailbox.ts';
import { de } from './de.ts';

/** A refused or failed request. `status` 0: the server was not reached. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly status: number;
  readonly code: string;
  /** The body's field that was refused, as the server names it; null: the whole. */
  readonly field: string | null;

  constructor(status: number, error: ApiError) {
    super(error.message);
    this.status = status;
    this.code = error.code;
    this.field = error.field ?? null;
  }
}

/** Who uses the page; null: not asked yet. */
export const session = signal<SessionState | null>(null);
/** Messages not yet done, over all mailboxes: renewed by every list reply. */
export const openMessages = signal(0);

export const getSession = () => send<SessionState>('GET', '/session');
export const logIn = (input: LoginInput) => send<SessionState>('POST', '/session', input);
export const redeemLink = (token: string) => send<SessionState>('POST', '/session/link', { token });
export const makeFirstUser = (input: FirstRunInput) => send<SessionState>('POST', '/first-run', input);
export const logOut = () => send<void>('DELETE', '/session');

export async function listCalls(query: CallListQuery): Promise<CallList> {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== '') search.set(name, String(value));
  }
  const list = await send<CallList>('GET', `/calls?${search}`);
  openMessages.value = list.openMessages;
  return list;
}

export const getCall = (callId: string) => send<CallDetail>('GET', callPath(callId));
export const getPeaks = (callId: string) => send<PeaksReply>('GET', `${callPath(callId)}/peaks`);
/** Address of the recording (WAV) for an audio element or a download. */
export const audioUrl = (callId: string) => `${base}${callPath(callId)}/audio`;
export const setDone = (callId: string, isDone: boolean) =>
  send<void>('PUT', `${callPath(callId)}/done`, { isDone });
export const resend = (callId: string) => send<void>('POST', `${callPath(callId)}/resend`, {});

export const listMailboxes = () => send<MailboxListReply>('GET', '/mailboxes');
export const addMailbox = (input: MailboxInput) => send<MailboxView>('POST', '/mailboxes', input);
export const saveMailbox = (mailboxId: string, input: MailboxInput) =>
  send<MailboxView>('PUT', `/mailboxes/${encodeURIComponent(mailboxId)}`, input);
export const sendTestMail = (mailboxId: string) =>
  send<TestMailReply>('POST', `/mailboxes/${encodeURIComponent(mailboxId)}/test-mail`, {});

export const getCategories = () => send<CategoriesBody>('GET', '/categories');
export const saveCategories = (body: CategoriesBody) => send<CategoriesBody>('PUT', '/categories', body);
export const getHealth = () => send<HealthParts>('GET', '/health/parts');

/** The problem in anything that was thrown while talking to the server. */
export function asProblem(error: unknown): ApiProblem {
  if (error instanceof ApiProblem) return error;
  return new ApiProblem(0, { code: 'PAGE', message: de.errors.unexpected });
}

export const base = '/api/v1';
const callPath = (callId: string) => `/calls/${encodeURIComponent(callId)}`;

/** Asks the server; every route has a typed function here or in a file of its own beside this one. */
export async function send<T>(method: string, path: string, body?: unknown): Promise<T> {
  let reply: Response;
  try {
    reply = await fetch(base + path, { method, ...payload(body) });
  } catch {
    throw new ApiProblem(0, { code: 'OFFLINE', message: de.errors.offline });
  }
  const text = await reply.text();
  return readReply<T>({ status: reply.status, text, path });
}

/** The body of a good reply; throws `ApiProblem` for every other. */
export function readReply<T>({ status, text, path }: { status: number; text: string; path: string }): T {
  if (status >= 200 && status < 300) return (text === '' ? undefined : JSON.parse(text)) as T;
  // Asking for the session never answers 401; every other 401 but a refused login means: it has ended.
  const isLogin = path.startsWith('/session') || path === '/first-run';
  if (status === 401 && !isLogin && session.value) session.value = { ...session.value, user: null };
  throw new ApiProblem(status, readError(text, status));
}

function payload(body: unknown): RequestInit {
  if (body === undefined) return {};
  if (body instanceof Blob) return { body, headers: { 'content-type': 'text/csv' } };
  return { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
}

function readError(text: string, status: number): ApiError {
  try {
    const error = JSON.parse(text) as Partial<ApiError>;
    if (typeof error.message === 'string') return { code: 'UNKNOWN', ...error, message: error.message };
  } catch {
    // A proxy in between answered with a page of its own.
  }
  return { code: 'HTTP', message: de.errors.http(status) };
}
