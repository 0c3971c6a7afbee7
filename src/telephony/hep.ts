/**
 * What Asterisk mirrors (res_hep, HEPv3: github.com/sipcapture/HEP) → the few facts of a SIP message that the
 * diagnosis needs. Pure. Untrusted: any program on this machine, and every caller, writes what is read here.
 * Names and numbers are never taken out of it.
 */

/** What one side says about the voice. */
export interface VoiceFacts {
  /** `telephone-event` (RFC 4733). */
  hasTelephoneEvent: boolean;
  /** As written, in the order of preference; without `telephone-event`. */
  codecs: string[];
}

export interface SipFacts {
  callId: string;
  /** Of the request, or of the request that is answered; capitals. */
  method: string;
  /** null: a request. */
  status: number | null;
  /** The request, told from its repetitions: who sent it, and its CSeq. */
  requestKey: string;
  voice: VoiceFacts | null;
  /** Of an INFO that carries a key: 0–9, *, #, A–D. */
  digit: string | null;
}

/** Requests with certificates or geography in them are larger than one packet, none is as large as this. */
const MOST_SIP_BYTES = 16_384;
const LONGEST_CALL_ID = 256;
const MOST_CODECS = 16;
const VERSION_AND_LENGTH_BYTES = 6;
const CHUNK_HEAD_BYTES = 6;
/** Chunks of the generic vendor (0). */
const PROTOCOL_CHUNK = 0x0b;
const PAYLOAD_CHUNK = 0x0f;
const PROTOCOL_SIP = 1;

/** RFC 3551 §6: what needs no line of its own in a description. */
const staticCodecs: Record<string, string> = {
  0: 'PCMU',
  3: 'GSM',
  4: 'G723',
  8: 'PCMA',
  9: 'G722',
  13: 'CN',
  15: 'G728',
  18: 'G729',
};

/** One datagram; null: no HEPv3, no SIP, or nothing that we understand. Never throws. */
export function readMirrored(datagram: Uint8Array): SipFacts | null {
  const sip = sipOfHep(datagram);
  return sip === null ? null : readSip(sip);
}

/** The SIP message in a HEPv3 packet. */
export function sipOfHep(datagram: Uint8Array): Uint8Array | null {
  const packet = Buffer.from(datagram.buffer, datagram.byteOffset, datagram.byteLength);
  if (packet.length < VERSION_AND_LENGTH_BYTES || packet.toString('latin1', 0, 4) !== 'HEP3') return null;
  const end = packet.readUInt16BE(4);
  if (end > packet.length) return null;
  let isSip = false;
  let payload: Uint8Array | null = null;
  for (let at = VERSION_AND_LENGTH_BYTES; at < end; ) {
    if (at + CHUNK_HEAD_BYTES > end) return null;
    const length = packet.readUInt16BE(at + 4);
    if (length < CHUNK_HEAD_BYTES || at + length > end) return null;
    const type = packet.readUInt16BE(at) === 0 ? packet.readUInt16BE(at + 2) : null;
    const content = packet.subarray(at + CHUNK_HEAD_BYTES, at + length);
    if (type === PROTOCOL_CHUNK) isSip = content.length === 1 && content[0] === PROTOCOL_SIP;
    if (type === PAYLOAD_CHUNK) payload = content;
    at += length;
  }
  return isSip && payload !== null && payload.length <= MOST_SIP_BYTES ? payload : null;
}

/** A SIP message as text (RFC 3261 §7). */
export function readSip(bytes: Uint8Array): SipFacts | null {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  const gap = /\r?\n\r?\n/.exec(text);
  const head = (gap ? text.slice(0, gap.index) : text).replace(/\r?\n[ \t]+/g, ' ');
  const body = gap ? text.slice(gap.index + gap[0].length) : '';
  const [start = '', ...lines] = head.split(/\r?\n/);
  const status = /^SIP\/2\.0 ([1-6][0-9]{2}) /i.exec(start)?.[1];
  if (status === undefined && !/^[A-Za-z]+ [^ ]+ SIP\/2\.0$/i.test(start)) return null;
  const headers = headersOf(lines);
  const callId = headers.get('call-id') ?? '';
  const [, number, method] = /^([0-9]{1,10})\s+([A-Za-z]{1,16})$/.exec(headers.get('cseq') ?? '') ?? [];
  if (callId === '' || callId.length > LONGEST_CALL_ID || !number || !method) return null;
  const contentType = headers.get('content-type')?.toLowerCase() ?? '';
  const name = method.toUpperCase();
  return {
    callId,
    method: name,
    status: status === undefined ? null : Number(status),
    requestKey: `${tagOf(headers.get('from') ?? '')} ${number} ${name}`,
    voice: readVoice(sdpOf(contentType, body)),
    digit: name === 'INFO' && status === undefined ? digitOf(contentType, body) : null,
  };
}

