/**
 * The telephone: hands each call that Asterisk gives us to a conversation, carries its commands out,
 * and after a restart finds the calls that are still there. It must never leave a caller in silence:
 * what it cannot handle goes back to Asterisk's own fallback.
 */
import type { CallPlan, Happening, IncomingCall, Listened, PhoneCommand } from '../domain/call.ts';
import type { CallId } from '../domain/ids.ts';
import type { Forwarding } from '../domain/menu.ts';
import { type AriAddress, type AriClient, AriRefusal, connectAri } from './ari-client.ts';
import {
  type AriChannel,
  type AriEvent,
  forwardResult,
  readAriChannels,
  readAriEvent,
  readLiveRecording,
  readRtpStatistics,
  stasisArguments,
  toCallEvent,
  unreadEvents,
} from './ari-events.ts';
import { type EarOptions, makeEar } from './ear.ts';
import { perform } from './perform.ts';

export type Perform = (command: PhoneCommand) => Promise<Listened | undefined>;

/** A conversation in progress, as the telephone sees it. */
export interface Conversation {
  push(happening: Happening): void;
  abandon(): void;
  /** True where the call goes on well without us: it is recorded, or connected, or nearly over. */
  goesOnAlone(): boolean;
}

/** How the voice of a call comes over the line, as Asterisk counts it. */
export interface LineStatistics {
  received: number;
  lost: number;
  jitterMs: number;
}

export interface SwitchboardOptions {
  address: AriAddress;
  app: string;
  /**
   * Begins a conversation for a call that came in; null: it cannot be handled here and goes to the
   * fallback. A channel that already had a call before a restart is known by its id.
   */
  begin: (
    call: { channel: AriChannel; args: readonly string[] },
    perform: Perform,
    /** To be called when the conversation is over. */
    onOver: () => void,
  ) => BegunCall | null;
  /** A channel that is no caller's (the robot's end of a probe call): true when it was taken. */
  takeOther: (call: { channel: AriChannel; args: readonly string[] }) => boolean;
  /** Every event that names a channel, for those who watch one; before the conversation hears of it. */
  onEvent: (channelId: string, event: AriEvent) => void;
  /** The call of a channel that we answered before a restart; null: unknown. */
  knownCall: (channelId: string) => { callId: CallId } | null;
  /** When the file of this recording began, if the spool holds one; null: it holds none. */
  spooledSince: (recordingName: string) => number | null;
  ear: Omit<EarOptions, 'countPackets'>;
  /** What dials out for this call. Null: nothing can. */
  routeOf: (
    channelId: string,
    forwarding: Forwarding,
  ) => { endpoint: string; shownNumber: string | null } | null;
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
  /** Null: the channel is gone, or it has no voice over the network. */
  lineOf(channelId: string): Promise<LineStatistics | null>;
  request: AriClient['request'];
  /** Gives callers who cannot be left alone to the fallback, and lets go of the others. */
  close(): Promise<void>;
}

/** How often we look whether a channel stands in our application that nobody looks after. */
const LOOK_AROUND_MS = 30_000;
/** How long a stop waits for callers to be given to the fallback. */
const GIVE_BACK_MS = 2000;

