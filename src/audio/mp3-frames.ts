/**
 * Finds the frames of an MP3 file (ISO/IEC 11172-3 and 13818-3, layer III; MPEG 2.5 as in practice).
 * The decoder then gets frames only: what is no frame never reaches it, and the length is known before
 * anything is decoded.
 */

export interface Mp3Frames {
  /** All frames in a row, without tags and without what lay between them. */
  bytes: Uint8Array;
  /** Hz. */
  sampleRate: number;
  /** Samples for each channel, without the encoder's information frame. */
  sampleCount: number;
  /** No frame has two channels. */
  isMono: boolean;
  /** Bytes before, between and after the frames that are no tags and no padding. */
  strayBytes: number;
  /** The file ends within a frame, or its information frame promises clearly more of them. */
  isIncomplete: boolean;
}

/** The frames from `start` on; null: this is no MP3. Only frames like the first ones count. */
export function findMp3Frames(bytes: Uint8Array, start = 0): Mp3Frames | null {
  const first = findChain(bytes, start);
  if (first === null) return null;
  const kind = headerAt(bytes, first);
  if (!kind) return null;
  const end = endOfAudio(bytes);
  const kept: [from: number, to: number][] = [];
  let count = 0;
  let isMono = true;
  let strayBytes = 0;
  let isCutOff = false;
  let position = first;
  while (position + 4 <= end) {
    const header = headerAt(bytes, position);
    const fits = header?.kind === kind.kind && position + header.length <= end;
    // After a gap two in a row are asked for: inside damaged audio, single headers appear by chance.
    const isCredible =
      fits && (isNextTo(kept, position) || followsOne(bytes, position + header.length, kind));
    if (fits && isCredible) {
      const last = kept.at(-1);
      if (last && last[1] === position) last[1] = position + header.length;
      else kept.push([position, position + header.length]);
      count++;
      isMono &&= header.isMono;
      position += header.length;
    } else {
      isCutOff ||= header?.kind === kind.kind && isNextTo(kept, position) && position + header.length > end;
      if (bytes[position] !== 0) strayBytes++;
      position++;
    }
  }
  const promised = promisedFrames(bytes, first, kind);
  const audioFrames = count - (promised === null ? 0 : 1);
  return {
    bytes: Buffer.concat(kept.map(([from, to]) => bytes.subarray(from, to))),
    sampleRate: kind.sampleRate,
    sampleCount: audioFrames * kind.samplesPerFrame,
    isMono,
    strayBytes,
    isIncomplete: isCutOff || (promised !== null && audioFrames < completeShare * promised),
  };
}

interface Header {
  /** Version, layer and rate: the same in every frame of a file. */
  kind: number;
  /** Of the whole frame, in bytes. */
  length: number;
  sampleRate: number;
  samplesPerFrame: number;
  isMpeg1: boolean;
  isMono: boolean;
}

/** Some programs count a frame or two differently. */
const completeShare = 0.98;
/** Four in a row by chance: less than once in 10^12 bytes. */
const chainLength = 4;
/** Damaged or oddly padded beginnings are this long at most. */
const searchBytes = 128 * 1024;
/** kbit/s by index, layer III. 0 is "free", which no program writes by itself. */
const bitRates = {
  mpeg1: [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  mpeg2: [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
};
const mpeg1Rates = [44_100, 48_000, 32_000];

function headerAt(bytes: Uint8Array, position: number): Header | null {
  const second = bytes[position + 1] ?? 0;
  const third = bytes[position + 2] ?? 0;
  if (bytes[position] !== 0xff || (second & 0xe6) !== 0xe2) return null;
  const version = (second >> 3) & 3;
  const rate = mpeg1Rates[(third >> 2) & 3];
  if (version === 1 || rate === undefined) return null;
  const isMpeg1 = version === 3;
  const bitRate = (isMpeg1 ? bitRates.mpeg1 : bitRates.mpeg2)[third >> 4];
  if (!bitRate) return null;
  const sampleRate = isMpeg1 ? rate : version === 2 ? rate / 2 : rate / 4;
  const samplesPerFrame = isMpeg1 ? 1152 : 576;
  return {
    kind: (second & 0xfe) * 256 + (third & 0x0c),
    length: Math.floor((samplesPerFrame * bitRate * 125) / sampleRate) + ((third >> 1) & 1),
    sampleRate,
    samplesPerFrame,
    isMpeg1,
    isMono: (bytes[position + 3] ?? 0) >> 6 === 3,
  };
}

function findChain(bytes: Uint8Array, start: number): number | null {
  const last = Math.min(bytes.length - 4, start + searchBytes);
  for (let position = start; position <= last; position++) {
    const header = headerAt(bytes, position);
    let next = position;
    let count = 0;
    for (let each = header; each && each.kind === header?.kind && count < chainLength; count++) {
      next += each.length;
      each = headerAt(bytes, next);
    }
    if (count === chainLength && next <= bytes.length) return position;
  }
  return null;
}

function isNextTo(kept: [number, number][], position: number): boolean {
  return kept.length === 0 || kept.at(-1)?.[1] === position;
}

function followsOne(bytes: Uint8Array, position: number, kind: Header): boolean {
  return headerAt(bytes, position)?.kind === kind.kind;
}

/** ID3v1 (128 bytes "TAG") and APEv2 (with its footer) lie behind the audio. */
function endOfAudio(bytes: Uint8Array): number {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let end = view.length;
  if (end >= 128 && view.toString('latin1', end - 128, end - 125) === 'TAG') end -= 128;
  if (end >= 32 && view.toString('latin1', end - 32, end - 24) === 'APETAGEX') {
    const size = view.readUInt32LE(end - 20) + 32;
    if (size <= end) end -= size;
  }
  return end;
}

/** What the information frame of LAME and others ("Xing", "Info") says; null: there is none, or it says nothing. */
function promisedFrames(bytes: Uint8Array, first: number, header: Header): number | null {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const sideInfo = header.isMpeg1 ? (header.isMono ? 17 : 32) : header.isMono ? 9 : 17;
  const place = first + 4 + sideInfo;
  const name = view.toString('latin1', place, place + 4);
  if ((name !== 'Xing' && name !== 'Info') || place + 12 > view.length) return null;
  // An encoder that wrote to a pipe could not fill it in.
  return view.readUInt32BE(place + 4) & 1 ? view.readUInt32BE(place + 8) || null : null;
}