/** RFC 3261 §7.3.3: one letter for a name. Only the ones that are read here; the first of each counts. */
const names: Record<string, string> = {
  i: 'call-id',
  'call-id': 'call-id',
  c: 'content-type',
  'content-type': 'content-type',
  f: 'from',
  from: 'from',
  cseq: 'cseq',
};

function headersOf(lines: readonly string[]): Map<string, string> {
  const headers = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    const name = names[line.slice(0, Math.max(colon, 0)).trim().toLowerCase()];
    if (name !== undefined && !headers.has(name)) headers.set(name, line.slice(colon + 1).trim());
  }
  return headers;
}

const tagOf = (from: string): string =>
  /;\s*tag\s*=\s*([^;\s>]{1,64})/i.exec(from.slice(from.lastIndexOf('>') + 1))?.[1] ?? '';

/** The description of the voice, also out of a body of several parts (RFC 5621). */
function sdpOf(contentType: string, body: string): string {
  if (/^application\/sdp\s*(;|$)/.test(contentType)) return body;
  if (!contentType.startsWith('multipart/')) return '';
  const lines = body.split(/\r?\n/);
  const from = lines.indexOf('v=0');
  if (from < 0) return '';
  const end = lines.findIndex((line, index) => index > from && line.startsWith('--'));
  return lines.slice(from, end < 0 ? undefined : end).join('\n');
}

/** All voice lines together that are not refused (port 0); null: there is none. */
function readVoice(sdp: string): VoiceFacts | null {
  const media: { types: string[]; named: Map<string, string> }[] = [];
  let current: (typeof media)[number] | null = null;
  for (const line of sdp.split(/\r?\n/)) {
    if (line.startsWith('m=')) {
      const [, port, types] = /^m=audio ([0-9]+)\S* \S+ ([0-9 ]+)$/i.exec(line.trimEnd()) ?? [];
      current = types && Number(port) !== 0 ? { types: types.split(' '), named: new Map() } : null;
      if (current) media.push(current);
    } else if (current) {
      const [, type, name] = /^a=rtpmap:([0-9]{1,3}) ([A-Za-z0-9._-]{1,20})\//i.exec(line) ?? [];
      if (type && name) current.named.set(type, name);
    }
  }
  if (media.length === 0) return null;
  const all = media.flatMap(({ types, named }) =>
    types.flatMap(type => named.get(type) ?? staticCodecs[type] ?? []),
  );
  const isEvent = (name: string) => name.toLowerCase() === 'telephone-event';
  return {
    hasTelephoneEvent: all.some(isEvent),
    codecs: [...new Set(all)].filter(name => !isEvent(name)).slice(0, MOST_CODECS),
  };
}

/** As Asterisk's res_pjsip_dtmf_info reads them: the key itself, or its event number. */
function digitOf(contentType: string, body: string): string | null {
  const written = /^application\/dtmf-relay\s*(;|$)/.test(contentType)
    ? /^signal\s*=\s*(\S{1,2})\s*$/im.exec(body)?.[1]
    : /^application\/dtmf\s*(;|$)/.test(contentType)
      ? /^\s*(\S{1,2})\s*$/.exec(body)?.[1]
      : undefined;
  if (written === undefined) return null;
  if (/^[0-9]{1,2}$/.test(written)) return '0123456789*#ABCD'[Number(written)] ?? null;
  return /^[*#A-D]$/.test(written) ? written : null;
}
