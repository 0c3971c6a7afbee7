/**
 * What both kinds of call can do as SIP dialogs: press keys, hold, refer, hang up, vanish, answer.
 * `OutgoingCall` and `IncomingCall` add how it begins.
 */
import { type CodecName, codecOf, codecs } from './codecs.ts';
import { type CallEnded, Conversation } from './conversation.ts';
import type { Dialog } from './dialog.ts';
import { infoBody, type PressedBy, readInfoBody } from './digits.ts';
import type { Media } from './media.ts';
import { type Direction, makeSdp, mirrored, readSdp } from './sdp.ts';
import { type Header, header, responseTo, type SipMessage, type SipRequest } from './sip-message.ts';
import type { Peer, Wire } from './wire.ts';

/** The INVITE was refused, cancelled or never answered. */
export class CallRefused extends Error {
  override readonly name = 'CallRefused';
  readonly status: number;
  constructor(status: number) {
    super(`the call was answered ${status}`);
    this.status = status;
  }
}

export interface PressOptions {
  by?: PressedBy;
  durationMs?: number;
  /** Pause after the key. */
  gapMs?: number;
}

/** What a phone gives its calls. */
export interface CallHome {
  wire: Wire;
  forget: (call: Call) => void;
}

const SDP: Header = ['Content-Type', 'application/sdp'];
const INFO: Header = ['Content-Type', 'application/dtmf-relay'];
export abstract class Call extends Conversation {
  /** Fulfilled when the call is up; rejected with CallRefused. Nobody needs to listen. */
  readonly answered: Promise<void>;
  /** performance.now in ms. */
  answeredAt: number | null = null;
  endedAt: number | null = null;
  /** Every SIP message the other side sent in this call. */
  readonly messages: SipMessage[] = [];
  protected readonly home: CallHome;
  protected readonly dialog: Dialog;
  protected offer: { codecs: readonly CodecName[]; events: number | null | true };
  protected version = 1;
  protected readonly settleAnswered: { up: () => void; refused: (error: CallRefused) => void };
  protected direction: Direction = 'sendrecv';
  #hasVanished = false;

  constructor(
    home: CallHome,
    parts: { dialog: Dialog; media: Media; codecs: readonly CodecName[]; events: number | null | true },
  ) {
    super(parts.media);
    this.home = home;
    this.dialog = parts.dialog;
    this.offer = { codecs: parts.codecs, events: parts.events };
    const answered = Promise.withResolvers<void>();
    answered.promise.catch(() => {});
    this.answered = answered.promise;
    this.settleAnswered = { up: answered.resolve, refused: answered.reject };
  }

  get callId(): string {
    return this.dialog.callId;
  }

  /** @internal */
  get localTag(): string {
    return this.dialog.localTag;
  }

  get hasEnded(): boolean {
    return this.state === 'ended';
  }

  /** Whether messages of this dialog must be met with silence. */
  get hasVanished(): boolean {
    return this.#hasVanished;
  }

  /**
   * Resolves when the key is up again (INFO: answered). Throws Error for what is no key, and for RFC 4733
   * where it was not agreed on.
   */
  async press(digit: string, options: PressOptions = {}): Promise<void> {
    const { by = 'rfc4733', durationMs = 100, gapMs = 60 } = options;
    if (this.state === 'ended') return;
    if (by === 'info') {
      const told = this.send('INFO', { headers: [INFO], body: infoBody(digit, durationMs) });
      await Promise.all([told, this.pass(durationMs + gapMs)]);
      return;
    }
    const { voice } = this.media;
    await (by === 'in-band'
      ? voice.pressInBand(digit, durationMs, gapMs)
      : voice.pressByEvent(digit, durationMs, gapMs));
  }

  /** All of them as fast as the times allow; INFO: without waiting for answers in between. */
  async pressMany(digits: string, options: PressOptions = {}): Promise<void> {
    await Promise.all(Array.from(digits, digit => this.press(digit, options)));
  }

  /** BYE. Resolves with its answer's status; null: there was nothing to hang up. */
  async hangUp(): Promise<number | null> {
    if (this.state !== 'up') return null;
    const said = this.home.wire.request(this.dialog.request('BYE'), this.dialog.target);
    this.end({ by: 'us' });
    return (await said).status;
  }

