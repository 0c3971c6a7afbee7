/** `Dial()` of the fake exchange: one person's telephone rings, and what comes of it. */
import type { FakeChannel } from './channel.ts';
import { FakePerson } from './ends.ts';
import { FRAME, Playback } from './jobs.ts';

export interface DialWishes {
  channel: FakeChannel;
  number: string;
  /** What the person sees. */
  from: string;
  ringMs: number;
  /** Without ending: asked until the person presses 1; null: nothing is asked. */
  question: string | null;
  /** How the person behaves; null: nobody is there. */
  behave: ((person: FakePerson) => void | Promise<void>) | null;
}

export interface DialEvents {
  /** A `Dial` event with this status. */
  onStatus: (status: string) => void;
  /** The caller goes on in the dialplan: DIALSTATUS, HANGUPCAUSE, seconds of talk. */
  onEnd: (status: string, cause: string, talkSeconds: string) => void;
}

/** SIP status → what Asterisk makes of it (tried): status of the event, DIALSTATUS, HANGUPCAUSE. */
const refusals = new Map<number, readonly [string, string, string]>([
  [486, ['BUSY', 'BUSY', '17']],
  [603, ['NOANSWER', 'CHANUNAVAIL', '21']],
  [404, ['NOANSWER', 'CHANUNAVAIL', '1']],
  [503, ['CONGESTION', 'CONGESTION', '34']],
]);
const NOBODY = ['NOANSWER', 'NOANSWER', '19'] as const;
/** `Read()`: three times, 4 s each after the announcement (asterisk-config/extensions.conf). */
const ASK_ROUNDS = 3;
const ASK_MS = 4000;

export class Dialling {
  readonly #wishes: DialWishes;
  readonly #events: DialEvents;
  readonly #person: FakePerson;
  #timer: NodeJS.Timeout | undefined;
  #answeredAt: number | null = null;
  #isOver = false;
  #question: Playback | null = null;
  #rounds = 0;
  #frames = 0;

  constructor(wishes: DialWishes, events: DialEvents) {
    this.#wishes = wishes;
    this.#events = events;
    this.#person = new FakePerson(
      { from: wishes.from, to: wishes.number },
      {
        onRing: () => this.#isOver || wishes.question !== null || events.onStatus('RINGING'),
        onAnswer: () => this.#pickedUp(),
        onRefuse: status => this.#refused(status),
      },
    );
    this.#person.onHangUp = () => this.#personHangsUp();
    events.onStatus('');
    this.#timer = setTimeout(() => this.#giveUp(), wishes.ringMs);
    setImmediate(() => {
      if (this.#isOver) return;
      if (wishes.behave) void wishes.behave(this.#person);
      else this.#person.refuse(480);
    });
  }

  exchange(fromCaller: Int16Array | null, now: number): Int16Array | null {
    const given = this.#person.give();
    const voice = given && 'samples' in given ? given.samples : null;
    if (this.#question && given && 'key' in given && given.key) this.#accept(given.key.digit);
    if (this.#answeredAt !== null) {
      this.#person.take(fromCaller, now);
      return voice;
    }
    this.#person.take(this.#ask(), now);
    return this.#ringing();
  }

  callerHasGone(): void {
    if (this.#isOver) return;
    if (this.#answeredAt === null) this.#events.onStatus('CANCEL');
    this.#end();
    this.#person.finish(this.#person.hasAnswered ? { by: 'them' } : { by: 'them', status: 487 });
  }

  #pickedUp(): void {
    if (this.#isOver) return;
    clearTimeout(this.#timer);
    if (this.#wishes.question === null) this.#connect();
    else this.#askAgain();
  }

  #connect(): void {
    clearTimeout(this.#timer);
    this.#question = null;
    this.#answeredAt = performance.now();
    this.#events.onStatus('ANSWER');
  }

  #askAgain(): void {
    if (this.#rounds === ASK_ROUNDS) {
      this.#accept('');
      return;
    }
    this.#rounds += 1;
    this.#question = new Playback(this.#wishes.question ?? '', state => {
      if (state === 'done' || state === 'failed')
        this.#timer = setTimeout(() => this.#question && this.#askAgain(), ASK_MS);
    });
    this.#question.start();
  }

  #ask(): Int16Array | null {
    return this.#question && !this.#question.isOver ? this.#question.tick() : null;
  }

  #accept(digit: string): void {
    if (digit === '1') {
      this.#connect();
      return;
    }
    this.#person.finish({ by: 'them' });
    this.#goOn('NOANSWER', 'CHANUNAVAIL', '29');
  }

  #personHangsUp(): void {
    if (this.#isOver) return;
    if (this.#answeredAt === null) {
      this.#goOn('NOANSWER', 'CHANUNAVAIL', '29');
      return;
    }
    const seconds = String(Math.floor((performance.now() - this.#answeredAt) / 1000));
    this.#end();
    this.#events.onEnd('ANSWER', '16', seconds);
  }

  #refused(status: number): void {
    if (!this.#isOver) this.#goOn(...(refusals.get(status) ?? NOBODY));
  }

  #giveUp(): void {
    this.#person.finish({ by: 'them', status: 487 });
    this.#goOn('NOANSWER', 'NOANSWER', '0');
  }

  #goOn(told: string, status: string, cause: string): void {
    this.#end();
    this.#events.onStatus(told);
    this.#events.onEnd(status, cause, '');
  }

  #end(): void {
    this.#isOver = true;
    this.#question = null;
    clearTimeout(this.#timer);
  }

  /** The German ringing tone: 425 Hz, 1 s of 5. */
  #ringing(): Int16Array {
    const frame = new Int16Array(FRAME);
    const at = (this.#frames * FRAME) % 40_000;
    this.#frames += 1;
    if (at >= 8000) return frame;
    return frame.map((_, index) => 4000 * Math.sin((2 * Math.PI * 425 * (at + index)) / 8000));
  }
}
