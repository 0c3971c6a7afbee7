/** Logging in and out, one-time links, and the first admin. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { FirstRunInput, LinkInput, LoginInput, SessionState } from '../../domain/api.ts';
import type { UserId } from '../../domain/ids.ts';
import type { Tx } from '../../store/open.ts';
import { isFirstRunLink, redeemLoginLink } from '../../store/sessions.ts';
import { addUser, countUsers, findUserById, findUserByName } from '../../store/users.ts';
import { type Api, noBody, replies } from '../api-type.ts';
import { Refusal, routeOf } from '../errors.ts';
import { mustSession } from '../guard.ts';
import type { Live } from '../live.ts';
import { hashPassword, isPassword, weaknessOf } from '../passwords.ts';
import type { WebServices } from '../services.ts';
import { beginSession, clearSessionCookie, endSession, hashToken, setSessionCookie } from '../sessions.ts';
import { type LoginThrottle, makeLoginThrottle } from '../throttle.ts';

/** Logins per minute from one address. Each costs half a second of hashing; an office needs far fewer. */
const perAddress = { max: 20, timeWindow: 60_000 };
const open = { isOpen: true };
const openLimited = { isOpen: true, rateLimit: perAddress };
const tags = ['session'];

export function addSessionRoutes(api: Api, services: WebServices, live: Live): void {
  const throttle = makeLoginThrottle();
  const stateOf = (userName: string | null): SessionState => ({
    user: userName === null ? null : { name: userName },
    needsFirstRun: countUsers(services.db) === 0,
    isDemo: services.isDemo,
  });
  const letIn = (request: FastifyRequest, reply: FastifyReply, who: { token: string; userName: string }) => {
    // A session that this browser had before must not live on beside the new one.
    if (request.session) leave(services, live, request);
    setSessionCookie(request, reply, who.token);
    services.log.info({ route: routeOf(request) }, 'somebody logged in');
    return stateOf(who.userName);
  };

  api.get(
    '/session',
    { config: open, schema: { tags, security: [], response: replies(200, SessionState) } },
    async request => stateOf(request.session?.userName ?? null),
  );

  api.post(
    '/session',
    {
      config: openLimited,
      schema: { tags, security: [], body: LoginInput, response: replies(200, SessionState) },
    },
    async (request, reply) => {
      const user = await checkPassword(services, throttle, { ...request.body, reply });
      const token = services.db.transaction(tx => beginSession(tx, user.id, services.now()));
      return letIn(request, reply, { token, userName: user.name });
    },
  );

  api.post(
    '/session/link',
    {
      config: openLimited,
      schema: { tags, security: [], body: LinkInput, response: replies(200, SessionState) },
    },
    async (request, reply) => {
      const who = services.db.transaction(tx => redeem(tx, request.body.token, services));
      if (!who) throw badLink();
      return letIn(request, reply, who);
    },
  );

  api.post(
    '/first-run',
    {
      config: openLimited,
      schema: { tags, security: [], body: FirstRunInput, response: replies(201, SessionState) },
    },
    async (request, reply) => {
      const who = await makeFirstAdmin(services, request.body);
      reply.code(201);
      return letIn(request, reply, who);
    },
  );

  api.delete('/session', { schema: { tags, response: noBody(204) } }, async (request, reply) => {
    leave(services, live, request);
    clearSessionCookie(request, reply);
    return reply.code(204).send();
  });
}

function leave(services: WebServices, live: Live, request: FastifyRequest): void {
  const session = mustSession(request);
  endSession(services.db, session);
  live.endSession(session.tokenHash);
}

async function checkPassword(
  services: WebServices,
  throttle: LoginThrottle,
  input: LoginInput & { reply: FastifyReply },
): Promise<{ id: UserId; name: string }> {
  const name = input.userName.trim();
  // Counted before the hashing, so that many at once gain nothing.
  const waitMs = throttle.take(name, services.now());
  if (waitMs > 0) {
    input.reply.header('retry-after', Math.ceil(waitMs / 1000));
    services.log.warn('a password is being guessed: tries for one name are slowed down');
    throw tooManyTries(Math.ceil(waitMs / 60_000));
  }
  const user = findUserByName(services.db, name);
  if (!(await isPassword(input.password, user?.passwordHash ?? null)) || !user) throw badLogin();
  throttle.forget(name);
  return user;
}

function redeem(
  tx: Tx,
  token: string,
  services: Pick<WebServices, 'now'>,
): { token: string; userName: string } | null {
  const now = services.now();
  const hash = hashToken(token);
  // Looked at first: a set-up link that is tried here by mistake must stay usable.
  if (isFirstRunLink(tx, hash, now)) return null;
  const link = redeemLoginLink(tx, hash, now);
  if (!link || link.userId === null) return null;
  const userName = findUserById(tx, link.userId)?.name;
  return userName === undefined ? null : { token: beginSession(tx, link.userId, now), userName };
}

async function makeFirstAdmin(
  services: WebServices,
  input: FirstRunInput,
): Promise<{ token: string; userName: string }> {
  const { db, now } = services;
  const tokenHash = hashToken(input.token);
  const userName = input.userName.trim();
  if (countUsers(db) > 0) throw alreadySetUp();
  if (!isFirstRunLink(db, tokenHash, now())) throw badLink();
  if (userName === '')
    throw new Refusal(400, 'INPUT_INVALID', 'Bitte geben Sie einen Namen ein.', 'userName');
  const weakness = weaknessOf(input.password, userName);
  if (weakness !== null) throw new Refusal(400, 'PASSWORD_WEAK', weakness, 'password');
  const passwordHash = await hashPassword(input.password);
  return db.transaction(tx => {
    // Asked again: hashing takes half a second, in which another page may have been faster.
    if (countUsers(tx) > 0) throw alreadySetUp();
    if (!redeemLoginLink(tx, tokenHash, now())) throw badLink();
    const userId = addUser(tx, { name: userName, passwordHash, now: now() });
    return { token: beginSession(tx, userId, now()), userName };
  });
}

const badLogin = (): Refusal =>
  new Refusal(401, 'LOGIN_WRONG', 'Name oder Passwort stimmt nicht. Bitte versuchen Sie es noch einmal.');
const badLink = (): Refusal =>
  new Refusal(
    401,
    'LINK_INVALID',
    'Dieser Link ist abgelaufen oder wurde schon benutzt. Einen neuen zeigt Hausruf beim nächsten Start auf dem Server.',
  );
const alreadySetUp = (): Refusal =>
  new Refusal(409, 'ALREADY_SET_UP', 'Hausruf ist schon eingerichtet. Bitte melden Sie sich an.');
const tooManyTries = (minutes: number): Refusal =>
  new Refusal(
    429,
    'TOO_MANY_TRIES',
    `Für diesen Namen gab es zu viele Fehlversuche. Bitte warten Sie ${minutes === 1 ? 'eine Minute' : `${minutes} Minuten`} und versuchen Sie es dann noch einmal.`,
  );