  /** Offers the call anew. Resolves with the status. */
  async reinvite(options: { direction?: Direction; newPort?: boolean } = {}): Promise<number> {
    const { direction = 'sendrecv' } = options;
    const move = options.newPort ? await this.media.prepareMove() : null;
    const body = this.describe({ direction, ...(move ? { port: move.port } : {}) });
    const invite = this.dialog.request('INVITE', { headers: [SDP], body });
    const response = await this.home.wire.request(invite, this.dialog.target, each => {
      if (each.status >= 200 && each.status < 300)
        this.home.wire.send(this.dialog.acknowledge(invite), this.dialog.target);
    });
    if (response.status >= 300) {
      move?.abandon();
      return response.status;
    }
    move?.commit();
    this.dialog.learnContact(response);
    this.agree(response.body);
    return response.status;
  }

  /** Asks the other side to call somebody else. Resolves with the status. */
  async refer(to: string): Promise<number> {
    const target = to.includes(':') ? to : `sip:${to}@${this.dialog.target.host}`;
    return (await this.send('REFER', { headers: [['Refer-To', `<${target}>`]] })).status;
  }

  /** Any request within the call, e.g. OPTIONS, UPDATE, MESSAGE. */
  send(method: string, more: { headers?: readonly Header[]; body?: string } = {}) {
    return this.home.wire.request(this.dialog.request(method, more), this.dialog.target);
  }

  /** Text as it is, to where the call's requests go. */
  sendRaw(text: string | Uint8Array): void {
    this.home.wire.sendText(text, this.dialog.target);
  }

  /** The telephone is gone: nothing is sent and nothing answered any more. */
  vanish(): void {
    this.#hasVanished = true;
    this.end({ by: 'us' });
  }

  /** @internal A request of the other side in this dialog. */
  handle(request: SipRequest, from: Peer): void {
    this.messages.push(request);
    if (request.method === 'ACK') return;
    const { status, body } = this.#answerTo(request);
    const headers = body ? [this.dialog.contact, SDP] : [];
    this.home.wire.respond(request, responseTo(request, status, { headers, body }), from);
    if (request.method !== 'BYE') return;
    const reason = header(request, 'Reason');
    this.end({ by: 'them', ...(reason ? { reason } : {}) });
  }

  /** @internal */
  abstract close(): Promise<void>;

  #answerTo(request: SipRequest): { status: number; body: string } {
    switch (request.method) {
      case 'INVITE':
      case 'UPDATE': {
        this.dialog.learnContact(request);
        if (request.body) this.agree(request.body);
        const isDescribed = request.method === 'INVITE' || request.body !== '';
        return { status: 200, body: isDescribed ? this.describe({ direction: this.direction }) : '' };
      }
      case 'INFO': {
        const digit = readInfoBody(request.body);
        if (digit) this.digitsHeard.push({ digit, at: performance.now() });
        return { status: 200, body: '' };
      }
      case 'BYE':
      case 'OPTIONS':
      case 'NOTIFY':
      case 'MESSAGE':
        return { status: 200, body: '' };
      default:
        return { status: 405, body: '' };
    }
  }

  protected describe(voice: { direction: Direction; port?: number }): string {
    return makeSdp({
      host: this.home.wire.host,
      port: voice.port ?? this.media.port,
      ...this.offer,
      direction: voice.direction,
      version: this.version++,
    });
  }

  /** Takes the other side's description; false: there is nothing we can speak. */
  protected agree(body: string): boolean {
    const theirs = readSdp(body);
    const name = theirs?.payloadTypes.map(codecOf).find(each => each && this.offer.codecs.includes(each));
    if (!theirs || !name) return false;
    this.media.connect({
      host: theirs.host,
      port: theirs.port,
      codec: codecs[name],
      eventPayloadType: this.offer.events === null ? null : theirs.eventPayloadType,
      wantsVoice: theirs.direction === 'sendrecv' || theirs.direction === 'recvonly',
    });
    // Held by the other side: what we say to later offers fits until it takes us back.
    this.direction = mirrored(theirs.direction);
    return true;
  }

  protected end(end: CallEnded): void {
    if (this.state === 'ended') return;
    this.state = 'ended';
    this.endedAt = performance.now();
    this.media.close();
    this.settleAnswered.refused(new CallRefused(end.status ?? 487));
    this.settleEnded(end);
    this.home.forget(this);
  }
}
