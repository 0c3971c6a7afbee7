/** The telephones at both ends of the fake exchange: they speak and hear as `scripts/phone` does, without a network. */
import type { PressOptions } from '../../scripts/phone/call.ts';
import { codecs, type Decode, type Encode } from '../../scripts/phone/codecs.ts';
import type { CallEnded } from '../../scripts/phone/conversation.ts';
import { readEvent } from '../../scripts/phone/digits.ts';
import { Ears } from '../../scripts/phone/ears.ts';
import { findTone, type HeardTone } from '../../scripts/phone/tones.ts';
import { FRAME, type Spoken, Voice } from '../../scripts/phone/voice.ts';

const EVENT_TYPE = 101;
/** Longer than any that is waited for. */
const LONGEST_TONE_MS = 2500;
const { alaw } = codecs;
const encode: Encode = alaw.newEncoder?.() ?? (() => new Uint8Array());
const decode: Decode = alaw.newDecoder?.() ?? (() => new Int16Array());

/** What came from a telephone in 20 ms. */
export type Given = { samples: Int16Array } | { key: { digit: string; durationMs: number } | null };

export abstract class FakeEnd {
  readonly ended: Promise<CallEnded>;
  hasEnded = false;
  /** Called when this telephone hangs up or gives up. */
  onHangUp: () => void = () => {};
  protected isUp = false;
  readonly #ears = new Ears();
  readonly #voice = new Voice({ codec: alaw, isSending: true, base: 0, sequence: 0, ssrc: 1 });
  readonly #settleEnded: (end: CallEnded) => void;
  readonly #watchers = new Set<(now: number) => void>();
  #heardFrames = 0;
  #lastKey: number | null = null;

  constructor() {
    const ended = Promise.withResolvers<CallEnded>();
    this.ended = ended.promise;
    this.#settleEnded = ended.resolve;
    this.#voice.agree(alaw, EVENT_TYPE);
  }

  /** For the exchange: 20 ms of what this telephone sends; null: nothing. */
  give(): Given | null {
    const sent = this.isUp ? this.#voice.next() : null;
    if (!sent) return null;
    if (sent.packet.payloadType !== EVENT_TYPE) return { samples: decode(sent.packet.payload) };
    const event = readEvent(sent.packet.payload);
    // The end of a key is told three times.
    if (!event?.isEnd || this.#lastKey === sent.packet.timestamp) return { key: null };
    this.#lastKey = sent.packet.timestamp;
    return { key: { digit: event.digit, durationMs: event.duration / 8 } };
  }

  /** For the exchange: 20 ms of what comes to this telephone; null: nothing. */
  take(samples: Int16Array | null, now: number): void {
    const timestamp = this.#heardFrames * FRAME;
    this.#heardFrames += 1;
    if (samples) {
      const packet = { payloadType: alaw.payloadType, isMarked: false, sequence: 0, timestamp, ssrc: 2 };
      this.#ears.take({ ...packet, payload: encode(samples) }, now, null);
    }
    for (const watcher of this.#watchers) watcher(now);
  }

  /** For the exchange: it is over. */
  finish(end: CallEnded): void {
    if (this.hasEnded) return;
    this.hasEnded = true;
    this.isUp = false;
    this.#voice.end();
    this.#settleEnded(end);
  }

  async hangUp(): Promise<number | null> {
    if (this.hasEnded) return null;
    this.finish({ by: 'us' });
    this.onHangUp();
    return 200;
  }

  say(samples: Int16Array): Promise<Spoken> {
    if (this.hasEnded) return Promise.resolve({ fromSample: 0, toSample: 0, isWhole: false });
    return this.#voice.say(samples);
  }

  async press(digit: string, options: PressOptions = {}): Promise<void> {
    const { durationMs = 100, gapMs = 60 } = options;
    if (!this.hasEnded) await this.#voice.pressByEvent(digit, durationMs, gapMs);
  }

  stopMedia(): void {
    this.#voice.isSending = false;
  }

  heardSince(ms: number): Int16Array {
    return this.#ears.heardSince(ms);
  }

  hearsTone(hz: number, sinceMs = 0): boolean {
    return findTone(this.#ears, { hz, sinceMs, now: performance.now() }) !== null;
  }

  waitForTone(hz: number, timeoutMs = 30_000, sinceMs = 0): Promise<HeardTone> {
    return this.#wait(`${hz} Hz`, { timeoutMs, sinceMs }, (since, now) =>
      findTone(this.#ears, { hz, sinceMs: since, now }),
    );
  }

  waitForToneEnd(hz: number, timeoutMs = 30_000, sinceMs = 0): Promise<HeardTone & { endedAt: number }> {
    return this.#wait(`the end of ${hz} Hz`, { timeoutMs, sinceMs }, (since, now) => {
      const tone = findTone(this.#ears, { hz, sinceMs: since, now });
      return tone?.endedAt ? { ...tone, endedAt: tone.endedAt } : null;
    });
  }

  #wait<T>(
    what: string,
    limits: { timeoutMs: number; sinceMs: number },
    look: (sinceMs: number, now: number) => T | null,
  ): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const { timeoutMs } = limits;
    const fail = (why: string) => reject(new Error(`${what}: ${why}`));
    let { sinceMs } = limits;
    const turn = (now: number) => {
      const found = look(sinceMs, now);
      if (found !== null) resolve(found);
      // What was listened to need not be listened to again, but for a tone that goes on.
      sinceMs = Math.max(sinceMs, now - LONGEST_TONE_MS);
    };
    this.#watchers.add(turn);
    const timer = setTimeout(() => fail(`not within ${timeoutMs} ms`), timeoutMs);
    turn(performance.now());
    void this.ended.then(() => {
      turn(performance.now());
      fail('the call ended before');
    });
    return promise.finally(() => {
      clearTimeout(timer);
      this.#watchers.delete(turn);
    });
  }
}

export class FakeCaller extends FakeEnd {
  readonly answered: Promise<void>;
  readonly #settleAnswered: () => void;

  constructor() {
    super();
    const answered = Promise.withResolvers<void>();
    this.answered = answered.promise;
    this.#settleAnswered = answered.resolve;
  }

  /** For the exchange. */
  accept(): void {
    this.isUp = true;
    this.#settleAnswered();
  }
}

export interface PersonEvents {
  onRing: () => void;
  onAnswer: () => void;
  onRefuse: (status: number) => void;
}

export class FakePerson extends FakeEnd {
  readonly from: string;
  readonly to: string;
  readonly #events: PersonEvents;

  constructor(call: { from: string; to: string }, events: PersonEvents) {
    super();
    this.from = call.from;
    this.to = call.to;
    this.#events = events;
  }

  get hasAnswered(): boolean {
    return this.isUp;
  }

  ring(): void {
    if (!this.hasEnded && !this.isUp) this.#events.onRing();
  }

  async answer(): Promise<void> {
    if (this.hasEnded || this.isUp) return;
    this.isUp = true;
    this.#events.onAnswer();
  }

  refuse(status = 486): void {
    if (this.hasEnded || this.isUp) return;
    this.finish({ by: 'us', status });
    this.#events.onRefuse(status);
  }
}
