/**
 * SIP over one UDP socket: requests are repeated until they are answered, answers until they are
 * acknowledged, and what comes twice is answered the same way twice (RFC 3261 §17). Nothing that comes
 * in can make it throw; what is no SIP is passed over.
 */
import { randomBytes } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import {
  formatSip,
  header,
  parameter,
  parseSip,
  readCseq,
  responseTo,
  type SipMessage,
  type SipRequest,
  type SipResponse,
} from './sip-message.ts';

export interface Peer {
  host: string;
  port: number;
}

interface ClientTransaction {
  request: SipRequest;
  to: Peer;
  onResponse: (response: SipResponse) => void;
  expiresAt: number;
}

interface ServerTransaction {
  response: SipResponse | null;
  expiresAt: number;
}

/** RFC 3261 §17.1.1.1: first repetition, longest pause, and when to give up, in ms. */
const T1 = 500;
const T2 = 4000;
const GIVE_UP = 64 * T1;

export const newId = (bytes = 8) => randomBytes(bytes).toString('hex');

export class Wire {
  readonly host: string;
  readonly port: number;
  /** Requests that are new, and every ACK. */
  onRequest: (request: SipRequest, from: Peer) => void = () => {};
  /** What must be met with silence: neither answered nor passed on. */
  isDeaf: (message: SipMessage) => boolean = () => false;
  readonly #socket: Socket;
  readonly #clients = new Map<string, ClientTransaction>();
  readonly #servers = new Map<string, ServerTransaction>();
  /** INVITEs with a final answer that waits for its ACK. */
  readonly #unacknowledged = new Map<string, () => void>();
  /** What is being repeated, by how it is ended, and in which call. */
  readonly #repeaters = new Map<() => void, string | null>();
  #isClosed = false;

  /** Throws what `bind` throws. Port 0: any. */
  static open(host: string, port: number): Promise<Wire> {
    const socket = createSocket({
      type: 'udp4',
      lookup: (name, _options, answer) => answer(null, name, 4),
    });
    return new Promise((done, fail) => {
      socket.once('error', fail);
      socket.bind({ port, address: host, exclusive: true }, () => {
        socket.removeListener('error', fail);
        done(new Wire(host, socket));
      });
    });
  }

