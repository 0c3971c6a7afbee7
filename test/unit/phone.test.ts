/** The pure parts of our own test telephone: messages, packets, codecs, keys, passwords. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeUlaw } from '../../scripts/phone/codecs.ts';
import { dualTone, eventOf, infoBody, readInfoBody, tonesOf } from '../../scripts/phone/digits.ts';
import { newG722Decoder, newG722Encoder } from '../../scripts/phone/g722.ts';
import { digestResponse, readDigest } from '../../scripts/phone/registrar.ts';
import { readRtp, writeRtp } from '../../scripts/phone/rtp.ts';
import { makeSdp, mirrored, readSdp } from '../../scripts/phone/sdp.ts';
import {
  formatSip,
  header,
  headersNamed,
  parseSip,
  readCseq,
  readParty,
  responseTo,
  type SipRequest,
} from '../../scripts/phone/sip-message.ts';
import { loudness, shareAt } from '../../scripts/phone/tones.ts';
import { decodeUlaw } from '../../src/audio/g711.ts';

const keys = '0123456789*#ABCD';

describe('a SIP message', () => {
  const invite: SipRequest = {
    kind: 'request',
    method: 'INVITE',
    uri: 'sip:+4944155501@127.0.0.1:5060',
    headers: [
      ['Via', 'SIP/2.0/UDP 127.0.0.1:5070;branch=z9hG4bKa;rport'],
      ['From', '"Anna \\"A\\" Maier" <sip:+49441@host>;tag=abc'],
      ['To', '<sip:+4944155501@host>'],
      ['Call-ID', 'x@y'],
      ['CSeq', '7 INVITE'],
      ['Diversion', '<sip:1@h>'],
      ['Diversion', '<sip:2@h>'],
    ],
    body: 'v=0\r\nö\r\n',
  };

  it('is read as it was written, its length in bytes', () => {
    const text = formatSip(invite);
    expect(text).toContain('\r\nContent-Length: 9\r\n\r\nv=0');
    const read = parseSip(Buffer.from(text));
    expect(read).toEqual({ ...invite, headers: [...invite.headers, ['Content-Length', '9']] });
    expect(read && formatSip(read)).toBe(text);
  });

  it('may use short names and folded lines', () => {
    const read = parseSip(
      'BYE sip:a@b SIP/2.0\r\nv: SIP/2.0/UDP h\r\ni: 5\r\nf: <sip:c@d>\r\n ;tag=t\r\n\r\n',
    );
    expect(read && header(read, 'Call-ID')).toBe('5');
    expect(read && readParty(header(read, 'From') ?? '').tag).toBe('t');
    expect(read && headersNamed(invite, 'diversion')).toEqual(['<sip:1@h>', '<sip:2@h>']);
  });

  it('is never an exception, whatever comes', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.uint8Array()), bytes => void parseSip(bytes)));
    expect(parseSip('rubbish')).toBeNull();
    expect(parseSip('')).toBeNull();
  });

  it('is answered with its own headers and our tag', () => {
    const answer = responseTo(invite, 486, { toTag: 'mine' });
    expect(formatSip(answer)).toMatch(/^SIP\/2\.0 486 Busy Here\r\n/);
    expect(header(answer, 'To')).toBe('<sip:+4944155501@host>;tag=mine');
    expect(header(answer, 'Diversion')).toBeNull();
    expect(readCseq(answer)).toEqual({ number: 7, method: 'INVITE' });
  });

  it.each([
    ['"A B" <sip:u@h:5070;lr>;tag=9', { name: 'A B', user: 'u', host: 'h', port: 5070, tag: '9' }],
    ['sip:+49@1.2.3.4', { name: '', user: '+49', host: '1.2.3.4', port: 5060, tag: null }],
    ['<sip:127.0.0.1:6000>', { name: '', user: '', host: '127.0.0.1', port: 6000, tag: null }],
    ['<tel:+49>', { user: '', host: '' }],
  ])('names a party: %s', (value, party) => expect(readParty(value)).toMatchObject(party));
});

describe('the description of the voice', () => {
  it('is read as it was written', () => {
    const text = makeSdp({
      host: '127.0.0.2',
      port: 4000,
      codecs: ['g722', 'alaw'],
      events: true,
      direction: 'sendonly',
      version: 3,
    });
    expect(readSdp(text)).toEqual({
      host: '127.0.0.2',
      port: 4000,
      payloadTypes: [9, 8, 101],
      eventPayloadType: 101,
      direction: 'sendonly',
    });
    expect(mirrored('sendonly')).toBe('recvonly');
  });

  it('without a voice line, or with one that is refused, is none', () => {
    expect(readSdp('v=0\r\nc=IN IP4 1.2.3.4\r\n')).toBeNull();
    expect(readSdp('v=0\r\nc=IN IP4 1.2.3.4\r\nm=audio 0 RTP/AVP 8\r\n')).toBeNull();
  });
});

describe('a voice packet', () => {
  it('is read as it was written', () => {
    const packet = fc.record({
      payloadType: fc.integer({ min: 0, max: 63 }),
      isMarked: fc.boolean(),
      sequence: fc.integer({ min: 0, max: 0xffff }),
      timestamp: fc.integer({ min: 0, max: 0xffffffff }),
      ssrc: fc.integer({ min: 0, max: 0xffffffff }),
      payload: fc.uint8Array(),
    });
    fc.assert(
      fc.property(packet, each => {
        const read = readRtp(writeRtp(each));
        expect({ ...read, payload: Uint8Array.from(read?.payload ?? []) }).toEqual(each);
      }),
    );
  });

  it('is never an exception, whatever comes', () => {
    fc.assert(fc.property(fc.uint8Array(), bytes => void readRtp(Buffer.from(bytes))));
    expect(readRtp(Buffer.from([0x80, 200, 0, 6, 0, 0, 0, 0, 0, 0, 0, 0]))).toBeNull();
  });
});

describe('µ-law', () => {
  it('comes back within its own steps', () => {
    const samples = Int16Array.from({ length: 65_536 }, (_, index) => index - 32_768);
    const back = decodeUlaw(encodeUlaw(samples));
    const wrong = samples.findIndex((sample, index) => {
      return Math.abs((back[index] ?? 0) - sample) > Math.max(8, Math.abs(sample) / 16);
    });
    expect(wrong).toBe(-1);
  });
});

describe('G.722', () => {
  it('comes back as the same sound, from speech level to full scale', () => {
    for (const level of [300, 3000, 30_000]) {
      const samples = Int16Array.from({ length: 8000 }, (_, index) => {
        return level * (0.6 * Math.sin(index / 3) + 0.4 * Math.sin(index / 7)) * Math.sin(index / 900);
      });
      const bytes = newG722Encoder()(samples);
      expect(bytes).toHaveLength(samples.length);
      const error = newG722Decoder()(bytes).map((value, index) => value - (samples[index] ?? 0));
      // More than 20 dB apart.
      expect(loudness(error) / loudness(samples)).toBeLessThan(0.1);
    }
  });
});

describe('a key', () => {
  it.each(Array.from(keys))('%s sounds with its two tones alone', key => {
    const samples = dualTone(key, 100);
    const [low, high] = tonesOf(key);
    expect(shareAt(samples, low)).toBeCloseTo(0.5, 1);
    expect(shareAt(samples, high)).toBeCloseTo(0.5, 1);
    expect(readInfoBody(infoBody(key, 160))).toBe(key);
  });

  it('is nothing else', () => {
    expect(() => eventOf('x')).toThrow();
    expect(() => eventOf('12')).toThrow();
  });
});

describe('a password', () => {
  it('is checked as in the example of RFC 2617', () => {
    const given = readDigest('Digest username="Mufasa", qop=auth, nc=00000001, cnonce="0a4f113b"');
    expect(given).toEqual({ username: 'Mufasa', qop: 'auth', nc: '00000001', cnonce: '0a4f113b' });
    expect(
      digestResponse({
        user: 'Mufasa',
        password: 'Circle Of Life',
        realm: 'testrealm@host.com',
        method: 'GET',
        uri: '/dir/index.html',
        nonce: 'dcd98b7102dd2f0e8b11d0f600bfb0c093',
        qop: { name: 'auth', count: '00000001', cnonce: '0a4f113b' },
      }),
    ).toBe('6629fae49393a05397450978507c4ef1');
  });
});
