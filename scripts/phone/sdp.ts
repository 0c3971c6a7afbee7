/** The description of a call's voice (RFC 4566, RFC 3264): offered, read, answered. Pure. */
import { type CodecName, codecs } from './codecs.ts';

export type Direction = 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive';

export interface VoiceLine {
  host: string;
  port: number;
  /** Payload types in the order of preference. */
  payloadTypes: number[];
  /** Of `telephone-event`; null: digits are not sent as RFC 4733. */
  eventPayloadType: number | null;
  direction: Direction;
}

/** Ours for `telephone-event`, as most telephones. */
const EVENTS = 101;

export function makeSdp(voice: {
  host: string;
  port: number;
  codecs: readonly CodecName[];
  /** Payload type of `telephone-event`; null: not offered, true: ours. */
  events: number | null | true;
  direction: Direction;
  version: number;
}): string {
  const events = voice.events === true ? EVENTS : voice.events;
  const lines = voice.codecs.map(name => codecs[name]);
  const types = [...lines.map(codec => codec.payloadType), ...(events === null ? [] : [events])];
  return [
    'v=0',
    `o=phone 1 ${voice.version} IN IP4 ${voice.host}`,
    's=-',
    `c=IN IP4 ${voice.host}`,
    't=0 0',
    `m=audio ${voice.port} RTP/AVP ${types.join(' ')}`,
    ...lines.map(codec => `a=rtpmap:${codec.payloadType} ${codec.rtpmap}`),
    ...(events === null ? [] : [`a=rtpmap:${events} telephone-event/8000`, `a=fmtp:${events} 0-15`]),
    'a=ptime:20',
    `a=${voice.direction}`,
    '',
  ].join('\r\n');
}

/** The first voice line; null: there is none, or it was refused (port 0). */
export function readSdp(body: string): VoiceLine | null {
  const lines = body.split(/\r?\n/);
  const first = lines.findIndex(line => line.startsWith('m=audio '));
  if (first < 0) return null;
  const next = lines.findIndex((line, index) => index > first && line.startsWith('m='));
  const own = lines.slice(first, next < 0 ? undefined : next);
  const session = lines.slice(
    0,
    lines.findIndex(line => line.startsWith('m=')),
  );
  const find = (pattern: RegExp) => [...own, ...session].flatMap(line => pattern.exec(line) ?? [])[1] ?? null;
  const [, port = '0', , ...types] = (own[0] ?? '').split(' ');
  const host = find(/^c=IN IP4 ([0-9.]+)/);
  if (host === null || Number(port) === 0) return null;
  const event = find(/^a=rtpmap:([0-9]+) telephone-event\/8000/i);
  const direction = find(/^a=(sendrecv|sendonly|recvonly|inactive)\s*$/) ?? 'sendrecv';
  return {
    host,
    port: Number(port),
    payloadTypes: types.map(Number),
    eventPayloadType: event === null ? null : Number(event),
    direction: direction as Direction,
  };
}

/** What stands in the answer to an offer of that direction. */
export function mirrored(direction: Direction): Direction {
  if (direction === 'sendonly') return 'recvonly';
  return direction === 'recvonly' ? 'sendonly' : direction;
}
