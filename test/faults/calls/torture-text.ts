/**
 * Messages as RFC 4475 describes them: lawful ones that look odd, and unlawful ones. Written from its
 * descriptions, for UDP and for our own numbers.
 */
export interface Torture {
  /** Section of RFC 4475, or what it is like. */
  name: string;
  /** What a good answer to the trunk is; null: anything, silence included, but an end of the service. */
  answers: RegExp | null;
  bytes: (sender: Sender) => Uint8Array;
}

export interface Sender {
  /** Of whoever sends, and where to. */
  host: string;
  port: number;
  sipHost: string;
  sipPort: number;
  /** The mailbox that is dialled. */
  number: string;
  id: string;
}

type Lines = (sender: Sender) => (string | null)[];

export const request =
  (lines: Lines, body = '') =>
  (sender: Sender) =>
    Buffer.from([...lines(sender).filter(line => line !== null), '', body].join('\r\n'), 'latin1');

export const via = (s: Sender) => `Via: SIP/2.0/UDP ${s.host}:${s.port};branch=z9hG4bK${s.id};rport`;
export const uri = (s: Sender) => `sip:${s.number}@${s.sipHost}:${s.sipPort}`;
export const from = (s: Sender) => `From: <sip:torture@${s.host}>;tag=t${s.id}`;
export const to = (s: Sender) => `To: <${uri(s)}>`;
export const callId = (s: Sender) => `Call-ID: ${s.id}@${s.host}`;
export const contact = (s: Sender) => `Contact: <sip:torture@${s.host}:${s.port}>`;
export const length = (value: number | string) => `Content-Length: ${value}`;

/** A whole OPTIONS with some lines in place of the usual ones; null leaves one out. */
export function options(
  change: Partial<
    Record<
      'start' | 'via' | 'from' | 'to' | 'callId' | 'cseq' | 'contact' | 'length',
      (s: Sender) => string | null
    >
  >,
  more: Lines = () => [],
  body = '',
) {
  return request(
    s => [
      change.start ? change.start(s) : `OPTIONS ${uri(s)} SIP/2.0`,
      change.via ? change.via(s) : via(s),
      'Max-Forwards: 70',
      change.from ? change.from(s) : from(s),
      change.to ? change.to(s) : to(s),
      change.callId ? change.callId(s) : callId(s),
      change.cseq ? change.cseq(s) : 'CSeq: 1 OPTIONS',
      change.contact ? change.contact(s) : contact(s),
      ...more(s),
      change.length ? change.length(s) : length(Buffer.byteLength(body, 'latin1')),
    ],
    body,
  );
}

export const sdp = (s: Sender) =>
  [
    'v=0',
    `o=- 1 1 IN IP4 ${s.host}`,
    's=-',
    `c=IN IP4 ${s.host}`,
    't=0 0',
    'm=audio 49217 RTP/AVP 8',
    '',
  ].join('\r\n');

export const anything = /^SIP\/2\.0 [1-6]\d\d/;
export const good = /^SIP\/2\.0 200/;
export const bad = /^SIP\/2\.0 (4|5)\d\d/;
