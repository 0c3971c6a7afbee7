/** The provider's side of a registration (RFC 3261 §10, §22): who may register, by digest with MD5. */
import { createHash } from 'node:crypto';
import { type Header, header, parameter, readParty, responseTo, type SipRequest } from './sip-message.ts';
import { newId } from './wire.ts';

export interface RegistrarAccount {
  user: string;
  password: string;
  realm?: string;
  /** How long a registration is granted for at most. Default: what was asked for. */
  grantSeconds?: number;
  /** Refuses everybody with this status, whatever the password. */
  refuseWith?: number;
  /** Calls to this telephone need the password, too (407), as with most providers. */
  challengesCalls?: boolean;
}

export interface SeenRegistration {
  /** performance.now in ms. */
  at: number;
  user: string;
  contact: string;
  /** As asked for; 0: taken back. */
  expires: number;
  /** What it was answered: 200, 401 (asked for the password, or it was wrong), or the refusal. */
  status: number;
  /** A password came with it. */
  hasCredentials: boolean;
}

export class Registrar {
  /** null: every REGISTER is refused with 403. */
  account: RegistrarAccount | null;
  readonly seen: SeenRegistration[] = [];
  readonly #nonces = new Set<string>();

  constructor(account: RegistrarAccount | null) {
    this.account = account;
  }

  answerRegister(request: SipRequest) {
    const contact = header(request, 'Contact') ?? '';
    const expires = Number(parameter(contact, 'expires') ?? header(request, 'Expires') ?? 3600);
    const { account } = this;
    const refusal = account ? account.refuseWith : 403;
    const status = refusal ?? (this.#isAuthorised(request, 'Authorization') ? 200 : 401);
    this.seen.push({
      at: performance.now(),
      user: readParty(header(request, 'To') ?? '').user,
      contact,
      expires,
      status,
      hasCredentials: header(request, 'Authorization') !== null,
    });
    return responseTo(request, status, {
      toTag: newId(4),
      headers: this.#headersFor(status, contact, expires),
    });
  }

  /** The 407 that an INVITE needs first; null: it may come in. */
  challengeCall(invite: SipRequest) {
    if (!this.account?.challengesCalls || this.#isAuthorised(invite, 'Proxy-Authorization')) return null;
    return responseTo(invite, 407, {
      toTag: newId(4),
      headers: [['Proxy-Authenticate', this.#challenge()]],
    });
  }

  #headersFor(status: number, contact: string, expires: number): Header[] {
    if (status === 401) return [['WWW-Authenticate', this.#challenge()]];
    if (status !== 200 || expires === 0) return [];
    const granted = Math.min(expires, this.account?.grantSeconds ?? expires);
    return [['Contact', `${contact.replace(/;\s*expires=[^;]*/i, '')};expires=${granted}`]];
  }

  #challenge(): string {
    const nonce = newId(16);
    this.#nonces.add(nonce);
    return `Digest realm="${this.#realm}", nonce="${nonce}", algorithm=MD5, qop="auth"`;
  }

  get #realm(): string {
    return this.account?.realm ?? 'phone.test';
  }

  #isAuthorised(request: SipRequest, name: string): boolean {
    const { account } = this;
    const given = readDigest(header(request, name) ?? '');
    if (!account || given.username !== account.user || !this.#nonces.has(given.nonce ?? '')) return false;
    return (
      given.response ===
      digestResponse({
        user: account.user,
        password: account.password,
        realm: this.#realm,
        method: request.method,
        uri: given.uri ?? '',
        nonce: given.nonce ?? '',
        qop: given.qop ? { name: given.qop, count: given.nc ?? '', cnonce: given.cnonce ?? '' } : null,
      })
    );
  }
}

/** RFC 2617 §3.2.2. */
export function digestResponse(parts: {
  user: string;
  password: string;
  realm: string;
  method: string;
  uri: string;
  nonce: string;
  qop: { name: string; count: string; cnonce: string } | null;
}): string {
  const md5 = (text: string) => createHash('md5').update(text).digest('hex');
  const secret = md5(`${parts.user}:${parts.realm}:${parts.password}`);
  const what = md5(`${parts.method}:${parts.uri}`);
  const { qop } = parts;
  const middle = qop ? `${parts.nonce}:${qop.count}:${qop.cnonce}:${qop.name}` : parts.nonce;
  return md5(`${secret}:${middle}:${what}`);
}

/** `Digest a="b", c=d` → its parts, names in small letters. */
export function readDigest(value: string): Record<string, string> {
  const pairs = value.matchAll(/([A-Za-z]+)\s*=\s*(?:"([^"]*)"|([^\s,"]+))/g);
  return Object.fromEntries(
    Array.from(pairs, ([, name = '', quoted, bare]) => [name.toLowerCase(), quoted ?? bare ?? '']),
  );
}