export function openSwitchboard(options: SwitchboardOptions): Switchboard {
  const running = new Map<string, Conversation>();
  /** Channels that the dialplan has for a while: their leaving our application is no hang-up. */
  const away = new Set<string>();
  const ari = connectAri({
    address: options.address,
    app: options.app,
    onEvent: json => take(json),
    onConnect: () => {
      options.onConnection(true);
      // Without it Asterisk tells us of every variable it sets: worth asking, not worth failing for.
      ari
        .request(
          'PUT',
          `/applications/${options.app}/eventFilter`,
          {},
          {
            disallowed: unreadEvents.map(type => ({ type })),
          },
        )
        .catch(error => options.onProblem('events could not be filtered', { reason: String(error) }));
      lookAround(true);
    },
    onDisconnect: reason => {
      options.onConnection(false);
      options.onProblem('the line to Asterisk is down', { reason });
    },
  });
  const countPackets = async (channelId: string): Promise<number> => {
    const statistics = await lineOf(channelId);
    // Without a count there is no evidence of a dead line: see recording.ts.
    if (statistics === null) throw new Error('Asterisk gave no packet count');
    return statistics.received;
  };
  const lineOf = async (channelId: string): Promise<LineStatistics | null> =>
    readRtpStatistics(await ari.request('GET', `/channels/${encodeURIComponent(channelId)}/rtp_statistics`));
  const ear = makeEar({ ...options.ear, countPackets });

  const take = (json: unknown): void => {
    const event = readAriEvent(json);
    if (!event) return;
    if (event.type === 'StasisStart') {
      arrive(event.channel, event.args);
      return;
    }
    const meaning = toCallEvent(event);
    if (!meaning) return;
    const { channelId, happening } = meaning;
    // Leaving us for a while is no hang-up, and what is pressed while two people talk is not our business.
    if (away.has(channelId) && (event.type === 'StasisEnd' || event.type === 'ChannelDtmfReceived')) return;
    options.onEvent(channelId, event);
    running.get(channelId)?.push(happening);
    if (happening.type === 'hungUp') forget(channelId);
  };

  const forget = (channelId: string): void => {
    running.delete(channelId);
    away.delete(channelId);
    ear.forget(channelId);
  };

  const arrive = (channel: AriChannel, args: readonly string[]): void => {
    away.delete(channel.id);
    const result = forwardResult(args);
    const conversation = running.get(channel.id);
    const happening: Happening = result === null ? { type: 'arrived' } : { type: 'forwardEnded', result };
    if (result !== null && conversation) conversation.push(happening);
    else begin(channel, args, happening);
  };

  const begin = (channel: AriChannel, args: readonly string[], first: Happening): void => {
    const channelId = channel.id;
    // A reconnect can bring both the event and the look-around: the first one counts.
    if (running.has(channelId)) return;
    let begun: BegunCall | null = null;
    try {
      if (options.takeOther({ channel, args })) return;
      begun = options.begin(
        { channel, args },
        command =>
          perform(
            {
              ari,
              app: options.app,
              ear,
              channelId,
              routeOf: forwarding => options.routeOf(channelId, forwarding),
              onAway: isAway => void (isAway ? away.add(channelId) : away.delete(channelId)),
            },
            command,
          ),
        () => {
          if (running.get(channelId) === begun?.conversation) forget(channelId);
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
    ari
      .request('POST', `/channels/${encodeURIComponent(channelId)}/continue`, {
        context: 'controller',
        extension: 'fallback',
        priority: '1',
      })
      .catch(error =>
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
      forget(channelId);
      conversation.push({ type: 'hungUp' });
    }
    for (const channel of channels) {
      const isOurs =
        channel.dialplan.app_name === 'Stasis' && channel.dialplan.app_data?.startsWith(options.app);
      const stale = before.get(channel.id);
      if (!isOurs || running.get(channel.id) !== stale || (stale && !isNewLine)) continue;
      const where = await whereItStands(channel);
      // It has ended or begun meanwhile.
      if (running.get(channel.id) !== stale) continue;
      stale?.abandon();
      forget(channel.id);
      begin(channel, stasisArguments(channel), where);
    }
    options.onReady(ids);
  };

  const whereItStands = async (channel: AriChannel): Promise<Happening> => {
    const known = options.knownCall(channel.id);
    if (!known) return { type: 'adopted', recording: 'none', recordingSince: null };
    const since = options.spooledSince(known.callId);
    if (await isRecording(known.callId)) return { type: 'adopted', recording: 'live', recordingSince: since };
    if (since !== null) return { type: 'adopted', recording: 'finished', recordingSince: since };
    const result = forwardResult(stasisArguments(channel));
    return result === null
      ? { type: 'adopted', recording: 'none', recordingSince: null }
      : { type: 'forwardEnded', result };
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
    lineOf: channelId => lineOf(channelId).catch(() => null),
    request: (...parts) => ari.request(...parts),
    async close() {
      clearInterval(looking);
      const calls = [...running];
      running.clear();
      const given = calls.map(([channelId, conversation]) => {
        const isAlone = conversation.goesOnAlone();
        conversation.abandon();
        return isAlone ? undefined : giveBack(channelId);
      });
      await Promise.race([Promise.allSettled(given), new Promise(done => setTimeout(done, GIVE_BACK_MS))]);
      ari.close();
    },
  };
}
