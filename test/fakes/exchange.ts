/**
 * The fake exchange itself: its channels, its dialplan (asterisk-config/extensions.conf), and whom it tells
 * what. Order and content of events are those of a real Asterisk 22, which was listened to.
 */
import { join } from 'node:path';
import { startTicking } from '../../scripts/phone/clock.ts';
import type { Dialled } from '../contract/telephony-pbx.ts';
import { FakeChannel } from './channel.ts';
import { Dialling } from './dialling.ts';
import { FakeCaller, type FakePerson } from './ends.ts';
import { Playback, Recording, Turn } from './jobs.ts';

/** R080, R081: limits of the fallback. */
const FALLBACK = { maxSeconds: 180, maxSilenceSeconds: 10 };
/** From the INVITE to StasisStart (75 ms were measured): not a moment in which nothing can happen. */
const SETUP_MS = 60;

export interface ExchangeOptions {
  app: string;
  spoolFolder: string;
  soundsFolder: string;
  endpoint: string;
  persons: ReadonlyMap<string, (person: FakePerson) => void | Promise<void>>;
}

export class Exchange {
  readonly channels = new Map<string, FakeChannel>();
  readonly playbacks = new Map<string, Playback>();
  readonly recordings = new Map<string, Recording>();
  /** Channels that were asked for by name: they are told of wherever they stand. */
  readonly subscribed = new Set<string>();
  /** Types of events that nobody wants. */
  unwanted: ReadonlySet<string> = new Set();
  /** Sends to the controller; null: there is none, and the application is not active. */
  send: ((event: object) => void) | null = null;
  readonly options: ExchangeOptions;
  readonly #stopTicking: () => void;
  readonly #epoch = Math.floor(Date.now() / 1000);
  #count = 0;

