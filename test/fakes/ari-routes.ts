/** The commands of the fake exchange: the part of ARI that the product uses, answered as Asterisk 22 does. */
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { FakeChannel } from './channel.ts';
import type { Exchange } from './exchange.ts';
import { Playback, Recording } from './jobs.ts';

export interface AriRequest {
  method: string;
  /** Below /ari, its parts decoded. */
  path: readonly string[];
  query: URLSearchParams;
  body: unknown;
}

export interface AriReply {
  status: number;
  json?: unknown;
}

const refuse = (status: number, message: string): AriReply => ({ status, json: { message } });
const done: AriReply = { status: 204 };

/** What is not known is answered 501, so that a story cannot pass by chance. */
export function answerAri(exchange: Exchange, request: AriRequest): AriReply {
  const [noun, ...rest] = request.path;
  switch (noun) {
    case 'channels':
      return answerChannels(exchange, request, rest);
    case 'playbacks':
      return stopPlayback(exchange, request, rest[0] ?? '');
    case 'recordings':
      return answerRecordings(exchange, request, rest);
    case 'applications':
      return answerApplications(exchange, request, rest);
    default:
      return unknown(request);
  }
}

const unknown = ({ method, path }: AriRequest): AriReply =>
  refuse(501, `the fake exchange knows no ${method} /${path.join('/')}`);

function answerChannels(exchange: Exchange, request: AriRequest, rest: readonly string[]): AriReply {
  const [channelId, verb, name] = rest;
  if (channelId === undefined) {
    return { status: 200, json: [...exchange.channels.values()].map(channel => channel.toJson()) };
  }
  const channel = exchange.channels.get(channelId);
  if (!channel) return refuse(404, 'Channel not found');
  switch (`${request.method} ${verb ?? ''}`) {
    case 'GET ':
      return { status: 200, json: channel.toJson() };
    case 'DELETE ':
      channel.hangUp();
      return done;
    case 'GET rtp_statistics':
      return { status: 200, json: statisticsOf(channel) };
    case 'POST variable':
      channel.variables.set(request.query.get('variable') ?? '', request.query.get('value') ?? '');
      return done;
  }
  if (!channel.isInStasis) return refuse(409, 'Channel not in Stasis application');
  switch (`${request.method} ${verb ?? ''}`) {
    case 'POST continue':
      exchange.goOn(channel, request.query.get('extension') ?? '');
      return done;
    case 'POST play':
      return play(exchange, request, { channel, playbackId: name ?? '' });
    case 'POST record':
      return record(exchange, request, channel);
    default:
      return unknown(request);
  }
}

const statisticsOf = (channel: FakeChannel) => ({
  txcount: channel.sentPackets,
  rxcount: channel.receivedPackets,
  txploss: 0,
  rxploss: 0,
  rxjitter: 0,
  channel_uniqueid: channel.id,
});

function play(
  exchange: Exchange,
  request: AriRequest,
  what: { channel: FakeChannel; playbackId: string },
): AriReply {
  const { channel, playbackId } = what;
  const media = request.query.get('media') ?? '';
  if (!media.startsWith('sound:')) return unknown(request);
  const toJson = (state: string) => ({
    id: playbackId,
    media_uri: media,
    target_uri: `channel:${channel.id}`,
    language: 'de',
    state,
  });
  const playback = new Playback(media.slice('sound:'.length), state => {
    const isOver = state === 'done' || state === 'failed';
    if (isOver) exchange.playbacks.delete(playbackId);
    exchange.tell(channel, isOver ? 'PlaybackFinished' : 'PlaybackStarted', { playback: toJson(state) });
  });
  exchange.playbacks.set(playbackId, playback);
  channel.add(playback);
  return { status: 201, json: toJson('queued') };
}

function stopPlayback(exchange: Exchange, request: AriRequest, playbackId: string): AriReply {
  if (request.method !== 'DELETE') return unknown(request);
  const playback = exchange.playbacks.get(playbackId);
  if (!playback) return refuse(404, 'Playback not found');
  playback.stop();
  return done;
}

function record(exchange: Exchange, request: AriRequest, channel: FakeChannel): AriReply {
  const { query } = request;
  const name = query.get('name') ?? '';
  const format = query.get('format') ?? '';
  if (format !== 'wav') return refuse(422, 'Unknown format specified');
  const file = join(exchange.options.spoolFolder, `${name}.${format}`);
  const isTaken = existsSync(file) || exchange.recordings.has(name);
  // Not kinder than the real one: who asks for it, loses the older file.
  if (isTaken && query.get('ifExists') === 'overwrite') rmSync(file, { force: true });
  else if (isTaken) return refuse(409, `Recording '${name}' already exists and can not be overwritten`);
  const whole = (ms: number) => Math.floor(ms / 1000);
  const toJson = (state: string) => ({ name, format, state, target_uri: `channel:${channel.id}` });
  const recording = new Recording(
    {
      file,
      maxSeconds: Number(query.get('maxDurationSeconds')),
      maxSilenceSeconds: Number(query.get('maxSilenceSeconds')),
    },
    state => {
      if (state === 'recording') {
        exchange.tell(channel, 'RecordingStarted', { recording: toJson(state) });
        return;
      }
      exchange.recordings.delete(name);
      const lengths = { duration: whole(recording.durationMs), talking_duration: whole(recording.talkingMs) };
      exchange.tell(channel, state === 'done' ? 'RecordingFinished' : 'RecordingFailed', {
        recording: { ...toJson(state), ...lengths },
      });
    },
  );
  exchange.recordings.set(name, recording);
  channel.add(recording);
  return { status: 201, json: toJson(recording.state) };
}

function answerRecordings(exchange: Exchange, request: AriRequest, rest: readonly string[]): AriReply {
  const [kind, name = '', verb] = rest;
  const recording = exchange.recordings.get(name);
  if (kind !== 'live') return unknown(request);
  if (!recording) return refuse(404, 'Recording not found');
  if (request.method === 'GET' && !verb)
    return { status: 200, json: { name, format: 'wav', state: recording.state } };
  if (request.method !== 'POST' || verb !== 'stop') return unknown(request);
  recording.stop();
  return done;
}

function answerApplications(exchange: Exchange, request: AriRequest, rest: readonly string[]): AriReply {
  const [name, verb] = rest;
  // An application is there as long as somebody hears its events, or a channel was asked for in its name.
  const isThere = name === exchange.options.app && (exchange.send !== null || exchange.subscribed.size > 0);
  if (!isThere) return refuse(404, 'Application not found');
  if (request.method === 'GET' && verb === undefined) return { status: 200, json: { name } };
  if (request.method === 'PUT' && verb === 'eventFilter') {
    exchange.unwanted = new Set(typesIn(request.body));
    return { status: 200, json: { name } };
  }
  if (request.method !== 'POST' || verb !== 'subscription') return unknown(request);
  const channelId = (request.query.get('eventSource') ?? '').replace(/^channel:/, '');
  if (!exchange.channels.has(channelId)) return refuse(422, 'Event source does not exist');
  exchange.subscribed.add(channelId);
  return { status: 200, json: { name, channel_ids: [...exchange.subscribed] } };
}

function typesIn(body: unknown): string[] {
  if (typeof body !== 'object' || body === null || !('disallowed' in body)) return [];
  const { disallowed } = body;
  if (!Array.isArray(disallowed)) return [];
  return disallowed.flatMap(each => (typeof each?.type === 'string' ? [each.type] : []));
}
