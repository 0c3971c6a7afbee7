/** What is read of the packets that Asterisk mirrors, and of what nobody should send. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readMirrored, readSip, sipOfHep } from '../../src/telephony/hep.ts';
import { chunk, info, mirrored, packet, reply, request, sdp, sipChunk, withEvents } from './hep-packets.ts';

const read = (text: string) => readSip(Buffer.from(text, 'latin1'));

describe('a mirrored packet', () => {
  it('gives back the SIP message in it, whatever other chunks there are', () => {
    const sip = Buffer.from(request('OPTIONS'));
    expect(sipOfHep(mirrored(sip.toString()))).toEqual(sip);
    expect(sipOfHep(packet(chunk(0x0f, sip), chunk(0x99, sip), chunk(0x0f, sip, 7), sipChunk))).toEqual(sip);
  });

  it.each([
    ['another version', Buffer.from('HEP2\0\x06')],
    ['no SIP', packet(chunk(0x0b, Uint8Array.of(5)), chunk(0x0f, Buffer.from('{}')))],
    ['no kind', packet(chunk(0x0f, Buffer.from('x')))],
    ['no message', packet(sipChunk)],
    ['a message of another vendor', packet(sipChunk, chunk(0x0f, Buffer.from('x'), 1))],
    ['a message of 16,385 bytes', packet(sipChunk, chunk(0x0f, Buffer.alloc(16_385)))],
    ['a chunk of length 0', packet(sipChunk, Buffer.from([0, 0, 0, 15, 0, 0]))],
    ['a chunk that ends behind the packet', packet(sipChunk, Buffer.from([0, 0, 0, 15, 0, 9, 1]))],
    ['half a chunk', packet(sipChunk, Buffer.from([0, 0, 0]))],
    ['a length beyond what came', mirrored(request('INVITE')).subarray(0, -1)],
    ['nothing', Buffer.alloc(0)],
  ])('with %s is passed over', (_what, bytes) => {
    expect(sipOfHep(bytes)).toBeNull();
    expect(readMirrored(bytes)).toBeNull();
  });

  it('never throws, whatever bytes come', () => {
    const whole = mirrored(info('5', 2));
    const bent = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 8 }).map(changes => {
      const bytes = Buffer.from(whole);
      for (const [at, value] of changes) bytes[at] = value;
      return bytes;
    });
    const inside = fc.uint8Array({ maxLength: 400 }).map(content => packet(sipChunk, chunk(0x0f, content)));
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 300 }), bent, inside), bytes => {
        const facts = readMirrored(bytes);
        expect(facts === null || facts.callId.length <= 256).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it('is read in time however it is written', () => {
    const hostile = [
      `INVITE sip:x SIP/2.0\r\n${'a'.repeat(16_000)}`,
      `INVITE sip:x SIP/2.0\r\nFrom: ${';tag '.repeat(3000)}\r\nCall-ID: a\r\nCSeq: 1 INVITE\r\n\r\n`,
      request('INVITE', { body: 'm=audio 1 x 8 '.repeat(1000) }),
      request('INVITE', { body: `v=0\r\nm=audio 1 RTP/AVP${' 8'.repeat(7000)}\r\n` }),
      request('INFO', { type: 'application/dtmf-relay', body: `signal${' '.repeat(15_000)}=` }),
      request('INFO', { type: 'application/dtmf-relay', body: 'signal=\n'.repeat(1900) }),
      request('INFO', { type: 'application/dtmf', body: `${' '.repeat(15_000)}5 5` }),
      `INVITE sip:x SIP/2.0${'\r\n '.repeat(5000)}`,
      `INVITE sip:x SIP/2.0\r\n${'\r \n'.repeat(5000)}`,
    ];
    for (const text of hostile) {
      const began = performance.now();
      readMirrored(mirrored(text));
      expect(performance.now() - began, text.slice(0, 60)).toBeLessThan(100);
    }
  });
});

describe('a SIP message', () => {
  it('keeps no name and no number', () => {
    const facts = read(request('INVITE', { body: withEvents }));
    expect(facts).toEqual({
      callId: 'c1',
      method: 'INVITE',
      status: null,
      requestKey: 'them 1 INVITE',
      voice: { hasTelephoneEvent: true, codecs: ['PCMA', 'PCMU'] },
      digit: null,
    });
  });

  it('may write its headers short, small, folded and with bare line feeds', () => {
    const text =
      'invite sip:x SIP/2.0\nf: <sip:a>\n ;tag=t\nI : abc\ncseq:  7\n INVITE\nc:Application/SDP; x=y\n\n';
    expect(read(text + withEvents.replaceAll('\r', ''))).toMatchObject({
      callId: 'abc',
      requestKey: 't 7 INVITE',
      voice: { hasTelephoneEvent: true },
    });
  });

  it.each([
    ['without a Call-ID', request('INVITE').replace('Call-ID', 'X')],
    ['with a Call-ID of 257 characters', request('INVITE', { callId: 'x'.repeat(257) })],
    ['without CSeq', request('INVITE').replace('CSeq', 'X')],
    ['with an impossible CSeq', request('INVITE').replace('CSeq: 1', 'CSeq: one')],
    ['of another version', request('INVITE').replace('SIP/2.0\r\n', 'SIP/3.0\r\n')],
    ['that is none', 'hello'],
  ])('%s is passed over', (_what, text) => expect(read(text)).toBeNull());

  it.each([
    ['dtmf-relay', 'application/dtmf-relay', 'Signal=5\r\nDuration=160', '5'],
    ['dtmf-relay, spaced and small', 'Application/DTMF-Relay;x=1', 'signal = 5 \nduration = 160\n', '5'],
    ['dtmf-relay after the duration', 'application/dtmf-relay', 'Duration=160\r\nSignal=*\r\n', '*'],
    ['an event number', 'application/dtmf-relay', 'Signal=11\r\n', '#'],
    ['the event number of A', 'application/dtmf-relay', 'Signal=12\r\n', 'A'],
    ['a letter', 'application/dtmf-relay', 'Signal=D\r\n', 'D'],
    ['a flash', 'application/dtmf-relay', 'Signal=16\r\n', null],
    ['no signal', 'application/dtmf-relay', 'Duration=160\r\n', null],
    ['a word', 'application/dtmf-relay', 'Signal=five\r\n', null],
    ['dtmf', 'application/dtmf', '7', '7'],
    ['dtmf with a line end', 'application/dtmf', '#\r\n', '#'],
    ['dtmf with two keys', 'application/dtmf', '7 8', null],
    ['something else', 'application/dtmf-relayed', 'Signal=5', null],
    ['text', 'text/plain', 'Signal=5', null],
  ])('INFO with %s', (_what, type, body, digit) => {
    expect(read(request('INFO', { type, body }))?.digit).toBe(digit);
  });

  it('tells the key of an INFO only where it is asked, not where it is answered or of another kind', () => {
    const relay = { type: 'application/dtmf-relay', body: 'Signal=5\r\n' };
    expect(read(reply(200, { to: 'INFO', ...relay }))?.digit).toBeNull();
    expect(read(request('MESSAGE', relay))?.digit).toBeNull();
  });

  it.each([
    [
      'names that need no line',
      sdp('0 8 9 18 13'),
      { hasTelephoneEvent: false, codecs: ['PCMU', 'PCMA', 'G722', 'G729', 'CN'] },
    ],
    [
      'events that are described but not offered',
      sdp('8', '101 telephone-event/8000'),
      { hasTelephoneEvent: false, codecs: ['PCMA'] },
    ],
    [
      'events by another number, in capitals',
      sdp('8 96', '96 Telephone-Event/8000'),
      { hasTelephoneEvent: true, codecs: ['PCMA'] },
    ],
    ['a refused voice', sdp('8 101', '101 telephone-event/8000').replace('audio 4000', 'audio 0'), null],
    ['video alone', sdp('8').replace('m=audio', 'm=video'), null],
    [
      'video after the voice',
      `${sdp('8')}m=video 4002 RTP/AVP 101\r\na=rtpmap:101 telephone-event/8000\r\n`,
      { hasTelephoneEvent: false, codecs: ['PCMA'] },
    ],
    [
      'plain and encrypted voice',
      `${sdp('8')}m=audio 4002 RTP/SAVP 8 101\r\na=rtpmap:101 telephone-event/8000\r\n`,
      { hasTelephoneEvent: true, codecs: ['PCMA'] },
    ],
    ['two ports', sdp('8').replace('4000', '4000/2'), { hasTelephoneEvent: false, codecs: ['PCMA'] }],
    [
      'twenty codecs',
      sdp(
        Array.from({ length: 20 }, (_, i) => 96 + i).join(' '),
        ...Array.from({ length: 20 }, (_, i) => `${96 + i} X${i}/8000`),
      ),
      { hasTelephoneEvent: false, codecs: Array.from({ length: 16 }, (_, i) => `X${i}`) },
    ],
    ['a name that is none', sdp('96', `96 ${'x'.repeat(21)}/8000`), { hasTelephoneEvent: false, codecs: [] }],
  ])('describes %s', (_what, body, voice) => {
    expect(read(request('INVITE', { body }))?.voice).toEqual(voice);
  });

  it('may have the description as one part of several', () => {
    const body = `--b\r\nContent-Type: application/sdp\r\n\r\n${withEvents}--b\r\nContent-Type: x/y\r\n\r\nm=audio 1 RTP/AVP 9\r\n--b--`;
    expect(read(request('INVITE', { type: 'multipart/mixed;boundary=b', body }))?.voice).toEqual({
      hasTelephoneEvent: true,
      codecs: ['PCMA', 'PCMU'],
    });
    expect(read(request('INVITE', { type: 'text/plain', body }))?.voice).toBeNull();
  });
});
