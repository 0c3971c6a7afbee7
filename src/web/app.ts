/**
 * The web room: the admin page's files and its API under /api/v1, one file per noun in api/. It must
 * never answer a stranger, never take an order from another site's page, and never tell a client or
 * the log more than they may know.
 */
import { performance } from 'node:perf_hooks';
import fastifyCookie from '@fastify/cookie';
import fastifyHelmet from '@fastify/helmet';
import fastifyRateLimit from '@fastify/rate-limit';
import fastifySwagger, { type FastifyDynamicSwaggerOptions } from '@fastify/swagger';
import { type TypeBoxTypeProvider, TypeBoxValidatorCompiler } from '@fastify/type-provider-typebox';
import { type FastifyBaseLogger, fastify, LogController } from 'fastify';
import { addAlarmRoutes } from './api/alarms.ts';
import { addCallAudioRoutes } from './api/call-audio.ts';
import { addCallRoutes } from './api/calls.ts';
import { addCategoryRoutes } from './api/categories.ts';
import { addContactSourceRoutes } from './api/contact-sources.ts';
import { addContactRoutes } from './api/contacts.ts';
import { addGreetingRoutes } from './api/greetings.ts';
import { addHealthRoutes } from './api/health.ts';
import { addIdentifyRoutes } from './api/identify.ts';
import { addMailboxRoutes } from './api/mailboxes.ts';
import { addModelRoutes } from './api/models.ts';
import { addPronunciationRoutes } from './api/pronunciations.ts';
import { addSessionRoutes } from './api/session.ts';
import { addTelephoneRoutes } from './api/telephone.ts';
import { addTrunkRoutes } from './api/trunks.ts';
import type { Api } from './api-type.ts';
import { answerError, factsOf, Refusal, routeOf } from './errors.ts';
import { addGuard } from './guard.ts';
import { addLiveRoute, startLive } from './live.ts';
import type { WebServices } from './services.ts';
import { addPage } from './ui-files.ts';

const BODY_LIMIT_BYTES = 1024 * 1024;
/** How long a whole request may take to come in: a 20 MB list over a slow line, but no endless trickle. */
const REQUEST_TIMEOUT_MS = 120_000;

export interface AppOptions {
  /** For tests; 15 s unless given. */
  heartbeatMs?: number;
}

/** The server, ready to `listen`. Its `close` ends all live streams and waits for running requests. */
export async function buildApp(services: WebServices, options: AppOptions = {}): Promise<Api> {
  const app = fastify({
    loggerInstance: services.log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: false,
    requestIdHeader: false,
    exposeHeadRoutes: false,
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    frameworkErrors: (error, request, reply) => answerError(services, error, request, reply),
  }).withTypeProvider<TypeBoxTypeProvider>();
  app.setValidatorCompiler(TypeBoxValidatorCompiler);
  // Replies are checked by their types and by tests; JSON.stringify changes nothing on the way.
  app.setSerializerCompiler(() => data => JSON.stringify(data));
  app.setErrorHandler((error, request, reply) => answerError(services, error, request, reply));
  app.removeContentTypeParser('text/plain');
  logRequests(app, services);
  await app.register(fastifyHelmet, helmetOptions);
  await app.register(fastifyCookie);
  await app.register(fastifyRateLimit, { global: false, errorResponseBuilder: (_, { ttl }) => tooMany(ttl) });
  await app.register(fastifySwagger, { openapi: openapiInfo });
  const live = startLive(services, options);
  app.addHook('preClose', async () => live.closeAll());
  await app.register(async scope => addApi(scope.withTypeProvider<TypeBoxTypeProvider>(), services, live), {
    prefix: '/api/v1',
  });
  await addPage(app, services);
  await app.ready();
  return app;
}

function addApi(api: Api, services: WebServices, live: ReturnType<typeof startLive>): void {
  addGuard(api, services);
  addSessionRoutes(api, services, live);
  addCallRoutes(api, services, live);
  addCallAudioRoutes(api, services);
  addMailboxRoutes(api, services);
  addGreetingRoutes(api, services);
  addPronunciationRoutes(api, services);
  addTelephoneRoutes(api, services);
  addTrunkRoutes(api, services);
  addModelRoutes(api, services);
  addContactRoutes(api, services);
  addIdentifyRoutes(api, services, live);
  addContactSourceRoutes(api, services);
  addCategoryRoutes(api, services);
  addAlarmRoutes(api, services);
  addHealthRoutes(api, services);
  addLiveRoute(api, live);
  api.get('/openapi.json', { schema: { tags: ['openapi'] } }, () => api.swagger());
}

/** Route pattern, status and duration; nothing of what was asked or answered. */
function logRequests(app: Api, services: WebServices): void {
  const begun = new WeakMap<object, number>();
  app.addHook('onRequest', async request => {
    begun.set(request, performance.now());
  });
  app.addHook('onResponse', async (request, reply) => {
    const ms = Math.round(performance.now() - (begun.get(request) ?? performance.now()));
    services.log.debug({ route: routeOf(request), status: reply.statusCode, ms }, 'request answered');
  });
  app.addHook('onError', async (request, _reply, error) => {
    if (error instanceof Refusal) return;
    services.log.debug({ route: routeOf(request), ...factsOf(error) }, 'request refused or failed');
  });
}

/** ASVS 5.0 §3.4 as decided in this product: everything is our own file, nothing inline, nobody frames us. */
const helmetOptions = {
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      fontSrc: ["'self'"],
      connectSrc: ["'self'"],
      mediaSrc: ["'self'"],
      imgSrc: ["'self'"],
      baseUri: ["'none'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
    },
  },
  // A header for https only; who runs TLS in front of us sets it there.
  strictTransportSecurity: false,
  frameguard: { action: 'deny' },
} as const;

const openapiInfo: NonNullable<FastifyDynamicSwaggerOptions['openapi']> = {
  openapi: '3.1.0',
  info: {
    title: 'Hausruf',
    version: '1',
    description:
      'What the admin page uses. Times are milliseconds since 1970 UTC, telephone numbers E.164, messages for readers German. Log in with POST /api/v1/session; requests that change something need an Origin header of this server.',
  },
  components: {
    securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: 'hausruf_session' } },
  },
  security: [{ session: [] }],
};

const tooMany = (ttlMs: number): Refusal =>
  new Refusal(
    429,
    'TOO_MANY_TRIES',
    `Zu viele Versuche von diesem Anschluss. Bitte warten Sie ${Math.max(1, Math.ceil(ttlMs / 1000))} Sekunden.`,
  );
