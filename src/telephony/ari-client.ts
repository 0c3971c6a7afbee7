/**
 * The line to Asterisk: REST over HTTP for commands, one websocket for events. It reconnects for ever,
 * notices a silent network by pings, and must never turn a caller's text into part of an address.
 */
import { WebSocket } from 'ws';
import { HausrufError } from '../domain/problem.ts';
import { makeAriHttp } from './ari-http.ts';

/** Asterisk answers a command in milliseconds; a box out of breath took up to 13 s (asterisk.md §7). */
const REQUEST_TIMEOUT_MS = 15_000;
const PING_EVERY_MS = 5000;
/** Back-off between tries to connect: a restarted Asterisk is ready after about a second. */
const BACK_OFF_MS = [100, 200, 400, 800, 1500, 2000];

export interface AriAddress {
  /** E.g. http://127.0.0.1:8188/ari, without a slash at the end. */
  url: string;
  user: string;
  password: string;
}

export interface AriClient {
  /** Sends one command. Throws AriRefusal for an error reply, HausrufError ASTERISK_UNREACHABLE for none. */
  request(
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    path: string,
    query?: Record<string, string>,
    body?: unknown,
  ): Promise<unknown>;
  isConnected(): boolean;
  close(): void;
}

/** Asterisk said no. 404 means most often that the caller has hung up. */
export class AriRefusal extends HausrufError {
  readonly status: number;

  constructor(status: number, what: string) {
    super('ARI_REFUSED', `Asterisk answered ${status} to ${what}.`);
    this.status = status;
  }
}

export interface AriClientOptions {
  address: AriAddress;
  app: string;
  /** One event as Asterisk sent it: JSON of unknown shape. */
  onEvent: (event: unknown) => void;
  /** The websocket is up (again): events before it are lost, so look around. */
  onConnect: () => void;
  /** The websocket is gone; `reason` is for the log. */
  onDisconnect: (reason: string) => void;
}

/** Connects in the background and stays connected until `close`. */
export function connectAri(options: AriClientOptions): AriClient {
  const { address, app } = options;
  const authorization = `Basic ${Buffer.from(`${address.user}:${address.password}`).toString('base64')}`;
  const http = makeAriHttp({ authorization, timeoutMs: REQUEST_TIMEOUT_MS });
  let socket: WebSocket | null = null;
  let isClosed = false;
  let isUp = false;
  let failures = 0;
  let retry: NodeJS.Timeout | undefined;

  const connect = (): void => {
    const url = new URL(`${address.url.replace(/^http/, 'ws')}/events`);
    url.searchParams.set('app', app);
    url.searchParams.set('subscribeAll', 'false');
    const ws = new WebSocket(url, {
      headers: { authorization },
      handshakeTimeout: 5000,
      maxPayload: 1 << 20,
    });
    socket = ws;
    let hasAnswered = true;
    const ping = setInterval(() => {
      // A network that swallows packets raises no error: only a missing pong shows it.
      if (!hasAnswered) return ws.terminate();
      hasAnswered = false;
      if (ws.readyState === WebSocket.OPEN) ws.ping();
    }, PING_EVERY_MS);
    ws.on('pong', () => {
      hasAnswered = true;
    });
    ws.on('open', () => {
      failures = 0;
      isUp = true;
      options.onConnect();
    });
    ws.on('message', data => {
      const event = parse(String(data));
      if (event !== undefined) options.onEvent(event);
    });
    let reason = 'closed';
    ws.on('error', error => {
      reason = error.message;
    });
    ws.on('close', () => {
      clearInterval(ping);
      const wasUp = isUp;
      isUp = false;
      if (isClosed) return;
      if (wasUp || failures === 0) options.onDisconnect(reason);
      const wait = BACK_OFF_MS[Math.min(failures, BACK_OFF_MS.length - 1)] ?? 2000;
      failures += 1;
      retry = setTimeout(connect, wait);
    });
  };
  connect();

  return {
    async request(method, path, query = {}, body) {
      const url = new URL(`${address.url}${path}`);
      for (const [key, value] of Object.entries(query)) url.searchParams.set(key, value);
      const what = `${method} ${path.replace(/[^/]*[0-9][^/]*/g, '…')}`;
      const reply = await http.send(url, { method, body }).catch(cause => {
        throw new HausrufError('ASTERISK_UNREACHABLE', `Asterisk did not answer to ${what}.`, {
          temporary: true,
          cause,
        });
      });
      if (reply.status < 200 || reply.status > 299) throw new AriRefusal(reply.status, what);
      return reply.text === '' ? undefined : parse(reply.text);
    },
    isConnected: () => isUp,
    close() {
      isClosed = true;
      clearTimeout(retry);
      socket?.terminate();
      http.close();
    },
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
