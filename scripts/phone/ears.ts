/** What a telephone hears: every packet with its arrival, put in its place by the RTP time. No I/O. */
import { codecOf, codecs, type Decode } from './codecs.ts';
import { readEvent } from './digits.ts';
import type { RtpPacket } from './rtp.ts';

/** A packet of voice, by where its samples lie in `heard`. */
export interface Arrival {
  /** ms of performance.now. */
  at: number;
  sample: number;
  length: number;
}

/** A minute: more than this between two packets is a new count, not a pause. */
const LONGEST_GAP = 60 * 8000;

export class Ears {
  /** Packets of voice, and of anything else that was RTP. */
  packets = 0;
  readonly arrivals: Arrival[] = [];
  /** Keys the other side pressed by RFC 4733. */
  readonly digits: { digit: string; at: number }[] = [];
  #samples = new Int16Array(16_000);
  #length = 0;
  #source: number | null = null;
  /** RTP time of sample 0. */
  #zero = 0;
  readonly #decoders = new Map<number, Decode | null>();
  #lastEvent: number | null = null;

  take(packet: RtpPacket, at: number, eventType: number | null): void {
    this.packets += 1;
    if (packet.payloadType === eventType) {
      const event = readEvent(packet.payload);
      // All packets of one key carry the same time.
      if (event && this.#lastEvent !== packet.timestamp) this.digits.push({ digit: event.digit, at });
      this.#lastEvent = packet.timestamp;
      return;
    }
    const samples = this.#decoderFor(packet.payloadType)?.(packet.payload);
    if (!samples) return;
    const sample = this.#place(packet, at);
    if (sample < 0) return;
    this.#reserve(sample + samples.length);
    this.#samples.set(samples, sample);
    this.#length = Math.max(this.#length, sample + samples.length);
    this.arrivals.push({ at, sample, length: samples.length });
  }

  /** Everything, silence where nothing came: 8 kHz. */
  heard(fromSample = 0): Int16Array {
    return this.#samples.slice(Math.min(fromSample, this.#length), this.#length);
  }

  /** Everything in packets that arrived at `ms` (performance.now) or later. */
  heardSince(ms: number): Int16Array {
    const first = this.arrivals.find(arrival => arrival.at >= ms);
    return first ? this.heard(first.sample) : new Int16Array();
  }

  samplesOf(arrival: Arrival): Int16Array {
    return this.#samples.subarray(arrival.sample, arrival.sample + arrival.length);
  }

  #decoderFor(payloadType: number): Decode | null {
    const known = this.#decoders.get(payloadType);
    if (known !== undefined) return known;
    const name = codecOf(payloadType);
    const decode = (name && codecs[name].newDecoder?.()) ?? null;
    this.#decoders.set(payloadType, decode);
    return decode;
  }

  #place(packet: RtpPacket, at: number): number {
    const sample = (packet.timestamp - this.#zero) | 0;
    const isKnown = packet.ssrc === this.#source && Math.abs(sample - this.#length) < LONGEST_GAP;
    if (isKnown) return sample;
    // Another source counts from somewhere else: its place is where the clock says.
    const [first] = this.arrivals;
    const place = Math.max(this.#length, first ? Math.round((at - first.at) * 8) : 0);
    this.#source = packet.ssrc;
    this.#zero = (packet.timestamp - place) | 0;
    return place;
  }

  #reserve(length: number): void {
    if (length <= this.#samples.length) return;
    const larger = new Int16Array(Math.max(length, this.#samples.length * 2));
    larger.set(this.#samples.subarray(0, this.#length));
    this.#samples = larger;
  }
}
