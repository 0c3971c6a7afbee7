/** RTP packets (RFC 3550), without extensions of our own. Pure. */

export interface RtpPacket {
  payloadType: number;
  /** First packet after a pause, or of a digit. */
  isMarked: boolean;
  sequence: number;
  timestamp: number;
  ssrc: number;
  payload: Uint8Array;
}

const HEADER = 12;

export function writeRtp(packet: RtpPacket): Buffer {
  const bytes = Buffer.allocUnsafe(HEADER + packet.payload.length);
  bytes[0] = 0x80;
  bytes[1] = (packet.isMarked ? 0x80 : 0) | packet.payloadType;
  bytes.writeUInt16BE(packet.sequence & 0xffff, 2);
  bytes.writeUInt32BE(packet.timestamp >>> 0, 4);
  bytes.writeUInt32BE(packet.ssrc >>> 0, 8);
  bytes.set(packet.payload, HEADER);
  return bytes;
}

/** null: no RTP of version 2 (RTCP is none either, RFC 5761 §4). */
export function readRtp(bytes: Buffer): RtpPacket | null {
  const first = bytes[0] ?? 0;
  const second = bytes[1] ?? 0;
  if (bytes.length < HEADER || first >> 6 !== 2 || (second >= 192 && second <= 223)) return null;
  let start = HEADER + 4 * (first & 15);
  if (first & 0x10) {
    if (bytes.length < start + 4) return null;
    start += 4 + 4 * bytes.readUInt16BE(start + 2);
  }
  const padding = first & 0x20 ? (bytes.at(-1) ?? 0) : 0;
  if (start + padding > bytes.length) return null;
  return {
    payloadType: second & 0x7f,
    isMarked: (second & 0x80) !== 0,
    sequence: bytes.readUInt16BE(2),
    timestamp: bytes.readUInt32BE(4),
    ssrc: bytes.readUInt32BE(8),
    payload: bytes.subarray(start, bytes.length - padding),
  };
}
