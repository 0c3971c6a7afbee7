/** The lawful ones that look odd (RFC 4475 §3.1.1), and all together. */
import {
  anything,
  bad,
  callId,
  contact,
  from,
  good,
  length,
  options,
  request,
  sdp,
  type Torture,
  to,
  uri,
  via,
} from './torture-text.ts';
import { unlawful } from './torture-unlawful.ts';

const lawful: Torture[] = [
  {
    name: '3.1.1.1 a short tortuous INVITE',
    answers: anything,
    bytes: s =>
      Buffer.from(
        [
          `INVITE sip:vivekg@${s.sipHost}:${s.sipPort};unknownparam SIP/2.0`,
          `TO :\r\n sip:vivekg@${s.sipHost} ;   tag    = 1918181833n`,
          `from   : "J Rosenberg \\\\\\""       <sip:jdrosen@${s.host}>\r\n  ;\r\n  tag = t${s.id}`,
          'MaX-fOrWaRdS: 0068',
          `Call-ID: wsinv.${s.id}@${s.host}`,
          `Content-Length   : ${Buffer.byteLength(sdp(s))}`,
          'cseq: 0009\r\n  INVITE',
          `Via  : SIP  /   2.0\r\n /UDP\r\n    ${s.host}:${s.port};branch=z9hG4bK${s.id};rport`,
          's :',
          'NewFangledHeader:   newfangled value\r\n continued newfangled value',
          'UnknownHeaderWithUnusualValue: ;;,,;;,;',
          'Content-Type: application/sdp',
          `m:"Quoted string \\"\\"" <sip:jdrosen@${s.host}:${s.port}> ; newparam =\r\n      newvalue ;\r\n  secondparam ; q = 0.33`,
          '',
          sdp(s),
        ].join('\r\n'),
        'latin1',
      ),
  },
  {
    name: '3.1.1.2 a wide range of characters',
    answers: bad,
    bytes: request(s => [
      `!interesting-Method0123456789_*+\`.%indeed'~ sip:1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*:&it+has=1,weird!*pas$wo~d_too.(doesn't-it)@${s.sipHost}:${s.sipPort} SIP/2.0`,
      via(s),
      'Max-Forwards: 255',
      "From: token1~` token2'+_ token3*%!.- <sip:mundane@example.com>;fromParam''~+*_!.-%=\"\u00d1\u0080\u00d0\u00b0\u00d0\u00b1\";tag=_token~1'+`*%!-.",
      'To: "BEL:\\\u0007 NUL:\\\u0000 DEL:\\\u007f" <sip:1_unusual.URI~(to-be!sure)&isn\'t+it$/crazy?,/;;*@example.com>',
      `Call-ID: intmeth.word%ZK-!.*_+'@word\`~)(><:\\/"][?}{${s.id}`,
      "CSeq: 139122385 !interesting-Method0123456789_*+`.%indeed'~",
      "extensionHeader-!.%*+_`'~:\u00ef\u00bb\u00bf\u00e5\u00a4\u00a7\u00e5\u0081\u009c\u00e9\u009b\u00bb",
      length(0),
    ]),
  },
  {
    name: '3.1.1.3 a percent sign that escapes a percent sign',
    answers: anything,
    bytes: options({
      start: s => `OPTIONS sip:sips%3Auser%2540example.com@${s.sipHost}:${s.sipPort} SIP/2.0`,
      to: s => `To: sip:%75se%72@${s.sipHost}`,
    }),
  },
  {
    name: '3.1.1.4 escaped nulls in URIs',
    answers: anything,
    bytes: options({
      start: s => `OPTIONS sip:null-%00-null@${s.sipHost}:${s.sipPort} SIP/2.0`,
      from: s => `From: sip:null-%00-null@${s.host};tag=t${s.id}`,
      to: s => `To: sip:null-%00-null@${s.sipHost}`,
    }),
  },
  {
    name: '3.1.1.5 a percent sign that is no escape',
    answers: bad,
    bytes: options({
      start: s => `RE%47IST%45R ${uri(s)} SIP/2.0`,
      cseq: () => 'CSeq: 29344 RE%47IST%45R',
      from: s => `From: "%Z%45" <sip:resource@${s.host}>;tag=t${s.id}`,
    }),
  },
  {
    name: '3.1.1.6 no space between name and <',
    answers: good,
    bytes: options({ from: s => `From: caller<sip:caller@${s.host}>;tag=t${s.id}` }),
  },
  {
    name: '3.1.1.7 long values',
    answers: anything,
    bytes: options(
      {
        to: s =>
          `To: "I have a user name of ${'extreme '.repeat(40)}proportion"<sip:${'user'.repeat(60)}@${s.sipHost}>`,
      },
      () => [
        `Unknown-${'Long'.repeat(20)}-Name: unknown-${'long-'.repeat(60)}value; unknown-${'long-'.repeat(40)}parameter-name = ${'x'.repeat(300)}`,
      ],
    ),
  },
  {
    name: '3.1.1.8 octets after the end',
    answers: good,
    bytes: s =>
      Buffer.concat([
        Buffer.from(options({})(s)),
        Buffer.from(`INVITE ${uri(s)} SIP/2.0\r\nthis is no part of it ${'\0'.repeat(40)}`),
      ]),
  },
  {
    name: '3.1.1.9 parameters of the user part',
    answers: anything,
    bytes: options({ start: s => `OPTIONS sip:user;par=u%40example.net@${s.sipHost}:${s.sipPort} SIP/2.0` }),
  },
  {
    name: '3.1.1.10 many transports',
    answers: good,
    bytes: options({}, () => [
      'Via: SIP/2.0/SCTP 192.0.2.1;branch=z9hG4bKa',
      'Via: SIP/2.0/TLS 192.0.2.2;branch=z9hG4bKb',
      'Via: SIP/2.0/UNKNOWN 192.0.2.3;branch=z9hG4bKc',
      'Via: SIP/2.0/TCP 192.0.2.4;branch=z9hG4bKd',
    ]),
  },
  {
    name: '3.1.1.11 a body of several parts',
    answers: anything,
    bytes: options(
      {},
      () => ['Content-Type: multipart/mixed;boundary=7a9cbec02ceef655'],
      '--7a9cbec02ceef655\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: binary\r\n\r\nHello\r\n--7a9cbec02ceef655\r\nContent-Type: application/octet-stream\r\n\r\n\u0000\u0001\u0082\u00ff\r\n--7a9cbec02ceef655--',
    ),
  },
  {
    name: '3.1.1.12 an unusual reason phrase',
    answers: null,
    bytes: request(s => [
      'SIP/2.0 200 = 2**3 * 5**2 \u00d0\u00bd\u00d0\u00be \u00d1\u0081\u00d1\u0082\u00d0\u00be',
      via(s),
      from(s),
      to(s),
      callId(s),
      'CSeq: 35 INVITE',
      contact(s),
      length(0),
    ]),
  },
  {
    name: '3.1.1.13 no reason phrase',
    answers: null,
    bytes: request(s => ['SIP/2.0 100 ', via(s), from(s), to(s), callId(s), 'CSeq: 35 INVITE', length(0)]),
  },
];

export const tortures: Torture[] = [...lawful, ...unlawful];
