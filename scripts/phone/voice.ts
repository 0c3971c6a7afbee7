/**
 * What a telephone sends, 20 ms at a time: silence, speech, keys. Pure but for the promises it keeps.
 * Its time line goes on whether packets are sent or not, as the clock of a telephone does.
 */
import type { Codec, Encode } from './codecs.ts';
import { dualTone, writeEvent } from './digits.ts';
import type { RtpPacket } from './rtp.ts';

/** Samples of one packet: 20 ms at 8 kHz. */
export const FRAME = 160;
/** RFC 4733 §2.5.1.4. */
const END_PACKETS = 3;

/** Where on the time line of sent samples something was said. */
export interface Spoken {
  fromSample: number;
  toSample: number;
  /** false: the call ended before. */
  isWhole: boolean;
}

interface Piece {
  samples: Int16Array;
  at: number;
  from: number | null;
  done: (spoken: Spoken) => void;
}

interface Key {
  digit: string;
  /** Packets with growing duration, then the ends, then the pause before the next key. */
  frames: number;
  gap: number;
  at: number;
  startedAt: number;
  done: () => void;
}

export interface Sent {
  packet: RtpPacket;
  /** Index of its first sample; null: no voice. */
  sample: number | null;
}

export class Voice {
  isSending: boolean;
  #codec: Codec;
  #eventType: number | null = null;
  #position = 0;
  #sequence: number;
  readonly #base: number;
  readonly #ssrc: number;
  readonly #pieces: Piece[] = [];
  readonly #tones: Piece[] = [];
  readonly #keys: Key[] = [];
  #isMarked = true;
  #encode: Encode | null;
  #silence: Uint8Array | null = null;

  constructor(options: { codec: Codec; isSending: boolean; base: number; sequence: number; ssrc: number }) {
    this.#codec = options.codec;
    this.#encode = options.codec.newEncoder?.() ?? null;
    this.isSending = options.isSending;
    this.#base = options.base;
    this.#sequence = options.sequence;
    this.#ssrc = options.ssrc;
  }

  /** What was agreed on; `eventType` null: no RFC 4733. */
  agree(codec: Codec, eventType: number | null): void {
    this.#eventType = eventType;
    if (codec === this.#codec) return;
    this.#codec = codec;
    this.#encode = codec.newEncoder?.() ?? null;
    this.#silence = null;
  }

  say(samples: Int16Array): Promise<Spoken> {
    if (!this.#encode) throw new Error(`this telephone does not speak ${this.#codec.rtpmap}`);
    this.start();
    return new Promise(done => this.#pieces.push({ samples, at: 0, from: null, done }));
  }

  /** Mixed into whatever is said. */
  pressInBand(digit: string, durationMs: number, gapMs: number): Promise<void> {
    const samples = new Int16Array((durationMs + gapMs) * 8);
    samples.set(dualTone(digit, durationMs));
    this.start();
    return new Promise(done => this.#tones.push({ samples, at: 0, from: null, done: () => done() }));
  }

  /** Speech waits meanwhile. Throws Error where the other side did not agree on it. */
  pressByEvent(digit: string, durationMs: number, gapMs: number): Promise<void> {
    if (this.#eventType === null) throw new Error('telephone-event was not agreed on');
    const frames = Math.max(1, Math.round(durationMs / 20));
    const gap = Math.round(gapMs / 20);
    return new Promise(done => this.#keys.push({ digit, frames, gap, at: 0, startedAt: 0, done }));
  }

  start(): void {
    if (!this.isSending) this.#isMarked = true;
    this.isSending = true;
  }

  /** The next 20 ms; null: nothing is sent in them. */
  next(): Sent | null {
    const sample = this.#position;
    this.#position += FRAME;
    const key = this.#keys[0];
    if (key) {
      const packet = this.#nextOfKey(key, sample);
      if (packet) return { packet, sample: null };
    }
    if (!this.isSending || !this.#encode) return null;
    const payload = this.#nextPayload(this.#encode, sample);
    const packet = this.#packet(this.#codec.payloadType, sample, payload, this.#isMarked);
    this.#isMarked = false;
    return { packet, sample };
  }

  /** One packet of comfort noise (RFC 3389), `level` in −dBov. */
  comfortNoise(level: number): RtpPacket {
    this.#isMarked = true;
    return this.#packet(13, this.#position, Uint8Array.of(level & 0x7f), false);
  }

  /** Nothing more will be said: everybody who waits for it is told. */
  end(): void {
    for (const piece of [...this.#pieces.splice(0), ...this.#tones.splice(0)]) {
      const from = piece.from ?? this.#position;
      piece.done({ fromSample: from, toSample: this.#position, isWhole: false });
    }
    for (const key of this.#keys.splice(0)) key.done();
  }

  #packet(payloadType: number, sample: number, payload: Uint8Array, isMarked: boolean): RtpPacket {
    this.#sequence = (this.#sequence + 1) & 0xffff;
    const timestamp = (this.#base + sample) >>> 0;
    return { payloadType, isMarked, sequence: this.#sequence, timestamp, ssrc: this.#ssrc, payload };
  }

  #nextPayload(encode: Encode, sample: number): Uint8Array {
    if (this.#pieces.length === 0 && this.#tones.length === 0 && !this.#codec.hasMemory) {
      this.#silence ??= encode(new Int16Array(FRAME));
      return this.#silence;
    }
    const frame = new Int16Array(FRAME);
    mix(frame, this.#pieces, sample);
    mix(frame, this.#tones, sample);
    return encode(frame);
  }

  #nextOfKey(key: Key, sample: number): RtpPacket | null {
    if (key.at === 0) key.startedAt = sample;
    key.at += 1;
    const pressed = key.frames + END_PACKETS - 1;
    if (key.at >= pressed + key.gap) {
      this.#keys.shift();
      key.done();
    }
    if (key.at > pressed) return null;
    this.#isMarked = true;
    return this.#packet(
      this.#eventType ?? 101,
      key.startedAt,
      writeEvent({
        digit: key.digit,
        duration: Math.min(key.at, key.frames) * FRAME,
        isEnd: key.at >= key.frames,
      }),
      key.at === 1,
    );
  }
}

/** Adds the next samples of the waiting pieces, one behind the other. */
function mix(frame: Int16Array, pieces: Piece[], sample: number): void {
  let filled = 0;
  while (filled < FRAME && pieces[0]) {
    const piece = pieces[0];
    piece.from ??= sample + filled;
    const part = piece.samples.subarray(piece.at, piece.at + FRAME - filled);
    for (let index = 0; index < part.length; index += 1) {
      const sum = (frame[filled + index] ?? 0) + (part[index] ?? 0);
      frame[filled + index] = Math.max(-32768, Math.min(32767, sum));
    }
    piece.at += part.length;
    filled += part.length;
    if (piece.at < piece.samples.length) continue;
    pieces.shift();
    piece.done({ fromSample: piece.from, toSample: piece.from + piece.samples.length, isWhole: true });
  }
}
