/** Who is asking: a random token in a cookie, of which only the hash is kept, and one-time links. */
import { createHash, randomBytes } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Instant, Milliseconds, UserId } from '../domain/ids.ts';
import type { Db, Tx } from '../store/open.ts';
import {
  addLoginLink,
  addSession,
  findSession,
  removeOldSessions,
  removeSession,
  touchSession,
} from '../store/sessions.ts';

export const cookieName = 'hausruf_session';
/** OWASP ASVS 5.0 §7.3, as decided for this product: 8 hours unused, 7 days in all. */
export const sessionIdleMs = 8 * 3600_000;
export const sessionMostMs = 7 * 24 * 3600_000;
/** Every request counts as use, but each write is an fsync: to the minute is exact enough. */
const TOUCH_EVERY_MS = 60_000;

export interface Session {
  tokenHash: string;
  userId: UserId;
  userName: string;
}

/**
 * Makes a one-time link's token, valid for `validMs` (30 minutes unless something else is given).
 * `userId` null: for `#/start?token=…`, where the first admin is made; else for `#/login?token=…`.
 */
export function makeLoginLink(
  db: Db,
  options: { userId: UserId | null; now: Instant; validMs?: Milliseconds },
): string {
  const { userId, now, validMs = 30 * 60_000 } = options;
  const token = newToken();
  addLoginLink(db, { tokenHash: hashToken(token), userId, now, expiresAt: now + validMs });
  return token;
}

/** Stores a new session; hand its token to `setSessionCookie` once the transaction is through. */
export function beginSession(tx: Tx, userId: UserId, now: Instant): string {
  const token = newToken();
  removeOldSessions(tx, { now, idleMs: sessionIdleMs });
  addSession(tx, { tokenHash: hashToken(token), userId, now, expiresAt: now + sessionMostMs });
  return token;
}

/** The session of this request, whose use is noted; null: none, or it is over. */
export function sessionOf(db: Db, request: FastifyRequest, now: Instant): Session | null {
  const token = request.cookies[cookieName];
  if (token === undefined || token.length > 100) return null;
  const row = findSession(db, { tokenHash: hashToken(token), now, idleMs: sessionIdleMs });
  if (row && now - row.usedAt > TOUCH_EVERY_MS) touchSession(db, row.tokenHash, now);
  return row;
}

/** Asks without counting as use: an open page alone keeps nobody logged in. */
export const isSessionAlive = (db: Db, tokenHash: string, now: Instant): boolean =>
  findSession(db, { tokenHash, now, idleMs: sessionIdleMs }) !== null;

export function endSession(db: Tx, session: Session): void {
  removeSession(db, session.tokenHash);
}

export function setSessionCookie(request: FastifyRequest, reply: FastifyReply, token: string): void {
  reply.setCookie(cookieName, token, { ...cookieOptions(request), maxAge: sessionMostMs / 1000 });
}

export function clearSessionCookie(request: FastifyRequest, reply: FastifyReply): void {
  reply.clearCookie(cookieName, cookieOptions(request));
}

export const hashToken = (token: string): string => createHash('sha256').update(token).digest('hex');

/** 256 random bits. */
const newToken = (): string => randomBytes(32).toString('base64url');

/**
 * Behind a TLS proxy we see plain HTTP and trust no forwarded header, but the browser's own `Origin`
 * (it comes with every login) says how the page was reached.
 */
function cookieOptions(request: FastifyRequest) {
  const secure = request.protocol === 'https' || request.headers.origin?.startsWith('https://') === true;
  return { path: '/', httpOnly: true, sameSite: 'lax', secure } as const;
}
