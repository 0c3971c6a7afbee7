/** What our own test telephone sends and hears, packet by packet. Pure. */
import { describe, expect, it } from 'vitest';
import { codecs } from '../../scripts/phone/codecs.ts';
import { readEvent, tonesOf } from '../../scripts/phone/digits.ts';
import { Ears } from '../../scripts/phone/ears.ts';
import type { RtpPacket } from '../../scripts/phone/rtp.ts';
import { findTone, shareAt } from '../../scripts/phone/tones.ts';
import { FRAME, Voice } from '../../scripts/phone/voice.ts';
import { decodeAlaw, encodeAlaw } from '../../src/audio/g711.ts';

const sine = (hz: number, length: number, from = 0) =>
  Int16Array.from({ length }, (_, index) => 8000 * Math.sin((2 * Math.PI * hz * (from + index)) / 8000));

/** A voice that starts at 0 everywhere. */
const newVoice = (isSending = true) => {
  const voice = new Voice({ codec: codecs.alaw, isSending, base: 0, sequence: 65_534, ssrc: 7 });
  voice.agree(codecs.alaw, 101);
  return voice;
};
const packetsOf = (voice: Voice, count: number) =>
  Array.from({ length: count }, () => voice.next()?.packet ?? null);

describe('what the telephone sends', () => {
  it('is silence in an unbroken row, marked at its start', () => {
    const packets = packetsOf(newVoice(), 3);
    expect(packets.map(packet => packet?.sequence)).toEqual([65_535, 0, 1]);
    expect(packets.map(packet => packet?.timestamp)).toEqual([0, 160, 320]);
    expect(packets.map(packet => packet?.isMarked)).toEqual([true, false, false]);
    expect(decodeAlaw(packets[2]?.payload ?? new Uint8Array()).every(sample => Math.abs(sample) <= 8)).toBe(
      true,
    );
  });

  it('is what is said, one piece behind the other, and says where it lay', async () => {
    const voice = newVoice();
    packetsOf(voice, 2);
    const said = Promise.all([voice.say(sine(440, 200)), voice.say(sine(880, 120))]);
    const [first, second] = packetsOf(voice, 2);
    expect(first?.payload).toEqual(encodeAlaw(sine(440, 160)));
    expect(second?.payload.subarray(0, 40)).toEqual(encodeAlaw(sine(440, 40, 160)));
    expect(second?.payload.subarray(40)).toEqual(encodeAlaw(sine(880, 120)));
    expect(await said).toEqual([
      { fromSample: 320, toSample: 520, isWhole: true },
      { fromSample: 520, toSample: 640, isWhole: true },
    ]);
  });

  it('is nothing while it is stopped, and its time goes on', () => {
    const voice = newVoice(false);
    expect(packetsOf(voice, 2)).toEqual([null, null]);
    voice.start();
    expect(voice.next()?.packet).toMatchObject({ timestamp: 320, sequence: 65_535, isMarked: true });
  });

  it('tells those who wait when the call ends first', async () => {
    const voice = newVoice();
    const said = voice.say(sine(440, 1600));
    const pressed = voice.pressByEvent('1', 100, 0);
    voice.next();
    voice.end();
    expect(await said).toMatchObject({ isWhole: false });
    await pressed;
  });

  it('is a key by RFC 4733: one mark, growing duration, three ends, one time', async () => {
    const voice = newVoice();
    packetsOf(voice, 5);
    const pressed = voice.pressByEvent('#', 80, 40);
    const packets = packetsOf(voice, 6);
    const events = packets.map(packet => readEvent(packet?.payload ?? new Uint8Array()));
    expect(events.map(event => event?.duration)).toEqual([160, 320, 480, 640, 640, 640]);
    expect(events.map(event => event?.isEnd)).toEqual([false, false, false, true, true, true]);
    expect(packets.map(packet => packet?.isMarked)).toEqual([true, false, false, false, false, false]);
    expect(new Set(packets.map(packet => packet?.timestamp))).toEqual(new Set([800]));
    expect(packets.map(packet => packet?.sequence)).toEqual([4, 5, 6, 7, 8, 9]);
    expect(events[0]?.digit).toBe('#');
    const [next] = packetsOf(voice, 2);
    expect(next).toMatchObject({ payloadType: 8, timestamp: 11 * FRAME, isMarked: true });
    await pressed;
  });

  it('is a key in the voice, mixed into what is said', async () => {
    const voice = newVoice();
    const pressed = voice.pressInBand('5', 100, 20);
    void voice.say(sine(300, 800).map(sample => sample / 8));
    const heard = packetsOf(voice, 5).flatMap(packet =>
      Array.from(decodeAlaw(packet?.payload ?? new Uint8Array())),
    );
    for (const hz of tonesOf('5')) expect(shareAt(Int16Array.from(heard), hz)).toBeGreaterThan(0.4);
    packetsOf(voice, 1);
    await pressed;
  });
});

