/**
 * What a crash makes of WAV files, told apart from what programs do: sizes that were never brought up to
 * date, and a first block that never reached the disk.
 */

/** `length` bytes from `position`, fewer at the end of the file. */
type ReadAt = (position: number, length: number) => Promise<Buffer>;

/** Less than this behind the audio is some program's trailer or padding: a quarter of a second at most. */
export const leastUnpromised = 4096;

/**
 * Whether `behind`, the first 16 bytes or more after the promised audio, begins another chunk (titles,
 * markers) rather than more audio. `room`: bytes from there to the end of the file. Audio looks like a
 * chunk by chance less than once in 10,000 times.
 */
export function isChunkBehind(behind: Uint8Array, room: number): boolean {
  // Chunks begin at even places; some programs leave the filling byte out.
  return [0, 1].some(at => {
    const head = behind.subarray(at, at + 8);
    if (head.length < 8) return false;
    const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
    return head.subarray(0, 4).every(isPrintable) && view.getUint32(4, true) <= room - at - 8 + slip;
  });
}

/**
 * Whether the header is nothing but zeros and audio follows: after a power cut the first block of a file may
 * be lost while later ones are there. Asterisk's header has `headerBytes`.
 */
export async function isHeaderLost(read: ReadAt, size: number): Promise<boolean> {
  if (size <= headerBytes || (await read(0, headerBytes)).some(byte => byte !== 0)) return false;
  for (let at = headerBytes; at < Math.min(size, searchBytes); at += stepBytes) {
    if ((await read(at, stepBytes)).some(byte => byte !== 0)) return true;
  }
  return false;
}

export const headerBytes = 44;
/** A minute of telephone audio: zeros for longer are no recording of a caller. */
const searchBytes = 1024 * 1024;
const stepBytes = 64 * 1024;
/** The last chunk may promise a byte or two more than there are. */
const slip = 2;
const isPrintable = (byte: number): boolean => byte >= 0x20 && byte < 0x7f;
