/** HEPv3 packets and SIP messages for the tests of the SIP tap. */

export const chunk = (type: number, content: Uint8Array, vendor = 0): Buffer => {
  const head = Buffer.alloc(6);
  head.writeUInt16BE(vendor, 0);
  head.writeUInt16BE(type, 2);
  head.writeUInt16BE(6 + content.length, 4);
  return Buffer.concat([head, content]);
};
export const packet = (...chunks: Buffer[]): Buffer => {
  const body = Buffer.concat(chunks);
  const head = Buffer.from('HEP3\0\0', 'latin1');
  head.writeUInt16BE(6 + body.length, 4);
  return Buffer.concat([head, body]);
};
export const sipChunk = chunk(0x0b, Uint8Array.of(1));
/** As Asterisk orders it: families, addresses, ports, times, kind, sender, then the message. */
export const mirrored = (sip: string): Buffer =>
  packet(
    chunk(0x01, Uint8Array.of(2)),
    chunk(0x02, Uint8Array.of(17)),
    chunk(0x03, Uint8Array.of(127, 0, 0, 1)),
    sipChunk,
    chunk(0x0c, Uint8Array.of(0, 0, 0, 1)),
    chunk(0x0f, Buffer.from(sip, 'latin1')),
    chunk(0x11, Buffer.from('call-id')),
  );

interface Said {
  callId?: string;
  number?: number;
  tag?: string;
  type?: string;
  body?: string | undefined;
}
const message = (start: string, method: string, said: Said): string =>
  [
    start,
    'Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK1',
    `From: "Anna" <sip:+49441783295@192.0.2.1>;tag=${said.tag ?? 'them'}`,
    'To: <sip:+4944112345@192.0.2.9>',
    `Call-ID: ${said.callId ?? 'c1'}`,
    `CSeq: ${said.number ?? 1} ${method}`,
    ...(said.body === undefined ? [] : [`Content-Type: ${said.type ?? 'application/sdp'}`]),
    '',
    said.body ?? '',
  ].join('\r\n');
export const request = (method: string, said: Said = {}) =>
  message(`${method} sip:x@192.0.2.9 SIP/2.0`, method, said);
export const reply = (status: number, said: Said & { to?: string } = {}) =>
  message(`SIP/2.0 ${status} Whatever`, said.to ?? 'INVITE', said);
export const sdp = (types: string, ...names: string[]) =>
  ['v=0', 'o=- 1 1 IN IP4 192.0.2.1', 's=-', 'c=IN IP4 192.0.2.1', 't=0 0', `m=audio 4000 RTP/AVP ${types}`]
    .concat(
      names.map(name => `a=rtpmap:${name}`),
      'a=sendrecv',
      '',
    )
    .join('\r\n');
export const withEvents = sdp('8 0 101', '8 PCMA/8000', '101 telephone-event/8000');
export const withoutEvents = sdp('8', '8 PCMA/8000');
export const info = (digit: string, number: number, said: Said = {}) =>
  request('INFO', {
    number,
    type: 'application/dtmf-relay',
    body: `Signal=${digit}\r\nDuration=160\r\n`,
    ...said,
  });
