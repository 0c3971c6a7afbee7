/** SIP as text (RFC 3261): read, written, answered. Pure. For tests: what is odd is read, never repaired. */

export type Header = readonly [name: string, value: string];
interface Parts {
  headers: readonly Header[];
  body: string;
}
export type SipRequest = { kind: 'request'; method: string; uri: string } & Parts;
export type SipResponse = { kind: 'response'; status: number; reason: string } & Parts;
export type SipMessage = SipRequest | SipResponse;

/** RFC 3261 §7.3.3 and RFC 3515: one letter for a name. */
const compactNames: Record<string, string> = {
  b: 'referred-by',
  c: 'content-type',
  f: 'from',
  i: 'call-id',
  k: 'supported',
  l: 'content-length',
  m: 'contact',
  r: 'refer-to',
  s: 'subject',
  t: 'to',
  v: 'via',
};

const reasons: Record<number, string> = {
  100: 'Trying',
  180: 'Ringing',
  183: 'Session Progress',
  200: 'OK',
  202: 'Accepted',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  407: 'Proxy Authentication Required',
  408: 'Request Timeout',
  480: 'Temporarily Unavailable',
  481: 'Call/Transaction Does Not Exist',
  486: 'Busy Here',
  487: 'Request Terminated',
  488: 'Not Acceptable Here',
  500: 'Server Internal Error',
  503: 'Service Unavailable',
  603: 'Decline',
};

/** One datagram; null: no SIP. */
export function parseSip(bytes: Uint8Array | string): SipMessage | null {
  const text = typeof bytes === 'string' ? bytes : Buffer.from(bytes).toString('utf8');
  const end = /\r?\n\r?\n/.exec(text);
  const head = end ? text.slice(0, end.index) : text;
  const [start = '', ...lines] = head.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/);
  const headers: Header[] = [];
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon > 0) headers.push([line.slice(0, colon).trim(), line.slice(colon + 1).trim()]);
  }
  const body = end ? text.slice(end.index + end[0].length) : '';
  const response = /^SIP\/2\.0 ([1-6][0-9][0-9]) ?(.*)$/.exec(start);
  if (response)
    return { kind: 'response', status: Number(response[1]), reason: response[2] ?? '', headers, body };
  const request = /^([A-Za-z]+) (\S+) SIP\/2\.0$/.exec(start);
  if (!request) return null;
  return { kind: 'request', method: request[1] ?? '', uri: request[2] ?? '', headers, body };
}

/** Content-Length is added, also where the headers hold one. */
export function formatSip(message: SipMessage): string {
  const start =
    message.kind === 'request'
      ? `${message.method} ${message.uri} SIP/2.0`
      : `SIP/2.0 ${message.status} ${message.reason}`;
  const headers = message.headers.filter(([name]) => fullName(name) !== 'content-length');
  return [
    start,
    ...headers.map(([name, value]) => `${name}: ${value}`),
    `Content-Length: ${Buffer.byteLength(message.body)}`,
    '',
    message.body,
  ].join('\r\n');
}

/** All values of a header, in order, as they stand there. */
export function headersNamed(message: SipMessage, name: string): string[] {
  const wanted = fullName(name);
  return message.headers.filter(([each]) => fullName(each) === wanted).map(([, value]) => value);
}

/** The first; null: there is none. */
export function header(message: SipMessage, name: string): string | null {
  return headersNamed(message, name)[0] ?? null;
}

const fullName = (name: string) => compactNames[name.toLowerCase()] ?? name.toLowerCase();

/** What a request is answered with: the headers that RFC 3261 §8.2.6 copies, then `more`. */
export function responseTo(
  request: SipRequest,
  status: number,
  more: { toTag?: string; headers?: readonly Header[]; body?: string } = {},
): SipResponse {
  const copied = request.headers.flatMap(([name, value]): Header[] => {
    const full = fullName(name);
    if (full === 'to' && more.toTag && !parameter(value, 'tag'))
      return [[name, `${value};tag=${more.toTag}`]];
    const isCopied = ['via', 'from', 'to', 'call-id', 'cseq', 'record-route'].includes(full);
    return isCopied ? [[name, value]] : [];
  });
  return {
    kind: 'response',
    status,
    reason: reasons[status] ?? 'Unknown',
    headers: [...copied, ...(more.headers ?? [])],
    body: more.body ?? '',
  };
}

export interface Party {
  /** As the header shows it, unquoted; empty: none. */
  name: string;
  uri: string;
  user: string;
  host: string;
  port: number;
  /** Of the header, not of the URI. */
  tag: string | null;
}

/** A From, To, Contact, … or a bare URI; what is missing is empty, and port 5060. */
export function readParty(value: string): Party {
  const angled = /<([^>]*)>/.exec(value);
  const uri = angled?.[1] ?? value.replace(/;.*$/s, '').trim();
  const name = angled
    ? value
        .slice(0, angled.index)
        .trim()
        .replace(/^"(.*)"$/s, '$1')
    : '';
  const parts = /^sips?:(?:([^@]*)@)?(\[[^\]]*\]|[^:;?]*)(?::([0-9]+))?/i.exec(uri);
  return {
    name,
    uri,
    user: parts?.[1] ?? '',
    host: parts?.[2] ?? '',
    port: Number(parts?.[3] ?? 5060),
    tag: parameter(angled ? value.slice(angled.index + angled[0].length) : value, 'tag'),
  };
}

/** A parameter as in `;tag=abc`; null: not there. */
export function parameter(value: string, name: string): string | null {
  const found = new RegExp(`;\\s*${name}\\s*=\\s*([^;,\\s]+)`, 'i').exec(value);
  return found?.[1] ?? null;
}

/** Number and method of the CSeq; 0 and empty where there is none. */
export function readCseq(message: SipMessage): { number: number; method: string } {
  const [number = '0', method = ''] = (header(message, 'CSeq') ?? '').split(/\s+/);
  return { number: Number(number), method };
}