  private constructor(host: string, socket: Socket) {
    this.host = host;
    this.port = socket.address().port;
    this.#socket = socket;
    socket.on('error', () => {});
    socket.on('message', (bytes, from) => {
      const message = parseSip(bytes);
      if (!message || this.#isClosed || this.isDeaf(message)) return;
      if (message.kind === 'response') this.#takeResponse(message);
      else this.#takeRequest(message, { host: from.address, port: from.port });
    });
  }

  get via(): string {
    return `SIP/2.0/UDP ${this.host}:${this.port};branch=z9hG4bK${newId()};rport`;
  }

  sendText(text: string | Uint8Array, to: Peer): void {
    if (!this.#isClosed) this.#socket.send(text, to.port, to.host, () => {});
  }

  send(message: SipMessage, to: Peer): void {
    this.sendText(formatSip(message), to);
  }

  /**
   * Answers the final response; 408 of our own when none came in 32 s or the wire was closed. For an
   * INVITE, `onResponse` hears every response, also final ones that come again: a 2xx must be acknowledged
   * there each time, the others are here.
   */
  request(
    request: SipRequest,
    to: Peer,
    onResponse: (response: SipResponse) => void = () => {},
  ): Promise<SipResponse> {
    const isInvite = request.method === 'INVITE';
    const timeout = responseTo(request, 408);
    return new Promise(done => {
      let finish = (response: SipResponse) => done(response);
      const stop = this.#repeat({
        send: () => this.send(request, to),
        of: request,
        slowest: isInvite ? Number.POSITIVE_INFINITY : T2,
        onEnd: () => finish(timeout),
      });
      finish = response => {
        stop();
        done(response);
      };
      forgetOld(this.#clients);
      this.#clients.set(transactionKey(request), {
        request,
        to,
        expiresAt: performance.now() + 2 * GIVE_UP,
        onResponse: response => {
          // An INVITE may ring for longer than it may be repeated.
          if (response.status < 200 && isInvite) stop();
          if (response.status >= 300 && isInvite) this.#acknowledge(request, response, to);
          onResponse(response);
          if (response.status >= 200) finish(response);
        },
      });
    });
  }

  /** An INVITE's final answer is repeated until its ACK comes. */
  respond(request: SipRequest, response: SipResponse, to: Peer): void {
    const transaction = this.#servers.get(transactionKey(request));
    if (transaction) transaction.response = response;
    if (request.method !== 'INVITE' || response.status < 200) {
      this.send(response, to);
      return;
    }
    const key = acknowledgeKey(request);
    this.#unacknowledged.get(key)?.();
    const stop = this.#repeat({
      send: () => this.send(response, to),
      of: request,
      slowest: T2,
      onEnd: () => {},
    });
    this.#unacknowledged.set(key, stop);
  }

  /** Repeats nothing of that call any more. */
  forsake(callId: string): void {
    for (const [end, each] of [...this.#repeaters]) if (each === callId) end();
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const end of [...this.#repeaters.keys()]) end();
    await new Promise<void>(done => this.#socket.close(() => done()));
  }

  #takeResponse(response: SipResponse): void {
    this.#clients.get(transactionKey(response))?.onResponse(response);
  }

  #takeRequest(request: SipRequest, from: Peer): void {
    if (request.method === 'ACK') {
      this.#unacknowledged.get(acknowledgeKey(request))?.();
      this.#unacknowledged.delete(acknowledgeKey(request));
      this.onRequest(request, from);
      return;
    }
    const key = transactionKey(request);
    const known = this.#servers.get(key);
    if (known) {
      if (known.response) this.send(known.response, from);
      return;
    }
    forgetOld(this.#servers);
    this.#servers.set(key, { response: null, expiresAt: performance.now() + 2 * GIVE_UP });
    this.onRequest(request, from);
  }

  /** RFC 3261 §17.1.1.3: the ACK to a refusal belongs to the INVITE itself. */
  #acknowledge(invite: SipRequest, response: SipResponse, to: Peer): void {
    const kept = invite.headers.filter(([name]) => ['Via', 'From', 'Call-ID', 'Max-Forwards'].includes(name));
    this.send(
      {
        kind: 'request',
        method: 'ACK',
        uri: invite.uri,
        headers: [...kept, ['To', header(response, 'To') ?? ''], ['CSeq', `${readCseq(invite).number} ACK`]],
        body: '',
      },
      to,
    );
  }

  /** Sends now, after T1, after twice that, …; `onEnd` when it gave up or the wire was closed. */
  #repeat(options: { send: () => void; of: SipRequest; slowest: number; onEnd: () => void }): () => void {
    const startedAt = performance.now();
    let pause = T1;
    let timer: NodeJS.Timeout;
    const stop = () => {
      clearTimeout(timer);
      this.#repeaters.delete(end);
    };
    const end = () => {
      stop();
      options.onEnd();
    };
    const turn = () => {
      if (performance.now() - startedAt >= GIVE_UP) {
        end();
        return;
      }
      options.send();
      timer = setTimeout(turn, pause);
      pause = Math.min(pause * 2, options.slowest);
    };
    this.#repeaters.set(end, header(options.of, 'Call-ID'));
    turn();
    return stop;
  }
}

function transactionKey(message: SipMessage): string {
  const via = header(message, 'Via') ?? '';
  return `${parameter(via, 'branch')} ${readCseq(message).method}`;
}

function acknowledgeKey(request: SipRequest): string {
  const tag = parameter(header(request, 'From') ?? '', 'tag');
  return `${header(request, 'Call-ID')} ${readCseq(request).number} ${tag}`;
}

/** Maps keep the order of insertion: the oldest come first. */
function forgetOld(transactions: Map<string, { expiresAt: number }>): void {
  const now = performance.now();
  for (const [key, { expiresAt }] of transactions) {
    if (expiresAt > now) return;
    transactions.delete(key);
  }
}
