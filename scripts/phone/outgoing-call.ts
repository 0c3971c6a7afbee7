/** A call that this telephone makes: the INVITE, what it is answered, and taking it back. */
import { Call, type CallHome } from './call.ts';
import type { CodecName } from './codecs.ts';
import { Dialog } from './dialog.ts';
import { Media } from './media.ts';
import { type Header, header, parameter, type SipRequest, type SipResponse } from './sip-message.ts';
import { newId, type Peer } from './wire.ts';

export interface CallOptions {
  sip: Peer;
  /** Number or user; null: anonymous, with `Privacy: id`. */
  from: string | null;
  /** Number or user of the request itself. */
  to: string;
  /** Display name. */
  name?: string;
  /** Number or user in the To header where it differs, as behind a PBX. */
  toHeader?: string;
  /** Number, or a whole header value with its `<sip:…>`; so are the entries of the next two. */
  pai?: string;
  diversion?: readonly string[];
  historyInfo?: readonly string[];
  /** Complete further header lines, e.g. `Privacy: user`. */
  headers?: readonly string[];
  /** Default: A-law, then µ-law. */
  codecs?: readonly CodecName[];
  /** Digits as RFC 4733 are offered. Default: yes. */
  telephoneEvent?: boolean;
  /** Sends voice packets from the answer on. Default: yes. */
  sendMedia?: boolean;
  /** false: the 200 is left without its ACK until `acknowledge()`. */
  autoAck?: boolean;
  /** Instead of our own description of the voice. */
  sdp?: string;
}

export class OutgoingCall extends Call {
  /** performance.now in ms: the INVITE left for the first time. */
  readonly inviteSentAt: number;
  /** Of all responses to the INVITE, in order. */
  readonly statuses: number[] = [];
  readonly invite: SipRequest;
  readonly #sip: Peer;
  readonly #acknowledges: boolean;
  readonly #heardOf = Promise.withResolvers<void>();
  #isCancelled = false;

  /** Sends the INVITE. Throws what opening a socket throws. */
  static async place(home: CallHome, options: CallOptions): Promise<OutgoingCall> {
    const media = new Media(home.wire.host, options.sendMedia ?? true);
    await media.ready;
    return new OutgoingCall(home, media, options);
  }

  private constructor(home: CallHome, media: Media, options: CallOptions) {
    super(home, {
      dialog: dialogOf(home, options),
      media,
      codecs: options.codecs ?? ['alaw', 'ulaw'],
      events: (options.telephoneEvent ?? true) ? true : null,
    });
    this.#sip = options.sip;
    this.#acknowledges = options.autoAck ?? true;
    const body = options.sdp ?? this.describe({ direction: 'sendrecv' });
    this.invite = this.dialog.request('INVITE', {
      headers: [...identityHeaders(home.wire.host, options), ['Content-Type', 'application/sdp']],
      body,
    });
    this.inviteSentAt = performance.now();
    void home.wire
      .request(this.invite, options.sip, response => this.#take(response))
      .then(final => {
        // Nobody answered at all.
        if (final.status === 408) this.end({ by: 'them', status: 408 });
        this.#heardOf.resolve();
      });
  }

  /**
   * Takes the call back before it is answered. Resolves with the CANCEL's status; null: it was too late,
   * and the call is hung up instead (`ended` has no status then).
   */
  async cancel(): Promise<number | null> {
    if (this.state !== 'new') {
      await this.hangUp();
      return null;
    }
    this.#isCancelled = true;
    // RFC 3261 §9.1: not before a provisional response.
    await this.#heardOf.promise;
    if (this.hasEnded) return null;
    const kept = this.invite.headers.filter(([name]) =>
      ['Via', 'Max-Forwards', 'From', 'To', 'Call-ID'].includes(name),
    );
    const cseq: Header = ['CSeq', (header(this.invite, 'CSeq') ?? '').replace('INVITE', 'CANCEL')];
    const cancel: SipRequest = { ...this.invite, method: 'CANCEL', headers: [...kept, cseq], body: '' };
    return (await this.home.wire.request(cancel, this.#sip)).status;
  }

  override hangUp(): Promise<number | null> {
    return this.state === 'new' ? this.cancel() : super.hangUp();
  }

  /** The ACK of the 200, where it is not sent by itself. */
  acknowledge(): void {
    this.home.wire.send(this.dialog.acknowledge(this.invite), this.dialog.target);
  }

  override async close(): Promise<void> {
    await this.hangUp();
  }

  #take(response: SipResponse): void {
    this.messages.push(response);
    this.statuses.push(response.status);
    const isRepeated = this.hasEnded || this.answeredAt !== null;
    if (!isRepeated) this.dialog.remoteTag = parameter(header(response, 'To') ?? '', 'tag');
    if (response.status >= 300) this.end({ by: this.#isCancelled ? 'us' : 'them', status: response.status });
    else if (response.status >= 200) this.#takeSuccess(response, isRepeated);
    else if (response.body) this.agree(response.body);
    this.#heardOf.resolve();
  }

  #takeSuccess(response: SipResponse, isRepeated: boolean): void {
    if (!isRepeated) this.dialog.learnContact(response);
    if (this.#acknowledges || isRepeated) this.acknowledge();
    if (isRepeated) return;
    this.state = 'up';
    this.answeredAt = performance.now();
    const isUsable = this.agree(response.body);
    // The CANCEL crossed the answer, or nothing that we can speak was agreed on.
    if (this.#isCancelled || !isUsable) void this.hangUp();
    else this.settleAnswered.up();
  }
}

function dialogOf(home: CallHome, options: CallOptions): Dialog {
  const { wire } = home;
  const { from, name, sip, to } = options;
  const shown = name ? `"${name}" ` : '';
  return new Dialog({
    wire,
    callId: `${newId()}@${wire.host}`,
    local:
      from === null ? '"Anonymous" <sip:anonymous@anonymous.invalid>' : `${shown}<sip:${from}@${wire.host}>`,
    remote: `<sip:${options.toHeader ?? to}@${sip.host}>`,
    target: sip,
    targetUri: `sip:${to}@${sip.host}:${sip.port}`,
  });
}

function identityHeaders(host: string, options: CallOptions): Header[] {
  const whole = (value: string, parameters = '') =>
    value.includes('<') ? value : `<sip:${value}@${host}>${parameters}`;
  const own = (options.headers ?? []).map((line): Header => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).trim(), line.slice(colon + 1).trim()];
  });
  const hasPrivacy = own.some(([name]) => name.toLowerCase() === 'privacy');
  return [
    ...(options.pai === undefined ? [] : [['P-Asserted-Identity', whole(options.pai)] as const]),
    ...(options.from === null && !hasPrivacy ? [['Privacy', 'id'] as const] : []),
    ...(options.diversion ?? []).map((value): Header => ['Diversion', whole(value, ';reason=unconditional')]),
    ...(options.historyInfo ?? []).map((value, index): Header => {
      return ['History-Info', whole(value, `;index=${['1', ...Array(index).fill('1')].join('.')}`)];
    }),
    ...own,
  ];
}
