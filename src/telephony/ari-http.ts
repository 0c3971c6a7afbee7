/**
 * HTTP to Asterisk, made for many small commands at once: connections are kept, their number stays below
 * what Asterisk allows (http.conf, sessionlimit), and a connection that Asterisk closed while it was idle is
 * no failure of the command.
 */
import { Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest, Agent as SecureAgent } from 'node:https';

/** Below Asterisk's 100 sessions, of which the websocket and a person with a browser need some. */
const MOST_CONNECTIONS = 64;
/** Asterisk closes an idle connection after 15 s: we do it first. */
const IDLE_MS = 10_000;
/** A reply is JSON of a few kB; a list of 300 channels has 300 kB. */
const MOST_BYTES = 8 << 20;

export interface AriHttp {
  /** Throws when there is no answer in time. */
  send(url: URL, command: { method: string; body: unknown }): Promise<{ status: number; text: string }>;
  close(): void;
}

export function makeAriHttp(options: { authorization: string; timeoutMs: number }): AriHttp {
  const settings = {
    keepAlive: true,
    maxSockets: MOST_CONNECTIONS,
    timeout: IDLE_MS,
    scheduling: 'lifo',
  } as const;
  const plain = new Agent(settings);
  const secure = new SecureAgent(settings);

  const sendOnce = (
    url: URL,
    command: { method: string; body: unknown },
    isSecondTry: boolean,
  ): Promise<{ status: number; text: string }> =>
    new Promise((done, fail) => {
      const payload = command.body === undefined ? null : JSON.stringify(command.body);
      const isSecure = url.protocol === 'https:';
      const outgoing = (isSecure ? httpsRequest : httpRequest)(url, {
        method: command.method,
        agent: isSecure ? secure : plain,
        headers: {
          authorization: options.authorization,
          ...(payload === null
            ? {}
            : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(payload) }),
        },
      });
      const timer = setTimeout(() => outgoing.destroy(new Error('no answer in time')), options.timeoutMs);
      outgoing.once('response', response => {
        collect(response).then(
          text => done({ status: response.statusCode ?? 0, text }),
          error => fail(error),
        );
      });
      outgoing.once('error', (error: NodeJS.ErrnoException) => {
        // The connection was closed while nobody used it: this command never arrived.
        const isStale = outgoing.reusedSocket && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
        if (isStale && !isSecondTry) sendOnce(url, command, true).then(done, fail);
        else fail(error);
      });
      outgoing.once('close', () => clearTimeout(timer));
      outgoing.end(payload ?? undefined);
    });

  return {
    send: (url, command) => sendOnce(url, command, false),
    close() {
      plain.destroy();
      secure.destroy();
    },
  };
}

function collect(response: IncomingMessage): Promise<string> {
  return new Promise((done, fail) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    response.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > MOST_BYTES) response.destroy(new Error('the answer is too long'));
      else chunks.push(chunk);
    });
    response.once('end', () => done(Buffer.concat(chunks).toString('utf8')));
    response.once('error', fail);
  });
}