  constructor(options: ExchangeOptions) {
    this.options = options;
    this.#stopTicking = startTicking(() => {
      const now = performance.now();
      for (const channel of this.channels.values()) channel.tick(now);
    });
  }

  call(dialled: Dialled): FakeCaller {
    const end = new FakeCaller();
    const suffix = String(this.#count).padStart(8, '0');
    const shown = dialled.pai ?? dialled.from ?? 'anonymous';
    const channel = new FakeChannel(
      {
        id: `hausruf-${this.#epoch}.${this.#count}`,
        name: `PJSIP/trunk-${suffix}`,
        number: shown,
        end,
        place: { exten: dialled.to, priority: 16, application: 'Stasis', data: '' },
      },
      {
        onKey: (at, { digit, durationMs }) =>
          this.tell(at, 'ChannelDtmfReceived', { digit, duration_ms: durationMs, channel: at.toJson() }),
        onGone: gone => this.#gone(gone),
      },
    );
    this.#count += 1;
    for (const [name, value] of Object.entries(headersOf(dialled))) channel.variables.set(name, value);
    this.channels.set(channel.id, channel);
    const arrive = () => {
      if (channel.isGone || !this.channels.has(channel.id)) return;
      end.accept();
      this.#enter(channel, ['inbound', dialled.to]);
    };
    setTimeout(arrive, SETUP_MS);
    return end;
  }

  /** Tells the controller, if it is there and wants to know of this channel and this type. */
  tell(channel: FakeChannel, type: string, content: object): void {
    const isHeard = channel.isInStasis || this.subscribed.has(channel.id);
    if (!isHeard || this.unwanted.has(type)) return;
    this.send?.({ type, timestamp: new Date().toISOString(), ...content, application: this.options.app });
  }

  /** `continue`: when what it is busy with is over, the channel goes on in the dialplan. */
  goOn(channel: FakeChannel, extension: string): void {
    channel.add(
      new Turn(() => {
        this.#leave(channel);
        if (extension === 'forward') this.#dial(channel);
        else if (extension === 'fallback') this.#fallBack(channel);
        else channel.hangUp();
      }),
    );
  }

  hangUp(channel: FakeChannel): void {
    channel.hangUp();
  }

  /** The power is off: nobody is told anything. */
  die(): void {
    this.#stopTicking();
    this.send = null;
    for (const recording of this.recordings.values()) if (recording.state === 'recording') recording.loseIt();
    for (const channel of this.channels.values()) channel.end.onHangUp = () => {};
    this.channels.clear();
  }

  /** As at SIGTERM: everything ends in good order. */
  close(): void {
    for (const channel of [...this.channels.values()]) channel.hangUp();
    this.die();
  }

  #enter(channel: FakeChannel, args: readonly string[]): void {
    if (!this.send) {
      this.#withoutController(channel, args);
      return;
    }
    channel.isInStasis = true;
    channel.place = {
      ...channel.place,
      application: 'Stasis',
      data: [this.options.app, ...args].join(','),
    };
    this.tell(channel, 'StasisStart', { args, channel: channel.toJson() });
  }

  /** STASISSTATUS=FAILED. */
  #withoutController(channel: FakeChannel, args: readonly string[]): void {
    if (args[0] === 'forwarded' && args[1] === 'ANSWER') channel.hangUp();
    else this.#fallBack(channel);
  }

  #leave(channel: FakeChannel): void {
    if (!channel.isInStasis) return;
    this.tell(channel, 'StasisEnd', { channel: channel.toJson() });
    channel.isInStasis = false;
  }

  #gone(channel: FakeChannel): void {
    const json = channel.toJson();
    this.tell(channel, 'ChannelHangupRequest', { channel: json });
    this.#leave(channel);
    this.tell(channel, 'ChannelDestroyed', { cause: 16, cause_txt: 'Normal Clearing', channel: json });
    this.channels.delete(channel.id);
    this.subscribed.delete(channel.id);
  }

  #fallBack(channel: FakeChannel): void {
    const { soundsFolder, spoolFolder } = this.options;
    channel.place = { exten: 'fallback', priority: 15, application: 'Playback', data: '' };
    const caller = /^\+?[0-9]+$/.test(channel.number) ? channel.number.replace('+', 'p') : 'anonym';
    const dialled = (channel.variables.get('HR_DIALLED') ?? '').replace('+', 'p');
    const name = `fb_${Math.floor(Date.now() / 1000)}_${caller}_${dialled}_${channel.id}.wav`;
    channel.add(
      new Playback(join(soundsFolder, 'safe-greeting')),
      new Playback(join(soundsFolder, 'beep')),
      new Recording({ file: join(spoolFolder, name), ...FALLBACK }),
      new Playback(join(soundsFolder, 'safe-goodbye')),
      new Turn(() => channel.hangUp()),
    );
  }

  #dial(channel: FakeChannel): void {
    const value = (name: string) => channel.variables.get(name) ?? '';
    const isAsked = value('HR_FWD_DIAL').startsWith('Local/');
    const target = isAsked ? value('__HR_FWD_INNER') : value('HR_FWD_DIAL');
    const [, number = '', endpoint] = /^PJSIP\/([^@]+)@(.+)$/.exec(target) ?? [];
    channel.place = { exten: 'forward', priority: 4, application: 'Dial', data: value('HR_FWD_DIAL') };
    if (endpoint !== this.options.endpoint) {
      this.#enter(channel, ['forwarded', 'CHANUNAVAIL', '0', '']);
      return;
    }
    const peer = { id: `${channel.id}-peer`, name: target, state: 'Down' };
    channel.connection = new Dialling(
      {
        channel,
        number,
        from: value('HR_FWD_NUMBER') || channel.number,
        ringMs: 1000 * Number(value(isAsked ? '__HR_FWD_RING' : 'HR_FWD_LIMIT')),
        question: isAsked ? join(this.options.soundsFolder, 'forward-ask') : null,
        behave: this.options.persons.get(number) ?? null,
      },
      {
        onStatus: dialstatus =>
          this.tell(channel, 'Dial', { dialstatus, forward: '', caller: channel.toJson(), peer }),
        onEnd: (status, cause, seconds) => {
          channel.connection = null;
          if (!channel.isGone) this.#enter(channel, ['forwarded', status, cause, seconds]);
        },
      },
    );
  }
}

/** What the dialplan reads out of the request. */
function headersOf(dialled: Dialled): Record<string, string> {
  const { from, to, name, pai, diversion = [] } = dialled;
  const whole = (number: string | undefined) => (number ? `<sip:${number}@127.0.0.1>` : '');
  return {
    HR_FROM:
      from === null
        ? '"Anonymous" <sip:anonymous@anonymous.invalid>;tag=1'
        : `${name ? `"${name}" ` : ''}${whole(from)};tag=1`,
    HR_TO: whole(to),
    HR_PAI: whole(pai),
    HR_PRIVACY: from === null ? 'id' : '',
    HR_DIV: whole(diversion[0]),
    HR_DIV2: whole(diversion[1]),
    HR_ADDRESS: '127.0.0.1:5060',
    HR_CODEC: '(alaw)',
    HR_DIALLED: to,
  };
}
