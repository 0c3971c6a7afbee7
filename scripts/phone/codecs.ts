/** Voice in packets: names, payload types (RFC 3551), and samples ↔ bytes. */
import { decodeAlaw, decodeUlaw, encodeAlaw } from '../../src/audio/g711.ts';
import { newG722Decoder, newG722Encoder } from './g722.ts';

export type CodecName = 'alaw' | 'ulaw' | 'g722' | 'gsm' | 'cn' | 'opus';

export interface Codec {
  payloadType: number;
  rtpmap: string;
  /** For one direction of one call; null: this telephone can offer it but not speak it. */
  newEncoder: (() => Encode) | null;
  newDecoder: (() => Decode) | null;
  /** The same samples are not always the same bytes. */
  hasMemory: boolean;
}

/** 8 kHz samples ↔ bytes, one packet's. */
export type Encode = (samples: Int16Array) => Uint8Array;
export type Decode = (payload: Uint8Array) => Int16Array;

/** One step for one sample: hundreds of calls speak at once, and a table is ten times as quick. */
function byTable(encode: Encode, decode: Decode): Pick<Codec, 'newEncoder' | 'newDecoder' | 'hasMemory'> {
  const bytes = encode(Int16Array.from({ length: 65_536 }, (_, index) => index - 32_768));
  const values = decode(Uint8Array.from({ length: 256 }, (_, index) => index));
  return {
    hasMemory: false,
    newEncoder: () => samples => {
      const result = new Uint8Array(samples.length);
      for (let index = 0; index < samples.length; index += 1)
        result[index] = bytes[(samples[index] ?? 0) + 32_768] ?? 0;
      return result;
    },
    newDecoder: () => payload => {
      const result = new Int16Array(payload.length);
      for (let index = 0; index < payload.length; index += 1)
        result[index] = values[payload[index] ?? 0] ?? 0;
      return result;
    },
  };
}

const unspoken = { newEncoder: null, newDecoder: null, hasMemory: false };

export const codecs: Record<CodecName, Codec> = {
  alaw: { payloadType: 8, rtpmap: 'PCMA/8000', ...byTable(encodeAlaw, decodeAlaw) },
  ulaw: { payloadType: 0, rtpmap: 'PCMU/8000', ...byTable(encodeUlaw, decodeUlaw) },
  g722: {
    payloadType: 9,
    rtpmap: 'G722/8000',
    newEncoder: newG722Encoder,
    newDecoder: newG722Decoder,
    hasMemory: true,
  },
  gsm: { payloadType: 3, rtpmap: 'GSM/8000', ...unspoken },
  // Comfort noise (RFC 3389): offered beside a codec, sent in pauses.
  cn: { payloadType: 13, rtpmap: 'CN/8000', ...unspoken },
  opus: { payloadType: 107, rtpmap: 'opus/48000/2', ...unspoken },
};

export function codecOf(payloadType: number): CodecName | null {
  const found = Object.entries(codecs).find(([, codec]) => codec.payloadType === payloadType);
  return (found?.[0] as CodecName | undefined) ?? null;
}

/** 16 bit samples → µ-law bytes (ITU-T G.711), one for one. */
export function encodeUlaw(samples: Int16Array): Uint8Array {
  return Uint8Array.from(samples, sample => {
    const size = Math.min(32_635, Math.abs(sample)) + 0x84;
    const segment = 24 - Math.clz32(size);
    const mantissa = (size >> (segment + 3)) & 15;
    return ~((sample < 0 ? 0x80 : 0) | (segment << 4) | mantissa) & 0xff;
  });
}
