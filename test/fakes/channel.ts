/** One channel of the fake exchange: where it stands, what it is busy with, and how it is told in JSON. */
import type { FakeCaller } from './ends.ts';
import type { Job } from './jobs.ts';

/** Variables that come along with every channel (asterisk-config/ari.conf). */
const told = [
  'HR_FROM',
  'HR_TO',
  'HR_PAI',
  'HR_RPID',
  'HR_PRIVACY',
  'HR_DIV',
  'HR_DIV2',
  'HR_HI',
  'HR_ADDRESS',
  'HR_CODEC',
  'HR_TRUNK',
  'HR_PROBE',
];

export interface Place {
  exten: string;
  priority: number;
  application: string;
  data: string;
}

/** What a channel hears while the dialplan connects it. */
export interface Connection {
  /** 20 ms from the caller → 20 ms for him. */
  exchange(fromCaller: Int16Array | null, now: number): Int16Array | null;
  callerHasGone(): void;
}

export interface ChannelWatcher {
  onKey(channel: FakeChannel, key: { digit: string; durationMs: number }): void;
  /** Its jobs are broken off, and nothing is left of it. */
  onGone(channel: FakeChannel): void;
}

export class FakeChannel {
  readonly id: string;
  readonly name: string;
  readonly end: FakeCaller;
  readonly variables = new Map<string, string>();
  readonly number: string;
  place: Place;
  /** In the application of the controller: commands are taken, events told. */
  isInStasis = false;
  isGone = false;
  connection: Connection | null = null;
  receivedPackets = 0;
  sentPackets = 0;
  readonly #jobs: Job[] = [];
  readonly #watcher: ChannelWatcher;
  readonly #createdAt = new Date().toISOString();
  #isBusy = false;

  constructor(
    who: { id: string; name: string; number: string; end: FakeCaller; place: Place },
    watcher: ChannelWatcher,
  ) {
    this.id = who.id;
    this.name = who.name;
    this.number = who.number;
    this.end = who.end;
    this.place = who.place;
    this.#watcher = watcher;
    this.end.onHangUp = () => this.hangUp();
  }

  get jobs(): readonly Job[] {
    return this.#jobs;
  }

  /** Behind what it is busy with. */
  add(...jobs: Job[]): void {
    this.#jobs.push(...jobs);
    this.#go();
  }

  dropJobs(): void {
    this.#jobs.length = 0;
  }

  tick(now: number): void {
    if (this.isGone) return;
    const given = this.end.give();
    if (given) this.receivedPackets += 1;
    if (given && 'key' in given && given.key) this.#watcher.onKey(this, given.key);
    const voice = given && 'samples' in given ? given.samples : null;
    const heard = this.#jobs[0]?.tick(voice) ?? this.connection?.exchange(voice, now) ?? null;
    if (heard) this.sentPackets += 1;
    this.end.take(heard, now);
    this.#go();
  }

  /** Whoever began it: all ends here. */
  hangUp(): void {
    if (this.isGone) return;
    this.isGone = true;
    this.end.finish({ by: 'them' });
    // What waited behind the end of something begins, and is over in the same moment (tried with Asterisk).
    for (const [index, job] of this.#jobs.splice(0).entries()) {
      if (index > 0) job.start();
      job.breakOff();
    }
    this.connection?.callerHasGone();
    this.connection = null;
    this.#watcher.onGone(this);
  }

  toJson() {
    const { exten, priority, application, data } = this.place;
    return {
      id: this.id,
      name: this.name,
      state: 'Up',
      protocol_id: `${this.id}@127.0.0.1`,
      caller: { name: '', number: this.number },
      connected: { name: '', number: '' },
      accountcode: '',
      dialplan: { context: 'from-trunk', exten, priority, app_name: application, app_data: data },
      creationtime: this.#createdAt,
      language: 'de',
      channelvars: Object.fromEntries(told.map(name => [name, this.variables.get(name) ?? ''])),
    };
  }

  /** Begins what is next as soon as the one before is over. */
  #go(): void {
    if (this.#isBusy) return;
    this.#isBusy = true;
    let running = this.#running;
    while (this.#jobs[0]) {
      const [job] = this.#jobs;
      if (job !== running) {
        running = job;
        job.start();
      }
      if (!job.isOver) break;
      if (this.#jobs[0] === job) this.#jobs.shift();
    }
    this.#running = running;
    this.#isBusy = false;
  }

  #running: Job | undefined;
}