describe('what the telephone hears', () => {
  const packet = (timestamp: number, samples: Int16Array, ssrc = 1): RtpPacket => ({
    payloadType: 8,
    isMarked: false,
    sequence: 0,
    timestamp: timestamp >>> 0,
    ssrc,
    payload: encodeAlaw(samples),
  });
  const piece = (value: number) => new Int16Array(FRAME).fill(value);
  const near = (samples: Int16Array, value: number) => Math.abs((samples[80] ?? 0) - value) < 40;

  it('lies where the packets say, whatever order they came in, with silence in the gaps', () => {
    const ears = new Ears();
    // The count of the packets turns over in between.
    const start = 0xffffffff - 100;
    ears.take(packet(start, piece(1000)), 0, null);
    ears.take(packet(start + 480, piece(3000)), 60, null);
    ears.take(packet(start + 160, piece(2000)), 61, null);
    const heard = ears.heard();
    expect(heard).toHaveLength(640);
    expect([0, 160, 480].map(at => near(heard.subarray(at), [1000, 2000, 0, 3000][at / 160] ?? 0))).toEqual([
      true,
      true,
      true,
    ]);
    expect(heard.subarray(320, 480).every(sample => sample === 0)).toBe(true);
    expect(ears.heardSince(60)).toHaveLength(160);
  });

  it('goes on by the clock when another source takes over', () => {
    const ears = new Ears();
    ears.take(packet(500, piece(1000)), 0, null);
    ears.take(packet(9_000_000, piece(2000), 2), 100, null);
    ears.take(packet(9_000_160, piece(2000), 2), 120, null);
    expect(ears.arrivals.map(arrival => arrival.sample)).toEqual([0, 800, 960]);
  });

  it('is a key once, however many packets it has', () => {
    const ears = new Ears();
    const voice = newVoice();
    void voice.pressByEvent('3', 60, 20);
    void voice.pressByEvent('3', 60, 20);
    for (const each of packetsOf(voice, 14)) if (each) ears.take(each, 0, 101);
    expect(ears.digits.map(each => each.digit).join('')).toBe('33');
  });

  it('is a beep whose end is known to the sample', () => {
    const ears = new Ears();
    // 0.25 s of tone that starts and ends within packets.
    const line = new Int16Array(8000);
    line.set(sine(1000, 2000), 1000);
    for (let at = 0; at < 6400; at += FRAME) {
      ears.take(packet(at, line.subarray(at, at + FRAME)), at / 8, null);
      const found = findTone(ears, { hz: 1000, sinceMs: 0, now: at / 8 });
      if (at < 1600) expect(found).toBeNull();
      if (at > 2080 && at < 2880) expect(found).toMatchObject({ endedAt: null });
    }
    const tone = findTone(ears, { hz: 1000, sinceMs: 0, now: 800 });
    expect(Math.abs((tone?.endedAt ?? 0) - 3000 / 8)).toBeLessThan(1);
    expect(Math.abs((tone?.toSample ?? 0) - 3000)).toBeLessThan(8);
    expect(findTone(ears, { hz: 440, sinceMs: 0, now: 800 })).toBeNull();
    expect(findTone(ears, { hz: 1000, sinceMs: 380, now: 800 })).toBeNull();
  });

  it('is a beep that ends because nothing comes any more', () => {
    const ears = new Ears();
    for (let at = 0; at < 1600; at += FRAME) ears.take(packet(at, sine(1000, FRAME, at)), at / 8, null);
    expect(findTone(ears, { hz: 1000, sinceMs: 0, now: 200 })).toMatchObject({ endedAt: null });
    expect(findTone(ears, { hz: 1000, sinceMs: 0, now: 400 })?.endedAt).toBeCloseTo(200, 0);
  });
});
