/** Where the stories are told: one telephone system, one office, and a wire between them that can be cut. */
import { afterAll, afterEach, beforeAll } from 'vitest';
import type { CallPlan } from '../../src/domain/call.ts';
import type { Forwarding } from '../../src/domain/menu.ts';
import { Office, type Told, waitFor } from './telephony-office.ts';
import type { Caller, Dialled, Pbx, Person } from './telephony-pbx.ts';
import { hz, makeSounds, menuOf, planOf, type Sounds } from './telephony-sounds.ts';
import { type ControlWire, openControlWire } from './telephony-wire.ts';

export interface Stage {
  pbx(): Pbx;
  office(): Office;
  wire(): ControlWire;
  sounds(): Sounds;
  /** A mailbox of its own for each story, so that many can be told at once. */
  mailbox(more?: MailboxWishes): StoryMailbox;
}

export interface MailboxWishes extends Partial<CallPlan> {
  /** The same tone for so long that something can happen in it. */
  hasLongGreeting?: boolean;
  /** Digit 1 leads to a person; the values here differ from the usual ones. */
  forwarding?: Partial<Forwarding>;
  /** Of its next call. */
  callId?: string;
}

export interface StoryMailbox {
  number: string;
  call(options?: Partial<Dialled>): Promise<Caller>;
  /** Calls, and resolves when the beep is over. */
  callUntilBeep(): Promise<Caller>;
  /** The next one who is called when 1 is pressed. */
  nextPerson(): Promise<Person>;
  begun(beginnings?: number): Promise<Told>;
  ended(): Promise<Told & { end: NonNullable<Told['end']> }>;
}

/** Six stages are set up one after the other: 2 s each, and much more on a machine that has no time. */
const SET_UP_LIMIT_MS = 120_000;

/** To be called where tests are declared: sets the stage up before them and clears it after them. */
export function setStage(openPbx: () => Promise<Pbx>): Stage {
  let pbx: Pbx;
  let opening: Promise<Pbx> | undefined;
  let wire: ControlWire;
  let office: Office;
  let sounds: Sounds;
  let mailboxes = 0;
  beforeAll(async () => {
    sounds = makeSounds();
    opening = openPbx();
    pbx = await opening;
    wire = await openControlWire(new URL(pbx.ari.url));
    office = new Office({ ...pbx, address: { ...pbx.ari, url: wire.url } });
    office.open();
    await waitFor('the line is up', () => office.isUp());
  }, SET_UP_LIMIT_MS);
  afterEach(ctx => {
    if (ctx.task.result?.state !== 'fail') return;
    console.error(office?.problems.slice(-5).join('\n'), '\n', pbx?.log().slice(-1500));
  });
  afterAll(async () => {
    await office?.close();
    await wire?.close();
    // Also one that came up when nobody waited for it any more.
    await (await opening?.catch(() => null))?.close();
    sounds?.remove();
  });

  const mailbox = (more: MailboxWishes = {}): StoryMailbox => {
    mailboxes += 1;
    const number = `+49441555${String(mailboxes).padStart(3, '0')}`;
    const target = `+49170111${String(mailboxes).padStart(4, '0')}`;
    const { forwarding, callId, hasLongGreeting, ...parts } = more;
    const menu = forwarding ? menuOf(sounds, target, forwarding) : null;
    const greeting = sounds.path(hasLongGreeting ? 'longGreeting' : 'greeting');
    office.plan(number, planOf(sounds, { menu, greeting, ...parts }), callId);
    const call: StoryMailbox['call'] = options => pbx.call({ from: '+49441783295', to: number, ...options });
    return {
      number,
      call,
      async callUntilBeep() {
        const caller = await call();
        await caller.waitForToneEnd(hz.beep);
        return caller;
      },
      nextPerson: () => new Promise(done => pbx.person(target, person => done(person))),
      begun: beginnings => office.begun(number, beginnings),
      ended: () => office.ended(number),
    };
  };
  return { pbx: () => pbx, office: () => office, wire: () => wire, sounds: () => sounds, mailbox };
}

/** What was played to a caller so far, by name. */
export const playedTo = (call: Told): string[] =>
  call.commands.flatMap(each => (each.type === 'play' ? [each.media.replace(/^.*\//, '')] : []));
