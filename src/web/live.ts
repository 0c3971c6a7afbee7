/** Server-sent events: every open page hears what changes. Never holds up a closing server or a logout. */
import { PassThrough } from 'node:stream';
import type { LiveEvent } from '../domain/api.ts';
import type { Milliseconds } from '../domain/ids.ts';
import { isStoreBroken } from '../store/open.ts';
import type { Api } from './api-type.ts';
import { factsOf, Refusal } from './errors.ts';
import { mustSession } from './guard.ts';
import type { WebServices } from './services.ts';
import { isSessionAlive } from './sessions.ts';

const HEARTBEAT_MS = 15_000;
const RETRY_MS = 2000;
const MOST_STREAMS = 50;
/** A page that is so far behind does not read any more; it reconnects and reads everything again. */
const MOST_BUFFERED_BYTES = 64 * 1024;

export interface Live {
  /** Tells all open pages. */
  tell(event: LiveEvent): void;
  /** Ends the streams of a session that was logged out. */
  endSession(tokenHash: string): void;
  closeAll(): void;
  /** A stream for a page of this session. Throws `Refusal` when there are too many. */
  open(tokenHash: string): PassThrough;
}

export function startLive(
  services: Pick<WebServices, 'db' | 'now' | 'log' | 'onLive' | 'onStoreBroken'>,
  options: { heartbeatMs?: Milliseconds } = {},
): Live {
  const streams = new Map<PassThrough, string>();
  // At once, not when it has closed: nothing may be written to a stream that ends.
  const forget = (stream: PassThrough): PassThrough => {
    streams.delete(stream);
    return stream;
  };
  const write = (text: string): void => {
    for (const stream of streams.keys()) {
      if (stream.writableLength > MOST_BUFFERED_BYTES) forget(stream).destroy();
      else stream.write(text);
    }
  };
  const endWhere = (isOver: (tokenHash: string) => boolean): void => {
    for (const [stream, tokenHash] of streams) if (isOver(tokenHash)) forget(stream).end();
  };
  const tell = (event: LiveEvent): void => write(`data: ${JSON.stringify(event)}\n\n`);
  const stopHearing = services.onLive(tell);
  const heartbeat = setInterval(() => {
    try {
      endWhere(tokenHash => !isSessionAlive(services.db, tokenHash, services.now()));
    } catch (error) {
      services.log.warn(factsOf(error), 'sessions of open pages not checked');
      if (isStoreBroken(error)) services.onStoreBroken(error);
    }
    write(': heartbeat\n\n');
  }, options.heartbeatMs ?? HEARTBEAT_MS);
  return {
    tell,
    endSession: ended => endWhere(tokenHash => tokenHash === ended),
    closeAll() {
      clearInterval(heartbeat);
      stopHearing();
      // Not `end`: a page that does not read would keep the server from closing.
      for (const stream of streams.keys()) forget(stream).destroy();
    },
    open(tokenHash) {
      if (streams.size >= MOST_STREAMS) throw tooMany();
      const stream = new PassThrough();
      streams.set(stream, tokenHash);
      stream.on('close', () => streams.delete(stream));
      stream.write(`retry: ${RETRY_MS}\n\n`);
      return stream;
    },
  };
}

/** GET /events. */
export function addLiveRoute(api: Api, live: Live): void {
  api.get('/events', { schema: { tags: ['live'], produces: ['text/event-stream'] } }, (request, reply) =>
    reply.type('text/event-stream').send(live.open(mustSession(request).tokenHash)),
  );
}

const tooMany = (): Refusal =>
  new Refusal(
    503,
    'TOO_MANY_PAGES',
    'Hausruf ist auf zu vielen Seiten zugleich geöffnet. Bitte schließen Sie eine davon.',
  );
