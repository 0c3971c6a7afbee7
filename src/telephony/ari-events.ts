/**
 * ARI's JSON → what we need of it. Vendor types stop here: everything is read as unknown and only
 * known fields come through.
 */
import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { Happening } from '../domain/call.ts';
import type { ForwardResult } from '../domain/menu.ts';

const text = Type.String();
const AriChannel = Type.Object({
  id: text,
  state: text,
  /** SIP Call-ID. */
  protocol_id: Type.Optional(text),
  caller: Type.Object({ number: text, name: text }),
  dialplan: Type.Object({ app_name: Type.Optional(text), app_data: Type.Optional(text), exten: text }),
  channelvars: Type.Optional(Type.Record(text, text)),
  creationtime: text,
});
/** The part of ARI's Channel that we read. */
export type AriChannel = Static<typeof AriChannel>;

const Of = <Name extends string>(type: Name) => ({ type: Type.Literal(type) });
const AriEvent = Type.Union([
  Type.Object({ ...Of('StasisStart'), args: Type.Array(text), channel: AriChannel }),
  Type.Object({ ...Of('StasisEnd'), channel: AriChannel }),
  Type.Object({ ...Of('ChannelDestroyed'), channel: AriChannel }),
  Type.Object({
    ...Of('ChannelDtmfReceived'),
    digit: text,
    duration_ms: Type.Integer(),
    channel: AriChannel,
  }),
  Type.Object({
    ...Of('Dial'),
    dialstatus: text,
    caller: Type.Optional(Type.Object({ id: text })),
    peer: Type.Object({ id: text }),
  }),
  Type.Object({
    ...Of('PlaybackFinished'),
    playback: Type.Object({ id: text, state: text, target_uri: text }),
  }),
  Type.Object({ ...Of('RecordingStarted'), recording: Type.Object({ name: text, target_uri: text }) }),
  Type.Object({
    ...Of('RecordingFinished'),
    recording: Type.Object({ name: text, target_uri: text }),
  }),
  Type.Object({ ...Of('RecordingFailed'), recording: Type.Object({ name: text, target_uri: text }) }),
]);
export type AriEvent = Static<typeof AriEvent>;

const isAriEvent = Compile(AriEvent);
const isAriChannel = Compile(AriChannel);
const isLiveRecording = Compile(Type.Object({ state: text }));
const isRtpStatistics = Compile(
  Type.Object({
    rxcount: Type.Integer(),
    rxploss: Type.Optional(Type.Integer()),
    rxjitter: Type.Optional(Type.Number()),
  }),
);

/** Event types that reach us for every call and that nobody reads: Asterisk is told to keep them. */
export const unreadEvents = [
  'ChannelVarset',
  'ChannelDialplan',
  'ChannelStateChange',
  'ChannelHangupRequest',
  'ChannelConnectedLine',
  'ChannelCallerId',
  'PlaybackStarted',
];

/** One of the events we know, or null for all the others. */
export function readAriEvent(json: unknown): AriEvent | null {
  return isAriEvent.Check(json) ? json : null;
}

export function readAriChannels(json: unknown): AriChannel[] {
  if (!Array.isArray(json)) return [];
  return json.filter(each => isAriChannel.Check(each));
}

export function readLiveRecording(json: unknown): { state: string } | null {
  return isLiveRecording.Check(json) ? json : null;
}

/** Packets received from the caller, how many of his got lost, and their jitter in ms; null: Asterisk does not say. */
export function readRtpStatistics(
  json: unknown,
): { received: number; lost: number; jitterMs: number } | null {
  if (!isRtpStatistics.Check(json)) return null;
  // Asterisk tells jitter in seconds.
  return { received: json.rxcount, lost: json.rxploss ?? 0, jitterMs: (json.rxjitter ?? 0) * 1000 };
}

/** Which channel an event is about, and what it means for the conversation; null: nothing. */
export function toCallEvent(event: AriEvent): { channelId: string; happening: Happening } | null {
  switch (event.type) {
    case 'StasisEnd':
    case 'ChannelDestroyed':
      return { channelId: event.channel.id, happening: { type: 'hungUp' } };
    case 'Dial':
      return event.dialstatus === 'ANSWER' && event.caller
        ? { channelId: event.caller.id, happening: { type: 'forwardAnswered' } }
        : null;
    case 'ChannelDtmfReceived':
      return { channelId: event.channel.id, happening: { type: 'digit', digit: event.digit } };
    case 'PlaybackFinished':
      return about(event.playback.target_uri, {
        type: 'playbackFinished',
        playbackId: event.playback.id,
        heard: event.playback.state === 'done',
      });
    case 'RecordingStarted':
      return about(event.recording.target_uri, {
        type: 'recordingStarted',
        recordingName: event.recording.name,
      });
    case 'RecordingFinished':
      return about(event.recording.target_uri, {
        type: 'recordingFinished',
        recordingName: event.recording.name,
      });
    case 'RecordingFailed':
      return about(event.recording.target_uri, {
        type: 'recordingFailed',
        recordingName: event.recording.name,
      });
    default:
      return null;
  }
}

/**
 * The arguments with which the dialplan gives a caller back (asterisk-config/extensions.conf): `forwarded`,
 * DIALSTATUS, HANGUPCAUSE; null: it is another entry.
 */
export function forwardResult(args: readonly string[]): ForwardResult | null {
  if (args[0] !== 'forwarded') return null;
  const [, status = '', cause = ''] = args;
  if (status === 'ANSWER') return 'answered';
  if (status === 'CANCEL') return 'caller-gone';
  switch (cause) {
    case '29':
      return 'not-accepted';
    case '17':
      return 'busy';
    case '21':
      return 'refused';
    default:
      if (status === 'BUSY') return 'busy';
      return status === 'NOANSWER' ? 'no-answer' : 'unreachable';
  }
}

/** The arguments of a channel that stands in our application: `hausruf,forwarded,BUSY,17,`. */
export const stasisArguments = (channel: AriChannel): string[] =>
  (channel.dialplan.app_data ?? '').split(',').slice(1);

function about(targetUri: string, happening: Happening): { channelId: string; happening: Happening } | null {
  const channelId = targetUri.startsWith('channel:') ? targetUri.slice('channel:'.length) : null;
  return channelId === null ? null : { channelId, happening };
}
