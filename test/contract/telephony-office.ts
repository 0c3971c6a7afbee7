/**
 * The product's telephone as the stories use it: switchboard and conversations are the real ones; what the
 * store remembers of calls is remembered here, also while the switchboard is closed.
 */
import { randomUUID } from 'node:crypto';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { runCall } from '../../src/calls/run-call.ts';
import type { TraceLine } from '../../src/calls/trace.ts';
import type { CallEnd, CallPlan, IncomingCall, PhoneCommand, RecordingEnd } from '../../src/domain/call.ts';
import type { CallId, MailboxId } from '../../src/domain/ids.ts';
import type { AriAddress } from '../../src/telephony/ari-client.ts';
import {
  openSwitchboard,
  type Perform,
  type Switchboard,
  type SwitchboardOptions,
} from '../../src/telephony/switchboard.ts';
import { type CallerFacts, callerFacts } from '../../src/telephony/who.ts';

export type ForwardNote = Omit<PhoneCommand & { type: 'noteForward' }, 'type'>;

/** One call, from its beginning. */
export interface Told {
  callId: CallId;
  channelId: string;
  dialled: string;
  facts: CallerFacts;
  /** How often a conversation was begun for it: 2 after it was adopted. */
  beginnings: number;
  forwards: ForwardNote[];
  /** All that was asked of the telephone so far. */
  commands: PhoneCommand[];
  /** Carries out a command on its channel. */
  perform: Perform;
  end: { outcome: CallEnd; recordingEnd: RecordingEnd | null; trace: TraceLine[] } | null;
}

export interface OfficeOptions {
  address: AriAddress;
  spoolFolder: string;
  endpoint: string;
}

export class Office {
  readonly calls: Told[] = [];
  /** What the switchboard complained of. */
  readonly problems: string[] = [];
  /** Which ids the next calls get, by the number they dial. */
  readonly #ids = new Map<string, string>();
  readonly #plans = new Map<string, CallPlan>();
  readonly #options: OfficeOptions;
  #switchboard: Switchboard | null = null;

  constructor(options: OfficeOptions) {
    this.#options = options;
  }

  /** What callers of this number meet. `callId`: of the next call; default: a new one. */
  plan(number: string, plan: CallPlan, callId: string = randomUUID()): void {
    this.#plans.set(number, plan);
    this.#ids.set(number, callId);
  }

  isUp(): boolean {
    return this.#switchboard?.isConnected() ?? false;
  }

  open(): void {
    this.#switchboard = openSwitchboard(this.#switchboardOptions());
  }

  async close(): Promise<void> {
    const open = this.#switchboard;
    this.#switchboard = null;
    await open?.close();
  }

  /** Resolves when the call of this number has begun. */
  begun(number: string, beginnings = 1): Promise<Told> {
    return waitFor(`a call to ${number} has begun`, () =>
      this.calls.find(call => call.dialled === number && call.beginnings >= beginnings),
    );
  }

  /** Resolves when the call of this number is over. */
  ended(number: string): Promise<Told & { end: NonNullable<Told['end']> }> {
    return waitFor(`the call to ${number} has ended`, () => {
      const call = this.calls.find(each => each.dialled === number);
      return call?.end ? { ...call, end: call.end } : undefined;
    });
  }

  /** The file of a call's recording. */
  fileOf(call: { callId: string }): string {
    return join(this.#options.spoolFolder, `${call.callId}.wav`);
  }

  #switchboardOptions(): SwitchboardOptions {
    const { address, spoolFolder, endpoint } = this.#options;
    const now = () => Math.round(performance.timeOrigin + performance.now());
    return {
      address,
      app: 'hausruf',
      begin: (arrival, perform, onOver) => this.#begin(arrival, perform, onOver),
      takeOther: () => false,
      onEvent: () => {},
      knownCall: channelId => this.calls.find(call => call.channelId === channelId) ?? null,
      spooledSince: recordingName => {
        const { birthtimeMs } = statSync(join(spoolFolder, `${recordingName}.wav`), {
          throwIfNoEntry: false,
        }) ?? { birthtimeMs: null };
        return birthtimeMs === null ? null : Math.round(birthtimeMs);
      },
      ear: {
        fileOf: recordingName => join(spoolFolder, `${recordingName}.wav`),
        isLifeless: () => false,
        now,
      },
      routeOf: () => ({ endpoint, shownNumber: null }),
      onReady: () => {},
      onProblem: (message, facts) => this.problems.push(`${message} ${JSON.stringify(facts)}`),
      onConnection: () => {},
    };
  }

  #begin(
    { channel }: Parameters<SwitchboardOptions['begin']>[0],
    perform: Perform,
    onOver: () => void,
  ): ReturnType<SwitchboardOptions['begin']> {
    const facts = callerFacts(channel);
    const known = this.calls.find(call => call.channelId === channel.id);
    const dialled = known?.dialled ?? facts.dialledNumber;
    const plan = this.#plans.get(dialled);
    if (!plan) return null;
    const told: Told = known ?? {
      callId: (this.#ids.get(dialled) ?? randomUUID()) as CallId,
      channelId: channel.id,
      dialled,
      facts,
      beginnings: 0,
      forwards: [],
      commands: [],
      perform,
      end: null,
    };
    if (!known) {
      this.#ids.delete(dialled);
      this.calls.push(told);
    }
    told.perform = perform;
    told.beginnings += 1;
    const conversation = runCall({
      call: { callId: told.callId, plan },
      perform: command => {
        told.commands.push(command);
        if (command.type === 'noteForward') {
          const { number, result, talkMs } = command;
          told.forwards.push({ number, result, talkMs });
        }
        return perform(command);
      },
      now: () => Math.round(performance.timeOrigin + performance.now()),
      onFinish: end => {
        told.end = end;
        onOver();
      },
    });
    return { call: incoming(told), plan, conversation };
  }
}

function incoming(told: Told): IncomingCall {
  return {
    callId: told.callId,
    mailboxId: 'contract' as MailboxId,
    kind: 'caller',
    callerNumber: told.facts.callerNumber,
    numberSource: told.facts.numberSource,
    dialledNumber: told.dialled,
    originalNumber: told.facts.originalNumber,
    trunkId: null,
    arrivedAt: Date.now(),
  };
}

/** Resolves with the first answer that is neither undefined nor false; rejects with `what` after the time. */
export async function waitFor<T>(
  what: string,
  look: () => T | undefined | false | Promise<T | undefined | false>,
  withinMs = 12_000,
): Promise<T> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (performance.now() > deadline) throw new Error(`${what}: not within ${withinMs} ms`);
    await new Promise(done => setTimeout(done, 20));
  }
}
