/** What is said and heard in a call, whoever began it. */
import type { Media } from './media.ts';
import { findTone, type HeardTone, loudness } from './tones.ts';
import type { Spoken } from './voice.ts';

export type State = 'new' | 'up' | 'ended';

export interface CallEnded {
  by: 'us' | 'them';
  /** Of the refused or cancelled INVITE; undefined: the call was up, or was never finished. */
  status?: number;
  /** The Reason header of their BYE or CANCEL. */
  reason?: string;
}

/** −40 dB of full scale: quieter is silence. */
const QUIET = 328;

export abstract class Conversation {
  readonly ended: Promise<CallEnded>;
  protected state: State = 'new';
  protected readonly media: Media;
  protected readonly settleEnded: (end: CallEnded) => void;

  constructor(media: Media) {
    this.media = media;
    const ended = Promise.withResolvers<CallEnded>();
    this.ended = ended.promise;
    this.settleEnded = ended.resolve;
  }

  /** Speaks 8 kHz samples; resolves when the last packet has left. Turns the voice on. */
  say(samples: Int16Array): Promise<Spoken> {
    if (this.state === 'ended') return Promise.resolve({ fromSample: 0, toSample: 0, isWhole: false });
    return this.media.voice.say(samples);
  }

  /** No voice packets any more, as with silence suppression or without a network. */
  stopMedia(): void {
    this.media.voice.isSending = false;
  }

  startMedia(): void {
    this.media.voice.start();
  }

  /** One packet of comfort noise, payload type 13. */
  sendComfortNoise(level = 60): void {
    this.media.sendNow(this.media.voice.comfortNoise(level));
  }

  get receivedPackets(): number {
    return this.media.ears.packets;
  }

  /** Every packet of voice with its arrival and its place in `heard()`. */
  get arrivals() {
    return this.media.ears.arrivals;
  }

  /** Keys the other side pressed, by RFC 4733 or INFO. */
  get digitsHeard() {
    return this.media.ears.digits;
  }

  /** All that came, 8 kHz, silence where nothing came. */
  heard(): Int16Array {
    return this.media.ears.heard();
  }

  /** What came in packets that arrived at `ms` (performance.now) or later. */
  heardSince(ms: number): Int16Array {
    return this.media.ears.heardSince(ms);
  }

  /** How many samples of our time line had been sent at that moment (performance.now). */
  sentSamplesAt(ms: number): number {
    return this.media.sentSamplesAt(ms);
  }

  hearsTone(hz: number, sinceMs = 0): boolean {
    return findTone(this.media.ears, { hz, sinceMs, now: performance.now() }) !== null;
  }

  /** Resolves when the tone has begun (0.1 s of it were heard). Rejects after the time or with the call. */
  waitForTone(hz: number, timeoutMs = 30_000, sinceMs = 0): Promise<HeardTone> {
    return this.#wait(`${hz} Hz`, timeoutMs, now => findTone(this.media.ears, { hz, sinceMs, now }));
  }

  /** Resolves when the tone is over; `endedAt` says when its last sample was heard. */
  waitForToneEnd(hz: number, timeoutMs = 30_000, sinceMs = 0): Promise<HeardTone & { endedAt: number }> {
    return this.#wait(`the end of ${hz} Hz`, timeoutMs, now => {
      const tone = findTone(this.media.ears, { hz, sinceMs, now });
      return tone?.endedAt ? { ...tone, endedAt: tone.endedAt } : null;
    });
  }

  /** Resolves when nothing loud came for so long. */
  async waitForSilence(durationMs: number, timeoutMs = 30_000): Promise<void> {
    const startedAt = performance.now();
    await this.#wait(`${durationMs} ms of silence`, timeoutMs, now => {
      const { ears } = this.media;
      const loud = ears.arrivals.findLast(
        arrival => arrival.at < now - durationMs || loudness(ears.samplesOf(arrival)) > QUIET,
      );
      const isQuiet = !loud || loud.at < now - durationMs;
      return isQuiet && now - startedAt >= durationMs ? true : null;
    });
  }

  /** So many ms of the call go by, or less when it ends. */
  protected pass(ms: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, ms);
    void this.ended.then(() => resolve());
    return promise.finally(() => clearTimeout(timer));
  }

  #wait<T>(what: string, timeoutMs: number, look: (now: number) => T | null): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const deadline = performance.now() + timeoutMs;
    const fail = (why: string) => reject(new Error(`${what}: ${why}`));
    const turn = (now: number) => {
      const found = look(now);
      if (found !== null) resolve(found);
      else if (now > deadline) fail(`not within ${timeoutMs} ms`);
    };
    const stop = this.media.watch(turn);
    const timer = setTimeout(() => turn(performance.now() + 1), timeoutMs);
    void this.ended.then(() => {
      turn(performance.now());
      fail('the call ended before');
    });
    return promise.finally(() => {
      clearTimeout(timer);
      stop();
    });
  }
}
