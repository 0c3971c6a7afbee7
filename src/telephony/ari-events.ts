/**
 * ARI's JSON → what we need of it. Vendor types stop here: everything is read as unknown and only
 * known fields come through.
 */
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import type { Happening } from '../domain/call.ts';

const text = Type.String();
const AriChannel = Type.Object({
  id: text,
  state: text,
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
  Type.Object({ ...Of('ChannelDtmfReceived'), digit: text, channel: AriChannel }),
  Type.Object({ ...Of('ChannelTalkingStarted'), channel: AriChannel }),
  Type.Object({ ...Of('ChannelTalkingFinished'), channel: AriChannel }),
  Type.Object({
    ...Of('PlaybackFinished'),
    playback: Type.Object({ id: text, state: text, target_uri: text }),
  }),
  Type.Object({
    ...Of('RecordingFinished'),
    recording: Type.Object({ name: text, target_uri: text }),
  }),
  Type.Object({ ...Of('RecordingFailed'), recording: Type.Object({ name: text, target_uri: text }) }),
]);
export type AriEvent = Static<typeof AriEvent>;

/** One of the events we know, or null for all the others. */
export function readAriEvent(json: unknown): AriEvent | null {
  return Value.Check(AriEvent, json) ? json : null;
}

export function readAriChannels(json: unknown): AriChannel[] {
  if (!Array.isArray(json)) return [];
  return json.filter(each => Value.Check(AriChannel, each));
}

export function readLiveRecording(json: unknown): { state: string } | null {
  return Value.Check(Type.Object({ state: text }), json) ? json : null;
}

const RtpStatistics = Type.Object({ rxcount: Type.Integer() });

/** Packets received from the caller; null: Asterisk does not say. */
export function readReceivedPackets(json: unknown): number | null {
  return Value.Check(RtpStatistics, json) ? json.rxcount : null;
}

/** Which channel an event is about, and what it means for the conversation; null: nothing. */
export function toCallEvent(event: AriEvent): { channelId: string; happening: Happening } | null {
  switch (event.type) {
    case 'StasisEnd':
    case 'ChannelDestroyed':
      return { channelId: event.channel.id, happening: { type: 'hungUp' } };
    case 'ChannelDtmfReceived':
      return { channelId: event.channel.id, happening: { type: 'digit', digit: event.digit } };
    case 'ChannelTalkingStarted':
      return { channelId: event.channel.id, happening: { type: 'talkingStarted' } };
    case 'ChannelTalkingFinished':
      return { channelId: event.channel.id, happening: { type: 'talkingFinished' } };
    case 'PlaybackFinished':
      return about(event.playback.target_uri, {
        type: 'playbackFinished',
        playbackId: event.playback.id,
        heard: event.playback.state === 'done',
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

function about(targetUri: string, happening: Happening): { channelId: string; happening: Happening } | null {
  const channelId = targetUri.startsWith('channel:') ? targetUri.slice('channel:'.length) : null;
  return channelId === null ? null : { channelId, happening };
}
