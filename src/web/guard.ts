/** What stands before every API route: nobody without a session, and no request that another site made. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Refusal } from './errors.ts';
import type { WebServices } from './services.ts';
import { type Session, sessionOf } from './sessions.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** True: answers without a session. */
    isOpen?: boolean;
  }
  interface FastifyRequest {
    session: Session | null;
  }
}

/** Adds the guard to all routes of this instance that are not marked `isOpen`. */
export function addGuard(api: FastifyInstance, services: Pick<WebServices, 'db' | 'now'>): void {
  api.decorateRequest('session', null);
  api.addHook('onRequest', async (request, reply) => {
    reply.header('cache-control', 'no-store');
    if (!isReading(request) && !isFromOwnPage(request)) throw foreignPage();
    request.session = sessionOf(services.db, request, services.now());
    if (!request.session && !request.routeOptions.config.isOpen) throw notLoggedIn();
  });
}

/** The session of a guarded route. */
export function mustSession(request: FastifyRequest): Session {
  if (!request.session) throw notLoggedIn();
  return request.session;
}

const isReading = (request: FastifyRequest): boolean => request.method === 'GET' || request.method === 'HEAD';

/**
 * Browsers send `Sec-Fetch-Site` over https and from this machine; over plain http in an office
 * network they send `Origin`. Who sends neither is no page of ours.
 */
function isFromOwnPage(request: FastifyRequest): boolean {
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  const { origin, host } = request.headers;
  return origin !== undefined && host !== undefined && URL.parse(origin)?.host === host.toLowerCase();
}

const notLoggedIn = (): Refusal =>
  new Refusal(401, 'NOT_LOGGED_IN', 'Sie sind nicht angemeldet. Bitte melden Sie sich an.');
const foreignPage = (): Refusal =>
  new Refusal(
    403,
    'FOREIGN_PAGE',
    'Diese Anfrage kam nicht von der Hausruf-Seite und wurde nicht ausgeführt. Bitte öffnen Sie Hausruf neu.',
  );
