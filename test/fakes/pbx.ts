/**
 * A telephone system in this process: speaks the part of ARI that the product uses, over HTTP and a websocket
 * on a loopback port, and writes recordings into a spool folder as Asterisk does. It must never be kinder than
 * the real one: `test/contract/telephony-stories.ts` holds both to the same words.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { soundsFolder } from '../../scripts/asterisk/render.ts';
import { freePorts } from '../../scripts/tools.ts';
import type { Pbx } from '../contract/telephony-pbx.ts';
import { answerAri } from './ari-routes.ts';
import type { FakePerson } from './ends.ts';
import { Exchange } from './exchange.ts';

const APP = 'hausruf';
const ENDPOINT = 'fake-line';
const user = 'hausruf';
const password = 'only-the-fake-knows';

export async function openFakePbx(): Promise<Pbx> {
  const folder = mkdtempSync(join(tmpdir(), 'hausruf-fake-pbx-'));
  const spoolFolder = join(folder, 'recording');
  mkdirSync(spoolFolder);
  const [port = 0] = await freePorts(1);
  const persons = new Map<string, (person: FakePerson) => void | Promise<void>>();
  const log: string[] = [];
  const open = () =>
    openService(
      port,
      new Exchange({ app: APP, spoolFolder, soundsFolder, endpoint: ENDPOINT, persons }),
      log,
    );
  let service = await open();
  return {
    ari: { url: `http://127.0.0.1:${port}/ari`, user, password },
    spoolFolder,
    soundsFolder,
    endpoint: ENDPOINT,
    call: async dialled => service.exchange.call(dialled),
    person: (number, behave) => void persons.set(number, behave),
    async kill() {
      service.exchange.die();
      await service.close();
    },
    async restart() {
      service = await open();
    },
    log: () => log.slice(-60).join('\n'),
    async close() {
      service.exchange.close();
      await service.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function openService(
  port: number,
  exchange: Exchange,
  log: string[],
): Promise<{ exchange: Exchange; close(): Promise<void> }> {
  const server = createServer((request, response) => void answer(exchange, request, response, log));
  const sockets = new WebSocketServer({ noServer: true });
  server.on('upgrade', (request, socket, head) => {
    const url = new URL(request.url ?? '', 'http://127.0.0.1');
    if (!isAllowed(request)) return refuseUpgrade(socket, 401);
    if (url.pathname !== '/ari/events' || url.searchParams.get('app') !== APP)
      return refuseUpgrade(socket, 404);
    sockets.handleUpgrade(request, socket, head, ws => connect(exchange, ws, log));
  });
  await new Promise<void>((done, fail) => {
    server.once('error', fail);
    server.listen({ port, host: '127.0.0.1', exclusive: true }, done);
  });
  return { exchange, close: () => closeService(server, sockets) };
}

async function closeService(server: Server, sockets: WebSocketServer): Promise<void> {
  for (const ws of sockets.clients) ws.terminate();
  sockets.close();
  server.closeAllConnections();
  await new Promise(done => server.close(done));
}

/** One connection has the application; a newer one takes it over. */
function connect(exchange: Exchange, ws: WebSocket, log: string[]): void {
  const send = (event: object) => {
    const text = JSON.stringify(event);
    log.push(text.slice(0, 300));
    ws.send(text);
  };
  exchange.send = send;
  ws.on('error', () => {});
  ws.on('close', () => {
    if (exchange.send === send) exchange.send = null;
  });
}

async function answer(
  exchange: Exchange,
  request: IncomingMessage,
  response: ServerResponse,
  log: string[],
): Promise<void> {
  const url = new URL(request.url ?? '', 'http://127.0.0.1');
  const path = url.pathname.split('/').slice(1).map(decodeURIComponent);
  const text = await bodyOf(request);
  const reply =
    path[0] !== 'ari' || !isAllowed(request)
      ? { status: path[0] === 'ari' ? 401 : 404, json: { message: 'no' } }
      : answerAri(exchange, {
          method: request.method ?? '',
          path: path.slice(1),
          query: url.searchParams,
          body: text === '' ? undefined : JSON.parse(text),
        });
  log.push(`${request.method} ${url.pathname} ${reply.status}`);
  response.writeHead(reply.status, { 'content-type': 'application/json' });
  response.end(reply.json === undefined ? undefined : JSON.stringify(reply.json));
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

const isAllowed = (request: IncomingMessage): boolean =>
  request.headers.authorization === `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

function refuseUpgrade(socket: Duplex, status: number): void {
  socket.end(`HTTP/1.1 ${status} No\r\nConnection: close\r\n\r\n`);
}
