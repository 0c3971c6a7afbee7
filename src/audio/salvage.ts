/**
 * Repairs recordings whose writer was killed: the audio is there, only the sizes in the header are not.
 *
 * The header is corrected in place, in one write of its first bytes (one disk sector), then fsync.
 * A copy with rename would need room for the whole file, and a full disk is just when files break;
 * and if we are killed half-way, the file is no worse than before, for `readWav` reads it either way.
 * Audio bytes are never touched.
 */
import { open } from 'node:fs/promises';
import { HausrufError } from '../domain/problem.ts';
import { encodeWav, findLayout, readerOf, type WavFacts, wavFacts } from './wav.ts';

/**
 * Makes the header of a WAV file fit the audio that is there. Returns the facts afterwards and
 * whether anything had to be done. Throws HausrufError RECORDING_UNREADABLE if there is no header.
 */
export async function repairWavHeader(file: string): Promise<WavFacts & { wasRepaired: boolean }> {
  const before = await wavFacts(file);
  if (!before.isHeaderBroken) return { ...before, wasRepaired: false };
  await writeSizes(file, before.bytes);
  return { ...(await wavFacts(file)), wasRepaired: true };
}

async function writeSizes(file: string, size: number): Promise<void> {
  const handle = await open(file, 'r+');
  try {
    const read = readerOf(handle);
    const layout = await findLayout(read, size);
    if (layout.dataStart > maxHeaderBytes) {
      throw new HausrufError('RECORDING_UNREADABLE', 'audio file has a header that is too long to repair');
    }
    const found = Buffer.from(await read(0, layout.dataStart));
    // Nothing is left of a header whose block was lost: it is written anew, as Asterisk writes it.
    const header = found.some(byte => byte !== 0) ? found : Buffer.from(emptyWav(layout.sampleRate));
    header.writeUInt32LE(layout.dataStart + layout.dataBytes - 8, 4);
    header.writeUInt32LE(layout.dataBytes, layout.dataStart - 4);
    await handle.write(header, 0, header.length, 0);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

const emptyWav = (sampleRate: number): Uint8Array => encodeWav(new Int16Array(0), sampleRate);

/** Asterisk writes 44 bytes; more than one sector could not be written in one piece. */
const maxHeaderBytes = 512;
