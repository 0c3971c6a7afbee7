/** The three ways a key reaches the other side: RFC 4733 events, SIP INFO, tones in the voice. Pure. */

/** Their place is the event number of RFC 4733. */
const keys = '0123456789*#ABCD';

export type PressedBy = 'rfc4733' | 'info' | 'in-band';

/** Throws Error for what is no key. */
export function eventOf(digit: string): number {
  const event = digit.length === 1 ? keys.indexOf(digit) : -1;
  if (event < 0) throw new Error(`${JSON.stringify(digit)} is no key of a telephone`);
  return event;
}

export function digitOf(event: number): string | null {
  return keys[event] ?? null;
}

/** Payload of one packet; `duration` in samples since the key went down. */
export function writeEvent(event: { digit: string; duration: number; isEnd: boolean }): Uint8Array {
  const bytes = Buffer.alloc(4);
  bytes[0] = eventOf(event.digit);
  // −10 dBm0, as loud as most telephones.
  bytes[1] = (event.isEnd ? 0x80 : 0) | 10;
  bytes.writeUInt16BE(event.duration & 0xffff, 2);
  return bytes;
}

/** null: no key. */
export function readEvent(payload: Uint8Array): { digit: string; duration: number; isEnd: boolean } | null {
  const [event = 99, flags = 0, high = 0, low = 0] = payload;
  const digit = digitOf(event);
  if (digit === null || payload.length < 4) return null;
  return { digit, duration: (high << 8) | low, isEnd: (flags & 0x80) !== 0 };
}

/** Body of a SIP INFO `application/dtmf-relay`. */
export function infoBody(digit: string, durationMs: number): string {
  eventOf(digit);
  return `Signal=${digit}\r\nDuration=${Math.round(durationMs)}\r\n`;
}

export function readInfoBody(body: string): string | null {
  return /^Signal\s*=\s*([0-9*#A-D])\s*$/m.exec(body)?.[1] ?? null;
}

const low = [697, 770, 852, 941];
const high = [1209, 1336, 1477, 1633];
const layout = ['123A', '456B', '789C', '*0#D'];

/** The two tones of a key in Hz (ITU-T Q.23). */
export function tonesOf(digit: string): [number, number] {
  eventOf(digit);
  const row = layout.findIndex(line => line.includes(digit));
  return [low[row] ?? 0, high[layout[row]?.indexOf(digit) ?? -1] ?? 0];
}

/** 8 kHz samples of a pressed key, each tone at −12 dB of full scale. */
export function dualTone(digit: string, durationMs: number): Int16Array {
  const [a, b] = tonesOf(digit);
  const wave = (hz: number, index: number) => Math.sin((2 * Math.PI * hz * index) / 8000);
  return Int16Array.from({ length: Math.round(durationMs * 8) }, (_, index) =>
    Math.round(8192 * (wave(a, index) + wave(b, index))),
  );
}
