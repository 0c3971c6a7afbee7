/** What no lawful sender sends (RFC 4475 §3.1.2 to 3.4), and rubbish. */
import {
  anything,
  callId,
  contact,
  from,
  length,
  options,
  request,
  type Torture,
  to,
  uri,
  via,
} from './torture-text.ts';

export const unlawful: Torture[] = [
  {
    name: '3.1.2.1 odd separators',
    answers: null,
    bytes: options({ via: s => `Via: SIP/2.0/UDP ${s.host}:${s.port};;,;,,;branch=z9hG4bK${s.id}` }, () => [
      'Contact: "" <> ;,"Joe" <sip:joe@example.org>;;;;',
    ]),
  },
  {
    name: '3.1.2.2 Content-Length larger than the body',
    answers: null,
    bytes: options({ length: () => length(9999) }, () => ['Content-Type: application/sdp'], 'v=0\r\n'),
  },
  {
    name: '3.1.2.3 a negative Content-Length',
    answers: null,
    bytes: options({ length: () => length(-999) }, () => [], 'v=0\r\n'),
  },
  {
    name: '3.1.2.4 numbers beyond their range in a request',
    answers: null,
    bytes: options(
      {
        cseq: () => 'CSeq: 36893488147419103232 OPTIONS',
        via: s => `Via: SIP/2.0/UDP ${s.host}:${s.port};branch=z9hG4bK${s.id};ttl=256;rport`,
      },
      () => [
        'Max-Forwards: 300',
        'Expires: 1000000000000000000000000000000000',
        'Contact: <sip:user@host129.example.com>;expires=280297596632815',
      ],
    ),
  },
  {
    name: '3.1.2.5 numbers beyond their range in a response',
    answers: null,
    bytes: request(s => [
      'SIP/2.0 503 Service Unavailable',
      via(s),
      from(s),
      to(s),
      callId(s),
      'CSeq: 9292394834772304023312 OPTIONS',
      'Retry-After: 949302838503028349304023988',
      'Warning: 1812 overture "In Progress"',
      length(0),
    ]),
  },
  {
    name: '3.1.2.6 an unterminated quoted name',
    answers: null,
    bytes: options({ to: s => `To: "Mr. J. User <sip:j.user@${s.sipHost}>` }),
  },
  {
    name: '3.1.2.7 angle brackets around the request URI',
    answers: null,
    bytes: options({ start: s => `OPTIONS <${uri(s)}> SIP/2.0` }),
  },
  {
    name: '3.1.2.8 white space within the request URI',
    answers: null,
    bytes: options({ start: s => `OPTIONS sip:${s.number}@${s.sipHost}; lr SIP/2.0` }),
  },
  {
    name: '3.1.2.9 several spaces in the start line',
    answers: null,
    bytes: options({ start: s => `OPTIONS  ${uri(s)}  SIP/2.0` }),
  },
  {
    name: '3.1.2.10 spaces at the end of the start line',
    answers: null,
    bytes: options({ start: s => `OPTIONS ${uri(s)} SIP/2.0  ` }),
  },
  {
    name: '3.1.2.11 escaped headers in the request URI',
    answers: null,
    bytes: options({ start: s => `OPTIONS ${uri(s)}?Route=%3Csip:example.com%3E SIP/2.0` }),
  },
  {
    name: '3.1.2.12 a date in no known zone',
    answers: null,
    bytes: options({}, () => ['Date: Fri, 01 Jan 2010 16:00:00 EST', 'Expires: soon']),
  },
  {
    name: '3.1.2.13 a URI with a space in its name, in no brackets',
    answers: null,
    bytes: options({}, s => [`Contact: sip:user@${s.host}?Route=%3Csip:sip.example.com%3E and more`]),
  },
  {
    name: '3.1.2.14 spaces within an address',
    answers: null,
    bytes: options({ to: s => `To: "Watson, Thomas" < sip:t.watson@${s.sipHost} >` }),
  },
  {
    name: '3.1.2.15 a name that is no token',
    answers: null,
    bytes: options({ from: s => `From: Bell, Alexander <sip:a.g.bell@${s.host}>;tag=t${s.id}` }),
  },
  {
    name: '3.1.2.16 a version of the protocol nobody knows',
    answers: null,
    bytes: options({
      start: s => `OPTIONS ${uri(s)} SIP/7.0`,
      via: s => `Via: SIP/7.0/UDP ${s.host}:${s.port};branch=z9hG4bK${s.id};rport`,
    }),
  },
  {
    name: '3.1.2.17 start line and CSeq of two methods',
    answers: null,
    bytes: options({ cseq: () => 'CSeq: 8 INVITE' }),
  },
  {
    name: '3.1.2.18 a method nobody knows, and another in CSeq',
    answers: null,
    bytes: options({ start: s => `NEWMETHOD ${uri(s)} SIP/2.0` }),
  },
  {
    name: '3.1.2.19 a status of four digits',
    answers: null,
    bytes: request(s => [
      'SIP/2.0 4294967301 better not break the receiver',
      via(s),
      from(s),
      to(s),
      callId(s),
      'CSeq: 353494 INVITE',
      contact(s),
      length(0),
    ]),
  },
  {
    name: '3.2.1 a branch of the magic cookie alone',
    answers: null,
    bytes: options({ via: s => `Via: SIP/2.0/UDP ${s.host}:${s.port};branch=z9hG4bK;rport` }),
  },
  {
    name: '3.3.1 without what every request needs',
    answers: null,
    bytes: options({ from: () => null, to: () => null, callId: () => null }),
  },
  {
    name: '3.3.2 a URI scheme nobody knows',
    answers: null,
    bytes: options({ start: () => 'OPTIONS nobodyKnowsThisScheme:totallyopaquecontent SIP/2.0' }),
  },
  {
    name: '3.3.3 a scheme that is known, and no SIP',
    answers: null,
    bytes: options({ start: () => 'OPTIONS soap.beep://192.0.2.103:3002 SIP/2.0' }),
  },
  {
    name: '3.3.4 unknown schemes in other headers',
    answers: anything,
    bytes: options({
      to: () => 'To: isbn:2983792873',
      from: s => `From: <http://www.example.com>;tag=t${s.id}`,
    }),
  },
  {
    name: '3.3.5 wanted: an extension nobody knows',
    answers: /^SIP\/2\.0 (420|200|4\d\d)/,
    bytes: options({}, () => [
      'Require: nothingSupportsThis, nothingSupportsThisEither',
      'Proxy-Require: noProxiesSupportThis',
    ]),
  },
  {
    name: '3.3.6 a body of an unknown type',
    answers: anything,
    bytes: options(
      {},
      () => ['Content-Type: application/unknownformat'],
      '<audio>\r\n <pcmu port="443"/>\r\n</audio>\r\n',
    ),
  },
  {
    name: '3.3.8 several values where one belongs',
    answers: null,
    bytes: options({}, s => [
      `Call-ID: second.${s.id}`,
      'CSeq: 59 OPTIONS',
      `To: <sip:other@${s.sipHost}>`,
      'Max-Forwards: 5',
      length(80),
    ]),
  },
  {
    name: '3.3.9 two Content-Lengths',
    answers: null,
    bytes: options(
      {},
      () => [length(13), length(137)],
      'There is no way to know how many octets are supposed to be here.\r\n',
    ),
  },
  { name: '3.3.11 no hop left', answers: null, bytes: options({}, () => ['Max-Forwards: 0']) },
  {
    name: '3.4.1 as before RFC 3261: no branch, no tag',
    answers: null,
    bytes: options({
      via: s => `Via: SIP/2.0/UDP ${s.host}:${s.port}`,
      from: s => `From: <sip:iuser@${s.host}>`,
    }),
  },
  {
    name: 'an INVITE whose description is rubbish',
    answers: null,
    bytes: options(
      { start: s => `INVITE ${uri(s)} SIP/2.0`, cseq: () => 'CSeq: 1 INVITE' },
      () => ['Content-Type: application/sdp'],
      'v=9\r\nm=audio -1 RTP/AVP 999999999999\r\nc=IN IP4 999.1.1.1\r\n',
    ),
  },
  { name: 'nothing but nulls', answers: null, bytes: () => Buffer.alloc(400) },
  { name: 'nothing but line ends', answers: null, bytes: () => Buffer.from('\r\n\r\n'.repeat(20)) },
  {
    name: 'a start line of 8 kB',
    answers: null,
    bytes: options({ start: s => `OPTIONS sip:${'9'.repeat(8000)}@${s.sipHost} SIP/2.0` }),
  },
];
