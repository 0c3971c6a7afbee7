/**
 * The telephone: hands each call that Asterisk gives us to a conversation, carries its commands out,
 * and after a restart finds the calls that are still there. It must never leave a caller in silence:
 * what it cannot handle goes back to Asterisk's own fallback.
 */
import type { CallPlan, Happening, IncomingCall, PhoneCommand } from '../domain/call.ts';
import type { CallId } from '../domain/ids.ts';
import { type AriAddress, AriRefusal, connectAri } from './ari-client.ts';
import {
  type AriChannel,
  readAriChannels,
  readAriEvent,
  readLiveRecording,
  toCallEvent,
} from './ari-events.ts';
import { perform } from './perform.ts';
import { type CallerFacts, callerFacts } from './who.ts';

type Perform = (command: PhoneCommand) => ReturnType<typeof perform>;

/** A conversation in progress, as the telephone sees it. */
export interface Conversation {
  push(happening: Happening): void;
  abandon(): void;
  /** True once the caller can be recorded: then the recording goes on without us. */
  hasRecording(): boolean;
}

export interface SwitchboardOptions {
  address: AriAddress;
  app: string;
  /**
   * Begins a conversation for a call that came in; null: it cannot be handled here and goes to the
   * fallback. `known` is set when this channel already had a call before a restart.
   */
  begin: (
    call: CallerFacts & { channelId: string },
    perform: Perform,
    /** To be called when the conversation is over. */
    onOver: () => void,
  ) => BegunCall | null;
  /** The call of a channel that we answered before a restart; null: unknown. */
  knownCall: (channelId: string) => { callId: CallId } | null;
  /** When the file of this recording began, if the spool holds one; null: it holds none. */
  spooledSince: (recordingName: string) => number | null;
  /** After each connect, when the calls that are still there have been adopted. */
  onReady: (channelIds: ReadonlySet<string>) => void;
  onProblem: (message: string, facts: Record<string, unknown>) => void;
  onConnection: (isUp: boolean) => void;
}

export interface BegunCall {
  call: IncomingCall;
  plan: CallPlan;
  conversation: Conversation;
}

export interface Switchboard {
  isConnected(): boolean;
  /** Ids of all channels Asterisk has now, ours or not; null: it does not answer. */
  channelIds(): Promise<ReadonlySet<string> | null>;
  callsNow(): number;
  /** Gives callers who are not recorded yet to the fallback, and lets go of the others. */
  close(): Promise<void>;
}

/** How often we look whether a channel stands in our application that nobody looks after. */
const LOOK_AROUND_MS = 30_000;
/** How long a stop waits for callers to be given to the fallback. */
const GIVE_BACK_MS = 2000;

export function openSwitchboard(options: SwitchboardOptions): Switchboard {
  const running = new Map<string, Conversation>();
  const ari = connectAri({
    address: options.address,
    app: options.app,
    onEvent: json => take(json),
    onConnect: () => {
      options.onConnection(true);
      lookAround(true);
    },
    onDisconnect: reason => {
      options.onConnection(false);
      options.onProblem('the line to Asterisk is down', { reason });
    },
  });

  const take = (json: unknown): void => {
    const event = readAriEvent(json);
    if (!event) return;
    if (event.type === 'StasisStart') {
      begin(event.channel, { type: 'arrived' });
      return;
    }
    const meaning = toCallEvent(event);
    if (!meaning) return;
    running.get(meaning.channelId)?.push(meaning.happening);
    if (meaning.happening.type === 'hungUp') running.delete(meaning.channelId);
  };

  const begin = (channel: AriChannel, first: Happening): void => {
    const channelId = channel.id;
    // A reconnect can bring both the event and the look-around: the first one counts.
    if (running.has(channelId)) return;
    let begun: BegunCall | null = null;
    try {
      begun = options.begin(
        { ...callerFacts(channel), channelId },
        command => perform(ari, channelId, command),
        () => {
          if (running.get(channelId) === begun?.conversation) running.delete(channelId);
        },
      );
    } catch (error) {
      options.onProblem('a call could not be begun', { channelId, reason: String(error) });
    }
    if (!begun) {
      void giveBack(channelId);
      return;
    }
    running.set(channelId, begun.conversation);
    begun.conversation.push(first);
  };

  const giveBack = (channelId: string): Promise<unknown> =>
    perform(ari, channelId, { type: 'handOver' }).catch(error =>
      options.onProblem('a call could not be given to the fallback', { channelId, reason: String(error) }),
    );

  /** A look that fails is repeated: nobody may be left in silence for it. */
  const lookAround = (isNewLine: boolean): void => {
    adopt(isNewLine).catch(error => {
      options.onProblem('the calls in progress could not be looked after', { reason: String(error) });
      if (isNewLine) setTimeout(() => ari.isConnected() && lookAround(true), 1000).unref();
    });
  };
  const looking = setInterval(() => ari.isConnected() && lookAround(false), LOOK_AROUND_MS);

  /**
   * Asterisk replays no events. On a new line every conversation may wait for one that got lost, so all
   * are begun anew from where their channel stands; later only channels that nobody looks after.
   */
  const adopt = async (isNewLine: boolean): Promise<void> => {
    const before = new Map(running);
    const channels = readAriChannels(await ari.request('GET', '/channels'));
    const ids = new Set(channels.map(channel => channel.id));
    for (const [channelId, conversation] of before) {
      if (ids.has(channelId) || running.get(channelId) !== conversation) continue;
      running.delete(channelId);
      conversation.push({ type: 'hungUp' });
    }
    for (const channel of channels) {
      const isOurs =
        channel.dialplan.app_name === 'Stasis' && channel.dialplan.app_data?.startsWith(options.app);
      const stale = before.get(channel.id);
      if (!isOurs || running.get(channel.id) !== stale || (stale && !isNewLine)) continue;
      const where = await whereItStands(channel.id);
      // It has ended or begun meanwhile.
      if (running.get(channel.id) !== stale) continue;
      stale?.abandon();
      running.delete(channel.id);
      begin(channel, where);
    }
    options.onReady(ids);
  };

  const whereItStands = async (channelId: string): Promise<Happening> => {
    const known = options.knownCall(channelId);
    if (!known) return { type: 'adopted', recording: 'none', recordingSince: null };
    const since = options.spooledSince(known.callId);
    if (await isRecording(known.callId)) return { type: 'adopted', recording: 'live', recordingSince: since };
    return { type: 'adopted', recording: since === null ? 'none' : 'finished', recordingSince: since };
  };

  /** In doubt it runs: to hang up on a recording would be worse than to watch one that has ended. */
  const isRecording = (name: string): Promise<boolean> =>
    ari
      .request('GET', `/recordings/live/${encodeURIComponent(name)}`)
      .then(reply => readLiveRecording(reply) !== null)
      .catch(error => !(error instanceof AriRefusal && error.status === 404));

  return {
    isConnected: () => ari.isConnected(),
    async channelIds() {
      if (!ari.isConnected()) return null;
      try {
        return new Set(readAriChannels(await ari.request('GET', '/channels')).map(channel => channel.id));
      } catch {
        return null;
      }
    },
    callsNow: () => running.size,
    async close() {
      clearInterval(looking);
      const calls = [...running];
      running.clear();
      const given = calls.map(([channelId, conversation]) => {
        const isRecorded = conversation.hasRecording();
        conversation.abandon();
        return isRecorded ? undefined : giveBack(channelId);
      });
      await Promise.race([Promise.allSettled(given), new Promise(done => setTimeout(done, GIVE_BACK_MS))]);
      ari.close();
    },
  };
}
