/**
 * A SIP telephone of our own for tests: calls and is called over UDP, speaks and hears G.711, presses
 * keys in all three ways, and misbehaves when told to. It answers whatever comes, throws nothing from a
 * socket, and leaves nothing behind after `close`.
 */
import { createSocket } from 'node:dgram';
import type { Call, CallHome } from './call.ts';
import { IncomingCall } from './incoming-call.ts';
import { type CallOptions, OutgoingCall } from './outgoing-call.ts';
import { Registrar, type RegistrarAccount } from './registrar.ts';
import { header, parameter, responseTo, type SipRequest } from './sip-message.ts';
import { type Peer, Wire } from './wire.ts';

export interface PhoneOptions {
  /** An address of ours, 127.0.0.x. */
  host: string;
  /** Default: any free one. */
  port?: number;
  /** Called for each call that comes in; without it they are refused with 480. */
  onInvite?: (call: IncomingCall) => void | Promise<void>;
  /** Who may register here; null or nothing: nobody (403). */
  registrar?: RegistrarAccount | null;
}

export interface RawOptions {
  to: Peer;
  /** Source address; default: the telephone's. The port is a new one. */
  from?: string;
  /** How long replies are collected, in ms. */
  waitMs?: number;
  /** Enough of them: no longer wait. */
  replies?: number;
}

/** How long the other side has for our goodbyes when a telephone is closed. */
const GOODBYE_MS = 1000;

/** Throws what opening its socket throws (EADDRINUSE, EADDRNOTAVAIL). */
export async function openPhone(options: PhoneOptions): Promise<Phone> {
  return new Phone(await Wire.open(options.host, options.port ?? 0), options);
}

export class Phone {
  readonly host: string;
  readonly port: number;
  onInvite: ((call: IncomingCall) => void | Promise<void>) | null;
  /** Its `account` may be changed at any time; `seen` lists what came. */
  readonly registrar: Registrar;
  /** Requests outside any call, in order, INVITE and REGISTER included. */
  readonly requests: SipRequest[] = [];
  /** What `onInvite` threw. */
  readonly troubles: unknown[] = [];
  readonly #wire: Wire;
  readonly #home: CallHome;
  /** By our own tag. */
  readonly #calls = new Map<string, Call>();
  readonly #vanished = new Set<string>();

  /** @internal Use `openPhone`. */
  constructor(wire: Wire, options: PhoneOptions) {
    this.host = wire.host;
    this.port = wire.port;
    this.onInvite = options.onInvite ?? null;
    this.registrar = new Registrar(options.registrar ?? null);
    this.#wire = wire;
    this.#home = {
      wire,
      forget: call => {
        this.#calls.delete(call.localTag);
        if (!call.hasVanished) return;
        this.#vanished.add(call.callId);
        wire.forsake(call.callId);
      },
    };
    wire.isDeaf = message => this.#vanished.has(header(message, 'Call-ID') ?? '');
    wire.onRequest = (request, from) => this.#take(request, from);
  }

  /** Calls that have not ended. */
  get calls(): Call[] {
    return [...this.#calls.values()];
  }

  /** Resolves when the INVITE was sent; `answered` and `ended` tell the rest. */
  async call(options: CallOptions): Promise<OutgoingCall> {
    const call = await OutgoingCall.place(this.#home, options);
    this.#calls.set(call.localTag, call);
    return call;
  }

  /** Sends bytes as they are from a socket of their own and answers what came back. */
  raw(
    text: string | Uint8Array | ((source: Peer) => string | Uint8Array),
    options: RawOptions,
  ): Promise<string[]> {
    const { to, from = this.host, waitMs = 500, replies = Number.POSITIVE_INFINITY } = options;
    const socket = createSocket('udp4');
    const came: string[] = [];
    return new Promise((done, fail) => {
      let timer: NodeJS.Timeout | undefined;
      const finish = (result: () => void) => {
        clearTimeout(timer);
        socket.removeAllListeners();
        socket.on('error', () => {});
        socket.close(result);
      };
      socket.once('error', error => finish(() => fail(error)));
      socket.on('message', bytes => {
        came.push(bytes.toString('utf8'));
        if (came.length >= replies) finish(() => done(came));
      });
      socket.bind({ port: 0, address: from, exclusive: true }, () => {
        const source = { host: from, port: socket.address().port };
        socket.send(typeof text === 'function' ? text(source) : text, to.port, to.host);
        timer = setTimeout(() => finish(() => done(came)), waitMs);
      });
    });
  }

  /** Says goodbye in every call that is left, for a second at most, then is gone. */
  async close(): Promise<void> {
    const goodbyes = this.calls.map(call => call.close());
    const limit = setTimeout(() => void this.#wire.close(), GOODBYE_MS);
    await Promise.allSettled(goodbyes);
    clearTimeout(limit);
    for (const call of this.calls) call.vanish();
    await this.#wire.close();
  }

  #take(request: SipRequest, from: Peer): void {
    const tag = parameter(header(request, 'To') ?? '', 'tag');
    const call = tag === null ? null : this.#calls.get(tag);
    const answer = (status: number) => this.#wire.respond(request, responseTo(request, status), from);
    if (call) call.handle(request, from);
    else if (request.method === 'CANCEL') this.#takeCancel(request, answer);
    else if (request.method === 'ACK') return;
    else if (tag !== null) answer(481);
    else this.#takeStranger(request, from, answer);
  }

  #takeStranger(request: SipRequest, from: Peer, answer: (status: number) => void): void {
    this.requests.push(request);
    if (request.method === 'INVITE') this.#takeInvite(request, from);
    else if (request.method === 'REGISTER')
      this.#wire.respond(request, this.registrar.answerRegister(request), from);
    else answer(request.method === 'OPTIONS' ? 200 : 405);
  }

  #takeInvite(invite: SipRequest, from: Peer): void {
    const challenge = this.registrar.challengeCall(invite);
    if (challenge) {
      this.#wire.respond(invite, challenge, from);
      return;
    }
    const call = new IncomingCall(this.#home, invite, from);
    this.#calls.set(call.localTag, call);
    const { onInvite } = this;
    if (!onInvite) {
      call.refuse(480);
      return;
    }
    void (async () => onInvite(call))().catch((trouble: unknown) => {
      this.troubles.push(trouble);
      call.refuse(500);
    });
  }

  #takeCancel(cancel: SipRequest, answer: (status: number) => void): void {
    const callId = header(cancel, 'Call-ID');
    const call = this.calls.filter(each => each instanceof IncomingCall).find(each => each.callId === callId);
    answer(call ? 200 : 481);
    call?.cancelled(cancel);
  }
}
