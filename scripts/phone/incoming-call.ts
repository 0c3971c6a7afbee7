/** A call that comes to this telephone: it rings, is taken or refused, or the caller gives up before. */
import { Call, type CallHome } from './call.ts';
import { type CodecName, codecOf } from './codecs.ts';
import { Dialog } from './dialog.ts';
import { Media } from './media.ts';
import { readSdp } from './sdp.ts';
import { type Header, header, headersNamed, readParty, responseTo, type SipRequest } from './sip-message.ts';
import type { Peer } from './wire.ts';

export interface AnswerOptions {
  /** What we can speak; the first of the offer that is among them. Default: A-law, then µ-law. */
  codecs?: readonly CodecName[];
  /** Default: yes, where it was offered. */
  telephoneEvent?: boolean;
  /** Default: yes. */
  sendMedia?: boolean;
}

export class IncomingCall extends Call {
  /** performance.now in ms. */
  readonly arrivedAt = performance.now();
  readonly invite: SipRequest;
  readonly #from: Peer;

  constructor(home: CallHome, invite: SipRequest, from: Peer) {
    super(home, {
      dialog: Dialog.ofInvite(home.wire, invite, from),
      media: new Media(home.wire.host, true),
      codecs: ['alaw', 'ulaw'],
      events: null,
    });
    this.invite = invite;
    this.#from = from;
    this.messages.push(invite);
    this.#respond(100);
  }

  get headers(): readonly Header[] {
    return this.invite.headers;
  }

  /** All values of a header of the INVITE. */
  header(name: string): string[] {
    return headersNamed(this.invite, name);
  }

  /** User of the From header, `anonymous` included. */
  get from(): string {
    return readParty(header(this.invite, 'From') ?? '').user;
  }

  /** User of the request itself: the number that was dialled. */
  get to(): string {
    return readParty(this.invite.uri).user;
  }

  ring(): void {
    if (this.state === 'new') this.#respond(180);
  }

  /** 200, unless nothing was offered that we speak (488). `answered` comes with the ACK. */
  async answer(options: AnswerOptions = {}): Promise<void> {
    await this.media.ready;
    if (this.state !== 'new') return;
    const { codecs = ['alaw', 'ulaw'], telephoneEvent = true, sendMedia = true } = options;
    const offered = readSdp(this.invite.body);
    const codec = offered?.payloadTypes.map(codecOf).find(name => name && codecs.includes(name));
    if (!offered || !codec) {
      this.refuse(488);
      return;
    }
    this.offer = { codecs: [codec], events: telephoneEvent ? offered.eventPayloadType : null };
    this.media.voice.isSending = sendMedia;
    this.state = 'up';
    this.answeredAt = performance.now();
    this.agree(this.invite.body);
    this.#respond(200, this.describe({ direction: this.direction }));
  }

  /** 486 busy, 480 unavailable, 603 declined, 404, 503, … */
  refuse(status = 486): void {
    if (this.state !== 'new') return;
    this.#respond(status);
    this.end({ by: 'us', status });
  }

  /** @internal The caller gave up. */
  cancelled(cancel: SipRequest): void {
    this.messages.push(cancel);
    if (this.state !== 'new') return;
    this.#respond(487);
    const reason = header(cancel, 'Reason');
    this.end({ by: 'them', status: 487, ...(reason ? { reason } : {}) });
  }

  override handle(request: SipRequest, from: Peer): void {
    if (request.method === 'ACK' && this.state === 'up') this.settleAnswered.up();
    super.handle(request, from);
  }

  override async close(): Promise<void> {
    if (this.state === 'new') this.refuse(480);
    else await this.hangUp();
  }

  #respond(status: number, body = ''): void {
    const isSuccess = status >= 180 && status < 300;
    const response = responseTo(this.invite, status, {
      ...(status === 100 ? {} : { toTag: this.dialog.localTag }),
      headers: [
        ...(isSuccess ? [this.dialog.contact] : []),
        ...(body ? [['Content-Type', 'application/sdp'] as const] : []),
      ],
      body,
    });
    this.home.wire.respond(this.invite, response, this.#from);
  }
}
