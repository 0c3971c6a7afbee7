/**
 * The telephone: hands each call that Asterisk gives us to a conversation, carries its commands out,
 * and after a restart finds the calls that are still there. It must never leave a caller in silence:
 * what it cannot handle goes back to Asterisk's own fallback.
 */
import type { CallPlan, Happening, IncomingCall, PhoneCommand } from '../domain/call.ts';
import type { CallId } from '../domain/ids.ts';
import { type AriAddress, type AriClient, connectAri } from './ari-client.ts';
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
}

export interface SwitchboardOptions {
  address: AriAddress;
  app: string;
  /**
   * Begins a conversation for a call that came in; null: it cannot be handled here and goes to the
   * fallback. `known` is set when this channel already had a call before a restart.
   */
  begin: (call: CallerFacts & { channelId: string }, perform: Perform) => BegunCall | null;
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
  close(): void;
}

export function openSwitchboard(options: SwitchboardOptions): Switchboard {
  const running = new Map<string, Conversation>();
  const ari = connectAri({
    address: options.address,
    app: options.app,
    onEvent: json => take(json),
    onConnect: () => {
      options.onConnection(true);
      void adopt();
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
      begun = options.begin({ ...callerFacts(channel), channelId }, command =>
        perform(ari, channelId, command),
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

  /** Asterisk replays no events: after each connect the calls that are there are compared with ours. */
  const adopt = async (): Promise<void> => {
    let channels: AriChannel[];
    try {
      channels = readAriChannels(await ari.request('GET', '/channels'));
    } catch (error) {
      options.onProblem('the calls in progress could not be listed', { reason: String(error) });
      return;
    }
    const ids = new Set(channels.map(channel => channel.id));
    for (const [channelId, conversation] of running) {
      if (ids.has(channelId)) continue;
      running.delete(channelId);
      conversation.push({ type: 'hungUp' });
    }
    for (const channel of channels) {
      const isOurs =
        channel.dialplan.app_name === 'Stasis' && channel.dialplan.app_data?.startsWith(options.app);
      if (isOurs && !running.has(channel.id)) begin(channel, await whereItStands(ari, channel.id));
    }
    options.onReady(ids);
  };

  const whereItStands = async (client: AriClient, channelId: string): Promise<Happening> => {
    const known = options.knownCall(channelId);
    if (!known) return { type: 'adopted', recording: 'none', recordingSince: null };
    const since = options.spooledSince(known.callId);
    const live = await client
      .request('GET', `/recordings/live/${encodeURIComponent(known.callId)}`)
      .then(readLiveRecording)
      .catch(() => null);
    if (live) return { type: 'adopted', recording: 'live', recordingSince: since };
    return { type: 'adopted', recording: since === null ? 'none' : 'finished', recordingSince: since };
  };

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
    close() {
      for (const conversation of running.values()) conversation.abandon();
      ari.close();
    },
  };
}
