/**
 * ITU-T G.711 telephone companding. 16 bit samples carry the 13 bit (A-law) or 14 bit (µ-law) values
 * in their upper bits, as every telephone card and Asterisk do.
 */

/** A-law bytes → 16 bit samples, one for one. */
export function decodeAlaw(bytes: Uint8Array): Int16Array {
  return Int16Array.from(bytes, byte => alawTable[byte] ?? 0);
}

/** µ-law bytes → 16 bit samples, one for one. */
export function decodeUlaw(bytes: Uint8Array): Int16Array {
  return Int16Array.from(bytes, byte => ulawTable[byte] ?? 0);
}

/** 16 bit samples → A-law bytes, one for one. */
export function encodeAlaw(samples: Int16Array): Uint8Array {
  return Uint8Array.from(samples, alawByte);
}

/** G.711 inverts every second bit of an A-law byte on the wire. */
const alawInversion = 0x55;

const alawTable = Int16Array.from({ length: 256 }, (_, byte) => {
  const code = byte ^ alawInversion;
  const segment = (code >> 4) & 7;
  const mantissa = (code & 15) << 4;
  const value = segment === 0 ? mantissa + 8 : (mantissa + 0x108) << (segment - 1);
  return code & 0x80 ? value : -value;
});

const ulawTable = Int16Array.from({ length: 256 }, (_, byte) => {
  const code = ~byte & 0xff;
  const segment = (code >> 4) & 7;
  const value = ((((code & 15) << 3) + 0x84) << segment) - 0x84;
  return code & 0x80 ? -value : value;
});

function alawByte(sample: number): number {
  const sign = sample < 0 ? 0 : 0x80;
  const size = sample < 0 ? ~sample : sample;
  const segment = size < 256 ? 0 : 24 - Math.clz32(size);
  const mantissa = (size >> (segment === 0 ? 4 : segment + 3)) & 15;
  return (sign | (segment << 4) | mantissa) ^ alawInversion;
}
