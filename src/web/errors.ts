/** Every error reply: an `ApiError` in German that says what to do, and never what went on inside. */
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import type { ApiError } from '../domain/api.ts';
import { isStoreBroken, isStoreFull } from '../store/open.ts';
import { TooBusy } from './passwords.ts';
import type { WebServices } from './services.ts';
import { describeInvalid } from './validation.ts';

/** A request that is answered with an error on purpose. `message` is German, for the reader. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly statusCode: number;
  readonly body: ApiError;

  constructor(statusCode: number, code: string, message: string, field?: string) {
    super(message);
    this.statusCode = statusCode;
    this.body = { code, message, ...(field === undefined ? {} : { field }) };
  }
}

export const notFound = (what: string): Refusal =>
  new Refusal(404, 'NOT_FOUND', `${what} gibt es nicht (mehr). Bitte laden Sie die Seite neu.`);

/** Fastify's error handler. */
export function answerError(
  services: Pick<WebServices, 'log' | 'onStoreBroken'>,
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  const refusal = asRefusal(error);
  if (refusal.statusCode >= 500) {
    services.log.error({ route: routeOf(request), ...factsOf(error) }, 'request failed');
  }
  reply.code(refusal.statusCode).type('application/json; charset=utf-8').send(refusal.body);
  if (isStoreBroken(error)) services.onStoreBroken(error);
}

/** The route's pattern; never the address itself, which may hold what somebody searched for. */
export const routeOf = (request: FastifyRequest): string =>
  `${request.method} ${request.routeOptions.url ?? '(none)'}`;

/**
 * What may be logged of an error. A failed query carries its parameters in the message, so its cause
 * is logged in its place; a SyntaxError carries the text it stumbled over, so its message is left out.
 */
export function factsOf(error: unknown): Record<string, unknown> {
  let root = error;
  while (root instanceof Error && root.cause instanceof Error) root = root.cause;
  if (!(root instanceof Error)) return { problem: typeof root };
  return {
    problem: root.name,
    ...('code' in root ? { code: root.code } : {}),
    ...(root instanceof SyntaxError ? {} : { because: root.message }),
    at: root.stack
      ?.split('\n')
      .filter(line => /^\s+at /.test(line))
      .slice(0, 8)
      .map(line => line.trim()),
  };
}

function asRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  if (isStoreFull(error)) {
    return new Refusal(
      503,
      'STORE_FULL',
      'Der Speicher des Servers ist voll, deshalb konnte nichts gespeichert werden. Bitte wenden Sie sich an Ihre Systembetreuung.',
    );
  }
  if (error instanceof TooBusy) {
    return new Refusal(
      503,
      'BUSY',
      'Gerade melden sich zu viele zugleich an. Bitte versuchen Sie es in einer Minute noch einmal.',
    );
  }
  return asFastifyRefusal(error as Partial<FastifyError>) ?? unexpected();
}

const unexpected = (): Refusal =>
  new Refusal(
    500,
    'INTERNAL',
    'Das hat leider nicht geklappt. Bitte versuchen Sie es noch einmal; bleibt der Fehler, wenden Sie sich an Ihre Systembetreuung.',
  );

/** What Fastify itself refuses: its codes stand in fastify.dev/docs/latest/Reference/Errors. */
function asFastifyRefusal(error: Partial<FastifyError>): Refusal | null {
  if (error.validation) {
    const { field, message } = describeInvalid(error.validation);
    return new Refusal(400, 'INPUT_INVALID', message, field ?? undefined);
  }
  if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE') {
    return new Refusal(413, 'INPUT_TOO_LARGE', 'Das ist zu groß. Bitte wählen Sie eine kleinere Datei.');
  }
  if (error.code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') {
    return new Refusal(415, 'INPUT_INVALID', 'Die Anfrage hat eine Form, die hier nicht angenommen wird.');
  }
  const status = error.statusCode ?? 500;
  if (status >= 400 && status < 500) {
    return new Refusal(
      status,
      'INPUT_INVALID',
      'Die Anfrage ist nicht lesbar. Bitte laden Sie die Seite neu.',
    );
  }
  return null;
}
