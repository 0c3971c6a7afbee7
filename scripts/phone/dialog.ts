/** Who the two sides of a call are for each other (RFC 3261 §12): tags, numbers, addresses. Pure. */
import {
  type Header,
  header,
  parameter,
  readCseq,
  readParty,
  type SipMessage,
  type SipRequest,
} from './sip-message.ts';
import { newId, type Peer, type Wire } from './wire.ts';

export class Dialog {
  readonly callId: string;
  readonly localTag: string;
  remoteTag: string | null = null;
  /** Where requests go: the other side's Contact. */
  target: Peer;
  #targetUri: string;
  /** From and To of our requests, without tags. */
  readonly #local: string;
  readonly #remote: string;
  readonly #wire: Wire;
  #cseq = 0;

  constructor(options: {
    wire: Wire;
    callId?: string;
    local: string;
    remote: string;
    target: Peer;
    targetUri: string;
  }) {
    this.#wire = options.wire;
    this.callId = options.callId ?? `${newId()}@${options.wire.host}`;
    this.localTag = newId(4);
    this.#local = options.local;
    this.#remote = options.remote;
    this.target = options.target;
    this.#targetUri = options.targetUri;
  }

  /** The dialog of an INVITE that came in. */
  static ofInvite(wire: Wire, invite: SipRequest, from: Peer): Dialog {
    const remote = header(invite, 'From') ?? '';
    const dialog = new Dialog({
      wire,
      callId: header(invite, 'Call-ID') ?? '',
      local: header(invite, 'To') ?? '',
      remote: remote.replace(/;\s*tag=[^;]*/i, ''),
      target: from,
      targetUri: readParty(remote).uri,
    });
    dialog.remoteTag = parameter(remote, 'tag');
    dialog.learnContact(invite);
    return dialog;
  }

  get contact(): Header {
    return ['Contact', `<sip:phone@${this.#wire.host}:${this.#wire.port}>`];
  }

  learnContact(message: SipMessage): void {
    const contact = header(message, 'Contact');
    if (!contact) return;
    const { uri, host, port } = readParty(contact);
    this.target = { host, port };
    this.#targetUri = uri;
  }

  /** A new request of ours. */
  request(method: string, more: { headers?: readonly Header[]; body?: string } = {}): SipRequest {
    this.#cseq += 1;
    return this.#make(method, this.#cseq, more);
  }

  /** To a 2xx of the INVITE: a request of its own (§13.2.2.4). */
  acknowledge(invite: SipRequest): SipRequest {
    return this.#make('ACK', readCseq(invite).number, {});
  }

  #make(method: string, cseq: number, more: { headers?: readonly Header[]; body?: string }): SipRequest {
    return {
      kind: 'request',
      method,
      uri: this.#targetUri,
      headers: [
        ['Via', this.#wire.via],
        ['Max-Forwards', '70'],
        ['From', `${this.#local};tag=${this.localTag}`],
        ['To', this.remoteTag ? `${this.#remote};tag=${this.remoteTag}` : this.#remote],
        ['Call-ID', this.callId],
        ['CSeq', `${cseq} ${method}`],
        this.contact,
        ['User-Agent', 'Hausruf test telephone'],
        ...(more.headers ?? []),
      ],
      body: more.body ?? '',
    };
  }
}
